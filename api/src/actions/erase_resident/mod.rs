//! A resident asks to be erased (个人信息保护法 art. 47): that is written down with a term, and the manager answers.
//!
//! Granting destroys the resident's data key, and empties what it sealed and every keyed digest they were found by, in one
//! transaction; files run out and go with the next sweep, unless another resident's manifest names them. Cases stay as
//! numbers and events, the audit chain as it was. What is left is that it was done: by that a restore does it again.

mod requests;

use std::sync::Arc;

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    clock::Chance,
    deadlines::{BusinessHours, Reckoning},
    erasure::{Answer as Answered, Erasure, ErasureReason, ErasureRequest, Hold},
    fault::Refusal,
    ids::{CaseId, CentreId, ErasureId, ResidentId},
    policy::{self, act},
    text::Reason,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{CentreTx, Emptied, ReadTx, StoredResident, WriteTx};

pub use requests::{Asked, page};

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
        keep_deadlines::Calendars,
        read_resident,
    },
    app::App,
    retention::Retention,
    vault::Vault,
};

/// What a resident asks for.
#[derive(Clone)]
pub struct AskErasure {
    /// Whose data.
    pub id: ResidentId,
    /// Why.
    pub reason: ErasureReason,
    /// In words.
    pub words: Option<Reason>,
}

/// What the manager answers.
#[derive(Clone)]
pub struct DecideErasure {
    /// The request.
    pub id: ErasureId,
    /// The answer.
    pub answer: Answered,
    /// In words.
    pub words: Option<Reason>,
}

/// The request that was written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureOutcome {
    /// Its id.
    pub id: uuid::Uuid,
}

/// Writes down that a resident asks to be erased. While a request waits for its answer, another one is the same.
///
/// # Errors
/// [`Error::NotFound`], the policy's, or [`Refusal::Erased`].
pub async fn ask(
    app: &App,
    credential: Credential,
    written: Written,
    command: AskErasure,
) -> Result<Answer<ErasureOutcome>, Error> {
    let asking = Erasing::of(app);
    let days = app.site.answer_days;
    idempotent::once(app, credential, written, move |tx, actor| asking.ask(tx, actor, &command, days)).await
}

/// Answers a request.
///
/// # Errors
/// [`Error::NotFound`], the policy's, [`Refusal::StageRefused`] when it was answered, [`Refusal::ErasureCaseOpen`] or
/// [`Refusal::ErasureRetained`] when it cannot be granted yet.
pub async fn decide(
    app: &App,
    credential: Credential,
    written: Written,
    command: DecideErasure,
) -> Result<Answer<ErasureOutcome>, Error> {
    let deciding = Erasing::of(app);
    idempotent::once(app, credential, written, move |tx, actor| deciding.decide(tx, actor, &command)).await
}

/// Everybody who was erased, for a list that is kept away from the database.
///
/// # Errors
/// A fault of the store.
pub async fn list(app: &App) -> Result<Vec<Erasure>, Error> {
    app.store.read(|tx| Ok::<_, Error>(tx.erasures()?)).await
}

/// Erases again, after a restore, who was erased before it; how many came back and are gone now. Who is erased already,
/// or whom the restored database does not know, is passed over.
///
/// # Errors
/// A fault of the store. Run again, it goes on.
pub async fn replay(app: &App, erasures: Vec<Erasure>) -> Result<usize, Error> {
    let now = app.clock.now();
    let mut again = 0_usize;
    for erasure in erasures {
        let done = app
            .store
            .write(move |tx| {
                let known = tx.resident(erasure.centre, erasure.resident)?;
                if known.is_none_or(|resident| resident.is_erased()) {
                    return Ok(false);
                }
                tx.in_centre(erasure.centre, now, |tx| {
                    let emptied = erase(tx, &erasure, now)?;
                    let entry =
                        Entry::by_the_server("erase-again", "resident", Some(erasure.resident.uuid()));
                    Ok::<_, Error>((true, entry.with(emptied.to_string())))
                })
            })
            .await?;
        again = again.saturating_add(usize::from(done));
    }
    Ok(again)
}

/// Erases a resident: what waits to be sent is taken back, everything held on them emptied, and that noted.
fn erase(tx: &mut CentreTx<'_, '_>, erasure: &Erasure, now: Timestamp) -> Result<Emptied, Error> {
    tx.drop_messages_to(erasure.centre, erasure.resident, now)?;
    let emptied = tx.empty_resident(erasure.resident, now)?;
    tx.note_erasure(erasure, &emptied)?;
    Ok(emptied)
}

struct Erasing {
    vault: Vault,
    calendars: Calendars,
    hours: BusinessHours,
    retention: Arc<Retention>,
    chance: Arc<dyn Chance>,
    now: Timestamp,
}

impl Erasing {
    fn of(app: &App) -> Self {
        Self {
            vault: app.vault.clone(),
            calendars: app.calendars.clone(),
            hours: app.site.hours,
            retention: Arc::clone(&app.retention),
            chance: Arc::clone(&app.chance),
            now: app.clock.now(),
        }
    }

