//! Answers a request for a visit: somebody goes (`POST /v1/visit-requests/{id}/plan`), or nobody does (`…/decline`).

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    ids::{ResidentId, UserId, VisitId, VisitRequestId},
    policy::{self, act},
    text::{ItemCode, Note, Reason},
    visit_request::{DeclineReason, RequestWords},
};
use jiff::Timestamp;
use store::{StoredVisitRequest, WriteTx};

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
        keep_catalogues::Catalogues,
        plan_visit::{PlanVisit, Planning},
        read_requests::{self, RequestOutcome},
    },
    app::App,
    vault::Vault,
};

/// The answer. Everything in it is valid by itself.
#[derive(Clone)]
pub enum Reply {
    /// Somebody goes.
    Plan(Plan),
    /// Nobody goes; without a reason, because whoever asked takes it back.
    Decline {
        /// Coded reason.
        reason: Option<DeclineReason>,
        /// In words.
        words: Option<Reason>,
    },
}

/// The visit that becomes of a request.
#[derive(Clone)]
pub struct Plan {
    /// Made by whoever plans.
    pub visit: VisitId,
    /// Who is visited: the register's id or an alias.
    pub resident: ResidentId,
    /// Who goes; left out, the worker who plans.
    pub worker: Option<UserId>,
    /// When.
    pub planned_for: Timestamp,
    /// What it is about.
    pub items: Vec<ItemCode>,
    /// What to bring; left out, what was said with the request.
    pub note: Option<Note>,
}

/// Answers a request.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, [`domain::fault::Refusal`]s of version and state, and what
/// a plan comes to by itself.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    id: VisitRequestId,
    base_version: i32,
    reply: Reply,
) -> Result<Answer<RequestOutcome>, Error> {
    let answering = Answering {
        catalogues: app.catalogues.clone(),
        vault: app.vault.clone(),
        now: app.clock.now(),
        id,
        base_version,
        reply,
    };
    idempotent::once(app, credential, written, move |tx, actor| answering.write(tx, actor)).await
}

struct Answering {
    catalogues: Catalogues,
    vault: Vault,
    now: Timestamp,
    id: VisitRequestId,
    base_version: i32,
    reply: Reply,
}

impl Answering {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<RequestOutcome, Error> {
        let stored = tx.visit_request(&actor.centres(), self.id)?.ok_or(Error::NotFound)?;
        match &self.reply {
            Reply::Plan(plan) => self.plan(tx, actor, &stored, plan),
            Reply::Decline { reason, words } => self.decline(tx, actor, &stored, *reason, words.as_ref()),
        }
    }

    /// Under the head, as it stands now.
    fn anew(
        &self,
        tx: &mut store::ReadTx<'_>,
        before: &StoredVisitRequest,
    ) -> Result<StoredVisitRequest, Error> {
        tx.visit_request(&[before.request.centre], self.id)?.ok_or(Error::NotFound)
    }

    /// Two numbers of the centre in one transaction: the request's and the visit's, which is planned like any other.
    fn plan(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        before: &StoredVisitRequest,
        plan: &Plan,
    ) -> Result<RequestOutcome, Error> {
        let (centre, community) = (before.request.centre, before.request.community);
        let permit = policy::may::<act::PlanVisit>(actor, &before.request.resource())?;
        let (outcome, words) = tx.in_centre(centre, self.now, |tx| {
            let stored = self.anew(tx, before)?;
            let words = read_requests::words_of(tx, &self.vault, &stored)?;
            let resident = tx.resident(centre, plan.resident)?.ok_or(Error::NotFound)?;
            let key = self.vault.resident_key(centre, resident.id, &resident.data_key)?;
            let request =
                stored.request.plan(&permit, self.base_version, plan.visit, resident.id, self.now)?;
            let outcome = RequestOutcome::of(&request);
            let entry = Entry::by(actor, permit.role(), "plan-request", "visit_request", self.id.uuid());
            let entry = entry.with(format!("version={} visit={}", request.version, plan.visit));
            // Whoever asked is somebody's family or is that resident: it goes with the resident's key.
            let sealed = self.vault.seal_request(Some(&key), self.id, &words)?;
            tx.update_visit_request(&StoredVisitRequest { request, words: sealed, answer_words: None })?;
            Ok::<_, Error>(((outcome, words), entry))
        })?;
        let RequestWords { note, .. } = words;
        let planning = Planning {
            catalogues: self.catalogues.clone(),
            vault: self.vault.clone(),
            now: self.now,
            command: PlanVisit {
                id: plan.visit,
                base_version: 0,
                community,
                resident: plan.resident,
                worker: plan.worker,
                planned_for: plan.planned_for,
                items: plan.items.clone(),
                note: plan.note.clone().or(note),
            },
        };
        planning.write(tx, actor)?;
        Ok(outcome)
    }

    fn decline(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        before: &StoredVisitRequest,
        reason: Option<DeclineReason>,
        words: Option<&Reason>,
    ) -> Result<RequestOutcome, Error> {
        let permit = policy::may::<act::DeclineVisit>(actor, &before.request.resource())?;
        tx.in_centre(before.request.centre, self.now, |tx| {
            let stored = self.anew(tx, before)?;
            let key =
                read_requests::key_of(tx, &self.vault, before.request.centre, stored.request.wish.resident)?;
            let request = stored.request.decline(&permit, self.base_version, reason, self.now)?;
            let answer_words =
                words.map(|words| self.vault.seal_request_answer(key.as_ref(), self.id, words));
            let outcome = RequestOutcome::of(&request);
            let why = reason.map_or("withdrawn", DeclineReason::as_str);
            let entry = Entry::by(actor, permit.role(), "decline-visit", "visit_request", self.id.uuid());
            let entry = entry.with(format!("version={} reason={why}", request.version));
            tx.update_visit_request(&StoredVisitRequest { request, words: stored.words, answer_words })?;
            Ok((outcome, entry))
        })
    }
}
