//! Rows as SQL text, a few hundred a statement: the fastest way into either database that needs no code of its own.

use harness::{Backend, TestDatabase};
use jiff::Timestamp;
use uuid::Uuid;

const ROWS_A_STATEMENT: usize = 400;

/// Writes values in the words of one backend.
#[derive(Clone, Copy)]
pub struct Words(pub Backend);

impl Words {
    pub fn id(self, id: Uuid) -> String {
        match self.0 {
            Backend::Sqlite => format!("X'{}'", id.simple()),
            Backend::Postgres => format!("'{id}'"),
        }
    }

    pub fn at(self, at: Timestamp) -> String {
        match self.0 {
            Backend::Sqlite => at.as_microsecond().to_string(),
            Backend::Postgres => format!("'{at}'"),
        }
    }

    pub fn bytes(self, bytes: &[u8]) -> String {
        match self.0 {
            Backend::Sqlite => format!("X'{}'", hex::encode(bytes)),
            Backend::Postgres => format!("'\\x{}'", hex::encode(bytes)),
        }
    }
}

/// Rows of one table that wait to be written.
pub struct Rows {
    table: &'static str,
    columns: &'static str,
    waiting: Vec<String>,
    written: usize,
}

impl Rows {
    pub const fn of(table: &'static str, columns: &'static str) -> Self {
        Self { table, columns, waiting: Vec::new(), written: 0 }
    }

    pub fn add(&mut self, values: &[String]) {
        self.waiting.push(format!("({})", values.join(",")));
    }

    /// What is to be run next, if enough is waiting or it is the last time.
    pub fn take(&mut self, all: bool) -> Option<String> {
        if self.waiting.is_empty() || (self.waiting.len() < ROWS_A_STATEMENT && !all) {
            return None;
        }
        self.written += self.waiting.len();
        let rows = std::mem::take(&mut self.waiting).join(",");
        Some(format!("INSERT INTO {} ({}) VALUES {rows}", self.table, self.columns))
    }

    pub fn written(&self) -> (&'static str, usize) {
        (self.table, self.written)
    }
}

/// A connection on which everything is one transaction.
pub enum Bulk {
    Sqlite(diesel::SqliteConnection),
    Postgres(diesel::PgConnection),
}

impl Bulk {
    pub fn on(database: &TestDatabase) -> Self {
        let mut bulk = match database.backend() {
            Backend::Sqlite => Self::Sqlite(database.sqlite()),
            Backend::Postgres => Self::Postgres(database.postgres()),
        };
        bulk.run("BEGIN");
        bulk
    }

    pub fn run(&mut self, sql: &str) {
        use diesel::connection::SimpleConnection as _;
        match self {
            Self::Sqlite(connection) => connection.batch_execute(sql),
            Self::Postgres(connection) => connection.batch_execute(sql),
        }
        .expect("a row fits its table");
    }
}
