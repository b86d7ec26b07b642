//! What residents write back.

use std::sync::Arc;

use domain::message::FailureKind;
use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::json;
use zerotrip::{
    actions::receive_message::{self, Received},
    sms::SendError,
};

use super::{Carrier, after, case_of, concluded, kinds_of, li, phone, states, tasks, text_of, wang};
use crate::law::act;

const HERS: &str = "13900001234";

async fn write_back(app: &TestApp, text: &str) -> Received {
    let received = receive_message::run(&app.app, &phone(HERS), text).await.unwrap();
    app.run_jobs().await;
    received
}

/// Until after the request for a rating has gone.
async fn next_day(app: &TestApp) {
    app.pass(SignedDuration::from_hours(25));
    app.run_jobs().await;
}

both! {
    async fn a_figure_is_a_rating_of_what_was_asked_about(db: TestDatabase) {
        let app = TestApp::start(db).await;
        concluded(&app, &app.worker().await, wang()).await;
        assert_eq!(write_back(&app, "5").await, Received::ForPerson, "nobody has asked yet");
        next_day(&app).await;
        let stranger = receive_message::run(&app.app, &phone("13911112222"), "5").await.unwrap();
        assert_eq!(stranger, Received::Nothing);
        assert_eq!(write_back(&app, " １ ").await, Received::Rated);
        let open = tasks(&app).await;
        assert_eq!(kinds_of(&open), ["call_back", "resident_replied"]);
        let call = open.iter().find(|task| task["kind"] == "call_back").unwrap();
        assert_eq!(call["due_at"], "2026-12-01T16:00:00Z");
        assert_eq!(write_back(&app, "5").await, Received::ForPerson, "once");
        assert_eq!(tasks(&app).await.len(), 2, "and nobody is asked twice");
    }

    async fn of_two_cases_nobody_knows_which_is_meant(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        concluded(&app, &worker, wang()).await;
        concluded(&app, &worker, li()).await;
        next_day(&app).await;
        assert_eq!(write_back(&app, "5").await, Received::ForPerson);
        assert_eq!(kinds_of(&tasks(&app).await), ["resident_replied"]);
    }

    async fn a_no_is_heeded_at_once_and_for_its_purpose_alone(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let case = case_of(&app, &worker, wang()).await;
        assert_eq!(write_back(&app, "td").await, Received::OptedOut);
        assert_eq!(write_back(&app, "退订").await, Received::OptedOut);
        act(&app, &app.window().await, &case, "conclude", json!({"outcome": "granted"})).await.ok();
        next_day(&app).await;
        assert_eq!(states(&app).await, [("receipt", "accepted"), ("conclusion", "accepted")]);
        assert!(tasks(&app).await.is_empty(), "nobody is called to rate");
    }

    async fn a_no_takes_back_what_waits(db: TestDatabase) {
        let app = TestApp::start(db).await;
        concluded(&app, &app.worker().await, wang()).await;
        assert_eq!(write_back(&app, "T").await, Received::OptedOut);
        next_day(&app).await;
        let wanted = [("receipt", "accepted"), ("conclusion", "accepted"), ("rating_request", "dropped")];
        assert_eq!(states(&app).await, wanted);
    }

    async fn number_and_code_are_answered(db: TestDatabase) {
        let carrier = Arc::new(Carrier::default());
        let app = TestApp::start_through(db, carrier.clone()).await;
        concluded(&app, &app.worker().await, wang()).await;
        let receipt = text_of(&app, "receipt").await;
        let (number, code) = (after(&receipt, "办件"), after(&receipt, "查询码"));
        let daughter = phone("13922223333");
        let ask = async |text: String| {
            let received = receive_message::run(&app.app, &daughter, &text).await.unwrap();
            app.run_jobs().await;
            received
        };
        assert_eq!(ask(format!("{number} AAAAAA")).await, Received::Nothing);
        assert_eq!(ask(format!("查询 {number} {code}")).await, Received::Answered);
        let (to, text) = carrier.carried().pop().unwrap();
        assert_eq!(to, "+8613922223333");
        assert!(text.contains("已办结") && text.contains("居民您好"), "{text}");
    }

    async fn a_wrong_number_is_taken_off_and_somebody_finds_the_right_one(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let case = case_of(&app, &app.worker().await, wang()).await;
        assert_eq!(write_back(&app, "你打错了，不是我").await, Received::ForPerson, "that may mean anything");
        assert_eq!(write_back(&app, "打错了").await, Received::Detached);
        assert_eq!(kinds_of(&tasks(&app).await), ["call_resident", "resident_replied"]);
        act(&app, &app.window().await, &case, "conclude", json!({"outcome": "granted"})).await.ok();
        next_day(&app).await;
        assert_eq!(states(&app).await, [("receipt", "accepted")], "no more goes there");
    }

    async fn a_carriers_list_counts_as_a_no_to_all(db: TestDatabase) {
        let carrier = Carrier::refusing([SendError::Refused(FailureKind::Barred)]);
        let app = TestApp::start_through(db, carrier.clone()).await;
        let case = case_of(&app, &app.worker().await, wang()).await;
        act(&app, &app.window().await, &case, "conclude", json!({"outcome": "granted"})).await.ok();
        next_day(&app).await;
        assert!(carrier.carried().is_empty());
        assert_eq!(kinds_of(&tasks(&app).await), ["call_resident"]);
    }
}
