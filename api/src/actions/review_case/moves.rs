//! Each act as a move of the case, with the permit it asks for and what the history says of it.

use domain::{
    actor::{Actor, Role},
    case::{Case, EventKind, Outcome, Procedure, Stage, TerminateReason, VoidReason, WithdrawReason},
    checklist,
    correction::Notice,
    fault::{Faults, Refusal},
    policy::{self, Act, Permit, act},
};
use store::{CaseRow, CentreTx};

use super::{Review, Reviewing};
use crate::actions::Error;

/// A case after a move, and what is to be written down about it.
pub struct Moved {
    /// After the move.
    pub case: Case,
    /// The role that carried the permission.
    pub role: Option<Role>,
    /// What the audit log calls it.
    pub act: &'static str,
    /// Codes for the audit log.
    pub detail: String,
    /// What happened, in order, each with its coded reason.
    pub events: Vec<(EventKind, Option<String>)>,
    /// The correction notice that it issues.
    pub notice: Option<Notice>,
}

const fn decision(outcome: Outcome) -> EventKind {
    match outcome {
        Outcome::Granted => EventKind::Granted,
        Outcome::Refused => EventKind::Refused,
    }
}

impl Reviewing {
    /// The move itself.
    pub(super) fn moved(&self, tx: &mut CentreTx<'_, '_>, actor: &Actor, case: Case) -> Result<Moved, Error> {
        match &self.review {
            Review::Accept => self.accept(actor, case),
            Review::Conclude { outcome, .. } => self.conclude(actor, case, *outcome),
            Review::NotAccept { reason, .. } => self.not_accept(actor, case, reason),
            Review::Return { defects, further } => {
                let notice = Notice {
                    issued_at: self.now,
                    issued_by: actor.user,
                    defects: defects.clone(),
                    further: further.clone(),
                    answered_at: None,
                };
                self.request_correction(tx, actor, case, notice)
            }
            Review::Forward { .. } => self.forward(actor, case),
            Review::Opinion { .. } => self.add_opinion(actor, case),
            Review::Decide { outcome, .. } => self.decide(actor, case, *outcome),
            Review::ReturnToWindow { .. } => self.return_to_window(actor, case),
            Review::Suspend(procedure) => self.suspend(actor, case, procedure),
            Review::Resume { .. } => self.resume(actor, case),
            Review::RevokeMandate { .. } => self.revoke_mandate(actor, case),
            Review::Withdraw { reason, .. } => self.withdraw(actor, case, *reason),
            Review::Terminate { reason, .. } => self.terminate(actor, case, *reason),
            Review::Void { reason, .. } => self.void(tx, actor, case, *reason),
        }
    }

    fn accept(&self, actor: &Actor, case: Case) -> Result<Moved, Error> {
        let permit = permit::<act::AcceptCase>(actor, &case)?;
        let case = case.accept(&permit, self.base_version, self.now)?;
        let sent = matches!(case.stage, Stage::InReview(_)).then_some(EventKind::SentForReview);
        let kinds = [EventKind::Accepted].into_iter().chain(sent);
        Ok(moved(case, &permit, "accept-case").events(kinds))
    }

    fn conclude(&self, actor: &Actor, case: Case, outcome: Outcome) -> Result<Moved, Error> {
        let permit = permit::<act::ConcludeCase>(actor, &case)?;
        let accepted = matches!(case.stage, Stage::Received(_)).then_some(EventKind::Accepted);
        let case = case.conclude(&permit, self.base_version, outcome, self.now)?;
        let kinds = accepted.into_iter().chain([decision(outcome)]);
        Ok(moved(case, &permit, "conclude-case").detail("outcome", outcome.as_str()).events(kinds))
    }

    fn not_accept(&self, actor: &Actor, case: Case, reason: &str) -> Result<Moved, Error> {
        let permit = permit::<act::NotAcceptCase>(actor, &case)?;
        let case = case.not_accept(&permit, self.base_version)?;
        let moved = moved(case, &permit, "not-accept-case").detail("reason", reason);
        Ok(moved.because(EventKind::NotAccepted, reason))
    }

    fn request_correction(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        case: Case,
        notice: Notice,
    ) -> Result<Moved, Error> {
        let materials: Vec<_> = notice.defects.iter().map(|defect| &defect.material).collect();
        let mut faults = Faults::default();
        let item = self.places.catalogues.item_of(tx, &case)?;
        let codes = notice.codes();
        let moved = if notice.further.is_some() {
            let permit = permit::<act::ReturnAgain>(actor, &case)?;
            checklist::check_defects(&item, &materials, &mut faults);
            faults.or(Some(()))?;
            let case = case.request_further_correction(&permit, self.base_version)?;
            moved(case, &permit, "return-case-again")
        } else {
            let permit = permit::<act::ReturnCase>(actor, &case)?;
            checklist::check_defects(&item, &materials, &mut faults);
            faults.or(Some(()))?;
            let earlier = tx.notices_of(case.centre, case.id)?;
            let case = case.request_correction(&permit, self.base_version, earlier.len())?;
            moved(case, &permit, "return-case")
        };
        let moved = moved.detail("defects", &codes).because(EventKind::CorrectionRequested, &codes);
        Ok(Moved { notice: Some(notice), ..moved })
    }

    fn forward(&self, actor: &Actor, case: Case) -> Result<Moved, Error> {
        let permit = permit::<act::ForwardCase>(actor, &case)?;
        let case = case.forward(&permit, self.base_version)?;
        Ok(moved(case, &permit, "forward-case").events([EventKind::SentForReview]))
    }

