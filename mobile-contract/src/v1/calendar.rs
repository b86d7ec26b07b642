//! The calendar of working days that legal clocks run by.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// `POST /v1/calendars`: bring in a calendar and reckon by it from here on. Open cases are reckoned anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportCalendar {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The calendar's file, TOML, with a version of its own.
    #[schema(max_length = 65536)]
    pub text: String,
}

/// `GET /v1/calendars/current`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarView {
    /// Its version.
    pub version: String,
    /// Its years, in order.
    pub years: Vec<CalendarYear>,
}

/// One year of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarYear {
    /// The year.
    pub year: i16,
    /// Whether the State Council's notice is out; without it, limits that reach into the year may change.
    pub confirmed: bool,
    /// The notice, or why there is none yet.
    pub source: String,
}

/// Answer to an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarImported {
    /// The version that is reckoned by from here on.
    pub version: String,
    /// Days that count otherwise than before, in years that both calendars have.
    pub changed_days: u32,
    /// The write had been done before and was not done again.
    pub replayed: bool,
}
