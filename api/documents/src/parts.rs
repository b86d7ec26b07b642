//! What several documents share.

use domain::{case_number::CaseNumber, text::PersonName, wording::NamePair};
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::words;

/// The centre that writes.
#[derive(Clone)]
pub struct Centre {
    /// Name.
    pub name: NamePair,
    /// Landline, as people dial it.
    pub landline: String,
    /// Where the window is.
    pub address: Option<String>,
}

/// A person as the document is to name them.
pub struct Person {
    /// Name.
    pub name: PersonName,
    /// ID number as it is to be printed: whole, or masked.
    pub id_number: Option<String>,
}

/// Which law an item stands under. The licensing law is cited for licences, and by analogy for all else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Law {
    /// 行政许可
    Licence,
    /// Benefits, confirmations, public services.
    Other,
}

/// What stands on every letter about a case.
pub struct Cover {
    /// Who writes.
    pub centre: Centre,
    /// The case, once it has its number.
    pub case: Option<CaseNumber>,
    /// The letter's own number (文号), where the centre gives one.
    pub number: Option<String>,
    /// The letter's day in Asia/Shanghai.
    pub date: Date,
    /// Address of the page that shows where the case stands; it becomes the QR code. Nothing personal in it, please.
    pub look_up: Option<String>,
    /// To whom.
    pub applicant: Person,
    /// What was applied for.
    pub item: NamePair,
    /// Under which law.
    pub law: Law,
    /// Of a case filed for training: marked as void across the page.
    pub practice: bool,
}

/// A material that may follow later (容缺).
pub struct Deferred {
    /// Name.
    pub material: String,
    /// By when.
    pub by: DeferredBy,
}

/// Until when a material may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeferredBy {
    /// Before acceptance no day is known: so many working days from then on.
    AfterAcceptance {
        /// How many.
        working_days: u16,
    },
    /// The last day.
    Day(Date),
}

/// Before whom a decision can be contested.
pub struct Remedies {
    /// The body of administrative review (复议机关).
    pub review_body: String,
    /// The court.
    pub court: String,
}

impl Centre {
    pub(crate) fn data(&self) -> Value {
        json!({
            "zh": self.name.zh,
            "en": self.name.en,
            "landline": self.landline,
            "address": self.address,
        })
    }
}

impl Person {
    pub(crate) fn data(&self) -> Value {
        json!({ "name": self.name.as_str(), "id": self.id_number })
    }
}

impl Deferred {
    pub(crate) fn data(&self) -> Value {
        json!({ "material": self.material, "by": words::deferred(self.by) })
    }
}

impl Remedies {
    pub(crate) fn data(&self) -> Value {
        json!({ "review_body": self.review_body, "court": self.court })
    }
}

impl Cover {
    /// What every letter's template finds, and what this one's finds besides.
    pub(crate) fn with(&self, more: Value) -> Value {
        let mut data = json!({
            "centre": self.centre.data(),
            "case": self.case.as_ref().map(CaseNumber::as_str),
            "number": self.number,
            "date": words::day(self.date),
            "look_up": self.look_up,
            "applicant": self.applicant.data(),
            "item": { "zh": self.item.zh, "en": self.item.en },
            "licence": self.law == Law::Licence,
            "practice": self.practice,
        });
        if let (Value::Object(data), Value::Object(more)) = (&mut data, more) {
            data.extend(more);
        }
        data
    }
}
