//! Messages to a resident: what occasions one and how far it has come.

use crate::ids::{CaseId, CentreId, MessageId, ResidentId};

/// What occasions a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// The case was received.
    Receipt,
    /// The case was concluded.
    Conclusion,
}

impl MessageKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Receipt, Self::Conclusion];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Conclusion => "conclusion",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// Waiting for the gateway.
    Queued,
    /// The gateway took it.
    Accepted,
    /// The gateway will never take it.
    Failed,
}

impl MessageState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Queued, Self::Accepted, Self::Failed];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Accepted => "accepted",
            Self::Failed => "failed",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A message's place; its number and text stand sealed beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id, which the gateway gets as its reference.
    pub id: MessageId,
    /// Centre.
    pub centre: CentreId,
    /// The case it is about.
    pub case: CaseId,
    /// Whom it goes to.
    pub resident: ResidentId,
    /// What occasioned it.
    pub kind: MessageKind,
    /// How far it has come.
    pub state: MessageState,
}
