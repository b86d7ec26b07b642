//! What comes after the acceptance.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    hidden::hidden,
    v1::{ManifestFile, MaterialCover},
};

/// `POST /v1/cases/{id}/supplement`: hand in what was to follow an acceptance (容缺), at once or in parts. Answered with a
/// [`crate::v1::CaseAck`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupplementCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// How each of these materials is covered now. Only what was `deferred`.
    #[schema(min_items = 1, max_items = 40)]
    pub materials: Vec<MaterialCover>,
    /// The files that show them, beside those of the case. They may land before or after.
    #[schema(max_items = 40)]
    pub manifest: Vec<ManifestFile>,
}

hidden!(SupplementCase);
