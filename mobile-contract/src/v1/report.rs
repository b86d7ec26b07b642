//! The bulletin: the pilot's published figures, each with what it was counted from.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::v1::{Bilingual, ReportFormat};

/// Query of `GET /v1/reports/bulletin`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BulletinQuery {
    /// First day in Asia/Shanghai, `YYYY-MM-DD`; left out, from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(format = Date)]
    pub from: Option<String>,
    /// Last day in Asia/Shanghai, `YYYY-MM-DD`; left out, until today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(format = Date)]
    pub to: Option<String>,
    /// As what it comes; left out, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub format: Option<ReportFormat>,
}

/// `GET /v1/reports/bulletin`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Bulletin {
    /// Version of the catalogue that was counted with.
    pub catalogue_version: String,
    /// First day of the period, as asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub from: Option<String>,
    /// Last day of the period, as asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub to: Option<String>,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Figure {
    /// Stable key, such as `immediate_rate`.
    pub key: String,
    /// What it is called.
    pub title: Bilingual,
    /// What was counted.
    pub numerator: u64,
    /// Of how many, when it is a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<u64>,
    /// The share in whole percent, rounded half up. Left out without a denominator, and when that is 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u64>,
    /// The share in percent with one decimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_exact: Option<f64>,
    /// The same before the pilot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<FigureBefore>,
    /// Where the count comes from.
    pub basis: FigureBasis,
    /// For counts from events: the event that puts a case into the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_by: Option<CountedBy>,
    /// How it is to be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Bilingual>,
}

/// A figure before the pilot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FigureBefore {
    /// What was counted.
    pub numerator: u64,
    /// Of how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<u64>,
    /// Whole percent, rounded half up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u64>,
    /// Percent with one decimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_exact: Option<f64>,
}

/// Where a count comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureBasis {
    /// Events of cases.
    Events,
    /// The catalogue.
    Catalogue,
    /// Stated by the centre; the server cannot count it.
    Stated,
    /// The organisation's units.
    Units,
}

/// The event that puts a case into a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CountedBy {
    /// 收件: demand.
    Receipt,
    /// 办结: volume.
    Conclusion,
    /// 送达: what reached residents.
    Delivery,
}
