//! Things change hands between the centre, its workers and the post: `POST /v1/cases/{id}/hand-over`, `…/take-over`,
//! `…/reassign`.

use domain::{
    actor::{Actor, Credential, Role},
    audit::Entry,
    case::{Case, EventKind, Way},
    custody::{HandoverKind, Holder, Thing},
    fault::Faults,
    ids::CaseId,
    not_applied::Operation,
    policy::{self, act},
};
use store::{CentreTx, WriteTx};

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
        keep_custody::{Desk, Laid, Meant, Said},
        keep_not_applied::{self, Sent},
        plan_visit::works_in,
        read_case::CaseOutcome,
    },
    app::App,
};

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Who has it hands it on.
    HandOver(Holder),
    /// Who was to have it says so.
    TakeOver,
    /// The manager looks for it; the named one is to have it.
    Reassign(Holder),
}

/// Does it.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, [`Error::Invalid`] for a worker who does not work here, a
/// [`Refusal`] by who holds it.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    id: CaseId,
    (pass, meant, said): (Pass, Meant, Said),
) -> Result<Answer<CaseOutcome>, Error> {
    let passing = Passing { desk: Desk::of(app, id), pass, meant, said };
    let operation = match pass {
        Pass::HandOver(_) => Some(Operation::HandOver),
        Pass::TakeOver => Some(Operation::TakeOver),
        Pass::Reassign(_) => None,
    };
    let work = move |tx: &mut WriteTx<'_>, actor: &Actor| passing.write(tx, actor);
    let answer = match operation {
        Some(operation) => {
            let sent = Sent::about_case(operation, id);
            keep_not_applied::once(app, credential, written, sent, work).await?
        }
        // The manager's, at a desk.
        None => idempotent::once(app, credential, written, work).await?,
    };
    app.bell.notify_one();
    Ok(answer)
}

struct Passing {
    desk: Desk,
    pass: Pass,
    meant: Meant,
    said: Said,
}

impl Passing {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<CaseOutcome, Error> {
        let desk = &self.desk;
        let centre = desk.centre(tx, actor)?;
        tx.in_centre(centre, desk.now, |tx| {
            let mut laid = desk.lay(tx)?;
            let role = match self.pass {
                Pass::HandOver(to) => self.hand_over(tx, actor, &mut laid, to)?,
                Pass::TakeOver => self.take_over(tx, actor, &mut laid)?,
                Pass::Reassign(to) => self.reassign(tx, actor, &mut laid, to)?,
            };
            let (kind, act) = match self.pass {
                Pass::HandOver(_) => (EventKind::HandedOver, "hand-over"),
                Pass::TakeOver => (EventKind::TakenOver, "take-over"),
                Pass::Reassign(_) => (EventKind::Reassigned, "reassign-custody"),
            };
            let to = match self.pass {
                Pass::HandOver(to) | Pass::Reassign(to) => Some(to.as_str()),
                Pass::TakeOver => None,
            };
            let event = desk.event(actor, role, kind, &self.said, to);
            let case = laid.file.row.case.clone().handed_on();
            let outcome = desk.finish(tx, laid, case, (&event, None))?;
            let entry = Entry::by(actor, role, act, "case", desk.id.uuid());
            Ok((outcome, entry.with(self.detail())))
        })
    }

    fn detail(&self) -> String {
        let things = usize::from(self.meant.result).saturating_add(self.meant.originals.len());
        let to = match self.pass {
            Pass::HandOver(to) | Pass::Reassign(to) => to,
            Pass::TakeOver => return format!("things={things}"),
        };
        match to.worker() {
            Some(worker) => format!("things={things} to={worker}"),
            None => format!("things={things} to={}", to.as_str()),
        }
    }

    fn hand_over(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        laid: &mut Laid,
        to: Holder,
    ) -> Result<Option<Role>, Error> {
        let permit = policy::may::<act::HandOver>(actor, &laid.resource(actor))?;
        check_taker(tx, &laid.file.row.case, to)?;
        let signed = self.said.signature.is_some();
        for before in laid.pick(&self.meant)? {
            if before.thing == Thing::Result && before.holder == Holder::Centre {
                laid.file.row.case.is_under_way()?;
            }
            let after = before.clone().hand_over(&permit, to, signed, self.desk.now);
            let after = after.map_err(|refusal| laid.refusal(refusal, actor, &before))?;
            let kind = if after.holder == to { HandoverKind::Passed } else { HandoverKind::Offered };
            self.desk.pass(tx, actor, laid, (&before, after), (kind, to), &self.said)?;
            let way = match to {
                Holder::Post => Some(Way::Post),
                Holder::Worker(_) => Some(Way::Home),
                _ => None,
            };
            if let Some(way) = way.filter(|_| before.thing == Thing::Result) {
                tx.set_result_way(self.desk.id, way)?;
            }
        }
        self.desk.claim(tx, actor, laid, self.said.signature.as_ref())?;
        Ok(permit.role())
    }

    fn take_over(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        laid: &mut Laid,
    ) -> Result<Option<Role>, Error> {
        let permit = policy::may::<act::TakeOver>(actor, &laid.resource(actor))?;
        for before in laid.pick(&self.meant)? {
            let after = before.clone().take_over(&permit, self.desk.now)?;
            let to = after.holder;
            self.desk.pass(tx, actor, laid, (&before, after), (HandoverKind::Passed, to), &self.said)?;
        }
        Ok(permit.role())
    }

    fn reassign(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        laid: &mut Laid,
        to: Holder,
    ) -> Result<Option<Role>, Error> {
        let permit = policy::may::<act::Reassign>(actor, &laid.resource(actor))?;
        check_taker(tx, &laid.file.row.case, to)?;
        for before in laid.pick(&self.meant)? {
            let after = before.clone().reassign(&permit, to)?;
            self.desk.pass(tx, actor, laid, (&before, after), (HandoverKind::Reassigned, to), &self.said)?;
        }
        Ok(permit.role())
    }
}

/// A worker who takes something works in the case's community, and their account is on.
fn check_taker(tx: &mut CentreTx<'_, '_>, case: &Case, to: Holder) -> Result<(), Error> {
    let Some(worker) = to.worker() else { return Ok(()) };
    let is_on = tx.user(worker)?.is_some_and(|user| user.disabled_at.is_none());
    let mut faults = Faults::default();
    if !is_on || !works_in(&tx.grants_of(worker)?, case.centre, case.community) {
        faults.note("$.worker_id", "worker-unknown");
    }
    Ok(faults.or(Some(()))?)
}
