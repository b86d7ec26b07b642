//! Marks of the whole database: that it is a demo's, which calendar is reckoned by.

use diesel::prelude::*;

use crate::{
    dialect::each,
    error::StoreError,
    schema::site,
    tx::{ReadTx, WriteTx},
};

impl ReadTx<'_> {
    /// The value of a mark.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn mark(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(site::table.find(key).select(site::value).first(self.db).optional()?)
    }
}

impl WriteTx<'_> {
    /// Sets a mark.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn set_mark(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        let row = (site::key.eq(key), site::value.eq(value));
        each!(self.db, inner => diesel::insert_into(site::table)
            .values(row)
            .on_conflict(site::key)
            .do_update()
            .set(site::value.eq(value))
            .execute(inner))?;
        Ok(())
    }
}
