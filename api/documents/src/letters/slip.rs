//! The slip that stays with the resident: little text, 18 points at least, the landline largest (适老化).

use domain::{text::PersonName, wording::Lang};
use jiff::civil::Date;
use serde_json::json;

use crate::{document::Sheet, parts::Cover, templates::Template, words};

/// The slip.
pub struct Slip {
    /// Cover.
    pub cover: Cover,
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
        let data = json!({
            "lang": lang,
            "worker": self.worker.as_ref().map(PersonName::as_str),
            "query_code": self.query_code,
            "done_by": words::maybe_day(self.done_by),
            "message": self.message,
        });
        Sheet::of(Template::Slip, &self.cover, data)
    }
}
