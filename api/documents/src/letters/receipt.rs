//! 收件回执: what the centre has received, and by when the applicant hears.

use domain::text::PersonName;
use jiff::civil::{Date, DateTime};
use serde_json::json;

use crate::{
    document::Sheet,
    parts::{Cover, Deferred},
    templates::Template,
    words,
};

/// How a material came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaterialForm {
    /// The paper itself, which comes back.
    Original,
    /// A photo, compared with the original at home.
    Photo,
    /// Fetched from a shared library.
    Shared,
    /// Filled in and signed on site.
    Form,
    /// The original was seen, and no picture taken.
    Seen,
}

/// One material received.
pub struct ReceivedMaterial {
    /// Name.
    pub name: String,
    /// How it came in.
    pub form: MaterialForm,
}

/// The receipt.
pub struct Receipt {
    /// Cover.
    pub cover: Cover,
    /// When the centre received the case, on the clocks of Shanghai.
    pub received_at: DateTime,
    /// The worker who came to the home.
    pub worker: Option<PersonName>,
    /// What was received.
    pub materials: Vec<ReceivedMaterial>,
    /// What may follow (容缺).
    pub deferred: Vec<Deferred>,
    /// Last day for a correction notice (five working days, 行政许可法 art. 32), where the calendar knows it.
    pub notice_by: Option<Date>,
    /// Promised time in working days; 0 = the same working day.
    pub promised_days: u16,
}

const fn form(form: MaterialForm) -> &'static str {
    match form {
        MaterialForm::Original => "原件（办结后退还）",
        MaterialForm::Photo => "照片（与原件一致）",
        MaterialForm::Shared => "数据共享取得",
        MaterialForm::Form => "现场填写并签字",
        MaterialForm::Seen => "已核验原件",
    }
}

impl Receipt {
    pub(crate) fn sheet(&self) -> Sheet<'_> {
        let materials = self.materials.iter();
        let data = json!({
            "received_at": words::minute(self.received_at),
            "worker": self.worker.as_ref().map(PersonName::as_str),
            "materials": materials
                .map(|material| json!({ "name": material.name, "form": form(material.form) }))
                .collect::<Vec<_>>(),
            "deferred": self.deferred.iter().map(Deferred::data).collect::<Vec<_>>(),
            "notice_by": words::maybe_day(self.notice_by),
            "promised_days": self.promised_days,
        });
        Sheet::of(Template::Receipt, &self.cover, data)
    }
}
