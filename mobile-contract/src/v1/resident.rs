//! Residents. What is written is whole; what is read is masked, unless someone unmasks it with a reason.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::hidden::hidden;

/// `PUT /v1/residents/{id}`: enter a resident. Who is in the register already is set right by [`CorrectResident`](crate::v1::CorrectResident).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PutResident {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The community that serves the resident.
    pub community_id: Uuid,
    /// Who it is.
    pub identity: Identity,
    /// Who else may be told of a case when the resident cannot be reached by message, in the order the family agreed on.
    /// Taken when the resident is entered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 7)]
    pub contacts: Vec<NewContact>,
}

/// Somebody of a resident's contact circle.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewContact {
    /// Name, 2 to 30 characters.
    #[schema(min_length = 2, max_length = 30)]
    pub name: String,
    /// Who they are to the resident.
    pub relation: ContactRelation,
    /// Mobile number, 11 digits, `+86` allowed in front.
    pub phone: String,
    /// Whether the resident lets them be told. Left out means that nobody asked, and they are not told.
    #[serde(default, skip_serializing_if = "is_false")]
    pub may_be_told: bool,
}

/// Who somebody is to a resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactRelation {
    /// 监护人
    Guardian,
    /// A relative.
    Relative,
    /// 社区工作者, who looks in.
    CommunityWorker,
}

/// `POST /v1/residents/{id}/death`: the resident has died. Said twice, it is noted once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoteDeath {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// From whom that is known.
    pub source: DeathSource,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 500)]
    pub note: Option<String>,
}

/// From whom it is known that a resident died.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeathSource {
    /// The family said so.
    Family,
    /// The community said so, or the worker saw it.
    Community,
    /// A register that the centre looks things up in.
    Register,
}

/// Who a resident is, as on the ID card and as told at the table.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Identity {
    /// Name as on the ID card, 2 to 30 characters; `·` is allowed inside.
    #[schema(min_length = 2, max_length = 30)]
    pub name: String,
    /// GB 11643 number of 18 characters. One of 15 digits is accepted and lengthened.
    #[schema(min_length = 15, max_length = 18)]
    pub id_number: String,
    /// Mobile number that messages go to, 11 digits, `+86` allowed in front.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where the worker calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub address: Option<String>,
    /// 老弱病残困; may be left out.
    #[serde(default)]
    pub care_groups: Vec<CareGroup>,
    /// What the next worker should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// The five groups served at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CareGroup {
    /// 老
    Elderly,
    /// 弱
    Infirm,
    /// 病
    Sick,
    /// 残
    Disabled,
    /// 困
    Hardship,
}

/// Answer to [`PutResident`]. It is the same whether or not the ID number was known before, and tells nothing stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResidentAck {
    /// The id that was written to.
    pub id: Uuid,
    /// Its version from here on.
    pub version: i32,
}

/// `GET /v1/residents/{id}`, masked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResidentView {
    /// The resident.
    pub id: Uuid,
    /// Version of what is shown.
    pub version: i32,
    /// The community that serves the resident.
    pub community_id: Uuid,
    /// Masked, such as `王*`; empty once the resident was erased.
    pub name: String,
    /// Masked: the first six and the last four characters; empty once the resident was erased.
    pub id_number: String,
    /// Masked: the first three and the last four digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// 老弱病残困
    pub care_groups: Vec<CareGroup>,
    /// Entered with a case and not yet looked through by anyone at the centre. Left out when false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub provisional: bool,
    /// The resident has died. Left out when false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deceased: bool,
    /// The resident was erased: everything held on them is gone. Left out when false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub erased: bool,
}

/// `POST /v1/residents/{id}/unmask`: show fields in full. The reason and the asker are kept for ever.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unmask {
    /// Why.
    #[schema(min_length = 2, max_length = 500)]
    pub reason: String,
    /// What.
    #[schema(min_items = 1)]
    pub fields: Vec<PersonalField>,
}

/// A field that can be unmasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PersonalField {
    /// Name in full.
    Name,
    /// All 18 characters of the ID number.
    IdNumber,
    /// Mobile number in full.
    Phone,
    /// Address.
    Address,
    /// What the next worker should know.
    Note,
}

/// Answer to [`Unmask`]: the fields asked for, as far as there is a value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unmasked {
    /// Name in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// All 18 characters of the ID number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_number: Option<String>,
    /// Mobile number in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What the next worker should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

hidden!(PutResident, NewContact, NoteDeath, Identity, ResidentView, Unmask, Unmasked);
