//! Residents' rights over what is held on them (个人信息保护法 art. 44 to 50): a copy, a correction, erasure; and how long
//! anything is kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    hidden::hidden,
    v1::{Identity, NewContact},
};

/// `POST /v1/residents/{id}/correction`: what was recorded wrong is set right. The whole identity is sent as it should be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CorrectResident {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version that was looked at.
    pub base_version: i32,
    /// Why.
    #[schema(min_length = 2, max_length = 500)]
    pub reason: String,
    /// Who it is.
    pub identity: Identity,
    /// The contact circle; may be left out, and is then as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 7)]
    pub contacts: Option<Vec<NewContact>>,
}

/// `POST /v1/residents/{id}/export`: everything held on a resident, for the resident. The reason and the asker are kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExportResident {
    /// Why.
    #[schema(min_length = 2, max_length = 500)]
    pub reason: String,
}

/// Everything held on a resident, without what belongs to others and without what a register said. Files are listed with
/// the address that opens them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResidentExport {
    /// The resident.
    pub id: Uuid,
    /// As of when.
    #[schema(format = DateTime)]
    pub at: String,
    /// One for each kind of thing, those of which nothing is held too.
    pub parts: Vec<ExportPart>,
}

/// Everything of one kind.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExportPart {
    /// Stable word, such as `visits`. More may come.
    pub kind: String,
    /// What it is called in Chinese.
    pub title_zh: String,
    /// What it is called in English.
    pub title_en: String,
    /// What is held: what and what it says.
    pub entries: Vec<BTreeMap<String, String>>,
}

/// Why data are to be erased (art. 47).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErasureReason {
    /// What they were for is done, or cannot be done any more.
    PurposeFulfilled,
    /// The resident takes their consent back.
    ConsentWithdrawn,
    /// The resident no longer wants to be served.
    ServiceEnded,
    /// They should not have been taken.
    Unlawful,
}

/// `POST /v1/residents/{id}/erasure`: the resident asks to be erased. Asked again before it is answered, it is asked once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskErasure {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// Why.
    pub reason: ErasureReason,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 500)]
    pub note: Option<String>,
}

/// Answer to [`AskErasure`] and [`DecideErasure`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErasureAck {
    /// The request.
    pub id: Uuid,
}

/// What the centre answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErasureDecision {
    /// It is done, with this answer.
    Granted,
    /// A case is open.
    RefusedCaseOpen,
    /// A law has something kept for some time yet.
    RefusedRetained,
    /// Who asked may not speak for the resident.
    RefusedNotEntitled,
    /// Something else, told in the note.
    RefusedOther,
}

/// `POST /v1/erasures/{id}/decision`: answer a request for erasure. What is granted cannot be taken back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DecideErasure {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The answer.
    pub decision: ErasureDecision,
    /// In words; needed with a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 500)]
    pub note: Option<String>,
}

/// `GET /v1/erasures`: which page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ErasuresQuery {
    /// The last request of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Uuid>,
}

/// Requests for erasure of the caller's centre, oldest first.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErasurePage {
    /// At most 50.
    pub requests: Vec<ErasureRequest>,
    /// Whether there are more after the last of these.
    pub more: bool,
}

/// A request for erasure.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErasureRequest {
    /// Its id.
    pub id: Uuid,
    /// Whose data.
    pub resident_id: Uuid,
    /// Why.
    pub reason: ErasureReason,
    /// In words; gone with the resident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub asked_at: String,
    /// By when it is to be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub due_at: Option<String>,
    /// The answer, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<ErasureDecision>,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub decided_at: Option<String>,
    /// The answer in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// What stands against granting it, case by case, while it waits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<ErasureHold>,
}

/// Why a case stands against erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErasureHold {
    /// The case.
    pub case_id: Uuid,
    /// Until when it is kept; left out while it is open or somebody is asked to do something about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub until: Option<String>,
}

/// `GET /v1/retention`: how long each kind of data is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RetentionTable {
    /// Its version.
    pub version: String,
    /// One a kind.
    pub kinds: Vec<RetentionLine>,
}

/// How long one kind of data is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RetentionLine {
    /// Stable word, such as `messages`. More may come.
    pub kind: String,
    /// For how many days after it was over; left out for what is kept as long as the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// What that is, in Chinese.
    pub what_zh: String,
    /// In English.
    pub what_en: String,
    /// Why so long, in Chinese.
    pub why_zh: String,
    /// In English.
    pub why_en: String,
}

hidden!(
    CorrectResident,
    ExportResident,
    ResidentExport,
    ExportPart,
    AskErasure,
    DecideErasure,
    ErasurePage,
    ErasureRequest
);
