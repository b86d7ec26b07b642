//! What the acts on things have in common: who may ask, which things are meant, the signature under it, the rows, and
//! that a case is closed in the same transaction once nothing of it is open.
//!
//! Such acts name no version of the case. What happened at a door happened, whatever the phone knew; who holds a thing
//! decides, and a phone that was offline for two days is heard when it comes.

use std::sync::Arc;

use domain::{
    actor::{Actor, Role},
    case::{Case, Event, EventKind, Service, Stage},
    clock::Chance,
    custody::{AttemptReason, Custody, HandoverKind, Holder, Receiver, Thing},
    evidence::{Claim, EvidenceState, Purpose},
    fault::Refusal,
    ids::{CaseId, CentreId, HandoverId, UserId},
    policy::{self, Resource, act},
    text::MaterialCode,
};
use jiff::Timestamp;
use store::{CaseFile, CaseRow, CentreTx, Handover, Left, NewJob, StoredEvidence, WriteTx};

use crate::{
    actions::{
        Error, claim_files,
        keep_deadlines::Clockwork,
        look_up::Places,
        read_case::{self, CaseOutcome},
        tell_resident::Telling,
    },
    app::App,
    jobs::Kind,
    vault::{PassingWords, Vault},
};

/// Which things of a case are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meant {
    /// The result.
    pub result: bool,
    /// These originals.
    pub originals: Vec<MaterialCode>,
}

impl Meant {
    fn things(&self) -> impl Iterator<Item = Thing> {
        let result = self.result.then_some(Thing::Result);
        result.into_iter().chain(self.originals.iter().cloned().map(Thing::Original))
    }
}

/// What is said of a change of hands besides who and what.
#[derive(Clone, Default)]
pub struct Said {
    /// When, by the phone's clock.
    pub device_at: Option<Timestamp>,
    /// The taker's signature, as a file.
    pub signature: Option<Claim>,
    /// Who took it for good.
    pub receiver: Option<Receiver>,
    /// Why it could not be handed over.
    pub reason: Option<AttemptReason>,
    /// In words.
    pub words: PassingWords,
}

/// Everything that such an act needs.
pub struct Desk {
    /// Catalogues and registers.
    pub places: Places,
    /// Seals.
    pub vault: Vault,
    /// Draws ids.
    pub chance: Arc<dyn Chance>,
    /// Reckons the clocks.
    pub clockwork: Clockwork,
    /// Tells the resident.
    pub telling: Telling,
    /// When.
    pub now: Timestamp,
    /// The case.
    pub id: CaseId,
    /// Opens the signature.
    verify: NewJob,
}

/// A case and its things, as they stand under the head.
pub struct Laid {
    /// The case.
    pub file: CaseFile,
    /// Its things.
    pub things: Vec<Custody>,
    /// Through whose hands they went.
    pub chain: Vec<Handover>,
}

impl Laid {
    /// What policy asks about the things.
    pub fn resource(&self, actor: &Actor) -> Resource {
        read_case::resource_of(&self.file.row.case, &self.things, &self.chain, actor)
    }

    /// The things that are meant.
    ///
    /// # Errors
    /// [`Refusal::NotInHand`] for what there is not.
    pub fn pick(&self, meant: &Meant) -> Result<Vec<Custody>, Refusal> {
        let find = |thing: Thing| {
            // An original may have been out before.
            let same = self.things.iter().filter(|one| one.thing == thing);
            same.max_by_key(|one| (one.is_open(), one.since)).cloned().ok_or(Refusal::NotInHand)
        };
        meant.things().map(find).collect()
    }

    /// Whether a worker had something of it before.
    fn had(&self, worker: UserId) -> bool {
        read_case::had(&self.chain, worker)
    }

    /// Why somebody who does not hold a thing is refused: it may have passed to a colleague since.
    pub fn refusal(&self, refusal: Refusal, actor: &Actor, thing: &Custody) -> Refusal {
        let passed = matches!(thing.holder, Holder::Worker(other) if other != actor.user);
        match refusal {
            Refusal::NotInHand if passed && self.had(actor.user) => Refusal::Reassigned,
            other => other,
        }
    }
}

impl Desk {
    /// For one act on a case.
    pub fn of(app: &App, id: CaseId) -> Self {
        Self {
            places: Places::of(app),
            vault: app.vault.clone(),
            chance: Arc::clone(&app.chance),
            clockwork: Clockwork::of(app),
            telling: Telling::prepare(app),
            now: app.clock.now(),
            id,
            verify: app.job(Kind::VerifyCase, CentreId::SITE, id.uuid()),
        }
    }

