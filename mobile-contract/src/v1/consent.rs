//! What residents say yes or no to.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::v1::ConsentKind;

/// `GET /v1/consent-texts`: what is to be read aloud from now on, one text a kind. A case names the version that was read;
/// earlier versions are taken too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentTexts {
    /// One a kind.
    pub texts: Vec<ConsentText>,
}

/// One text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentText {
    /// What it asks about.
    pub kind: ConsentKind,
    /// Its version, as a case names it.
    pub version: String,
    /// In Chinese.
    pub text_zh: String,
    /// In English.
    pub text_en: String,
}
