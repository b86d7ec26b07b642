//! A result, or an original, reaches the resident (送达), or does not: `POST /v1/cases/{id}/deliver`, `…/attempt`.

use domain::{
    actor::{Actor, Credential, Role},
    audit::Entry,
    case::{Case, EventKind, Way},
    custody::{AttemptReason, Custody, HandoverKind, Holder, Receiver, Thing},
    deadlines::UNDELIVERED_DAYS,
    fault::{Faults, Refusal},
    ids::{CaseId, TaskId},
    message::MessageKind,
    not_applied::Operation,
    policy::{self, Permit, act},
    task::{Task, TaskKind},
};
use store::{CentreTx, WriteTx};

use crate::{
    actions::{
        Error,
        idempotent::{Answer, Written},
        keep_custody::{Desk, Laid, Meant, Said},
        keep_facts::Bookkeeping,
        keep_not_applied::{self, Sent},
        read_case::CaseOutcome,
        tell_resident::open_call,
    },
    app::App,
};

/// What happened.
#[derive(Clone)]
pub enum Delivery {
    /// These things reached the resident.
    Done(Meant),
    /// The result did not.
    Failed(AttemptReason),
}

/// Notes it.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, [`Error::Invalid`] without a signature where one is needed,
/// a [`Refusal`] by stage, by who holds it, or when the resident is known to have died before.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    id: CaseId,
    (delivery, said): (Delivery, Said),
) -> Result<Answer<CaseOutcome>, Error> {
    let operation = match delivery {
        Delivery::Done(_) => Operation::DeliverCase,
        Delivery::Failed(_) => Operation::NoteAttempt,
    };
    let delivering = Delivering {
        desk: Desk::of(app, id),
        books: Bookkeeping::of(app),
        task: TaskId::from_uuid(app.fresh()),
        delivery,
        said,
    };
    let sent = Sent::about_case(operation, id);
    let answer =
        keep_not_applied::once(app, credential, written, sent, move |tx, actor| delivering.write(tx, actor))
            .await?;
    app.bell.notify_one();
    Ok(answer)
}

struct Delivering {
    desk: Desk,
    books: Bookkeeping,
    task: TaskId,
    delivery: Delivery,
    said: Said,
}

impl Delivering {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<CaseOutcome, Error> {
        let centre = self.desk.centre(tx, actor)?;
        tx.in_centre(centre, self.desk.now, |tx| {
            let mut laid = self.desk.lay(tx)?;
            let permit = policy::may::<act::DeliverCase>(actor, &laid.resource(actor))?;
            let (outcome, act, detail) = match &self.delivery {
                Delivery::Done(meant) => {
                    let outcome = self.done(tx, actor, &permit, laid, meant)?;
                    let things = usize::from(meant.result).saturating_add(meant.originals.len());
                    let receiver = self.said.receiver.unwrap_or(Receiver::Resident).as_str();
                    (outcome, "deliver-case", format!("things={things} receiver={receiver}"))
                }
                Delivery::Failed(reason) => {
                    let case = self.failed(tx, actor, &permit, &mut laid, *reason)?;
                    let event = self.event(actor, permit.role(), EventKind::DeliveryFailed, reason.as_str());
                    let outcome = self.desk.finish(tx, laid, case, (&event, None))?;
                    (outcome, "note-attempt", format!("reason={}", reason.as_str()))
                }
            };
            let entry = Entry::by(actor, permit.role(), act, "case", self.desk.id.uuid());
            Ok((outcome, entry.with(detail)))
        })
    }

    fn event(&self, actor: &Actor, role: Option<Role>, kind: EventKind, reason: &str) -> domain::case::Event {
        self.desk.event(actor, role, kind, &self.said, Some(reason))
    }

