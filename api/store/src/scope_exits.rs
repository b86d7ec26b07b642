//! What was taken from a worker: a phone that has it hears of it by these rows, for as long as a cursor is answered.

use diesel::prelude::*;
use domain::ids::{CaseId, ResidentId, UserId, VisitId};
use jiff::Timestamp;

use crate::{
    dialect::each,
    error::StoreError,
    schema::scope_exits,
    tx::{CentreTx, WriteTx},
    types::{G, T},
};

/// What was taken from somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// A visit.
    Visit(VisitId),
    /// A case, by what was carried of it.
    Case(CaseId),
}

impl Left {
    pub(crate) const VISIT: &str = "visit";
    pub(crate) const CASE: &str = "case";

    const fn columns(self) -> (&'static str, uuid::Uuid) {
        match self {
            Self::Visit(id) => (Self::VISIT, id.uuid()),
            Self::Case(id) => (Self::CASE, id.uuid()),
        }
    }
}

impl CentreTx<'_, '_> {
    /// Notes that something is no longer this worker's. Said twice in one write, it is noted once.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn leave_scope(
        &mut self,
        worker: UserId,
        left: Left,
        resident: ResidentId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (kind, id) = left.columns();
        let row = (
            scope_exits::id.eq(G(id)),
            scope_exits::worker_id.eq(G(worker.uuid())),
            scope_exits::seq.eq(self.seq),
            scope_exits::centre_id.eq(G(self.centre.uuid())),
            scope_exits::kind.eq(kind),
            scope_exits::resident_id.eq(G(resident.uuid())),
            scope_exits::at.eq(T(at)),
        );
        each!(self.db, db => diesel::insert_into(scope_exits::table)
            .values(row)
            .on_conflict((
                scope_exits::id,
                scope_exits::worker_id,
                scope_exits::seq,
                scope_exits::centre_id,
            ))
            .do_nothing()
            .execute(db))?;
        Ok(())
    }
}

impl WriteTx<'_> {
    /// Forgets what was taken from people before an instant.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn forget_scope_exits(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError> {
        let old = scope_exits::table.filter(scope_exits::at.le(T(before))).limit(limit);
        let old = old.select(scope_exits::id).load::<G>(self.db)?;
        let gone = scope_exits::table.filter(scope_exits::id.eq_any(old).and(scope_exits::at.le(T(before))));
        Ok(diesel::delete(gone).execute(self.db)?)
    }
}
