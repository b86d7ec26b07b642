//! Originals that leave a home and come back.

use harness::{TestApp, TestDatabase, both};
use serde_json::json;

use super::{at, last, listed, received, say, tasks, under};
use crate::law::act;

both! {
    async fn an_original_is_signed_for_is_late_and_holds_the_case_open_until_it_is_back(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = format!("/v1/cases/{}", app.received_case(&worker).await);
        let slip = app.photo(60);
        worker.upload(&slip).await.ok();
        let taking = |material: &str, back_by: &str| json!({
            "originals": [{"material": material, "count": 2}], "back_by": back_by, "signature": under(&slip),
            "device_at": "2026-11-23T00:30:00Z", "note": "封袋 0017",
        });
        for (material, back_by, fault) in [
            ("no-such-paper", "2026-12-01", "$.originals[0].material material-unknown"),
            ("id-card", "2026-11-22", "$.back_by date-past"),
            ("id-card", "2027-06-01", "$.back_by out-of-range"),
            ("id-card", "soon", "$.back_by date"),
        ] {
            assert_eq!(say(&app, &worker, &case, "originals", taking(material, back_by)).await.problem().2, [fault]);
        }
        say(&app, &worker, &case, "originals", taking("id-card", "2026-12-01")).await.ok();
        let twice = say(&app, &worker, &case, "originals", taking("id-card", "2026-12-01")).await;
        assert_eq!(twice.problem().2, ["$.originals[0].material duplicate"]);
        app.run_jobs().await;
        let view = worker.get(&case).await.ok();
        let thing = &view["custody"][0];
        assert_eq!((&thing["material"], &thing["count"], &thing["holder"]), (&json!("id-card"), &json!(2), &json!("worker")));
        assert_eq!(thing["due_at"], "2026-12-01T16:00:00Z");
        assert_eq!(view["stage"], "received", "a slip is no part of what is applied with");
        assert_eq!(listed(&worker, "to_carry").await, std::slice::from_ref(&case));

        // To the centre and back, like a result.
        let centre = json!({"things": {"originals": ["id-card"]}, "to": "centre"});
        say(&app, &worker, &case, "hand-over", centre).await.ok();
        say(&app, &window, &case, "take-over", json!({"things": {"originals": ["id-card"]}})).await.ok();
        act(&app, &window, &case, "conclude", json!({"outcome": "granted"})).await.ok();
        act(&app, &window, &case, "issue", json!({"way": "home"})).await.ok();
        let worker_id = worker.credential.user.uuid();
        let out = json!({"things": {"result": true}, "to": "worker", "worker_id": worker_id});
        say(&app, &window, &case, "hand-over", out).await.ok();
        say(&app, &worker, &case, "take-over", json!({"things": {"result": true}})).await.ok();
        let signature = app.photo(61);
        worker.upload(&signature).await.ok();
        say(&app, &worker, &case, "deliver", received(&signature)).await.ok();
        app.run_jobs().await;
        assert_eq!(window.get(&case).await.ok()["stage"], "delivered", "the original is still here");

        at(&app, "2026-12-01T16:00:00Z").await;
        assert!(tasks(&app, "original_late").await.is_empty(), "24:00 is in time");
        at(&app, "2026-12-01T16:00:01Z").await;
        assert_eq!(tasks(&app, "original_late").await.len(), 1, "once, however often it is looked");
        let (manager, window, worker) = (app.manager().await, app.signed_in_again(&window).await, app.worker_again(&worker).await);
        assert_eq!(listed(&manager, "late").await, std::slice::from_ref(&case));

        let back = json!({"things": {"originals": ["id-card"]}, "to": "worker", "worker_id": worker_id});
        say(&app, &window, &case, "hand-over", back).await.ok();
        say(&app, &worker, &case, "take-over", json!({"things": {"originals": ["id-card"]}})).await.ok();
        let signature = app.photo(62);
        let body = json!({"things": {"originals": ["id-card"]}, "receiver": "resident", "signature": under(&signature)});
        say(&app, &worker, &case, "deliver", body.clone()).await.ok();
        assert_eq!(say(&app, &worker, &case, "deliver", body).await.refusal(), (409, "not-in-hand".into()), "it is back");
        worker.upload(&signature).await.ok();
        app.run_jobs().await;
        let view = window.get(&case).await.ok();
        assert_eq!(view["stage"], "closed");
        assert_eq!(last(&view, 2), ["originals_returned", "closed"]);
        assert!(listed(&manager, "late").await.is_empty());
    }

    async fn result_and_originals_go_back_under_one_signature_whatever_the_phone_files_meanwhile(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let resident = app.resident(&worker, app.centre.community.uuid(), "王秀英", harness::story::WANG).await;
        let visit = app.visit(&worker, resident).await;
        let (photo, signature, slip) = (app.photo(1), app.photo(2), app.photo(63));
        let case = format!("/v1/cases/{}", app.fresh());
        let mut body = app.senior_card(visit, resident, &photo, &signature);
        worker.put(&case, &body).await.ok();
        let taking = json!({
            "originals": [{"material": "id-card", "count": 1}], "back_by": "2026-12-01", "signature": under(&slip),
            "device_at": app.now().to_string(),
        });
        say(&app, &worker, &case, "originals", taking).await.ok();
        // The case is mended; the slip is no part of that.
        body["write_id"] = json!(app.fresh());
        body["base_version"] = worker.get(&case).await.ok()["version"].clone();
        worker.put(&case, &body).await.ok();
        for file in [&photo, &signature, &slip] {
            worker.upload(file).await.ok();
        }
        app.run_jobs().await;
        let view = worker.get(&case).await.ok();
        assert_eq!((&view["stage"], view["files"].as_array().unwrap().len()), (&json!("received"), 3));

        act(&app, &window, &case, "conclude", json!({"outcome": "granted"})).await.ok();
        act(&app, &window, &case, "issue", json!({"way": "home"})).await.ok();
        super::hand_to(&app, &window, &case, &worker).await.ok();
        super::take(&app, &worker, &case).await.ok();
        let receipt = app.photo(64);
        worker.upload(&receipt).await.ok();
        let both = json!({
            "things": {"result": true, "originals": ["id-card"]}, "receiver": "resident", "signature": under(&receipt),
        });
        say(&app, &worker, &case, "deliver", both).await.ok();
        app.run_jobs().await;
        let view = window.get(&case).await.ok();
        assert_eq!(last(&view, 3), ["delivered", "originals_returned", "closed"]);
    }
}
