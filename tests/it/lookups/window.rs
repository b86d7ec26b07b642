//! Before the window accepts, what is old or unverified is looked up again.

use domain::lookup::Finding;
use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::json;

use super::{Filed, Told, act, found, mismatch, unavailable};

async fn a_day(app: &TestApp) {
    app.pass(SignedDuration::from_hours(25));
}

both! {
    async fn a_fresh_proof_holds_and_an_old_one_is_asked_for_again(db: TestDatabase) {
        let register = Told::to_say(found());
        let app = TestApp::start_asking(db, register.clone()).await;
        let worker = app.worker().await;
        let (fresh, old) = (Filed::by(&app, &worker, |_| {}).await, Filed::by(&app, &worker, |_| {}).await);
        act(&app, &fresh.path, "accept", json!({})).await.ok();
        assert_eq!(register.asked(), 2);
        a_day(&app).await;
        act(&app, &old.path, "conclude", json!({"outcome": "granted"})).await.ok();
        assert_eq!((register.asked(), old.kept(&app).await), (3, 2));
        assert_eq!(old.audit(&app, "look-up").await, ["photo=found", "photo=found"]);
        assert_eq!(old.audit(&app, "conclude-case").await, ["outcome=granted"]);
    }

    async fn out_of_reach_at_that_moment_does_not_block_and_is_noted(db: TestDatabase) {
        let register = Told::to_say(found());
        let app = TestApp::start_asking(db, register.clone()).await;
        let case = Filed::by(&app, &app.worker().await, |_| {}).await;
        a_day(&app).await;
        register.says(unavailable());
        act(&app, &case.path, "conclude", json!({"outcome": "granted"})).await.ok();
        assert_eq!(case.audit(&app, "look-up").await, ["photo=found", "photo=unavailable"]);
        assert_eq!(case.audit(&app, "conclude-case").await, ["outcome=granted verify_later=photo"]);
    }

    async fn what_speaks_against_a_case_by_then_stops_its_acceptance(db: TestDatabase) {
        let register = Told::to_say(found());
        let app = TestApp::start_asking(db, register.clone()).await;
        let worker = app.worker().await;
        let (one, other) = (Filed::by(&app, &worker, |_| {}).await, Filed::by(&app, &worker, |_| {}).await);
        a_day(&app).await;
        register.says(mismatch());
        for (verb, facts) in [("accept", json!({})), ("conclude", json!({"outcome": "granted"}))] {
            let refused = act(&app, &one.path, verb, facts).await.refusal();
            assert_eq!(refused, (409, "look-up-mismatch".into()), "{verb}");
        }
        register.says(Finding::NotFound);
        let refused = act(&app, &one.path, "accept", json!({})).await.refusal();
        assert_eq!(refused, (409, "look-up-not-found".into()));
        assert_eq!(app.window().await.get(&one.path).await.ok()["stage"], "received");
        act(&app, &other.path, "conclude", json!({"outcome": "refused", "opinion": "身份信息不符"})).await.ok();

        register.says(found());
        act(&app, &one.path, "accept", json!({})).await.ok();
        assert_eq!(one.kept(&app).await, 5, "each look-up is kept, also those before a refusal");
    }

    async fn who_may_not_accept_asks_nobody(db: TestDatabase) {
        let register = Told::to_say(found());
        let app = TestApp::start_asking(db, register.clone()).await;
        let worker = app.worker().await;
        let case = Filed::by(&app, &worker, |_| {}).await;
        a_day(&app).await;
        let worker = app.worker_again(&worker).await;
        let accept = json!({"write_id": app.fresh(), "base_version": 2});
        for person in [&worker, &app.worker().await, &app.manager().await] {
            assert!(person.post(&format!("{}/accept", case.path), &accept).await.status.is_client_error());
        }
        let stale = json!({"write_id": app.fresh(), "base_version": 1});
        let answer = app.window().await.post(&format!("{}/accept", case.path), &stale).await;
        assert_eq!(answer.refusal(), (409, "version-conflict".into()));
        assert_eq!(register.asked(), 1);
    }
}
