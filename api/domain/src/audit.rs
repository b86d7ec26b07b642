//! What the audit log says of one write or one look: who, what, on what, in codes.

use uuid::Uuid;

use crate::actor::{Actor, Role};

/// One entry. It holds no personal data; words that may hold some go sealed into `secret`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// User and session; nobody when the server acted of itself.
    pub actor: Option<(Uuid, Uuid)>,
    /// The role that carried the permission.
    pub role: Option<Role>,
    /// What was done, in kebab case.
    pub act: &'static str,
    /// Kind of the thing it was done to.
    pub object_kind: &'static str,
    /// Which one.
    pub object: Option<Uuid>,
    /// Codes and counts, `key=value` with single spaces.
    pub detail: String,
    /// A sealed reason.
    pub secret: Option<Vec<u8>>,
}

impl Entry {
    /// An act of a person.
    #[must_use]
    pub fn by(
        actor: &Actor,
        role: Option<Role>,
        act: &'static str,
        kind: &'static str,
        object: Uuid,
    ) -> Self {
        Self {
            actor: Some((actor.user.uuid(), actor.session.uuid())),
            role,
            act,
            object_kind: kind,
            object: Some(object),
            detail: String::new(),
            secret: None,
        }
    }

    /// An act of the server.
    #[must_use]
    pub const fn by_the_server(act: &'static str, kind: &'static str, object: Option<Uuid>) -> Self {
        Self { actor: None, role: None, act, object_kind: kind, object, detail: String::new(), secret: None }
    }

    /// The same with details.
    #[must_use]
    pub fn with(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// The same with a sealed reason.
    #[must_use]
    pub fn with_secret(mut self, sealed: Vec<u8>) -> Self {
        self.secret = Some(sealed);
        self
    }
}
