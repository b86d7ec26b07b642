//! Staying signed in.

use domain::actor::Role;
use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use tokio::task::JoinSet;

use super::{add, enter, refresh, refused, take};

both! {
    async fn a_pair_is_traded_for_the_next(db: TestDatabase) {
        let app = TestApp::start(db).await;
        add(&app, "chen.jing", Role::Worker).await;
        let device = app.fresh();
        let (first, mut token) = enter(&app, "chen.jing", device).await;
        for _ in 0..3 {
            app.pass(SignedDuration::from_mins(16));
            assert_eq!(first.get("/v1/session").await.refusal(), refused(401, "token-expired"));
            let granted = refresh(&app, &token, device).await.ok();
            assert_eq!(granted["session_id"], first.credential.session.to_string());
            let (person, next) = take(&app, &granted, device);
            assert_ne!(next, token);
            token = next;
            person.get("/v1/session").await.ok();
        }
    }

    async fn a_lost_reply_logs_nobody_out(db: TestDatabase) {
        let app = TestApp::start(db).await;
        add(&app, "chen.jing", Role::Worker).await;
        let device = app.fresh();
        let (_, first) = enter(&app, "chen.jing", device).await;
        let lost = refresh(&app, &first, device).await.ok();
        app.pass(SignedDuration::from_hours(20));
        let again = refresh(&app, &first, device).await.ok();
        assert_eq!(again["refresh_token"], lost["refresh_token"]);
        let (person, second) = take(&app, &again, device);
        person.get("/v1/session").await.ok();
        refresh(&app, &second, device).await.ok();
    }

    async fn a_token_in_two_hands_ends_the_sign_in(db: TestDatabase) {
        let app = TestApp::start(db).await;
        add(&app, "chen.jing", Role::Worker).await;
        let device = app.fresh();
        let (_, first) = enter(&app, "chen.jing", device).await;
        let (_, second) = take(&app, &refresh(&app, &first, device).await.ok(), device);
        let (person, third) = take(&app, &refresh(&app, &second, device).await.ok(), device);
        let (elsewhere, _) = enter(&app, "chen.jing", app.fresh()).await;
        assert_eq!(refresh(&app, &first, device).await.refusal(), refused(401, "session-ended"));
        assert_eq!(person.get("/v1/session").await.refusal(), refused(401, "session-ended"));
        assert_eq!(refresh(&app, &third, device).await.refusal(), refused(401, "session-ended"));
        elsewhere.get("/v1/session").await.ok();
    }

    async fn a_token_on_another_device_ends_the_sign_in(db: TestDatabase) {
        let app = TestApp::start(db).await;
        add(&app, "chen.jing", Role::Worker).await;
        let device = app.fresh();
        let (person, token) = enter(&app, "chen.jing", device).await;
        assert_eq!(refresh(&app, &token, app.fresh()).await.refusal(), refused(401, "session-ended"));
        assert_eq!(person.get("/v1/session").await.refusal(), refused(401, "session-ended"));
        assert_eq!(refresh(&app, &token, device).await.refusal(), refused(401, "session-ended"));
    }

    async fn one_token_shown_many_times_at_once_has_one_successor(db: TestDatabase) {
        let app = std::sync::Arc::new(TestApp::start(db).await);
        add(&app, "chen.jing", Role::Worker).await;
        let device = app.fresh();
        let (_, token) = enter(&app, "chen.jing", device).await;
        let mut shown = JoinSet::new();
        for _ in 0..12 {
            let (app, token) = (app.clone(), token.clone());
            shown.spawn(async move { refresh(&app, &token, device).await.ok()["refresh_token"].clone() });
        }
        let mut successors = shown.join_all().await;
        successors.dedup();
        assert_eq!(successors.len(), 1);
        refresh(&app, successors[0].as_str().unwrap(), device).await.ok();
    }

    async fn what_is_no_refresh_token_is_refused(db: TestDatabase) {
        let app = TestApp::start(db).await;
        add(&app, "chen.jing", Role::Worker).await;
        let device = app.fresh();
        let (person, token) = enter(&app, "chen.jing", device).await;
        let never_begun = app.app.vault.ring.refresh_token(app.fresh(), 0);
        for (forged, code) in [
            ("", "not-authenticated"),
            ("nonsense", "not-authenticated"),
            (&person.token, "not-authenticated"),
            (&token[1..], "not-authenticated"),
            (&token.to_lowercase(), "not-authenticated"),
            (&never_begun, "session-ended"),
        ] {
            assert_eq!(refresh(&app, forged, device).await.refusal(), refused(401, code), "{forged}");
        }
        refresh(&app, &token, device).await.ok();
    }

    async fn a_sign_in_ends_by_itself_after_thirty_days(db: TestDatabase) {
        let app = TestApp::start(db).await;
        add(&app, "chen.jing", Role::Worker).await;
        let device = app.fresh();
        let (_, token) = enter(&app, "chen.jing", device).await;
        app.pass(SignedDuration::from_hours(30 * 24) - SignedDuration::from_secs(1));
        let (person, token) = take(&app, &refresh(&app, &token, device).await.ok(), device);
        person.get("/v1/session").await.ok();
        app.pass(SignedDuration::from_secs(1));
        assert_eq!(person.get("/v1/session").await.refusal(), refused(401, "session-ended"));
        assert_eq!(refresh(&app, &token, device).await.refusal(), refused(401, "session-ended"));
    }
}
