//! Gateways that carry messages, and the texts they carry. Knows numbers and texts for as long as one is sent; keeps
//! neither.

pub mod log;
pub mod templates;
pub mod wording;

use std::{future::Future, pin::Pin};

use domain::{ids::MessageId, message::FailureKind};

pub use log::LogGateway;
pub use wording::{Wording, WordingFault};

/// A message on its way to a gateway. Debug prints its id only.
pub struct Outgoing {
    /// The reference that the gateway gets.
    pub id: MessageId,
    /// +86…
    pub recipient: String,
    /// Signature and text.
    pub text: String,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why a gateway did not take a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Not as it is now, for this reason.
    #[error("the gateway refused the message")]
    Refused(FailureKind),
    /// It may later.
    #[error("the gateway is out of reach")]
    Unavailable,
}

/// What a send comes to.
pub type Sending<'gateway> = Pin<Box<dyn Future<Output = Result<(), SendError>> + Send + 'gateway>>;

/// A way to residents' phones.
pub trait Gateway: Send + Sync {
    /// Hands a message over; it has been taken when this returns.
    fn send(&self, message: Outgoing) -> Sending<'_>;

    /// Whether texts may carry a link. Carriers that approve templates forbid it.
    fn allows_links(&self) -> bool;

    /// Whether it tells later what became of a message. Of one that does not, silence means nothing.
    fn reports(&self) -> bool;
}
