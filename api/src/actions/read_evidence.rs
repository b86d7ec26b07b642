//! Opens one file of a case for a permitted eye. Every look is an audit row, committed before a byte is shown.

use std::sync::Arc;

use bytes::Bytes;
use domain::{
    actor::Credential,
    audit::Entry,
    evidence::{EvidenceState, MediaType},
    fault::Refusal,
    ids::{CaseId, FileId},
    policy::{self, act},
};

use crate::{
    actions::{Error, verify_case},
    app::App,
};

/// An opened file.
pub struct OpenedEvidence {
    /// Its bytes, in the clear.
    pub bytes: Bytes,
    /// What it is.
    pub media: MediaType,
}

/// Opens a verified file of a case.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see the case, or no such file of it was verified.
pub async fn run(
    app: &App,
    credential: Credential,
    case: CaseId,
    file: FileId,
) -> Result<OpenedEvidence, Error> {
    let now = app.clock.now();
    let (segments, media) = app
        .store
        .write(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let row = tx.case(&actor.centres(), case)?.ok_or(Error::NotFound)?;
            let permit = policy::may::<act::ReadEvidence>(&actor, &row.case.resource())?;
            if row.is_erased() {
                return Err(Refusal::Erased.into());
            }
            let evidence = tx.evidence_of(row.case.centre, case)?;
            let found = evidence
                .into_iter()
                .find(|evidence| evidence.evidence.claim.file == file)
                .filter(|evidence| evidence.evidence.state == EvidenceState::Verified)
                .ok_or(Error::NotFound)?;
            let segments = tx.segments_of(found.upload.ok_or(Error::NotFound)?)?;
            tx.in_centre(row.case.centre, now, |_tx| {
                let entry = Entry::by(&actor, permit.role(), "look-at-evidence", "case", case.uuid());
                Ok::<_, Error>(((), entry.with(format!("file={file}"))))
            })?;
            Ok::<_, Error>((segments, found.evidence.claim.media))
        })
        .await?;
    let permit = Arc::clone(&app.opening).acquire_owned().await?;
    let sealed = app.files.gather(verify_case::objects(&segments)).await?;
    let opener = Arc::clone(&app.opener);
    let opened = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        opener.open(&sealed, verify_case::LARGEST_OPENED)
    })
    .await?;
    let opened = opened.map_err(|error| Error::Fault(Box::new(error)))?;
    Ok(OpenedEvidence { bytes: opened.into_bytes(), media })
}
