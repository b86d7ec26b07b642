//! What happens to a thing, and who takes it for good.

use crate::message::ContactRole;

/// Why a thing could not be handed to the resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptReason {
    /// Nobody opened.
    NotAtHome,
    /// They live elsewhere.
    Moved,
    /// They would not take it.
    Refused,
    /// There is no such address.
    AddressWrong,
    /// They have died.
    Died,
}

impl AttemptReason {
    /// All reasons.
    pub const ALL: [Self; 5] = [Self::NotAtHome, Self::Moved, Self::Refused, Self::AddressWrong, Self::Died];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAtHome => "not_at_home",
            Self::Moved => "moved",
            Self::Refused => "refused",
            Self::AddressWrong => "address_wrong",
            Self::Died => "died",
        }
    }

    /// The reason with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// Who took a thing for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// The resident.
    Resident,
    /// Somebody for them, or an heir.
    Other(ContactRole),
}

impl Receiver {
    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Resident => ContactRole::Resident.as_str(),
            Self::Other(role) => role.as_str(),
        }
    }

    /// The receiver with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        ContactRole::parse(text).map(|role| match role {
            ContactRole::Resident => Self::Resident,
            other => Self::Other(other),
        })
    }
}

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandoverKind {
    /// It was made out.
    Issued,
    /// It was taken from the home.
    Taken,
    /// It was handed on, and the taker has yet to say so.
    Offered,
    /// It passed.
    Passed,
    /// It is looked for.
    Reassigned,
    /// It could not be handed to the resident.
    Attempted,
    /// The resident has it.
    Received,
}

impl HandoverKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Issued,
        Self::Taken,
        Self::Offered,
        Self::Passed,
        Self::Reassigned,
        Self::Attempted,
        Self::Received,
    ];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Taken => "taken",
            Self::Offered => "offered",
            Self::Passed => "passed",
            Self::Reassigned => "reassigned",
            Self::Attempted => "attempted",
            Self::Received => "received",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}
