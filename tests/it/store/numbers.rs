//! Numbers of a centre have no gaps, and its audit chain shows every change made past the store.

use ::store::{AuditWalk, Store, StoreError};
use harness::{TestDatabase, both};
use tokio::task::JoinSet;

use super::{at, centre, count_one, entry, id};

async fn walk(store: &Store) -> AuditWalk {
    store.read::<_, StoreError>(|tx| tx.walk_audit(centre(), |_number, _digest| true)).await.unwrap()
}

fn is_whole_to(walk: &AuditWalk, number: i64) -> bool {
    matches!(walk, AuditWalk::Whole { last, .. } if *last == number)
}

both! {
    async fn many_writers_at_once_get_numbers_without_gaps(db: TestDatabase) {
        const WRITERS: i64 = 64;
        const EACH: i64 = 20;
        let store = db.open();
        let mut writers = JoinSet::new();
        for _ in 0..WRITERS {
            let store = store.clone();
            writers.spawn(async move {
                let mut numbers = Vec::new();
                for _ in 0..EACH {
                    numbers.push(count_one(&store, centre()).await.unwrap());
                }
                numbers
            });
        }
        let each = writers.join_all().await;
        assert!(each.iter().all(|numbers| numbers.is_sorted()), "a writer's own writes are in order");
        let mut all = each.concat();
        all.sort_unstable();
        assert_eq!(all, (1..=WRITERS * EACH).collect::<Vec<_>>());
        assert!(is_whole_to(&walk(&store).await, WRITERS * EACH));
    }

    async fn centres_count_for_themselves(db: TestDatabase) {
        let store = db.open();
        let other = domain::ids::CentreId::from_uuid(id(2));
        let numbers = [
            count_one(&store, centre()).await.unwrap(),
            count_one(&store, other).await.unwrap(),
            count_one(&store, centre()).await.unwrap(),
        ];
        assert_eq!(numbers, [1, 1, 2]);
    }

    async fn a_chain_shows_where_it_was_changed(db: TestDatabase) {
        let store = db.open();
        for number in 1..=9 {
            let told = format!("number={number}");
            store
                .write::<_, StoreError>(move |tx| {
                    let told = told.clone();
                    tx.in_centre(centre(), at(number), |_tx| Ok(((), entry().with(told))))
                })
                .await
                .unwrap();
        }
        let whole = walk(&store).await;
        assert!(is_whole_to(&whole, 9));

        for (forged, restored) in [
            ("detail = 'number=50'", "detail = 'number=5'"),
            ("act = 'story-forged'", "act = 'story-told'"),
            ("object_kind = 'stori', detail = 'ynumber=5'", "object_kind = 'story', detail = 'number=5'"),
            ("role = 'admin'", "role = NULL"),
            ("role = ''", "role = NULL"),
        ] {
            db.execute(&format!("UPDATE audit SET {forged} WHERE seq = 5"));
            assert_eq!(walk(&store).await, AuditWalk::BrokenAt(5), "{forged}");
            db.execute(&format!("UPDATE audit SET {restored} WHERE seq = 5"));
            assert_eq!(walk(&store).await, whole);
        }

        db.execute("UPDATE audit SET seq = 100 WHERE seq = 5");
        assert_eq!(walk(&store).await, AuditWalk::BrokenAt(5), "a row taken out of the middle");
        db.execute("UPDATE audit SET seq = 5 WHERE seq = 100");
        assert_eq!(walk(&store).await, whole);

        db.execute("DELETE FROM audit WHERE seq > 7");
        assert_eq!(walk(&store).await, AuditWalk::BrokenAt(8), "a tail cut off");
    }

    async fn a_chain_cut_together_with_its_head_is_caught_by_a_witness(db: TestDatabase) {
        let store = db.open();
        for _ in 1..=5 {
            count_one(&store, centre()).await.unwrap();
        }
        let (number, digest) =
            store.read::<_, StoreError>(|tx| tx.audit_tip(centre())).await.unwrap().unwrap();
        assert_eq!(number, 5);
        db.execute("DELETE FROM audit WHERE seq >= 3; UPDATE heads SET seq = 2");
        for _ in 3..=5 {
            store
                .write::<_, StoreError>(|tx| tx.in_centre(centre(), at(60), |_tx| Ok(((), entry()))))
                .await
                .unwrap();
        }
        assert!(is_whole_to(&walk(&store).await, 5), "by itself the forged chain looks whole");
        let walked = store
            .read::<_, StoreError>(move |tx| {
                tx.walk_audit(centre(), |walked, found| walked != number || found == digest)
            })
            .await
            .unwrap();
        assert_eq!(walked, AuditWalk::BrokenAt(5));
    }
}
