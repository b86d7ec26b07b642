//! The only place that asks which backend it is: session set-up, error words, and the statements that the common
//! query language lacks.

use diesel::{
    Connection, QueryResult, RunQueryDsl,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
};

use crate::{conn::Db, error::StoreError};

/// Runs the same expression on the connection inside the enum. Where every submission passes it is worth it: through the
/// enum, a statement's text is written anew two or three times before it is found prepared.
macro_rules! each {
    ($db:expr, $inner:ident => $run:expr) => {
        match &mut *$db {
            $crate::conn::Db::Sqlite($inner) => $run,
            $crate::conn::Db::Pg($inner) => $run,
        }
    };
}
pub(crate) use each;

/// Durable on SQLite means a synced WAL on every commit; the group commit makes that cheap.
const SQLITE_SET_UP: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768; \
     PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON;";

const PG_SET_UP: &str = "SET statement_timeout = '10s'; SET lock_timeout = '5s'; \
     SET idle_in_transaction_session_timeout = '15s'; SET synchronous_commit = on; \
     SET client_min_messages = warning; SET timezone = 'UTC';";

/// Time-outs on this side of the line: a server that has vanished says nothing.
pub fn with_client_timeouts(url: &str) -> String {
    let separator = if url.contains('?') { '&' } else { '?' };
    format!(
        "{url}{separator}connect_timeout=5&tcp_user_timeout=12000&keepalives=1&keepalives_idle=5\
         &keepalives_interval=2&keepalives_count=3&application_name=zerotrip"
    )
}

pub fn set_up(db: &mut Db) -> Result<(), StoreError> {
    let words = match db {
        Db::Sqlite(_) => SQLITE_SET_UP,
        Db::Pg(_) => PG_SET_UP,
    };
    Ok(db.batch_execute(words)?)
}

pub fn set_read_only(db: &mut Db) -> Result<(), StoreError> {
    match db {
        // There are many of them, and the kernel holds the same pages.
        Db::Sqlite(inner) => Ok(inner.batch_execute("PRAGMA query_only = ON; PRAGMA cache_size = -2048")?),
        Db::Pg(_) => Ok(()),
    }
}

pub fn is_broken(db: &mut Db) -> bool {
    match db {
        Db::Sqlite(inner) => {
            <AnsiTransactionManager as TransactionManager<_>>::is_broken_transaction_manager(inner)
        }
        Db::Pg(inner) => diesel::r2d2::R2D2Connection::is_broken(inner),
    }
}

/// Begins a transaction that will write. On SQLite the write lock is taken at once: a reader that turns writer
/// half-way is refused without waiting.
pub fn begin_write(db: &mut Db) -> QueryResult<()> {
    match db {
        Db::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE"),
        Db::Pg(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN"),
    }
}

/// Begins a transaction that only reads, and sees one state throughout.
pub fn begin_read(db: &mut Db) -> QueryResult<()> {
    match db {
        Db::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN"),
        Db::Pg(inner) => AnsiTransactionManager::begin_transaction_sql(
            inner,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
    }
}

pub fn commit(db: &mut Db) -> QueryResult<()> {
    <Db as Connection>::TransactionManager::commit_transaction(db)
}

pub fn rollback(db: &mut Db) -> QueryResult<()> {
    <Db as Connection>::TransactionManager::rollback_transaction(db)
}

/// What the backends' own words mean, where diesel has no kind for it.
pub fn classify(message: &str) -> Option<StoreError> {
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if says(&["database or disk is full", "No space left on device", "could not extend file"]) {
        Some(StoreError::Full)
    } else if says(&["deadlock detected", "could not serialize", "lock timeout"]) {
        Some(StoreError::Contended)
    } else if says(&["database is locked"]) {
        Some(StoreError::Busy)
    } else if says(&[
        "terminating connection",
        "server closed the connection",
        "could not receive data",
        "no connection to the server",
        "the database system is",
        "statement timeout",
        "too many clients",
    ]) {
        Some(StoreError::Unavailable(None))
    } else {
        None
    }
}

/// Claims due jobs: on PostgreSQL past those that another replica is just claiming; SQLite has one writer. A subselect
/// in place of the materialized list may be run once a row, and then claims far more than the limit.
pub fn claim_jobs_sql(db: &Db) -> &'static str {
    match db {
        Db::Sqlite(_) => {
            "UPDATE jobs SET leased_until = ?, attempts = attempts + 1 WHERE id IN (SELECT id FROM jobs \
             WHERE run_at <= ? AND (leased_until IS NULL OR leased_until <= ?) ORDER BY run_at LIMIT ?) \
             RETURNING id, kind, centre_id, subject, attempts"
        }
        Db::Pg(_) => {
            "WITH due AS MATERIALIZED (SELECT id FROM jobs WHERE run_at <= $2 \
             AND (leased_until IS NULL OR leased_until <= $3) ORDER BY run_at LIMIT $4 FOR UPDATE SKIP LOCKED) \
             UPDATE jobs SET leased_until = $1, attempts = jobs.attempts + 1 FROM due WHERE jobs.id = due.id \
             RETURNING jobs.id, jobs.kind, jobs.centre_id, jobs.subject, jobs.attempts"
        }
    }
}

/// How a head row is waited for.
#[derive(Clone, Copy)]
pub enum Hold {
    /// With others who do not count it up; whoever does waits for all of them.
    Shared,
    /// Alone: for who may count it up later. Two that share it and then count it up would wait for each other.
    Alone,
}

/// Waits for a centre's head row without counting it up. SQLite's one writer needs no waiting.
pub fn wait_for_head(db: &mut Db, centre: crate::types::G, hold: Hold) -> QueryResult<()> {
    use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};

    use crate::schema::heads;
    let Db::Pg(inner) = db else { return Ok(()) };
    let head = heads::table.select(heads::seq).filter(heads::centre_id.eq(centre));
    let found = match hold {
        Hold::Shared => head.for_share().first::<i64>(inner),
        Hold::Alone => head.for_update().first::<i64>(inner),
    };
    found.optional().map(|_| ())
}

/// Holds what reports keep of a case against every other transaction that counts its messages, and tells whether it is
/// over; nothing when nothing is kept. SQLite's one writer needs no holding.
pub fn hold_facts(
    db: &mut Db,
    (centre, case): (crate::types::G, crate::types::G),
) -> QueryResult<Option<bool>> {
    use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};

    use crate::schema::case_facts;
    let of_case = case_facts::table
        .filter(case_facts::case_id.eq(case).and(case_facts::centre_id.eq(centre)))
        .select(case_facts::over_at.is_not_null());
    match db {
        Db::Sqlite(inner) => of_case.first::<bool>(inner).optional(),
        Db::Pg(inner) => of_case.for_no_key_update().first::<bool>(inner).optional(),
    }
}
