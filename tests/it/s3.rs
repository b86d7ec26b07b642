//! The same story with photos in a real S3 store.

use harness::{Backend, TestApp, TestDatabase, story, weed::Weed};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_received_and_seen_with_its_photos_in_s3() {
    let weed = Weed::start();
    let database = TestDatabase::fresh(Backend::Postgres);
    let app =
        TestApp::start_with(database, |settings, _dir| settings.objects = weed.objects("zerotrip")).await;
    let worker = app.worker().await;
    let case = app.received_case(&worker).await;
    let view = worker.get(&format!("/v1/cases/{case}")).await.ok();
    assert_eq!(view["stage"], "received");
    let file = view["files"][0]["file_id"].as_str().unwrap();
    let seen = worker.get(&format!("/v1/cases/{case}/files/{file}")).await;
    assert_eq!(seen.bytes.as_ref(), story::jpeg(1));
    let sha256 = app.photo(7).sha256;
    let have = worker.post("/v1/uploads/have", &json!({"digests": [sha256]})).await.ok();
    assert_eq!(have["absent"], json!([sha256]));
}
