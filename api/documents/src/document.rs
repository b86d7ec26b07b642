//! The documents of the house, and what of each goes to its template.

use std::fmt;

use jiff::civil::Date;
use serde_json::Value;

use crate::{
    letters::{
        acceptance::Acceptance, card::SeniorCard, correction::Correction, decision::Decision,
        mandate::MandateLetter, receipt::Receipt, refusal::Refusal, result::ResultSheet, slip::Slip,
    },
    manuscript::Manuscript,
    parts::Cover,
    picture::Picture,
    templates::Template,
};

/// One document with its contents. Personal: `Debug` shows which document it is and no more.
pub enum Document {
    /// 收件回执
    Receipt(Receipt),
    /// 补正告知书
    Correction(Correction),
    /// 不予受理决定书
    Refusal(Refusal),
    /// 受理通知书
    Acceptance(Acceptance),
    /// 准予、不予许可决定书
    Decision(Decision),
    /// 授权委托书
    Mandate(MandateLetter),
    /// 办理结果单
    Result(ResultSheet),
    /// The large-type slip that stays with the resident.
    Slip(Slip),
    /// 老年人优待证
    SeniorCard(SeniorCard),
}

/// What a template is set with.
pub struct Sheet<'a> {
    pub template: Template,
    pub data: Value,
    pub date: Date,
    pub look_up: Option<&'a str>,
    /// Virtual path without its slash, and the picture there.
    pub pictures: Vec<(&'static str, &'a Picture)>,
    /// How many pages it must have; `None`: as many as it takes.
    pub pages: Option<usize>,
}

impl<'a> Sheet<'a> {
    /// A letter under the cover all letters have, with what is this one's own.
    pub fn of(template: Template, cover: &'a Cover, own: Value) -> Self {
        Self {
            template,
            data: cover.with(own),
            date: cover.date,
            look_up: cover.look_up.as_deref(),
            pictures: Vec::new(),
            pages: None,
        }
    }
}

impl Document {
    /// The name of the document's kind, stable: `receipt`, `senior_card`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Receipt(_) => "receipt",
            Self::Correction(_) => "correction",
            Self::Refusal(_) => "refusal",
            Self::Acceptance(_) => "acceptance",
            Self::Decision(_) => "decision",
            Self::Mandate(_) => "mandate",
            Self::Result(_) => "result",
            Self::Slip(_) => "slip",
            Self::SeniorCard(_) => "senior_card",
        }
    }

    /// Puts the document down as it is today, to be printed later. Pictures stay out; see [`Manuscript::show`].
    #[must_use]
    pub fn put_down(&self) -> Manuscript {
        Manuscript::of(self.sheet())
    }

    pub(crate) fn sheet(&self) -> Sheet<'_> {
        match self {
            Self::Receipt(receipt) => receipt.sheet(),
            Self::Correction(correction) => correction.sheet(),
            Self::Refusal(refusal) => refusal.sheet(),
            Self::Acceptance(acceptance) => acceptance.sheet(),
            Self::Decision(decision) => decision.sheet(),
            Self::Mandate(mandate) => mandate.sheet(),
            Self::Result(result) => result.sheet(),
            Self::Slip(slip) => slip.sheet(),
            Self::SeniorCard(card) => card.sheet(),
        }
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({}, ..)", self.kind())
    }
}
