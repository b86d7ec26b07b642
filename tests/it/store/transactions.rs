//! One closure, one transaction: all of it or nothing, whatever its neighbours do.

use ::store::{SavedReply, Settings, Store, StoreError, Tenancy};
use domain::ids::{CaseId, UserId, WriteId};
use harness::{Backend, TestDatabase, both};

use super::{Refused, at, centre, count_one, door, id, mark, marks};

both! {
    async fn a_refused_write_leaves_nothing_and_its_neighbours_are_kept(db: TestDatabase) {
        let store = db.open();
        let (inside, outside) = door();
        let blocker = store.write::<_, StoreError>(move |tx| {
            tx.set_mark("first", "set")?;
            inside.wait();
            Ok(())
        });
        let refused = store.write(|tx| {
            tx.set_mark("refused", "set")?;
            tx.in_centre(centre(), at(0), |_tx| Err::<((), _), _>(Refused::OnPurpose))
        });
        // A fault in one closure's query is no fault of the database: there is no mandate to be read.
        let faulty = store.write::<_, StoreError>(|tx| {
            tx.set_mark("faulty", "set")?;
            tx.mandate_of(centre(), CaseId::from_uuid(id(7))).map(|_mandate| ())
        });
        // On SQLite all that waits behind the blocker shares its batch.
        let (blocker, before, refused, faulty, number, after, ()) = tokio::join!(
            biased;
            blocker,
            mark(&store, "before"),
            refused,
            faulty,
            count_one(&store, centre()),
            mark(&store, "after"),
            async { outside.open() },
        );
        blocker.unwrap();
        before.unwrap();
        after.unwrap();
        assert!(matches!(refused, Err(Refused::OnPurpose)));
        assert!(matches!(faulty, Err(StoreError::Fault(_))));
        assert_eq!(number.unwrap(), 1, "a refused write uses up no number");
        assert_eq!(
            marks(&store, ["first", "before", "refused", "faulty", "after"]).await,
            [true, true, false, false, true]
        );
    }

    async fn a_write_that_panics_is_rolled_back_and_the_store_goes_on(db: TestDatabase) {
        let store = db.open();
        for _ in 0..20 {
            let panicked = store
                .write::<(), StoreError>(|tx| {
                    tx.set_mark("panicked", "set")?;
                    tx.in_centre(centre(), at(0), |_tx| panic!("on purpose"))
                })
                .await;
            assert!(matches!(panicked, Err(StoreError::Fault(_))), "{panicked:?}");
        }
        let panicked = store.read::<(), StoreError>(|_tx| panic!("on purpose")).await;
        assert!(matches!(panicked, Err(StoreError::Fault(_))), "{panicked:?}");
        assert_eq!(count_one(&store, centre()).await.unwrap(), 1);
        assert_eq!(marks(&store, ["panicked"]).await, [false]);
    }

    async fn a_reader_sees_one_state_throughout(db: TestDatabase) {
        let store = db.open();
        let (inside, mut outside) = door();
        let reader = tokio::spawn({
            let store = store.clone();
            async move {
                store
                    .read::<_, StoreError>(move |tx| {
                        let first = tx.mark("late")?;
                        inside.wait();
                        Ok((first, tx.mark("late")?))
                    })
                    .await
            }
        });
        outside.reached().await;
        mark(&store, "late").await.unwrap();
        outside.open();
        assert_eq!(reader.await.unwrap().unwrap(), (None, None));
        assert_eq!(marks(&store, ["late"]).await, [true]);
    }

    async fn a_write_that_passes_over_a_refused_statement_is_never_told_done_for_nothing(db: TestDatabase) {
        let store = db.open();
        let (actor, write) = (UserId::from_uuid(id(3)), WriteId::from_uuid(id(4)));
        let reply = SavedReply { body_digest: vec![1], outcome: "done".into() };
        let told = store
            .write::<_, StoreError>(move |tx| {
                tx.set_mark("kept", "set")?;
                tx.save_reply(actor, write, &reply, at(0))?;
                let again = tx.save_reply(actor, write, &reply, at(0));
                assert!(matches!(again, Err(StoreError::Duplicate)));
                Ok(())
            })
            .await;
        assert_eq!(marks(&store, ["kept"]).await, [told.is_ok()]);
        // SQLite undoes the one statement; PostgreSQL gives up the transaction, and the store says so.
        match db.backend() {
            Backend::Sqlite => told.unwrap(),
            Backend::Postgres => assert!(matches!(told, Err(StoreError::Fault(_))), "{told:?}"),
        }
        mark(&store, "next").await.unwrap();
    }
}

/// Ends every other connection to the database, and returns when they have ended.
const CUT: &str = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
     WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[tokio::test(flavor = "multi_thread")]
async fn a_line_cut_in_the_middle_of_a_write_is_told_and_mended() {
    let db = TestDatabase::fresh(Backend::Postgres);
    let settings = Settings { pool_size: 1, ..Settings::new(db.url()) };
    let store = Store::open(&settings, Tenancy::Server).unwrap();
    let (inside, mut outside) = door();
    let cut_off = tokio::spawn({
        let store = store.clone();
        async move {
            store
                .write::<_, StoreError>(move |tx| {
                    tx.set_mark("cut-off", "set")?;
                    inside.wait();
                    Ok(())
                })
                .await
        }
    });
    outside.reached().await;
    db.execute(CUT);
    outside.open();
    let cut_off = cut_off.await.unwrap();
    assert!(matches!(cut_off, Err(StoreError::Unavailable(_))), "{cut_off:?}");
    mark(&store, "next").await.unwrap();
    assert_eq!(marks(&store, ["cut-off", "next"]).await, [false, true]);

    db.execute(CUT);
    let idle = mark(&store, "idle").await;
    assert!(matches!(idle, Err(StoreError::Unavailable(_))), "{idle:?}");
    mark(&store, "next").await.unwrap();
}
