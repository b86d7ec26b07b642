//! Lists of cases.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    hidden::hidden,
    v1::{CaseStage, FigurePart, Light},
};

/// Query of `GET /v1/cases`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CasesQuery {
    /// Only cases at this stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<CaseStage>,
    /// Only cases of this item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Only the cases behind this figure of `GET /v1/reports/service`, earliest receipt first; for who may see both
    /// the report and the cases. The members below belong to it, and `stage` does not go with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<String>,
    /// Which of them; left out, those that were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub part: Option<FigurePart>,
    /// First day of the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(format = Date)]
    pub from: Option<String>,
    /// Last day of the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(format = Date)]
    pub to: Option<String>,
    /// Of this centre alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub centre: Option<Uuid>,
    /// Of this community alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<Uuid>,
    /// Of this worker alone; not with a figure of ratings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker: Option<Uuid>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Most cases wanted; the server's own limit when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

/// `GET /v1/cases`: cases in the asker's scope, one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CasePage {
    /// The cases.
    pub cases: Vec<CaseSummary>,
    /// Cursor of the next page; left out on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One line of a list of cases.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseSummary {
    /// The case.
    pub id: Uuid,
    /// 办件编号, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Where it stands.
    pub stage: CaseStage,
    /// Code of the item.
    pub item: String,
    /// Masked; empty once the resident was erased.
    pub resident_name: String,
    /// What was declared with it was erased. Left out when false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    /// 即办件
    pub immediate: bool,
    /// 收件, server's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub received_at: Option<String>,
    /// By when the clock that counts at present runs out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub due_at: Option<String>,
    /// How near that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<Light>,
    /// Last change, server's clock.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

hidden!(CaseSummary);
