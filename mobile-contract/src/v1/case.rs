//! A case (办件) as a phone files it, and the acknowledgement.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    hidden::hidden,
    v1::{Consent, Identity, Mandate, ManifestFile},
};

/// `PUT /v1/cases/{id}`: file a case, or mend one that is being received or was returned. It is the whole of it each
/// time; what a later one leaves out is gone, but for what a correction notice does not name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PutCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on; 0 for a case that the server does not have.
    pub base_version: i32,
    /// The visit it was collected on.
    pub visit_id: Uuid,
    /// Whose case it is.
    pub resident: CaseResident,
    /// Code of the item.
    pub item: String,
    /// Version of the catalogue that the phone showed.
    pub catalogue_version: String,
    /// When it was collected and signed, by the phone's clock. Kept as evidence; receipt is by the server's clock.
    #[schema(format = DateTime)]
    pub collected_at: String,
    /// Answers of the form by field, at most 100; may be left out.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// What the window should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    /// The resident's authorisation.
    pub mandate: Mandate,
    /// What the resident said to each kind of handling.
    #[schema(max_items = 7)]
    pub consents: Vec<Consent>,
    /// How each material of the item is covered.
    #[schema(max_items = 40)]
    pub materials: Vec<MaterialCover>,
    /// The files it claims. They may land before or after.
    #[schema(max_items = 40)]
    pub manifest: Vec<ManifestFile>,
}

/// Whose case it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseResident {
    /// The resident's id: the server's, or one made by the phone for a person it does not know.
    pub id: Uuid,
    /// With it the server enters the person under this id, or matches the one it knows by the ID number, without telling
    /// which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
}

/// How one material is covered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MaterialCover {
    /// Code of the material.
    pub material: String,
    /// By what.
    pub cover: Cover,
    /// In words, such as which paper was seen and the number copied from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// What a material is covered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cover {
    /// Files of the manifest.
    File,
    /// The worker saw the original; no photo was taken.
    OriginalSeen,
    /// The worker took the original along against a custody receipt.
    OriginalTaken,
    /// 容缺: it follows later. Only where the guide allows it.
    Deferred,
    /// Conditional, and its condition is not met.
    NotApplicable,
}

/// Answer to every write to a case: the acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseAck {
    /// The case.
    pub id: Uuid,
    /// Its version from here on.
    pub version: i32,
    /// Its stage from here on.
    pub stage: CaseStage,
    /// 办件编号, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Materials n/m, by the server's own checklist.
    pub materials: MaterialCount,
    /// Files n/m of the manifest.
    pub files: FileCount,
    /// Files that the server answers for from here on: the phone may forget these bytes, and no others.
    pub acknowledged: Vec<Uuid>,
    /// What is still lacking. Empty once the case is received.
    pub outstanding: Vec<Outstanding>,
    /// The write had been done before and was not done again.
    pub replayed: bool,
}

/// Materials n/m.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MaterialCount {
    /// Covered.
    pub covered: u32,
    /// Asked for.
    pub of: u32,
}

/// Files n/m.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileCount {
    /// Opened to the last chunk, and what the manifest says.
    pub verified: u32,
    /// Named by the manifest.
    pub claimed: u32,
}

/// One thing that keeps a case from being received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Outstanding {
    /// What kind of thing.
    pub kind: OutstandingKind,
    /// Why, as a fault code.
    pub code: String,
    /// The file it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_id: Option<Uuid>,
    /// Code of the material it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
}

/// What kind of thing is outstanding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutstandingKind {
    /// A material is not covered.
    Material,
    /// A claimed file has not come, or is not what it was said to be.
    File,
    /// The mandate does not stand.
    Mandate,
    /// A consent is needed.
    Consent,
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseStage {
    /// Being received, n/m.
    Receiving,
    /// 收件: complete, the legal clock runs.
    Received,
    /// 补正告知: everything missing told at once.
    CorrectionRequested,
    /// 不予受理
    NotAccepted,
    /// 受理
    Accepted,
    /// With the department.
    InReview,
    /// 特别程序: the clock stands still.
    Suspended,
    /// 准予
    Approved,
    /// 不予许可
    Refused,
    /// 出件
    Issued,
    /// 送达
    Delivered,
    /// Over.
    Closed,
    /// 撤件
    Withdrawn,
    /// 终止
    Terminated,
    /// Never should have been: a duplicate, the wrong person.
    Void,
}

hidden!(PutCase, CaseResident, MaterialCover);
