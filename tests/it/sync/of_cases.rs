//! Whatever is shown of a case, the phone hears of it: after every act it holds what the case's page shows.

use harness::{Person, TestApp, TestDatabase, both};
use serde_json::json;
use uuid::Uuid;
use zerotrip::jobs::timetable;

use super::{Phone, afresh};
use crate::{
    door::{say, under},
    law::act,
};

/// The phone asks, and holds what the page shows.
async fn agrees(app: &TestApp, phone: &mut Phone, worker: &Person, case: Uuid, after: &str) {
    app.run_jobs().await;
    phone.sync(worker).await;
    assert_eq!(
        phone.get("case", case).unwrap(),
        &worker.get(&format!("/v1/cases/{case}")).await.ok(),
        "after {after}"
    );
}

both! {
    async fn from_the_first_photo_to_the_door(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let resident = super::mrs_wang(&app, &worker).await;
        let visit = app.visit(&worker, resident).await;
        let mut phone = afresh(&worker).await;
        let (photo, signature, slip) = (app.photo(1), app.photo(2), app.photo(3));
        let case = app.fresh();
        let path = format!("/v1/cases/{case}");
        worker.put(&path, &app.senior_card(visit, resident, &photo, &signature)).await.ok();
        agrees(&app, &mut phone, &worker, case, "filing").await;
        assert_eq!(phone.get("visit", visit).unwrap()["case_ids"], json!([case]), "the visit names it");
        for file in [&photo, &signature] {
            worker.upload(file).await.ok();
            agrees(&app, &mut phone, &worker, case, "a photo").await;
        }
        assert_eq!(phone.get("case", case).unwrap()["stage"], "received");
        let taken = json!({
            "originals": [{"material": "id-card", "count": 1}], "device_at": app.now().to_string(),
            "back_by": "2026-11-24", "signature": under(&slip),
        });
        say(&app, &worker, &path, "originals", taken).await.ok();
        agrees(&app, &mut phone, &worker, case, "taking an original").await;
        worker.upload(&slip).await.ok();
        act(&app, &window, &path, "conclude", json!({"outcome": "granted"})).await.ok();
        agrees(&app, &mut phone, &worker, case, "the conclusion").await;
        act(&app, &window, &path, "issue", json!({"way": "home"})).await.ok();
        agrees(&app, &mut phone, &worker, case, "the issue").await;
        let to = json!({"things": {"result": true}, "to": "worker", "worker_id": worker.credential.user.uuid()});
        say(&app, &window, &path, "hand-over", to).await.ok();
        agrees(&app, &mut phone, &worker, case, "the offer").await;
        say(&app, &worker, &path, "take-over", json!({"things": {"result": true}})).await.ok();
        agrees(&app, &mut phone, &worker, case, "taking it").await;
        say(&app, &worker, &path, "attempt", json!({"reason": "not_at_home"})).await.ok();
        agrees(&app, &mut phone, &worker, case, "an attempt").await;
        app.pass(jiff::SignedDuration::from_hours(80));
        let worker = app.worker_again(&worker).await;
        for _ in 0..2 {
            timetable::round(&app.app).await.unwrap();
        }
        agrees(&app, &mut phone, &worker, case, "an original that is late").await;
        let signed = app.photo(4);
        let delivered = json!({"things": {"result": true}, "receiver": "resident", "signature": under(&signed)});
        say(&app, &worker, &path, "deliver", delivered).await.ok();
        agrees(&app, &mut phone, &worker, case, "the delivery").await;
        worker.upload(&signed).await.ok();
        agrees(&app, &mut phone, &worker, case, "its signature").await;
        assert_eq!(phone.holds, afresh(&worker).await.holds);
    }

    async fn back_from_the_window_and_overdue(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = app.received_case(&worker).await;
        let path = format!("/v1/cases/{case}");
        let mut phone = afresh(&worker).await;
        let defects = json!([{"material": "id-card", "reason": "unreadable", "note": "反光"}]);
        act(&app, &window, &path, "return", json!({"defects": defects})).await.ok();
        agrees(&app, &mut phone, &worker, case, "the notice").await;
        assert_eq!(phone.get("case", case).unwrap()["corrections"][0]["defects"][0]["note"], "反光");
        let held = phone.get("case", case).unwrap();
        let (visit, resident) = (id(&held["visit_id"]), id(&held["resident"]["id"]));
        let (photo, signature) = (app.photo(5), app.photo(2));
        let mut body = app.senior_card(visit, resident, &photo, &signature);
        body["base_version"] = held["version"].clone();
        worker.put(&path, &body).await.ok();
        for file in [&photo, &signature] {
            worker.upload(file).await.ok();
        }
        agrees(&app, &mut phone, &worker, case, "mending it").await;
        assert_eq!(phone.get("case", case).unwrap()["stage"], "received");
        app.pass(jiff::SignedDuration::from_hours(24 * 12));
        let (worker, window) = (app.worker_again(&worker).await, app.worker_again(&window).await);
        for _ in 0..2 {
            timetable::round(&app.app).await.unwrap();
        }
        agrees(&app, &mut phone, &worker, case, "what the law accepted and is overdue").await;
        act(&app, &window, &path, "revoke-mandate", json!({"note": "电话收回委托"})).await.ok();
        agrees(&app, &mut phone, &worker, case, "the mandate taken back").await;
        act(&app, &window, &path, "void", json!({"reason": "wrong_person", "note": "录入有误"})).await.ok();
        agrees(&app, &mut phone, &worker, case, "the end").await;
        assert_eq!(phone.get("case", case).unwrap()["stage"], "void");
    }
}

fn id(value: &serde_json::Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}
