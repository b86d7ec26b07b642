//! Look-ups (数据共享查询): what was asked of a shared library for a case. Never what it said of the resident.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// `POST /v1/cases/{id}/lookups`: ask a shared library at once for one material of an open case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskLookUp {
    /// UUIDv7 of this write. Sent again, it is answered as before and nobody is asked.
    pub write_id: Uuid,
    /// Code of a material with source `share`.
    pub material: String,
}

/// One look-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LookUp {
    /// Its id.
    pub id: Uuid,
    /// The material.
    pub material: String,
    /// What it came to.
    pub outcome: LookUpOutcome,
    /// After `mismatch` what differs, after `denied` why: a stable kebab-case or snake_case word. The set is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whose word it is, when something was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The day on which it was so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub as_of: Option<String>,
    /// When it was asked, server's clock.
    #[schema(format = DateTime)]
    pub at: String,
    /// Nobody could tell: the visit goes on, and the server asks again.
    #[serde(default)]
    pub verify_later: bool,
}

/// What a look-up came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LookUpOutcome {
    /// The library's word covers the material.
    Found,
    /// The library has nothing: photograph the original.
    NotFound,
    /// The library knows the resident under other particulars: photograph the original.
    Mismatch,
    /// Nobody can tell at the moment.
    Unavailable,
    /// The question was not let through.
    Denied,
}
