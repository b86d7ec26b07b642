//! 准予、不予许可决定书: for a licence; for all other items a decision to grant or not to grant (准予、不予办理).

use domain::text::Reason;
use jiff::civil::Date;
use serde_json::json;

use crate::{
    document::Sheet,
    parts::{Cover, Remedies},
    templates::Template,
    words,
};

/// How it ends.
pub enum Outcome {
    /// Granted.
    Granted {
        /// What the applicant gets: a certificate, an allowance.
        result: String,
        /// Its number.
        number: Option<String>,
        /// Last day of its validity.
        valid_until: Option<Date>,
    },
    /// Refused.
    Refused {
        /// Why, in words. A refusal without reasons does not stand (行政许可法 art. 38).
        reason: Reason,
    },
}

/// The decision.
pub struct Decision {
    /// Cover.
    pub cover: Cover,
    /// Day of acceptance.
    pub accepted_on: Date,
    /// The deciding authority (决定机构), in whose name it is.
    pub authority: String,
    /// The legal ground, as the item's guide gives it.
    pub legal_basis: Option<String>,
    /// How it ends.
    pub outcome: Outcome,
    /// How to contest it.
    pub remedies: Remedies,
}

impl Decision {
    pub(crate) fn sheet(&self) -> Sheet<'_> {
        let outcome = match &self.outcome {
            Outcome::Granted { result, number, valid_until } => json!({
                "granted": true,
                "result": result,
                "result_number": number,
                "valid_until": words::maybe_day(*valid_until),
                "reason": null,
            }),
            Outcome::Refused { reason } => json!({ "granted": false, "reason": reason.as_str() }),
        };
        let data = json!({
            "accepted_on": words::day(self.accepted_on),
            "authority": self.authority,
            "legal_basis": self.legal_basis,
            "outcome": outcome,
            "remedies": self.remedies.data(),
        });
        Sheet::of(Template::Decision, &self.cover, data)
    }
}
