//! Writes from phones that the state of things did not allow. The server keeps each with what it said until its worker
//! has dealt with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{hidden::hidden, problem::ProblemCode};

/// Query of `GET /v1/not-applied`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NotAppliedQuery {
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// `GET /v1/not-applied`: those that stand, oldest first. A worker sees their own; the manager those of the centre,
/// without what they said.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotAppliedPage {
    /// The writes.
    pub not_applied: Vec<NotApplied>,
    /// Where the next page begins; left out on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One write that was not applied. How the case or visit stands now comes beside it in `GET /v1/sync`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotApplied {
    /// Its id.
    pub id: Uuid,
    /// The write as the phone knows it.
    pub write_id: Uuid,
    /// Whose it is.
    pub worker_id: Uuid,
    /// What was to be done: the operation's id in this document.
    pub operation: PhoneWrite,
    /// To which visit, resident or case.
    pub object_id: Uuid,
    /// The case that it named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_id: Option<Uuid>,
    /// The visit that it named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<Uuid>,
    /// Why not.
    pub code: ProblemCode,
    /// The version that it was made on, for what has versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_version: Option<i32>,
    /// The version that the server had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<i32>,
    /// When it was refused first, by the server's clock.
    #[schema(format = DateTime)]
    pub refused_at: String,
    /// Whether somebody has dealt with it.
    pub settled: bool,
    /// The body as it was sent, for its worker alone. Left out where the resident was erased since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<BTreeMap<String, serde_json::Value>>,
}

/// What a phone may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhoneWrite {
    /// `PUT /v1/visits/{id}`
    PutVisit,
    /// `POST /v1/visits/{id}/start`
    StartVisit,
    /// `POST /v1/visits/{id}/finish`
    FinishVisit,
    /// `PUT /v1/residents/{id}`
    PutResident,
    /// `PUT /v1/cases/{id}`
    PutCase,
    /// `POST /v1/cases/{id}/supplement`
    SupplementCase,
    /// `POST /v1/cases/{id}/originals`
    TakeOriginals,
    /// `POST /v1/cases/{id}/take-over`
    TakeOver,
    /// `POST /v1/cases/{id}/hand-over`
    HandOver,
    /// `POST /v1/cases/{id}/deliver`
    DeliverCase,
    /// `POST /v1/cases/{id}/attempt`
    NoteAttempt,
}

/// `POST /v1/not-applied/{id}/settle`: what became of it. Said of one that is settled, it changes nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SettleNotApplied {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// What became of it.
    pub how: Settlement,
    /// Why; needed from the manager, who says it for somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 500)]
    pub note: Option<String>,
}

/// What became of a write that was not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// Said again in another write.
    Resent,
    /// Given up.
    Dropped,
}

hidden!(NotAppliedPage, NotApplied, SettleNotApplied);
