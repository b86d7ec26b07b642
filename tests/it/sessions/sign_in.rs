//! Being let in, and not being told why not.

use domain::actor::Role;
use harness::{TestApp, TestDatabase, both, person::Answer};
use jiff::SignedDuration;
use tokio::task::JoinSet;
use zerotrip::actions::add_user;

use super::{PASSWORD, WRONG, add, enter, post, refused, sign_in};

/// Everything of an answer that its asker could tell it from another by.
fn told(answer: &Answer) -> (u16, String, Vec<String>) {
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    (answer.status.as_u16(), answer.text(), headers)
}

both! {
    async fn who_signs_in_is_known_until_signing_out(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let id = add(&app, "chen.jing", Role::Window).await;
        let device = app.fresh();
        let granted = sign_in(&app, "chen.jing", PASSWORD, device).await;
        assert_eq!(granted.headers["cache-control"], "no-store");
        let granted = granted.ok();
        assert_eq!(granted["token_type"], "Bearer");
        assert_eq!(granted["expires_in"], 900);
        assert_eq!(granted["server_time"], app.now().to_string());
        assert_eq!(granted["evidence_recipient"], app.app.recipient.text);

        let (person, _) = super::take(&app, &granted, device);
        let session = person.get("/v1/session").await.ok();
        assert_eq!(session["session_id"], granted["session_id"]);
        assert_eq!(session["device_id"], device.to_string());
        assert_eq!(session["user"], granted["user"]);
        assert_eq!(session["user"]["id"], id.to_string());
        assert_eq!(session["user"]["name"], "陈静");
        let centre = app.centre.id.to_string();
        assert_eq!(session["user"]["grants"], serde_json::json!([{"role": "window", "centre_id": centre}]));

        let (elsewhere, _) = enter(&app, "chen.jing", app.fresh()).await;
        assert_eq!(person.delete("/v1/session").await.status, 204);
        assert_eq!(person.get("/v1/session").await.refusal(), refused(401, "session-ended"));
        assert_eq!(person.delete("/v1/session").await.refusal(), refused(401, "session-ended"));
        elsewhere.get("/v1/session").await.ok();
    }

    async fn whoever_is_not_let_in_learns_nothing(db: TestDatabase) {
        let app = TestApp::start(db).await;
        add(&app, "chen.jing", Role::Window).await;
        let gone = add(&app, "li.gone", Role::Window).await;
        add_user::set_disabled(&app.app, gone, true).await.unwrap();
        let wrong = sign_in(&app, "chen.jing", WRONG, app.fresh()).await;
        assert_eq!(wrong.refusal(), refused(401, "sign-in-refused"));
        for (username, password) in [
            ("nobody", PASSWORD),
            ("nobody", WRONG),
            ("No Name", PASSWORD),
            ("", ""),
            ("li.gone", PASSWORD),
            ("li.gone", WRONG),
            ("chen.jing", ""),
            ("chen.jing", &"x".repeat(10_000)),
        ] {
            let answer = sign_in(&app, username, password, app.fresh()).await;
            assert_eq!(told(&answer), told(&wrong), "{username}");
        }
        // Also when it is not the first time.
        for username in ["chen.jing", "nobody"] {
            for _ in 0..7 {
                assert_eq!(told(&sign_in(&app, username, WRONG, app.fresh()).await), told(&wrong));
            }
        }
    }

    async fn five_wrong_passwords_lock_for_half_an_hour(db: TestDatabase) {
        let app = TestApp::start(db).await;
        add(&app, "chen.jing", Role::Window).await;
        let own = app.fresh();
        enter(&app, "chen.jing", own).await;
        for _ in 0..5 {
            assert_eq!(sign_in(&app, "chen.jing", WRONG, own).await.refusal(), refused(401, "sign-in-refused"));
        }
        app.pass(SignedDuration::from_secs(60));
        let locked = sign_in(&app, "chen.jing", PASSWORD, own).await;
        assert_eq!(locked.refusal(), refused(429, "locked-out"));
        assert_eq!(locked.headers["retry-after"], "1740");
        // Neither here nor elsewhere does the answer depend on the password.
        assert_eq!(told(&sign_in(&app, "chen.jing", WRONG, own).await), told(&locked));
        let stranger = sign_in(&app, "chen.jing", PASSWORD, app.fresh()).await;
        assert_eq!(stranger.refusal(), refused(401, "sign-in-refused"));
        assert_eq!(told(&sign_in(&app, "nobody", PASSWORD, own).await), told(&stranger));

        app.pass(SignedDuration::from_secs(1739));
        assert_eq!(sign_in(&app, "chen.jing", PASSWORD, own).await.refusal(), refused(429, "locked-out"));
        app.pass(SignedDuration::from_secs(1));
        assert_eq!(sign_in(&app, "chen.jing", WRONG, own).await.refusal(), refused(401, "sign-in-refused"));
        enter(&app, "chen.jing", app.fresh()).await;
    }

    async fn a_right_password_starts_the_count_anew(db: TestDatabase) {
        let app = TestApp::start(db).await;
        add(&app, "chen.jing", Role::Window).await;
        for _ in 0..3 {
            for _ in 0..4 {
                sign_in(&app, "chen.jing", WRONG, app.fresh()).await.refusal();
            }
            enter(&app, "chen.jing", app.fresh()).await;
        }
    }

    async fn guesses_at_once_are_counted_one_by_one(db: TestDatabase) {
        let app = std::sync::Arc::new(TestApp::start(db).await);
        let user = add(&app, "chen.jing", Role::Window).await;
        let mut guesses = JoinSet::new();
        for _ in 0..12 {
            let (app, device) = (app.clone(), app.fresh());
            guesses.spawn(async move { sign_in(&app, "chen.jing", WRONG, device).await.refusal() });
        }
        for refusal in guesses.join_all().await {
            assert_eq!(refusal, refused(401, "sign-in-refused"));
        }
        let account = app.app.store.read(move |tx| tx.user(user)).await.unwrap().unwrap();
        assert_eq!(account.failed_attempts, 5);
        assert_eq!(sign_in(&app, "chen.jing", PASSWORD, app.fresh()).await.status, 401);
    }

    async fn a_disabled_account_is_out_at_once_and_back_when_enabled(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let user = add(&app, "chen.jing", Role::Window).await;
        let (person, token) = enter(&app, "chen.jing", app.fresh()).await;
        add_user::set_disabled(&app.app, user, true).await.unwrap();
        assert_eq!(person.get("/v1/session").await.refusal(), refused(401, "session-ended"));
        let again = super::refresh(&app, &token, person.device.uuid()).await;
        assert_eq!(again.refusal(), refused(401, "session-ended"));
        assert_eq!(sign_in(&app, "chen.jing", PASSWORD, app.fresh()).await.status, 401);
        add_user::set_disabled(&app.app, user, false).await.unwrap();
        enter(&app, "chen.jing", app.fresh()).await;
        assert_eq!(person.get("/v1/session").await.status, 401);
    }

    async fn a_lock_is_lifted_by_enabling(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let user = add(&app, "chen.jing", Role::Window).await;
        for _ in 0..5 {
            sign_in(&app, "chen.jing", WRONG, app.fresh()).await.refusal();
        }
        add_user::set_disabled(&app.app, user, false).await.unwrap();
        enter(&app, "chen.jing", app.fresh()).await;
    }

    async fn what_is_no_sign_in_is_told_place_by_place(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let unnamed = serde_json::json!({
            "username": "chen.jing", "password": PASSWORD, "device": {"id": app.fresh(), "name": " \n"},
        });
        let (status, code, faults) = post(&app, "/v1/session", &unnamed).await.problem();
        assert_eq!((status, code.as_str()), (422, "invalid-body"));
        assert_eq!(faults, ["$.device.name device-name-length"]);
        let (status, _, faults) =
            post(&app, "/v1/session", &serde_json::json!({"device": {"id": 7}})).await.problem();
        assert_eq!(status, 422);
        for place in ["$.username required", "$.password required", "$.device.name required"] {
            assert!(faults.iter().any(|fault| fault == place), "{faults:?}");
        }
    }
}
