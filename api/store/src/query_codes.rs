//! How often a case's query code was typed wrong.

use diesel::prelude::*;
use domain::ids::{CaseId, CentreId};
use jiff::Timestamp;

use crate::{
    error::StoreError,
    schema::cases,
    tx::WriteTx,
    types::{G, T},
};

impl WriteTx<'_> {
    /// Counts a wrong query code, or forgets them after a right one. No change of the case, so no head is taken.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn set_query_failures(
        &mut self,
        centre: CentreId,
        case: CaseId,
        failures: i32,
        locked_until: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        diesel::update(cases::table.find((G(case.uuid()), G(centre.uuid()))))
            .set((cases::query_failures.eq(failures), cases::query_locked_until.eq(locked_until.map(T))))
            .execute(self.db)?;
        Ok(())
    }
}
