//! What nobody claims goes; what a manifest names stays.

use harness::{TestApp, TestDatabase, both, story};
use jiff::SignedDuration;
use serde_json::json;
use zerotrip::actions::sweep_files;

both! {
    async fn an_upload_goes_after_thirty_days_unless_a_manifest_names_it(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let case = app.received_case(&worker).await;
        let stray = app.photo(9);
        worker.upload(&stray).await.ok();
        app.pass(SignedDuration::from_hours(29 * 24));
        assert_eq!(sweep_files::expired(&app.app).await.unwrap(), 0);
        app.pass(SignedDuration::from_hours(2 * 24));
        assert_eq!(sweep_files::expired(&app.app).await.unwrap(), 1);
        let worker = app.worker_again(&worker).await;
        let have = worker.post("/v1/uploads/have", &json!({"digests": [stray.sha256]})).await.ok();
        assert_eq!(have["present"], json!([]));
        let view = worker.get(&format!("/v1/cases/{case}")).await.ok();
        let file = view["files"][0]["file_id"].as_str().unwrap();
        let seen = worker.get(&format!("/v1/cases/{case}/files/{file}")).await;
        assert_eq!(seen.bytes.as_ref(), story::jpeg(1));
    }

    async fn an_object_without_a_row_is_swept_and_others_are_left(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let case = app.received_case(&worker).await;
        let orphan = files::ObjectKey::from_uuid(app.fresh());
        app.app.files.put(orphan, vec![bytes::Bytes::from_static(b"left behind")]).await.unwrap();
        // Objects are as old as the machine says; the story's clock is set past them.
        let machine = zerotrip::chance::SystemClock;
        app.clock.set(domain::clock::Clock::now(&machine) + SignedDuration::from_hours(25));
        assert_eq!(sweep_files::orphans(&app.app).await.unwrap(), 1);
        assert!(app.app.files.get(orphan).await.is_err());
        let worker = app.worker_again(&worker).await;
        let view = worker.get(&format!("/v1/cases/{case}")).await.ok();
        let file = view["files"][0]["file_id"].as_str().unwrap();
        assert_eq!(worker.get(&format!("/v1/cases/{case}/files/{file}")).await.status, 200);
    }
}
