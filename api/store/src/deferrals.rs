//! Terms of what follows an acceptance (容缺).

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    deferral::{Deferral, Told},
    ids::{CaseId, CentreId},
    text::MaterialCode,
};
use jiff::Timestamp;

use crate::{
    case_lists,
    error::StoreError,
    schema::deferrals,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

#[derive(Queryable)]
struct Row {
    case_id: G,
    _centre_id: G,
    materials: String,
    since: T,
    half_at: Option<T>,
    last_day_at: T,
    due_at: T,
    told: String,
    over_at: Option<T>,
    _next_at: Option<T>,
}

impl TryFrom<Row> for Deferral {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt("deferrals");
        let code = |code: &str| MaterialCode::parse(code).map_err(|_code| corrupt());
        Ok(Self {
            materials: row.materials.split(',').map(code).collect::<Result<_, _>>()?,
            since: row.since.0,
            half_at: row.half_at.map(|at| at.0),
            last_day_at: row.last_day_at.0,
            due_at: row.due_at.0,
            told: Told::parse(&row.told).ok_or_else(corrupt)?,
            over_at: row.over_at.map(|at| at.0),
        })
    }
}

impl ReadTx<'_> {
    /// The term of a case, if anything was to follow.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn deferral_of(&mut self, centre: CentreId, case: CaseId) -> Result<Option<Deferral>, StoreError> {
        let row = deferrals::table.find((G(case.uuid()), G(centre.uuid())));
        row.first::<Row>(self.db).optional()?.map(Deferral::try_from).transpose()
    }

    /// Cases about whose terms something is to be said, in the order of their ids, from after `after` on.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn deferrals_to_tell(
        &mut self,
        now: Timestamp,
        after: Option<CaseId>,
        limit: i64,
    ) -> Result<Vec<(CentreId, CaseId)>, StoreError> {
        let rows = deferrals::table
            .filter(deferrals::next_at.le(T(now)))
            .filter(deferrals::case_id.gt(case_lists::past(after)))
            .select((deferrals::centre_id, deferrals::case_id))
            .order(deferrals::case_id)
            .limit(limit)
            .load::<(G, G)>(self.db)?;
        Ok(case_lists::page(rows))
    }

    /// The terms of several cases: one each at most.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn deferrals_of_all(
        &mut self,
        centre: CentreId,
        cases: &[CaseId],
    ) -> Result<HashMap<CaseId, Vec<Deferral>>, StoreError> {
        let rows = deferrals::table
            .filter(
                deferrals::centre_id
                    .eq(G(centre.uuid()))
                    .and(deferrals::case_id.eq_any(case_lists::ids(cases))),
            )
            .load::<Row>(self.db)?;
        case_lists::by_case(rows, |row| row.case_id)
    }
}

impl CentreTx<'_, '_> {
    /// Writes the term of a case, in place of an earlier one.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn put_deferral(&mut self, case: CaseId, deferral: &Deferral) -> Result<(), StoreError> {
        self.mark(case);
        let key = (G(case.uuid()), G(self.centre.uuid()));
        let codes = deferral.materials.iter().map(MaterialCode::as_str).collect::<Vec<_>>().join(",");
        let facts = (
            deferrals::materials.eq(codes),
            deferrals::since.eq(T(deferral.since)),
            deferrals::half_at.eq(deferral.half_at.map(T)),
            deferrals::last_day_at.eq(T(deferral.last_day_at)),
            deferrals::due_at.eq(T(deferral.due_at)),
            deferrals::told.eq(deferral.told.as_str()),
            deferrals::over_at.eq(deferral.over_at.map(T)),
            deferrals::next_at.eq(deferral.next_at().map(T)),
        );
        let changed = diesel::update(deferrals::table.find(key)).set(facts.clone()).execute(self.db)?;
        if changed == 0 {
            diesel::insert_into(deferrals::table)
                .values((deferrals::case_id.eq(key.0), deferrals::centre_id.eq(key.1), facts))
                .execute(self.db)?;
        }
        Ok(())
    }
}
