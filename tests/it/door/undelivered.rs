//! Results that do not reach their residents at first, or never.

use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::json;

use super::{carried, decided, hand_to, last, listed, messages, received, say, take, tasks, under};
use crate::law::act;

both! {
    async fn the_second_attempt_asks_the_window_and_tells_the_resident_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = carried(&app, &worker, &worker).await;
        let attempt = |reason: &str| json!({"reason": reason, "device_at": app.now().to_string(), "note": "敲门无人应"});
        say(&app, &worker, &case, "attempt", attempt("not_at_home")).await.ok();
        assert!(tasks(&app, "undelivered").await.is_empty());
        assert_eq!(messages(&app, "delivery_failed").await, 0);
        for reason in ["refused", "address_wrong"] {
            say(&app, &worker, &case, "attempt", attempt(reason)).await.ok();
        }
        let asked = tasks(&app, "undelivered").await;
        assert_eq!(asked.len(), 1);
        // Five working days from Monday 23 November.
        assert_eq!(asked[0]["due_at"], "2026-11-30T16:00:00Z");
        assert_eq!(messages(&app, "delivery_failed").await, 1);
        assert_eq!(listed(&worker, "to_carry").await, std::slice::from_ref(&case), "the worker has it still");

        let back = json!({"things": {"result": true}, "to": "centre"});
        say(&app, &worker, &case, "hand-over", back).await.ok();
        assert_eq!(listed(&window, "to_take").await, std::slice::from_ref(&case));
        take(&app, &window, &case).await.ok();
        assert_eq!(listed(&window, "to_hand_over").await, std::slice::from_ref(&case), "kept at the centre");

        hand_to(&app, &window, &case, &worker).await.ok();
        take(&app, &worker, &case).await.ok();
        let signature = app.photo(50);
        worker.upload(&signature).await.ok();
        say(&app, &worker, &case, "deliver", received(&signature)).await.ok();
        app.run_jobs().await;
        let view = window.get(&case).await.ok();
        assert_eq!(view["stage"], "closed");
        let reasons: Vec<_> = view["handovers"].as_array().unwrap().iter().filter_map(|change| change["reason"].as_str()).collect();
        assert_eq!(reasons, ["not_at_home", "refused", "address_wrong"]);
        assert!(tasks(&app, "undelivered").await.is_empty(), "it is settled");
    }

    async fn what_the_post_brings_back_is_kept_and_brought(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = decided(&app, &worker, "refused").await;
        act(&app, &window, &case, "issue", json!({"way": "post"})).await.ok();
        let parcel = json!({"things": {"result": true}, "to": "post", "tracking": "邮政 EX123456789CN"});
        say(&app, &window, &case, "hand-over", parcel).await.ok();
        say(&app, &window, &case, "attempt", json!({"reason": "moved"})).await.ok();
        assert_eq!((tasks(&app, "undelivered").await.len(), messages(&app, "delivery_failed").await), (1, 1));
        assert_eq!(listed(&window, "to_hand_over").await, std::slice::from_ref(&case));
        hand_to(&app, &window, &case, &worker).await.ok();
        take(&app, &worker, &case).await.ok();
        let signature = app.photo(51);
        worker.upload(&signature).await.ok();
        say(&app, &worker, &case, "deliver", received(&signature)).await.ok();
        app.run_jobs().await;
        let view = window.get(&case).await.ok();
        assert_eq!((&view["stage"], &view["service"]["way"]), (&json!("closed"), &json!("home")));
    }

    async fn what_the_dead_do_not_get_is_kept_for_their_heirs(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = carried(&app, &worker, &worker).await;
        say(&app, &worker, &case, "attempt", json!({"reason": "died"})).await.ok();
        assert_eq!((tasks(&app, "resident_died").await.len(), tasks(&app, "undelivered").await.len()), (1, 0));
        assert_eq!(messages(&app, "delivery_failed").await, 0, "nothing is written to the dead");
        let resident = worker.get(&case).await.ok()["resident"]["id"].as_str().unwrap().to_owned();
        let death = json!({"write_id": app.fresh(), "source": "family"});
        assert_eq!(worker.post(&format!("/v1/residents/{resident}/death"), &death).await.status, 204);
        assert_eq!(worker.get(&case).await.ok()["deadlines"]["due_at"], json!(null), "nobody is to be served");

        let signature = app.photo(52);
        worker.upload(&signature).await.ok();
        let to_the_dead = say(&app, &worker, &case, "deliver", received(&signature)).await;
        assert_eq!(to_the_dead.refusal(), (409, "resident-dead".into()));
        let back = json!({"things": {"result": true}, "to": "centre"});
        say(&app, &worker, &case, "hand-over", back).await.ok();
        take(&app, &window, &case).await.ok();
        let signature = app.photo(53);
        window.upload(&signature).await.ok();
        let heir = json!({"things": {"result": true}, "receiver": "relative", "signature": under(&signature)});
        assert_eq!(say(&app, &window, &case, "deliver", heir.clone()).await.problem().2, ["$.receiver_name required"]);
        let mut named = heir;
        named["receiver_name"] = json!("王小妹");
        say(&app, &window, &case, "deliver", named).await.ok();
        app.run_jobs().await;
        assert_eq!(last(&window.get(&case).await.ok(), 2), ["collected", "closed"]);
        assert_eq!(messages(&app, "delivery_failed").await, 0);
    }

    async fn what_was_handed_over_before_a_death_counts_when_it_is_told_later(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let case = carried(&app, &worker, &worker).await;
        let (before, signature) = (app.now(), app.photo(54));
        let mut body = received(&signature);
        body["device_at"] = json!(before.to_string());
        app.pass(SignedDuration::from_hours(48));
        let worker = app.worker_again(&worker).await;
        let resident = worker.get(&case).await.ok()["resident"]["id"].as_str().unwrap().to_owned();
        let death = json!({"write_id": app.fresh(), "source": "family"});
        assert_eq!(worker.post(&format!("/v1/residents/{resident}/death"), &death).await.status, 204);

        body["write_id"] = json!(app.fresh());
        let deliver = format!("{case}/deliver");
        let ack = worker.post(&deliver, &body).await.ok();
        assert_eq!((&ack["stage"], &ack["replayed"]), (&json!("delivered"), &json!(false)));
        let again = worker.post(&deliver, &body).await.ok();
        assert_eq!((&again["version"], &again["replayed"]), (&ack["version"], &json!(true)), "an answer that was missed");
        let view = worker.get(&case).await.ok();
        let event = view["events"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(event["device_at"], json!(before.to_string()), "kept as evidence");
        assert_eq!(view["service"]["delivered_at"], json!(app.now().to_string()), "the server's clock is the law's");
    }
}
