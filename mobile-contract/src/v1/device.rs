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
    /// When it last asked what has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub last_sync_at: Option<String>,
    /// What it said of itself last. Of one that was shut out: what had not come by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<DeviceReport>,
}

/// `PUT /v1/devices/this`: how the phone is off. It is a state, the last one counts, and it needs no `write_id`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PutDeviceReport {
    /// Version of the app, 1 to 40 characters.
    #[schema(min_length = 1, max_length = 40)]
    pub app_version: String,
    /// Cases that the server has not acknowledged.
    pub unsent_cases: u32,
    /// Files likewise.
    pub unsent_files: u32,
    /// Bytes of these.
    pub unsent_bytes: u64,
    /// Since when the oldest of them waits, by the phone's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub oldest_unsent_at: Option<String>,
    /// Room that is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_bytes: Option<u64>,
    /// Whether the phone has promised not to clear its store away by itself.
    pub persisted: bool,
    /// What the app runs in, in a few words of the app's own choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120)]
    pub user_agent_words: Option<String>,
}

/// What a phone said of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceReport {
    /// When, by the server's clock.
    #[schema(format = DateTime)]
    pub at: String,
    /// Version of the app.
    pub app_version: String,
    /// Cases that the server had not acknowledged.
    pub unsent_cases: u32,
    /// Files likewise.
    pub unsent_files: u32,
    /// Bytes of these.
    pub unsent_bytes: u64,
    /// Since when the oldest of them waited, by the phone's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub oldest_unsent_at: Option<String>,
    /// Room that was left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_bytes: Option<u64>,
    /// Whether the phone had promised not to clear its store away by itself.
    pub persisted: bool,
    /// What the app ran in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent_words: Option<String>,
}

hidden!(DeviceView);
