//! The slip that stays with the resident: little text, 18 points at least, the landline largest (适老化).

use domain::{text::PersonName, wording::Lang};
use jiff::civil::Date;
use serde_json::json;

use crate::{document::Sheet, parts::Cover, templates::Template, words};

/// On what occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Something was applied for.
    InHand,
    /// Somebody came, and nothing was applied for.
    Called,
    /// Somebody came, and nobody opened.
    NotAtHome,
}

/// The slip.
pub struct Slip {
    /// Cover.
    pub cover: Cover,
    /// On what occasion.
    pub occasion: Occasion,
    /// In which language.
    pub lang: Lang,
    /// The worker who came.
    pub worker: Option<PersonName>,
    /// The query code (查询码) that opens the look-up page together with the case number.
    pub query_code: Option<String>,
    /// By when it is done.
    pub done_by: Option<Date>,
    /// What else the resident should know, in the slip's language: what to have ready for the next visit.
    pub message: Option<String>,
}

impl Slip {
    pub(crate) fn sheet(&self) -> Sheet<'_> {
        let lang = match self.lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        };
        let occasion = match self.occasion {
            Occasion::InHand => "in_hand",
            Occasion::Called => "called",
            Occasion::NotAtHome => "not_at_home",
        };
        let data = json!({
            "occasion": occasion,
            "lang": lang,
            "worker": self.worker.as_ref().map(PersonName::as_str),
            "query_code": self.query_code,
            "done_by": words::maybe_day(self.done_by),
            "message": self.message,
        });
        Sheet::of(Template::Slip, &self.cover, data)
    }
}
