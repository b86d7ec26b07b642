//! The catalogue of service items (事项) with their guides (办事指南). Public: no sign-in is asked for.
//!
//! A catalogue is data that a site changes without a new server. What only describes an item is therefore an open word
//! in a `String`; what the server acts on is an enum.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::v1::{Bilingual, ConsentKind};

/// `GET /v1/items`: the catalogue in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Catalogue {
    /// A case names the version it was collected under.
    pub catalogue_version: String,
    /// How official it is, in words.
    pub status: String,
    /// The items.
    pub items: Vec<ItemView>,
}

/// One item: `GET /v1/items/{code}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemView {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// No longer handled: nothing new is filed for it. Such an item is not in the list of all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// The department whose item it is.
    pub department: DepartmentView,
    /// What it is in law: `licence` 行政许可, `benefit` 行政给付, `confirmation` 行政确认, `public_service` 公共服务.
    pub legal_type: String,
    /// 即办件: decided on the spot. Otherwise 承诺件.
    pub immediate: bool,
    /// Handed down to the centre with this catalogue.
    pub newly_delegated: bool,
    /// The ID card is the one thing the resident must show.
    pub id_only: bool,
    /// The guide.
    pub guide: Guide,
    /// Proofs once asked for and now forbidden to ask for.
    pub no_longer_asked: Vec<AbolishedProof>,
    /// Who decides.
    pub decided_at: DecidedAt,
    /// How much of it is done at home: `full`, or `collect` when a further step happens elsewhere.
    pub home_mode: String,
    /// What the resident must be present for: `none`, `liveness`, `assessment`, `household_survey`.
    pub presence: String,
    /// What comes out.
    pub result: ItemResult,
    /// Ways the result can take: `sms`, `home`, `window`, `post`.
    pub delivery: Vec<String>,
    /// Whom it is served to at home, as care groups.
    pub served_at_home: Vec<String>,
    /// A remark for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A department (部门).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DepartmentView {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
}

/// The six elements of a guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Guide {
    /// 适用范围
    pub scope: Bilingual,
    /// 受理机构, in Chinese as published.
    pub accepting_authority: String,
    /// 决定机构, in Chinese as published.
    pub deciding_authority: String,
    /// 申请材料目录
    pub materials: Vec<MaterialView>,
    /// 办结时限
    pub time_limit: TimeLimit,
    /// 收费依据及标准
    pub fee: Fee,
    /// 设定依据, the law that the item rests on, in Chinese as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
}

/// One material (材料) of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MaterialView {
    /// Its code, unique within the item.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// How it is got.
    pub source: MaterialSource,
    /// Asked for only in the case its name tells.
    pub conditional: bool,
    /// 容缺: may follow later.
    pub deferrable: bool,
    /// For `share`: the library that is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<Library>,
    /// The consent that a photo of it needs, beside the one to `personal_information`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentKind>,
}

/// How a material is got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MaterialSource {
    /// The paper itself leaves the home against a custody receipt.
    Original,
    /// Photographed at home beside the original.
    Copy,
    /// Fetched by data sharing; the resident brings nothing.
    Share,
    /// Made by the system and signed at the table.
    Form,
}

/// A library of the data-sharing platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Library {
    /// 人口库
    Population,
    /// 法人库
    LegalPerson,
    /// 电子证照库
    ECertificate,
    /// 社会公共数据
    Social,
}

/// 办结时限, both in working days from acceptance. 0 is the same working day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimeLimit {
    /// 承诺期限
    pub promised_working_days: u32,
    /// 法定期限
    pub statutory_working_days: u32,
}

/// 收费
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fee {
    /// Whole yuan; 0 is free of charge.
    pub cny: u32,
    /// Basis and standard, in Chinese as published.
    pub basis: String,
}

/// A proof that may not be asked for any longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AbolishedProof {
    /// What it was called.
    pub name: Bilingual,
    /// Who used to issue it.
    pub issuer: Bilingual,
}

/// Who decides an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecidedAt {
    /// The centre, on the spot, under delegation.
    Centre,
    /// The department, in its back office.
    Department,
}

/// What comes out of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemResult {
    /// Its kind: `record`, `approval`, `certificate`, `card`, `booklet`, `goods`, `payment`, `none`.
    pub kind: String,
    /// Its name, in Chinese as published.
    pub name: String,
}
