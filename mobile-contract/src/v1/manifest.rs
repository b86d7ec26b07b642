//! The manifest: the list of files a case claims.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One file that a case claims. Digest and size are of the sealed bytes, as they were uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ManifestFile {
    /// UUIDv7 made by the phone; the acknowledgement names it.
    pub file_id: Uuid,
    /// SHA-256 of the sealed bytes, lower-case hex.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// Length of the sealed bytes.
    #[schema(minimum = 1, maximum = 20971520)]
    pub size: u64,
    /// What the file is once it is opened.
    pub media_type: MediaType,
    /// What it is for.
    pub purpose: FilePurpose,
    /// Code of the material it shows, when the purpose is `material`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
}

/// Kinds of files that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum MediaType {
    /// JPEG
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// PNG
    #[serde(rename = "image/png")]
    Png,
    /// PDF
    #[serde(rename = "application/pdf")]
    Pdf,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FilePurpose {
    /// It shows a material.
    Material,
    /// The resident's signature or thumb-print.
    Signature,
    /// The witness's signature.
    Witness,
    /// A signed consent.
    Consent,
    /// The resident's signed word that a material follows (容缺承诺书). A case with a `deferred` cover needs one.
    Commitment,
    /// What proves who is the resident's guardian, or the guardian's signed commitment.
    Guardianship,
    /// The signature under something that changed hands. No manifest of a phone's names one: the act itself does.
    Handover,
}
