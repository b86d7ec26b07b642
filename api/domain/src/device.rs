//! What a phone says of itself: what it has not sent yet, and how it is off. It is believed and shown, and decides nothing.

use jiff::{SignedDuration, Timestamp};

use crate::text::{AgentWords, AppVersion};

/// How old a case on a phone may be before somebody looks for the phone.
pub const UNSENT_AT_MOST: SignedDuration = SignedDuration::from_hours(24);
/// How long a phone that holds cases may say nothing.
pub const SILENT_AT_MOST: SignedDuration = SignedDuration::from_hours(72);

/// A report of a phone; the last one counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceReport {
    /// Version of the app.
    pub app_version: AppVersion,
    /// Cases that the server has not acknowledged.
    pub unsent_cases: i32,
    /// Files likewise.
    pub unsent_files: i32,
    /// Bytes of these.
    pub unsent_bytes: i64,
    /// Since when the oldest of them waits, by the phone's clock.
    pub oldest_unsent_at: Option<Timestamp>,
    /// Room that is left.
    pub free_bytes: Option<i64>,
    /// Whether the phone has promised not to clear it away by itself.
    pub persisted: bool,
    /// What the app runs in.
    pub agent: Option<AgentWords>,
}

impl DeviceReport {
    /// Whether a case has been on the phone for too long.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        let is_old = |oldest: Timestamp| now.duration_since(oldest) > UNSENT_AT_MOST;
        self.unsent_cases > 0 && self.oldest_unsent_at.is_some_and(is_old)
    }
}
