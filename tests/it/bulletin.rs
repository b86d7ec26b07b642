//! The bulletin's figures, counted from what happened.

use std::collections::BTreeMap;

use domain::actor::{Grant, Role};
use harness::{Person, TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// The figures by their keys.
async fn figures(who: &Person, query: &str) -> BTreeMap<String, Value> {
    let bulletin = who.get(&format!("/v1/reports/bulletin{query}")).await.ok();
    assert_eq!(bulletin["catalogue_version"], "2018-01-illustrative-1");
    let figures = bulletin["figures"].as_array().unwrap();
    figures.iter().map(|figure| (figure["key"].as_str().unwrap().to_owned(), figure.clone())).collect()
}

async fn count(who: &Person, query: &str, key: &str) -> Value {
    figures(who, query).await[key]["numerator"].clone()
}

both! {
    async fn cases_are_counted_by_the_day_of_their_receipt(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, manager) = (app.worker().await, app.manager().await);
        assert_eq!(figures(&manager, "").await["immediate_volume_share"]["percent"], Value::Null, "of nothing");
        let case = app.received_case(&worker).await;
        let all = figures(&manager, "").await;
        assert_eq!(all["cases_total"]["numerator"], 1);
        assert_eq!(all["cases_total"]["counted_by"], "receipt");
        let share = &all["immediate_volume_share"];
        assert_eq!((&share["numerator"], &share["denominator"], &share["percent"]), (&json!(1), &json!(1), &json!(100)));
        assert_eq!(share["percent_exact"], 100.0);
        assert_eq!(share["basis"], "events");

        app.pass(SignedDuration::from_hours(24));
        let window = app.window().await;
        let conclude = json!({"write_id": app.fresh(), "base_version": 2, "outcome": "granted"});
        window.post(&format!("/v1/cases/{case}/conclude"), &conclude).await.ok();
        for (query, received, concluded) in [
            ("", 1, 1),
            ("?from=2026-11-23&to=2026-11-23", 1, 0),
            ("?from=2026-11-24", 0, 1),
            ("?to=2026-11-22", 0, 0),
            ("?from=2026-11-01&to=2026-11-30", 1, 1),
            ("?from=0000-01-01&to=9999-12-31", 1, 1),
        ] {
            assert_eq!(count(&window, query, "cases_total").await, received, "{query}");
            assert_eq!(count(&window, query, "cases_concluded").await, concluded, "{query}");
        }
    }

    async fn the_catalogue_gives_the_figures_that_the_bulletin_printed(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let all = figures(&app.manager().await, "").await;
        let counts = [
            ("items_total", 25), ("items_new", 14), ("immediate_before", 3), ("immediate_after", 12),
            ("steps_removed", 8), ("id_only_items", 5), ("birth_materials", 1), ("proofs_abolished", 20),
            ("proofs_abolished_items", 18), ("proofs_abolished_departments", 9), ("communities", 2), ("estates", 61),
            ("residents", 120_000), ("floating_population", 20_000), ("windows_merged", 5),
        ];
        for (key, n) in counts {
            assert_eq!(all[key]["numerator"], n, "{key}");
        }
        let rate = &all["immediate_rate"];
        assert_eq!((&rate["numerator"], &rate["denominator"], &rate["percent"]), (&json!(12), &json!(25), &json!(48)));
        assert_eq!(rate["before"], json!({"numerator": 3, "denominator": 11, "percent": 27, "percent_exact": 27.3}));
        assert_eq!(all["delegation_rate"]["percent"], 56);
        assert_eq!(all["birth_materials"]["before"]["numerator"], 3);
        assert_eq!(all["residents"]["basis"], "stated");
        assert_eq!(all["communities"]["basis"], "units");
    }

    async fn a_report_shows_the_askers_own_centres(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        app.received_case(&worker).await;
        let elsewhere = app.someone(Role::Manager, app.other, None, None).await;
        assert_eq!(count(&elsewhere, "", "cases_total").await, 0);
        let whole_site = Grant { role: Role::Auditor, centre: None, community: None, department: None };
        let auditor = app.signed_in(whole_site).await;
        assert_eq!(count(&auditor, "", "cases_total").await, 1);
        assert_eq!(count(&auditor, "", "communities").await, 4);
        assert_eq!(worker.get("/v1/reports/bulletin").await.refusal(), (403, "forbidden".into()));
    }

    async fn a_period_that_is_none_is_refused(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let manager = app.manager().await;
        for (query, wanted) in [
            ("?from=2026-11-24&to=2026-11-23", vec!["?to period"]),
            ("?from=yesterday&to=2026-02-30", vec!["?from date", "?to date"]),
        ] {
            let (status, code, faults) = manager.get(&format!("/v1/reports/bulletin{query}")).await.problem();
            assert_eq!((status, code.as_str()), (400, "invalid-query"), "{query}");
            assert_eq!(faults, wanted, "{query}");
        }
    }
}
