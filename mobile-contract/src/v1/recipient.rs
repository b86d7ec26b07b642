//! The public key that evidence is sealed to.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /v1/recipient`: the age recipient in use. Files sealed to an earlier one are still opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recipient {
    /// `age1…`
    pub recipient: String,
    /// The key's name in the server's ring.
    pub key_id: String,
}
