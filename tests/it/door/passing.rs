//! From hand to hand: workers who are replaced, and phones that are heard late.

use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::json;

use super::{carried, hand_to, listed, received, say, take, under};
use crate::law::act;

both! {
    async fn what_an_absent_worker_carries_is_missing_until_somebody_has_it(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (ann, bob) = (app.worker().await, app.worker().await);
        let (window, manager) = (app.window().await, app.manager().await);
        let (first, second) = (carried(&app, &ann, &ann).await, carried(&app, &ann, &ann).await);

        // What can be handed over is handed over, against signature.
        let signature = app.photo(70);
        ann.upload(&signature).await.ok();
        let to_bob = json!({
            "things": {"result": true}, "to": "worker", "worker_id": bob.credential.user.uuid(), "signature": under(&signature),
        });
        say(&app, &ann, &first, "hand-over", to_bob).await.ok();
        assert_eq!(listed(&bob, "to_carry").await, std::slice::from_ref(&first));

        // What cannot is looked for, by the manager and with a reason.
        let reassign = json!({"things": {"result": true}, "worker_id": bob.credential.user.uuid(), "reason": "社工病休"});
        assert_eq!(say(&app, &window, &second, "reassign", reassign.clone()).await.refusal(), (403, "forbidden".into()));
        let bare = json!({"things": {"result": true}, "worker_id": bob.credential.user.uuid(), "reason": ""});
        assert_eq!(say(&app, &manager, &second, "reassign", bare).await.problem().2, ["$.reason reason-length"]);
        say(&app, &manager, &second, "reassign", reassign).await.ok();
        let out = manager.get("/v1/custody?list=out").await.ok();
        let thing = out["things"].as_array().unwrap().iter().find(|line| second.ends_with(line["case_id"].as_str().unwrap())).unwrap()["thing"].clone();
        let ann_id = json!(ann.credential.user.uuid());
        assert_eq!((&thing["missing"], &thing["worker_id"]), (&json!(true), &ann_id), "nobody knows better");
        assert_eq!(listed(&bob, "to_take").await, std::slice::from_ref(&second));
        assert_eq!(say(&app, &bob, &second, "deliver", received(&app.photo(71))).await.refusal(), (409, "not-in-hand".into()));
        take(&app, &bob, &second).await.ok();
        let out = manager.get("/v1/custody?list=out").await.ok();
        assert!(out["things"].as_array().unwrap().iter().all(|line| line["thing"]["missing"] == json!(null)));

        // The absent worker's phone comes back and is told, not silenced.
        let late = say(&app, &ann, &second, "deliver", received(&app.photo(72))).await;
        assert_eq!(late.refusal(), (409, "reassigned".into()));
        let signature = app.photo(73);
        bob.upload(&signature).await.ok();
        say(&app, &bob, &second, "deliver", received(&signature)).await.ok();
        app.run_jobs().await;
        assert_eq!(manager.get(&second).await.ok()["stage"], "closed");
    }

    async fn who_had_it_all_along_delivers_it_though_it_was_looked_for(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (ann, manager) = (app.worker().await, app.manager().await);
        let case = carried(&app, &ann, &ann).await;
        let signature = app.photo(74);
        let mut body = received(&signature);
        body["device_at"] = json!(app.now().to_string());
        app.pass(SignedDuration::from_mins(10));
        let reassign = json!({"things": {"result": true}, "reason": "联系不上社工"});
        say(&app, &manager, &case, "reassign", reassign).await.ok();
        let ack = say(&app, &ann, &case, "deliver", body).await.ok();
        assert_eq!(ack["stage"], "delivered");
    }

    async fn a_delivery_of_what_is_void_meanwhile_is_refused_and_the_thing_comes_back(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = carried(&app, &worker, &worker).await;
        let mut body = received(&app.photo(75));
        body["device_at"] = json!(app.now().to_string());
        app.pass(SignedDuration::from_hours(48));
        let (worker, window) = (app.worker_again(&worker).await, app.signed_in_again(&window).await);
        let void = json!({"reason": "wrong_person", "note": "录入有误"});
        assert_eq!(act(&app, &window, &case, "void", void).await.ok()["stage"], "void");
        let late = say(&app, &worker, &case, "deliver", body).await;
        assert_eq!(late.refusal(), (409, "stage-refused".into()));
        let line = worker.get("/v1/custody?list=to_carry").await.ok()["things"][0].clone();
        assert_eq!(line["stage"], "void", "the worker sees what it is about");
        say(&app, &worker, &case, "hand-over", json!({"things": {"result": true}, "to": "centre"})).await.ok();
        take(&app, &window, &case).await.ok();
        for list in ["to_hand_over", "out", "to_issue"] {
            assert!(listed(&window, list).await.is_empty(), "{list}: it is done away with");
        }
        let chain = window.get(&case).await.ok()["handovers"].as_array().unwrap().len();
        assert_eq!(chain, 5, "its chain stays");
    }

    async fn an_offer_stands_until_it_is_taken_and_can_go_to_another(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (ann, bob, window) = (app.worker().await, app.worker().await, app.window().await);
        let case = super::issued(&app, &ann).await;
        hand_to(&app, &window, &case, &ann).await.ok();
        hand_to(&app, &window, &case, &bob).await.ok();
        assert!(listed(&ann, "to_take").await.is_empty());
        assert_eq!(take(&app, &ann, &case).await.refusal(), (409, "not-in-hand".into()));
        take(&app, &bob, &case).await.ok();
        assert_eq!(take(&app, &bob, &case).await.refusal(), (409, "not-in-hand".into()), "once");
    }
}
