//! What residents say yes to, and take back.

use harness::{TestApp, TestDatabase, both, story};
use serde_json::{Value, json};

use super::{act, departments_case, kinds};

both! {
    async fn a_case_names_the_text_that_was_read_aloud(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let texts = worker.get("/v1/consent-texts").await.ok()["texts"].clone();
        let kinds: Vec<_> = texts.as_array().unwrap().iter().map(|text| text["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["personal_information", "id_photo", "health", "bank_account", "location", "electronic_service", "child"]);
        let resident = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let visit = app.visit(&worker, resident).await;
        let mut body = app.senior_card(visit, resident, &app.photo(1), &app.photo(2));
        body["consents"][1]["text_version"] = json!("1999-1");
        let case = format!("/v1/cases/{}", app.fresh());
        assert_eq!(worker.put(&case, &body).await.problem().2, ["$.consents[1].text_version consent-text-version"]);
        body["consents"][1]["text_version"] = texts[1]["version"].clone();
        worker.put(&case, &body).await.ok();
    }

    async fn a_mandate_taken_back_carries_nothing_more(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = departments_case(&app, &worker).await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        let ack = act(&app, &window, &case, "revoke-mandate", json!({"note": "本人来电收回委托"})).await.ok();
        assert_eq!(ack["stage"], "in_review", "what was filed while it stood stays filed");
        let view = worker.get(&case).await.ok();
        assert_eq!(kinds(&view).last().unwrap(), "mandate_revoked");
        assert_eq!(view["outstanding"], json!([{"kind": "mandate", "code": "mandate-not-standing"}]));
        let tasks = window.get("/v1/tasks").await.ok();
        assert_eq!(tasks["tasks"][0]["kind"], "mandate_revoked");
        act(&app, &window, &case, "withdraw", json!({"reason": "mandate_revoked"})).await.ok();
        let over = act(&app, &window, &case, "revoke-mandate", json!({"note": "再次来电"})).await;
        assert_eq!(over.refusal(), (409, "stage-refused".into()));
    }

    async fn a_case_on_its_way_waits_for_a_new_mandate(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let resident = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let visit = app.visit(&worker, resident).await;
        let (photo, signature) = (app.photo(1), app.photo(2));
        let mut body = app.senior_card(visit, resident, &photo, &signature);
        let case = format!("/v1/cases/{}", app.fresh());
        worker.put(&case, &body).await.ok();
        act(&app, &worker, &case, "revoke-mandate", json!({"note": "老人改了主意"})).await.ok();
        for file in [&photo, &signature] {
            worker.upload(file).await.ok();
        }
        app.run_jobs().await;
        let view = worker.get(&case).await.ok();
        assert_eq!((&view["stage"], &view["received_at"]), (&json!("receiving"), &Value::Null));
        body["write_id"] = json!(app.fresh());
        body["base_version"] = view["version"].clone();
        worker.put(&case, &body).await.ok();
        app.run_jobs().await;
        assert_eq!(worker.get(&case).await.ok()["stage"], "received");
    }
}
