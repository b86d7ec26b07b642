//! What is not done.

use domain::actor::{Grant, Role};
use harness::{TestApp, TestDatabase, both};
use serde_json::json;

use super::{carried, decided, hand_to, issued, received, say, take, tasks, under};
use crate::law::act;

both! {
    async fn nothing_is_done_out_of_turn(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, colleague, window) = (app.worker().await, app.worker().await, app.window().await);
        let case = format!("/v1/cases/{}", app.received_case(&worker).await);
        let early = act(&app, &window, &case, "issue", json!({"way": "home"})).await;
        assert_eq!(early.refusal(), (409, "stage-refused".into()));
        act(&app, &window, &case, "conclude", json!({"outcome": "granted"})).await.ok();
        let early = say(&app, &worker, &case, "deliver", received(&app.photo(80))).await;
        assert_eq!(early.refusal(), (409, "stage-refused".into()), "it is not made out");
        assert_eq!(hand_to(&app, &window, &case, &worker).await.refusal(), (409, "not-in-hand".into()));
        act(&app, &window, &case, "issue", json!({"way": "home"})).await.ok();
        let twice = act(&app, &window, &case, "issue", json!({"way": "home"})).await;
        assert_eq!(twice.refusal(), (409, "stage-refused".into()));
        let early = say(&app, &worker, &case, "deliver", received(&app.photo(80))).await;
        assert_eq!(early.refusal(), (409, "not-in-hand".into()), "nobody has handed it over");
        assert_eq!(take(&app, &worker, &case).await.refusal(), (409, "not-in-hand".into()));

        hand_to(&app, &window, &case, &worker).await.ok();
        take(&app, &worker, &case).await.ok();
        let other = say(&app, &colleague, &case, "deliver", received(&app.photo(80))).await;
        assert_eq!(other.refusal(), (404, "not-found".into()), "another worker's is not there at all");
        let unsigned = json!({"things": {"result": true}, "receiver": "resident"});
        assert_eq!(say(&app, &worker, &case, "deliver", unsigned).await.problem().2, ["$.signature required"]);
        let nothing = json!({"things": {}, "receiver": "resident"});
        assert_eq!(say(&app, &worker, &case, "deliver", nothing).await.problem().2, ["$.things too-few"]);
        let signature = app.photo(81);
        worker.upload(&signature).await.ok();
        say(&app, &worker, &case, "deliver", received(&signature)).await.ok();
        let twice = say(&app, &worker, &case, "deliver", received(&app.photo(82))).await;
        assert_eq!(twice.refusal(), (409, "stage-refused".into()));
        let early = act(&app, &app.manager().await, &case, "void", json!({"reason": "wrong_person", "note": "录入有误"})).await;
        assert_eq!(early.refusal(), (409, "stage-refused".into()), "it is out of the house");
    }

    async fn who_collected_it_does_not_issue_it(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let grant = |role| Grant { role, centre: Some(app.centre.id), community: None, department: None };
        let both_roles = app.signed_in_as(vec![grant(Role::Worker), grant(Role::Window)]).await;
        let case = decided(&app, &both_roles, "granted").await;
        let own = act(&app, &both_roles, &case, "issue", json!({"way": "home"})).await;
        assert_eq!(own.refusal(), (403, "four-eyes".into()));
        let stranger = json!({"base_version": 3, "way": "home"});
        let other = say(&app, &app.worker().await, &case, "issue", stranger).await;
        assert_eq!(other.refusal(), (404, "not-found".into()));
        act(&app, &app.window().await, &case, "issue", json!({"way": "home"})).await.ok();
    }

    async fn a_number_is_given_once_and_shown_masked_where_it_may_hold_an_id_number(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let (first, second) = (decided(&app, &worker, "granted").await, decided(&app, &worker, "granted").await);
        let number = "99999919480715002342";
        act(&app, &window, &first, "issue", json!({"way": "home", "number": number})).await.ok();
        let view = window.get(&first).await.ok();
        assert_eq!(view["service"]["number"], "99****************42");
        let taken = act(&app, &window, &second, "issue", json!({"way": "home", "number": number})).await;
        assert_eq!(taken.refusal(), (409, "result-number-taken".into()));
        let short = act(&app, &window, &second, "issue", json!({"way": "home", "number": "1"})).await;
        assert_eq!(short.problem().2, ["$.number result-number-length"]);
        act(&app, &window, &second, "issue", json!({"way": "home"})).await.ok();
    }

    async fn a_signature_that_is_none_keeps_the_case_open_until_the_manager_says_so(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window, manager) = (app.worker().await, app.window().await, app.manager().await);
        let case = carried(&app, &worker, &worker).await;
        let mut bad = received(&app.photo(83));
        bad["signature"]["sha256"] = json!("0011");
        bad["signature"]["size"] = json!(0);
        let refused = say(&app, &worker, &case, "deliver", bad).await;
        assert_eq!(refused.problem().2, ["$.signature.sha256 sha256", "$.signature.size size"]);
        // Bytes that were never sealed to the server: nobody can tell before they are opened.
        let open = app.as_sealed(harness::story::jpeg(84), "image/jpeg");
        worker.upload(&open).await.ok();
        say(&app, &worker, &case, "deliver", received(&open)).await.ok();
        app.run_jobs().await;
        assert_eq!(window.get(&case).await.ok()["stage"], "delivered");
        assert_eq!(tasks(&app, "handover_unproved").await.len(), 1);
        let close = json!({"note": "签名照片无法打开，已电话核实"});
        assert_eq!(act(&app, &window, &case, "close", close.clone()).await.refusal(), (403, "forbidden".into()));
        assert_eq!(act(&app, &manager, &case, "close", close).await.ok()["stage"], "closed");
    }

    async fn only_who_works_here_carries_anything(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = issued(&app, &worker).await;
        let stranger = app.someone(Role::Worker, app.other, Some(app.other.community), None).await;
        for taker in [&stranger, &app.manager().await] {
            assert_eq!(hand_to(&app, &window, &case, taker).await.problem().2, ["$.worker_id worker-unknown"]);
        }
        let to = |to: &str| json!({"things": {"result": true}, "to": to, "worker_id": worker.credential.user.uuid()});
        assert_eq!(say(&app, &window, &case, "hand-over", to("centre")).await.problem().2, ["$.worker_id not-applicable"]);
        let back = json!({"things": {"result": true}, "to": "centre"});
        assert_eq!(say(&app, &window, &case, "hand-over", back).await.refusal(), (409, "not-in-hand".into()), "it is there");
        for verb in ["hand-over", "take-over", "deliver", "attempt", "reassign"] {
            let body = json!({
                "things": {"result": true}, "to": "centre", "receiver": "resident", "signature": under(&app.photo(85)),
                "reason": if verb == "attempt" { "moved" } else { "联系不上社工" },
            });
            assert_eq!(say(&app, &stranger, &case, verb, body).await.refusal(), (404, "not-found".into()), "{verb}");
        }
    }
}