    fn ask(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        command: &AskErasure,
        days: std::num::NonZeroU16,
    ) -> Result<ErasureOutcome, Error> {
        let resident = read_resident::find(tx, actor, command.id)?;
        let permit = policy::may::<act::AskErasure>(actor, &read_resident::resource(&resident))?;
        if resident.is_erased() {
            return Err(Refusal::Erased.into());
        }
        let centre = resident.centre;
        tx.in_centre(centre, self.now, |tx| {
            let entry = Entry::by(actor, permit.role(), "ask-erasure", "resident", resident.id.uuid());
            let waiting = tx.erasure_requests_of(centre, resident.id)?;
            if let Some(stored) = waiting.iter().find(|stored| stored.request.answer.is_none()) {
                let outcome = ErasureOutcome { id: stored.request.id.uuid() };
                return Ok((outcome, entry.with("again=true".to_owned())));
            }
            let calendar = self.calendars.current(tx)?;
            // Where the calendar lacks a year the request has no term, and stands all the same.
            let due = Reckoning::new(&calendar, self.hours).within(self.now, days).ok();
            let request = ErasureRequest {
                id: ErasureId::from_uuid(self.chance.uuid_v7(self.now)),
                centre,
                resident: resident.id,
                reason: command.reason,
                asked: (self.now, actor.user),
                due_at: due.map(|due| due.at),
                answer: None,
            };
            let words = self.sealed(&resident, request.id, "words", command.words.as_ref())?;
            tx.insert_erasure_request(&request, words.as_deref())?;
            let detail = format!("request={} reason={}", request.id, request.reason.as_str());
            Ok((ErasureOutcome { id: request.id.uuid() }, entry.with(detail)))
        })
    }

    fn decide(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        command: &DecideErasure,
    ) -> Result<ErasureOutcome, Error> {
        let found = tx.erasure_request(&actor.centres(), command.id)?.ok_or(Error::NotFound)?;
        let centre = found.request.centre;
        let resident = tx.resident(centre, found.request.resident)?.ok_or(Error::NotFound)?;
        let permit = policy::may::<act::DecideErasure>(actor, &read_resident::resource(&resident))?;
        tx.in_centre(centre, self.now, |tx| {
            // Read again under the head: of two who answer, one is first.
            let request = tx.erasure_request(&[centre], command.id)?.ok_or(Error::NotFound)?.request;
            if request.answer.is_some() {
                return Err(Refusal::StageRefused.into());
            }
            let words = self.sealed(&resident, request.id, "answer_words", command.words.as_ref())?;
            tx.answer_erasure_request(request.id, (command.answer, self.now, actor.user), words.as_deref())?;
            let entry = Entry::by(actor, permit.role(), "answer-erasure", "resident", resident.id.uuid());
            let detail = match command.answer {
                Answered::Refused(ground) => format!("request={} refused={}", request.id, ground.as_str()),
                Answered::Granted => {
                    self.refuse_what_is_held(tx, &resident)?;
                    let reason = request.reason;
                    let by = actor.user;
                    let erasure = Erasure { centre, resident: resident.id, at: self.now, by, reason };
                    format!("request={} {}", request.id, erase(tx, &erasure, self.now)?)
                }
            };
            Ok((ErasureOutcome { id: request.id.uuid() }, entry.with(detail)))
        })
    }

    fn refuse_what_is_held(&self, tx: &mut ReadTx<'_>, resident: &StoredResident) -> Result<(), Error> {
        let holds = holds(tx, &self.retention, resident.centre, resident.id, self.now)?;
        match holds.iter().find(|(_, hold)| *hold == Hold::Open).or_else(|| holds.first()) {
            Some((_, Hold::Open)) => Err(Refusal::ErasureCaseOpen.into()),
            Some((_, Hold::Until(_))) => Err(Refusal::ErasureRetained.into()),
            None => Ok(()),
        }
    }

    fn sealed(
        &self,
        resident: &StoredResident,
        request: ErasureId,
        column: &str,
        words: Option<&Reason>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let Some(words) = words else { return Ok(None) };
        let key = self.vault.resident_key(resident.centre, resident.id, &resident.data_key)?;
        Ok(Some(self.vault.seal(&key, "erasure_requests", column, request.as_bytes(), words.as_str())))
    }
}

/// What stands against erasing a resident, case by case.
fn holds(
    tx: &mut ReadTx<'_>,
    retention: &Retention,
    centre: CentreId,
    resident: ResidentId,
    now: Timestamp,
) -> Result<Vec<(CaseId, Hold)>, Error> {
    let mut holds = Vec::new();
    for case in tx.cases_of_resident(centre, resident)? {
        if let Some(hold) = tx.hold_on(centre, case, &retention.periods, now)? {
            holds.push((case, hold));
        }
    }
    Ok(holds)
}
