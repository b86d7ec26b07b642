//! What was declared with a case, in full.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    hidden::hidden,
    v1::{GuardianGround, GuardianRelation, SignatureKind},
};

/// `POST /v1/cases/{id}/unmask`: show what was declared with a case in full. The reason and the asker are kept for ever.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnmaskCase {
    /// Why.
    #[schema(min_length = 2, max_length = 500)]
    pub reason: String,
}

/// Answer to [`UnmaskCase`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnmaskedCase {
    /// Answers of the form by field.
    pub form: BTreeMap<String, String>,
    /// What the worker wanted the window to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What was said of materials in words, such as the number copied from a paper that was seen; by material.
    pub materials: BTreeMap<String, String>,
    /// Who acts for the resident.
    pub agent_name: String,
    /// How the mandate was signed.
    pub signature: SignatureKind,
    /// Who saw or heard it.
    pub witnesses: Vec<SeenBy>,
    /// Who signed for the resident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<SignedBy>,
}

/// One who saw the thumb-print or heard the assent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeenBy {
    /// Name.
    pub name: String,
    /// Last four characters of the ID number.
    pub id_last4: String,
}

/// Who signed for the resident.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedBy {
    /// Name.
    pub name: String,
    /// What they are to the resident.
    pub relation: GuardianRelation,
    /// Why they sign.
    pub ground: GuardianGround,
}

hidden!(UnmaskCase, UnmaskedCase, SeenBy, SignedBy);
