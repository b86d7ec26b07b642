//! The devices that have signed in. Revoking one (`DELETE /v1/devices/{id}`) takes no body.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::hidden::hidden;

/// `GET /v1/devices`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceList {
    /// The devices that the asker may see.
    pub devices: Vec<DeviceView>,
}

/// One device of one member of staff.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceView {
    /// The id the device made for itself.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// The owner's account.
    pub user_id: Uuid,
    /// The owner's sign-in name.
    pub username: String,
    /// First sign-in.
    #[schema(format = DateTime)]
    pub first_seen: String,
    /// Last request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub last_seen: Option<String>,
    /// When it was shut out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub revoked_at: Option<String>,
}

hidden!(DeviceView);
