//! Says what became of a write that was not applied: its worker sent it anew or gives it up. The manager says so, with a
//! note, for somebody who has left: `POST /v1/not-applied/{id}/settle`.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    fault::Faults,
    ids::NotAppliedId,
    not_applied::Settlement,
    policy::{self, act},
    text::Reason,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::WriteTx;

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
        read_not_applied,
    },
    app::App,
    vault::Vault,
};

/// What is said.
#[derive(Clone)]
pub struct SettleNotApplied {
    /// Of which.
    pub id: NotAppliedId,
    /// What became of it.
    pub how: Settlement,
    /// Why, where somebody says it for its worker.
    pub note: Option<Reason>,
}

/// That one is settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Which.
    pub id: uuid::Uuid,
    /// How: as it was said first.
    pub how: String,
}

/// Settles one. One that was settled before stays as it was.
///
/// # Errors
/// [`Error::NotFound`], the policy's, or [`Error::Invalid`] without a note where one is needed.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    command: SettleNotApplied,
) -> Result<Answer<Settled>, Error> {
    let settling = Settling { vault: app.vault.clone(), now: app.clock.now(), command };
    idempotent::once(app, credential, written, move |tx, actor| settling.write(tx, actor)).await
}

struct Settling {
    vault: Vault,
    now: Timestamp,
    command: SettleNotApplied,
}

impl Settling {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<Settled, Error> {
        let SettleNotApplied { id, how, note } = &self.command;
        let fact = tx.not_applied(&actor.centres(), *id)?.ok_or(Error::NotFound)?.fact;
        let permit = policy::may::<act::SettleUnapplied>(actor, &fact.resource())?;
        if let Some((_, _, how)) = fact.settled {
            return Ok(Settled { id: id.uuid(), how: how.as_str().to_owned() });
        }
        let mut faults = Faults::default();
        if actor.user != fact.worker && note.is_none() {
            faults.note("$.note", "required");
        }
        faults.or(Some(()))?;
        tx.in_centre(fact.centre, self.now, |tx| {
            let resident = match fact.resident {
                Some(resident) => tx.resident(fact.centre, resident)?,
                None => None,
            };
            let seal = |note: &Reason| {
                read_not_applied::seal(&self.vault, resident.as_ref(), ("note", *id), note.as_str())
            };
            let note = note.as_ref().map(seal).transpose()?;
            let fact = fact.settle(&permit, actor.user, *how, self.now);
            tx.update_not_applied(&fact, note.as_deref())?;
            let entry = Entry::by(actor, permit.role(), "settle-not-applied", "not-applied", id.uuid());
            let settled = Settled { id: id.uuid(), how: how.as_str().to_owned() };
            Ok((settled, entry.with(format!("how={} worker={}", how.as_str(), fact.worker))))
        })
    }
}
