//! Look-ups: what was asked of a shared library for a case, by whom and what for, and the proof of what it said. What
//! it said of the resident is not kept.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    ids::{CaseId, CentreId, LookUpId, UserId},
    lookup::{LookUp, Outcome},
    text::{ItemCode, MaterialCode, Purpose, RegisterName},
};

use crate::{
    case_lists,
    error::StoreError,
    schema::lookups,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// A look-up to be written down.
#[derive(Debug, Clone)]
pub struct NewLookUp {
    /// What is shown of it.
    pub asked: LookUp,
    /// The case.
    pub case: CaseId,
    /// Its item.
    pub item: ItemCode,
    /// What for, as the library was told.
    pub purpose: Purpose,
    /// Keyed digest of what was found.
    pub digest: Vec<u8>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = lookups)]
struct Row {
    id: G,
    case_id: G,
    material: String,
    operator_id: Option<G>,
    asked_at: T,
    outcome: String,
    reason: Option<String>,
    source: Option<String>,
    as_of: Option<String>,
}

impl TryFrom<Row> for LookUp {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt("lookups");
        let source = row.source.map(|source| RegisterName::parse(&source).map_err(|_code| corrupt()));
        let as_of = row.as_of.map(|day| day.parse().map_err(|_day| corrupt()));
        Ok(Self {
            id: LookUpId::from_uuid(row.id.0),
            material: MaterialCode::parse(&row.material).map_err(|_code| corrupt())?,
            operator: row.operator_id.map(|id| UserId::from_uuid(id.0)),
            asked_at: row.asked_at.0,
            source: source.transpose()?,
            as_of: as_of.transpose()?,
            outcome: Outcome::parse(&row.outcome).ok_or_else(corrupt)?,
            reason: row.reason,
        })
    }
}

impl ReadTx<'_> {
    /// The look-ups of a case, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn lookups_of(&mut self, centre: CentreId, case: CaseId) -> Result<Vec<LookUp>, StoreError> {
        lookups::table
            .filter(lookups::case_id.eq(G(case.uuid())).and(lookups::centre_id.eq(G(centre.uuid()))))
            .order((lookups::seq, lookups::id))
            .select(Row::as_select())
            .load::<Row>(self.db)?
            .into_iter()
            .map(LookUp::try_from)
            .collect()
    }

    /// The look-ups of several cases, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn lookups_of_all(
        &mut self,
        centre: CentreId,
        cases: &[CaseId],
    ) -> Result<HashMap<CaseId, Vec<LookUp>>, StoreError> {
        let rows = lookups::table
            .filter(
                lookups::centre_id.eq(G(centre.uuid())).and(lookups::case_id.eq_any(case_lists::ids(cases))),
            )
            .order((lookups::seq, lookups::id))
            .select(Row::as_select())
            .load::<Row>(self.db)?;
        case_lists::by_case(rows, |row| row.case_id)
    }
}

impl CentreTx<'_, '_> {
    /// Writes down a look-up.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn insert_lookup(&mut self, new: &NewLookUp) -> Result<(), StoreError> {
        let asked = &new.asked;
        self.mark(new.case);
        diesel::insert_into(lookups::table)
            .values((
                lookups::id.eq(G(asked.id.uuid())),
                lookups::centre_id.eq(G(self.centre.uuid())),
                lookups::seq.eq(self.seq),
                lookups::case_id.eq(G(new.case.uuid())),
                lookups::item.eq(new.item.as_str()),
                lookups::material.eq(asked.material.as_str()),
                lookups::purpose.eq(new.purpose.as_str()),
                lookups::operator_id.eq(asked.operator.map(|user| G(user.uuid()))),
                lookups::asked_at.eq(T(asked.asked_at)),
                lookups::outcome.eq(asked.outcome.as_str()),
                lookups::reason.eq(asked.reason.as_deref()),
                lookups::source.eq(asked.source.as_ref().map(RegisterName::as_str)),
                lookups::as_of.eq(asked.as_of.map(|day| day.to_string())),
                lookups::digest.eq(&new.digest),
            ))
            .execute(self.db)?;
        Ok(())
    }
}
