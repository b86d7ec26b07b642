//! Residents of whom it is known that they died.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::{
    ids::{CaseId, CentreId, ResidentId, UserId},
    resident::DeathSource,
};
use jiff::Timestamp;

use crate::{
    case_lists::OVER,
    error::StoreError,
    schema::{cases, deaths},
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

impl ReadTx<'_> {
    /// Whether it is known that a resident died.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn has_died(&mut self, centre: CentreId, resident: ResidentId) -> Result<bool, StoreError> {
        let found = deaths::table
            .find((G(resident.uuid()), G(centre.uuid())))
            .select(deaths::resident_id)
            .first::<G>(self.db)
            .optional()?;
        Ok(found.is_some())
    }

    /// Those of these residents of whom it is known that they died.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn died_of(
        &mut self,
        centre: CentreId,
        residents: &[ResidentId],
    ) -> Result<BTreeSet<ResidentId>, StoreError> {
        let ids: Vec<_> = residents.iter().map(|id| G(id.uuid())).collect();
        let dead = deaths::table
            .filter(deaths::centre_id.eq(G(centre.uuid())).and(deaths::resident_id.eq_any(ids)))
            .select(deaths::resident_id)
            .load::<G>(self.db)?;
        Ok(dead.into_iter().map(|id| ResidentId::from_uuid(id.0)).collect())
    }

    /// From whom and since when it is known that a resident died.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn death_of(
        &mut self,
        centre: CentreId,
        resident: ResidentId,
    ) -> Result<Option<(DeathSource, Timestamp)>, StoreError> {
        let found = deaths::table
            .find((G(resident.uuid()), G(centre.uuid())))
            .select((deaths::source, deaths::noted_at))
            .first::<(String, T)>(self.db)
            .optional()?;
        let read = |(source, at): (String, T)| {
            Ok((DeathSource::parse(&source).ok_or(StoreError::Corrupt("deaths"))?, at.0))
        };
        found.map(read).transpose()
    }

    /// When it was noted that a resident died.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn died_at(
        &mut self,
        centre: CentreId,
        resident: ResidentId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let row = deaths::table.find((G(resident.uuid()), G(centre.uuid())));
        Ok(row.select(deaths::noted_at).first::<T>(self.db).optional()?.map(|at| at.0))
    }

    /// The cases of a resident that may still come to a decision, or of which something is on its way to them, oldest
    /// first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn open_cases_of(
        &mut self,
        centre: CentreId,
        resident: ResidentId,
    ) -> Result<Vec<CaseId>, StoreError> {
        let ids = cases::table
            .filter(cases::centre_id.eq(G(centre.uuid())).and(cases::resident_id.eq(G(resident.uuid()))))
            .filter(cases::stage.ne_all(OVER))
            .order(cases::id)
            .select(cases::id)
            .load::<G>(self.db)?;
        Ok(ids.into_iter().map(|id| CaseId::from_uuid(id.0)).collect())
    }
}

impl CentreTx<'_, '_> {
    /// Notes that a resident of this centre died, and from whom that is known.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when it was noted before.
    pub fn insert_death(
        &mut self,
        resident: ResidentId,
        source: DeathSource,
        words: Option<&[u8]>,
        by: UserId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        diesel::insert_into(deaths::table)
            .values((
                deaths::resident_id.eq(G(resident.uuid())),
                deaths::centre_id.eq(G(self.centre.uuid())),
                deaths::source.eq(source.as_str()),
                deaths::words.eq(words),
                deaths::noted_at.eq(T(at)),
                deaths::noted_by.eq(G(by.uuid())),
            ))
            .execute(self.db)?;
        self.mark_resident(resident)
    }
}
