//! Versions of the catalogue that are being written.

use diesel::prelude::*;
use domain::{
    ids::{DraftId, UserId},
    text::CatalogueVersion,
};
use jiff::Timestamp;

use crate::{
    error::StoreError,
    schema::catalogue_drafts,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueDraft {
    /// Made by the writer.
    pub id: DraftId,
    /// Counts the writes.
    pub version: i32,
    /// The version that it is to be published as.
    pub catalogue: CatalogueVersion,
    /// Its text; empty in a list.
    pub body: String,
    /// When it was last written.
    pub written_at: Timestamp,
    /// By whom.
    pub written_by: UserId,
}

type Row = (G, i32, String, String, T, G);

impl TryFrom<Row> for CatalogueDraft {
    type Error = StoreError;

    fn try_from((id, version, catalogue, body, at, by): Row) -> Result<Self, StoreError> {
        let corrupt = |_code| StoreError::Corrupt("catalogue_drafts");
        Ok(Self {
            id: DraftId::from_uuid(id.0),
            version,
            catalogue: CatalogueVersion::parse(&catalogue).map_err(corrupt)?,
            body,
            written_at: at.0,
            written_by: UserId::from_uuid(by.0),
        })
    }
}

impl ReadTx<'_> {
    /// One draft.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn catalogue_draft(&mut self, id: DraftId) -> Result<Option<CatalogueDraft>, StoreError> {
        let row: Option<Row> = catalogue_drafts::table.find(G(id.uuid())).first(self.db).optional()?;
        row.map(CatalogueDraft::try_from).transpose()
    }

    /// Every draft without its text, in the order of their ids.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn catalogue_drafts(&mut self) -> Result<Vec<CatalogueDraft>, StoreError> {
        use catalogue_drafts as c;
        let rows: Vec<(G, i32, String, T, G)> = c::table
            .order(c::id)
            .select((c::id, c::version, c::catalogue, c::written_at, c::written_by))
            .load(self.db)?;
        let read = |(id, version, catalogue, at, by)| {
            CatalogueDraft::try_from((id, version, catalogue, String::new(), at, by))
        };
        rows.into_iter().map(read).collect()
    }
}

impl CentreTx<'_, '_> {
    /// Writes a draft, in place of the one that has its id.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn put_catalogue_draft(&mut self, draft: &CatalogueDraft) -> Result<(), StoreError> {
        use catalogue_drafts as c;
        self.delete_catalogue_draft(draft.id)?;
        diesel::insert_into(c::table)
            .values((
                c::id.eq(G(draft.id.uuid())),
                c::version.eq(draft.version),
                c::catalogue.eq(draft.catalogue.as_str()),
                c::body.eq(&draft.body),
                c::written_at.eq(T(draft.written_at)),
                c::written_by.eq(G(draft.written_by.uuid())),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Takes a draft away.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn delete_catalogue_draft(&mut self, id: DraftId) -> Result<(), StoreError> {
        diesel::delete(catalogue_drafts::table.find(G(id.uuid()))).execute(self.db)?;
        Ok(())
    }
}
