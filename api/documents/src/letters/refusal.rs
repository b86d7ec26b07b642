//! 不予受理决定书: not accepted, why, who is the right body, and what the applicant can do about it.

use domain::text::Reason;
use jiff::civil::Date;
use serde_json::json;

use crate::{
    document::Sheet,
    parts::{Cover, Remedies},
    templates::Template,
    words,
};

/// On which ground.
pub enum RefusalGround {
    /// No application is needed at all (行政许可法 art. 32 (1)).
    NotNeeded,
    /// It is another body's to handle, which the law wants named (art. 32 (2)).
    NotOurs(RightBody),
    /// Anything else, as the reason says; and the body to turn to, if there is one.
    Other(Option<RightBody>),
}

/// The body that is the right one.
pub struct RightBody {
    /// Name.
    pub name: String,
    /// Where.
    pub address: Option<String>,
    /// Landline.
    pub landline: Option<String>,
}

/// The refusal to accept.
pub struct Refusal {
    /// Cover.
    pub cover: Cover,
    /// Day of receipt.
    pub received_on: Date,
    /// On which ground.
    pub ground: RefusalGround,
    /// Why, in words.
    pub reason: Reason,
    /// How to contest it.
    pub remedies: Remedies,
}

impl Refusal {
    pub(crate) fn sheet(&self) -> Sheet<'_> {
        let (ground, right_body) = match &self.ground {
            RefusalGround::NotNeeded => ("not_needed", None),
            RefusalGround::NotOurs(body) => ("not_ours", Some(body)),
            RefusalGround::Other(body) => ("other", body.as_ref()),
        };
        let body = |body: &RightBody| json!({ "name": body.name, "address": body.address, "landline": body.landline });
        let data = json!({
            "received_on": words::day(self.received_on),
            "ground": ground,
            "reason": self.reason.as_str(),
            "right_body": right_body.map(body),
            "remedies": self.remedies.data(),
        });
        Sheet::of(Template::Refusal, &self.cover, data)
    }
}
