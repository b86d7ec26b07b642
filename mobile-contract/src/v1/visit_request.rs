//! Requests for a visit (上门预约): by telephone, through the family, by the community, or because something is due.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{hidden::hidden, v1::ResidentView};

/// `PUT /v1/visit-requests/{id}`: write a request down, or change it while nobody has answered.
///
/// It says for whom it is (`resident_id`), or who asks (`caller`), or both: a daughter who rings up for her father.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskVisit {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on; 0 for a request that the server does not have.
    pub base_version: i32,
    /// The community.
    pub community_id: Uuid,
    /// How it came.
    pub source: VisitRequestSource,
    /// For whom, where the register knows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident_id: Option<Uuid>,
    /// Who asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// Codes of the items it is about; may be empty.
    #[schema(max_items = 20)]
    pub items: Vec<String>,
    /// A day that would suit, in Asia/Shanghai.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub wished_on: Option<String>,
    /// Which half of that day; either when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wished_half: Option<HalfDay>,
    /// What it is about, when to ring first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// Who asks for a visit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Caller {
    /// Name, 2 to 30 characters.
    #[schema(min_length = 2, max_length = 30)]
    pub name: String,
    /// Mobile number, 11 digits, `+86` allowed in front. A landline goes into `note`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where the worker is to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub address: Option<String>,
}

/// How a request for a visit came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitRequestSource {
    /// Somebody rang up.
    PhoneCall,
    /// The family asked.
    Family,
    /// Somebody of the community asked for a resident.
    Community,
    /// Something of an earlier visit is due. The server writes such a request itself when a visit is over and something is
    /// left to collect, or nobody opened.
    Due,
}

/// Half of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HalfDay {
    /// Before noon.
    Morning,
    /// After it.
    Afternoon,
}

/// `POST /v1/visit-requests/{id}/plan`: somebody goes. The visit is planned with it, like any other.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanRequestedVisit {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version of the request that it was made on.
    pub base_version: i32,
    /// UUIDv7 of the visit, made by whoever plans.
    pub visit_id: Uuid,
    /// Who is visited. Somebody who was a stranger is entered into the register first.
    pub resident_id: Uuid,
    /// Who goes; left out, the one who plans.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker_id: Option<Uuid>,
    /// When.
    #[schema(format = DateTime)]
    pub planned_for: String,
    /// Codes of the items it is about; may be empty.
    #[schema(max_items = 20)]
    pub items: Vec<String>,
    /// What to bring, whom to ring first; left out, the request's own note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// `POST /v1/visit-requests/{id}/decline`: nobody goes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeclineVisitRequest {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version of the request that it was made on.
    pub base_version: i32,
    /// Why.
    pub reason: VisitDeclineReason,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 500)]
    pub note: Option<String>,
}

/// Why nobody goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitDeclineReason {
    /// Nobody has the time.
    NoCapacity,
    /// The resident can come themselves, or lives elsewhere.
    NotEligible,
    /// What is asked for is not handled.
    NotHandled,
    /// Nobody could be reached.
    Unreachable,
    /// There is another request, or a visit, for the same.
    Duplicate,
    /// Something else, told in `note`.
    Other,
    /// Whoever asked takes it back: the request is then `withdrawn`.
    Withdrawn,
}

/// Answer to every write to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitRequestAck {
    /// The request.
    pub id: Uuid,
    /// Its version from here on.
    pub version: i32,
    /// Its state from here on.
    pub state: VisitRequestState,
    /// The visit that became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<Uuid>,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitRequestState {
    /// Nobody has answered.
    Open,
    /// Somebody goes.
    Planned,
    /// Nobody goes.
    Declined,
    /// Whoever asked takes it back, or is no longer in the register.
    Withdrawn,
}

/// Query of `GET /v1/visit-requests`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VisitRequestsQuery {
    /// Those in this state; `open` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub state: Option<VisitRequestState>,
    /// Those of this community only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<Uuid>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Uuid>,
    /// Most requests wanted; 50 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

/// A page of requests, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitRequestPage {
    /// The requests.
    pub requests: Vec<VisitRequestView>,
    /// Cursor of the next page; left out on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Uuid>,
}

/// One request, masked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitRequestView {
    /// The request.
    pub id: Uuid,
    /// Version of what is shown.
    pub version: i32,
    /// The community.
    pub community_id: Uuid,
    /// How it came.
    pub source: VisitRequestSource,
    /// For whom, masked, where the register knows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident: Option<ResidentView>,
    /// Who asks, masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<MaskedCaller>,
    /// Codes of the items it is about.
    pub items: Vec<String>,
    /// A day that would suit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub wished_on: Option<String>,
    /// Which half of that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wished_half: Option<HalfDay>,
    /// What it is about, when to ring first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was written down.
    #[schema(format = DateTime)]
    pub asked_at: String,
    /// The visit that left it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_visit_id: Option<Uuid>,
    /// Where it stands.
    pub state: VisitRequestState,
    /// The visit that became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<Uuid>,
    /// Why nobody goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<VisitDeclineReason>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub answered_at: Option<String>,
}

/// Who asks, masked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MaskedCaller {
    /// Such as `王*`.
    pub name: String,
    /// The first three and the last four digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// `POST /v1/visit-requests/{id}/unmask`: show who asks in the clear, to ring them up. Answered with a [`Caller`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnmaskCaller {
    /// Why. Kept in the audit log.
    #[schema(min_length = 2, max_length = 500)]
    pub reason: String,
}

hidden!(
    AskVisit,
    Caller,
    PlanRequestedVisit,
    DeclineVisitRequest,
    VisitRequestView,
    MaskedCaller,
    UnmaskCaller
);
