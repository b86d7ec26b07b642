//! What the centre and its departments do with a case from its receipt on: one act, one move, one story.

mod moves;
mod paper;
mod words;

use domain::{
    actor::{Actor, Credential, Role},
    audit::Entry,
    case::{Case, Event, EventKind, Outcome, Procedure, Stage, TerminateReason, VoidReason, WithdrawReason},
    checklist::{self, Checklist, Dossier},
    correction::Defect,
    ids::{CaseId, CustodyId, TaskId, VisitRequestId},
    mandate::Mandate,
    message::{MessageKind, PublicName},
    task::{Task, TaskKind},
    text::{Address, Reason},
};
use jiff::{SignedDuration, Timestamp};
use store::{CaseRow, CentreTx, StoredNotice, WriteTx};

use crate::{
    actions::{
        Error, ask_visit,
        idempotent::{self, Answer, Written},
        issue_case,
        keep_deadlines::Clockwork,
        keep_facts::Bookkeeping,
        look_up::{self, Places, at_window},
        print_letter::Writing,
        read_case::{self, CaseOutcome},
        tell_resident::{Facts, Telling},
    },
    app::App,
    vault::Vault,
};

use moves::Moved;

/// What is done.
#[derive(Clone)]
pub enum Review {
    /// 受理
    Accept,
    /// 办结 of an item that the centre decides.
    Conclude {
        /// With what result.
        outcome: Outcome,
        /// In words.
        opinion: Option<Reason>,
    },
    /// 不予受理
    NotAccept {
        /// Coded reason.
        reason: &'static str,
        /// The body whose power it is.
        right_body: Option<Address>,
        /// In words.
        note: Reason,
    },
    /// 补正告知, every defect at once.
    Return {
        /// All of them.
        defects: Vec<Defect>,
        /// Why there is one more notice than the first.
        further: Option<Reason>,
    },
    /// The window sends on what the department had given back.
    Forward {
        /// What the department should know.
        note: Option<Reason>,
    },
    /// The department's opinion; it decides later.
    Opinion {
        /// In words.
        opinion: Reason,
    },
    /// The department's decision.
    Decide {
        /// With what result.
        outcome: Outcome,
        /// In words.
        opinion: Option<Reason>,
    },
    /// The department gives it back to the window.
    ReturnToWindow {
        /// Why.
        note: Reason,
    },
    /// 特别程序 begins.
    Suspend(Procedure),
    /// 特别程序 ends.
    Resume {
        /// What it showed.
        note: Option<Reason>,
    },
    /// The resident takes the mandate back.
    RevokeMandate {
        /// How the resident said so.
        note: Reason,
    },
    /// 撤件
    Withdraw {
        /// Coded reason.
        reason: WithdrawReason,
        /// In words.
        note: Option<Reason>,
    },
    /// 终止
    Terminate {
        /// Coded reason.
        reason: TerminateReason,
        /// In words.
        note: Reason,
    },
    /// It should never have been.
    Void {
        /// Coded reason.
        reason: VoidReason,
        /// In words.
        note: Reason,
    },
}

impl Review {
    /// Whether it takes the case on as it stands, by what the shared libraries say of it.
    const fn accepts(&self) -> bool {
        matches!(self, Self::Accept | Self::Conclude { outcome: Outcome::Granted, .. })
    }
}

/// Does one act.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, a [`domain::fault::Refusal`] by version, stage or four
/// eyes.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    id: CaseId,
    base_version: i32,
    review: Review,
) -> Result<Answer<CaseOutcome>, Error> {
    if review.accepts() {
        at_window::look_again(app, credential, id, base_version).await?;
    }
    let reviewing = Reviewing {
        places: Places::of(app),
        proof: app.lookups.proof,
        clockwork: Clockwork::of(app),
        books: Bookkeeping::of(app),
        vault: app.vault.clone(),
        telling: Telling::prepare(app),
        writing: Writing::of(app),
        now: app.clock.now(),
        task: TaskId::from_uuid(app.fresh()),
        result: CustodyId::from_uuid(app.fresh()),
        due: VisitRequestId::from_uuid(app.fresh()),
        id,
        base_version,
        review,
    };
    let answer =
        idempotent::once(app, credential, written, move |tx, actor| reviewing.write(tx, actor)).await?;
    app.bell.notify_one();
    Ok(answer)
}

struct Reviewing {
    places: Places,
    /// How old a look-up's answer may be.
    proof: SignedDuration,
    clockwork: Clockwork,
    books: Bookkeeping,
    vault: Vault,
    telling: Telling,
    writing: Writing,
    now: Timestamp,
    task: TaskId,
    result: CustodyId,
    /// Of the visit that a correction takes.
    due: VisitRequestId,
    id: CaseId,
    base_version: i32,
    review: Review,
}

