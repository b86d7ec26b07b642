//! Visits: planned, started at the door, finished.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    hidden::hidden,
    v1::{CoarsePlace, ResidentView},
};

/// `PUT /v1/visits/{id}`: plan a visit or change the plan.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanVisit {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on; 0 for a visit that the server does not have.
    pub base_version: i32,
    /// The community.
    pub community_id: Uuid,
    /// Who is visited.
    pub resident_id: Uuid,
    /// Who goes; left out, the one who plans.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker_id: Option<Uuid>,
    /// When.
    #[schema(format = DateTime)]
    pub planned_for: String,
    /// Codes of the items it is about; may be empty when that shows at the table.
    #[schema(max_items = 20)]
    pub items: Vec<String>,
    /// What to bring, whom to ring first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// `POST /v1/visits/{id}/start`: at the door.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StartVisit {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// The phone's clock when it happened. Kept as evidence; the server's clock counts.
    #[schema(format = DateTime)]
    pub device_at: String,
    /// One fix at the door, where the resident does not mind. Kept, to about 100 m, as where they live: days are ordered by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<CoarsePlace>,
}

/// `POST /v1/visits/{id}/finish`: out of the door again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FinishVisit {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// The phone's clock when it happened.
    #[schema(format = DateTime)]
    pub device_at: String,
    /// How it went.
    pub outcome: VisitOutcome,
    /// What is to be fetched on another visit; may be left out.
    #[serde(default)]
    #[schema(max_items = 40)]
    pub collect_next_time: Vec<CollectNextTime>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// How a visit went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitOutcome {
    /// The resident was met.
    Done,
    /// Nobody opened.
    NotAtHome,
    /// The resident did not want it.
    Declined,
}

/// Something to fetch on another visit. A normal state, not a failure.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CollectNextTime {
    /// Code of the item.
    pub item: String,
    /// Code of the material; left out when it is the whole item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// Answer to every write to a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitAck {
    /// The visit.
    pub id: Uuid,
    /// Its version from here on.
    pub version: i32,
    /// Its stage from here on.
    pub stage: VisitStage,
}

/// Where a visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitStage {
    /// On the day's list.
    Planned,
    /// The worker is there.
    Underway,
    /// Over.
    Finished,
    /// Not going to happen.
    Cancelled,
}

/// Query of `GET /v1/visits`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VisitsQuery {
    /// The day in Asia/Shanghai, `YYYY-MM-DD`; today when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(format = Date)]
    pub day: Option<String>,
}

/// `GET /v1/visits?day=`: the asker's visits of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitList {
    /// The day in Asia/Shanghai.
    #[schema(format = Date)]
    pub day: String,
    /// In the order they are planned for; a worker's own in the order that they have chosen, where they have.
    pub visits: Vec<VisitView>,
}

/// `GET /v1/visits/{id}`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitView {
    /// The visit.
    pub id: Uuid,
    /// Version of what is shown.
    pub version: i32,
    /// The community.
    pub community_id: Uuid,
    /// Who is visited, masked.
    pub resident: ResidentView,
    /// Who goes.
    pub worker_id: Uuid,
    /// When.
    #[schema(format = DateTime)]
    pub planned_for: String,
    /// Codes of the items it is about.
    pub items: Vec<String>,
    /// What to bring, whom to ring first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Which stop of its worker's day it is, counted from 0, where they have chosen an order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Where it stands.
    pub stage: VisitStage,
    /// Start, by the phone's clock; left out when nobody opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub started_at: Option<String>,
    /// Finish, by the phone's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub finished_at: Option<String>,
    /// How it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<VisitOutcome>,
    /// What is to be fetched on another visit.
    pub collect_next_time: Vec<CollectNextTime>,
    /// Cases filed from it.
    pub case_ids: Vec<Uuid>,
}

hidden!(PlanVisit, FinishVisit, CollectNextTime, VisitView);
