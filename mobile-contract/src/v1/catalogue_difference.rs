//! What differs between two versions of the catalogue: codes, and both values.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::v1::Bilingual;

/// `GET /v1/catalogue-drafts/{id}/difference` and `GET /v1/catalogues/{version}/difference`; and, with the one item,
/// in a problem `item-changed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueDifference {
    /// The version before.
    pub from: String,
    /// The version after.
    pub to: String,
    /// The items that differ, in the order of their codes.
    pub items: Vec<ItemDifference>,
}

/// Query of both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DifferenceQuery {
    /// The version to compare with; the one in force when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// What differs of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemDifference {
    /// Its code.
    pub item: String,
    /// Its name, the later one where there are two.
    pub name: Bilingual,
    /// What became of it: `added`, `closed`, `reopened`, `changed`; `removed` when the later version is the one before.
    pub change: String,
    /// The fields that differ. Empty for an item that is in one version only.
    pub fields: Vec<FieldDifference>,
    /// The materials that differ, in the order of their codes. Empty for an item that is in one version only.
    pub materials: Vec<MaterialDifference>,
}

/// What differs of a material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MaterialDifference {
    /// Its code.
    pub material: String,
    /// Its name, the later one where there are two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Bilingual>,
    /// What became of it: `added`, `dropped`, `abolished` (it may no longer be asked for), `changed`.
    pub change: String,
    /// Its terms that differ: `source`, `library`, `conditional`, `deferrable`, `consent`, and its names.
    pub fields: Vec<FieldDifference>,
}

/// One field and its two values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldDifference {
    /// Its name, such as `guide.promised_days`. The set is open.
    pub field: String,
    /// The value before; left out when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The value after; left out when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}
