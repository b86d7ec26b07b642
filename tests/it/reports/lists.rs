//! Behind a figure are the cases that it counted, and whoever may not see both sees no list.

use std::collections::BTreeSet;

use domain::actor::Role;
use harness::{Person, TestApp, TestDatabase, both};
use serde_json::{Value, json};

use super::{Week, listed, report, total};

/// Follows every link of a part; how many cases all of them led to.
async fn follow(manager: &Person, group: &Value) -> u64 {
    let mut seen = 0;
    for figure in group["figures"].as_array().unwrap() {
        for link in ["cases", "base"] {
            let Some(count) = figure[link]["count"].as_u64() else { continue };
            let ids = listed(manager, figure[link]["url"].as_str().unwrap()).await;
            let unique: BTreeSet<_> = ids.iter().collect();
            assert_eq!((ids.len() as u64, unique.len() as u64), (count, count), "{}", figure[link]["url"]);
            seen += count;
        }
        let is_of_cases = ["cases", "percent"].contains(&figure["unit"].as_str().unwrap())
            && !figure["key"].as_str().unwrap().starts_with("messages");
        if is_of_cases && figure["cases"] != Value::Null {
            assert_eq!(figure["cases"]["count"], figure["numerator"], "{figure}");
            if figure["base"] != Value::Null {
                assert_eq!(figure["base"]["count"], figure["denominator"], "{figure}");
            }
        }
    }
    seen
}

both! {
    async fn every_link_leads_to_the_cases_that_were_counted(db: TestDatabase) {
        let Week { app, .. } = Week::of(TestApp::start(db).await).await;
        let manager = app.manager().await;
        for query in ["", "?by=worker", "?by=community", "?from=2026-11-24&by=week", "?from=2026-11-24&to=2026-11-24"] {
            let report = report(&manager, query).await;
            assert!(follow(&manager, &report["total"]).await > 0, "{query}");
            for group in report["groups"].as_array().unwrap() {
                follow(&manager, group).await;
            }
        }
        let void = &total(&manager, "").await["cases_void"]["cases"];
        let id = listed(&manager, void["url"].as_str().unwrap()).await[0];
        assert_eq!(manager.get(&format!("/v1/cases/{id}")).await.ok()["stage"], "void");
    }

    async fn the_report_is_for_the_manager_and_the_auditor(db: TestDatabase) {
        let Week { app, chen, .. } = Week::of(TestApp::start(db).await).await;
        let list = "/v1/cases?figure=cases_concluded&from=2026-11-01&to=2026-11-30";
        for person in [
            app.worker_again(&chen).await,
            app.window().await,
            app.someone(Role::Approver, app.centre, None, Some("DPF")).await,
            app.someone(Role::Admin, app.centre, None, None).await,
        ] {
            assert_eq!(person.get("/v1/reports/service").await.refusal(), (403, "forbidden".into()));
            assert_eq!(person.get(list).await.refusal(), (403, "forbidden".into()));
        }
        let auditor = app.someone(Role::Auditor, app.centre, None, None).await;
        let seen = total(&auditor, "").await;
        assert_eq!(seen["cases_concluded"]["numerator"], 3);
        assert_eq!(seen["cases_concluded"]["cases"], Value::Null, "an auditor sees no cases");
        assert_eq!(auditor.get(list).await.refusal(), (403, "forbidden".into()));

        let elsewhere = app.someone(Role::Manager, app.other, None, None).await;
        assert_eq!(total(&elsewhere, "").await["cases_received"]["numerator"], 0);
        assert!(listed(&elsewhere, list).await.is_empty());
        for path in ["/v1/reports/service?", &format!("{list}&")] {
            let path = format!("{path}centre={}", app.centre.id);
            assert_eq!(elsewhere.get(&path).await.refusal(), (404, "not-found".into()));
        }
    }

    async fn what_cannot_be_asked_is_told_all_at_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let manager = app.manager().await;
        for (path, wanted) in [
            ("/v1/reports/service?from=2026-11-24&to=2026-11-23", vec!["?to period"]),
            ("/v1/reports/service?from=2020-01-01&to=2026-11-23", vec!["?to out-of-range"]),
            (
                "/v1/reports/service?from=x&by=moon&format=pdf&centre=1&community=2&item=+&worker=3",
                vec!["?by unknown-word", "?format unknown-word", "?from date", "?centre format", "?community format",
                    "?item item-code", "?worker format"],
            ),
            ("/v1/reports/bulletin?format=pdf", vec!["?format unknown-word"]),
            (
                "/v1/cases?figure=moon&stage=received&part=half&cursor=7",
                vec!["?figure unknown-word", "?stage not-applicable", "?part unknown-word", "?cursor cursor"],
            ),
            ("/v1/cases?figure=ratings_good&worker=00000000-0000-0000-0000-000000000007", vec!["?worker not-applicable"]),
            ("/v1/cases?from=2026-11-24&part=base", vec!["?part not-applicable", "?from not-applicable"]),
        ] {
            let (status, code, faults) = manager.get(path).await.problem();
            assert_eq!((status, code.as_str()), (400, "invalid-query"), "{path}");
            assert_eq!(json!(faults), json!(wanted), "{path}");
        }
    }
}
