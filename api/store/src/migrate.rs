//! Migrations, embedded. Both folders hold the same names.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::{
    Store, StoreError,
    conn::{Db, Target},
};

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

type Boxed = Box<dyn std::error::Error + Send + Sync>;

fn fault(error: Boxed) -> StoreError {
    StoreError::Fault(error)
}

fn names<DB: diesel::backend::Backend>(
    migrations: &[Box<dyn diesel::migration::Migration<DB>>],
) -> Vec<String> {
    migrations.iter().map(|migration| migration.name().to_string()).collect()
}

fn pending(db: &mut Db) -> Result<Vec<String>, StoreError> {
    match db {
        Db::Sqlite(inner) => inner.pending_migrations(SQLITE).map(|found| names(&found)),
        Db::Pg(inner) => inner.pending_migrations(POSTGRES).map(|found| names(&found)),
    }
    .map_err(fault)
}

impl Store {
    /// Brings the schema up to this program's, and says what was run.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        let mut db = self.target.connect()?;
        let todo = pending(&mut db)?;
        match &mut db {
            Db::Sqlite(inner) => inner.run_pending_migrations(SQLITE).map(|_run| ()),
            Db::Pg(inner) => inner.run_pending_migrations(POSTGRES).map(|_run| ()),
        }
        .map_err(fault)?;
        Ok(todo)
    }

    /// Takes every migration back.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn unmigrate(&self) -> Result<(), StoreError> {
        let mut db = self.target.connect()?;
        match &mut db {
            Db::Sqlite(inner) => inner.revert_all_migrations(SQLITE).map(|_run| ()),
            Db::Pg(inner) => inner.revert_all_migrations(POSTGRES).map(|_run| ()),
        }
        .map_err(fault)
    }

    /// Refuses a schema that is older than this program.
    ///
    /// # Errors
    /// [`StoreError::Pending`] with the names.
    pub fn require_current_schema(&self) -> Result<(), StoreError> {
        let todo = pending(&mut self.target.connect()?)?;
        if todo.is_empty() { Ok(()) } else { Err(StoreError::Pending(todo.join(", "))) }
    }

    /// `sqlite` or `postgres`, for logs and health.
    #[must_use]
    pub const fn backend(&self) -> &'static str {
        match self.target {
            Target::Sqlite(_) => "sqlite",
            Target::Pg(_) => "postgres",
        }
    }
}
