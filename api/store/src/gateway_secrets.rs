//! The secrets that a gateway lends for a while, sealed, with the lock under which one replica renews them for all.
//!
//! Each method is one step of that protocol and does its whole work under the row's lock.

use diesel::prelude::*;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    dialect::each,
    error::StoreError,
    schema::gateway_secrets,
    tx::{ReadTx, WriteTx},
    types::{G, T},
};

/// Sealed secrets and how often they were renewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSecrets {
    /// Counts renewals; never goes back.
    pub revision: u64,
    /// Sealed under the ring.
    pub sealed: Vec<u8>,
}

fn stored(revision: u64) -> Result<i64, StoreError> {
    i64::try_from(revision).map_err(|_range| StoreError::Corrupt("gateway_secrets"))
}

impl ReadTx<'_> {
    /// The current secrets under a name, if there ever were any.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn gateway_secrets(&mut self, name: &str) -> Result<Option<KeptSecrets>, StoreError> {
        let found = gateway_secrets::table
            .find(name)
            .select((gateway_secrets::revision, gateway_secrets::pair))
            .first::<(i64, Option<Vec<u8>>)>(self.db)
            .optional()?;
        let Some((revision, Some(sealed))) = found else { return Ok(None) };
        let revision = u64::try_from(revision).map_err(|_range| StoreError::Corrupt("gateway_secrets"))?;
        Ok(Some(KeptSecrets { revision, sealed }))
    }
}

impl WriteTx<'_> {
    /// Takes the lock of a name until `until`; false when somebody else holds it.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn lock_gateway_secrets(
        &mut self,
        name: &str,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let row = (gateway_secrets::name.eq(name), gateway_secrets::revision.eq(0));
        each!(self.db, db => diesel::insert_into(gateway_secrets::table)
            .values(row)
            .on_conflict(gateway_secrets::name)
            .do_nothing()
            .execute(db))?;
        let free = gateway_secrets::held_by
            .is_null()
            .or(gateway_secrets::held_by.eq(G(holder)))
            .or(gateway_secrets::held_until.le(T(now)));
        let taken = diesel::update(gateway_secrets::table.find(name).filter(free))
            .set((gateway_secrets::held_by.eq(G(holder)), gateway_secrets::held_until.eq(T(until))))
            .execute(self.db)?;
        Ok(taken == 1)
    }

    /// Puts secrets in place of those with revision `seen` (of none: 0) and gives the lock back; the new revision.
    /// Nothing when others are there.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn replace_gateway_secrets(
        &mut self,
        name: &str,
        holder: Uuid,
        seen: u64,
        sealed: &[u8],
    ) -> Result<Option<u64>, StoreError> {
        let next = seen.saturating_add(1);
        let same = gateway_secrets::revision.eq(stored(seen)?);
        let replaced = diesel::update(gateway_secrets::table.find(name).filter(same))
            .set((gateway_secrets::revision.eq(stored(next)?), gateway_secrets::pair.eq(sealed)))
            .execute(self.db)?;
        if replaced == 0 {
            return Ok(None);
        }
        self.unlock_gateway_secrets(name, holder)?;
        Ok(Some(next))
    }

    /// Gives the lock back, if `holder` still has it.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn unlock_gateway_secrets(&mut self, name: &str, holder: Uuid) -> Result<(), StoreError> {
        let held = gateway_secrets::held_by.eq(G(holder));
        diesel::update(gateway_secrets::table.find(name).filter(held))
            .set((gateway_secrets::held_by.eq(None::<G>), gateway_secrets::held_until.eq(None::<T>)))
            .execute(self.db)?;
        Ok(())
    }
}
