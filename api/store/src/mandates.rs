//! Mandate and consents of a case, as signed at the table.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    ids::{CaseId, CentreId, FileId},
    mandate::{Consent, ConsentKind, Mandate, Power, SignatureKind},
    text::PersonName,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    case_lists,
    dialect::each,
    error::StoreError,
    kept::Kept,
    schema::mandates,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// What names nobody in a mandate that was read without opening its seal.
const SEALED_NAME: &str = "代办人";

#[derive(Serialize, Deserialize)]
struct ConsentText {
    kind: String,
    text: String,
    given: bool,
    at: i64,
    file: Option<uuid::Uuid>,
}

#[derive(Queryable)]
struct Row {
    _centre_id: G,
    case_id: G,
    _detail: Vec<u8>,
    powers: String,
    signed_at: T,
    term_days: i32,
    kind: String,
    signature_file: G,
    consents: String,
    _binding: Vec<u8>,
    revoked_at: Option<T>,
}

const fn corrupt() -> StoreError {
    StoreError::Corrupt("mandates")
}

fn read_consents(text: &str) -> Result<Vec<Consent>, StoreError> {
    let texts: Vec<ConsentText> = serde_json::from_str(text).map_err(|_error| corrupt())?;
    let one = |consent: ConsentText| {
        Ok(Consent {
            kind: ConsentKind::parse(&consent.kind).ok_or_else(corrupt)?,
            text_version: consent.text,
            given: consent.given,
            given_at: Timestamp::from_microsecond(consent.at).map_err(|_range| corrupt())?,
            file: consent.file.map(FileId::from_uuid),
        })
    };
    texts.into_iter().map(one).collect()
}

fn write_consents(consents: &[Consent]) -> Result<String, StoreError> {
    let texts: Vec<_> = consents
        .iter()
        .map(|consent| ConsentText {
            kind: consent.kind.as_str().into(),
            text: consent.text_version.clone(),
            given: consent.given,
            at: consent.given_at.as_microsecond(),
            file: consent.file.map(FileId::uuid),
        })
        .collect();
    serde_json::to_string(&texts).map_err(|error| StoreError::Fault(Box::new(error)))
}

/// A mandate and the consents beside it.
type StoredMandate = (Mandate, Vec<Consent>);

impl TryFrom<Row> for StoredMandate {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let powers: Option<Vec<_>> =
            row.powers.split(',').filter(|power| !power.is_empty()).map(Power::parse).collect();
        let mandate = Mandate {
            agent: PersonName::parse(SEALED_NAME).map_err(|_code| corrupt())?,
            powers: powers.ok_or_else(corrupt)?,
            signed_at: row.signed_at.0,
            term_days: u16::try_from(row.term_days).map_err(|_range| corrupt())?,
            kind: SignatureKind::parse(&row.kind).ok_or_else(corrupt)?,
            signature: FileId::from_uuid(row.signature_file.0),
            witness: None,
            second_witness: None,
            guardian: None,
            revoked_at: row.revoked_at.map(|at| at.0),
        };
        Ok((mandate, read_consents(&row.consents)?))
    }
}

impl ReadTx<'_> {
    /// Mandate and consents of a case. The names in the mandate stay sealed: a placeholder stands for the agent,
    /// witnesses and guardian are left out.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn mandate_of(&mut self, centre: CentreId, case: CaseId) -> Result<StoredMandate, StoreError> {
        mandates::table.find((G(case.uuid()), G(centre.uuid()))).first::<Row>(self.db)?.try_into()
    }

    /// The names in the mandate of a case, sealed.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn mandate_names(&mut self, centre: CentreId, case: CaseId) -> Result<Vec<u8>, StoreError> {
        let row = mandates::table.find((G(case.uuid()), G(centre.uuid())));
        Ok(row.select(mandates::detail).first(self.db)?)
    }

    /// Mandates and consents of several cases: one each.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn mandates_of_all(
        &mut self,
        centre: CentreId,
        cases: &[CaseId],
    ) -> Result<HashMap<CaseId, Vec<StoredMandate>>, StoreError> {
        let rows = mandates::table
            .filter(
                mandates::centre_id
                    .eq(G(centre.uuid()))
                    .and(mandates::case_id.eq_any(case_lists::ids(cases))),
            )
            .load::<Row>(self.db)?;
        case_lists::by_case(rows, |row| row.case_id)
    }
}

impl CentreTx<'_, '_> {
    /// Writes mandate and consents of a case, in place of earlier ones unless it is `fresh`. `detail` is the sealed
    /// names, `binding` the keyed digest of what was signed.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn put_mandate(
        &mut self,
        case: CaseId,
        fresh: bool,
        mandate: &Mandate,
        consents: &[Consent],
        detail: &[u8],
        binding: &[u8],
    ) -> Result<(), StoreError> {
        self.mark(case);
        let powers: Vec<_> = mandate.powers.iter().map(|power| power.as_str()).collect();
        let facts = (
            mandates::detail.eq(detail),
            mandates::powers.eq(powers.join(",")),
            mandates::signed_at.eq(T(mandate.signed_at)),
            mandates::term_days.eq(i32::from(mandate.term_days)),
            mandates::kind.eq(mandate.kind.as_str()),
            mandates::signature_file.eq(G(mandate.signature.uuid())),
            mandates::consents.eq(write_consents(consents)?),
            mandates::binding.eq(binding),
            mandates::revoked_at.eq(mandate.revoked_at.map(T)),
        );
        let (case, centre) = (G(case.uuid()), G(self.centre.uuid()));
        if fresh {
            let key = (mandates::centre_id.eq(centre), mandates::case_id.eq(case));
            each!(self.db, db => diesel::insert_into(mandates::table).values((key, facts)).execute(db))?;
        } else {
            let row = mandates::table.find((case, centre));
            Kept(diesel::update(row).set(facts)).execute(self.db)?;
        }
        Ok(())
    }

    /// The resident takes the mandate of a case back.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn revoke_mandate(&mut self, case: CaseId, at: Timestamp) -> Result<(), StoreError> {
        self.mark(case);
        diesel::update(mandates::table.find((G(case.uuid()), G(self.centre.uuid()))))
            .set(mandates::revoked_at.eq(T(at)))
            .execute(self.db)?;
        Ok(())
    }
}
