//! What a phone wrote and the state of things did not allow: kept with what it said, told to its worker, and there until
//! somebody has dealt with it.

use domain::{actor::Role, retention::Kept};
use harness::{Person, TestApp, TestDatabase, both, person::answer, story};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use zerotrip::{actions::apply_retention, jobs::timetable};

use crate::sync::{Phone, afresh, given_to, kinds, mrs_wang, planned};

fn at_the_door(app: &TestApp, base_version: i32) -> Value {
    json!({"write_id": app.fresh(), "base_version": base_version, "device_at": app.now().to_string()})
}

fn settle(app: &TestApp, how: &str) -> Value {
    json!({"write_id": app.fresh(), "how": how})
}

/// What the server keeps of a refused write.
fn kept(problem: &Value) -> Uuid {
    problem["not_applied"].as_str().unwrap_or_else(|| panic!("not kept: {problem}")).parse().unwrap()
}

/// A visit of the worker's that a colleague has by now, and the worker's own start of it, refused.
async fn taken_away(app: &TestApp, worker: &Person, colleague: &Person) -> (Uuid, Value, Uuid) {
    let (visit, plan) = planned(app, worker, mrs_wang(app, worker).await, worker).await;
    given_to(app, &app.window().await, visit, &plan, 1, colleague).await;
    let start = at_the_door(app, 1);
    let refused = worker.post(&format!("/v1/visits/{visit}/start"), &start).await;
    assert_eq!(refused.refusal(), (403, "forbidden".into()));
    (visit, start, kept(&refused.json()))
}

async fn listed(person: &Person) -> Vec<Value> {
    person.get("/v1/not-applied").await.ok()["not_applied"].as_array().unwrap().clone()
}

async fn acts(app: &TestApp, kind: &str, object: Uuid) -> Vec<String> {
    let (centre, kind) = (app.centre.id, kind.to_owned());
    let rows = app.app.store.read(move |tx| tx.audit_of(centre, &kind, object)).await.unwrap();
    rows.into_iter().map(|row| format!("{} {}", row.act, row.detail)).collect()
}

