//! Links to a resident's status page. A link's token is stored as a keyed digest only.

use diesel::prelude::*;
use domain::ids::{CaseId, CentreId};
use jiff::Timestamp;

use crate::{
    error::StoreError,
    schema::links,
    tx::{ReadTx, WriteTx},
    types::{G, T},
};

impl ReadTx<'_> {
    /// The case behind a link that has not run out, and the digest that was kept of it.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn link(
        &mut self,
        digests: &[Vec<u8>],
        now: Timestamp,
    ) -> Result<Option<(CentreId, CaseId, Vec<u8>)>, StoreError> {
        let found = links::table
            .filter(links::digest.eq_any(digests).and(links::expires_at.gt(T(now))))
            .select((links::centre_id, links::case_id, links::digest))
            .first::<(G, G, Vec<u8>)>(self.db)
            .optional()?;
        Ok(found.map(|(centre, case, kept)| (CentreId::from_uuid(centre.0), CaseId::from_uuid(case.0), kept)))
    }
}

impl WriteTx<'_> {
    /// Makes a link good until an instant.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn insert_link(
        &mut self,
        digest: &[u8],
        centre: CentreId,
        case: CaseId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        diesel::insert_into(links::table)
            .values((
                links::digest.eq(digest),
                links::centre_id.eq(G(centre.uuid())),
                links::case_id.eq(G(case.uuid())),
                links::created_at.eq(T(now)),
                links::expires_at.eq(T(until)),
            ))
            .execute(self.db)?;
        Ok(())
    }
}
