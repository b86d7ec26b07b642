//! The public key that evidence is sealed to.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Media type of a JSON body that was sealed to the server's recipient (age), so that the phone that keeps it until the
/// line is back cannot read it any more.
pub const SEALED_BODY: &str = "application/vnd.zerotrip.sealed+age";

/// `GET /v1/recipient`: the age recipient in use. Files sealed to an earlier one are still opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recipient {
    /// `age1…`
    pub recipient: String,
    /// The media type of a JSON body that is sealed to it. Every operation with a JSON body takes one.
    pub sealed_body: String,
    /// The key's name in the server's ring.
    pub key_id: String,
}
