//! A death stops every message at once, and further filing.

use std::sync::Arc;

use domain::clock::ManualClock;
use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::json;

use super::{case_of, concluded, kinds_of, states, tasks, wang};
use crate::law::act;

both! {
    async fn nothing_is_written_to_the_dead_and_nothing_filed(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        concluded(&app, &worker, wang()).await;
        let open = case_of(&app, &worker, wang()).await;
        let view = worker.get(&open).await.ok();
        let resident = view["resident"]["id"].as_str().unwrap().to_owned();
        assert_eq!(view["resident"]["deceased"], json!(null));
        let before = states(&app).await.len();

        let body = json!({"write_id": app.fresh(), "source": "family", "note": "女儿来电告知"});
        let death = format!("/v1/residents/{resident}/death");
        assert_eq!(worker.post(&death, &body).await.status, 204);
        assert_eq!(worker.post(&death, &body).await.status, 204, "an answer that was missed");
        let again = json!({"write_id": app.fresh(), "source": "register"});
        assert_eq!(app.manager().await.post(&death, &again).await.status, 204);
        let asked = tasks(&app).await;
        assert_eq!(kinds_of(&asked), ["resident_died"], "one for each open case, once");
        assert_eq!(format!("/v1/cases/{}", asked[0]["case_id"].as_str().unwrap()), open);
        let view = window.get(&open).await.ok();
        assert_eq!((&view["stage"], &view["resident"]["deceased"]), (&json!("received"), &json!(true)));

        act(&app, &window, &open, "conclude", json!({"outcome": "granted"})).await.ok();
        app.pass(SignedDuration::from_hours(25));
        app.run_jobs().await;
        let after = states(&app).await;
        assert_eq!(after.len(), before, "nothing new");
        assert!(after.contains(&("rating_request", "dropped")), "what waited is taken back: {after:?}");
        let worker = app.worker_again(&worker).await;
        assert_eq!(kinds_of(&tasks(&app).await), ["resident_died"], "and nobody is called about it");

        let case = format!("/v1/cases/{}", app.fresh());
        let visit = view["visit_id"].as_str().unwrap().parse().unwrap();
        let body = app.senior_card(visit, resident.parse().unwrap(), &app.photo(7), &app.photo(8));
        assert_eq!(worker.put(&case, &body).await.refusal(), (409, "resident-dead".into()));
    }

    async fn what_waits_for_the_morning_never_goes(db: TestDatabase) {
        let clock = Arc::new(ManualClock::at("2026-11-23T22:00:00+08:00".parse().unwrap()));
        let app = TestApp::start_at(db, clock).await;
        let worker = app.worker().await;
        let case = case_of(&app, &worker, wang()).await;
        let resident = worker.get(&case).await.ok()["resident"]["id"].as_str().unwrap().to_owned();
        let body = json!({"write_id": app.fresh(), "source": "community"});
        worker.post(&format!("/v1/residents/{resident}/death"), &body).await.ok();
        app.pass(SignedDuration::from_hours(12));
        app.run_jobs().await;
        assert_eq!(states(&app).await, [("receipt", "dropped")]);
    }
}
