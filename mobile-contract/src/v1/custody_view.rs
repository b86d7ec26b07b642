//! Who has what, and through whose hands it went.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    hidden::hidden,
    v1::{AttemptReason, CaseStage, DeliveryWay, ThingReceiver},
};

/// Query of `GET /v1/custody`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CustodyQuery {
    /// Which list.
    #[param(inline)]
    pub list: CustodyList,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Uuid>,
    /// Most things wanted; 50 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

/// Lists of things. A worker has the first two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustodyList {
    /// What the caller carries.
    ToCarry,
    /// What the caller, or the centre, is to say to have.
    ToTake,
    /// Results to be made out.
    ToIssue,
    /// What lies at the centre.
    ToHandOver,
    /// What is with workers.
    Out,
    /// What is in the post.
    Posted,
    /// What is not with its resident in time.
    Late,
}

/// A page of things, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustodyPage {
    /// The things.
    pub things: Vec<CustodyLine>,
    /// Cursor of the next page; left out on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Uuid>,
}

/// One line of a list of things.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustodyLine {
    /// The case.
    pub case_id: Uuid,
    /// 办件编号
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Where the case stands.
    pub stage: CaseStage,
    /// Code of the item.
    pub item: String,
    /// The resident.
    pub resident_id: Uuid,
    /// Masked.
    pub resident_name: String,
    /// The thing.
    pub thing: CustodyThing,
}

/// Who has a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustodyHolder {
    /// Nobody: it is to be made out.
    Unissued,
    /// The centre.
    Centre,
    /// A worker.
    Worker,
    /// The post.
    Post,
    /// The resident, or somebody for them.
    Received,
}

/// One thing and who has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustodyThing {
    /// Its id.
    pub id: Uuid,
    /// Code of the material, when it is an original; left out for the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    /// Sheets or pieces.
    pub count: u16,
    /// Who has it.
    pub holder: CustodyHolder,
    /// Which worker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker_id: Option<Uuid>,
    /// Who is to say to have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaited: Option<CustodyHolder>,
    /// Which worker that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaited_worker_id: Option<Uuid>,
    /// Its worker is absent, and nobody has said to have it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
    /// Since when.
    #[schema(format = DateTime)]
    pub since: String,
    /// By when it is with the resident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub due_at: Option<String>,
    /// How often it could not be handed over.
    pub attempts: u32,
}

/// What was made out for a concluded case, and how far it has come.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseService {
    /// Its number; of one that may hold an ID number, the beginning and the end.
    pub number: String,
    /// How it goes, or went.
    pub way: DeliveryWay,
    /// 出件, server's clock.
    #[schema(format = DateTime)]
    pub issued_at: String,
    /// 送达, server's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub delivered_at: Option<String>,
    /// When nothing of it was open any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub closed_at: Option<String>,
}

/// One change of hands, or one that failed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Handover {
    /// Code of the material, when it is an original; left out for the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    /// issued, taken, offered, passed, reassigned, attempted or received. The set is open.
    pub kind: String,
    /// Who had it.
    pub from: CustodyHolder,
    /// Which worker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_worker_id: Option<Uuid>,
    /// Who has it, or is to have it.
    pub to: CustodyHolder,
    /// Which worker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_worker_id: Option<Uuid>,
    /// Server's clock.
    #[schema(format = DateTime)]
    pub at: String,
    /// The phone's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub device_at: Option<String>,
    /// Who took it for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<ThingReceiver>,
    /// Masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver_name: Option<String>,
    /// Why it could not be handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<AttemptReason>,
    /// The file of the signature, among the case's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_file: Option<Uuid>,
    /// Who carries the parcel, and its number with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking: Option<String>,
    /// Where, when it was at no usual place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

hidden!(CustodyLine, CaseService, Handover);
