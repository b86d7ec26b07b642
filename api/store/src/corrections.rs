//! Correction notices (补正告知) of cases. Words are sealed; codes are not.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    correction::{Defect, DefectReason, Notice},
    ids::{CaseId, CentreId, UserId},
    text::MaterialCode,
};
use jiff::Timestamp;

use crate::{
    case_lists,
    error::StoreError,
    schema::correction_notices as notices,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// A notice as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredNotice {
    /// The case's version with which it was made.
    pub no: i32,
    /// The notice without what was said in words.
    pub bare: Notice,
    /// What was said in words, sealed under the resident's key.
    pub words: Vec<u8>,
}

#[derive(Queryable)]
struct Row {
    case_id: G,
    no: i32,
    _centre_id: G,
    issued_at: T,
    issued_by: G,
    defects: String,
    words: Vec<u8>,
    answered_at: Option<T>,
}

impl TryFrom<Row> for StoredNotice {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt("correction_notices");
        let defect = |coded: &str| {
            let (material, reason) = coded.split_once(':').ok_or_else(corrupt)?;
            let material = MaterialCode::parse(material).map_err(|_code| corrupt())?;
            let reason = DefectReason::parse(reason).ok_or_else(corrupt)?;
            Ok(Defect { material, reason, note: None })
        };
        let bare = Notice {
            issued_at: row.issued_at.0,
            issued_by: UserId::from_uuid(row.issued_by.0),
            defects: row.defects.split(',').map(defect).collect::<Result<_, StoreError>>()?,
            further: None,
            answered_at: row.answered_at.map(|at| at.0),
        };
        Ok(Self { no: row.no, bare, words: row.words })
    }
}

impl ReadTx<'_> {
    /// The notices of a case, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn notices_of(&mut self, centre: CentreId, case: CaseId) -> Result<Vec<StoredNotice>, StoreError> {
        notices::table
            .filter(notices::case_id.eq(G(case.uuid())).and(notices::centre_id.eq(G(centre.uuid()))))
            .order(notices::no)
            .load::<Row>(self.db)?
            .into_iter()
            .map(StoredNotice::try_from)
            .collect()
    }

    /// The notices of several cases, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn notices_of_all(
        &mut self,
        centre: CentreId,
        cases: &[CaseId],
    ) -> Result<HashMap<CaseId, Vec<StoredNotice>>, StoreError> {
        let rows = notices::table
            .filter(
                notices::centre_id.eq(G(centre.uuid())).and(notices::case_id.eq_any(case_lists::ids(cases))),
            )
            .order(notices::no)
            .load::<Row>(self.db)?;
        case_lists::by_case(rows, |row| row.case_id)
    }
}

impl CentreTx<'_, '_> {
    /// Writes a notice down.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn issue_notice(&mut self, case: CaseId, notice: &StoredNotice) -> Result<(), StoreError> {
        let bare = &notice.bare;
        self.mark(case);
        diesel::insert_into(notices::table)
            .values((
                notices::case_id.eq(G(case.uuid())),
                notices::no.eq(notice.no),
                notices::centre_id.eq(G(self.centre.uuid())),
                notices::issued_at.eq(T(bare.issued_at)),
                notices::issued_by.eq(G(bare.issued_by.uuid())),
                notices::defects.eq(bare.codes()),
                notices::words.eq(&notice.words),
                notices::answered_at.eq(bare.answered_at.map(T)),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// The case is complete again: its open notice is answered.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn answer_notice(&mut self, case: CaseId, at: Timestamp) -> Result<(), StoreError> {
        self.mark(case);
        let open = notices::case_id.eq(G(case.uuid())).and(notices::answered_at.is_null());
        let open = notices::table.filter(open.and(notices::centre_id.eq(G(self.centre.uuid()))));
        diesel::update(open).set(notices::answered_at.eq(T(at))).execute(self.db)?;
        Ok(())
    }
}
