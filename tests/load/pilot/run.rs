//! What everybody in a run shares.

use std::sync::Arc;

use files::Recipient;
use uuid::Uuid;

use super::tally::Tally;
use crate::{api::Api, dice::FreshIds, photo::Album, session::Session};

/// One run of the tool.
pub struct Run {
    pub seed: u64,
    pub api: Arc<Api>,
    pub ids: FreshIds,
    pub album: Album,
    /// What photos are sealed to.
    pub recipient: Recipient,
    pub catalogue_version: String,
    pub tally: Tally,
}

/// A worker who has signed in.
pub struct Worker {
    pub session: Session,
    /// The community where the worker calls.
    pub community: Uuid,
}
