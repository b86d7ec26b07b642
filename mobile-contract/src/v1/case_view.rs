//! A case as it is read, masked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    hidden::hidden,
    v1::{
        CaseService, CaseStage, CustodyThing, Defect, FilePurpose, Handover, LookUp, MaterialSource,
        MediaType, Outstanding, ResidentView, Role,
    },
};

/// `GET /v1/cases/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseView {
    /// The case.
    pub id: Uuid,
    /// Version of what is shown.
    pub version: i32,
    /// 办件编号, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Where it stands.
    pub stage: CaseStage,
    /// Code of the item.
    pub item: String,
    /// Version of the catalogue that it is judged by.
    pub catalogue_version: String,
    /// 即办件
    pub immediate: bool,
    /// The community.
    pub community_id: Uuid,
    /// The visit it was collected on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<Uuid>,
    /// Whose case it is, masked.
    pub resident: ResidentView,
    /// What was declared with it and its files were erased; its history stays. Left out when false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    /// Who collected it.
    pub worker_id: Uuid,
    /// 收件, server's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub received_at: Option<String>,
    /// 受理, server's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub accepted_at: Option<String>,
    /// By what it was accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_by: Option<AcceptedBy>,
    /// 办结, or over without a decision; server's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub concluded_at: Option<String>,
    /// How it was concluded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Conclusion>,
    /// Its clocks, from the receipt on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadlines: Option<CaseDeadlines>,
    /// Its clocks by calendars that were superseded while it was open, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub superseded_deadlines: Vec<SupersededDeadlines>,
    /// Correction notices, oldest first. What the last one names is to be mended while the case stands at
    /// `correction_requested`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// 容缺: what follows, and by when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferral: Option<Deferral>,
    /// The server's checklist.
    pub materials: Vec<CaseMaterial>,
    /// The manifest, and how far each file has come.
    pub files: Vec<CaseFile>,
    /// What is still lacking.
    pub outstanding: Vec<Outstanding>,
    /// What was looked up for it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lookups: Vec<LookUp>,
    /// What was made out for it, and how far that has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<CaseService>,
    /// The result and originals taken from the home, and who has each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custody: Vec<CustodyThing>,
    /// Through whose hands they went, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handovers: Vec<Handover>,
    /// What happened, oldest first.
    pub events: Vec<CaseEvent>,
}

/// One correction notice (补正告知).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Correction {
    /// Server's clock.
    #[schema(format = DateTime)]
    pub issued_at: String,
    /// When the case was complete again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub answered_at: Option<String>,
    /// Everything that was wrong.
    pub defects: Vec<Defect>,
    /// Why there is one more notice than the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub further_reason: Option<String>,
}

/// 容缺受理: what follows, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deferral {
    /// Codes of the materials that were to follow.
    pub materials: Vec<String>,
    /// The end of the term.
    #[schema(format = DateTime)]
    pub due_at: String,
    /// Whether the term ran out.
    pub missed: bool,
    /// When everything was there, or the case was over without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub over_at: Option<String>,
}

/// By what a case was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AcceptedBy {
    /// The window's act.
    Window,
    /// 视为受理: nobody had answered the receipt in five working days; dated back to the receipt.
    Law,
}

/// The clocks of a case, in working days of the named calendar. Each is the last instant in time: for whole days 24:00,
/// which is 00:00 of the day after in Asia/Shanghai.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseDeadlines {
    /// Version of the calendar they were reckoned by.
    pub calendar: String,
    /// Whether a year was leaned on that is not confirmed yet.
    pub provisional: bool,
    /// By when the receipt is answered, while it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub notice_at: Option<String>,
    /// 承诺期限
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub promised_at: Option<String>,
    /// 法定期限
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub statutory_at: Option<String>,
    /// 送达期限: by when what was decided is in the resident's hands, once it is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub service_at: Option<String>,
    /// The one of them that counts at present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub due_at: Option<String>,
    /// How near that one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<Light>,
    /// A year that the calendar lacks and a clock needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_year: Option<i16>,
}

/// Clocks of a case as an earlier calendar had them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupersededDeadlines {
    /// Version of that calendar.
    pub calendar: String,
    /// When a newer one took its place.
    #[schema(format = DateTime)]
    pub superseded_at: String,
    /// By when the receipt was to be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub notice_at: Option<String>,
    /// 承诺期限
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub promised_at: Option<String>,
    /// 法定期限
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub statutory_at: Option<String>,
    /// 送达期限
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub service_at: Option<String>,
}

/// How near a due instant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Time enough.
    Green,
    /// The last third, or the last day.
    Yellow,
    /// Overdue.
    Red,
}

/// How a case was concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// 准予
    Granted,
    /// 不予许可
    Refused,
    /// 撤件
    Withdrawn,
    /// 终止
    Terminated,
}

/// One line of the server's checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseMaterial {
    /// Code of the material.
    pub material: String,
    /// How it is got.
    pub source: MaterialSource,
    /// How it stands.
    pub state: MaterialState,
    /// Files that show it.
    pub files: Vec<Uuid>,
    /// Nobody could vouch for it by data sharing so far; it is verified later.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub verify_later: bool,
    /// How far what covers it can be trusted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<ConfidenceGrade>,
}

/// Confidence grade of what covers a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum ConfidenceGrade {
    /// The issuing authority's own word.
    A,
    /// Checked by staff against the original.
    B,
}

/// How a material stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MaterialState {
    /// By files that are verified.
    CoveredByFile,
    /// The worker saw the original.
    OriginalSeen,
    /// The worker took the original along.
    OriginalTaken,
    /// 容缺: it follows later.
    Deferred,
    /// Its condition is not met.
    NotApplicable,
    /// Spared: data sharing has found it.
    CoveredByLookUp,
    /// Fetched by data sharing; the look-up has not answered.
    AwaitingLookUp,
    /// Not covered.
    Missing,
}

/// One file of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseFile {
    /// The phone's id of it.
    pub file_id: Uuid,
    /// Code of the material it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    /// What it is for.
    pub purpose: FilePurpose,
    /// What it is once it is opened.
    pub media_type: MediaType,
    /// Length of the sealed bytes.
    pub size: u64,
    /// How far it has come.
    pub state: FileState,
    /// Why it was rejected, as a fault code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected_code: Option<String>,
}

/// How far a claimed file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// Named by the manifest; the bytes are not here.
    Claimed,
    /// The bytes are here; nobody has opened them.
    Arrived,
    /// Opened to the last chunk, and what the manifest says. As good as an acknowledgement.
    Verified,
    /// Opened, and not what the manifest says.
    Rejected,
}

/// One thing that happened to a case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseEvent {
    /// A stable snake_case word. The set is open: a reader shows a word it does not know as it is.
    pub kind: String,
    /// Server's clock.
    #[schema(format = DateTime)]
    pub at: String,
    /// The phone's clock, when it came from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub device_at: Option<String>,
    /// The role that acted; left out when the server acted by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The reason given, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

hidden!(CaseEvent, Correction);
