//! SQLite's queue of writes is bounded: what does not fit is refused at once, what was taken in is written.

use ::store::{Settings, Store, StoreError, Tenancy};
use harness::{Backend, TestDatabase};

use super::{door, mark, marks};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_is_busy_and_loses_nothing() {
    let db = TestDatabase::fresh(Backend::Sqlite);
    let settings = Settings { queue: 2, ..Settings::new(db.url()) };
    let store = Store::open(&settings, Tenancy::Server).unwrap();
    let (inside, mut outside) = door();
    let blocker = tokio::spawn({
        let store = store.clone();
        async move {
            store
                .write::<_, StoreError>(move |tx| {
                    tx.set_mark("running", "set")?;
                    inside.wait();
                    Ok(())
                })
                .await
        }
    });
    outside.reached().await;

    let (first, second, third, read) = tokio::join!(
        biased;
        mark(&store, "first"),
        mark(&store, "second"),
        mark(&store, "third"),
        // The writer goes on only once the reader has read.
        async {
            let read = store.read::<_, StoreError>(|tx| tx.mark("running")).await;
            outside.open();
            read
        },
    );
    assert!(matches!(third, Err(StoreError::Busy)));
    first.unwrap();
    second.unwrap();
    blocker.await.unwrap().unwrap();
    assert_eq!(read.unwrap(), None, "a reader waits for nobody, and sees nothing that is not committed");
    assert_eq!(marks(&store, ["running", "first", "second", "third"]).await, [true, true, true, false]);

    mark(&store, "third").await.unwrap();
    assert_eq!(marks(&store, ["third"]).await, [true]);
}
