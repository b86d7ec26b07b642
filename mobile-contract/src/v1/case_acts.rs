//! One act on many cases: for queues in which most cases are alike.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{hidden::hidden, problem::Problem, v1::CaseAck};

/// `POST /v1/cases/acts`: one act on each of these cases, each a write of its own: some may be done and others refused.
///
/// Only what needs no words for the single case: a refusal or a return is always an act on one case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseActs {
    /// What is done to each.
    pub act: ManyAct,
    /// In words, the same for all; not with `accept`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub opinion: Option<String>,
    /// The cases.
    #[schema(min_items = 1, max_items = 100)]
    pub cases: Vec<CaseActed>,
}

/// What can be done to many cases at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ManyAct {
    /// 受理
    Accept,
    /// 办结, granted, of items that the centre decides.
    Grant,
    /// 准予 by the department.
    Approve,
    /// To the department again.
    Forward,
}

/// One case of many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseActed {
    /// The case.
    pub case_id: Uuid,
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
}

/// What became of each, in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseActsDone {
    /// Those that were done.
    pub done: Vec<CaseAck>,
    /// Those that were not, and why.
    pub refused: Vec<CaseActRefused>,
}

/// One case to which the act was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseActRefused {
    /// The case.
    pub case_id: Uuid,
    /// What a request for it alone would have been answered with.
    pub problem: Problem,
}

hidden!(CaseActs);
