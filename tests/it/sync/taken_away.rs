//! What is given to another worker, handed on or erased goes from the phone, once.

use harness::{Person, TestApp, TestDatabase, both};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Phone, afresh, given_to, kinds, mrs_wang, planned};
use crate::{door::say, law::act};

async fn to_worker(app: &TestApp, giver: &Person, case: &str, taker: &Person) {
    let to = json!({"things": {"result": true}, "to": "worker", "worker_id": taker.credential.user.uuid()});
    say(app, giver, case, "hand-over", to).await.ok();
}

both! {
    async fn a_visit_that_another_worker_goes_to(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, colleague) = (app.worker().await, app.worker().await);
        let resident = mrs_wang(&app, &worker).await;
        let (visit, plan) = planned(&app, &worker, resident, &worker).await;
        let (mut mine, mut theirs) = (afresh(&worker).await, afresh(&colleague).await);
        given_to(&app, &worker, visit, &plan, 1, &colleague).await;
        assert_eq!(kinds(&mine.sync(&worker).await), ["removed resident", "removed visit"]);
        assert!(mine.holds.is_empty());
        assert_eq!(mine.sync(&worker).await, Vec::<Value>::new(), "once");
        assert_eq!(kinds(&theirs.sync(&colleague).await), ["resident", "visit"]);

        // Given back before either phone asked: nothing was ever taken.
        given_to(&app, &worker, visit, &plan, 2, &worker).await;
        given_to(&app, &worker, visit, &plan, 3, &colleague).await;
        assert_eq!(kinds(&theirs.sync(&colleague).await), ["resident", "visit"]);
        given_to(&app, &worker, visit, &plan, 4, &worker).await;
        mine.sync(&worker).await;
        theirs.sync(&colleague).await;
        assert_eq!(mine.holds, afresh(&worker).await.holds);
        assert!(theirs.holds.is_empty());
        assert!(kinds(&Phone::default().sync(&colleague).await).is_empty(), "who begins now had nothing");
    }

    async fn a_resident_stays_as_long_as_anything_of_theirs_does(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, colleague) = (app.worker().await, app.worker().await);
        let resident = mrs_wang(&app, &worker).await;
        let (visit, plan) = planned(&app, &worker, resident, &worker).await;
        let over = app.visit(&worker, resident).await;
        let end = json!({"write_id": app.fresh(), "base_version": 2, "device_at": app.now().to_string(), "outcome": "done"});
        worker.post(&format!("/v1/visits/{over}/finish"), &end).await.ok();
        let mut phone = afresh(&worker).await;
        assert_eq!(phone.get("resident", resident).unwrap()["masked"], false);
        given_to(&app, &worker, visit, &plan, 1, &colleague).await;
        assert_eq!(kinds(&phone.sync(&worker).await), ["resident", "removed visit"]);
        assert_eq!(phone.get("resident", resident).unwrap()["masked"], true, "the way there is another's");
        assert_eq!(phone.holds, afresh(&worker).await.holds);
    }

    async fn a_case_of_a_colleagues_for_as_long_as_something_of_it_is_carried(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, carrier, window) = (app.worker().await, app.worker().await, app.window().await);
        let id = app.received_case(&worker).await;
        let case = format!("/v1/cases/{id}");
        act(&app, &window, &case, "conclude", json!({"outcome": "granted"})).await.ok();
        act(&app, &window, &case, "issue", json!({"way": "home"})).await.ok();
        let (mut mine, mut theirs) = (afresh(&worker).await, afresh(&carrier).await);
        to_worker(&app, &window, &case, &carrier).await;
        assert_eq!(kinds(&theirs.sync(&carrier).await), ["resident", "case"]);
        let resident: Uuid = theirs.get("case", id).unwrap()["resident"]["id"].as_str().unwrap().parse().unwrap();
        assert_eq!(theirs.get("resident", resident).unwrap()["name"], "王秀英", "the way there has to be found");
        say(&app, &carrier, &case, "take-over", json!({"things": {"result": true}})).await.ok();
        theirs.sync(&carrier).await;
        assert_eq!(theirs.get("case", id).unwrap(), &carrier.get(&case).await.ok());

        say(&app, &carrier, &case, "hand-over", json!({"things": {"result": true}, "to": "centre"})).await.ok();
        theirs.sync(&carrier).await;
        assert!(theirs.get("case", id).is_some(), "until the centre says to have it");
        say(&app, &window, &case, "take-over", json!({"things": {"result": true}})).await.ok();
        assert_eq!(kinds(&theirs.sync(&carrier).await), ["removed resident", "removed case"]);
        mine.sync(&worker).await;
        assert_eq!(mine.holds, afresh(&worker).await.holds);
    }

    async fn whoever_is_erased_goes_from_the_phone(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, manager) = (app.worker().await, app.manager().await);
        let resident = mrs_wang(&app, &worker).await;
        planned(&app, &worker, resident, &worker).await;
        let mut phone = afresh(&worker).await;
        let ask = json!({"write_id": app.fresh(), "reason": "consent_withdrawn"});
        let asked = manager.post(&format!("/v1/residents/{resident}/erasure"), &ask).await.ok();
        let path = format!("/v1/erasures/{}/decision", asked["id"].as_str().unwrap());
        manager.post(&path, &json!({"write_id": app.fresh(), "decision": "granted"})).await.ok();
        assert_eq!(kinds(&phone.sync(&worker).await), ["removed resident", "removed visit"]);
        assert!(phone.holds.is_empty());
        assert_eq!(phone.sync(&worker).await, Vec::<Value>::new());
        assert!(kinds(&Phone::default().sync(&worker).await).is_empty());
    }
}
