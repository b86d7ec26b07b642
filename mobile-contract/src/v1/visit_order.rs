//! The order of a day's visits.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::hidden::hidden;

/// A place on earth. The server rounds it to a thousandth of a degree, about 100 m, before anything else; a phone does well to
/// do so itself.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CoarsePlace {
    /// Degrees of latitude (WGS 84), north positive.
    #[schema(minimum = -90, maximum = 90)]
    pub lat: f64,
    /// Degrees of longitude, east positive.
    #[schema(minimum = -180, maximum = 180)]
    pub lon: f64,
}

/// `POST /v1/visits/order`: propose a short way through a day's visits. Nothing of it is kept.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrderVisits {
    /// The day in Asia/Shanghai.
    #[schema(format = Date)]
    pub date: String,
    /// The visits of that day, each once.
    #[schema(min_items = 2, max_items = 16)]
    pub visit_ids: Vec<Uuid>,
    /// Where the worker sets out; left out, the way begins at the first home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<CoarsePlace>,
    /// The one to be made first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Uuid>,
    /// The one to be made last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Uuid>,
}

/// A proposed order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitOrder {
    /// All the visits, in order. Those in `unplaced` come after the others, as they are planned.
    pub visit_ids: Vec<Uuid>,
    /// Length of the way through the places that are known, as the crow flies; left out where that is no way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metres: Option<u32>,
    /// Visits to homes of which no place is known yet. One becomes known when a worker starts a visit there with `place`.
    pub unplaced: Vec<Uuid>,
}

/// `PUT /v1/visits/day-order`: keep the order that the worker has chosen for a day. It is the worker's own visits that have
/// one; the last order counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PutDayOrder {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The day in Asia/Shanghai.
    #[schema(format = Date)]
    pub date: String,
    /// The worker's visits of that day, each once. Those left out have no place in the order any more.
    #[schema(max_items = 100)]
    pub visit_ids: Vec<Uuid>,
}

/// Answer to [`PutDayOrder`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DayOrder {
    /// The day.
    #[schema(format = Date)]
    pub date: String,
    /// The order as it is kept: without visits that are a colleague's by now or were put off to another day.
    pub visit_ids: Vec<Uuid>,
}

hidden!(CoarsePlace, OrderVisits);
