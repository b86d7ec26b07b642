//! Work to be done after the commit, claimed by lease and run with no lock held.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Integer, Text},
};
use domain::ids::{CentreId, JobId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    dialect::{self, each},
    error::StoreError,
    kept::Kept,
    schema::jobs,
    tx::{ReadTx, WriteTx},
    types::{G, Guid, Instant, T},
};

/// A job to be put into the queue: data only, ids only.
#[derive(Debug, Clone, Copy)]
pub struct NewJob {
    /// Id.
    pub id: JobId,
    /// What kind of work.
    pub kind: &'static str,
    /// The centre it belongs to.
    pub centre: CentreId,
    /// The thing it is about.
    pub subject: Uuid,
    /// Not before.
    pub run_at: Timestamp,
}

/// A job that is leased to this process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedJob {
    /// Id.
    pub id: JobId,
    /// What kind of work.
    pub kind: String,
    /// The centre it belongs to.
    pub centre: CentreId,
    /// The thing it is about.
    pub subject: Uuid,
    /// Claims so far, this one included.
    pub attempts: i32,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Guid)]
    id: G,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Guid)]
    centre_id: G,
    #[diesel(sql_type = Guid)]
    subject: G,
    #[diesel(sql_type = Integer)]
    attempts: i32,
}

impl ReadTx<'_> {
    /// Jobs in the queue, and the instant since when the oldest due one has waited.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn backlog(&mut self, now: Timestamp) -> Result<(i64, Option<Timestamp>), StoreError> {
        let waiting = jobs::table.count().get_result(self.db)?;
        let oldest = jobs::table
            .filter(jobs::run_at.le(T(now)))
            .order(jobs::run_at)
            .select(jobs::run_at)
            .first::<T>(self.db)
            .optional()?;
        Ok((waiting, oldest.map(|at| at.0)))
    }

    /// When the next job may be claimed.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn next_job_at(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let free = jobs::table
            .filter(jobs::leased_until.is_null())
            .order(jobs::run_at)
            .select(jobs::run_at)
            .first::<T>(self.db)
            .optional()?;
        Ok(free.map(|at| at.0))
    }
}

impl WriteTx<'_> {
    /// Puts a job into the queue.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn enqueue(&mut self, job: &NewJob) -> Result<(), StoreError> {
        let row = (
            jobs::id.eq(G(job.id.uuid())),
            jobs::kind.eq(job.kind),
            jobs::centre_id.eq(G(job.centre.uuid())),
            jobs::subject.eq(G(job.subject)),
            jobs::run_at.eq(T(job.run_at)),
            jobs::attempts.eq(0),
        );
        each!(self.db, db => diesel::insert_into(jobs::table).values(row).execute(db))?;
        Ok(())
    }

    /// Leases up to `limit` due jobs until `until`; those whose lease has run out are due again.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn claim_jobs(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        limit: i64,
    ) -> Result<Vec<ClaimedJob>, StoreError> {
        let claim = diesel::sql_query(dialect::claim_jobs_sql(self.db))
            .bind::<Instant, _>(T(until))
            .bind::<Instant, _>(T(now))
            .bind::<Instant, _>(T(now))
            .bind::<BigInt, _>(limit);
        let rows = each!(self.db, db => Kept(claim).load::<Row>(db))?;
        Ok(rows
            .into_iter()
            .map(|row| ClaimedJob {
                id: JobId::from_uuid(row.id.0),
                kind: row.kind,
                centre: CentreId::from_uuid(row.centre_id.0),
                subject: row.subject.0,
                attempts: row.attempts,
            })
            .collect())
    }

    /// Frees every lease: for a server that has the database to itself, at its start, when whoever had claimed is gone.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn free_leases(&mut self) -> Result<usize, StoreError> {
        let leased = jobs::table.filter(jobs::leased_until.is_not_null());
        Ok(diesel::update(leased).set(jobs::leased_until.eq(None::<T>)).execute(self.db)?)
    }

    /// Takes a job out of the queue: in the transaction of its effect, so that it is done once.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn finish_job(&mut self, id: JobId) -> Result<(), StoreError> {
        diesel::delete(jobs::table.find(G(id.uuid()))).execute(self.db)?;
        Ok(())
    }

    /// Lets a claimed job wait until `at`: nothing went wrong, it is only not the time for it.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn put_off_job(&mut self, id: JobId, at: Timestamp) -> Result<(), StoreError> {
        diesel::update(jobs::table.find(G(id.uuid())))
            .set((jobs::run_at.eq(T(at)), jobs::leased_until.eq(None::<T>), jobs::attempts.eq(0)))
            .execute(self.db)?;
        Ok(())
    }

    /// Puts a job back, to be tried again at `at`, with the code of what went wrong.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn retry_job(&mut self, id: JobId, at: Timestamp, code: &str) -> Result<(), StoreError> {
        diesel::update(jobs::table.find(G(id.uuid())))
            .set((jobs::run_at.eq(T(at)), jobs::leased_until.eq(None::<T>), jobs::last_error.eq(code)))
            .execute(self.db)?;
        Ok(())
    }
}
