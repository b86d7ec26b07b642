//! Every version of the catalogue that was published, with the instant that it is in force from.

use diesel::prelude::*;
use domain::{
    catalogue::{Edition, Succession},
    ids::UserId,
    text::CatalogueVersion,
};
use jiff::Timestamp;

use crate::{
    error::StoreError,
    schema::catalogues,
    tx::{CentreTx, ReadTx, WriteTx},
    types::{G, T},
};

/// A published version, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedCatalogue {
    /// Which, and from when on.
    pub edition: Edition,
    /// When it was published.
    pub published_at: Timestamp,
    /// Who published it; nobody did the first one, which the site began with.
    pub published_by: Option<UserId>,
}

fn version_of(text: &str) -> Result<CatalogueVersion, StoreError> {
    CatalogueVersion::parse(text).map_err(|_code| StoreError::Corrupt("catalogues"))
}

impl ReadTx<'_> {
    /// The text of a version.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn catalogue(&mut self, version: &CatalogueVersion) -> Result<Option<String>, StoreError> {
        let found = catalogues::table.find(version.as_str()).select(catalogues::body).first(self.db);
        Ok(found.optional()?)
    }

    /// The versions in their order; nothing in a database that has none yet.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn succession(&mut self) -> Result<Option<Succession>, StoreError> {
        let rows: Vec<(String, T)> =
            catalogues::table.select((catalogues::version, catalogues::in_force_at)).load(self.db)?;
        let edition =
            |(version, since): (String, T)| Ok(Edition { version: version_of(&version)?, since: since.0 });
        Ok(Succession::new(rows.into_iter().map(edition).collect::<Result<_, StoreError>>()?))
    }

    /// Every version with who published it, the first one first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn published_catalogues(&mut self) -> Result<Vec<PublishedCatalogue>, StoreError> {
        let columns =
            (catalogues::version, catalogues::in_force_at, catalogues::loaded_at, catalogues::loaded_by);
        let rows: Vec<(String, T, T, Option<G>)> =
            catalogues::table.order(catalogues::in_force_at).select(columns).load(self.db)?;
        let read = |(version, since, at, by): (String, T, T, Option<G>)| {
            Ok(PublishedCatalogue {
                edition: Edition { version: version_of(&version)?, since: since.0 },
                published_at: at.0,
                published_by: by.map(|by| UserId::from_uuid(by.0)),
            })
        };
        rows.into_iter().map(read).collect()
    }
}

impl WriteTx<'_> {
    /// Keeps a version's text.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the version is there, or another one from that instant on.
    pub fn insert_catalogue(&mut self, new: &PublishedCatalogue, body: &str) -> Result<(), StoreError> {
        diesel::insert_into(catalogues::table)
            .values((
                catalogues::version.eq(new.edition.version.as_str()),
                catalogues::body.eq(body),
                catalogues::loaded_at.eq(T(new.published_at)),
                catalogues::loaded_by.eq(new.published_by.map(|by| G(by.uuid()))),
                catalogues::in_force_at.eq(T(new.edition.since)),
            ))
            .execute(self.db)?;
        Ok(())
    }
}

impl CentreTx<'_, '_> {
    /// Takes a version away that was never in force.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn delete_catalogue(&mut self, version: &CatalogueVersion) -> Result<(), StoreError> {
        diesel::delete(catalogues::table.find(version.as_str())).execute(self.db)?;
        Ok(())
    }
}
