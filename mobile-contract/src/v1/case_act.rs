//! What the window does with a case. Every act is answered with a [`crate::v1::CaseAck`].

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

/// `POST /v1/cases/{id}/conclude`: decide an item of the centre. A received immediate case is accepted by the same act.
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

/// `POST /v1/cases/{id}/return`: 补正告知, all defects at once. The worker mends it with another `PUT`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReturnCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// Everything that is wrong.
    #[schema(min_items = 1, max_items = 40)]
    pub defects: Vec<Defect>,
}

/// One thing wrong with one material.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Defect {
    /// Code of the material.
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

hidden!(ConcludeCase, NotAcceptCase, Defect);
