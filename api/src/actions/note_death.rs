//! Notes that a resident has died: `POST /v1/residents/{id}/death`.
//!
//! From here on nothing is written to them, what waits is taken back, and nothing is filed for them: a mandate ends with
//! who gave it. What becomes of an open case is for people to decide; a task asks them, one a case.

use std::sync::Arc;

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    clock::Chance,
    ids::{ResidentId, TaskId},
    policy::{self, act},
    resident::DeathSource,
    task::{Task, TaskKind},
    text::Reason,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{StoredResident, WriteTx};

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
        keep_deadlines::Clockwork,
        read_resident,
    },
    app::App,
    vault::Vault,
};

/// What was said of a death.
#[derive(Clone)]
pub struct NoteDeath {
    /// Who died.
    pub id: ResidentId,
    /// From whom that is known.
    pub source: DeathSource,
    /// In words.
    pub words: Option<Reason>,
}

/// That it is noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeathNoted {
    /// The id that was spoken of.
    pub id: uuid::Uuid,
}

/// Notes a death. One that was noted before stays as it was.
///
/// # Errors
/// [`Error::NotFound`], or the policy's.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    command: NoteDeath,
) -> Result<Answer<DeathNoted>, Error> {
    let clockwork = Clockwork::of(app);
    let noting = Noting {
        clockwork,
        vault: app.vault.clone(),
        chance: Arc::clone(&app.chance),
        now: app.clock.now(),
        command,
    };
    idempotent::once(app, credential, written, move |tx, actor| noting.write(tx, actor)).await
}

struct Noting {
    clockwork: Clockwork,
    vault: Vault,
    chance: Arc<dyn Chance>,
    now: Timestamp,
    command: NoteDeath,
}

impl Noting {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<DeathNoted, Error> {
        let resident = read_resident::find(tx, actor, self.command.id)?;
        let permit = policy::may::<act::NoteDeath>(actor, &read_resident::resource(&resident))?;
        let centre = resident.centre;
        tx.in_centre(centre, self.now, |tx| {
            let entry = Entry::by(actor, permit.role(), "note-death", "resident", resident.id.uuid());
            let noted = DeathNoted { id: self.command.id.uuid() };
            if tx.has_died(centre, resident.id)? {
                return Ok((noted, entry.with("again=true".to_owned())));
            }
            let words = self.sealed(&resident)?;
            let source = self.command.source;
            tx.insert_death(resident.id, source, words.as_deref(), actor.user, self.now)?;
            let stopped = tx.drop_messages_to(centre, resident.id, self.now)?;
            let open = tx.open_cases_of(centre, resident.id)?;
            for case in &open {
                let row = tx.case(&[centre], *case)?.ok_or(Error::NotFound)?;
                if row.case.service().is_some() {
                    self.clockwork.keep(tx, &row.case)?;
                }
                let id = TaskId::from_uuid(self.chance.uuid_v7(self.now));
                tx.open_task(&Task::about(id, centre, *case, TaskKind::ResidentDied, self.now))?;
            }
            let detail = format!("source={} cases={} stopped={stopped}", source.as_str(), open.len());
            Ok((noted, entry.with(detail)))
        })
    }

    fn sealed(&self, resident: &StoredResident) -> Result<Option<Vec<u8>>, Error> {
        let Some(words) = &self.command.words else { return Ok(None) };
        let key = self.vault.resident_key(resident.centre, resident.id, &resident.data_key)?;
        let row = resident.id.uuid();
        Ok(Some(self.vault.seal(&key, "deaths", "words", row.as_bytes(), words.as_str())))
    }
}
