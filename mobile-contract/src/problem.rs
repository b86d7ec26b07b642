//! Every refusal has one shape: a problem (RFC 9457, `application/problem+json`) with a stable code and, when what was
//! handed in is at fault, every fault with its JSON path. Clients act on codes; the words beside them are for people
//! and follow `Accept-Language`. Which HTTP status goes with a code is the server's business.
//!
//! No code is ever renamed or given another meaning. New ones may come: a client that meets a code it does not know goes
//! by the status (429 and 5xx: wait and send again; other 4xx: set aside and show).

mod code;
pub mod faults;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::v1::CatalogueDifference;

pub use code::{ProblemCode, Remedy};
pub use faults::fault_text;

/// Media type of a [`Problem`].
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A language that every text a person meets exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// zh-CN
    Zh,
    /// English
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The language tag, for `Content-Language`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

/// Why a request was not done. Holds no personal data and no inside of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:zerotrip:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(format = "uri")]
    pub kind: String,
    /// The code in words, in the language asked for.
    pub title: String,
    /// HTTP status, as in the status line.
    pub status: u16,
    /// What a client acts on.
    pub code: ProblemCode,
    /// More about this one occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Everything wrong with what was handed in. Left out when nothing in it is at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// For `item-changed`: what the item asks for otherwise, so that the open draft can be mended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<CatalogueDifference>,
    /// Seconds to wait before sending again, as in `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The server keeps what was refused here until its worker has dealt with it: by this id in `GET /v1/sync` and
    /// `GET /v1/not-applied`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applied: Option<Uuid>,
}

impl Problem {
    /// A problem with nothing but its code, in words of one language.
    #[must_use]
    pub fn new(code: ProblemCode, status: u16, lang: Lang) -> Self {
        Self {
            kind: format!("urn:zerotrip:problem:{}", code.as_str()),
            title: code.title(lang).to_owned(),
            status,
            code,
            detail: None,
            faults: Vec::new(),
            difference: None,
            retry_after: None,
            not_applied: None,
        }
    }
}

/// One thing wrong with one place of what was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fault {
    /// JSON path, such as `$.manifest[0].sha256`. `$` is the body as a whole; `?day` is a query parameter.
    pub path: String,
    /// Stable code, one of [`faults::ALL`] or of [`ProblemCode::ALL`].
    pub code: String,
    /// The code in words, in the language asked for.
    pub message: String,
}

impl Fault {
    /// A fault at a path, in words of one language.
    #[must_use]
    pub fn new(path: impl Into<String>, code: &str, lang: Lang) -> Self {
        Self { path: path.into(), code: code.to_owned(), message: fault_text(code, lang).to_owned() }
    }
}
