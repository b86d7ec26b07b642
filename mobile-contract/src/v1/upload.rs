//! What surrounds the tus 1.0 uploads at `/v1/uploads`. The uploads themselves are tus and have no JSON bodies.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /v1/uploads/have`: which of these files has the asker already sent, whole?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HaveUploads {
    /// SHA-256 digests of sealed bytes, lower-case hex.
    #[schema(max_items = 500)]
    pub digests: Vec<String>,
}

/// Answer to [`HaveUploads`]. Only the asker's own uploads count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UploadsHeld {
    /// Here, whole and durable.
    pub present: Vec<HeldUpload>,
    /// Not here, or not whole.
    pub absent: Vec<String>,
}

/// One upload that is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldUpload {
    /// SHA-256 of the sealed bytes, lower-case hex.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// Length of the sealed bytes.
    pub size: u64,
}
