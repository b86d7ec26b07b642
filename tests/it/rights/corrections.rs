//! What was recorded wrong is set right, and nobody learns what it was.

use harness::{TestApp, TestDatabase, both, story};
use serde_json::{Value, json};
use uuid::Uuid;

fn correction(app: &TestApp, version: i32, identity: &Value) -> Value {
    json!({"write_id": app.fresh(), "base_version": version, "reason": "身份证号码录错一位", "identity": identity})
}

async fn details(app: &TestApp, resident: Uuid) -> Vec<String> {
    let centre = app.centre.id;
    let rows = app.app.store.read(move |tx| tx.audit_of(centre, "resident", resident)).await.unwrap();
    rows.into_iter().filter(|row| row.act == "correct-resident").map(|row| row.detail).collect()
}

both! {
    async fn who_was_recorded_wrong_is_found_under_the_right_number(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = format!("/v1/cases/{}", app.received_case(&worker).await);
        let id: Uuid = window.get(&case).await.ok()["resident"]["id"].as_str().unwrap().parse().unwrap();
        let path = format!("/v1/residents/{id}/correction");
        let mut right = story::identity("王秀瑛", "999999195001010034");
        right["phone"] = json!("13900009999");
        let body = correction(&app, 1, &right);
        assert_eq!(worker.post(&path, &body).await.refusal(), (403, "forbidden".into()));
        let done = window.post(&path, &body).await.ok();
        assert_eq!(done, json!({"id": id, "version": 2}));
        assert_eq!(window.post(&path, &body).await.ok(), done, "the same write");
        assert_eq!(window.post(&path, &correction(&app, 1, &right)).await.refusal(), (409, "version-conflict".into()));

        let view = window.get(&format!("/v1/residents/{id}")).await.ok();
        assert_eq!((&view["id_number"], &view["phone"]), (&json!("999999********0034"), &json!("139****9999")));
        let events = window.get(&case).await.ok()["events"].clone();
        assert_eq!(events.as_array().unwrap().last().unwrap()["kind"], "resident_corrected");

        // A phone that says the right number meets the same person; the wrong one is free for whose it is.
        let community = app.centre.community.uuid();
        let second = app.resident(&worker, community, "王秀瑛", "999999195001010034").await;
        assert_eq!(window.get(&format!("/v1/residents/{second}")).await.ok()["version"], 2);
        let neighbour = app.resident(&worker, community, "王秀英", story::WANG).await;
        assert_eq!(window.get(&format!("/v1/residents/{neighbour}")).await.ok()["version"], 1);
        let taken = correction(&app, 2, &story::identity("王秀英", story::WANG));
        assert_eq!(window.post(&path, &taken).await.refusal(), (409, "conflict".into()));

        let told = details(&app, id).await;
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert!(told.starts_with("fields=name,id_number,phone cases=1 was="), "{told}");
    }

    async fn every_fault_of_a_correction_is_told_at_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let id = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let mut wrong = story::identity("<王>", "999999194807150022");
        wrong["phone"] = json!("12345");
        let mut body = correction(&app, 1, &wrong);
        body["reason"] = json!(" ");
        let (status, _, faults) = app.window().await.post(&format!("/v1/residents/{id}/correction"), &body).await.problem();
        assert_eq!(status, 422);
        assert_eq!(faults, [
            "$.reason reason-length",
            "$.identity.id_number id-number-check",
            "$.identity.name name-character",
            "$.identity.phone phone-mobile",
        ]);
    }
}