    /// The centre of the case, where the actor may know of it.
    pub fn centre(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<CentreId, Error> {
        Ok(tx.case(&actor.centres(), self.id)?.ok_or(Error::NotFound)?.case.centre)
    }

    /// The case with its things.
    pub fn lay(&self, tx: &mut CentreTx<'_, '_>) -> Result<Laid, Error> {
        let centre = tx.centre();
        let file = tx.case_file(&[centre], self.id)?.ok_or(Error::NotFound)?;
        let things = tx.custody_of(centre, self.id)?;
        let chain = tx.handovers_of(centre, self.id)?;
        Ok(Laid { file, things, chain })
    }

    /// Claims the file of a signature for the case, beside those that it claims.
    pub fn claim(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        laid: &mut Laid,
        signature: Option<&Claim>,
    ) -> Result<(), Error> {
        let Some(claim) = signature else { return Ok(()) };
        let (case, claims) = (&laid.file.row.case, std::slice::from_ref(claim));
        let claimed = claim_files::claim(tx, case, actor.user, claims, &[])?;
        let arrived = claimed.iter().any(|file| file.evidence.state == EvidenceState::Arrived);
        laid.file.evidence.extend(claimed);
        tx.put_evidence(self.id, false, &laid.file.evidence)?;
        if arrived {
            let centre = tx.centre();
            tx.enqueue(&NewJob { centre, ..self.verify })?;
        }
        Ok(())
    }

    /// Writes down that a thing changed hands, or that it could not.
    pub fn pass(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        laid: &mut Laid,
        (before, after): (&Custody, Custody),
        (kind, to): (HandoverKind, Holder),
        said: &Said,
    ) -> Result<(), Error> {
        let id = HandoverId::from_uuid(self.chance.uuid_v7(self.now));
        let words = if said.words.is_empty() {
            None
        } else {
            let key = read_case::key_of(tx, &self.vault, &laid.file.row.case)?;
            Some(self.vault.seal_passing(&key, id, &said.words)?)
        };
        tx.insert_handover(&Handover {
            id,
            case: self.id,
            thing: before.thing.clone(),
            kind,
            from: before.holder,
            to,
            at: self.now,
            device_at: said.device_at,
            by: actor.user,
            receiver: said.receiver,
            reason: said.reason,
            signature: said.signature.as_ref().map(|claim| claim.file),
            words,
        })?;
        let workers = before.workers().filter(|worker| !after.concerns(*worker));
        for worker in workers {
            tx.leave_scope(worker, Left::Case(self.id), laid.file.row.case.resident, self.now)?;
        }
        tx.update_custody(&after)?;
        if let Some(kept) = laid.things.iter_mut().find(|thing| thing.id == after.id) {
            *kept = after;
        }
        Ok(())
    }

    /// Writes the case after the act, and closes it when nothing of it is open any more. A note is sealed.
    pub fn finish(
        &self,
        tx: &mut CentreTx<'_, '_>,
        laid: Laid,
        case: Case,
        (event, note): (&Event, Option<&[u8]>),
    ) -> Result<CaseOutcome, Error> {
        tx.append_event(self.id, case.version, 0, event, note)?;
        let row = CaseRow { case, updated_at: self.now, ..laid.file.row };
        let row = settle(tx, row, &laid.things, &laid.file.evidence, self.now)?;
        tx.update_case(&row)?;
        self.clockwork.keep(tx, &row.case)?;
        let file = CaseFile { row, ..laid.file };
        let (checklist, evidence) = read_case::checklist(tx, &self.places, &file, self.now)?;
        Ok(CaseOutcome::of(&file.row.case, &evidence, &checklist))
    }

    /// An event of an act.
    pub fn event(
        &self,
        actor: &Actor,
        role: Option<Role>,
        kind: EventKind,
        said: &Said,
        reason: Option<&str>,
    ) -> Event {
        let reason = reason.map(str::to_owned);
        Event { kind, at: self.now, device_at: said.device_at, actor: Some(actor.user), role, reason }
    }
}

/// Closes a delivered case of which nothing is open: every thing is with the resident, every signature is what it was
/// said to be. What was made out for a case that should never have been is done away with once the centre has it.
///
/// # Errors
/// A fault of the store.
pub fn settle(
    tx: &mut CentreTx<'_, '_>,
    row: CaseRow,
    things: &[Custody],
    evidence: &[StoredEvidence],
    now: Timestamp,
) -> Result<CaseRow, Error> {
    if matches!(row.case.stage, Stage::Ended { .. }) {
        discard(tx, &row.case, things, now)?;
    }
    let open = things.iter().filter(|thing| thing.is_open()).count();
    let unproved = evidence.iter().filter(|file| is_unproved(file)).count();
    let delivered = matches!(row.case.service(), Some(Service::Delivered { .. }));
    if !delivered || open > 0 || unproved > 0 {
        return Ok(row);
    }
    let permit = policy::by_the_server::<act::CloseServed>();
    let case = row.case.close(&permit, open, now)?;
    let event = Event::by_the_server(EventKind::Closed, now);
    tx.append_event(case.id, case.version, 0, &event, None)?;
    Ok(CaseRow { case, updated_at: now, ..row })
}

/// Does away with the results that the centre has of a case that ended after all. The chain tells that they were.
///
/// # Errors
/// A fault of the store.
pub fn discard(
    tx: &mut CentreTx<'_, '_>,
    case: &Case,
    things: &[Custody],
    now: Timestamp,
) -> Result<(), Error> {
    let idle = |thing: &&Custody| matches!(thing.holder, Holder::Unissued | Holder::Centre);
    for result in things.iter().filter(|thing| thing.thing == Thing::Result).filter(idle) {
        for worker in result.workers() {
            tx.leave_scope(worker, Left::Case(case.id), case.resident, now)?;
        }
        tx.delete_custody(result)?;
    }
    Ok(())
}

/// Whether a file is a signature under a change of hands that nobody has opened to its end.
fn is_unproved(file: &StoredEvidence) -> bool {
    file.evidence.claim.purpose == Purpose::Handover && file.evidence.state != EvidenceState::Verified
}
