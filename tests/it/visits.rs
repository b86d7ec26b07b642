//! Visits: planned, started at the door, finished; and whose they are.

use domain::actor::Role;
use harness::{Person, TestApp, TestDatabase, both, story};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

/// A worker and a resident of the worker's community.
async fn pair(app: &TestApp) -> (Person, Uuid) {
    let worker = app.worker().await;
    let resident = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
    (worker, resident)
}

fn plan(app: &TestApp, resident: Uuid) -> Value {
    json!({
        "write_id": app.fresh(),
        "base_version": 0,
        "community_id": app.centre.community.uuid(),
        "resident_id": resident,
        "planned_for": "2026-11-23T14:00:00+08:00",
        "items": ["LJZ-MZ-01"],
        "note": "先打座机",
    })
}

fn with(mut body: Value, changes: Value) -> Value {
    for (key, value) in changes.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

/// The body of a start; with more in it, of a finish.
fn at_the_door(app: &TestApp, base_version: i32, more: Value) -> Value {
    let body =
        json!({"write_id": app.fresh(), "base_version": base_version, "device_at": app.now().to_string()});
    with(body, more)
}

async fn acts(app: &TestApp, visit: Uuid) -> Vec<String> {
    let centre = app.centre.id;
    let rows = app.app.store.read(move |tx| tx.audit_of(centre, "visit", visit)).await.unwrap();
    rows.into_iter().map(|row| row.act).collect()
}

both! {
    async fn a_visit_is_planned_started_and_finished_with_something_for_next_time(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, resident) = pair(&app).await;
        let id = app.fresh();
        let path = format!("/v1/visits/{id}");
        let ack = worker.put(&path, &plan(&app, resident)).await.ok();
        assert_eq!(ack, json!({"id": id, "version": 1, "stage": "planned"}));
        let ack = worker.post(&format!("{path}/start"), &at_the_door(&app, 1, json!({}))).await.ok();
        assert_eq!(ack, json!({"id": id, "version": 2, "stage": "underway"}));
        app.pass(SignedDuration::from_mins(10));
        let left = json!([{"item": "LJZ-MZ-01", "material": "id-card", "note": "证件在儿子处"}, {"item": "LJZ-SB-06"}]);
        let end = json!({"outcome": "done", "collect_next_time": left, "note": "子女周四在家"});
        let ack = worker.post(&format!("{path}/finish"), &at_the_door(&app, 2, end)).await.ok();
        assert_eq!(ack, json!({"id": id, "version": 3, "stage": "finished"}));
        assert_eq!(
            worker.get(&path).await.ok(),
            json!({
                "id": id,
                "version": 3,
                "community_id": app.centre.community.uuid(),
                "resident": {
                    "id": resident,
                    "version": 1,
                    "community_id": app.centre.community.uuid(),
                    "name": "王*",
                    "id_number": "999999********0023",
                    "phone": "139****1234",
                    "care_groups": ["elderly"],
                },
                "worker_id": worker.credential.user.uuid(),
                "planned_for": "2026-11-23T06:00:00Z",
                "items": ["LJZ-MZ-01"],
                "note": "先打座机",
                "stage": "finished",
                "started_at": "2026-11-23T00:30:00Z",
                "finished_at": "2026-11-23T00:40:00Z",
                "outcome": "done",
                "collect_next_time": left,
                "case_ids": [],
            })
        );
        assert_eq!(acts(&app, id).await, ["plan-visit", "start-visit", "finish-visit"]);
    }

    async fn nobody_at_home_is_an_end_without_a_start(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, resident) = pair(&app).await;
        let path = format!("/v1/visits/{}", app.fresh());
        worker.put(&path, &plan(&app, resident)).await.ok();
        let done = at_the_door(&app, 1, json!({"outcome": "done"}));
        assert_eq!(worker.post(&format!("{path}/finish"), &done).await.refusal(), (409, "stage-refused".into()));
        let nobody = at_the_door(&app, 1, json!({"outcome": "not_at_home"}));
        worker.post(&format!("{path}/finish"), &nobody).await.ok();
        let view = worker.get(&path).await.ok();
        assert_eq!((&view["outcome"], &view["started_at"]), (&json!("not_at_home"), &Value::Null));
    }

    async fn a_plan_changes_until_the_visit_begins(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, resident) = pair(&app).await;
        let colleague = app.worker().await;
        let path = format!("/v1/visits/{}", app.fresh());
        let later = json!({"base_version": 1, "planned_for": "2026-11-24T09:00:00+08:00", "items": []});
        let unknown = with(plan(&app, resident), later.clone());
        assert_eq!(worker.put(&path, &unknown).await.refusal(), (409, "version-conflict".into()));
        worker.put(&path, &plan(&app, resident)).await.ok();
        assert_eq!(worker.put(&path, &plan(&app, resident)).await.refusal(), (409, "version-conflict".into()));
        let handed_over = with(with(plan(&app, resident), later), json!({"worker_id": colleague.credential.user.uuid()}));
        assert_eq!(worker.put(&path, &handed_over).await.ok()["version"], 2);
        let view = worker.get(&path).await.ok();
        assert_eq!(view["worker_id"], json!(colleague.credential.user.uuid()));
        assert_eq!((&view["planned_for"], &view["items"]), (&json!("2026-11-24T01:00:00Z"), &json!([])));

        let other = app.resident(&worker, app.centre.community.uuid(), "李建国", "999999195001010018").await;
        let to_another = with(plan(&app, other), json!({"base_version": 2}));
        assert_eq!(worker.put(&path, &to_another).await.refusal(), (409, "conflict".into()));
        assert_eq!(
            worker.post(&format!("{path}/start"), &at_the_door(&app, 2, json!({}))).await.refusal(),
            (403, "forbidden".into()),
            "it is a colleague's by now"
        );
        colleague.post(&format!("{path}/start"), &at_the_door(&app, 2, json!({}))).await.ok();
        let too_late = with(plan(&app, resident), json!({"base_version": 3}));
        assert_eq!(worker.put(&path, &too_late).await.refusal(), (409, "stage-refused".into()));
    }

    async fn a_worker_of_the_community_goes(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, resident) = pair(&app).await;
        let window = app.window().await;
        let elsewhere = app.someone(Role::Worker, app.centre, Some(app.centre.second), None).await;
        let path = format!("/v1/visits/{}", app.fresh());
        let (status, _, faults) = window.put(&path, &plan(&app, resident)).await.problem();
        assert_eq!((status, faults), (422, vec!["$.worker_id required".to_owned()]));
        for nobody in [window.credential.user.uuid(), elsewhere.credential.user.uuid(), app.fresh()] {
            let body = with(plan(&app, resident), json!({"worker_id": nobody, "items": ["LJZ-MZ-01", "LJZ-XX-99"]}));
            let (status, _, faults) = window.put(&path, &body).await.problem();
            assert_eq!(status, 422);
            assert_eq!(faults, ["$.items[1] item-unknown", "$.worker_id worker-unknown"]);
        }
        let named = with(plan(&app, resident), json!({"worker_id": worker.credential.user.uuid()}));
        window.put(&path, &named).await.ok();
        assert_eq!(window.get(&path).await.ok()["worker_id"], json!(worker.credential.user.uuid()));
    }

    async fn every_fault_of_a_plan_is_told_at_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, resident) = pair(&app).await;
        let path = format!("/v1/visits/{}", app.fresh());
        let wrong = json!({"planned_for": "tomorrow", "items": ["LJZ-MZ-01", "a b", "LJZ-MZ-01"], "note": "\u{0}"});
        let (status, code, faults) = worker.put(&path, &with(plan(&app, resident), wrong)).await.problem();
        assert_eq!((status, code.as_str()), (422, "invalid-body"));
        assert_eq!(faults, [
            "$.planned_for time",
            "$.items[1] item-code",
            "$.items[2] duplicate",
            "$.note note-character",
        ]);
        let far = with(plan(&app, resident), json!({"planned_for": "9999-01-01T00:00:00Z"}));
        assert_eq!(worker.put(&path, &far).await.problem().2, ["$.planned_for out-of-range"]);
        assert_eq!(worker.put(&path, &plan(&app, app.fresh())).await.refusal(), (404, "not-found".into()));
    }

    async fn a_day_holds_ones_own_visits_or_the_centres(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, resident) = pair(&app).await;
        let colleague = app.worker().await;
        let mut planned = Vec::new();
        for (who, at) in [
            (&worker, "2026-11-23T15:00:00+08:00"),
            (&colleague, "2026-11-23T00:00:00+08:00"),
            (&worker, "2026-11-23T09:00:00+08:00"),
            (&worker, "2026-11-24T00:00:00+08:00"),
        ] {
            let id = app.fresh();
            who.put(&format!("/v1/visits/{id}"), &with(plan(&app, resident), json!({"planned_for": at}))).await.ok();
            planned.push(id);
        }
        let list = async |who: &Person, day: &str| {
            let list = who.get(&format!("/v1/visits{day}")).await.ok();
            let ids = list["visits"].as_array().unwrap().iter().map(|visit| visit["id"].clone()).collect::<Vec<_>>();
            (list["day"].as_str().unwrap().to_owned(), json!(ids))
        };
        let today = "2026-11-23".to_owned();
        assert_eq!(list(&worker, "?day=2026-11-23").await, (today.clone(), json!([planned[2], planned[0]])));
        assert_eq!(list(&worker, "").await, (today.clone(), json!([planned[2], planned[0]])), "today, when none is named");
        assert_eq!(list(&worker, "?day=2026-11-24").await.1, json!([planned[3]]));
        for end_of_time in ["0000-01-01", "9999-12-31"] {
            assert_eq!(list(&worker, &format!("?day={end_of_time}")).await.1, json!([]));
        }
        assert_eq!(list(&colleague, "?day=2026-11-23").await.1, json!([planned[1]]));
        for staff in [app.window().await, app.manager().await] {
            let all = json!([planned[1], planned[2], planned[0]]);
            assert_eq!(list(&staff, "?day=2026-11-23").await, (today.clone(), all));
        }
        let elsewhere = app.someone(Role::Window, app.other, None, None).await;
        assert_eq!(list(&elsewhere, "?day=2026-11-23").await.1, json!([]));
        let auditor = app.someone(Role::Auditor, app.centre, None, None).await;
        assert_eq!(auditor.get("/v1/visits?day=2026-11-23").await.refusal(), (403, "forbidden".into()));
        let (status, code, faults) = worker.get("/v1/visits?day=20261123").await.problem();
        assert_eq!((status, code.as_str(), faults), (400, "invalid-query", vec!["?day date".to_owned()]));
    }

    async fn visits_of_others_do_not_exist(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, resident) = pair(&app).await;
        let path = format!("/v1/visits/{}", app.fresh());
        worker.put(&path, &plan(&app, resident)).await.ok();
        for stranger in [
            app.someone(Role::Worker, app.centre, Some(app.centre.second), None).await,
            app.someone(Role::Window, app.other, None, None).await,
            app.someone(Role::Approver, app.centre, None, Some("CA")).await,
        ] {
            assert_eq!(stranger.get(&path).await.refusal(), (404, "not-found".into()));
            let start = at_the_door(&app, 1, json!({}));
            assert_eq!(stranger.post(&format!("{path}/start"), &start).await.refusal(), (404, "not-found".into()));
            assert_eq!(stranger.put(&path, &plan(&app, resident)).await.refusal(), (404, "not-found".into()));
        }
        let there = app.someone(Role::Worker, app.other, Some(app.other.community), None).await;
        let foreign = with(plan(&app, resident), json!({"community_id": app.other.community.uuid()}));
        let theirs = there.put(&format!("/v1/visits/{}", app.fresh()), &foreign).await;
        assert_eq!(theirs.refusal(), (404, "not-found".into()), "a resident of another centre");
    }

    async fn an_alias_is_visited_as_the_person_it_stands_for(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (_, known) = pair(&app).await;
        let other = app.worker().await;
        let alias = app.resident(&other, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let path = format!("/v1/visits/{}", app.fresh());
        other.put(&path, &plan(&app, alias)).await.ok();
        assert_eq!(other.get(&path).await.ok()["resident"]["id"], json!(known));
    }

    async fn a_write_that_comes_again_gets_the_answer_it_got(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, resident) = pair(&app).await;
        let id = app.fresh();
        let path = format!("/v1/visits/{id}");
        let planned = plan(&app, resident);
        let start = at_the_door(&app, 1, json!({}));
        let first = worker.put(&path, &planned).await.ok();
        let second = worker.post(&format!("{path}/start"), &start).await.ok();
        let end = at_the_door(&app, 2, json!({"outcome": "declined"}));
        worker.post(&format!("{path}/finish"), &end).await.ok();
        assert_eq!(worker.put(&path, &planned).await.ok(), first);
        assert_eq!(worker.post(&format!("{path}/start"), &start).await.ok(), second);
        let other = with(start, json!({"base_version": 3}));
        assert_eq!(worker.post(&format!("{path}/start"), &other).await.refusal(), (409, "write-id-reused".into()));
        assert_eq!(acts(&app, id).await.len(), 3, "each was done once");
    }

    async fn an_abolished_proof_cannot_be_asked_for_next_time(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, resident) = pair(&app).await;
        let visit = app.visit(&worker, resident).await;
        let catalogue = app.catalogue().await;
        let item = catalogue.items.iter().find(|item| !item.no_longer_asked.is_empty()).unwrap();
        let struck = item.no_longer_asked.keys().next().unwrap();
        let left = json!([{"item": item.code.as_str(), "material": struck.as_str()}]);
        let end = at_the_door(&app, 2, json!({"outcome": "done", "collect_next_time": left}));
        let (status, _, faults) = worker.post(&format!("/v1/visits/{visit}/finish"), &end).await.problem();
        assert_eq!((status, faults), (422, vec!["$.collect_next_time[0].material material-abolished".to_owned()]));
        assert_eq!(worker.get(&format!("/v1/visits/{visit}")).await.ok()["stage"], "underway");
    }

    async fn a_visit_is_planned_where_the_resident_lives(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (_, resident) = pair(&app).await;
        let window = app.window().await;
        let next_door = app.someone(Role::Worker, app.centre, Some(app.centre.second), None).await;
        let there = json!({
            "community_id": app.centre.second.uuid(), "worker_id": next_door.credential.user.uuid(), "items": ["LJZ-X-1"],
        });
        let (status, _, faults) = window.put(&format!("/v1/visits/{}", app.fresh()), &with(plan(&app, resident), there.clone())).await.problem();
        assert_eq!((status, faults), (422, vec!["$.items[0] item-unknown".to_owned(), "$.resident_id not-of-community".to_owned()]));
        let hidden = next_door.put(&format!("/v1/visits/{}", app.fresh()), &with(plan(&app, resident), there)).await;
        assert_eq!(hidden.refusal(), (404, "not-found".into()), "who does not see them hears nothing of them");
    }

    async fn what_is_said_of_a_visit_lies_sealed(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, resident) = pair(&app).await;
        let visit = app.visit(&worker, resident).await;
        let left = json!([{"item": "LJZ-MZ-01", "note": "remark-in-the-clear"}]);
        let end = json!({"outcome": "done", "collect_next_time": left, "note": "farewell-in-the-clear"});
        worker.post(&format!("/v1/visits/{visit}/finish"), &at_the_door(&app, 2, end)).await.ok();
        let (centre, id) = (app.centre.id, domain::ids::VisitId::from_uuid(visit));
        let stored = app.app.store.read(move |tx| tx.visit(&[centre], id)).await.unwrap().unwrap();
        let note = stored.note.unwrap();
        assert!(!String::from_utf8_lossy(&note).contains("in-the-clear"));
    }
}
