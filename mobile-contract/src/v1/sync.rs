//! What has changed for a worker's phone.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    hidden::hidden,
    v1::{CareGroup, CaseView, ContactRelation, NotApplied, VisitView},
};

/// Query of `GET /v1/sync`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SyncQuery {
    /// The cursor of the page before; left out, everything there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many changes, 1 to 200; 100 when left out. Residents come beside them and do not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// `GET /v1/sync`: what has changed, oldest first.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SyncPage {
    /// Applied in this order.
    pub changes: Vec<SyncChange>,
    /// Where the next page begins. Kept once the whole page is stored, not before.
    pub cursor: String,
    /// Whether there is more already.
    pub more: bool,
    /// By the server's clock.
    #[schema(format = DateTime)]
    pub server_time: String,
}

/// One thing, as it is now. A kind of a later release is passed over.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SyncChange {
    /// A visit of the worker's.
    Visit {
        /// The visit.
        visit: Box<VisitView>,
    },
    /// A case that the worker collected, or of which they carry something.
    Case {
        /// The case.
        case: Box<CaseView>,
    },
    /// A resident of one of these.
    Resident {
        /// The resident.
        resident: SyncResident,
    },
    /// A write of the worker's that was not applied, with what it said.
    NotApplied {
        /// The write.
        not_applied: Box<NotApplied>,
    },
    /// Not this worker's any more, erased, or settled: dropped from the phone.
    Removed {
        /// What it was.
        of: SyncedKind,
        /// Which.
        id: Uuid,
    },
}

/// What a phone keeps a copy of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SyncedKind {
    /// A visit.
    Visit,
    /// A case.
    Case,
    /// A resident.
    Resident,
    /// A write that was not applied.
    NotApplied,
}

/// A resident as a phone has them. In the clear only while the worker is yet to be at their door: with a visit that is not
/// over, or with something of theirs to bring.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SyncResident {
    /// The resident.
    pub id: Uuid,
    /// Version of what is shown.
    pub version: i32,
    /// The community that serves the resident.
    pub community_id: Uuid,
    /// Whether name and telephone are masked, and address, note and contacts left out.
    pub masked: bool,
    /// Name.
    pub name: String,
    /// Always masked: the first six and the last four characters.
    pub id_number: String,
    /// Mobile number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where the worker calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// 老弱病残困
    pub care_groups: Vec<CareGroup>,
    /// What the worker should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who else is rung when nobody opens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<SyncContact>,
    /// The resident has died. Left out when false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deceased: bool,
}

/// Somebody of a resident's contact circle.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SyncContact {
    /// Name.
    pub name: String,
    /// Who they are to the resident.
    pub relation: ContactRelation,
    /// Mobile number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

hidden!(SyncPage, SyncChange, SyncResident, SyncContact);
