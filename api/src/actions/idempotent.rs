//! Writes that may come twice.
//!
//! The actor is read first, then the saved reply is looked up, before any question of state or permission: a phone
//! that missed an answer gets the one it missed, whatever has happened since.

use domain::{
    actor::{Actor, Credential},
    fault::Refusal,
    ids::WriteId,
};
use serde::{Serialize, de::DeserializeOwned};
use store::{SavedReply, WriteTx};

use crate::{actions::Error, app::App};

/// A write as it came: its id and its bytes.
#[derive(Clone)]
pub struct Written {
    /// Made by the writer.
    pub id: WriteId,
    /// What it was said to: the same words to something else are another write.
    pub to: String,
    /// The body, to know it again.
    pub body: bytes::Bytes,
}

/// An outcome, and whether it is an old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T> {
    /// The outcome: ids, versions, counts and codes only.
    pub outcome: T,
    /// The write had been done before.
    pub replayed: bool,
}

impl Written {
    /// What a write is known again by.
    fn said(&self) -> Vec<u8> {
        [self.to.as_bytes(), b"\n", &self.body].concat()
    }
}

/// Does a write once.
///
/// # Errors
/// [`Error::SessionEnded`], [`Refusal::WriteIdReused`] for the same id with another body, or what `work` returns.
pub async fn once<T>(
    app: &App,
    credential: Credential,
    written: Written,
    work: impl Fn(&mut WriteTx<'_>, &Actor) -> Result<T, Error> + Send + 'static,
) -> Result<Answer<T>, Error>
where
    T: Serialize + DeserializeOwned + Send + 'static,
{
    let now = app.clock.now();
    let vault = app.vault.clone();
    let said = written.said();
    let body_digest = vault.body_digest(&said);
    app.store
        .write(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            if let Some(saved) = tx.reply(actor.user, written.id)? {
                if saved.body_digest != body_digest && !vault.is_same_body(&said, &saved.body_digest) {
                    return Err(Refusal::WriteIdReused.into());
                }
                return Ok(Answer { outcome: read(&saved.outcome)?, replayed: true });
            }
            let outcome = work(tx, &actor)?;
            let saved = SavedReply { body_digest: body_digest.clone(), outcome: write(&outcome)? };
            tx.save_reply(actor.user, written.id, &saved, now)?;
            Ok(Answer { outcome, replayed: false })
        })
        .await
}

fn write(outcome: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(outcome).map_err(|error| Error::Fault(Box::new(error)))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Fault(Box::new(error)))
}
