//! tus uploads: an upload is its list of segments and how far they reach.

use diesel::prelude::*;
use domain::{
    digest::Sha256Digest,
    ids::{CentreId, ResidentId, SegmentId, UploadId, UserId, VisitId},
};
use jiff::Timestamp;

use crate::{
    dialect::each,
    error::StoreError,
    kept::Kept,
    schema::{evidence, letters, segments, uploads},
    tx::{ReadTx, WriteTx},
    types::{G, T},
};

/// One upload.
#[derive(Clone)]
pub struct Upload {
    /// Id.
    pub id: UploadId,
    /// Who sends it; nobody else may go on with it or claim it.
    pub owner: UserId,
    /// The owner's centre.
    pub centre: CentreId,
    /// Total length in bytes, once it is known.
    pub length: Option<u64>,
    /// Bytes that are durable here.
    pub offset: u64,
    /// The running SHA-256 up to the offset.
    pub digest_state: Vec<u8>,
    /// The SHA-256 of the whole, once it is complete.
    pub sha256: Option<Sha256Digest>,
    /// The SHA-256 that the sender announced.
    pub declared: Option<Sha256Digest>,
    /// Upload-Metadata as sent, sealed.
    pub metadata: Option<Vec<u8>>,
    /// How many segments there are.
    pub segments: i32,
    /// The resident whose case claimed it first.
    pub resident: Option<ResidentId>,
    /// The visit whose case claimed it first.
    pub visit: Option<VisitId>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it goes if no manifest names it.
    pub expires_at: Timestamp,
    /// When its last byte became durable.
    pub completed_at: Option<Timestamp>,
}

/// A segment that has just landed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSegment {
    /// The object's id.
    pub id: SegmentId,
    /// Its length in bytes.
    pub size: u64,
}

/// What a PATCH has changed.
#[derive(Debug, Clone)]
pub struct UploadChange {
    /// The offset it began at: the compare of the compare-and-set.
    pub from: u64,
    /// The offset after it.
    pub to: u64,
    /// Total length, if it is known.
    pub length: Option<u64>,
    /// The running SHA-256 after it.
    pub digest_state: Vec<u8>,
    /// Segments it landed, in order.
    pub landed: Vec<NewSegment>,
    /// The whole's SHA-256 and the instant, when it is complete.
    pub completed: Option<(Sha256Digest, Timestamp)>,
}

#[derive(Queryable)]
struct Row {
    id: G,
    owner_id: G,
    centre_id: G,
    length: Option<i64>,
    offset_bytes: i64,
    digest_state: Vec<u8>,
    sha256: Option<Vec<u8>>,
    declared_sha256: Option<Vec<u8>>,
    metadata: Option<Vec<u8>>,
    segments: i32,
    resident_id: Option<G>,
    visit_id: Option<G>,
    created_at: T,
    expires_at: T,
    completed_at: Option<T>,
}

fn bytes(n: i64) -> Result<u64, StoreError> {
    u64::try_from(n).map_err(|_range| StoreError::Corrupt("uploads"))
}

fn column(n: u64) -> Result<i64, StoreError> {
    i64::try_from(n).map_err(|_range| StoreError::Corrupt("uploads"))
}

impl TryFrom<Row> for Upload {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let digest = |bytes: Option<Vec<u8>>| bytes.map(|bytes| crate::evidence::digest(&bytes)).transpose();
        Ok(Self {
            id: UploadId::from_uuid(row.id.0),
            owner: UserId::from_uuid(row.owner_id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            length: row.length.map(bytes).transpose()?,
            offset: bytes(row.offset_bytes)?,
            digest_state: row.digest_state,
            sha256: digest(row.sha256)?,
            declared: digest(row.declared_sha256)?,
            metadata: row.metadata,
            segments: row.segments,
            resident: row.resident_id.map(|id| ResidentId::from_uuid(id.0)),
            visit: row.visit_id.map(|id| VisitId::from_uuid(id.0)),
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
            completed_at: row.completed_at.map(|at| at.0),
        })
    }
}

