//! Who is told: the resident first, then who may be of their people; a telephone that others share is told less.

use std::sync::Arc;

use domain::message::FailureKind;
use harness::{Person, TestApp, TestDatabase, both};
use serde_json::{Value, json};
use zerotrip::sms::SendError;

use super::{Carrier, case_of, kinds_of, li, states, tasks, wang};

fn with_people(mut body: Value, contacts: Value) -> Value {
    body["contacts"] = contacts;
    body
}

fn people() -> Value {
    json!([
        {"name": "邻居老周", "relation": "relative", "phone": "13900005555"},
        {"name": "王晓", "relation": "relative", "phone": "13900006666", "may_be_told": true},
    ])
}

async fn refused(app: &TestApp, worker: &Person, contacts: Value) -> Vec<String> {
    let mut body = with_people(li(), contacts);
    body["write_id"] = json!(app.fresh());
    body["community_id"] = json!(app.centre.community.uuid());
    let (status, code, faults) = worker.put(&format!("/v1/residents/{}", app.fresh()), &body).await.problem();
    assert_eq!((status, code.as_str()), (422, "invalid-body"));
    faults
}

both! {
    async fn a_number_that_is_none_passes_the_word_to_who_may_be_told(db: TestDatabase) {
        let carrier = Carrier::refusing([SendError::Refused(FailureKind::InvalidNumber)]);
        let app = TestApp::start_through(db, carrier.clone()).await;
        let worker = app.worker().await;
        let case = case_of(&app, &worker, with_people(wang(), people())).await;
        app.run_jobs().await;
        let carried = carrier.carried();
        assert_eq!(carried.len(), 1);
        assert_eq!(carried[0].0, "+8613900006666", "the neighbour was never asked for");
        assert!(tasks(&app).await.is_empty());

        // From here on the dead number is passed over at once.
        let conclude = json!({"outcome": "granted"});
        crate::law::act(&app, &app.window().await, &case, "conclude", conclude).await.ok();
        app.run_jobs().await;
        let carried = carrier.carried();
        assert_eq!(carried.len(), 2, "a rating is asked of nobody but the resident");
        assert_eq!(carried[1].0, "+8613900006666");
        assert!(!states(&app).await.iter().any(|(kind, _)| *kind == "rating_request"));
    }

    async fn without_a_number_the_people_are_told_or_somebody_calls(db: TestDatabase) {
        let carrier = Arc::new(Carrier::default());
        let app = TestApp::start_through(db, carrier.clone()).await;
        let worker = app.worker().await;
        let mut silent = with_people(wang(), people());
        silent["identity"].as_object_mut().unwrap().remove("phone");
        case_of(&app, &worker, silent).await;
        assert_eq!(carrier.carried()[0].0, "+8613900006666");

        let mut alone = li();
        alone["identity"].as_object_mut().unwrap().remove("phone");
        case_of(&app, &worker, alone).await;
        assert_eq!(carrier.carried().len(), 1);
        assert_eq!(kinds_of(&tasks(&app).await), ["call_resident"]);
    }

    async fn a_shared_telephone_hears_no_name(db: TestDatabase) {
        let carrier = Arc::new(Carrier::default());
        let app = TestApp::start_through(db, carrier.clone()).await;
        let worker = app.worker().await;
        case_of(&app, &worker, wang()).await;
        case_of(&app, &worker, li()).await;
        let carried = carrier.carried();
        assert!(carried[0].1.contains("王*您好"), "hers alone when it went");
        assert!(carried[1].1.contains("居民您好"));
        assert!(!carried[1].1.contains("李"));
    }

    async fn a_circle_has_its_rules(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let one = |phone: &str| json!({"name": "王晓", "relation": "guardian", "phone": phone, "may_be_told": true});
        let twice = json!([one("13900006666"), one("13900006666")]);
        assert_eq!(refused(&app, &worker, twice).await, ["$.contacts contact-twice"]);
        let many: Vec<_> = (0..8).map(|n| one(&format!("1390000777{n}"))).collect();
        assert_eq!(refused(&app, &worker, json!(many)).await, ["$.contacts contacts-too-many"]);
        let odd = json!([{"name": "王", "relation": "relative", "phone": "12345"}]);
        let faults = refused(&app, &worker, odd).await;
        assert_eq!(faults, ["$.contacts[0].name name-length", "$.contacts[0].phone phone-mobile"]);
    }
}
