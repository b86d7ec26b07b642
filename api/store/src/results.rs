//! What was made out for concluded cases (出件): its number and the way it goes.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    case::Way,
    ids::{CaseId, CentreId, UserId},
    text::ItemCode,
};
use jiff::Timestamp;

use crate::{
    case_lists,
    error::StoreError,
    schema::results,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// A result as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResult {
    /// Its case.
    pub case: CaseId,
    /// The item, within which its number is unique in a centre.
    pub item: ItemCode,
    /// Its number, sealed under the resident's key.
    pub number: Vec<u8>,
    /// Keyed digest of its number.
    pub number_index: Vec<u8>,
    /// How it goes, or went in the end.
    pub way: Way,
    /// When it was made out.
    pub issued_at: Timestamp,
    /// By whom.
    pub issued_by: UserId,
}

#[derive(Queryable)]
struct Row {
    case_id: G,
    _centre_id: G,
    item: String,
    number: Vec<u8>,
    number_index: Vec<u8>,
    way: String,
    issued_at: T,
    issued_by: G,
}

impl TryFrom<Row> for StoredResult {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt("results");
        Ok(Self {
            case: CaseId::from_uuid(row.case_id.0),
            item: ItemCode::parse(&row.item).map_err(|_code| corrupt())?,
            number: row.number,
            number_index: row.number_index,
            way: Way::parse(&row.way).ok_or_else(corrupt)?,
            issued_at: row.issued_at.0,
            issued_by: UserId::from_uuid(row.issued_by.0),
        })
    }
}

impl ReadTx<'_> {
    /// What was made out for a case.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn result_of(&mut self, centre: CentreId, case: CaseId) -> Result<Option<StoredResult>, StoreError> {
        let row = results::table.find((G(case.uuid()), G(centre.uuid())));
        row.first::<Row>(self.db).optional()?.map(StoredResult::try_from).transpose()
    }

    /// Whether a number, by its keyed digests, was given to a result of an item in a centre.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn has_result_number(
        &mut self,
        centre: CentreId,
        item: &ItemCode,
        digests: &[Vec<u8>],
    ) -> Result<bool, StoreError> {
        let given = results::table.filter(
            results::number_index
                .eq_any(digests)
                .and(results::item.eq(item.as_str()))
                .and(results::centre_id.eq(G(centre.uuid()))),
        );
        Ok(given.select(results::case_id).first::<G>(self.db).optional()?.is_some())
    }

    /// What was made out for several cases: one each at most.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn results_of_all(
        &mut self,
        centre: CentreId,
        cases: &[CaseId],
    ) -> Result<HashMap<CaseId, Vec<StoredResult>>, StoreError> {
        let rows = results::table
            .filter(
                results::centre_id.eq(G(centre.uuid())).and(results::case_id.eq_any(case_lists::ids(cases))),
            )
            .load::<Row>(self.db)?;
        case_lists::by_case(rows, |row| row.case_id)
    }
}

impl CentreTx<'_, '_> {
    /// Writes down what was made out.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when there is one, or when its number is taken.
    pub fn insert_result(&mut self, result: &StoredResult) -> Result<(), StoreError> {
        self.mark(result.case);
        diesel::insert_into(results::table)
            .values((
                results::case_id.eq(G(result.case.uuid())),
                results::centre_id.eq(G(self.centre.uuid())),
                results::item.eq(result.item.as_str()),
                results::number.eq(&result.number),
                results::number_index.eq(&result.number_index),
                results::way.eq(result.way.as_str()),
                results::issued_at.eq(T(result.issued_at)),
                results::issued_by.eq(G(result.issued_by.uuid())),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// The result goes another way.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn set_result_way(&mut self, case: CaseId, way: Way) -> Result<(), StoreError> {
        self.mark(case);
        diesel::update(results::table.find((G(case.uuid()), G(self.centre.uuid()))))
            .set(results::way.eq(way.as_str()))
            .execute(self.db)?;
        Ok(())
    }
}
