//! The only room that knows the database.
//!
//! Everything goes through [`Store::read`] and [`Store::write`]: each runs one closure in one transaction, on
//! SQLite and PostgreSQL alike. A closure has no effect outside the database, for it may be run again. What belongs
//! to a centre is written inside [`WriteTx::in_centre`], which takes the centre's head row: lock, audit number and
//! sync cursor in one. Queries are methods on the transactions, one file a noun, in the words of `domain`.
//!
//! Nothing outside this crate names diesel, and nothing in it knows the wire, a key or a file.

mod audit;
mod bulletin;
mod calendars;
mod case_events;
mod case_facts;
mod case_lists;
mod cases;
mod catalogue_drafts;
mod catalogues;
mod conn;
mod corrections;
mod custody;
mod deadlines;
mod deaths;
mod deferrals;
mod device_reports;
mod dialect;
mod erasures;
mod error;
mod evidence;
mod figures;
mod gateway_secrets;
mod handovers;
mod heads;
mod home_places;
mod jobs;
mod kept;
mod letters;
mod links;
mod lookups;
mod mandates;
mod marks;
mod messages;
mod migrate;
mod not_applied;
mod personal;
mod pg;
mod procedures;
mod query_codes;
mod ratings;
mod refusals;
mod replies;
mod residents;
mod results;
mod retention;
mod schema;
mod scope_exits;
mod sessions;
mod site;
mod sync;
mod tasks;
mod tx;
mod types;
mod units;
mod uploads;
mod users;
mod visit_requests;
mod visits;
mod writer;

use std::{sync::Arc, time::Duration};

use diesel::r2d2::{self, Pool};

pub use audit::{AuditRow, AuditWalk};
pub use bulletin::CaseCounts;
pub use case_events::NotedEvent;
pub use cases::{CaseFile, CaseFilter, CaseRow, PageKey};
pub use catalogue_drafts::CatalogueDraft;
pub use catalogues::PublishedCatalogue;
pub use corrections::StoredNotice;
pub use custody::{CustodyKey, Listed};
pub use deadlines::{Nearing, OldDeadlines, StoredDeadlines};
pub use device_reports::StoredReport;
pub use erasures::StoredErasureRequest;
pub use error::{Failure, StoreError};
pub use evidence::StoredEvidence;
pub use figures::{FactsGroup, FactsKey, FactsRow, FactsScope};
pub use gateway_secrets::KeptSecrets;
pub use handovers::Handover;
pub use jobs::{ClaimedJob, NewJob};
pub use letters::StoredLetter;
pub use lookups::NewLookUp;
pub use messages::{NewMessage, StoredMessage, Tried};
pub use not_applied::StoredNotApplied;
pub use personal::Emptied;
pub use replies::SavedReply;
pub use residents::StoredResident;
pub use results::StoredResult;
pub use scope_exits::Left;
pub use sessions::{DeviceRow, SessionRow};
pub use sync::{SyncKey, SyncPlace, SyncScope, Synced};
pub use tx::{CentreTx, ReadTx, WriteTx};
pub use uploads::{NewSegment, Upload, UploadChange};
pub use users::{NewUser, StoredUser};
pub use visit_requests::{RequestsScope, StoredVisitRequest};
pub use visits::StoredVisit;

use conn::{Db, Manager, Target};

/// How the store is opened.
#[derive(Clone)]
pub struct Settings {
    /// `sqlite:///path/file.db` or `postgres://…`.
    pub url: String,
    /// Connections: readers on SQLite, all of them on PostgreSQL.
    pub pool_size: u32,
    /// Writes that may wait on SQLite before the next is refused as busy.
    pub queue: usize,
}

impl Settings {
    /// Usual sizes for a database address.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), pool_size: 16, queue: 1024 }
    }
}

/// Who opens the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenancy {
    /// The server: the only one on an SQLite file.
    Server,
    /// An admin command, beside a running server.
    Command,
}

/// A handle to the database; cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: Pool<Manager>,
    writer: Writer,
    target: Target,
    lock: Option<Arc<std::fs::File>>,
}

#[derive(Clone)]
enum Writer {
    Thread(writer::Queue),
    Pool,
}

#[derive(Debug)]
struct Quiet;

impl<E: std::error::Error> r2d2::HandleError<E> for Quiet {
    fn handle_error(&self, error: E) {
        tracing::debug!(error = %error, "a database connection could not be made");
    }
}

impl Store {
    /// Opens the database. Connects at once, so that a wrong address is told at start.
    ///
    /// # Errors
    /// [`StoreError::Address`], [`StoreError::Taken`] when another server has the file, [`StoreError::Unavailable`].
    pub fn open(settings: &Settings, tenancy: Tenancy) -> Result<Self, StoreError> {
        let target = Target::parse(&settings.url)?;
        let lock = match (&target, tenancy) {
            (Target::Sqlite(path), Tenancy::Server) => Some(Arc::new(writer::lock_file(path)?)),
            _ => None,
        };
        let writer = match &target {
            Target::Sqlite(_) => Writer::Thread(writer::start(target.connect()?, settings.queue)?),
            Target::Pg(_) => Writer::Pool,
        };
        let pool = Pool::builder()
            .max_size(settings.pool_size)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(5))
            .error_handler(Box::new(Quiet))
            .build(Manager { target: target.clone(), read_only: matches!(writer, Writer::Thread(_)) })
            .map_err(|error| StoreError::Unavailable(Some(Box::new(error))))?;
        Ok(Self { pool, writer, target, lock })
    }

    /// Whether no other server can be at work on this database.
    #[must_use]
    pub const fn is_alone(&self) -> bool {
        self.lock.is_some()
    }

    /// Runs a closure that only reads, seeing one state of the database throughout.
    ///
    /// # Errors
    /// What the closure returns, or a fault of the store.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut ReadTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        self.blocking(move |db| {
            dialect::begin_read(db).map_err(|error| E::from(error.into()))?;
            let outcome = work(&mut ReadTx::over(db));
            let ended = if outcome.is_ok() { dialect::commit(db) } else { dialect::rollback(db) };
            outcome.and_then(|value| ended.map(|()| value).map_err(|error| E::from(error.into())))
        })
        .await
    }

    /// Runs a closure that writes, in one transaction, committed and synced when this returns. On PostgreSQL the
    /// closure may run more than once.
    ///
    /// # Errors
    /// What the closure returns (and then nothing was written), or a fault of the store; after
    /// [`StoreError::Unavailable`] it is unknown whether the write took place.
    pub async fn write<T, E>(
        &self,
        work: impl Fn(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        match &self.writer {
            Writer::Thread(queue) => queue.run(work).await,
            Writer::Pool => self.blocking(move |db| pg::write(db, &work)).await,
        }
    }

    async fn blocking<T, E>(
        &self,
        work: impl FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        let pool = self.pool.clone();
        let task = tokio::task::spawn_blocking(move || {
            let mut db = pool.get().map_err(|error| {
                tracing::warn!(error = %error, "no database connection came free");
                E::from(StoreError::Unavailable(Some(Box::new(error))))
            })?;
            work(&mut db)
        });
        match tokio::time::timeout(Duration::from_secs(20), task).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panicked)) => Err(E::from(StoreError::Fault(Box::new(panicked)))),
            Err(_elapsed) => Err(E::from(StoreError::Unavailable(None))),
        }
    }
}