impl ReadTx<'_> {
    /// One upload.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn upload(&mut self, id: UploadId) -> Result<Option<Upload>, StoreError> {
        uploads::table.find(G(id.uuid())).first::<Row>(self.db).optional()?.map(Upload::try_from).transpose()
    }

    /// A person's complete uploads with one of these digests.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn uploads_by_digest(
        &mut self,
        owner: UserId,
        digests: &[Sha256Digest],
    ) -> Result<Vec<Upload>, StoreError> {
        let mut found = Vec::new();
        for digest in digests {
            let same =
                uploads::owner_id.eq(G(owner.uuid())).and(uploads::sha256.eq(digest.bytes().as_slice()));
            let rows = each!(self.db, db => uploads::table
                .filter(same.and(uploads::completed_at.is_not_null()))
                .order(uploads::id)
                .load::<Row>(db))?;
            for row in rows {
                found.push(Upload::try_from(row)?);
            }
        }
        Ok(found)
    }

    /// The segments of an upload, in order.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn segments_of(&mut self, upload: UploadId) -> Result<Vec<NewSegment>, StoreError> {
        segments::table
            .filter(segments::upload_id.eq(G(upload.uuid())))
            .order(segments::no)
            .select((segments::object_id, segments::size))
            .load::<(G, i64)>(self.db)?
            .into_iter()
            .map(|(id, size)| Ok(NewSegment { id: SegmentId::from_uuid(id.0), size: bytes(size)? }))
            .collect()
    }

    /// Uploads that have run out and that no manifest names, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn expired_uploads(&mut self, now: Timestamp, limit: i64) -> Result<Vec<UploadId>, StoreError> {
        let named = evidence::table.filter(evidence::upload_id.eq(uploads::id.nullable()));
        let ids = uploads::table
            .filter(uploads::expires_at.le(T(now)))
            .filter(diesel::dsl::not(diesel::dsl::exists(named)))
            .order(uploads::expires_at)
            .limit(limit)
            .select(uploads::id)
            .load::<G>(self.db)?;
        Ok(ids.into_iter().map(|id| UploadId::from_uuid(id.0)).collect())
    }

    /// Of these objects, those that neither an upload nor a letter knows.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn unknown_objects(&mut self, objects: &[SegmentId]) -> Result<Vec<SegmentId>, StoreError> {
        let ids: Vec<_> = objects.iter().map(|id| G(id.uuid())).collect();
        let mut known: std::collections::HashSet<G> = segments::table
            .filter(segments::object_id.eq_any(ids.clone()))
            .select(segments::object_id)
            .load::<G>(self.db)?
            .into_iter()
            .collect();
        let papers = letters::table
            .filter(letters::object_id.eq_any(ids))
            .select(letters::object_id.assume_not_null())
            .load::<G>(self.db)?;
        known.extend(papers);
        Ok(objects.iter().copied().filter(|id| !known.contains(&G(id.uuid()))).collect())
    }
}

impl WriteTx<'_> {
    /// Adds an upload, with what its creation already carried.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the id is taken.
    pub fn insert_upload(&mut self, upload: &Upload, landed: &[NewSegment]) -> Result<(), StoreError> {
        diesel::insert_into(uploads::table)
            .values((
                uploads::id.eq(G(upload.id.uuid())),
                uploads::owner_id.eq(G(upload.owner.uuid())),
                uploads::centre_id.eq(G(upload.centre.uuid())),
                uploads::length.eq(upload.length.map(column).transpose()?),
                uploads::offset_bytes.eq(column(upload.offset)?),
                uploads::digest_state.eq(&upload.digest_state),
                uploads::sha256.eq(upload.sha256.as_ref().map(|digest| digest.bytes().as_slice())),
                uploads::declared_sha256.eq(upload.declared.as_ref().map(|digest| digest.bytes().as_slice())),
                uploads::metadata.eq(&upload.metadata),
                uploads::segments.eq(upload.segments),
                uploads::created_at.eq(T(upload.created_at)),
                uploads::expires_at.eq(T(upload.expires_at)),
                uploads::completed_at.eq(upload.completed_at.map(T)),
            ))
            .execute(self.db)?;
        self.insert_segments(upload.id, 0, landed)
    }

    /// Moves an upload on, if it still stands where the PATCH began; false when another was faster.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn advance_upload(&mut self, upload: &Upload, change: &UploadChange) -> Result<bool, StoreError> {
        let landed = i32::try_from(change.landed.len()).map_err(|_range| StoreError::Corrupt("uploads"))?;
        let where_it_stood = uploads::table
            .find(G(upload.id.uuid()))
            .filter(uploads::offset_bytes.eq(column(change.from)?).and(uploads::completed_at.is_null()));
        let (sha256, completed_at) = change
            .completed
            .map_or((None, None), |(digest, at)| (Some(digest.bytes().to_vec()), Some(T(at))));
        let moved = Kept(diesel::update(where_it_stood).set((
            uploads::offset_bytes.eq(column(change.to)?),
            uploads::length.eq(change.length.map(column).transpose()?),
            uploads::digest_state.eq(&change.digest_state),
            uploads::segments.eq(upload.segments.saturating_add(landed)),
            uploads::sha256.eq(sha256),
            uploads::completed_at.eq(completed_at),
        )))
        .execute(self.db)?;
        if moved == 0 {
            return Ok(false);
        }
        self.insert_segments(upload.id, upload.segments, &change.landed)?;
        Ok(true)
    }

    fn insert_segments(
        &mut self,
        upload: UploadId,
        from: i32,
        landed: &[NewSegment],
    ) -> Result<(), StoreError> {
        for (no, segment) in (from..).zip(landed) {
            let new = (
                segments::upload_id.eq(G(upload.uuid())),
                segments::no.eq(no),
                segments::object_id.eq(G(segment.id.uuid())),
                segments::size.eq(column(segment.size)?),
            );
            each!(self.db, db => diesel::insert_into(segments::table).values(new).execute(db))?;
        }
        Ok(())
    }

    /// Binds uploads to the resident and visit of the case that claims them.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn bind_uploads(
        &mut self,
        ids: &[UploadId],
        resident: ResidentId,
        visit: VisitId,
    ) -> Result<(), StoreError> {
        for id in ids {
            let whose = (uploads::resident_id.eq(G(resident.uuid())), uploads::visit_id.eq(G(visit.uuid())));
            Kept(diesel::update(uploads::table.find(G(id.uuid()))).set(whose)).execute(self.db)?;
        }
        Ok(())
    }

    /// Forgets an upload and its segments; the objects behind them are then orphans.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn delete_upload(&mut self, id: UploadId) -> Result<(), StoreError> {
        let id = G(id.uuid());
        diesel::delete(segments::table.filter(segments::upload_id.eq(id))).execute(self.db)?;
        diesel::delete(uploads::table.find(id)).execute(self.db)?;
        Ok(())
    }
}
