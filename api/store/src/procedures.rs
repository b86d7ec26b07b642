//! Special procedures (特别程序) of cases: what stops their clocks, and for how long.

use diesel::prelude::*;
use domain::{
    case::Procedure,
    deadlines::{Pause, PauseKind},
    ids::{CaseId, CentreId, UserId},
};
use jiff::{Timestamp, civil::Date};

use crate::{
    error::StoreError,
    schema::procedures,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

impl ReadTx<'_> {
    /// The special procedures of a case as its clocks see them, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn pauses_of(&mut self, centre: CentreId, case: CaseId) -> Result<Vec<Pause>, StoreError> {
        let of_case = procedures::case_id.eq(G(case.uuid())).and(procedures::centre_id.eq(G(centre.uuid())));
        let rows = procedures::table
            .filter(of_case)
            .order(procedures::no)
            .select((procedures::kind, procedures::started_at, procedures::ended_at))
            .load::<(String, T, Option<T>)>(self.db)?;
        let pause = |(kind, start, end): (String, T, Option<T>)| {
            let kind = PauseKind::parse(&kind).ok_or(StoreError::Corrupt("procedures"))?;
            Ok(Pause { start: start.0, end: end.map(|end| end.0), kind })
        };
        rows.into_iter().map(pause).collect()
    }
}

impl ReadTx<'_> {
    /// The day on which the open special procedure of a case is expected to end.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn suspended_until(&mut self, centre: CentreId, case: CaseId) -> Result<Option<Date>, StoreError> {
        let of_case = procedures::case_id.eq(G(case.uuid())).and(procedures::centre_id.eq(G(centre.uuid())));
        let open = procedures::table
            .filter(of_case.and(procedures::ended_at.is_null()))
            .select(procedures::until)
            .first::<String>(self.db)
            .optional()?;
        let read = |text: String| text.parse().map_err(|_shape| StoreError::Corrupt("procedures"));
        open.map(read).transpose()
    }
}

impl CentreTx<'_, '_> {
    /// A special procedure begins. `version` is the case's after the write.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn begin_procedure(
        &mut self,
        case: CaseId,
        version: i32,
        procedure: &Procedure,
        by: UserId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        diesel::insert_into(procedures::table)
            .values((
                procedures::case_id.eq(G(case.uuid())),
                procedures::no.eq(version),
                procedures::centre_id.eq(G(self.centre.uuid())),
                procedures::kind.eq(procedure.kind.as_str()),
                procedures::legal_basis.eq(procedure.legal_basis.as_str()),
                procedures::until.eq(procedure.until.to_string()),
                procedures::started_at.eq(T(at)),
                procedures::started_by.eq(G(by.uuid())),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// The open special procedure of a case ends, by a person or with the case itself.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn end_procedure(
        &mut self,
        case: CaseId,
        by: Option<UserId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let centre = G(self.centre.uuid());
        let open = procedures::case_id.eq(G(case.uuid())).and(procedures::ended_at.is_null());
        diesel::update(procedures::table.filter(open.and(procedures::centre_id.eq(centre))))
            .set((procedures::ended_at.eq(T(at)), procedures::ended_by.eq(by.map(|by| G(by.uuid())))))
            .execute(self.db)?;
        Ok(())
    }
}