both! {
    async fn what_a_colleague_has_by_now_is_kept_for_who_collected_it(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, colleague) = (app.worker().await, app.worker().await);
        let mut phone = afresh(&worker).await;
        let (visit, start, id) = taken_away(&app, &worker, &colleague).await;
        let at = app.now().to_string();
        app.pass(SignedDuration::from_secs(1));
        let resident = colleague.get(&format!("/v1/visits/{visit}")).await.ok()["resident"]["id"].clone();
        let (photo, signature, case) = (app.photo(1), app.photo(2), app.fresh());
        let filed = app.senior_card(visit, resident.as_str().unwrap().parse().unwrap(), &photo, &signature);
        let refused = worker.put(&format!("/v1/cases/{case}"), &filed).await;
        assert_eq!(refused.refusal(), (404, "not-found".into()), "the visit is no longer theirs to see a case of");
        let second = kept(&refused.json());

        phone.sync(&worker).await;
        let told = |id: Uuid| phone.get("not_applied", id).unwrap().clone();
        assert_eq!(told(id), json!({
            "id": id, "write_id": start["write_id"], "worker_id": worker.credential.user.uuid(),
            "operation": "start_visit", "object_id": visit, "visit_id": visit, "code": "forbidden",
            "base_version": 1, "current_version": 2, "refused_at": at, "settled": false, "said": start,
        }));
        let of_case = told(second);
        assert_eq!((&of_case["operation"], &of_case["case_id"], &of_case["visit_id"]), (&json!("put_case"), &json!(case), &json!(visit)));
        assert_eq!((&of_case["said"], &of_case["current_version"]), (&filed, &Value::Null));
        assert_eq!(listed(&worker).await, [told(id), told(second)]);

        // It is their own and nobody else's.
        assert!(afresh(&colleague).await.holds.keys().all(|(kind, _)| kind != "not_applied"));
        assert_eq!(listed(&colleague).await, Vec::<Value>::new());
        let seen = listed(&app.manager().await).await;
        assert_eq!(seen.len(), 2);
        let mut unsaid = told(id);
        unsaid.as_object_mut().unwrap().remove("said");
        assert_eq!(seen[0], unsaid, "the manager sees who, what, when and why");
        assert_eq!(app.window().await.get("/v1/not-applied").await.refusal(), (403, "forbidden".into()));

        let object = worker.credential.user.uuid();
        let looks = acts(&app, "user", object).await;
        assert!(looks.iter().any(|look| look.starts_with("sync ") && look.ends_with(" not_applied=2")), "{looks:?}");
        assert!(looks.contains(&"read-not-applied not_applied=2".to_owned()), "{looks:?}");
        let kept = acts(&app, "not-applied", id).await;
        let write = start["write_id"].as_str().unwrap();
        assert_eq!(kept, [format!("keep-not-applied operation=start_visit object={visit} code=forbidden write={write}")]);
    }

    async fn the_same_write_is_kept_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, colleague) = (app.worker().await, app.worker().await);
        let (visit, start, id) = taken_away(&app, &worker, &colleague).await;
        let mut phone = afresh(&worker).await;
        for _again in 0..2 {
            let refused = worker.post(&format!("/v1/visits/{visit}/start"), &start).await;
            assert_eq!((refused.refusal(), kept(&refused.json())), ((403, "forbidden".into()), id));
        }
        let sealed = app.seal(start.to_string().as_bytes(), "application/json").bytes;
        let request = worker.request(Method::POST, &format!("/v1/visits/{visit}/start"));
        let request = request.header("Content-Type", mobile_contract::v1::SEALED_BODY).body(sealed);
        assert_eq!(kept(&answer(request).await.json()), id, "open or sealed");
        assert_eq!(phone.sync(&worker).await, Vec::<Value>::new(), "nothing is told anew");

        // How things stand may change: the same one tells it.
        colleague.post(&format!("/v1/visits/{visit}/start"), &at_the_door(&app, 2)).await.ok();
        worker.post(&format!("/v1/visits/{visit}/start"), &start).await;
        assert_eq!(kinds(&phone.sync(&worker).await), ["not_applied"]);
        assert_eq!(phone.get("not_applied", id).unwrap()["current_version"], 3);
        assert_eq!(listed(&worker).await.len(), 1);
    }

    async fn applied_after_all_it_is_settled_by_itself(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let resident = mrs_wang(&app, &worker).await;
        let (visit, start) = (app.fresh(), at_the_door(&app, 1));
        let path = format!("/v1/visits/{visit}");
        let early = worker.post(&format!("{path}/start"), &start).await;
        assert_eq!(early.refusal(), (404, "not-found".into()), "its plan is still on the way");
        let id = kept(&early.json());
        let mut phone = afresh(&worker).await;
        assert!(phone.get("not_applied", id).is_some());
        let plan = json!({
            "write_id": app.fresh(), "base_version": 0, "community_id": app.centre.community.uuid(),
            "resident_id": resident, "planned_for": app.now().to_string(), "items": [],
        });
        worker.put(&path, &plan).await.ok();
        assert_eq!(worker.post(&format!("{path}/start"), &start).await.ok()["stage"], "underway");
        phone.sync(&worker).await;
        assert!(phone.get("not_applied", id).is_none(), "told as removed");
        assert_eq!(listed(&worker).await, Vec::<Value>::new());
        assert_eq!(acts(&app, "not-applied", id).await[1..], ["settle-not-applied how=applied"]);
        assert!(afresh(&worker).await.get("not_applied", id).is_none());
    }

    async fn it_stands_until_its_worker_settles_it(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, colleague, manager) = (app.worker().await, app.worker().await, app.manager().await);
        let (_, _, id) = taken_away(&app, &worker, &colleague).await;
        let mut phone = afresh(&worker).await;
        let path = format!("/v1/not-applied/{id}/settle");
        for stranger in [&colleague, &app.window().await, &app.someone(Role::Manager, app.other, None, None).await] {
            assert_eq!(stranger.post(&path, &settle(&app, "dropped")).await.refusal(), (404, "not-found".into()));
        }
        let bare = manager.post(&path, &settle(&app, "dropped")).await.problem();
        assert_eq!((bare.0, bare.2), (422, vec!["$.note required".to_owned()]));
        let dropped = settle(&app, "resent");
        assert_eq!(worker.post(&path, &dropped).await.status, 204);
        assert_eq!(worker.post(&path, &dropped).await.status, 204, "the same write");
        let mut late = settle(&app, "dropped");
        late["note"] = json!("社工已离职");
        assert_eq!(manager.post(&path, &late).await.status, 204, "it stays as it was");
        let told = phone.sync(&worker).await;
        assert_eq!(told.last().unwrap(), &json!({"kind": "removed", "of": "not_applied", "id": id}));
        assert_eq!(listed(&manager).await, Vec::<Value>::new());
        let settled = acts(&app, "not-applied", id).await;
        assert_eq!(settled[1..], [format!("settle-not-applied how=resent worker={}", worker.credential.user)]);

        // What it said goes when phones have heard of it.
        app.pass(SignedDuration::from_hours(24 * 39));
        assert_eq!(apply_retention::run(&app.app).await.unwrap()[&Kept::NotApplied], 0);
        app.pass(SignedDuration::from_hours(24));
        assert_eq!(apply_retention::run(&app.app).await.unwrap()[&Kept::NotApplied], 1);
    }

    async fn the_manager_is_asked_to_look_after_three_days(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, colleague) = (app.worker().await, app.worker().await);
        let (_, _, id) = taken_away(&app, &worker, &colleague).await;
        let case = app.received_case(&worker).await;
        let body = json!({"write_id": app.fresh(), "things": {"result": true}, "receiver": "resident"});
        let refused = worker.post(&format!("/v1/cases/{case}/deliver"), &body).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        kept(&refused.json());
        app.pass(SignedDuration::from_hours(72));
        let tasks = async |app: &TestApp| {
            timetable::round(&app.app).await.unwrap();
            let page = app.manager().await.get("/v1/tasks").await.ok();
            let tasks = page["tasks"].as_array().unwrap().iter();
            tasks.filter(|task| task["kind"] == "write_not_applied").cloned().collect::<Vec<_>>()
        };
        assert_eq!(tasks(&app).await, Vec::<Value>::new(), "three days are not over");
        app.pass(SignedDuration::from_secs(1));
        let asked = tasks(&app).await;
        assert_eq!(asked.len(), 2, "{asked:?}");
        assert!(asked.iter().any(|task| task["device_id"] == worker.device.to_string() && task["case_id"].is_null()));
        assert!(asked.iter().any(|task| task["case_id"] == json!(case) && task["device_id"].is_null()));
        assert_eq!(tasks(&app).await.len(), 2, "once");
        let mut left = settle(&app, "dropped");
        left["note"] = json!("社工已离职，已电话核对");
        let manager = app.manager().await;
        assert_eq!(manager.post(&format!("/v1/not-applied/{id}/settle"), &left).await.status, 204);
        assert_eq!(listed(&manager).await.len(), 1);
    }

    async fn what_is_at_fault_is_not_kept_nor_what_is_no_phones(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let (visit, plan) = planned(&app, &worker, mrs_wang(&app, &worker).await, &worker).await;
        let path = format!("/v1/visits/{visit}");
        let mut faulty = at_the_door(&app, 7);
        faulty["device_at"] = json!("tomorrow");
        let mut elsewhere = plan.clone();
        elsewhere["write_id"] = json!(app.fresh());
        elsewhere["items"] = json!(["LJZ-XX-99"]);
        let mut reused = at_the_door(&app, 1);
        reused["write_id"] = plan["write_id"].clone();
        for (refused, status) in [
            (worker.post(&format!("{path}/start"), &faulty).await, 422),
            (worker.put(&path, &elsewhere).await, 422),
            (worker.post(&format!("{path}/start"), &reused).await, 409),
            (worker.post(&format!("{path}/start"), &json!({})).await, 422),
            (window.put(&path, &{ let mut late = plan.clone(); late["write_id"] = json!(app.fresh()); late }).await, 409),
        ] {
            assert_eq!((refused.status.as_u16(), &refused.json()["not_applied"]), (status, &Value::Null), "{}", refused.text());
        }
        assert_eq!(listed(&app.manager().await).await, Vec::<Value>::new());
    }

    async fn a_page_goes_on_where_the_one_before_ended(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let visit = app.visit(&worker, mrs_wang(&app, &worker).await).await;
        for _late in 0..5 {
            worker.post(&format!("/v1/visits/{visit}/start"), &at_the_door(&app, 1)).await;
        }
        let all = listed(&worker).await;
        assert_eq!(all.len(), 5);
        let mut paged = Vec::new();
        let mut after = String::new();
        loop {
            let page = worker.get(&format!("/v1/not-applied?limit=2{after}")).await.ok();
            paged.extend(page["not_applied"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&cursor={next}");
        }
        assert_eq!(paged, all);
        let mut phone = Phone::default();
        phone.sync_by(&worker, 1).await;
        assert_eq!(phone.holds.keys().filter(|(kind, _)| kind == "not_applied").count(), 5);
        let (status, _, faults) = worker.get("/v1/not-applied?limit=0&cursor=!").await.problem();
        assert_eq!((status, faults), (400, vec!["?cursor cursor".to_owned(), "?limit out-of-range".to_owned()]));
    }

    async fn who_was_erased_is_said_nothing_of(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, manager) = (app.worker().await, app.manager().await);
        let resident = mrs_wang(&app, &worker).await;
        let visit = app.visit(&worker, resident).await;
        let id = kept(&worker.post(&format!("/v1/visits/{visit}/start"), &at_the_door(&app, 1)).await.json());
        let mut phone = afresh(&worker).await;
        assert!(phone.get("not_applied", id).unwrap()["said"].is_object());
        let export = manager.post(&format!("/v1/residents/{resident}/export"), &json!({"reason": "居民申请"})).await.ok();
        let part = export["parts"].as_array().unwrap().iter().find(|part| part["kind"] == "not_applied").unwrap();
        assert!(part.to_string().contains("start_visit"), "{part}");

        let ask = json!({"write_id": app.fresh(), "reason": "service_ended"});
        let asked = worker.post(&format!("/v1/residents/{resident}/erasure"), &ask).await.ok();
        let grant = json!({"write_id": app.fresh(), "decision": "granted"});
        manager.post(&format!("/v1/erasures/{}/decision", asked["id"].as_str().unwrap()), &grant).await.ok();
        phone.sync(&worker).await;
        let left = phone.get("not_applied", id).unwrap();
        assert_eq!((&left["said"], &left["code"]), (&Value::Null, &json!("version-conflict")));

        // And what comes later, of who is not there any more.
        let entry = json!({
            "write_id": app.fresh(), "community_id": app.centre.community.uuid(),
            "identity": story::identity("王秀英", story::WANG),
        });
        let late = worker.put(&format!("/v1/residents/{resident}"), &entry).await;
        assert_eq!(late.refusal(), (410, "erased".into()));
        let id = kept(&late.json());
        phone.sync(&worker).await;
        assert_eq!(phone.get("not_applied", id).unwrap()["said"], Value::Null);
        assert_eq!(worker.post(&format!("/v1/not-applied/{id}/settle"), &settle(&app, "dropped")).await.status, 204);
    }
}