    fn add_opinion(&self, actor: &Actor, case: Case) -> Result<Moved, Error> {
        let permit = permit::<act::DecideCase>(actor, &case)?;
        let case = case.add_opinion(&permit, self.base_version)?;
        Ok(moved(case, &permit, "add-opinion").events([EventKind::Opinion]))
    }

    fn decide(&self, actor: &Actor, case: Case, outcome: Outcome) -> Result<Moved, Error> {
        let permit = permit::<act::DecideCase>(actor, &case)?;
        let case = case.decide(&permit, self.base_version, outcome, self.now)?;
        let moved = moved(case, &permit, "decide-case").detail("outcome", outcome.as_str());
        Ok(moved.events([decision(outcome)]))
    }

    fn return_to_window(&self, actor: &Actor, case: Case) -> Result<Moved, Error> {
        let permit = permit::<act::DecideCase>(actor, &case)?;
        let case = case.return_to_window(&permit, self.base_version)?;
        Ok(moved(case, &permit, "return-to-window").events([EventKind::ReturnedToWindow]))
    }

    fn suspend(&self, actor: &Actor, case: Case, procedure: &Procedure) -> Result<Moved, Error> {
        let permit = permit::<act::SuspendCase>(actor, &case)?;
        let case = case.suspend(&permit, self.base_version, self.now)?;
        let kind = procedure.kind.as_str();
        Ok(moved(case, &permit, "suspend-case").detail("kind", kind).because(EventKind::Suspended, kind))
    }

    fn resume(&self, actor: &Actor, case: Case) -> Result<Moved, Error> {
        let permit = permit::<act::SuspendCase>(actor, &case)?;
        let case = case.resume(&permit, self.base_version)?;
        Ok(moved(case, &permit, "resume-case").events([EventKind::Resumed]))
    }

    fn revoke_mandate(&self, actor: &Actor, case: Case) -> Result<Moved, Error> {
        let permit = permit::<act::RevokeMandate>(actor, &case)?;
        let case = case.revoke_mandate(&permit, self.base_version)?;
        Ok(moved(case, &permit, "revoke-mandate").events([EventKind::MandateRevoked]))
    }

    fn withdraw(&self, actor: &Actor, case: Case, reason: WithdrawReason) -> Result<Moved, Error> {
        let permit = permit::<act::WithdrawCase>(actor, &case)?;
        let case = case.withdraw(&permit, self.base_version, self.now)?;
        let moved = moved(case, &permit, "withdraw-case").detail("reason", reason.as_str());
        Ok(moved.because(EventKind::Withdrawn, reason.as_str()))
    }

    fn terminate(&self, actor: &Actor, case: Case, reason: TerminateReason) -> Result<Moved, Error> {
        let permit = permit::<act::TerminateCase>(actor, &case)?;
        let case = case.terminate(&permit, self.base_version, self.now)?;
        let moved = moved(case, &permit, "terminate-case").detail("reason", reason.as_str());
        Ok(moved.because(EventKind::Terminated, reason.as_str()))
    }

    fn void(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        case: Case,
        reason: VoidReason,
    ) -> Result<Moved, Error> {
        let permit = permit::<act::VoidCase>(actor, &case)?;
        let case = case.void(&permit, self.base_version, reason, self.now)?;
        if let VoidReason::Duplicate(other) = reason {
            let row = tx.case(&[case.centre], other)?.ok_or(Refusal::NotADuplicate)?;
            self.note_on_the_other(tx, actor, &permit, &case, &row)?;
        }
        let moved = moved(case, &permit, "void-case").detail("reason", reason.as_str());
        Ok(moved.because(EventKind::Voided, reason.as_str()))
    }

    /// The case that goes on says in its history which one it was twice.
    fn note_on_the_other(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        permit: &Permit<act::VoidCase>,
        duplicate: &Case,
        other: &CaseRow,
    ) -> Result<(), Error> {
        let same = other.case.resident == duplicate.resident && other.case.item == duplicate.item;
        if !same || matches!(other.case.stage, Stage::Ended { .. }) {
            return Err(Refusal::NotADuplicate.into());
        }
        let reason = Some(duplicate.id.to_string());
        let event = self.event(actor, permit.role(), EventKind::DuplicateFound, reason);
        Ok(tx.append_note(other.case.id, other.case.version, &event)?)
    }
}

fn permit<Asked: Act>(actor: &Actor, case: &Case) -> Result<Permit<Asked>, Error> {
    Ok(policy::may::<Asked>(actor, &case.resource())?)
}

fn moved<A: Act>(case: Case, permit: &Permit<A>, act: &'static str) -> Moved {
    Moved { case, role: permit.role(), act, detail: String::new(), events: Vec::new(), notice: None }
}

impl Moved {
    fn detail(self, key: &str, value: &str) -> Self {
        Self { detail: format!("{key}={value}"), ..self }
    }

    /// Notes what the case was accepted without, since nobody could vouch for it.
    pub(super) fn verify_later(&mut self, materials: &[String]) {
        if materials.is_empty() {
            return;
        }
        let gap = if self.detail.is_empty() { "" } else { " " };
        self.detail.push_str(&format!("{gap}verify_later={}", materials.join(",")));
    }

    fn events(self, kinds: impl IntoIterator<Item = EventKind>) -> Self {
        Self { events: kinds.into_iter().map(|kind| (kind, None)).collect(), ..self }
    }

    fn because(self, kind: EventKind, reason: &str) -> Self {
        Self { events: vec![(kind, Some(reason.to_owned()))], ..self }
    }
}
