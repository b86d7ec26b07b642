//! Many write while a phone asks all along: in the end it holds what a phone holds that begins then, and nothing that it
//! was told ever went back.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use harness::{Person, TestApp, TestDatabase, both};
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{Phone, afresh, given_to, planned};

const WRITERS: u8 = 6;
const TURNS: u32 = 6;

/// Somebody at the centre who plans visits, gives them back and forth, and has the worker start them.
async fn write(app: &TestApp, worker: &Person, colleague: &Person, resident: Uuid) {
    let window = app.window().await;
    for turn in 0..TURNS {
        let (visit, plan) = planned(app, &window, resident, worker).await;
        if turn % 2 == 0 {
            given_to(app, &window, visit, &plan, 1, colleague).await;
            if turn % 4 == 0 {
                given_to(app, &window, visit, &plan, 2, worker).await;
            }
        } else {
            let start =
                json!({"write_id": app.fresh(), "base_version": 1, "device_at": app.now().to_string()});
            worker.post(&format!("/v1/visits/{visit}/start"), &start).await.ok();
            let case = app.fresh();
            let body = app.senior_card(visit, resident, &app.photo(1), &app.photo(2));
            worker.put(&format!("/v1/cases/{case}"), &body).await.ok();
        }
    }
}

both! {
    async fn a_phone_that_asks_all_along_misses_nothing(db: TestDatabase) {
        let app = Arc::new(TestApp::start(db).await);
        let (worker, colleague) = (app.worker().await, app.worker().await);
        let mut writers = JoinSet::new();
        let at_work = Arc::new(AtomicUsize::new(usize::from(WRITERS)));
        for n in 0..WRITERS {
            let number = crate::unauthorised::id_number(n);
            let resident = app.resident(&worker, app.centre.community.uuid(), "李大有", &number).await;
            let (app, worker, colleague) = (Arc::clone(&app), worker.clone(), colleague.clone());
            let at_work = Arc::clone(&at_work);
            writers.spawn(async move {
                write(&app, &worker, &colleague, resident).await;
                at_work.fetch_sub(1, Ordering::SeqCst);
            });
        }
        let follow = async |person: &Person, limit: u16| {
            let mut phone = Phone::default();
            let mut pages = 0_u32;
            while at_work.load(Ordering::SeqCst) > 0 {
                phone.page(person, limit).await;
                pages += 1;
            }
            phone.sync_by(person, limit).await;
            (phone, pages)
        };
        let ((mine, pages), (theirs, _)) = tokio::join!(follow(&worker, 2), follow(&colleague, 100));
        writers.join_all().await;
        assert!(pages > 1, "nobody wrote while the phone asked");
        let (mine_now, theirs_now) = (afresh(&worker).await, afresh(&colleague).await);
        assert_eq!(mine.holds, mine_now.holds);
        assert_eq!(theirs.holds, theirs_now.holds);
        let visits = mine.holds.keys().filter(|(kind, _)| kind == "visit").count();
        assert_eq!(visits, usize::from(WRITERS) * 5);
    }
}
