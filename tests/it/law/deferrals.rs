//! Tolerant acceptance: a paper that follows, on a signed word and within a term.

use std::sync::Arc;

use domain::clock::ManualClock;
use harness::{
    Person, TestApp, TestDatabase, both,
    story::{self, claim},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use zerotrip::jobs::timetable;

use super::{act, kinds};

/// Emergency assistance: the papers on the hardship may follow.
const ASSISTANCE: &str = "LJZ-MZ-04";

/// A case whose papers on the hardship follow; its path. It is received only with the signed commitment.
pub async fn filed(app: &TestApp, worker: &Person) -> String {
    let resident = app.resident(worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
    let visit = app.visit(worker, resident).await;
    let (card, form, signature, word) = (app.photo(1), app.photo(2), app.photo(3), app.photo(4));
    for file in [&card, &form, &signature, &word] {
        worker.upload(file).await.ok();
    }
    let mut body = app.senior_card(visit, resident, &card, &signature);
    body["item"] = json!(ASSISTANCE);
    body["materials"] = json!([
        {"material": "id-card", "cover": "file"},
        {"material": "hardship", "cover": "deferred"},
        {"material": "form", "cover": "file"},
    ]);
    body["manifest"] = json!([
        claim(&card, "material", Some("id-card")),
        claim(&form, "material", Some("form")),
        claim(&signature, "signature", None),
    ]);
    let case = format!("/v1/cases/{}", app.fresh());
    let ack = worker.put(&case, &body).await.ok();
    assert_eq!(ack["stage"], "receiving");
    app.run_jobs().await;
    let view = worker.get(&case).await.ok();
    let lacking = json!([{"kind": "material", "code": "commitment-missing", "material": "hardship"}]);
    assert_eq!((&view["stage"], &view["outstanding"]), (&json!("receiving"), &lacking));
    body["write_id"] = json!(app.fresh());
    body["base_version"] = view["version"].clone();
    body["manifest"].as_array_mut().unwrap().push(claim(&word, "commitment", None));
    worker.put(&case, &body).await.ok();
    app.run_jobs().await;
    assert_eq!(worker.get(&case).await.ok()["stage"], "received");
    case
}

async fn at(app: &TestApp, instant: &str) {
    let instant: Timestamp = instant.parse().unwrap();
    app.pass(instant.duration_since(app.now()));
    for _ in 0..2 {
        timetable::round(&app.app).await.unwrap();
    }
    app.run_jobs().await;
}

async fn said(app: &TestApp, case: &str) -> Vec<String> {
    let view = app.window().await.get(case).await.ok();
    kinds(&view).into_iter().filter(|kind| kind.starts_with("deferral_")).collect()
}

async fn start(db: TestDatabase) -> TestApp {
    TestApp::start_at(db, Arc::new(ManualClock::at("2026-09-30T02:00:00Z".parse().unwrap()))).await
}

both! {
    async fn what_follows_comes_in_time(db: TestDatabase) {
        let app = start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = filed(&app, &worker).await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        let view = worker.get(&case).await.ok();
        assert_eq!(
            view["deferral"],
            // Ten working days, with the National Day week and the worked Saturday of 10 October in between.
            json!({"materials": ["hardship"], "due_at": "2026-10-20T16:00:00Z", "missed": false})
        );
        at(&app, "2026-10-13T00:59:59Z").await;
        assert_eq!(said(&app, &case).await, [""; 0]);
        at(&app, "2026-10-14T01:00:00Z").await;
        assert_eq!(said(&app, &case).await, ["deferral_reminded"], "half of it has gone");

        let worker = app.worker_again(&worker).await;
        let (papers, other) = (app.photo(31), app.photo(32));
        let wrong = json!({
            "materials": [{"material": "id-card", "cover": "file"}, {"material": "hardship", "cover": "deferred"}],
            "manifest": [claim(&other, "material", Some("id-card"))],
        });
        let faults = ["$.materials[0].material not-asked-for", "$.materials[1].cover cover-not-allowed", "$.manifest[0] not-asked-for"];
        assert_eq!(act(&app, &worker, &case, "supplement", wrong).await.problem().2, faults);
        let supplement = json!({
            "materials": [{"material": "hardship", "cover": "file"}],
            "manifest": [claim(&papers, "material", Some("hardship"))],
        });
        let ack = act(&app, &worker, &case, "supplement", supplement.clone()).await.ok();
        assert_eq!((&ack["stage"], &ack["materials"]), (&json!("in_review"), &json!({"covered": 2, "of": 3})));
        app.run_jobs().await;
        assert_eq!(said(&app, &case).await, ["deferral_reminded"], "the file is still on its way");
        worker.upload(&papers).await.ok();
        app.run_jobs().await;
        assert_eq!(said(&app, &case).await, ["deferral_reminded", "deferral_met"]);
        let view = worker.get(&case).await.ok();
        assert!(view["deferral"]["over_at"].is_string());
        let once_more = act(&app, &worker, &case, "supplement", supplement).await;
        assert!(once_more.problem().2.contains(&"$.materials[0].material not-asked-for".to_owned()));
        at(&app, "2026-10-21T01:00:00Z").await;
        assert_eq!(said(&app, &case).await, ["deferral_reminded", "deferral_met"]);
    }

    async fn what_does_not_come_is_told_and_ends_the_case_by_a_persons_act(db: TestDatabase) {
        let app = start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = filed(&app, &worker).await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        at(&app, "2026-10-20T01:00:00Z").await;
        assert_eq!(said(&app, &case).await, ["deferral_reminded"], "the last day, and no second word for the half gone by");
        at(&app, "2026-10-20T16:00:00Z").await;
        assert_eq!(said(&app, &case).await, ["deferral_reminded"], "24:00 is in time");
        at(&app, "2026-10-20T16:00:01Z").await;
        assert_eq!(said(&app, &case).await, ["deferral_reminded", "deferral_missed"]);
        let manager = app.manager().await;
        let tasks = manager.get("/v1/tasks").await.ok();
        let of = |kind: &str| tasks["tasks"].as_array().unwrap().iter().filter(|task| task["kind"] == kind).count();
        assert_eq!(of("deferral_missed"), 1);
        let words = json!({"reason": "deferred_missing", "note": "后补材料逾期未交"});
        let ack = act(&app, &manager, &case, "terminate", words).await.ok();
        assert_eq!(ack["stage"], "terminated");
        let view = manager.get(&case).await.ok();
        assert_eq!(view["deferral"]["missed"], true);
        assert_ne!(view["deferral"]["over_at"], Value::Null);
    }
}