impl Reviewing {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<CaseOutcome, Error> {
        let centre = tx.case(&actor.centres(), self.id)?.ok_or(Error::NotFound)?.case.centre;
        tx.in_centre(centre, self.now, |tx| {
            let file = tx.case_file(&[centre], self.id)?.ok_or(Error::NotFound)?;
            let item = self.places.catalogues.item_of(tx, &file.row.case)?;
            let sharing = look_up::sharing(tx, &self.places.registers, &item, &file.row.case)?;
            let evidence: Vec<_> = file.evidence.iter().map(|file| file.evidence.clone()).collect();
            let was_suspended = matches!(file.row.case.stage, Stage::Suspended { .. });
            let mut moved = self.moved(tx, actor, file.row.case.clone())?;
            if self.review.accepts() {
                at_window::refuse_contradicted(&item, &sharing, &evidence)?;
                moved.verify_later(&at_window::unverified(&item, &sharing, self.now, self.proof));
            }
            let row = CaseRow { case: moved.case.clone(), updated_at: self.now, ..file.row.clone() };
            tx.update_case(&row)?;
            self.append_events(tx, actor, &moved)?;
            let notice = moved.notice.take();
            if let Some(notice) = &notice {
                let key = read_case::key_of(tx, &self.vault, &row.case)?;
                let no = row.case.version;
                let words = self.vault.seal_notice(&key, self.id, no, notice)?;
                tx.issue_notice(self.id, &StoredNotice { no, bare: notice.clone(), words })?;
            }
            match &self.review {
                Review::Suspend(procedure) => {
                    tx.begin_procedure(self.id, row.case.version, procedure, actor.user, self.now)?;
                }
                Review::RevokeMandate { .. } => {
                    tx.revoke_mandate(self.id, self.now)?;
                    let kind = TaskKind::MandateRevoked;
                    tx.open_task(&Task::about(self.task, centre, self.id, kind, self.now))?;
                }
                Review::Return { .. } => {
                    let visit = tx.visit(&[centre], row.case.visit)?.map(|stored| stored.visit);
                    if let Some(visit) = visit.filter(|visit| visit.is_over()) {
                        let item = std::slice::from_ref(&row.case.item);
                        ask_visit::leave_over(tx, self.due, &visit, item, self.now)?;
                    }
                }
                // Whatever ends the stage ends the procedure with it.
                _ if was_suspended && !matches!(row.case.stage, Stage::Suspended { .. }) => {
                    tx.end_procedure(self.id, Some(actor.user), self.now)?;
                }
                _ => {}
            }
            issue_case::await_issue(tx, self.result, &row.case)?;
            self.clockwork.keep(tx, &row.case)?;
            if matches!(self.review, Review::Accept) {
                self.clockwork.defer(tx, &row.case, checklist::deferred(&row.covers))?;
            }
            self.tell(tx, &row.case)?;
            self.write_down(tx, &row, notice.as_ref())?;
            self.books.keep(tx, &row.case)?;
            let revoked = matches!(self.review, Review::RevokeMandate { .. }).then_some(self.now);
            let mandate = Mandate { revoked_at: revoked.or(file.mandate.revoked_at), ..file.mandate.clone() };
            let dossier = Dossier { mandate: &mandate, ..read_case::dossier(&file, &evidence, &sharing) };
            let checklist = Checklist::of(&item, dossier, self.now);
            let entry = Entry::by(actor, moved.role, moved.act, "case", self.id.uuid()).with(moved.detail);
            Ok((CaseOutcome::of(&row.case, &evidence, &checklist), entry))
        })
    }

    /// What the resident hears of an act. What the centre and the department do among themselves is no news of theirs.
    fn tell(&self, tx: &mut CentreTx<'_, '_>, case: &Case) -> Result<(), Error> {
        let kind = match &self.review {
            Review::Accept => MessageKind::Accepted,
            Review::Return { .. } => MessageKind::CorrectionRequested,
            Review::Suspend(_) => MessageKind::Suspended,
            Review::Resume { .. } => MessageKind::Resumed,
            Review::Withdraw { .. } => MessageKind::Withdrawn,
            Review::Terminate { .. } => MessageKind::Terminated,
            Review::Void { .. } => MessageKind::Voided,
            Review::NotAccept { right_body, .. } => {
                let named = right_body.as_ref().and_then(|body| PublicName::parse(body.as_str()).ok());
                let facts = Facts { right_body: named, ..Facts::default() };
                return self.telling.tell_with(tx, case, MessageKind::NotAccepted, &facts);
            }
            Review::Conclude { .. } | Review::Decide { .. } => {
                self.telling.tell(tx, case, MessageKind::Conclusion)?;
                MessageKind::RatingRequest
            }
            Review::Forward { .. }
            | Review::Opinion { .. }
            | Review::ReturnToWindow { .. }
            | Review::RevokeMandate { .. } => return Ok(()),
        };
        self.telling.tell(tx, case, kind)
    }

    fn append_events(&self, tx: &mut CentreTx<'_, '_>, actor: &Actor, moved: &Moved) -> Result<(), Error> {
        let note =
            words::of(&self.review).map(|words| self.seal_note(tx, &moved.case, &words)).transpose()?;
        let last = moved.events.len().saturating_sub(1);
        for (n, (kind, reason)) in moved.events.iter().enumerate() {
            let event = self.event(actor, moved.role, *kind, reason.clone());
            let place = u8::try_from(n).unwrap_or(9);
            let note = note.as_deref().filter(|_| n == last);
            tx.append_event(self.id, moved.case.version, place, &event, note)?;
        }
        Ok(())
    }

    const fn event(
        &self,
        actor: &Actor,
        role: Option<Role>,
        kind: EventKind,
        reason: Option<String>,
    ) -> Event {
        Event { kind, at: self.now, device_at: None, actor: Some(actor.user), role, reason }
    }

    /// What was said in words may name people, so it is kept sealed.
    fn seal_note(&self, tx: &mut CentreTx<'_, '_>, case: &Case, words: &str) -> Result<Vec<u8>, Error> {
        let key = read_case::key_of(tx, &self.vault, case)?;
        Ok(self.vault.seal(&key, "case_events", "note", case.id.as_bytes(), words))
    }
}
