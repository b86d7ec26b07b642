//! Who gets no messages, under which number and for which purpose, and how that came.

use diesel::prelude::*;
use domain::{
    ids::{CentreId, ResidentId},
    message::{Objection, Purpose},
};
use jiff::Timestamp;

use crate::{
    dialect::each,
    error::StoreError,
    schema::refusals,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

impl ReadTx<'_> {
    /// What stands against messages to a resident under a number.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn objections(
        &mut self,
        centre: CentreId,
        resident: ResidentId,
        number: &[u8],
    ) -> Result<Vec<(Purpose, Objection)>, StoreError> {
        let rows = refusals::table
            .filter(
                refusals::resident_id.eq(G(resident.uuid())).and(refusals::centre_id.eq(G(centre.uuid()))),
            )
            .filter(refusals::number_index.eq(number))
            .select((refusals::purpose, refusals::how))
            .load::<(String, String)>(self.db)?;
        rows.into_iter()
            .map(|(purpose, how)| Purpose::parse(&purpose).zip(Objection::parse(&how)))
            .map(|read| read.ok_or(StoreError::Corrupt("refusals")))
            .collect()
    }
}

impl CentreTx<'_, '_> {
    /// Notes that a resident gets no messages for a purpose under a number. What stood there before stays, unless this
    /// weighs more: a no that was said is outweighed by a number that is no number of theirs.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn object(
        &mut self,
        resident: ResidentId,
        number: &[u8],
        purpose: Purpose,
        how: Objection,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let row = (
            refusals::resident_id.eq(G(resident.uuid())),
            refusals::centre_id.eq(G(self.centre.uuid())),
            refusals::number_index.eq(number),
            refusals::purpose.eq(purpose.as_str()),
            refusals::how.eq(how.as_str()),
            refusals::at.eq(T(at)),
        );
        let key = (refusals::resident_id, refusals::centre_id, refusals::number_index, refusals::purpose);
        each!(self.db, db => {
            let insert = diesel::insert_into(refusals::table).values(row).on_conflict(key);
            match how {
                Objection::Said => insert.do_nothing().execute(db),
                _ => insert.do_update().set(refusals::how.eq(how.as_str())).execute(db),
            }
        })?;
        Ok(())
    }
}
