//! Who asks: a signed-in person with roles in units.

use jiff::Timestamp;

use crate::{
    ids::{CentreId, CommunityId, DeviceId, SessionId, UserId},
    text::DepartmentCode,
};

/// What a person may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 社工, visits and files.
    Worker,
    /// 综合窗口, accepts and concludes.
    Window,
    /// 部门审批, decides for a department.
    Approver,
    /// 中心主任.
    Manager,
    /// Reads the audit log, writes nothing.
    Auditor,
    /// Keeps users, units and catalogues.
    Admin,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 6] =
        [Self::Worker, Self::Window, Self::Approver, Self::Manager, Self::Auditor, Self::Admin];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Window => "window",
            Self::Approver => "approver",
            Self::Manager => "manager",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// A role in a place. Without a centre it holds for the whole site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The centre it holds in.
    pub centre: Option<CentreId>,
    /// The community it is narrowed to (workers).
    pub community: Option<CommunityId>,
    /// The department it is narrowed to (approvers).
    pub department: Option<DepartmentCode>,
}

/// What a token proves: a sign-in. Whether that sign-in still stands, the database says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credential {
    /// The sign-in.
    pub session: SessionId,
    /// Who signed in.
    pub user: UserId,
}

/// A person whose sign-in stands, as the database has just said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub user: UserId,
    /// By which sign-in.
    pub session: SessionId,
    /// On which device.
    pub device: DeviceId,
    /// Roles in places.
    pub grants: Vec<Grant>,
    /// When the sign-in ends by itself.
    pub expires_at: Timestamp,
}

impl Actor {
    /// The centre of the actor's first grant: where a thing without a centre of its own (an upload) belongs.
    #[must_use]
    pub fn home_centre(&self) -> CentreId {
        self.grants.iter().find_map(|grant| grant.centre).unwrap_or(CentreId::SITE)
    }

    /// The centres that the actor has a grant in, each once.
    #[must_use]
    pub fn centres(&self) -> Vec<CentreId> {
        let mut centres: Vec<_> = self.grants.iter().filter_map(|grant| grant.centre).collect();
        centres.sort_unstable();
        centres.dedup();
        centres
    }
}
