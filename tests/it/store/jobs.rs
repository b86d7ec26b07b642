//! Jobs are leased: nobody runs one twice at once, and one whose runner died is run again.

use std::collections::BTreeSet;

use ::store::{NewJob, Settings, Store, StoreError, Tenancy};
use domain::ids::JobId;
use harness::{Backend, TestDatabase, both};
use jiff::Timestamp;
use tokio::task::JoinSet;

use super::{at, centre, door, id};

fn job(n: u32, run_at: Timestamp) -> NewJob {
    NewJob { id: JobId::from_uuid(id(n)), kind: "story", centre: centre(), subject: id(n), run_at }
}

async fn enqueue(store: &Store, jobs: Vec<NewJob>) {
    store.write::<_, StoreError>(move |tx| jobs.iter().try_for_each(|job| tx.enqueue(job))).await.unwrap();
}

/// Claims at `now` until `until`; ids and attempts in the order of the ids.
async fn claim(store: &Store, now: i64, until: i64, limit: i64) -> Vec<(JobId, i32)> {
    let claimed =
        store.write::<_, StoreError>(move |tx| tx.claim_jobs(at(now), at(until), limit)).await.unwrap();
    let mut claimed: Vec<_> = claimed.iter().map(|job| (job.id, job.attempts)).collect();
    claimed.sort_unstable();
    claimed
}

both! {
    async fn a_lease_runs_out_by_the_time_handed_in(db: TestDatabase) {
        let store = db.open();
        let it = JobId::from_uuid(id(1));
        enqueue(&store, vec![job(1, at(10))]).await;

        assert_eq!(claim(&store, 9, 60, 10).await, [], "not due yet");
        assert_eq!(claim(&store, 10, 60, 10).await, [(it, 1)]);
        assert_eq!(claim(&store, 59, 120, 10).await, [], "leased");
        assert_eq!(claim(&store, 60, 120, 10).await, [(it, 2)], "the lease has run out");

        store.write::<_, StoreError>(move |tx| tx.retry_job(it, at(200), "gateway-away")).await.unwrap();
        assert_eq!(claim(&store, 199, 300, 10).await, [], "put off");
        assert_eq!(claim(&store, 200, 300, 10).await, [(it, 3)]);

        store.write::<_, StoreError>(move |tx| tx.finish_job(it)).await.unwrap();
        assert_eq!(claim(&store, 1000, 1060, 10).await, []);
        assert_eq!(store.read::<_, StoreError>(|tx| tx.backlog(at(1000))).await.unwrap(), (0, None));
    }

    async fn who_is_alone_takes_over_what_an_ended_server_had_claimed(db: TestDatabase) {
        let store = db.open();
        assert_eq!(store.is_alone(), db.backend() == Backend::Sqlite);
        enqueue(&store, vec![job(1, at(10)), job(2, at(20))]).await;
        assert_eq!(claim(&store, 10, 60, 10).await, [(JobId::from_uuid(id(1)), 1)]);
        assert_eq!(store.write::<_, StoreError>(|tx| tx.free_leases()).await.unwrap(), 1);
        assert_eq!(claim(&store, 10, 60, 10).await, [(JobId::from_uuid(id(1)), 2)]);
    }

    async fn the_oldest_jobs_are_claimed_first_and_no_more_than_asked_for(db: TestDatabase) {
        let store = db.open();
        // A queue is nearly empty most of the time, and so a planner believes that it is.
        enqueue(&store, vec![job(101, at(1000))]).await;
        db.execute("ANALYZE jobs");
        enqueue(&store, (1..=30).map(|n| job(n, at(n.into()))).collect()).await;
        let wanted: Vec<_> = (1..=10).map(|n| (JobId::from_uuid(id(n)), 1)).collect();
        assert_eq!(claim(&store, 30, 90, 10).await, wanted);
        assert_eq!(store.read::<_, StoreError>(|tx| tx.next_job_at()).await.unwrap(), Some(at(11)));
    }

    async fn many_runners_never_claim_the_same_job(db: TestDatabase) {
        const JOBS: u32 = 120;
        let server = db.open();
        // On PostgreSQL a second replica, on SQLite a command beside the server.
        let beside = Store::open(&Settings::new(db.url()), Tenancy::Command).unwrap();
        enqueue(&server, (1..=JOBS).map(|n| job(n, at(0))).collect()).await;
        let mut runners = JoinSet::new();
        for runner in 0..8 {
            let store = if runner % 2 == 0 { server.clone() } else { beside.clone() };
            runners.spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let claimed = claim(&store, 1, 60, 5).await;
                    assert!(claimed.len() <= 5);
                    if claimed.is_empty() {
                        return mine;
                    }
                    mine.extend(claimed);
                }
            });
        }
        let claimed = runners.join_all().await.concat();
        let distinct: BTreeSet<_> = claimed.iter().collect();
        // A runner may find every due job locked by others and stop; what was claimed was claimed once.
        assert_eq!(distinct.len(), claimed.len());
        assert!(claimed.iter().all(|(_job, attempts)| *attempts == 1));
        let left = claim(&server, 1, 60, JOBS.into()).await;
        assert_eq!(claimed.len() + left.len(), JOBS as usize);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_passes_over_jobs_that_another_is_just_claiming() {
    let db = TestDatabase::fresh(Backend::Postgres);
    let store = db.open();
    enqueue(&store, (1..=6).map(|n| job(n, at(n.into()))).collect()).await;
    let (inside, mut outside) = door();
    let slow = tokio::spawn({
        let store = store.clone();
        async move {
            store
                .write::<_, StoreError>(move |tx| {
                    let jobs = tx.claim_jobs(at(10), at(60), 4)?;
                    inside.wait();
                    Ok(jobs.len())
                })
                .await
        }
    });
    outside.reached().await;
    let quick = claim(&store, 10, 60, 4).await;
    outside.open();
    assert_eq!(slow.await.unwrap().unwrap(), 4);
    assert_eq!(quick, [(JobId::from_uuid(id(5)), 1), (JobId::from_uuid(id(6)), 1)]);
}
