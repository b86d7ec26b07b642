//! Where residents live, to about 100 m, by what a worker's phone said at the door last: sealed under the resident's key.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::ids::{CentreId, ResidentId};
use jiff::Timestamp;

use crate::{
    dialect::each,
    error::StoreError,
    schema::home_places,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

impl ReadTx<'_> {
    /// The sealed places of these residents, where one is known.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn home_places(
        &mut self,
        centre: CentreId,
        residents: &[ResidentId],
    ) -> Result<HashMap<ResidentId, (Vec<u8>, Timestamp)>, StoreError> {
        let ids: Vec<_> = residents.iter().map(|id| G(id.uuid())).collect();
        let rows = home_places::table
            .filter(home_places::resident_id.eq_any(ids).and(home_places::centre_id.eq(G(centre.uuid()))))
            .select((home_places::resident_id, home_places::place, home_places::at))
            .load::<(G, Vec<u8>, T)>(self.db)?;
        Ok(rows.into_iter().map(|(id, place, at)| (ResidentId::from_uuid(id.0), (place, at.0))).collect())
    }

    /// Places that were told before an instant, and nothing since.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn home_places_kept_since(
        &mut self,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<(CentreId, ResidentId)>, StoreError> {
        let rows = home_places::table
            .filter(home_places::at.le(T(before)))
            .order(home_places::at)
            .limit(limit)
            .select((home_places::centre_id, home_places::resident_id))
            .load::<(G, G)>(self.db)?;
        let ids = |(centre, id): (G, G)| (CentreId::from_uuid(centre.0), ResidentId::from_uuid(id.0));
        Ok(rows.into_iter().map(ids).collect())
    }
}

impl CentreTx<'_, '_> {
    /// Keeps where a resident lives, in the place of what was known before.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn put_home_place(
        &mut self,
        resident: ResidentId,
        place: &[u8],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let row = (
            home_places::resident_id.eq(G(resident.uuid())),
            home_places::centre_id.eq(G(self.centre.uuid())),
            home_places::place.eq(place),
            home_places::at.eq(T(at)),
        );
        let later = (home_places::place.eq(place), home_places::at.eq(T(at)));
        each!(self.db, db => diesel::insert_into(home_places::table)
            .values(row)
            .on_conflict((home_places::resident_id, home_places::centre_id))
            .do_update()
            .set(later)
            .execute(db))?;
        Ok(())
    }

    /// Forgets where residents live.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn forget_home_places(&mut self, residents: &[ResidentId]) -> Result<usize, StoreError> {
        let ids: Vec<_> = residents.iter().map(|id| G(id.uuid())).collect();
        let these =
            home_places::resident_id.eq_any(ids).and(home_places::centre_id.eq(G(self.centre.uuid())));
        Ok(diesel::delete(home_places::table.filter(these)).execute(self.db)?)
    }
}
