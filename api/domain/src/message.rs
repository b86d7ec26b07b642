//! Messages to a resident: what occasions one, to whom it may go and when, what it says, what becomes of it, and what
//! comes back.
//!
//! This module knows words, numbers as shapes, hours and counts. It must not know gateways, where a message is kept or
//! how it is sealed. Time is handed in.

mod contact;
mod failure;
mod inbound;
mod kind;
mod parts;
mod route;
mod sender;
mod template;
mod timing;

use crate::ids::{CaseId, CentreId, MessageId, ResidentId};

pub use contact::{Circle, CircleRefusal, Contact, ContactConsent, ContactRole, Next};
pub use failure::{Circumstances, EXPIRY_HOURS, FailureKind, Loss, Mark, Step, after, expires_at, mark};
pub use inbound::Inbound;
pub use kind::{MessageKind, Purpose};
pub use parts::{parts, units};
pub use route::{Objection, Reach, Route, Why, route};
pub use sender::{Hotline, LookupAddress, PublicName, Sender, SenderRefusal, Signature};
pub use template::{
    Audience, MOST_UNITS, Missing, Preview, Rendered, Template, TemplateFault, TemplatePair, TemplateReason,
    TemplateSet, Values, Variable,
};
pub use timing::{Class, HoursRefusal, Limit, SendingHours, Window, next_allowed, next_instant};

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// Waiting for the gateway.
    Queued,
    /// The gateway took it.
    Accepted,
    /// It reached the telephone.
    Delivered,
    /// No report came in time.
    Expired,
    /// The gateway will never take it, or reported that it was not delivered.
    Failed,
    /// It was not sent: there was a reason not to by the time it would have gone.
    Dropped,
}

impl MessageState {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Queued, Self::Accepted, Self::Delivered, Self::Expired, Self::Failed, Self::Dropped];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Accepted => "accepted",
            Self::Delivered => "delivered",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
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
