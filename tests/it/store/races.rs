//! Two at once for the same thing: one of them has it, and the other knows.

use ::store::{NewSegment, SavedReply, SessionRow, Store, StoreError, UploadChange};
use domain::{
    digest::Sha256Digest,
    ids::{DeviceId, SegmentId, SessionId, UserId, WriteId},
};
use harness::{Backend, TestDatabase, both};
use tokio::task::JoinSet;

use super::{at, door, id, sample};

const RUNNERS: u32 = 16;

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Written,
    /// The saved reply to a write that was there before.
    Again(String),
}

fn write_id() -> (UserId, WriteId) {
    (UserId::from_uuid(id(3)), WriteId::from_uuid(id(4)))
}

fn reply(runner: u32) -> SavedReply {
    SavedReply { body_digest: vec![1; 32], outcome: format!("runner-{runner}") }
}

/// What every action does: look for the saved reply, otherwise write and save one.
async fn answer(
    store: &Store,
    runner: u32,
    looked: impl Fn() + Send + 'static,
) -> Result<Answer, StoreError> {
    store
        .write(move |tx| {
            let (actor, write) = write_id();
            let found = tx.reply(actor, write)?;
            looked();
            if let Some(saved) = found {
                return Ok(Answer::Again(saved.outcome));
            }
            tx.save_reply(actor, write, &reply(runner), at(0))?;
            Ok(Answer::Written)
        })
        .await
}

both! {
    async fn a_write_sent_many_times_at_once_is_done_once(db: TestDatabase) {
        let store = db.open();
        let mut runners = JoinSet::new();
        for runner in 0..RUNNERS {
            let store = store.clone();
            runners.spawn(async move { (runner, answer(&store, runner, || ()).await.unwrap()) });
        }
        let (written, again): (Vec<_>, Vec<_>) =
            runners.join_all().await.into_iter().partition(|(_runner, answer)| *answer == Answer::Written);
        let [(first, Answer::Written)] = written.as_slice() else { panic!("{written:?}") };
        let theirs = Answer::Again(format!("runner-{first}"));
        assert!(again.iter().all(|(_runner, answer)| *answer == theirs), "{again:?}");
    }

    async fn a_reply_that_is_there_is_a_duplicate(db: TestDatabase) {
        let store = db.open();
        let save = || {
            store.write::<_, StoreError>(|tx| {
                let (actor, write) = write_id();
                tx.save_reply(actor, write, &reply(0), at(0))
            })
        };
        save().await.unwrap();
        assert!(matches!(save().await, Err(StoreError::Duplicate)));
    }

    async fn one_refresh_turns_a_generation(db: TestDatabase) {
        let store = db.open();
        let session = SessionId::from_uuid(id(5));
        let row = SessionRow {
            id: session,
            user: UserId::from_uuid(id(3)),
            device: DeviceId::from_uuid(id(6)),
            generation: 7,
            grants: vec![],
            expires_at: at(3600),
            ended_at: None,
        };
        store.write::<_, StoreError>(move |tx| tx.insert_session(&row, at(0))).await.unwrap();
        let mut runners = JoinSet::new();
        for _ in 0..RUNNERS {
            let store = store.clone();
            runners.spawn(async move {
                store.write::<_, StoreError>(move |tx| tx.turn_session(session, 7)).await.unwrap()
            });
        }
        let turned = runners.join_all().await.into_iter().filter(|turned| *turned).count();
        assert_eq!(turned, 1);
        let found = store.read::<_, StoreError>(move |tx| tx.session(session)).await.unwrap().unwrap();
        assert_eq!(found.generation, 8);
    }

    async fn one_patch_moves_an_upload_on(db: TestDatabase) {
        let store = db.open();
        let upload = sample::upload();
        let it = upload.id;
        store
            .write::<_, StoreError>({
                let upload = upload.clone();
                move |tx| tx.insert_upload(&upload, &[])
            })
            .await
            .unwrap();
        let mut runners = JoinSet::new();
        for runner in 0..RUNNERS {
            let (store, upload) = (store.clone(), upload.clone());
            let size = u64::from(runner) + 1;
            let change = UploadChange {
                from: 0,
                to: size,
                length: Some(100),
                digest_state: vec![9],
                landed: vec![NewSegment { id: SegmentId::from_uuid(id(100 + runner)), size }],
                completed: None,
            };
            runners.spawn(async move {
                let segment = change.landed[0];
                let moved = store
                    .write::<_, StoreError>(move |tx| tx.advance_upload(&upload, &change))
                    .await
                    .unwrap();
                moved.then_some(segment)
            });
        }
        let moved: Vec<_> = runners.join_all().await.into_iter().flatten().collect();
        let [winner] = moved.as_slice() else { panic!("{moved:?}") };
        let (found, segments) = store
            .read::<_, StoreError>(move |tx| Ok((tx.upload(it)?.unwrap(), tx.segments_of(it)?)))
            .await
            .unwrap();
        assert_eq!((found.offset, found.segments), (winner.size, 1));
        assert_eq!(segments, [*winner], "the others left no segment");

        let done = UploadChange {
            from: winner.size,
            to: 100,
            length: Some(100),
            digest_state: vec![],
            landed: vec![NewSegment { id: SegmentId::from_uuid(id(99)), size: 100 - winner.size }],
            completed: Some((Sha256Digest::from_bytes([7; 32]), at(9))),
        };
        let moved = store.write::<_, StoreError>(move |tx| tx.advance_upload(&found, &done)).await.unwrap();
        assert!(moved);
        let (found, segments) = store
            .read::<_, StoreError>(move |tx| Ok((tx.upload(it)?.unwrap(), tx.segments_of(it)?)))
            .await
            .unwrap();
        assert_eq!((found.offset, found.completed_at), (100, Some(at(9))));
        assert_eq!(found.sha256, Some(Sha256Digest::from_bytes([7; 32])));
        assert_eq!(segments.iter().map(|segment| segment.size).sum::<u64>(), 100);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_comes_second_is_run_again_and_finds_the_reply() {
    let db = TestDatabase::fresh(Backend::Postgres);
    let (one, other) = (db.open(), db.open());
    let (inside, mut outside) = door();
    let first = tokio::spawn(async move {
        one.write::<_, StoreError>(move |tx| {
            let (actor, write) = write_id();
            tx.save_reply(actor, write, &reply(1), at(0))?;
            inside.wait();
            Ok(())
        })
        .await
    });
    outside.reached().await;
    // It looks while the first is not committed, so its own save must fail, and then it must look again.
    let (looks, mut has_looked) = tokio::sync::mpsc::unbounded_channel();
    let second = tokio::spawn(async move { answer(&other, 2, move || looks.send(()).unwrap()).await });
    has_looked.recv().await.unwrap();
    outside.open();
    first.await.unwrap().unwrap();
    assert_eq!(second.await.unwrap().unwrap(), Answer::Again("runner-1".into()));
    assert_eq!(has_looked.recv().await, Some(()), "it was run a second time");
    assert_eq!(has_looked.recv().await, None, "and not a third");
}
