//! Writes from phones that were not applied, each with its words sealed: under the resident's key where it is known whose
//! data it says, under the site's otherwise. One a write: sent again and refused again, it is the same row.

use diesel::prelude::*;
use domain::{
    ids::{CaseId, CentreId, DeviceId, NotAppliedId, ResidentId, UserId, VisitId, WriteId},
    not_applied::{NotApplied, Operation, Settlement},
};
use jiff::Timestamp;

use crate::{
    dialect::each,
    error::StoreError,
    schema::not_applied as rows,
    tx::{CentreTx, ReadTx, WriteTx},
    types::{G, T},
};

/// One with what it said, sealed; nothing where that was erased.
#[derive(Clone)]
pub struct StoredNotApplied {
    /// What is known of it.
    pub fact: NotApplied,
    /// What it said.
    pub body: Vec<u8>,
    /// What was said when it was settled.
    pub note: Option<Vec<u8>>,
}

#[derive(Queryable)]
struct Row {
    id: G,
    centre_id: G,
    _seq: i64,
    worker_id: G,
    write_id: G,
    device_id: G,
    operation: String,
    object_id: G,
    case_id: Option<G>,
    visit_id: Option<G>,
    resident_id: Option<G>,
    base_version: Option<i32>,
    current_version: Option<i32>,
    code: String,
    body: Vec<u8>,
    refused_at: T,
    settled_at: Option<T>,
    settled_by: Option<G>,
    how: Option<String>,
    note: Option<Vec<u8>>,
    _told_at: Option<T>,
}

const fn corrupt() -> StoreError {
    StoreError::Corrupt("not_applied")
}

impl TryFrom<Row> for StoredNotApplied {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let settled = match (row.settled_at, row.settled_by, row.how) {
            (Some(at), Some(by), Some(how)) => {
                Some((at.0, UserId::from_uuid(by.0), Settlement::parse(&how).ok_or_else(corrupt)?))
            }
            (None, None, None) => None,
            _ => return Err(corrupt()),
        };
        let fact = NotApplied {
            id: NotAppliedId::from_uuid(row.id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            worker: UserId::from_uuid(row.worker_id.0),
            write: WriteId::from_uuid(row.write_id.0),
            device: DeviceId::from_uuid(row.device_id.0),
            operation: Operation::parse(&row.operation).ok_or_else(corrupt)?,
            object: row.object_id.0,
            case: row.case_id.map(|id| CaseId::from_uuid(id.0)),
            visit: row.visit_id.map(|id| VisitId::from_uuid(id.0)),
            resident: row.resident_id.map(|id| ResidentId::from_uuid(id.0)),
            base_version: row.base_version,
            current_version: row.current_version,
            code: row.code,
            refused_at: row.refused_at.0,
            settled,
        };
        Ok(Self { fact, body: row.body, note: row.note })
    }
}

fn read(found: Vec<Row>) -> Result<Vec<StoredNotApplied>, StoreError> {
    found.into_iter().map(StoredNotApplied::try_from).collect()
}

