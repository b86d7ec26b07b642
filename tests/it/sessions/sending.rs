//! The token that a locked phone keeps: it hands in and reads nothing.

use domain::actor::{Grant, Role};
use harness::{
    Person, TestApp, TestDatabase, both,
    person::{Answer, answer, client},
    story,
};
use jiff::SignedDuration;
use reqwest::Method;

use super::{PASSWORD, add_with, refused, sign_in, take};
use crate::contract::{filled, operations};

/// A worker with their phone unlocked, and with it locked.
async fn worker(app: &TestApp) -> (Person, Person) {
    let (centre, community) = (Some(app.centre.id), Some(app.centre.community));
    add_with(app, "chen.jing", Grant { role: Role::Worker, centre, community, department: None }).await;
    let device = app.fresh();
    let granted = sign_in(app, "chen.jing", PASSWORD, device).await.ok();
    assert_eq!(granted["send_expires_in"], 30 * 24 * 3600);
    let (unlocked, _) = take(app, &granted, device);
    let token = granted["send_token"].as_str().unwrap().to_owned();
    let locked = Person::new(app.url.clone(), token, unlocked.credential, unlocked.device);
    (unlocked, locked)
}

both! {
    async fn it_opens_the_doors_that_say_so_and_no_other(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (_, locked) = worker(&app).await;
        let client = client();
        for operation in operations().into_iter().filter(|operation| operation.secured) {
            let url = format!("{}{}", app.url, filled(&operation.path));
            let request = client.request(operation.method.clone(), url).header("Tus-Resumable", "1.0.0");
            let given: Answer = answer(request.bearer_auth(&locked.token)).await;
            if operation.sends {
                assert!(![401, 403].contains(&given.status.as_u16()), "{}: {}", operation.id, given.status);
                assert_ne!(operation.method, Method::GET, "{} reads", operation.id);
            } else if operation.method == Method::HEAD {
                assert_eq!(given.status, 403, "{}", operation.id);
            } else {
                assert_eq!(given.refusal(), refused(403, "send-only"), "{}", operation.id);
            }
        }
    }

    async fn a_locked_phone_hands_in_what_it_cannot_read(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (unlocked, locked) = worker(&app).await;
        let resident = app.resident(&unlocked, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let visit = app.visit(&unlocked, resident).await;
        let (photo, signature) = (app.photo(1), app.photo(2));
        let body = app.senior_card(visit, resident, &photo, &signature);
        app.pass(SignedDuration::from_hours(48));
        assert_eq!(unlocked.get("/v1/session").await.refusal(), refused(401, "token-expired"));

        let case = format!("/v1/cases/{}", app.fresh());
        let sealed = app.seal(body.to_string().as_bytes(), "application/json").bytes;
        let put = |bytes: bytes::Bytes| {
            let request = locked.request(Method::PUT, &case);
            answer(request.header("Content-Type", mobile_contract::v1::SEALED_BODY).body(bytes))
        };
        assert_eq!(put(sealed.clone()).await.ok()["replayed"], false);
        assert_eq!(put(sealed).await.ok()["replayed"], true, "the same words");
        assert_eq!(locked.put(&case, &body).await.ok()["replayed"], true, "open or sealed");
        for file in [&photo, &signature] {
            locked.upload(file).await.ok();
        }
        app.run_jobs().await;
        assert_eq!(app.window().await.get(&case).await.ok()["stage"], "received");
        assert_eq!(locked.get(&case).await.refusal(), refused(403, "send-only"));

        let device = locked.device;
        assert_eq!(app.manager().await.delete(&format!("/v1/devices/{device}")).await.status, 204);
        assert_eq!(locked.put(&case, &body).await.refusal(), refused(401, "session-ended"));
        app.pass(SignedDuration::from_hours(28 * 24));
        assert_eq!(locked.put(&case, &body).await.refusal(), refused(401, "token-expired"));
    }
}
