//! What the centre and its departments do with a case. Every act is answered with a [`crate::v1::CaseAck`].

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::hidden::hidden;

/// `POST /v1/cases/{id}/accept`: 受理.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AcceptCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
}

/// `POST /v1/cases/{id}/conclude`: decide an item of the centre, a received case is accepted by the same act.
/// `POST /v1/cases/{id}/decide`: decide for the department.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConcludeCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// The decision.
    pub outcome: Decision,
    /// In words; required with a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub opinion: Option<String>,
}

/// What can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// 准予
    Granted,
    /// 不予许可
    Refused,
}

/// `POST /v1/cases/{id}/not-accept`: 不予受理.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotAcceptCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// Why.
    pub reason: NotAcceptReason,
    /// Whose power it is; required with `not_our_power`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub right_body: Option<String>,
    /// In words that the resident understands.
    #[schema(min_length = 2, max_length = 500)]
    pub note: String,
}

/// Why a case is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotAcceptReason {
    /// The matter needs no application.
    NotNeeded,
    /// Another body's power.
    NotOurPower,
    /// The resident is outside the item's scope.
    NotInScope,
    /// The same matter is open already.
    Duplicate,
    /// As the note says.
    Other,
}

/// `POST /v1/cases/{id}/return`: 补正告知, all defects at once. The worker mends it with another `PUT`, which may leave
/// out covers and files of what the notice does not name and may not change them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReturnCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// Everything that is wrong.
    #[schema(min_items = 1, max_items = 40)]
    pub defects: Vec<Defect>,
    /// Why there is one more notice than the first, which takes the manager.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 500)]
    pub further_reason: Option<String>,
}

/// One thing wrong with one material.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Defect {
    /// Code of the material; `mandate` for mandate and signature.
    pub material: String,
    /// What is wrong with it.
    pub reason: DefectReason,
    /// In words; required with `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// What can be wrong with a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DefectReason {
    /// Not there.
    Missing,
    /// Can't be read.
    Unreadable,
    /// No longer valid.
    Expired,
    /// Of another person.
    WrongPerson,
    /// Not in legal form.
    NotInForm,
    /// Parts are lacking.
    Incomplete,
    /// As the note says.
    Other,
}

/// `POST /v1/cases/{id}/forward`: send to the department again what it had given back; `resume`: 特别程序 ends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PassOnCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// `POST /v1/cases/{id}/opinion`: the department's opinion; `return-to-window`: why it gives the case back;
/// `revoke-mandate`: how the resident took the mandate back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WordsOnCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// In words.
    #[schema(min_length = 2, max_length = 500)]
    pub note: String,
}

/// `POST /v1/cases/{id}/suspend`: 特别程序 begins; promised and statutory clocks stand still.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SuspendCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// What is done in the meantime.
    pub kind: ProcedureKind,
    /// The rule that asks for it.
    #[schema(min_length = 2, max_length = 500)]
    pub legal_basis: String,
    /// The day on which it is expected to end, in Asia/Shanghai.
    #[schema(format = Date)]
    pub until: String,
}

/// Kinds of special procedures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProcedureKind {
    /// 听证
    Hearing,
    /// 检验、检测
    Inspection,
    /// 专家评审
    ExpertReview,
    /// 公示
    PublicNotice,
    /// 家庭经济状况核对
    MeansCheck,
    /// 评定
    Assessment,
}

/// `POST /v1/cases/{id}/withdraw`: 撤件.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WithdrawCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// Why.
    pub reason: WithdrawReason,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// Why an application is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawReason {
    /// The resident no longer wants it.
    ChangedMind,
    /// Settled in another way.
    SettledOtherwise,
    /// The mandate was revoked.
    MandateRevoked,
}

/// `POST /v1/cases/{id}/terminate`: 终止.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TerminateCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// Why.
    pub reason: TerminateReason,
    /// In words that the resident understands.
    #[schema(min_length = 2, max_length = 500)]
    pub note: String,
}

/// Why a case cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TerminateReason {
    /// What was asked for never came.
    NotCorrected,
    /// A paper that might follow (容缺) did not come in time.
    DeferredMissing,
    /// The item was closed.
    ItemClosed,
    /// The resident has died and nobody goes on with it.
    Death,
    /// It cannot be done any more.
    Impossible,
}

/// `POST /v1/cases/{id}/void`: the case should never have been.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VoidCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// Why.
    pub reason: VoidReason,
    /// With `duplicate`, the case of the same resident and item that goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<Uuid>,
    /// In words.
    #[schema(min_length = 2, max_length = 500)]
    pub note: String,
}

/// Why a case should never have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VoidReason {
    /// It is there a second time.
    Duplicate,
    /// Filed for somebody else than the one visited.
    WrongPerson,
    /// The resident had died before.
    Death,
}

hidden!(
    ConcludeCase,
    NotAcceptCase,
    ReturnCase,
    Defect,
    PassOnCase,
    WordsOnCase,
    SuspendCase,
    WithdrawCase,
    TerminateCase,
    VoidCase
);
