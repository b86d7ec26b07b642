//! 补正告知书: every defect at once (行政许可法 art. 32, one-time notice).

use domain::{correction::DefectReason, text::Reason};
use jiff::civil::Date;
use serde_json::json;

use crate::{document::Sheet, parts::Cover, templates::Template, words};

/// One material at fault.
pub struct Flaw {
    /// Name of the material.
    pub material: String,
    /// What is wrong with it.
    pub reason: DefectReason,
    /// In words: what to do about it.
    pub note: Option<Reason>,
}

/// The correction notice.
pub struct Correction {
    /// Cover.
    pub cover: Cover,
    /// Day of receipt.
    pub received_on: Date,
    /// All that is wrong.
    pub flaws: Vec<Flaw>,
    /// Last day to mend it, where one is set: the law knows none.
    pub by: Option<Date>,
    /// Why there is a further notice on one receipt. The law knows one: a further one is the exception a manager
    /// answers for.
    pub further: Option<Reason>,
}

impl Correction {
    pub(crate) fn sheet(&self) -> Sheet<'_> {
        let flaw = |flaw: &Flaw| {
            json!({
                "material": flaw.material,
                "reason": words::defect(flaw.reason),
                "note": flaw.note.as_ref().map(Reason::as_str),
            })
        };
        let data = json!({
            "received_on": words::day(self.received_on),
            "flaws": self.flaws.iter().map(flaw).collect::<Vec<_>>(),
            "by": words::maybe_day(self.by),
            "further": self.further.as_ref().map(Reason::as_str),
        });
        Sheet::of(Template::Correction, &self.cover, data)
    }
}
