//! Who may open a database beside whom.

use ::store::{Settings, Store, StoreError, Tenancy};
use harness::{Backend, TestDatabase, both};

use super::{centre, count_one, mark, marks};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_one_file_is_refused() {
    let db = TestDatabase::fresh(Backend::Sqlite);
    let first = db.open();
    let second = Store::open(&Settings::new(db.url()), Tenancy::Server).map(|_store| ());
    assert!(matches!(second, Err(StoreError::Taken)), "{second:?}");

    let command = Store::open(&Settings::new(db.url()), Tenancy::Command).unwrap();
    mark(&command, "by-command").await.unwrap();
    mark(&first, "by-server").await.unwrap();
    assert_eq!(marks(&first, ["by-command", "by-server"]).await, [true, true]);
    assert_eq!(marks(&command, ["by-command", "by-server"]).await, [true, true]);

    drop(first);
    let next = db.open();
    assert_eq!(marks(&next, ["by-command", "by-server"]).await, [true, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_share_a_postgresql_database() {
    let db = TestDatabase::fresh(Backend::Postgres);
    let (one, other) = (db.open(), db.open());
    mark(&one, "by-one").await.unwrap();
    mark(&other, "by-other").await.unwrap();
    assert_eq!(marks(&one, ["by-one", "by-other"]).await, [true, true]);
}

#[test]
fn an_address_of_another_kind_is_refused_without_a_guess() {
    for address in ["", "zerotrip.db", "mysql://localhost/zerotrip", "file:///zerotrip.db"] {
        let opened = Store::open(&Settings::new(address), Tenancy::Command).map(|_store| ());
        assert!(matches!(opened, Err(StoreError::Address)), "{address}");
    }
}

both! {
    async fn a_schema_that_is_behind_is_refused_by_name(db: TestDatabase) {
        let store = db.open();
        store.require_current_schema().unwrap();
        store.unmigrate().unwrap();
        let Err(StoreError::Pending(names)) = store.require_current_schema() else { panic!("it is behind") };
        assert!(names.contains("main_job"), "{names}");
        assert_eq!(store.migrate().unwrap().join(", "), names);
        assert_eq!(store.migrate().unwrap().len(), 0);
        store.require_current_schema().unwrap();
    }

    async fn a_command_and_a_server_count_in_one_row(db: TestDatabase) {
        let server = db.open();
        let command = Store::open(&Settings::new(db.url()), Tenancy::Command).unwrap();
        let mut numbers = Vec::new();
        for _ in 0..10 {
            let (one, other) = tokio::join!(count_one(&server, centre()), count_one(&command, centre()));
            numbers.extend([one.unwrap(), other.unwrap()]);
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    }
}
