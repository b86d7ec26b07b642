//! The clocks: what they bring about by themselves.

use std::sync::Arc;

use domain::{
    actor::{Grant, Role},
    clock::ManualClock,
};
use harness::{TestApp, TestDatabase, both};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use zerotrip::{calendar, jobs::timetable};

use super::{act, departments_case, kinds};

async fn round(app: &TestApp) {
    timetable::round(&app.app).await.unwrap();
    app.run_jobs().await;
}

/// Until an instant.
fn until(app: &TestApp, instant: &str) {
    let instant: Timestamp = instant.parse().unwrap();
    app.pass(instant.duration_since(app.now()));
}

async fn tasks(app: &TestApp) -> Vec<Value> {
    let page = app.manager().await.get("/v1/tasks").await.ok();
    page["tasks"].as_array().unwrap().clone()
}

both! {
    async fn silence_over_a_holiday_is_acceptance_from_the_day_of_receipt(db: TestDatabase) {
        let clock = Arc::new(ManualClock::at("2026-09-30T02:00:00Z".parse().unwrap()));
        let app = TestApp::start_at(db, clock).await;
        let worker = app.worker().await;
        let case = departments_case(&app, &worker).await;
        let view = worker.get(&case).await.ok();
        let received_at = view["received_at"].clone();
        // Five working days, with the National Day week and the worked Saturday of 10 October in between.
        assert_eq!(view["deadlines"]["notice_at"], "2026-10-13T16:00:00Z");
        assert_eq!(view["deadlines"]["promised_at"], json!(null), "that clock begins with the acceptance");

        until(&app, "2026-10-13T16:00:00Z");
        round(&app).await;
        assert_eq!(app.window().await.get(&case).await.ok()["stage"], "received", "24:00 is in time");
        app.pass(SignedDuration::from_secs(1));
        round(&app).await;
        round(&app).await;
        let window = app.window().await;
        let view = window.get(&case).await.ok();
        assert_eq!(view["stage"], "in_review");
        assert_eq!((&view["accepted_at"], &view["accepted_by"]), (&received_at, &json!("law")));
        let told: Vec<_> = kinds(&view).into_iter().filter(|kind| kind != "due_soon").collect();
        assert_eq!(told, ["filed", "received", "deemed_accepted", "sent_for_review"]);
        let open = tasks(&app).await;
        assert_eq!(open.len(), 1, "once, however often it is looked: {open:?}");
        assert_eq!(open[0]["kind"], "deemed_accepted");

        let manager = app.manager().await;
        let done = format!("/v1/tasks/{}/done", open[0]["id"].as_str().unwrap());
        for _ in 0..2 {
            let answer = manager.post(&done, &json!({"write_id": app.fresh()})).await;
            assert_eq!(answer.status, 204);
        }
        assert!(tasks(&app).await.is_empty());
        assert_eq!(app.worker().await.post(&done, &json!({"write_id": app.fresh()})).await.status, 404);
    }

    async fn a_case_is_told_of_when_near_and_when_late_once_each(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = departments_case(&app, &worker).await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        let due: Timestamp = window.get(&case).await.ok()["deadlines"]["due_at"].as_str().unwrap().parse().unwrap();
        round(&app).await;
        let window = app.window().await;
        assert_eq!(window.get(&case).await.ok()["deadlines"]["light"], "green");

        app.pass(due.duration_since(app.now()));
        for _ in 0..2 {
            round(&app).await;
        }
        let window = app.window().await;
        let view = window.get(&case).await.ok();
        assert_eq!(view["deadlines"]["light"], "yellow");
        assert_eq!(kinds(&view).iter().filter(|kind| *kind == "due_soon").count(), 1);
        assert!(tasks(&app).await.is_empty());

        app.pass(SignedDuration::from_secs(1));
        for _ in 0..2 {
            round(&app).await;
        }
        let view = app.window().await.get(&case).await.ok();
        assert_eq!(view["deadlines"]["light"], "red");
        assert_eq!(kinds(&view).iter().filter(|kind| *kind == "overdue").count(), 1);
        let open = tasks(&app).await;
        assert_eq!(open.len(), 1);
        assert_eq!(open[0]["kind"], "overdue");
    }

    async fn what_is_promised_for_the_day_is_late_after_closing_time(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let case = format!("/v1/cases/{}", app.received_case(&worker).await);
        let view = worker.get(&case).await.ok();
        assert_eq!(view["immediate"], true);
        assert_eq!(view["deadlines"]["due_at"], "2026-11-23T09:00:00Z");
        assert_eq!(view["deadlines"]["light"], "yellow", "a promise for the day is near from the start");
        until(&app, "2026-11-23T09:00:01Z");
        round(&app).await;
        assert_eq!(tasks(&app).await[0]["kind"], "overdue");
        assert_eq!(app.window().await.get(&case).await.ok()["stage"], "received", "late is not accepted");
    }

    async fn a_new_calendar_reckons_open_cases_anew_and_keeps_the_old_reckoning(db: TestDatabase) {
        let clock = Arc::new(ManualClock::at("2026-09-30T02:00:00Z".parse().unwrap()));
        let app = TestApp::start_at(db, clock).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let (open, over) = (departments_case(&app, &worker).await, departments_case(&app, &worker).await);
        act(&app, &window, &over, "withdraw", json!({"reason": "changed_mind"})).await.ok();

        // A made-up notice: 10 October is a Saturday like others.
        let text = calendar::SHIPPED.replace("cn-2026-1", "cn-2026-2");
        let broken = text.replace(r#""2026-10-10""#, r#""2026-10-12""#);
        assert_ne!(broken, text, "the file names its days so");
        let admin = app.signed_in(Grant { role: Role::Admin, centre: None, community: None, department: None }).await;
        let import = |text: &str| json!({"write_id": app.fresh(), "text": text});
        let (status, code, faults) = admin.post("/v1/calendars", &import(&broken)).await.problem();
        assert_eq!((status, code.as_str()), (422, "invalid-body"));
        assert!(faults.iter().all(|fault| fault.starts_with("$.text:") && fault.ends_with("calendar-file")));
        let taken = admin.post("/v1/calendars", &import(calendar::SHIPPED)).await;
        assert_eq!(taken.refusal(), (409, "calendar-version-taken".into()));
        assert_eq!(window.post("/v1/calendars", &import(&text)).await.refusal(), (403, "forbidden".into()));

        let (before, year) = text.split_once("[year.2026]").unwrap();
        let year = year.replacen(r#", "2026-10-10""#, "", 1).replacen("= 248", "= 247", 1);
        let newer = format!("{before}[year.2026]{year}");
        let answer = admin.post("/v1/calendars", &import(&newer)).await.ok();
        assert_eq!((&answer["version"], &answer["changed_days"]), (&json!("cn-2026-2"), &json!(1)));
        assert_eq!(admin.get("/v1/calendars/current").await.ok()["version"], "cn-2026-2");
        round(&app).await;
        let view = window.get(&open).await.ok();
        assert_eq!(view["deadlines"]["calendar"], "cn-2026-2");
        assert_eq!(view["deadlines"]["notice_at"], "2026-10-14T16:00:00Z", "a day later");
        let view = window.get(&over).await.ok();
        assert_eq!(view["deadlines"]["calendar"], "cn-2026-1", "what is over stays as it was reckoned");
        let kept = window.get(&open).await.ok()["superseded_deadlines"].clone();
        assert_eq!(kept.as_array().unwrap().len(), 1);
        assert_eq!((&kept[0]["calendar"], &kept[0]["notice_at"]), (&json!("cn-2026-1"), &json!("2026-10-13T16:00:00Z")));
    }
}
