//! Residents. What is written is whole; what is read is masked, unless someone unmasks it with a reason.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::hidden::hidden;

/// `PUT /v1/residents/{id}`: enter or correct a resident.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PutResident {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The community that serves the resident.
    pub community_id: Uuid,
    /// Who it is.
    pub identity: Identity,
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
    /// Masked, such as `王*`.
    pub name: String,
    /// Masked: the first six and the last four characters.
    pub id_number: String,
    /// Masked: the first three and the last four digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// 老弱病残困
    pub care_groups: Vec<CareGroup>,
    /// Entered with a case and not yet looked through by anyone at the centre. Left out when false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub provisional: bool,
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

hidden!(PutResident, Identity, ResidentView, Unmask, Unmasked);
