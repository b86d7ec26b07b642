//! The requests of a centre, each with what stands against granting it.

use std::sync::Arc;

use domain::{
    actor::Credential,
    erasure::{ErasureRequest, Hold},
    ids::{CaseId, ErasureId},
    policy::{self, Action},
};
use store::StoredErasureRequest;

use super::holds;
use crate::{actions::Error, app::App};

/// Requests on a page.
const PAGE: u16 = 50;

/// A request as it is shown.
pub struct Asked {
    /// The request.
    pub request: ErasureRequest,
    /// What the resident said, opened; nothing once they were erased.
    pub words: Option<String>,
    /// What the centre said.
    pub answer_words: Option<String>,
    /// What stands against granting it, while it waits.
    pub holds: Vec<(CaseId, Hold)>,
}

/// The requests of the actor's centre, oldest first; and whether there are more.
///
/// # Errors
/// [`Error::Forbidden`] when the actor sees none at all.
pub async fn page(
    app: &App,
    credential: Credential,
    after: Option<ErasureId>,
) -> Result<(Vec<Asked>, bool), Error> {
    let (now, retention, vault) = (app.clock.now(), Arc::clone(&app.retention), app.vault.clone());
    app.store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let places = policy::places(&actor, Action::ReadErasure);
            let centre = places.iter().find_map(|(grant, _)| grant.centre).ok_or(Error::Forbidden)?;
            let mut stored = tx.erasure_requests(centre, after, PAGE.saturating_add(1))?;
            let more = stored.len() > usize::from(PAGE);
            stored.truncate(usize::from(PAGE));
            let mut shown = Vec::with_capacity(stored.len());
            for StoredErasureRequest { request, words, answer_words } in stored {
                let resident = tx.resident(centre, request.resident)?.ok_or(Error::NotFound)?;
                let open = |column: &str, sealed: Option<Vec<u8>>| {
                    let Some(sealed) = sealed else { return Ok(None) };
                    let key = vault.resident_key(centre, resident.id, &resident.data_key)?;
                    let row = request.id;
                    vault.open(&key, "erasure_requests", column, row.as_bytes(), &sealed).map(Some)
                };
                let (words, answer_words) = (open("words", words)?, open("answer_words", answer_words)?);
                let holds = match request.answer {
                    Some(_) => Vec::new(),
                    None => holds(tx, &retention, centre, request.resident, now)?,
                };
                shown.push(Asked { request, words, answer_words, holds });
            }
            Ok((shown, more))
        })
        .await
}
