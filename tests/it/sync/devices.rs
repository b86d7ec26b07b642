//! What the server knows of each phone, and the phones that are looked for.

use harness::{Person, TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::{Value, json};
use zerotrip::jobs::timetable;

use super::afresh;

fn holding(cases: u32, since: Option<String>) -> Value {
    let mut report = json!({
        "app_version": "1.2.0", "unsent_cases": cases, "unsent_files": 3, "unsent_bytes": 4_000_000_000_u64,
        "free_bytes": 1_000_000, "persisted": true, "user_agent_words": "Chrome 118, Android 11",
    });
    if let Some(since) = since {
        report["oldest_unsent_at"] = json!(since);
    }
    report
}

async fn shown(manager: &Person, of: &Person) -> Value {
    let list = manager.get("/v1/devices").await.ok();
    let devices = list["devices"].as_array().unwrap();
    devices.iter().find(|device| device["id"] == of.device.to_string()).unwrap().clone()
}

/// The phones that the manager is asked to look for, after a round.
async fn looked_for(app: &TestApp, manager: &Person) -> Vec<Value> {
    timetable::round(&app.app).await.unwrap();
    let page = manager.get("/v1/tasks").await.ok();
    let tasks = page["tasks"].as_array().unwrap().iter();
    tasks.filter(|task| task["kind"] == "device_unsent").cloned().collect()
}

both! {
    async fn the_manager_sees_what_each_phone_holds(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, manager) = (app.worker().await, app.manager().await);
        assert_eq!(shown(&manager, &worker).await["report"], Value::Null);
        afresh(&worker).await;
        let report = holding(2, Some(app.now().to_string()));
        assert_eq!(worker.put("/v1/devices/this", &report).await.status, 204);
        let device = shown(&manager, &worker).await;
        assert_eq!(device["last_sync_at"], app.now().to_string());
        let mut kept = report.clone();
        kept["at"] = json!(app.now().to_string());
        assert_eq!(device["report"], kept);

        // The same again is not written; what changed is, and so is the same after a while.
        let first = app.now();
        app.pass(SignedDuration::from_mins(5));
        worker.put("/v1/devices/this", &report).await.ok();
        assert_eq!(shown(&manager, &worker).await["report"]["at"], first.to_string());
        app.pass(SignedDuration::from_mins(6));
        worker.put("/v1/devices/this", &report).await.ok();
        assert_eq!(shown(&manager, &worker).await["report"]["at"], app.now().to_string());
        worker.put("/v1/devices/this", &holding(1, None)).await.ok();
        assert_eq!(manager.delete(&format!("/v1/devices/{}", worker.device)).await.status, 204);
        let device = shown(&manager, &worker).await;
        assert_eq!((&device["report"]["unsent_cases"], &device["revoked_at"]), (&json!(1), &json!(app.now().to_string())));
    }

    async fn a_report_is_told_every_fault(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let mut report = holding(0, Some("yesterday".into()));
        report["app_version"] = json!("");
        report["unsent_cases"] = json!(u32::MAX);
        report["free_bytes"] = json!(u64::MAX);
        report["user_agent_words"] = json!("a\nb");
        let (status, code, mut faults) = worker.put("/v1/devices/this", &report).await.problem();
        faults.sort_unstable();
        assert_eq!((status, code.as_str()), (422, "invalid-body"));
        assert_eq!(faults, [
            "$.app_version app-version",
            "$.free_bytes out-of-range",
            "$.oldest_unsent_at time",
            "$.unsent_cases out-of-range",
            "$.user_agent_words agent-character",
        ]);
    }

    async fn a_phone_that_holds_a_case_for_a_day_is_looked_for_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, manager) = (app.worker().await, app.manager().await);
        let since = app.now().to_string();
        worker.put("/v1/devices/this", &holding(1, Some(since.clone()))).await.ok();
        app.pass(SignedDuration::from_hours(24));
        let (worker, manager) = (app.worker_again(&worker).await, app.worker_again(&manager).await);
        assert!(looked_for(&app, &manager).await.is_empty(), "a day is not over");
        app.pass(SignedDuration::from_secs(1));
        let tasks = looked_for(&app, &manager).await;
        assert_eq!(tasks.len(), 1);
        assert_eq!(tasks[0]["device_id"], worker.device.to_string());
        worker.put("/v1/devices/this", &holding(2, Some(since))).await.ok();
        assert_eq!(looked_for(&app, &manager).await.len(), 1, "one a phone");
        let done = format!("/v1/tasks/{}/done", tasks[0]["id"].as_str().unwrap());
        manager.post(&done, &json!({"write_id": app.fresh()})).await.ok();
        assert!(looked_for(&app, &manager).await.is_empty(), "somebody knows");

        // It came through, and then another one stays.
        worker.put("/v1/devices/this", &holding(0, None)).await.ok();
        let next = app.now().to_string();
        worker.put("/v1/devices/this", &holding(1, Some(next))).await.ok();
        app.pass(SignedDuration::from_hours(25));
        let manager = app.worker_again(&manager).await;
        assert_eq!(looked_for(&app, &manager).await.len(), 1);
    }

    async fn a_phone_that_is_silent_is_looked_for_while_it_holds_something(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (full, empty, lost) = (app.worker().await, app.worker().await, app.worker().await);
        let manager = app.manager().await;
        for (person, cases) in [(&full, 1), (&empty, 0), (&lost, 1)] {
            afresh(person).await;
            person.put("/v1/devices/this", &holding(cases, None)).await.ok();
        }
        manager.delete(&format!("/v1/devices/{}", lost.device)).await;
        app.pass(SignedDuration::from_hours(72));
        let manager = app.worker_again(&manager).await;
        assert!(looked_for(&app, &manager).await.is_empty());
        app.pass(SignedDuration::from_secs(1));
        let tasks = looked_for(&app, &manager).await;
        assert_eq!(tasks.iter().map(|task| &task["device_id"]).collect::<Vec<_>>(), [&json!(full.device.to_string())]);
    }
}
