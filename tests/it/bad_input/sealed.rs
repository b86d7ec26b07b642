//! Bodies that were sealed on the phone, and do not open or hold nothing good.

use files::{Identity, seal};
use harness::{TestApp, TestDatabase, both, person::answer};
use mobile_contract::{limits, v1};
use reqwest::Method;
use serde_json::json;

use super::{Table, refusal};

async fn put(table: &Table, bytes: Vec<u8>) -> harness::person::Answer {
    let request = table.worker.request(Method::PUT, &table.new_case());
    answer(request.header("Content-Type", v1::SEALED_BODY).body(bytes)).await
}

both! {
    async fn what_does_not_open_is_told(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let good = table.good().to_string();
        let sealed = table.app.seal(good.as_bytes(), "application/json").bytes.to_vec();
        let mut bent = sealed.clone();
        *bent.last_mut().unwrap() ^= 1;
        let to_another = seal(&Identity::generate().recipient(), good.as_bytes());
        let bodies = [
            ("nothing", Vec::new()),
            ("not sealed at all", good.clone().into_bytes()),
            ("cut short", sealed[..sealed.len() - 1].to_vec()),
            ("cut in its header", sealed[..40].to_vec()),
            ("changed", bent),
            ("to another recipient", to_another),
        ];
        for (what, bytes) in bodies {
            assert_eq!(put(&table, bytes).await.refusal(), refusal(400, "seal-not-opened"), "{what}");
        }
        put(&table, sealed).await.ok();
        table.assert_all_is_well().await;
    }

    async fn what_it_holds_is_read_like_any_body(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let seal = |text: &str| table.app.seal(text.as_bytes(), "application/json").bytes.to_vec();
        assert_eq!(put(&table, seal("{")).await.refusal(), refusal(400, "malformed-json"));
        let mut wrong = table.good();
        wrong["item"] = json!("a b");
        wrong["base_version"] = json!("one");
        let told = put(&table, seal(&wrong.to_string())).await.problem();
        assert_eq!((told.0, told.2), (422, vec!["$.base_version type".to_owned()]));
        let long = |length: usize| {
            let good = table.good().to_string();
            format!("{good}{}", " ".repeat(length - good.len()))
        };
        put(&table, seal(&long(limits::JSON_BODY_BYTES))).await.ok();
        let over = put(&table, seal(&long(limits::JSON_BODY_BYTES + 1))).await;
        assert_eq!(over.refusal(), refusal(413, "body-too-large"));
        table.assert_all_is_well().await;
    }
}
