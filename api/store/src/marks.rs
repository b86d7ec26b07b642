//! What is shown of a case and stands beside its row: whoever writes it marks the case, so that its row carries the number
//! of the write and a phone that syncs hears of it. Of a case whose row is written anyway nothing more is asked.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::ids::{CaseId, ResidentId};

use crate::{
    error::StoreError,
    schema::{cases, residents, visits},
    tx::CentreTx,
    types::G,
};

/// Cases that a write has been at.
#[derive(Default)]
pub struct Marks {
    /// Their rows carry its number.
    written: BTreeSet<CaseId>,
    /// Something beside their rows was written.
    beside: BTreeSet<CaseId>,
}

impl CentreTx<'_, '_> {
    /// The row of a case carries the number of this write.
    pub(crate) fn mark_written(&mut self, case: CaseId) {
        self.marks.written.insert(case);
    }

    /// Something that is shown of a case was written beside its row.
    pub(crate) fn mark(&mut self, case: CaseId) {
        self.marks.beside.insert(case);
    }

    /// Something that is shown with everything of a resident was written.
    pub(crate) fn mark_resident(&mut self, resident: ResidentId) -> Result<(), StoreError> {
        let (centre, resident, seq) = (G(self.centre.uuid()), G(resident.uuid()), self.seq);
        diesel::update(residents::table.find((centre, resident)))
            .set(residents::seq.eq(seq))
            .execute(self.db)?;
        let theirs = visits::resident_id.eq(resident).and(visits::centre_id.eq(centre));
        diesel::update(visits::table.filter(theirs)).set(visits::seq.eq(seq)).execute(self.db)?;
        let theirs = cases::resident_id.eq(resident).and(cases::centre_id.eq(centre));
        diesel::update(cases::table.filter(theirs)).set(cases::seq.eq(seq)).execute(self.db)?;
        Ok(())
    }

    /// Numbers the rows of the cases that something was written beside.
    pub(crate) fn number_marked(&mut self) -> Result<(), StoreError> {
        let Marks { written, beside } = std::mem::take(&mut self.marks);
        let ids: Vec<_> = beside.difference(&written).map(|case| G(case.uuid())).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let theirs = cases::id.eq_any(ids).and(cases::centre_id.eq(G(self.centre.uuid())));
        diesel::update(cases::table.filter(theirs)).set(cases::seq.eq(self.seq)).execute(self.db)?;
        Ok(())
    }
}
