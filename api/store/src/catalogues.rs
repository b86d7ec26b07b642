//! Every version of the catalogue that this site has worked under, as it was loaded.

use diesel::prelude::*;
use domain::text::CatalogueVersion;
use jiff::Timestamp;

use crate::{
    error::StoreError,
    schema::catalogues,
    tx::{ReadTx, WriteTx},
    types::T,
};

impl ReadTx<'_> {
    /// The text of a version.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn catalogue(&mut self, version: &str) -> Result<Option<String>, StoreError> {
        Ok(catalogues::table.find(version).select(catalogues::body).first(self.db).optional()?)
    }
}

impl ReadTx<'_> {
    /// Every version and its text, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn catalogues(&mut self) -> Result<Vec<(String, String)>, StoreError> {
        Ok(catalogues::table
            .order(catalogues::loaded_at)
            .select((catalogues::version, catalogues::body))
            .load(self.db)?)
    }
}

impl WriteTx<'_> {
    /// Keeps a version's text.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the version is there.
    pub fn insert_catalogue(
        &mut self,
        version: &CatalogueVersion,
        body: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        diesel::insert_into(catalogues::table)
            .values((
                catalogues::version.eq(version.as_str()),
                catalogues::body.eq(body),
                catalogues::loaded_at.eq(T(at)),
            ))
            .execute(self.db)?;
        Ok(())
    }
}
