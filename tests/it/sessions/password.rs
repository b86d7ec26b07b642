//! Changing one's password.

use domain::actor::Role;
use harness::{Person, TestApp, TestDatabase, both, person::Answer};
use serde_json::json;

use super::{PASSWORD, WRONG, add, enter, refresh, refused, sign_in};

const NEW: &str = "another Passw0rd";

async fn change(person: &Person, old: &str, new: &str) -> Answer {
    person.put("/v1/session/password", &json!({"old_password": old, "new_password": new})).await
}

both! {
    async fn a_new_password_ends_every_other_sign_in(db: TestDatabase) {
        let app = TestApp::start(db).await;
        add(&app, "chen.jing", Role::Worker).await;
        let (here, _) = enter(&app, "chen.jing", app.fresh()).await;
        let (there, token) = enter(&app, "chen.jing", app.fresh()).await;
        assert_eq!(change(&here, PASSWORD, NEW).await.status, 204);
        here.get("/v1/session").await.ok();
        assert_eq!(there.get("/v1/session").await.refusal(), refused(401, "session-ended"));
        assert_eq!(refresh(&app, &token, there.device.uuid()).await.refusal(), refused(401, "session-ended"));
        assert_eq!(sign_in(&app, "chen.jing", PASSWORD, app.fresh()).await.status, 401);
        sign_in(&app, "chen.jing", NEW, app.fresh()).await.ok();
    }

    async fn a_password_that_does_not_do_is_told_so(db: TestDatabase) {
        let app = TestApp::start(db).await;
        add(&app, "chen.jing", Role::Worker).await;
        let (person, _) = enter(&app, "chen.jing", app.fresh()).await;
        for (old, new, fault) in [
            (PASSWORD, "Sh0rt", "$.new_password password-length"),
            (PASSWORD, "onlysmallletters", "$.new_password password-kinds"),
            (PASSWORD, "Chen.Jing 2026", "$.new_password password-username"),
            (PASSWORD, PASSWORD, "$.new_password password-same"),
            (WRONG, NEW, "$.old_password password-wrong"),
        ] {
            let (status, code, faults) = change(&person, old, new).await.problem();
            assert_eq!((status, code.as_str(), faults.as_slice()), (422, "invalid-body", &[fault.to_owned()][..]));
        }
        enter(&app, "chen.jing", app.fresh()).await;
    }

    async fn the_old_password_cannot_be_guessed_here(db: TestDatabase) {
        let app = TestApp::start(db).await;
        add(&app, "chen.jing", Role::Worker).await;
        let (person, _) = enter(&app, "chen.jing", app.fresh()).await;
        for _ in 0..5 {
            assert_eq!(change(&person, WRONG, NEW).await.status, 422);
        }
        assert_eq!(change(&person, PASSWORD, NEW).await.refusal(), refused(429, "locked-out"));
        assert_eq!(change(&person, WRONG, NEW).await.refusal(), refused(429, "locked-out"));
        assert_eq!(sign_in(&app, "chen.jing", PASSWORD, app.fresh()).await.status, 401);
        app.pass(jiff::SignedDuration::from_mins(30));
        let (person, _) = enter(&app, "chen.jing", app.fresh()).await;
        assert_eq!(change(&person, PASSWORD, NEW).await.status, 204);
    }
}
