//! Everything that a thief carries off: the files of the database with what was written last, every row of every
//! table, and every object. Never the key ring.

use std::{fs, path::Path};

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl as _,
    connection::SimpleConnection as _,
    sql_query,
    sql_types::{Binary, Text},
};
use harness::{Backend, TestApp};

/// A thing and its bytes.
pub type Loot = Vec<(String, Vec<u8>)>;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Content {
    #[diesel(sql_type = Binary)]
    content: Vec<u8>,
}

/// Where PostgreSQL's log of writes stands.
pub fn wal_position(app: &TestApp) -> Option<String> {
    match app.database.backend() {
        Backend::Sqlite => None,
        Backend::Postgres => Some(wal_file(&mut app.database.postgres())),
    }
}

fn wal_file(db: &mut PgConnection) -> String {
    lines(db, "SELECT pg_walfile_name(pg_current_wal_lsn()) AS line").remove(0)
}

fn lines(db: &mut PgConnection, sql: &str) -> Vec<String> {
    let lines: Vec<Line> = sql_query(sql).load(db).unwrap_or_else(|error| panic!("{sql}: {error}"));
    lines.into_iter().map(|line| line.line).collect()
}

/// Takes it all, while the application runs.
pub fn carry_off(app: &TestApp, wal_began: Option<&str>) -> Loot {
    let mut loot = Loot::new();
    match app.database.backend() {
        Backend::Sqlite => sqlite(app, &mut loot),
        Backend::Postgres => postgres(app, wal_began.unwrap(), &mut loot),
    }
    folder("object", app.dir.path(), &mut loot);
    loot
}

fn folder(what: &str, dir: &Path, loot: &mut Loot) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            folder(what, &path, loot);
        } else {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            loot.push((format!("{what} {name}"), fs::read(&path).unwrap()));
        }
    }
}

/// What somebody reads who may ask the database and the bucket: rows and objects.
pub fn look_through(app: &TestApp) -> Loot {
    let mut loot = Loot::new();
    match app.database.backend() {
        Backend::Sqlite => sqlite_rows(app, &mut loot),
        Backend::Postgres => postgres_rows(&mut app.database.postgres(), &mut loot),
    }
    folder("object", &app.dir.path().join("objects"), &mut loot);
    loot
}

/// The files as they lie there, and every value as SQL writes it: bytes in hex.
fn sqlite(app: &TestApp, loot: &mut Loot) {
    folder("file", app.database.dir(), loot);
    sqlite_rows(app, loot);
}

fn sqlite_rows(app: &TestApp, loot: &mut Loot) {
    let db = &mut app.database.sqlite();
    let tables = "SELECT name AS line FROM sqlite_schema WHERE type = 'table'";
    let tables: Vec<Line> = sql_query(tables).load(db).unwrap();
    assert!(tables.len() > 20);
    for Line { line: table } in tables {
        let columns = format!("SELECT name AS line FROM pragma_table_info('{table}')");
        let columns: Vec<Line> = sql_query(columns).load(db).unwrap();
        let values: Vec<_> = columns.iter().map(|column| format!("quote(\"{}\")", column.line)).collect();
        let rows = format!("SELECT {} AS line FROM \"{table}\"", values.join(" || '|' || "));
        let rows: Vec<Line> = sql_query(rows).load(db).unwrap();
        loot.extend(rows.into_iter().map(|row| (format!("row of {table}"), row.line.into_bytes())));
    }
}

/// Most files of the log of writes that are searched: all stories of this server write to it.
const LOG_FILES: usize = 4;

/// Every row as PostgreSQL prints it, bytes in hex; the files of this database, with what was deleted or written over;
/// the end of the log of writes.
fn postgres(app: &TestApp, wal_began: &str, loot: &mut Loot) {
    let db = &mut app.database.postgres();
    db.batch_execute("CHECKPOINT").unwrap();
    postgres_rows(db, loot);
    let base = "SELECT 'base/' || oid AS line FROM pg_database WHERE datname = current_database()";
    let base = lines(db, base).remove(0);
    let ours = "SELECT pg_relation_filepath(oid) AS line FROM pg_class WHERE relnamespace = 'public'::regnamespace \
         AND pg_relation_filepath(oid) IS NOT NULL \
         UNION ALL SELECT pg_relation_filepath(reltoastrelid) FROM pg_class \
         WHERE relnamespace = 'public'::regnamespace AND reltoastrelid <> 0";
    let mut files = lines(db, ours);
    assert!(files.iter().all(|file| file.starts_with(&base)));
    let wal = format!(
        "SELECT 'pg_wal/' || name AS line FROM pg_ls_waldir() WHERE name >= '{wal_began}' AND name <= '{}' ORDER BY name DESC",
        wal_file(db)
    );
    files.extend(lines(db, &wal).into_iter().take(LOG_FILES));
    for file in files {
        let content: Content =
            sql_query(format!("SELECT pg_read_binary_file('{file}') AS content")).get_result(db).unwrap();
        loot.push((format!("file {file}"), content.content));
    }
}

fn postgres_rows(db: &mut PgConnection, loot: &mut Loot) {
    let tables = lines(db, "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public'");
    assert!(tables.len() > 20);
    for table in tables {
        let rows = lines(db, &format!("SELECT t::text AS line FROM \"{table}\" AS t"));
        loot.extend(rows.into_iter().map(|row| (format!("row of {table}"), row.into_bytes())));
    }
}
