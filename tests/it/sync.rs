//! What a phone holds: everything of its worker's, brought up to date page by page, and nothing that is not theirs.

mod begun_afresh;
mod devices;
mod many_at_once;
mod of_cases;
mod taken_away;

use std::collections::BTreeMap;

use harness::{Person, TestApp, TestDatabase, both, story};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

/// A phone's copy of what the server told it.
#[derive(Default)]
pub struct Phone {
    /// By kind and id.
    pub holds: BTreeMap<(String, String), Value>,
    pub cursor: Option<String>,
}

impl Phone {
    /// Takes one page; what it told, and whether there is more.
    pub async fn page(&mut self, person: &Person, limit: u16) -> (Vec<Value>, bool) {
        let after = self.cursor.as_ref().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let page = person.get(&format!("/v1/sync?limit={limit}{after}")).await.ok();
        let changes = page["changes"].as_array().unwrap().clone();
        for change in &changes {
            self.apply(change);
        }
        self.cursor = Some(page["cursor"].as_str().unwrap().to_owned());
        (changes, page["more"].as_bool().unwrap())
    }

    /// Takes every page; everything they told.
    pub async fn sync(&mut self, person: &Person) -> Vec<Value> {
        self.sync_by(person, 100).await
    }

    /// The same with so many changes a page.
    pub async fn sync_by(&mut self, person: &Person, limit: u16) -> Vec<Value> {
        let mut told = Vec::new();
        loop {
            let (changes, more) = self.page(person, limit).await;
            told.extend(changes);
            if !more {
                return told;
            }
        }
    }

    fn apply(&mut self, change: &Value) {
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        let kind = word(&change["kind"]);
        if kind == "removed" {
            self.holds.remove(&(word(&change["of"]), word(&change["id"])));
            return;
        }
        let new = &change[&kind];
        let old = self.holds.insert((kind.clone(), word(&new["id"])), new.clone());
        if kind == "not_applied" {
            return;
        }
        let before = old.map_or(0, |old| old["version"].as_i64().unwrap());
        assert!(before <= new["version"].as_i64().unwrap(), "{kind} went back from {before}: {new}");
    }

    pub fn get(&self, kind: &str, id: Uuid) -> Option<&Value> {
        self.holds.get(&(kind.to_owned(), id.to_string()))
    }
}

/// What a phone holds that begins now.
pub async fn afresh(person: &Person) -> Phone {
    let mut phone = Phone::default();
    phone.sync(person).await;
    phone
}

/// Kinds and ids that were told, such as `visit 019…` and `removed case 019…`.
pub fn kinds(told: &[Value]) -> Vec<String> {
    told.iter()
        .map(|change| match change["kind"].as_str().unwrap() {
            "removed" => format!("removed {}", change["of"].as_str().unwrap()),
            kind => kind.to_owned(),
        })
        .collect()
}

/// A planned visit to a resident, of this worker's or another's.
pub async fn planned(app: &TestApp, by: &Person, resident: Uuid, worker: &Person) -> (Uuid, Value) {
    let id = app.fresh();
    let body = json!({
        "write_id": app.fresh(),
        "base_version": 0,
        "community_id": app.centre.community.uuid(),
        "resident_id": resident,
        "worker_id": worker.credential.user.uuid(),
        "planned_for": app.now().to_string(),
        "items": [],
    });
    by.put(&format!("/v1/visits/{id}"), &body).await.ok();
    (id, body)
}

/// The plan of a visit, given to a worker.
pub async fn given_to(app: &TestApp, by: &Person, visit: Uuid, plan: &Value, version: i32, worker: &Person) {
    let mut body = plan.clone();
    body["write_id"] = json!(app.fresh());
    body["base_version"] = json!(version);
    body["worker_id"] = json!(worker.credential.user.uuid());
    by.put(&format!("/v1/visits/{visit}"), &body).await.ok();
}

pub async fn mrs_wang(app: &TestApp, person: &Person) -> Uuid {
    app.resident(person, app.centre.community.uuid(), "王秀英", story::WANG).await
}

/// How many looks by sync are in the centre's audit log, of one person.
async fn looks(app: &TestApp, person: &Person) -> Vec<String> {
    let (centre, user) = (app.centre.id, person.credential.user.uuid());
    let rows = app.app.store.read(move |tx| tx.audit_of(centre, "user", user)).await.unwrap();
    rows.into_iter().filter(|row| row.act == "sync").map(|row| row.detail).collect()
}

