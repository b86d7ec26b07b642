//! One schema three times: SQLite's, PostgreSQL's and the one that queries are checked against. They must be the same,
//! and every migration must go both ways.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query,
    sql_types::{Bool, Nullable, Text},
};
use harness::{Backend, TestDatabase};

const OF_QUERIES: &str = include_str!("../../api/store/src/schema.rs");
const README: &str = include_str!("../../migrations/README.md");

/// A schema as a list of facts, one line each.
type Facts = BTreeSet<String>;

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
    #[diesel(sql_type = Bool)]
    has_default: bool,
}

/// One column of an index, without a name when it is an expression.
#[derive(QueryableByName)]
struct IndexColumn {
    #[diesel(sql_type = Text)]
    index: String,
    #[diesel(sql_type = Nullable<Text>)]
    column: Option<String>,
    #[diesel(sql_type = Bool)]
    is_unique: bool,
    #[diesel(sql_type = Bool)]
    is_partial: bool,
    #[diesel(sql_type = Bool)]
    is_primary: bool,
}

fn facts_of_columns(table: &str, columns: Vec<Column>) -> Facts {
    let fact = |(no, column): (i32, Column)| {
        let Column { name, kind, nullable, has_default } = column;
        let null = if nullable { "" } else { " not null" };
        let default = if has_default { " with a default" } else { "" };
        format!("{table}.{name}: {kind}{null}{default}, column {no}")
    };
    (1..).zip(columns).map(fact).collect()
}

fn facts_of_indexes(table: &str, columns: Vec<IndexColumn>) -> Facts {
    let mut indexes = BTreeMap::<String, Vec<String>>::new();
    for IndexColumn { index, column, is_unique, is_partial, is_primary } in columns {
        let partial = if is_partial { ", partial" } else { "" };
        let name = match (is_primary, is_unique) {
            (true, _) => format!("{table}: primary key"),
            (false, true) => format!("{table}: index {index}, unique{partial}"),
            (false, false) => format!("{table}: index {index}{partial}"),
        };
        indexes.entry(name).or_default().push(column.unwrap_or_else(|| "an expression".into()));
    }
    indexes.into_iter().map(|(name, columns)| format!("{name} ({})", columns.join(", "))).collect()
}

fn of_sqlite(db: &mut SqliteConnection) -> Facts {
    let tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
         AND substr(name, 1, 7) <> 'sqlite_' AND name <> '__diesel_schema_migrations'";
    let columns = "SELECT name, type AS kind, NOT \"notnull\" AS nullable, dflt_value IS NOT NULL AS has_default \
         FROM pragma_table_info(?) ORDER BY cid";
    let indexes = "SELECT list.name AS \"index\", list.\"unique\" AS is_unique, list.partial AS is_partial, \
         list.origin = 'pk' AS is_primary, info.name AS \"column\" \
         FROM pragma_index_list(?) AS list, pragma_index_info(list.name) AS info ORDER BY list.name, info.seqno";
    let mut facts = Facts::new();
    for Name { name } in sql_query(tables).load(db).unwrap() {
        facts.extend(facts_of_columns(&name, sql_query(columns).bind::<Text, _>(&name).load(db).unwrap()));
        facts.extend(facts_of_indexes(&name, sql_query(indexes).bind::<Text, _>(&name).load(db).unwrap()));
    }
    facts
}

/// `word` says each type in the words of whom it is to be compared with.
fn of_postgres(db: &mut PgConnection, word: impl Fn(&str) -> String) -> Facts {
    let tables = "SELECT table_name::text AS name FROM information_schema.tables \
         WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'";
    let columns = "SELECT column_name::text AS name, \
         replace(data_type, 'timestamp with time zone', 'timestamptz') AS kind, \
         is_nullable = 'YES' AS nullable, column_default IS NOT NULL AS has_default \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 \
         ORDER BY ordinal_position";
    let indexes = "SELECT name.relname::text AS \"index\", i.indisunique AS is_unique, \
         i.indpred IS NOT NULL AS is_partial, i.indisprimary AS is_primary, a.attname::text AS \"column\" \
         FROM pg_index i JOIN pg_class name ON name.oid = i.indexrelid \
         CROSS JOIN LATERAL unnest(i.indkey::int[]) WITH ORDINALITY AS k(attnum, place) \
         LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0 \
         WHERE i.indrelid = $1::regclass ORDER BY name.relname, k.place";
    let mut facts = Facts::new();
    for Name { name } in sql_query(tables).load(db).unwrap() {
        let mut found: Vec<Column> = sql_query(columns).bind::<Text, _>(&name).load(db).unwrap();
        for column in &mut found {
            column.kind = word(&column.kind);
        }
        facts.extend(facts_of_columns(&name, found));
        facts.extend(facts_of_indexes(&name, sql_query(indexes).bind::<Text, _>(&name).load(db).unwrap()));
    }
    facts
}

