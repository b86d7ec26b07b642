//! A database of its own for every story, so that no two stories share anything and all may run at once.
//!
//! SQLite: a file in a temporary directory. PostgreSQL: a database on the server that `TEST_DATABASE_URL` names,
//! copied from a template that each test process migrates once. The server is thrown away after the tests, the
//! template with it; a story's database is dropped when its [`TestDatabase`] is.

use std::{
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::SystemTime,
};

use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};
use store::{Settings, Store, Tenancy};
use tempfile::TempDir;

/// Where a story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Makes two tests of each story: `name::sqlite` and `name::postgres`, each with a fresh database.
///
/// ```ignore
/// both! {
///     async fn a_mark_is_kept(db: TestDatabase) {
///         let store = db.open();
///         // ...
///     }
/// }
/// ```
#[macro_export]
macro_rules! both {
    ($($(#[$attribute:meta])* async fn $story:ident($db:ident: $database:ty) $body:block)*) => {$(
        $(#[$attribute])*
        async fn $story($db: $database) $body

        mod $story {
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$story($crate::TestDatabase::fresh($crate::Backend::Sqlite)).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                super::$story($crate::TestDatabase::fresh($crate::Backend::Postgres)).await;
            }
        }
    )*};
}

/// A migrated database that nobody else has. It goes when this is dropped.
pub struct TestDatabase {
    backend: Backend,
    url: String,
    name: String,
    dir: TempDir,
}

impl TestDatabase {
    /// Makes one.
    ///
    /// # Panics
    /// Without `TEST_DATABASE_URL` when PostgreSQL is asked for: a test that silently skips proves nothing.
    #[must_use]
    pub fn fresh(backend: Backend) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let dir = tempfile::tempdir().expect("a temporary directory");
        let name = format!("{}_{}", process_name(), COUNT.fetch_add(1, Ordering::Relaxed));
        let url = match backend {
            Backend::Sqlite => {
                let url = format!("sqlite://{}", file_in(dir.path()).display());
                migrate(&url);
                url
            }
            Backend::Postgres => {
                let template = template();
                on_the_server(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
                url_of(&name)
            }
        };
        Self { backend, url, name, dir }
    }

    /// The backend.
    #[must_use]
    pub const fn backend(&self) -> Backend {
        self.backend
    }

    /// Its address, as a site's settings hold it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A directory of this database's own; on SQLite the file is in it.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The store as a server opens it.
    #[must_use]
    pub fn open(&self) -> Store {
        Store::open(&Settings::new(&self.url), Tenancy::Server).expect("the database opens")
    }

    /// Runs statements past the store, as someone with a database shell could. Tables and columns are called the
    /// same on both backends.
    pub fn execute(&self, sql: &str) {
        match self.backend {
            Backend::Sqlite => self.sqlite().batch_execute(sql),
            Backend::Postgres => self.postgres().batch_execute(sql),
        }
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// A bare connection to the SQLite file.
    #[must_use]
    pub fn sqlite(&self) -> SqliteConnection {
        let file = file_in(self.dir());
        let mut connection = SqliteConnection::establish(&file.to_string_lossy()).expect("the file opens");
        connection.batch_execute("PRAGMA busy_timeout = 10000").expect("it waits for the writer");
        connection
    }

    /// A bare connection to the PostgreSQL database.
    #[must_use]
    pub fn postgres(&self) -> PgConnection {
        PgConnection::establish(&self.url).expect("the server answers")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if self.backend == Backend::Postgres {
            let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
            let dropped = PgConnection::establish(server()).map(|mut server| server.batch_execute(&sql));
            if !matches!(dropped, Ok(Ok(()))) && !std::thread::panicking() {
                panic!("{sql}: {dropped:?}");
            }
        }
    }
}

fn file_in(dir: &Path) -> PathBuf {
    dir.join("zerotrip.db")
}

fn migrate(url: &str) {
    let settings = Settings { pool_size: 1, ..Settings::new(url) };
    let store = Store::open(&settings, Tenancy::Command).expect("the database opens");
    store.migrate().expect("the migrations run");
}

/// Begins every database name of this process: several test processes may use one server.
fn process_name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock past 1970");
        format!("story_{}_{}", std::process::id(), since_1970.as_micros())
    })
}

/// The migrated database that this process copies.
fn template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("{}_template", process_name());
        on_the_server(&format!("CREATE DATABASE {name}"));
        migrate(&url_of(&name));
        name
    })
}

fn server() -> &'static str {
    static SERVER: OnceLock<String> = OnceLock::new();
    SERVER.get_or_init(|| {
        std::env::var("TEST_DATABASE_URL").unwrap_or_else(|_unset| {
            panic!("TEST_DATABASE_URL names no PostgreSQL to test on: run `make test`, which starts one")
        })
    })
}

/// The address of another database on the same server.
fn url_of(name: &str) -> String {
    let (server, _database) = server().rsplit_once('/').expect("TEST_DATABASE_URL ends in a database name");
    format!("{server}/{name}")
}

fn on_the_server(sql: &str) {
    PgConnection::establish(server())
        .expect("the PostgreSQL of TEST_DATABASE_URL answers")
        .batch_execute(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}