    fn done(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        permit: &Permit<act::DeliverCase>,
        mut laid: Laid,
        meant: &Meant,
    ) -> Result<CaseOutcome, Error> {
        let (desk, before) = (&self.desk, laid.file.row.case.clone());
        let case = if meant.result { before.deliver(permit, desk.now)? } else { before.handed_on() };
        let things = laid.pick(meant)?;
        for thing in &things {
            let after = thing.clone().deliver(permit, desk.now);
            let after = after.map_err(|refusal| laid.refusal(refusal, actor, thing))?;
            let change = (HandoverKind::Received, Holder::Received);
            desk.pass(tx, actor, &mut laid, (thing, after), change, &self.said)?;
        }
        self.check_proof(&things)?;
        self.check_receiver(tx, &case)?;
        desk.claim(tx, actor, &mut laid, self.said.signature.as_ref())?;
        let at_the_window = things.iter().any(|thing| thing.holder == Holder::Centre);
        if meant.result && at_the_window {
            tx.set_result_way(desk.id, Way::Window)?;
        }
        if meant.result {
            tx.finish_tasks_of(desk.id, TaskKind::Undelivered, actor.user, desk.now)?;
        }
        let receiver = self.said.receiver.unwrap_or(Receiver::Resident).as_str().to_owned();
        let (kind, reason) = match (meant.result, at_the_window) {
            (true, true) => (EventKind::Collected, receiver),
            (true, false) => (EventKind::Delivered, receiver),
            (false, _) => (EventKind::OriginalsReturned, codes(&things)),
        };
        let event = self.event(actor, permit.role(), kind, &reason);
        if meant.result && things.len() > 1 {
            let back = self.event(actor, permit.role(), EventKind::OriginalsReturned, &codes(&things));
            tx.append_event(desk.id, case.version, 1, &back, None)?;
        }
        let served = case.clone();
        let outcome = desk.finish(tx, laid, case, (&event, None))?;
        self.books.keep(tx, &served)?;
        Ok(outcome)
    }

    /// Whoever takes it signs for it. For a parcel the carrier's word stands.
    fn check_proof(&self, things: &[Custody]) -> Result<(), Error> {
        let posted = things.iter().all(|thing| thing.holder == Holder::Post);
        let mut faults = Faults::default();
        if self.said.signature.is_none() && !posted {
            faults.note("$.signature", "required");
        }
        Ok(faults.or(Some(()))?)
    }

    /// What was handed to the resident was handed over in their lifetime; a phone may tell of it later.
    fn check_receiver(&self, tx: &mut CentreTx<'_, '_>, case: &Case) -> Result<(), Error> {
        if self.said.receiver != Some(Receiver::Resident) {
            return Ok(());
        }
        let at = self.said.device_at.unwrap_or(self.desk.now);
        match tx.died_at(case.centre, case.resident)? {
            Some(died) if at >= died => Err(Refusal::ResidentDead.into()),
            _ => Ok(()),
        }
    }

    fn failed(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        permit: &Permit<act::DeliverCase>,
        laid: &mut Laid,
        reason: AttemptReason,
    ) -> Result<Case, Error> {
        let desk = &self.desk;
        laid.file.row.case.is_under_way()?;
        let case = laid.file.row.case.clone().handed_on();
        for before in laid.pick(&Meant { result: true, originals: Vec::new() })? {
            let after = before.clone().attempt(permit, desk.now);
            let after = after.map_err(|refusal| laid.refusal(refusal, actor, &before))?;
            let (to, enough) = (after.holder, after.is_undeliverable(before.holder));
            desk.pass(tx, actor, laid, (&before, after), (HandoverKind::Attempted, to), &self.said)?;
            if reason == AttemptReason::Died {
                // It is kept for the heirs; whether the death is noted is for people to say.
                open_call(tx, &*desk.chance, &case, TaskKind::ResidentDied, desk.now)?;
            } else if enough && before.thing == Thing::Result {
                self.give_up(tx, &case)?;
            }
        }
        Ok(case)
    }

    /// The window sees to it within a term, and the resident is told that it is kept for them.
    fn give_up(&self, tx: &mut CentreTx<'_, '_>, case: &Case) -> Result<(), Error> {
        let kind = TaskKind::Undelivered;
        if tx.has_open_task(case.centre, case.id, kind)? {
            return Ok(());
        }
        let due_at = self.desk.clockwork.within(tx, UNDELIVERED_DAYS)?;
        tx.open_task(&Task::about(self.task, case.centre, case.id, kind, self.desk.now).due(due_at))?;
        self.desk.telling.tell(tx, case, MessageKind::DeliveryFailed)
    }
}

/// The originals among some things.
fn codes(things: &[Custody]) -> String {
    let codes = things.iter().filter_map(|thing| thing.thing.material());
    codes.map(|code| code.as_str()).collect::<Vec<_>>().join(",")
}
