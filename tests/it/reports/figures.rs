//! What the figures come to.

use std::sync::Arc;

use domain::clock::ManualClock;
use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::{Value, json};
use zerotrip::jobs::timetable;

use super::{Week, by_key, conclude, enter, ratio, received, report, total};
use crate::{
    law::{act, departments_case},
    lookups::{Filed, Told, found},
};

#[track_caller]
fn assert_ratios(figures: &super::Figures, wanted: &[(&str, u64, Option<u64>)]) {
    for (key, numerator, denominator) in wanted {
        assert_eq!(ratio(figures, key), (json!(numerator), json!(denominator)), "{key}");
    }
}

both! {
    async fn a_week_that_can_be_counted_by_hand(db: TestDatabase) {
        let Week { app, .. } = Week::of(TestApp::start(db).await).await;
        let manager = app.manager().await;
        let all = total(&manager, "").await;
        assert_ratios(&all, &[
            ("cases_received", 4, None),
            ("cases_void", 1, None),
            ("cases_duplicate", 1, None),
            ("deemed_acceptances", 0, Some(4)),
            ("cases_concluded", 3, None),
            ("cases_withdrawn", 1, None),
            ("cases_terminated", 0, None),
            ("cases_not_accepted", 0, None),
            ("zero_trip_cases", 3, Some(3)),
            ("visits_per_case", 4, Some(3)),
            ("collected_to_concluded", 3, None),
            // At once; a day after the receipt; on the day of the second receipt, of which the promise runs.
            ("promises_kept", 2, Some(3)),
            ("promises_broken", 1, Some(3)),
            ("corrections_per_case", 1, Some(3)),
            // One proof of this item was abolished, and there is nobody to ask for the photo.
            ("materials_spared_per_case", 3, Some(3)),
            ("ratings_good", 0, Some(0)),
            ("ratings_1", 0, None),
        ]);
        assert_eq!((&all["zero_trip_cases"]["percent"], &all["zero_trip_cases"]["percent_exact"]), (&json!(100), &json!(100.0)));
        assert_eq!((&all["promises_kept"]["percent"], &all["promises_kept"]["percent_exact"]), (&json!(67), &json!(66.7)));
        assert_eq!(all["visits_per_case"]["value"], 1.33);
        assert_eq!(all["corrections_per_case"]["value"], 0.33);
        // Nothing, 24 and 48 hours; nothing, one and two working days.
        assert_eq!((&all["collected_to_concluded"]["value"], &all["collected_to_concluded"]["unit"]), (&json!(24.0), &json!("hours")));
        assert_eq!(all["received_to_concluded"]["value"], 1.0);
        assert_eq!(all["ratings_good"]["percent"], Value::Null, "of nothing");
        assert_eq!(all["cases_received"]["counted_by"], "receipt");
        assert_eq!(all["zero_trip_cases"]["counted_by"], "conclusion");
        for figure in all.values() {
            assert_eq!(figure["catalogue_versions"], json!(["2018-01-illustrative-1"]));
        }

        let monday = total(&manager, "?from=2026-11-23&to=2026-11-23").await;
        assert_ratios(&monday, &[("cases_received", 4, None), ("cases_concluded", 1, None), ("cases_withdrawn", 1, None)]);
        let tuesday = total(&manager, "?from=2026-11-24&to=2026-11-24").await;
        assert_ratios(&tuesday, &[("cases_received", 0, None), ("cases_concluded", 1, None), ("promises_kept", 0, Some(1))]);

        let bulletin = manager.get("/v1/reports/bulletin").await.ok();
        let figures = by_key(&bulletin);
        assert_eq!(figures["cases_total"]["numerator"], 4, "without void and duplicate cases there too");
        assert_eq!(figures["cases_concluded"]["numerator"], 3);
    }

    async fn parts_add_up_to_the_whole(db: TestDatabase) {
        let Week { app, chen, zhou } = Week::of(TestApp::start(db).await).await;
        let manager = app.manager().await;
        for (by, keys) in [
            ("centre", vec![app.centre.id.to_string()]),
            ("community", vec![app.centre.community.to_string()]),
            ("item", vec!["LJZ-MZ-01".to_owned()]),
            ("worker", vec![chen.credential.user.to_string(), zhou.credential.user.to_string()]),
            ("month", (1..=11).map(|month| format!("2026-{month:02}-01")).collect()),
        ] {
            let report = report(&manager, &format!("?by={by}")).await;
            assert_eq!((&report["by"], &report["from"], &report["to"]), (&json!(by), &json!("2026-01-01"), &json!("2026-11-25")));
            let groups = report["groups"].as_array().unwrap();
            let mut found: Vec<_> = groups.iter().map(|group| group["key"].as_str().unwrap().to_owned()).collect();
            found.sort_unstable();
            let mut wanted = keys;
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{by}");
            let sum = |key: &str, of: &str| -> u64 {
                groups.iter().filter_map(|group| by_key(group)[key][of].as_u64()).sum()
            };
            for (key, figure) in by_key(&report["total"]) {
                if by == "worker" && key.starts_with("ratings") {
                    continue;
                }
                assert_eq!(json!(sum(&key, "numerator")), figure["numerator"], "{by} {key}");
                assert_eq!(sum(&key, "denominator"), figure["denominator"].as_u64().unwrap_or(0), "{by} {key}");
            }
        }
        let of_zhou = total(&manager, &format!("?worker={}", zhou.credential.user)).await;
        assert_ratios(&of_zhou, &[("cases_received", 2, None), ("cases_concluded", 1, None), ("corrections_per_case", 1, Some(1))]);
        let elsewhere = total(&manager, &format!("?community={}", app.centre.second)).await;
        assert_ratios(&elsewhere, &[("cases_received", 0, None), ("zero_trip_cases", 0, Some(0))]);
        assert_eq!(total(&manager, "?item=LJZ-MZ-01").await, total(&manager, "").await.into_iter().map(|(key, mut figure)| {
            for link in ["cases", "base"] {
                if let Some(url) = figure[link]["url"].as_str() {
                    figure[link]["url"] = json!(format!("{url}&item=LJZ-MZ-01"));
                }
            }
            (key, figure)
        }).collect());
    }

    async fn a_day_ends_at_midnight_in_shanghai(db: TestDatabase) {
        let clock = Arc::new(ManualClock::at("2026-11-30T23:59:59+08:00".parse().unwrap()));
        let app = TestApp::start_at(db, clock).await;
        let worker = app.worker().await;
        let case = received(&app, &worker, 1).await;
        app.pass(SignedDuration::from_secs(1));
        conclude(&app, &case).await;
        let manager = app.manager().await;
        for (day, received, concluded) in [("2026-11-30", 1, 0), ("2026-12-01", 0, 1), ("2026-12-02", 0, 0)] {
            let figures = total(&manager, &format!("?from={day}&to={day}")).await;
            assert_ratios(&figures, &[("cases_received", received, None), ("cases_concluded", concluded, None)]);
        }
        let counts = |report: &Value| -> Vec<(String, Value, Value)> {
            let groups = report["groups"].as_array().unwrap().iter();
            groups.map(|group| {
                let figures = by_key(group);
                let n = |key: &str| figures[key]["numerator"].clone();
                (group["key"].as_str().unwrap().to_owned(), n("cases_received"), n("cases_concluded"))
            }).collect()
        };
        let months = report(&manager, "?from=2026-11-15&to=2026-12-31&by=month").await;
        assert_eq!(counts(&months), [("2026-11-15".into(), json!(1), json!(0)), ("2026-12-01".into(), json!(0), json!(1))]);
        let weeks = report(&manager, "?from=2026-11-28&to=2026-12-07&by=week").await;
        assert_eq!(
            counts(&weeks),
            [
                ("2026-11-28".into(), json!(0), json!(0)),
                ("2026-11-30".into(), json!(1), json!(1)),
                ("2026-12-07".into(), json!(0), json!(0)),
            ]
        );
    }

    async fn what_a_look_up_found_was_spared(db: TestDatabase) {
        let app = TestApp::start_asking(db, Told::to_say(found())).await;
        let worker = app.worker().await;
        let case = Filed::by(&app, &worker, |_body| {}).await;
        act(&app, &app.window().await, &case.path, "conclude", json!({"outcome": "granted"})).await.ok();
        let figures = total(&app.manager().await, "").await;
        assert_ratios(&figures, &[("materials_spared_per_case", 2, Some(1))]);
    }

    async fn messages_are_counted_as_far_as_is_known(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let case = received(&app, &worker, 1).await;
        conclude(&app, &case).await;
        // Receipt and conclusion have gone; the rating is asked for a day later.
        let figures = total(&app.manager().await, "").await;
        assert_ratios(&figures, &[
            ("messages_handed_over", 2, Some(3)),
            ("messages_reported_delivered", 0, Some(3)),
            ("messages_failed", 0, Some(3)),
        ]);
        app.pass(SignedDuration::from_hours(25));
        app.run_jobs().await;
        let figures = total(&app.manager().await, "").await;
        assert_ratios(&figures, &[("messages_handed_over", 3, Some(3))]);
    }

    async fn what_the_law_accepted_is_told_while_the_case_is_open(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        departments_case(&app, &worker).await;
        enter(&app, &worker, app.centre.community.uuid(), 2).await;
        app.pass(SignedDuration::from_hours(24 * 8));
        timetable::round(&app.app).await.unwrap();
        let figures = total(&app.manager().await, "").await;
        assert_ratios(&figures, &[("deemed_acceptances", 1, Some(1)), ("cases_concluded", 0, None)]);
        assert_eq!(figures["deemed_acceptances"]["percent"], 100);
    }
}