impl ReadTx<'_> {
    /// One in one of these centres.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn not_applied(
        &mut self,
        centres: &[CentreId],
        id: NotAppliedId,
    ) -> Result<Option<StoredNotApplied>, StoreError> {
        let centres: Vec<_> = centres.iter().map(|centre| G(centre.uuid())).collect();
        let found = rows::table
            .filter(rows::id.eq(G(id.uuid())).and(rows::centre_id.eq_any(centres)))
            .first::<Row>(self.db)
            .optional()?;
        found.map(StoredNotApplied::try_from).transpose()
    }

    /// What is kept of one write of a worker.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn not_applied_write(
        &mut self,
        worker: UserId,
        write: WriteId,
    ) -> Result<Option<StoredNotApplied>, StoreError> {
        let (worker, write) = (G(worker.uuid()), G(write.uuid()));
        let found = each!(self.db, db => rows::table
            .filter(rows::worker_id.eq(worker).and(rows::write_id.eq(write)))
            .first::<Row>(db))
        .optional()?;
        found.map(StoredNotApplied::try_from).transpose()
    }

    /// Those of a centre that stand from after `after` on, oldest first: of one worker, or of all.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn standing_not_applied(
        &mut self,
        centre: CentreId,
        worker: Option<UserId>,
        after: Option<NotAppliedId>,
        limit: u16,
    ) -> Result<Vec<StoredNotApplied>, StoreError> {
        let after = after.map_or(uuid::Uuid::nil(), NotAppliedId::uuid);
        let mut standing = rows::table
            .filter(rows::centre_id.eq(G(centre.uuid())).and(rows::settled_at.is_null()))
            .filter(rows::id.gt(G(after)))
            .order(rows::id)
            .limit(i64::from(limit))
            .into_boxed();
        if let Some(worker) = worker {
            standing = standing.filter(rows::worker_id.eq(G(worker.uuid())));
        }
        read(standing.load::<Row>(self.db)?)
    }

    /// These of a centre.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn not_applied_of(
        &mut self,
        centre: CentreId,
        ids: &[NotAppliedId],
    ) -> Result<Vec<StoredNotApplied>, StoreError> {
        let ids: Vec<_> = ids.iter().map(|id| G(id.uuid())).collect();
        let these = rows::centre_id.eq(G(centre.uuid())).and(rows::id.eq_any(ids));
        read(rows::table.filter(these).load::<Row>(self.db)?)
    }

    /// Those that say something of a resident, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn not_applied_of_resident(
        &mut self,
        centre: CentreId,
        resident: ResidentId,
    ) -> Result<Vec<StoredNotApplied>, StoreError> {
        let theirs = rows::centre_id.eq(G(centre.uuid())).and(rows::resident_id.eq(G(resident.uuid())));
        read(rows::table.filter(theirs).order(rows::id).load::<Row>(self.db)?)
    }

    /// Those that have stood since before an instant, of which nobody was told.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn not_applied_since(
        &mut self,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<(CentreId, NotAppliedId)>, StoreError> {
        let found = rows::table
            .filter(rows::told_at.is_null().and(rows::refused_at.lt(T(before))))
            .filter(rows::settled_at.is_null())
            .order(rows::id)
            .limit(limit)
            .select((rows::centre_id, rows::id))
            .load::<(G, G)>(self.db)?;
        Ok(found
            .into_iter()
            .map(|(c, id)| (CentreId::from_uuid(c.0), NotAppliedId::from_uuid(id.0)))
            .collect())
    }
}

impl WriteTx<'_> {
    /// Forgets those that were settled before an instant.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn forget_not_applied(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError> {
        let old = rows::table.filter(rows::settled_at.le(T(before))).limit(limit);
        let old = old.select(rows::id).load::<G>(self.db)?;
        let gone = rows::table.filter(rows::id.eq_any(old).and(rows::settled_at.le(T(before))));
        Ok(diesel::delete(gone).execute(self.db)?)
    }
}

impl CentreTx<'_, '_> {
    /// Keeps a write that was not applied.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the same write has just been kept elsewhere.
    pub fn insert_not_applied(&mut self, stored: &StoredNotApplied) -> Result<(), StoreError> {
        let fact = &stored.fact;
        diesel::insert_into(rows::table)
            .values((
                (
                    rows::id.eq(G(fact.id.uuid())),
                    rows::centre_id.eq(G(self.centre.uuid())),
                    rows::seq.eq(self.seq),
                    rows::worker_id.eq(G(fact.worker.uuid())),
                    rows::write_id.eq(G(fact.write.uuid())),
                    rows::device_id.eq(G(fact.device.uuid())),
                    rows::operation.eq(fact.operation.as_str()),
                    rows::object_id.eq(G(fact.object)),
                ),
                (
                    rows::case_id.eq(fact.case.map(|id| G(id.uuid()))),
                    rows::visit_id.eq(fact.visit.map(|id| G(id.uuid()))),
                    rows::resident_id.eq(fact.resident.map(|id| G(id.uuid()))),
                    rows::base_version.eq(fact.base_version),
                    rows::current_version.eq(fact.current_version),
                    rows::code.eq(&fact.code),
                    rows::body.eq(&stored.body),
                    rows::refused_at.eq(T(fact.refused_at)),
                ),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Writes down how one stands now: refused anew, or settled with a note.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn update_not_applied(&mut self, fact: &NotApplied, note: Option<&[u8]>) -> Result<(), StoreError> {
        let settled = fact.settled;
        diesel::update(rows::table.find((G(fact.id.uuid()), G(self.centre.uuid()))))
            .set((
                rows::seq.eq(self.seq),
                rows::current_version.eq(fact.current_version),
                rows::code.eq(&fact.code),
                rows::settled_at.eq(settled.map(|(at, _, _)| T(at))),
                rows::settled_by.eq(settled.map(|(_, by, _)| G(by.uuid()))),
                rows::how.eq(settled.map(|(_, _, how)| how.as_str())),
                rows::note.eq(note),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Notes that somebody was told of one; false when somebody was before, or when it is settled.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn not_applied_told(&mut self, id: NotAppliedId, at: Timestamp) -> Result<bool, StoreError> {
        let untold = rows::table.find((G(id.uuid()), G(self.centre.uuid())));
        let untold = untold.filter(rows::told_at.is_null().and(rows::settled_at.is_null()));
        Ok(diesel::update(untold).set(rows::told_at.eq(T(at))).execute(self.db)? == 1)
    }
}
