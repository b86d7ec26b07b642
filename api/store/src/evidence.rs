//! Claimed files of a case and how far each has come.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    digest::Sha256Digest,
    evidence::{Claim, Evidence, EvidenceState, MediaType, Purpose},
    ids::{CaseId, CentreId, FileId, UploadId, UserId},
    text::MaterialCode,
};

use crate::{
    case_lists,
    dialect::each,
    error::StoreError,
    kept::Kept,
    schema::{cases, evidence},
    tx::{CentreTx, ReadTx},
    types::G,
};

/// A claimed file and the upload that carries its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvidence {
    /// The claim and its state.
    pub evidence: Evidence,
    /// The upload, once it is here.
    pub upload: Option<UploadId>,
    /// Whose upload it is, when it is not one of the worker's who collected the case.
    pub claimed_by: Option<UserId>,
}

#[derive(Queryable)]
struct Row {
    _centre_id: G,
    case_id: G,
    file_id: G,
    _no: i32,
    sha256: Vec<u8>,
    size: i64,
    media: String,
    purpose: String,
    material: Option<String>,
    state: String,
    reason: Option<String>,
    upload_id: Option<G>,
    claimed_by: Option<G>,
}

const fn corrupt() -> StoreError {
    StoreError::Corrupt("evidence")
}

pub(crate) fn digest(bytes: &[u8]) -> Result<Sha256Digest, StoreError> {
    <[u8; 32]>::try_from(bytes).map(Sha256Digest::from_bytes).map_err(|_length| corrupt())
}

impl TryFrom<Row> for StoredEvidence {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let material =
            row.material.map(|code| MaterialCode::parse(&code)).transpose().map_err(|_code| corrupt())?;
        let purpose = match (row.purpose.as_str(), material) {
            ("material", Some(code)) => Purpose::Material(code),
            ("signature", None) => Purpose::Signature,
            ("witness", None) => Purpose::Witness,
            ("consent", None) => Purpose::Consent,
            ("commitment", None) => Purpose::Commitment,
            ("guardianship", None) => Purpose::Guardianship,
            ("handover", None) => Purpose::Handover,
            _ => return Err(corrupt()),
        };
        let state = match (row.state.as_str(), row.reason) {
            ("claimed", _) => EvidenceState::Claimed,
            ("arrived", _) => EvidenceState::Arrived,
            ("verified", _) => EvidenceState::Verified,
            ("rejected", Some(reason)) => EvidenceState::Rejected(reason),
            _ => return Err(corrupt()),
        };
        let claim = Claim {
            file: FileId::from_uuid(row.file_id.0),
            sha256: digest(&row.sha256)?,
            size: u64::try_from(row.size).map_err(|_range| corrupt())?,
            media: MediaType::parse(&row.media).ok_or_else(corrupt)?,
            purpose,
        };
        Ok(Self {
            evidence: Evidence { claim, state },
            upload: row.upload_id.map(|id| UploadId::from_uuid(id.0)),
            claimed_by: row.claimed_by.map(|id| UserId::from_uuid(id.0)),
        })
    }
}

fn state_columns(state: &EvidenceState) -> (&'static str, Option<&str>) {
    match state {
        EvidenceState::Rejected(reason) => (state.as_str(), Some(reason)),
        _ => (state.as_str(), None),
    }
}

