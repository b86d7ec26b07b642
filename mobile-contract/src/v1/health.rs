//! Whether the server lives and may be sent work.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /healthz` and `GET /readyz`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// The worst of the checks; `ok` when there are none.
    pub status: HealthStatus,
    /// Version of the server.
    pub version: String,
    /// What was looked at. `/healthz` looks at nothing outside the process and leaves this out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<HealthCheck>,
}

/// One thing the server needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HealthCheck {
    /// Short name, such as `database`, `objects`, `keys`.
    pub name: String,
    /// How it is.
    pub status: HealthStatus,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthStatus {
    /// It works.
    Ok,
    /// It works, less well than it should.
    Degraded,
    /// It does not work: send nothing here.
    Unavailable,
}
