//! 受理通知书: accepted by the centre, or by the law because nobody spoke in time.

use jiff::civil::Date;
use serde_json::json;

use crate::{
    document::Sheet,
    parts::{Cover, Deferred},
    templates::Template,
    words,
};

/// The notice of acceptance.
pub struct Acceptance {
    /// Cover.
    pub cover: Cover,
    /// Day of receipt.
    pub received_on: Date,
    /// Day of acceptance; when deemed, the day of receipt.
    pub accepted_on: Date,
    /// Accepted by the law, no notice having been given within five working days (行政许可法 art. 32 (4)).
    pub deemed: bool,
    /// Last day of the promised term, where the calendar knows it.
    pub promised_by: Option<Date>,
    /// Last day of the legal term, likewise.
    pub statutory_by: Option<Date>,
    /// What may follow (容缺).
    pub deferred: Vec<Deferred>,
}

impl Acceptance {
    pub(crate) fn sheet(&self) -> Sheet<'_> {
        let data = json!({
            "received_on": words::day(self.received_on),
            "accepted_on": words::day(self.accepted_on),
            "deemed": self.deemed,
            "promised_by": words::maybe_day(self.promised_by),
            "statutory_by": words::maybe_day(self.statutory_by),
            "deferred": self.deferred.iter().map(Deferred::data).collect::<Vec<_>>(),
        });
        Sheet::of(Template::Acceptance, &self.cover, data)
    }
}
