//! The figures of the service itself: each with what it was counted from, and with its cases.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::v1::{Bilingual, CountedBy};

/// Query of `GET /v1/reports/service`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ServiceQuery {
    /// First day in Asia/Shanghai, `YYYY-MM-DD`; left out, the first of January of the last day's year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(format = Date)]
    pub from: Option<String>,
    /// Last day in Asia/Shanghai, `YYYY-MM-DD`, at most a year after the first; left out, today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(format = Date)]
    pub to: Option<String>,
    /// What the report is cut into besides its total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ServiceBy>,
    /// This centre alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub centre: Option<Uuid>,
    /// This community alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<Uuid>,
    /// This item alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// This worker alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker: Option<Uuid>,
    /// As what it comes; left out, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub format: Option<ReportFormat>,
}

/// As what a report comes. `Accept` is not looked at: a file is fetched by following a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    /// JSON, in both languages.
    Json,
    /// CSV in UTF-8 with a byte order mark, one row a figure, its words in the language of `Accept-Language`.
    Csv,
    /// The same rows as an XLSX workbook.
    Xlsx,
}

/// What a report is cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceBy {
    /// Centres.
    Centre,
    /// Communities.
    Community,
    /// Items.
    Item,
    /// Workers.
    Worker,
    /// Weeks from Monday to Sunday, those at the ends of the period cut short.
    Week,
    /// Months, likewise.
    Month,
}

/// `GET /v1/reports/service`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceReport {
    /// First day.
    #[schema(format = Date)]
    pub from: String,
    /// Last day.
    #[schema(format = Date)]
    pub to: String,
    /// What it is cut into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ServiceBy>,
    /// All of it.
    pub total: ServiceGroup,
    /// Its parts: those that have a case, and of weeks and months every one.
    pub groups: Vec<ServiceGroup>,
}

/// The figures of one part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceGroup {
    /// `total`; the id of a centre, community or worker; the code of an item; the first day of a week or month.
    pub key: String,
    /// What it is called.
    pub title: Bilingual,
    /// The figures.
    pub figures: Vec<ServiceFigure>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceFigure {
    /// Stable key, such as `zero_trip_cases`.
    pub key: String,
    /// What it is called.
    pub title: Bilingual,
    /// What its value is.
    pub unit: FigureUnit,
    /// The event that puts a case into the period. For what was not decided, its end takes the conclusion's place.
    pub counted_by: CountedBy,
    /// What was counted; for a median, the cases that it is the median of. Left out when the figure is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<u64>,
    /// Of how many, when it is a share or so many a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<u64>,
    /// A share in whole percent, rounded half up. Left out when the denominator is 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u64>,
    /// A share in percent with one decimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_exact: Option<f64>,
    /// So many a case, with two decimals; a median, with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Why it is not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld: Option<Withheld>,
    /// The versions of the catalogue under which the cases of the period were handled.
    pub catalogue_versions: Vec<String>,
    /// The cases counted, for who may list them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cases: Option<FigureCases>,
    /// All cases that it was counted of, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<FigureCases>,
    /// How it is to be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Bilingual>,
}

/// What the value of a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureUnit {
    /// A count of cases.
    Cases,
    /// A share in percent.
    Percent,
    /// So many a case.
    PerCase,
    /// A median in hours.
    Hours,
    /// A median in working days.
    WorkingDays,
}

/// Why a figure is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    /// Ratings of one worker are for the manager.
    NotForYou,
    /// There are fewer than five ratings of this worker.
    TooFew,
}

/// The cases behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FigureCases {
    /// How many there are.
    pub count: u64,
    /// Where they are listed, page by page: a path with its query.
    pub url: String,
}

/// Which of the cases behind a figure are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigurePart {
    /// Those that were counted.
    Cases,
    /// All that they were counted of.
    Base,
}
