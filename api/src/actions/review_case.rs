//! The window's acts on a received case: accept, conclude, not accept, return.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    case::{Case, Event, EventKind, Outcome, Stage},
    catalogue::Item,
    checklist::{self, Checklist},
    correction::Defect,
    fault::Faults,
    ids::CaseId,
    message::MessageKind,
    policy::{self, act},
    text::{Address, Reason},
};
use jiff::Timestamp;
use store::{CaseRow, CentreTx, StoreError, WriteTx};

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
        read_case::{self, CaseOutcome},
        tell_resident::Telling,
    },
    app::{App, Catalogues},
    vault::Vault,
};

/// What the window does.
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
    },
}

/// Reviews a case.
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
    let reviewing = Reviewing {
        catalogues: app.catalogues.clone(),
        vault: app.vault.clone(),
        telling: Telling::prepare(app, MessageKind::Conclusion),
        now: app.clock.now(),
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
    catalogues: Catalogues,
    vault: Vault,
    telling: Telling,
    now: Timestamp,
    id: CaseId,
    base_version: i32,
    review: Review,
}

impl Reviewing {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<CaseOutcome, Error> {
        let centre = tx.case(&actor.centres(), self.id)?.ok_or(Error::NotFound)?.case.centre;
        tx.in_centre(centre, self.now, |tx| {
            let file = tx.case_file(&[centre], self.id)?.ok_or(Error::NotFound)?;
            let before = file.row.case.stage.clone();
            let (case, entry) = self.moved(actor, file.row.case.clone())?;
            let row = CaseRow { case, updated_at: self.now, ..file.row.clone() };
            tx.update_case(&row)?;
            self.append_events(tx, actor, &row, &before, entry.role)?;
            if matches!(row.case.stage, Stage::Concluded { .. }) {
                let resident = read_case::resident_of(tx, &row.case)?;
                self.telling.tell(tx, &row.case, &resident)?;
            }
            let evidence: Vec<_> = file.evidence.iter().map(|file| file.evidence.clone()).collect();
            let checklist = Checklist::of(
                item_of(&self.catalogues, &row.case)?,
                &row.covers,
                &evidence,
                &file.mandate,
                &file.consents,
                self.now,
            );
            Ok((CaseOutcome::of(&row.case, &evidence, &checklist), entry))
        })
    }

    /// The move itself, with the permit it asks for.
    fn moved(&self, actor: &Actor, case: Case) -> Result<(Case, Entry), Error> {
        let resource = case.resource();
        let (object, base) = (case.id.uuid(), self.base_version);
        match &self.review {
            Review::Accept => {
                let permit = policy::may::<act::AcceptCase>(actor, &resource)?;
                let case = case.accept(&permit, base, self.now)?;
                Ok((case, Entry::by(actor, permit.role(), "accept-case", "case", object)))
            }
            Review::Conclude { outcome, .. } => {
                let permit = policy::may::<act::ConcludeCase>(actor, &resource)?;
                let case = case.conclude(&permit, base, *outcome, self.now)?;
                let entry = Entry::by(actor, permit.role(), "conclude-case", "case", object);
                Ok((case, entry.with(format!("outcome={}", outcome.as_str()))))
            }
            Review::NotAccept { reason, .. } => {
                let permit = policy::may::<act::NotAcceptCase>(actor, &resource)?;
                let case = case.not_accept(&permit, base)?;
                let entry = Entry::by(actor, permit.role(), "not-accept-case", "case", object);
                Ok((case, entry.with(format!("reason={reason}"))))
            }
            Review::Return { defects } => {
                let permit = policy::may::<act::ReturnCase>(actor, &resource)?;
                let materials: Vec<_> = defects.iter().map(|defect| &defect.material).collect();
                let mut faults = Faults::default();
                checklist::check_defects(item_of(&self.catalogues, &case)?, &materials, &mut faults);
                faults.or(Some(()))?;
                let case = case.request_correction(&permit, base)?;
                let entry = Entry::by(actor, permit.role(), "return-case", "case", object);
                Ok((case, entry.with(format!("defects={}", codes(defects)))))
            }
        }
    }

    fn append_events(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        row: &CaseRow,
        before: &Stage,
        role: Option<domain::actor::Role>,
    ) -> Result<(), Error> {
        let (kinds, reason): (Vec<EventKind>, _) = match &self.review {
            Review::Accept => (vec![EventKind::Accepted], None),
            Review::Conclude { outcome, .. } => {
                let concluded = match outcome {
                    Outcome::Granted => EventKind::Granted,
                    Outcome::Refused => EventKind::Refused,
                };
                match before {
                    Stage::Received(_) => (vec![EventKind::Accepted, concluded], None),
                    _ => (vec![concluded], None),
                }
            }
            Review::NotAccept { reason, .. } => (vec![EventKind::NotAccepted], Some((*reason).to_owned())),
            Review::Return { defects } => (vec![EventKind::CorrectionRequested], Some(codes(defects))),
        };
        let note = self.words().map(|words| self.seal_note(tx, row, &words)).transpose()?;
        let last = kinds.len().saturating_sub(1);
        for (n, kind) in kinds.into_iter().enumerate() {
            let event = Event {
                kind,
                at: self.now,
                device_at: None,
                actor: Some(actor.user),
                role,
                reason: reason.clone(),
            };
            let place = u8::try_from(n).unwrap_or(9);
            let note = note.as_deref().filter(|_| n == last);
            tx.append_event(row.case.id, row.case.version, place, &event, note)?;
        }
        Ok(())
    }

    /// What was said in words; it may name people, so it is kept sealed.
    fn words(&self) -> Option<String> {
        match &self.review {
            Review::Accept => None,
            Review::Conclude { opinion, .. } => opinion.as_ref().map(|opinion| opinion.as_str().to_owned()),
            Review::NotAccept { right_body, note, .. } => Some(match right_body {
                Some(body) => format!("{}\n{}", note.as_str(), body.as_str()),
                None => note.as_str().to_owned(),
            }),
            Review::Return { defects } => {
                let lines: Vec<_> = defects
                    .iter()
                    .filter_map(|defect| {
                        defect.note.as_ref().map(|note| format!("{}: {}", defect.material, note.as_str()))
                    })
                    .collect();
                (!lines.is_empty()).then(|| lines.join("\n"))
            }
        }
    }

    fn seal_note(&self, tx: &mut CentreTx<'_, '_>, row: &CaseRow, words: &str) -> Result<Vec<u8>, Error> {
        let resident = read_case::resident_of(tx, &row.case)?;
        let key = self.vault.resident_key(row.case.centre, resident.id, &resident.data_key)?;
        Ok(self.vault.seal(&key, "case_events", "note", row.case.id.as_bytes(), words))
    }
}

/// The item of a case, in the version of the catalogue that it was filed under.
fn item_of<'c>(catalogues: &'c Catalogues, case: &Case) -> Result<&'c Item, Error> {
    let unknown = || Error::Fault(Box::new(StoreError::Corrupt("cases")));
    catalogues.version(&case.catalogue).and_then(|catalogue| catalogue.item(&case.item)).ok_or_else(unknown)
}

fn codes(defects: &[Defect]) -> String {
    let one = |defect: &Defect| format!("{}:{}", defect.material, defect.reason.as_str());
    defects.iter().map(one).collect::<Vec<_>>().join(",")
}