impl ReadTx<'_> {
    /// The claimed files of a case, in the manifest's order.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn evidence_of(&mut self, centre: CentreId, case: CaseId) -> Result<Vec<StoredEvidence>, StoreError> {
        evidence::table
            .filter(evidence::centre_id.eq(G(centre.uuid())).and(evidence::case_id.eq(G(case.uuid()))))
            .order((evidence::no, evidence::file_id))
            .load::<Row>(self.db)?
            .into_iter()
            .map(StoredEvidence::try_from)
            .collect()
    }

    /// The cases whose manifests wait for bytes of this digest from this person: centre, case and file.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn claims_waiting_for(
        &mut self,
        person: UserId,
        sha256: &Sha256Digest,
    ) -> Result<Vec<(CentreId, CaseId, FileId)>, StoreError> {
        let rows = evidence::table
            .inner_join(
                cases::table
                    .on(cases::centre_id.eq(evidence::centre_id).and(cases::id.eq(evidence::case_id))),
            )
            .filter(evidence::sha256.eq(sha256.bytes().as_slice()).and(evidence::state.eq("claimed")))
            .filter(
                evidence::claimed_by
                    .eq(G(person.uuid()))
                    .or(evidence::claimed_by.is_null().and(cases::worker_id.eq(G(person.uuid())))),
            )
            .select((evidence::centre_id, evidence::case_id, evidence::file_id))
            .load::<(G, G, G)>(self.db)?;
        Ok(rows
            .into_iter()
            .map(|(centre, case, file)| {
                (CentreId::from_uuid(centre.0), CaseId::from_uuid(case.0), FileId::from_uuid(file.0))
            })
            .collect())
    }

    /// Whether any manifest names this upload.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn upload_is_claimed(&mut self, upload: UploadId) -> Result<bool, StoreError> {
        let named = evidence::table.filter(evidence::upload_id.eq(G(upload.uuid())));
        Ok(diesel::select(diesel::dsl::exists(named)).get_result(self.db)?)
    }

    /// The claimed files of several cases, each manifest in its order.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn evidence_of_all(
        &mut self,
        centre: CentreId,
        cases: &[CaseId],
    ) -> Result<HashMap<CaseId, Vec<StoredEvidence>>, StoreError> {
        let rows = evidence::table
            .filter(
                evidence::centre_id
                    .eq(G(centre.uuid()))
                    .and(evidence::case_id.eq_any(case_lists::ids(cases))),
            )
            .order((evidence::no, evidence::file_id))
            .load::<Row>(self.db)?;
        case_lists::by_case(rows, |row| row.case_id)
    }
}

impl crate::WriteTx<'_> {
    /// Ties waiting claims to the upload that has just come in: the bytes are here, nobody has opened them yet.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn evidence_arrived(
        &mut self,
        centre: CentreId,
        case: CaseId,
        file: FileId,
        upload: UploadId,
    ) -> Result<(), StoreError> {
        let row = evidence::table.find((G(case.uuid()), G(file.uuid()), G(centre.uuid())));
        let arrived = (evidence::state.eq("arrived"), evidence::upload_id.eq(G(upload.uuid())));
        Kept(diesel::update(row).set(arrived)).execute(self.db)?;
        Ok(())
    }
}

impl CentreTx<'_, '_> {
    /// Writes a case's manifest, in place of an earlier one.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn put_evidence(
        &mut self,
        case: CaseId,
        fresh: bool,
        files: &[StoredEvidence],
    ) -> Result<(), StoreError> {
        self.mark(case);
        let (centre, case) = (G(self.centre.uuid()), G(case.uuid()));
        if !fresh {
            let old = evidence::table.filter(evidence::centre_id.eq(centre).and(evidence::case_id.eq(case)));
            diesel::delete(old).execute(self.db)?;
        }
        for (no, file) in (0_i32..).zip(files) {
            let claim = &file.evidence.claim;
            let (state, reason) = state_columns(&file.evidence.state);
            let new = (
                evidence::centre_id.eq(centre),
                evidence::case_id.eq(case),
                evidence::file_id.eq(G(claim.file.uuid())),
                evidence::no.eq(no),
                evidence::sha256.eq(claim.sha256.bytes().as_slice()),
                evidence::size.eq(i64::try_from(claim.size).map_err(|_range| corrupt())?),
                evidence::media.eq(claim.media.as_str()),
                evidence::purpose.eq(claim.purpose.as_str()),
                evidence::material.eq(claim.purpose.material().map(MaterialCode::as_str)),
                evidence::state.eq(state),
                evidence::reason.eq(reason),
                evidence::upload_id.eq(file.upload.map(|upload| G(upload.uuid()))),
                evidence::claimed_by.eq(file.claimed_by.map(|person| G(person.uuid()))),
            );
            each!(self.db, db => diesel::insert_into(evidence::table).values(new).execute(db))?;
        }
        Ok(())
    }

    /// Writes what opening a file has shown.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn set_evidence_state(
        &mut self,
        case: CaseId,
        file: FileId,
        state: &EvidenceState,
    ) -> Result<(), StoreError> {
        self.mark(case);
        let (word, reason) = state_columns(state);
        let row = evidence::table.find((G(case.uuid()), G(file.uuid()), G(self.centre.uuid())));
        let seen = (evidence::state.eq(word), evidence::reason.eq(reason));
        Kept(diesel::update(row).set(seen)).execute(self.db)?;
        Ok(())
    }
}
