//! The one connection type: SQLite or PostgreSQL behind one enum, and how each is opened.

use diesel::{Connection, MultiConnection, PgConnection, SqliteConnection, r2d2::ManageConnection};

use crate::{dialect, error::StoreError};

/// A connection to either backend. Queries are written once against it.
#[derive(MultiConnection)]
pub enum Db {
    Sqlite(SqliteConnection),
    Pg(PgConnection),
}

/// Where the database is.
#[derive(Clone)]
pub enum Target {
    /// A file.
    Sqlite(std::path::PathBuf),
    /// A libpq address; holds a password, so it is never printed.
    Pg(String),
}

impl Target {
    /// Reads `sqlite:///path/file.db` or `postgres://…`. No other scheme is guessed at.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            return Ok(Self::Sqlite(path.into()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Pg(dialect::with_client_timeouts(url)));
        }
        Err(StoreError::Address)
    }

    /// Opens a connection for writing.
    pub fn connect(&self) -> Result<Db, StoreError> {
        let opened = match self {
            Self::Sqlite(path) => SqliteConnection::establish(&path.to_string_lossy()).map(Db::Sqlite),
            Self::Pg(url) => PgConnection::establish(url).map(Db::Pg),
        };
        let mut db = opened.map_err(StoreError::from_connection)?;
        dialect::set_up(&mut db)?;
        Ok(db)
    }
}

/// Makes connections for a pool: readers, or on PostgreSQL all.
pub struct Manager {
    pub target: Target,
    pub read_only: bool,
}

impl ManageConnection for Manager {
    type Connection = Db;
    type Error = StoreError;

    fn connect(&self) -> Result<Db, StoreError> {
        let mut db = self.target.connect()?;
        if self.read_only {
            dialect::set_read_only(&mut db)?;
        }
        Ok(db)
    }

    fn is_valid(&self, _db: &mut Db) -> Result<(), StoreError> {
        Ok(())
    }

    fn has_broken(&self, db: &mut Db) -> bool {
        dialect::is_broken(db)
    }
}