both! {
    async fn a_phone_begins_with_everything_of_its_workers_page_by_page(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, colleague) = (app.worker().await, app.worker().await);
        let case = app.received_case(&worker).await;
        app.received_case(&colleague).await;
        let other = app.resident(&worker, app.centre.community.uuid(), "李建国", "999999195001010018").await;
        let (visit, _) = planned(&app, &worker, other, &worker).await;

        let mut phone = Phone::default();
        let (first, more) = phone.page(&worker, 1).await;
        assert_eq!((kinds(&first), more), (vec!["resident".into(), "visit".into()], true));
        let told = phone.sync_by(&worker, 1).await;
        assert_eq!(kinds(&told), ["resident", "case", "resident", "visit"]);
        assert_eq!(phone.holds.len(), 5, "{:?}", phone.holds.keys());
        assert_eq!(phone.get("case", case).unwrap(), &worker.get(&format!("/v1/cases/{case}")).await.ok());
        assert_eq!(phone.get("visit", visit).unwrap(), &worker.get(&format!("/v1/visits/{visit}")).await.ok());
        assert_eq!(phone.holds, afresh(&worker).await.holds);

        let seen = looks(&app, &worker).await.len();
        assert_eq!(phone.sync(&worker).await, Vec::<Value>::new());
        assert_eq!(looks(&app, &worker).await.len(), seen, "who is told nothing has not looked");
    }

    async fn a_resident_is_in_the_clear_until_the_worker_was_at_the_door(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let resident = mrs_wang(&app, &worker).await;
        let visit = app.visit(&worker, resident).await;
        let mut phone = afresh(&worker).await;
        let shown = phone.get("resident", resident).unwrap();
        assert_eq!(
            shown,
            &json!({
                "id": resident,
                "version": 1,
                "community_id": app.centre.community.uuid(),
                "masked": false,
                "name": "王秀英",
                "id_number": "999999********0023",
                "phone": story::identity("王秀英", story::WANG)["phone"],
                "address": story::identity("王秀英", story::WANG)["address"],
                "care_groups": ["elderly"],
                "note": story::identity("王秀英", story::WANG)["note"],
            })
        );
        assert_eq!(looks(&app, &worker).await, [format!("residents=1 in_the_clear=1 device={}", worker.device)]);

        let end = json!({"write_id": app.fresh(), "base_version": 2, "device_at": app.now().to_string(), "outcome": "done"});
        worker.post(&format!("/v1/visits/{visit}/finish"), &end).await.ok();
        assert_eq!(kinds(&phone.sync(&worker).await), ["resident", "visit"]);
        let shown = phone.get("resident", resident).unwrap();
        assert_eq!((&shown["masked"], &shown["name"], &shown["address"]), (&json!(true), &json!("王*"), &Value::Null));
        assert_eq!(looks(&app, &worker).await.len(), 1);
    }

    async fn what_is_set_right_of_a_resident_comes_with_everything_of_theirs(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = app.received_case(&worker).await;
        let mut phone = afresh(&worker).await;
        let resident: Uuid = phone.get("case", case).unwrap()["resident"]["id"].as_str().unwrap().parse().unwrap();
        let right = json!({
            "write_id": app.fresh(), "base_version": 1, "reason": "姓名录错",
            "identity": story::identity("王秀瑛", story::WANG),
        });
        window.post(&format!("/v1/residents/{resident}/correction"), &right).await.ok();
        assert_eq!(kinds(&phone.sync(&worker).await), ["resident", "visit", "case"]);
        let shown = phone.get("resident", resident).unwrap();
        assert_eq!((&shown["version"], &shown["name"]), (&json!(2), &json!("王秀瑛")));
        window.post(&format!("/v1/residents/{resident}/death"), &json!({"write_id": app.fresh(), "source": "family"})).await.ok();
        phone.sync(&worker).await;
        assert_eq!(phone.get("resident", resident).unwrap()["deceased"], true);
        assert_eq!(phone.get("visit", visit_of(&phone, case)).unwrap()["resident"]["deceased"], true);
        assert_eq!(phone.holds, afresh(&worker).await.holds);
    }

    async fn what_grows_old_is_no_change_and_is_not_sent_again(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let resident = mrs_wang(&app, &worker).await;
        let over = app.visit(&worker, resident).await;
        let end = json!({"write_id": app.fresh(), "base_version": 2, "device_at": app.now().to_string(), "outcome": "done"});
        worker.post(&format!("/v1/visits/{over}/finish"), &end).await.ok();
        let open = app.visit(&worker, resident).await;
        let mut phone = afresh(&worker).await;
        app.pass(SignedDuration::from_hours(8 * 24));
        let worker = app.worker_again(&worker).await;
        assert_eq!(phone.sync(&worker).await, Vec::<Value>::new());
        let fresh = afresh(&worker).await;
        assert!(fresh.get("visit", over).is_none(), "the phone drops it by itself");
        assert!(fresh.get("visit", open).is_some(), "a visit that was begun is not over");
    }

    async fn only_a_worker_has_a_phone(db: TestDatabase) {
        let app = TestApp::start(db).await;
        for person in [app.window().await, app.manager().await] {
            assert_eq!(person.get("/v1/sync").await.refusal(), (403, "forbidden".into()));
        }
        let worker = app.worker().await;
        let (status, code, faults) = worker.get("/v1/sync?cursor=!&limit=201").await.problem();
        assert_eq!((status, code.as_str()), (400, "invalid-query"));
        assert_eq!(faults, ["?cursor cursor", "?limit out-of-range"]);
        let page = worker.get("/v1/sync").await;
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.ok()["server_time"], app.now().to_string());
    }
}

fn visit_of(phone: &Phone, case: Uuid) -> Uuid {
    phone.get("case", case).unwrap()["visit_id"].as_str().unwrap().parse().unwrap()
}
