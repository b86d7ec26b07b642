//! Ends without a decision: taken back, impossible, void.

use harness::{TestApp, TestDatabase, both};
use serde_json::json;

use super::{act, approver, departments_case, id_of, kinds};

both! {
    async fn a_resident_takes_an_application_back_at_every_open_stage(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window, own) = (app.worker().await, app.window().await, approver(&app, "DPF").await);
        for stage in ["received", "in_review", "suspended"] {
            let case = departments_case(&app, &worker).await;
            if stage != "received" {
                act(&app, &window, &case, "accept", json!({})).await.ok();
            }
            if stage == "suspended" {
                let check = json!({"kind": "assessment", "legal_basis": "残疾评定办法", "until": "2026-12-04"});
                act(&app, &own, &case, "suspend", check).await.ok();
            }
            assert_eq!(worker.get(&case).await.ok()["stage"], stage);
            let ack = act(&app, &worker, &case, "withdraw", json!({"reason": "changed_mind"})).await.ok();
            assert_eq!(ack["stage"], "withdrawn");
            let view = window.get(&case).await.ok();
            assert_eq!(view["outcome"], "withdrawn");
            assert!(view["number"].is_string(), "it keeps its receipt");
            assert_eq!(view["accepted_at"].is_string(), stage != "received");
            assert_eq!(view["deadlines"]["due_at"], json!(null));
            let again = act(&app, &window, &case, "withdraw", json!({"reason": "changed_mind"})).await;
            assert_eq!(again.refusal(), (409, "stage-refused".into()));
        }
    }

    async fn the_same_case_twice_is_void_and_both_histories_stay(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let first = departments_case(&app, &worker).await;
        let second = departments_case(&app, &worker).await;
        let other_item = format!("/v1/cases/{}", app.received_case(&worker).await);

        let nameless = act(&app, &window, &second, "void", json!({"reason": "duplicate", "note": "重复申请"})).await;
        assert_eq!(nameless.problem().2, ["$.duplicate_of duplicate-of-required"]);
        for not_the_same in [&second, &other_item] {
            let body = json!({"reason": "duplicate", "note": "重复申请", "duplicate_of": id_of(not_the_same)});
            let refused = act(&app, &window, &second, "void", body).await;
            assert_eq!(refused.refusal(), (409, "not-a-duplicate".into()));
        }
        let body = json!({"reason": "duplicate", "note": "重复申请", "duplicate_of": id_of(&first)});
        assert_eq!(act(&app, &window, &second, "void", body).await.ok()["stage"], "void");

        let void = window.get(&second).await.ok();
        assert_eq!(kinds(&void), ["filed", "received", "voided"]);
        let goes_on = window.get(&first).await.ok();
        assert_eq!(kinds(&goes_on), ["filed", "received", "duplicate_found"]);
        assert_eq!(goes_on["events"][2]["reason"], json!(id_of(&second).to_string()));
        assert_eq!(act(&app, &window, &first, "accept", json!({})).await.ok()["stage"], "in_review");
    }

    async fn only_manager_and_department_end_what_cannot_go_on(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window, manager) = (app.worker().await, app.window().await, app.manager().await);
        let case = departments_case(&app, &worker).await;
        let body = || json!({"reason": "death", "note": "居民已故"});
        assert_eq!(act(&app, &window, &case, "terminate", body()).await.refusal(), (403, "forbidden".into()));
        assert_eq!(act(&app, &worker, &case, "void", body()).await.refusal(), (403, "forbidden".into()));
        assert_eq!(act(&app, &manager, &case, "terminate", body()).await.ok()["stage"], "terminated");
        let view = manager.get(&case).await.ok();
        assert_eq!(view["events"][2]["reason"], "death");
        assert_eq!(view["events"][2]["role"], "manager");
    }
}
