//! What follows when the last byte of an upload is durable: the claims that wait for it are tied to it.
//!
//! It happens in the transaction that completes the upload, which first waits for the centres that its owner files
//! in: a case being filed at that moment is either seen here, or sees the upload.

use std::sync::Arc;

use domain::{
    actor::Actor,
    audit::Entry,
    clock::Chance,
    digest::Sha256Digest,
    evidence::EvidenceState,
    ids::{CaseId, CentreId, FileId, JobId},
};
use jiff::Timestamp;
use store::{CaseRow, NewJob, Upload, WriteTx};

use crate::{
    actions::{Error, claim_files},
    app::App,
    jobs::Kind,
};

/// Ties an upload that is complete to the claims that wait for it.
pub struct Completion {
    chance: Arc<dyn Chance>,
    now: Timestamp,
}

impl Completion {
    /// As of now.
    #[must_use]
    pub fn prepare(app: &App) -> Self {
        Self { chance: Arc::clone(&app.chance), now: app.clock.now() }
    }

    /// The instant of the completion.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.now
    }

    /// Lets no case of this person be filed until the transaction ends. Comes before everything that it writes.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn hold_back_filing(tx: &mut WriteTx<'_>, owner: &Actor) -> Result<(), Error> {
        Ok(tx.wait_for_centres(&owner.centres())?)
    }

    /// Ties the claims; whether a job was queued.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn tie_claims(
        &self,
        tx: &mut WriteTx<'_>,
        upload: &Upload,
        digest: &Sha256Digest,
    ) -> Result<bool, Error> {
        let mut waiting = tx.claims_waiting_for(upload.owner, digest)?;
        waiting.sort_unstable();
        let mut upload = upload.clone();
        let mut queued = false;
        for claims in waiting.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1)) {
            let Some(&(centre, case, _)) = claims.first() else { continue };
            let files: Vec<FileId> = claims.iter().map(|(_, _, file)| *file).collect();
            queued |= self.tie(tx, &mut upload, (centre, case), &files)?;
        }
        Ok(queued)
    }

    /// Ties what one case claims; whether a job was queued for it.
    fn tie(
        &self,
        tx: &mut WriteTx<'_>,
        upload: &mut Upload,
        (centre, case): (CentreId, CaseId),
        files: &[FileId],
    ) -> Result<bool, Error> {
        let Some(row) = tx.case(&[centre], case)? else { return Ok(false) };
        let mut arrived = false;
        let mut rejected = Vec::new();
        for evidence in tx.evidence_of(centre, case)? {
            let claim = evidence.evidence.claim;
            if !files.contains(&claim.file) {
                continue;
            }
            tx.evidence_arrived(centre, case, claim.file, upload.id)?;
            match claim_files::state_of(upload, &row.case, &claim) {
                EvidenceState::Arrived => arrived = true,
                state => rejected.push((claim.file, state)),
            }
        }
        if arrived && upload.resident.is_none() {
            tx.bind_uploads(&[upload.id], row.case.resident, row.case.visit)?;
            (upload.resident, upload.visit) = (Some(row.case.resident), Some(row.case.visit));
        }
        if !rejected.is_empty() {
            self.reject(tx, row, &rejected)?;
        }
        if arrived {
            let id = JobId::from_uuid(self.chance.uuid_v7(self.now));
            let kind = Kind::VerifyCase.as_str();
            tx.enqueue(&NewJob { id, kind, centre, subject: case.uuid(), run_at: self.now })?;
        }
        Ok(arrived)
    }

    /// Says of claims that the upload cannot be what they name.
    fn reject(
        &self,
        tx: &mut WriteTx<'_>,
        row: CaseRow,
        rejected: &[(FileId, EvidenceState)],
    ) -> Result<(), Error> {
        let case = row.case.id;
        let row = CaseRow { updated_at: self.now, ..row };
        tx.in_centre(row.case.centre, self.now, |tx| {
            for (file, state) in rejected {
                tx.set_evidence_state(case, *file, state)?;
            }
            tx.update_case(&row)?;
            let entry = Entry::by_the_server("verify-files", "case", Some(case.uuid()));
            Ok(((), entry.with(format!("rejected={}", rejected.len()))))
        })
    }
}
