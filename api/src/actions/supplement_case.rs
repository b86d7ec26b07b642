//! Hands in what was to follow an acceptance (容缺). The files are opened by the job that opens all files.

use std::collections::BTreeMap;

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    case::{Event, EventKind},
    checklist::{self, Cover},
    evidence::{Claim, EvidenceState},
    fault::{Faults, Refusal},
    ids::{CaseId, CentreId, FileId},
    mandate::Power,
    not_applied::Operation,
    policy::{self, act},
    text::{MaterialCode, Reason},
};
use jiff::Timestamp;
use store::{CaseFile, CaseRow, CentreTx, NewJob, WriteTx};

use crate::{
    actions::{
        Error, claim_files,
        idempotent::{Answer, Written},
        keep_not_applied::{self, Sent},
        look_up::Places,
        read_case::{self, CaseOutcome},
    },
    app::App,
    jobs::Kind,
    vault::Vault,
};

/// What comes in.
#[derive(Clone)]
pub struct Supplement {
    /// How each material is covered now, each in the place it came in.
    pub covers: Vec<Option<(MaterialCode, Cover)>>,
    /// What was said of materials in words.
    pub notes: BTreeMap<MaterialCode, Reason>,
    /// The files that show them.
    pub manifest: Vec<Claim>,
    /// The same files as they were named, each in its place.
    pub named: Vec<(FileId, Option<MaterialCode>)>,
}

/// Hands it in.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, [`Error::Invalid`] for what was not to follow, a
/// [`Refusal`] by version or stage.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    id: CaseId,
    base_version: i32,
    supplement: Supplement,
) -> Result<Answer<CaseOutcome>, Error> {
    let handing = Handing {
        vault: app.vault.clone(),
        places: Places::of(app),
        now: app.clock.now(),
        verify: app.job(Kind::VerifyCase, CentreId::SITE, id.uuid()),
        id,
        base_version,
        supplement,
    };
    let sent = Sent::about_case(Operation::SupplementCase, id).on(base_version);
    let answer =
        keep_not_applied::once(app, credential, written, sent, move |tx, actor| handing.write(tx, actor))
            .await?;
    app.bell.notify_one();
    Ok(answer)
}

struct Handing {
    vault: Vault,
    places: Places,
    now: Timestamp,
    verify: NewJob,
    id: CaseId,
    base_version: i32,
    supplement: Supplement,
}

impl Handing {
    /// What was declared with the case, and what is said of materials now.
    fn declared(&self, tx: &mut CentreTx<'_, '_>, row: &CaseRow) -> Result<Vec<u8>, Error> {
        if self.supplement.notes.is_empty() {
            return Ok(row.declared.clone());
        }
        let key = read_case::key_of(tx, &self.vault, &row.case)?;
        let mut declared = self.vault.open_declared(&key, self.id, &row.declared)?;
        declared.notes.extend(self.supplement.notes.clone());
        Ok(self.vault.seal_declared(&key, self.id, &declared)?)
    }

    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<CaseOutcome, Error> {
        let centre = tx.case(&actor.centres(), self.id)?.ok_or(Error::NotFound)?.case.centre;
        tx.in_centre(centre, self.now, |tx| {
            let file = tx.case_file(&[centre], self.id)?.ok_or(Error::NotFound)?;
            let permit = policy::may::<act::SupplementCase>(actor, &file.row.case.resource())?;
            let item = self.places.catalogues.item_of(tx, &file.row.case)?;
            let mut faults = Faults::default();
            let (coming, named) = (&self.supplement.covers, &self.supplement.named);
            checklist::check_supplement(&item, &file.row.covers, coming, named, &mut faults);
            faults.or(Some(()))?;
            if tx.has_died(centre, file.row.case.resident)? {
                return Err(Refusal::ResidentDead.into());
            }
            if !file.mandate.gives(Power::Supplement, self.now) {
                return Err(Refusal::MandateEnded.into());
            }
            let case = file.row.case.clone().supplement(&permit, self.base_version)?;
            let mut covers = file.row.covers.clone();
            covers.extend(coming.iter().flatten().cloned());
            let mut claims: Vec<_> = file.evidence.iter().map(|file| file.evidence.claim.clone()).collect();
            claims.extend(self.supplement.manifest.iter().cloned());
            let files = claim_files::claim(tx, &case, actor.user, &claims, &file.evidence)?;
            let declared = self.declared(tx, &file.row)?;
            let row = CaseRow { case, covers, declared, updated_at: self.now, ..file.row.clone() };
            tx.update_case(&row)?;
            tx.put_evidence(self.id, false, &files)?;
            let event = Event {
                kind: EventKind::Supplemented,
                at: self.now,
                device_at: None,
                actor: Some(actor.user),
                role: permit.role(),
                reason: None,
            };
            tx.append_event(self.id, row.case.version, 0, &event, None)?;
            // Also without a file: an original that was seen or taken may be all that was to follow.
            let arrived = files.iter().any(|file| file.evidence.state == EvidenceState::Arrived);
            if arrived || self.supplement.manifest.is_empty() {
                tx.enqueue(&NewJob { centre, ..self.verify })?;
            }
            let file = CaseFile { row, evidence: files, ..file };
            let (checklist, evidence) = read_case::checklist(tx, &self.places, &file, self.now)?;
            let entry = Entry::by(actor, permit.role(), "supplement-case", "case", self.id.uuid())
                .with(format!("materials={} files={}", coming.len(), self.supplement.manifest.len()));
            Ok((CaseOutcome::of(&file.row.case, &evidence, &checklist), entry))
        })
    }
}
