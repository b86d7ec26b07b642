//! Signing in, staying signed in, and who one is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::hidden::hidden;

/// `POST /v1/session`: sign in on a device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignIn {
    /// Sign-in name: lower-case letters, digits, `.`, `_`, `-`.
    #[schema(min_length = 3, max_length = 40)]
    pub username: String,
    /// Password.
    #[schema(min_length = 1, max_length = 128, format = Password)]
    pub password: String,
    /// The phone, tablet or browser that asks.
    pub device: DeviceInfo,
}

/// What a device says of itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceInfo {
    /// Made once by the device and kept by it.
    pub id: Uuid,
    /// What its owner calls it.
    #[schema(min_length = 1, max_length = 80)]
    pub name: String,
}

/// `POST /v1/session/refresh`: trade the refresh token for a new pair.
///
/// Each refresh token is good once. The same device may present the last one again when the reply was lost on the way:
/// it gets the same successor as long as that one is unused. Any other second use ends the session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefreshSession {
    /// The last refresh token received.
    pub refresh_token: String,
    /// The device the session was opened on.
    pub device_id: Uuid,
}

/// `PUT /v1/session/password`: change one's own password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChangePassword {
    /// The password so far.
    #[schema(min_length = 1, max_length = 128, format = Password)]
    pub old_password: String,
    /// The password from here on.
    #[schema(min_length = 10, max_length = 128, format = Password)]
    pub new_password: String,
}

/// Answer to signing in and to refreshing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionGranted {
    /// EdDSA JWT for the `Authorization` header.
    pub access_token: String,
    /// Good once, for the next pair.
    pub refresh_token: String,
    /// EdDSA JWT that hands in and reads nothing: for the operations that take `send_token`. A phone keeps it where no
    /// PIN is asked for, so that what is queued leaves while the phone is locked.
    pub send_token: String,
    /// How the tokens are sent.
    pub token_type: TokenType,
    /// Life of the access token in seconds, counted from this answer.
    pub expires_in: u32,
    /// Life of the token for sending in seconds: what is left of the sign-in.
    pub send_expires_in: u32,
    /// The sign-in, the same through all refreshes.
    pub session_id: Uuid,
    /// Who has signed in.
    pub user: UserView,
    /// The server's clock. A phone takes its own offset from it; legal times are the server's only.
    #[schema(format = DateTime)]
    pub server_time: String,
    /// age recipient (`age1…`) that photos are sealed to.
    pub evidence_recipient: String,
}

/// How an access token is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum TokenType {
    /// `Authorization: Bearer …`
    Bearer,
}

/// `GET /v1/session`: the session in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    /// The sign-in.
    pub session_id: Uuid,
    /// The device it was made on.
    pub device_id: Uuid,
    /// Who.
    pub user: UserView,
}

/// A member of staff.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UserView {
    /// The account.
    pub id: Uuid,
    /// Sign-in name.
    pub username: String,
    /// Name of the person.
    pub name: String,
    /// Roles in places.
    pub grants: Vec<GrantView>,
}

/// A role in a place. Without a centre it holds for the whole site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GrantView {
    /// The role.
    pub role: Role,
    /// The centre it holds in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub centre_id: Option<Uuid>,
    /// The community it is narrowed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community_id: Option<Uuid>,
    /// Code of the department it is narrowed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
}

/// What a member of staff may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 社工: visits and files.
    Worker,
    /// 综合窗口: accepts and concludes.
    Window,
    /// 部门审批: decides for a department.
    Approver,
    /// 中心主任: runs the centre.
    Manager,
    /// Reads the audit log, writes nothing.
    Auditor,
    /// Keeps users, units and catalogues.
    Admin,
}

hidden!(SignIn, DeviceInfo, RefreshSession, ChangePassword, SessionGranted, UserView);
