//! The gateway of a demo and of tests: takes every message and carries it nowhere. The message's own sealed row is
//! all that remains of it; nothing of it reaches a log.

use super::{Gateway, Outgoing, Sending};

/// Takes every message.
#[derive(Debug, Clone, Copy)]
pub struct LogGateway;

impl Gateway for LogGateway {
    fn send(&self, message: Outgoing) -> Sending<'_> {
        tracing::info!(message = %message.id, "a message was taken by the log gateway");
        Box::pin(std::future::ready(Ok(())))
    }

    fn allows_links(&self) -> bool {
        true
    }

    fn reports(&self) -> bool {
        false
    }
}
