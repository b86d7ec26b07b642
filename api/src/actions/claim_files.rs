//! Ties the files that a manifest claims to the uploads that carry them.
//!
//! A claim finds its bytes by digest among its author's uploads, whichever came first. One file may serve several
//! cases of the same resident and visit, and no others.

use std::collections::HashMap;

use domain::{
    case::Case,
    digest::Sha256Digest,
    evidence::{Claim, Evidence, EvidenceState, Purpose},
    ids::UserId,
};
use store::{CentreTx, StoredEvidence, Upload};

use crate::actions::Error;

/// The claims of a case with the uploads that are here. What was verified under the same claim stays verified.
///
/// # Errors
/// A fault of the store.
pub fn claim(
    tx: &mut CentreTx<'_, '_>,
    case: &Case,
    author: UserId,
    manifest: &[Claim],
    earlier: &[StoredEvidence],
) -> Result<Vec<StoredEvidence>, Error> {
    if manifest.is_empty() {
        return Ok(Vec::new());
    }
    let digests: Vec<Sha256Digest> = manifest.iter().map(|claim| claim.sha256).collect();
    let uploads: HashMap<Sha256Digest, Upload> = tx
        .uploads_by_digest(author, &digests)?
        .into_iter()
        .filter_map(|upload| upload.sha256.map(|digest| (digest, upload)))
        .collect();
    let mut to_bind = Vec::new();
    let files = manifest
        .iter()
        .map(|claim| {
            // A signature under a change of hands waits for whoever claimed it.
            let settled =
                |file: &&StoredEvidence| file.upload.is_some() || claim.purpose == Purpose::Handover;
            if let Some(same) = earlier.iter().filter(settled).find(|file| file.evidence.claim == *claim) {
                return same.clone();
            }
            let claimed_by = (author != case.worker).then_some(author);
            let Some(upload) = uploads.get(&claim.sha256) else {
                return StoredEvidence {
                    evidence: Evidence { claim: claim.clone(), state: EvidenceState::Claimed },
                    upload: None,
                    claimed_by,
                };
            };
            let state = state_of(upload, case, claim);
            if state == EvidenceState::Arrived && upload.resident.is_none() {
                to_bind.push(upload.id);
            }
            let evidence = Evidence { claim: claim.clone(), state };
            StoredEvidence { evidence, upload: Some(upload.id), claimed_by }
        })
        .collect();
    if !to_bind.is_empty() {
        tx.bind_uploads(&to_bind, case.resident, case.visit)?;
    }
    Ok(files)
}

/// What can be said of an upload for a case without opening it.
#[must_use]
pub fn state_of(upload: &Upload, case: &Case, claim: &Claim) -> EvidenceState {
    let elsewhere = upload.resident.is_some_and(|resident| resident != case.resident)
        || upload.visit.is_some_and(|visit| visit != case.visit);
    if elsewhere {
        EvidenceState::Rejected("evidence-claimed-elsewhere".into())
    } else if upload.length != Some(claim.size) {
        EvidenceState::Rejected("evidence-size-mismatch".into())
    } else {
        EvidenceState::Arrived
    }
}
