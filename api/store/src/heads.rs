//! A centre's head row: lock, audit number and sync cursor in one.

use diesel::prelude::*;
use domain::{audit::Entry, ids::CentreId};
use jiff::{Timestamp, civil::Date};

use crate::{
    dialect::{self, Hold, each},
    error::{Failure, StoreError},
    kept::Kept,
    marks::Marks,
    schema::heads,
    tx::{CentreTx, WriteTx},
    types::G,
};

impl WriteTx<'_> {
    /// Runs a closure that writes to one centre. The head row is counted up first, so that numbers of a centre never
    /// become visible out of order; the closure's audit entry is appended under that number at the end.
    ///
    /// # Errors
    /// What the closure returns, or a fault of the store.
    pub fn in_centre<T, E: Failure>(
        &mut self,
        centre: CentreId,
        at: Timestamp,
        work: impl FnOnce(&mut CentreTx<'_, '_>) -> Result<(T, Entry), E>,
    ) -> Result<T, E> {
        let seq = self.count_up(centre)?;
        let mut centre_tx = CentreTx { tx: self, centre, seq, marks: Marks::default() };
        let (value, entry) = work(&mut centre_tx)?;
        centre_tx.number_marked()?;
        centre_tx.append_audit(at, &entry)?;
        Ok(value)
    }

    fn count_up(&mut self, centre: CentreId) -> Result<i64, StoreError> {
        let centre = G(centre.uuid());
        let up = diesel::update(heads::table.find(centre)).set(heads::seq.eq(heads::seq + 1));
        let up = Kept(up.returning(heads::seq));
        let counted = each!(self.db, db => up.get_result::<i64>(db)).optional()?;
        if let Some(seq) = counted {
            return Ok(seq);
        }
        self.insert_head(CentreId::from_uuid(centre.0), 1)?;
        Ok(1)
    }

    pub(crate) fn insert_head(&mut self, centre: CentreId, seq: i64) -> Result<(), StoreError> {
        let first = (
            heads::centre_id.eq(G(centre.uuid())),
            heads::seq.eq(seq),
            heads::case_day.eq(0),
            heads::case_serial.eq(0),
        );
        diesel::insert_into(heads::table).values(first).execute(self.db)?;
        Ok(())
    }

    /// Waits until nobody else writes to this centre, and lets nobody write to it before this transaction is over: for
    /// what is read first and written to the centre perhaps.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn hold_centre(&mut self, centre: CentreId) -> Result<(), StoreError> {
        Ok(dialect::wait_for_head(self.db, G(centre.uuid()), Hold::Alone)?)
    }

    /// Waits until nobody else writes to these centres, without writing to them: for what must not pass a case that
    /// is being filed unseen.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn wait_for_centres(&mut self, centres: &[CentreId]) -> Result<(), StoreError> {
        let mut sorted = centres.to_vec();
        sorted.sort_unstable();
        for centre in sorted {
            dialect::wait_for_head(self.db, G(centre.uuid()), Hold::Shared)?;
        }
        Ok(())
    }
}

impl CentreTx<'_, '_> {
    /// The next serial of a day in this centre.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn next_case_serial(&mut self, day: Date) -> Result<u32, StoreError> {
        let centre = G(self.centre.uuid());
        let key = i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day());
        let (last_day, last) = heads::table
            .find(centre)
            .select((heads::case_day, heads::case_serial))
            .first::<(i32, i32)>(self.db)?;
        let serial = if last_day == key { last.saturating_add(1) } else { 1 };
        let next = (heads::case_day.eq(key), heads::case_serial.eq(serial));
        let next = Kept(diesel::update(heads::table.find(centre)).set(next));
        each!(self.db, db => next.execute(db))?;
        u32::try_from(serial).map_err(|_negative| StoreError::Corrupt("heads"))
    }
}
