//! When messages go, how often they are tried, and what follows when they do not arrive.

use std::sync::Arc;

use domain::{clock::ManualClock, message::FailureKind};
use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use zerotrip::{
    actions::tell_resident::{self, Report},
    sms::SendError,
};

use super::{Carrier, case_of, kinds_of, round, states, story, tasks, told, wang};
use serde_json::json;

both! {
    async fn what_happens_at_night_is_told_at_eight(db: TestDatabase) {
        let clock = Arc::new(ManualClock::at("2026-11-23T20:30:00+08:00".parse().unwrap()));
        let app = TestApp::start_at(db, clock).await;
        let worker = app.worker().await;
        case_of(&app, &worker, wang()).await;
        assert_eq!(states(&app).await, [("receipt", "queued")]);
        app.pass(SignedDuration::from_secs(11 * 3600 + 30 * 60 - 1));
        app.run_jobs().await;
        assert_eq!(states(&app).await, [("receipt", "queued")], "07:59:59");
        app.pass(SignedDuration::from_secs(1));
        app.run_jobs().await;
        assert_eq!(states(&app).await, [("receipt", "accepted")]);
    }

    async fn what_came_too_late_for_the_evening_waits_for_the_morning(db: TestDatabase) {
        let carrier = Carrier::refusing([SendError::Unavailable]);
        let app = TestApp::start_through(db, carrier.clone()).await;
        app.pass(SignedDuration::from_secs(12 * 3600 - 1));
        case_of(&app, &app.worker().await, wang()).await;
        assert!(carrier.carried().is_empty(), "the gateway was out of reach at 20:29:59");
        app.pass(SignedDuration::from_mins(10));
        app.run_jobs().await;
        assert!(carrier.carried().is_empty(), "and the next try is at night");
        app.pass(SignedDuration::from_hours(12));
        app.run_jobs().await;
        assert_eq!(carrier.carried().len(), 1);
    }

    async fn a_telephone_that_is_off_is_tried_again_and_then_called(db: TestDatabase) {
        let absent = SendError::Refused(FailureKind::Absent);
        let carrier = Carrier::refusing([absent, absent]);
        let app = TestApp::start_through(db, carrier.clone()).await;
        case_of(&app, &app.worker().await, wang()).await;
        assert_eq!(states(&app).await, [("receipt", "queued")]);
        app.pass(SignedDuration::from_hours(2));
        app.run_jobs().await;
        assert_eq!(states(&app).await, [("receipt", "queued")]);
        assert!(tasks(&app).await.is_empty());
        app.pass(SignedDuration::from_hours(24));
        app.run_jobs().await;
        assert_eq!(states(&app).await, [("receipt", "accepted")]);
        // Now the carrier reports that it never arrived: nobody else is in the circle.
        let id = told(&app).await[0].stored.message.id;
        tell_resident::report(&app.app, id, Report::Lost(FailureKind::Absent)).await.unwrap();
        app.run_jobs().await;
        assert_eq!(states(&app).await, [("receipt", "failed")]);
        assert_eq!(kinds_of(&tasks(&app).await), ["call_resident"]);
        tell_resident::report(&app.app, id, Report::Delivered).await.unwrap();
        assert_eq!(states(&app).await, [("receipt", "failed")], "the end is the end");
    }

    async fn the_elderly_are_called_at_the_first_failure(db: TestDatabase) {
        let carrier = Carrier::refusing([SendError::Refused(FailureKind::Absent)]);
        let app = TestApp::start_through(db, carrier).await;
        let elderly = json!({"identity": story::identity("王秀英", story::WANG)});
        case_of(&app, &app.worker().await, elderly).await;
        assert_eq!(states(&app).await, [("receipt", "failed")]);
        assert_eq!(kinds_of(&tasks(&app).await), ["call_resident"]);
    }

    async fn three_days_without_a_report_are_a_loss(db: TestDatabase) {
        let app = TestApp::start_through(db, Arc::new(Carrier::default())).await;
        case_of(&app, &app.worker().await, wang()).await;
        app.pass(SignedDuration::from_secs(72 * 3600 - 1));
        round(&app).await;
        assert_eq!(states(&app).await, [("receipt", "accepted")]);
        app.pass(SignedDuration::from_secs(1));
        round(&app).await;
        assert_eq!(states(&app).await[0], ("receipt", "expired"));
        assert!(kinds_of(&tasks(&app).await).contains(&"call_resident"));
    }

    async fn a_report_of_arrival_is_the_end(db: TestDatabase) {
        let app = TestApp::start_through(db, Arc::new(Carrier::default())).await;
        case_of(&app, &app.worker().await, wang()).await;
        let id = told(&app).await[0].stored.message.id;
        tell_resident::report(&app.app, id, Report::Delivered).await.unwrap();
        app.pass(SignedDuration::from_hours(72));
        round(&app).await;
        assert_eq!(states(&app).await[0], ("receipt", "delivered"));
    }
}