/// What schema.rs declares, in PostgreSQL's words. It knows no indexes.
fn of_queries() -> Facts {
    let kind = |word: &str| match word {
        "Guid" => "uuid",
        "Instant" => "timestamptz",
        "Text" => "text",
        "Binary" => "bytea",
        "Bool" => "boolean",
        "Integer" => "integer",
        "BigInt" => "bigint",
        other => panic!("schema.rs uses {other}, for which migrations/README.md has no type"),
    };
    let mut facts = Facts::new();
    for block in OF_QUERIES.split("diesel::table! {").skip(1) {
        let mut table = "";
        let mut columns = Vec::new();
        for line in block.lines().map(str::trim) {
            if let Some((name, key)) = line.strip_suffix(") {").and_then(|line| line.split_once(" (")) {
                table = name;
                facts.insert(format!("{table}: primary key ({key})"));
            } else if let Some((name, word)) = line.strip_suffix(',').and_then(|line| line.split_once(" -> "))
            {
                let inner = word.strip_prefix("Nullable<").and_then(|word| word.strip_suffix('>'));
                columns.push(Column {
                    name: name.to_owned(),
                    kind: kind(inner.unwrap_or(word)).to_owned(),
                    nullable: inner.is_some(),
                    has_default: false,
                });
            }
        }
        facts.extend(facts_of_columns(table, columns));
    }
    facts
}

/// The SQLite type for a PostgreSQL type, as the table in migrations/README.md pairs them.
fn sqlite_type(postgres: &str) -> String {
    let row = README
        .lines()
        .find(|line| line.split('|').nth(2).is_some_and(|cell| cell.contains(&format!("`{postgres}`"))));
    let cell = row.and_then(|row| row.split('|').nth(3));
    let code = cell.and_then(|cell| cell.split('`').nth(1));
    code.unwrap_or_else(|| panic!("migrations/README.md has no type for PostgreSQL's {postgres}")).to_owned()
}

fn assert_same(left_name: &str, left: &Facts, right_name: &str, right: &Facts) {
    assert!(left.len() > 200, "{left_name} was not read");
    let only = |name, mine: &Facts, theirs: &Facts| {
        mine.difference(theirs).map(|fact| format!("\nonly {name}: {fact}")).collect::<String>()
    };
    let difference = only(left_name, left, right) + &only(right_name, right, left);
    assert!(difference.is_empty(), "{difference}");
}

#[test]
fn both_databases_and_the_queries_have_one_schema() {
    let sqlite = TestDatabase::fresh(Backend::Sqlite);
    let postgres = TestDatabase::fresh(Backend::Postgres);

    let in_its_words = of_postgres(&mut postgres.postgres(), sqlite_type);
    assert_same("SQLite", &of_sqlite(&mut sqlite.sqlite()), "PostgreSQL", &in_its_words);

    let mut without_indexes = of_postgres(&mut postgres.postgres(), str::to_owned);
    without_indexes.retain(|fact| !fact.contains(": index "));
    assert_same("PostgreSQL", &without_indexes, "schema.rs", &of_queries());
}

#[test]
fn migrations_go_down_and_up_again_on_sqlite() {
    let db = TestDatabase::fresh(Backend::Sqlite);
    let before = of_sqlite(&mut db.sqlite());
    db.open().unmigrate().unwrap();
    assert_eq!(of_sqlite(&mut db.sqlite()), Facts::new());
    db.open().migrate().unwrap();
    assert_same("before", &before, "after", &of_sqlite(&mut db.sqlite()));
}

#[test]
fn migrations_go_down_and_up_again_on_postgresql() {
    let db = TestDatabase::fresh(Backend::Postgres);
    let facts = || of_postgres(&mut db.postgres(), str::to_owned);
    let before = facts();
    db.open().unmigrate().unwrap();
    assert_eq!(facts(), Facts::new());
    db.open().migrate().unwrap();
    assert_same("before", &before, "after", &facts());
}

#[test]
fn every_sqlite_table_is_strict() {
    let db = TestDatabase::fresh(Backend::Sqlite);
    let lax = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict \
         AND substr(name, 1, 7) <> 'sqlite_' AND name <> '__diesel_schema_migrations'";
    let lax: Vec<Name> = sql_query(lax).load(&mut db.sqlite()).unwrap();
    assert!(lax.is_empty(), "{}", lax[0].name);
}

#[test]
fn nothing_happens_behind_the_queries_backs() {
    let sqlite = TestDatabase::fresh(Backend::Sqlite);
    let others = "SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')";
    let others: Vec<Name> = sql_query(others).load(&mut sqlite.sqlite()).unwrap();
    assert!(others.is_empty(), "SQLite has the trigger or view {}", others[0].name);

    let postgres = TestDatabase::fresh(Backend::Postgres);
    let others = "SELECT tgname::text AS name FROM pg_trigger WHERE NOT tgisinternal \
         UNION ALL SELECT viewname::text FROM pg_views WHERE schemaname = 'public' \
         UNION ALL SELECT conname::text FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace \
         WHERE n.nspname = 'public' AND contype NOT IN ('p', 'u')";
    let others: Vec<Name> = sql_query(others).load(&mut postgres.postgres()).unwrap();
    assert!(others.is_empty(), "PostgreSQL has the trigger, view or constraint {}", others[0].name);
}

#[test]
fn both_databases_have_the_same_migrations() {
    let folders = |backend: &str| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(backend);
        let mut names: Vec<_> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                for script in ["up.sql", "down.sql"] {
                    assert!(path.join(script).is_file(), "{} has no {script}", path.display());
                }
                path.file_name().unwrap().to_owned()
            })
            .collect();
        names.sort_unstable();
        names
    };
    assert_eq!(folders("sqlite"), folders("postgres"));
}
