//! Somebody asks for a visit: who is told, what becomes of it, and what is asked for of itself.

use domain::{actor::Role, ids::VisitRequestId, retention::Kept};
use harness::{Person, TestApp, TestDatabase, both, story};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;
use zerotrip::actions::apply_retention;

use crate::unauthorised::id_number;

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn with(mut body: Value, changes: Value) -> Value {
    for (key, value) in changes.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

/// A stranger rings up.
fn call(app: &TestApp) -> Value {
    json!({
        "write_id": app.fresh(),
        "base_version": 0,
        "community_id": app.centre.community.uuid(),
        "source": "phone_call",
        "caller": {"name": "司马春兰", "phone": "13912349001", "address": "文新街道茉莉弄2幢301室"},
        "items": ["LJZ-MZ-01"],
        "wished_on": "2026-11-25",
        "wished_half": "morning",
        "note": "老伴卧床,敲门要久等",
    })
}

fn plan(app: &TestApp, resident: Uuid, worker: &Person) -> Value {
    json!({
        "write_id": app.fresh(),
        "base_version": 1,
        "visit_id": app.fresh(),
        "resident_id": resident,
        "worker_id": worker.credential.user.uuid(),
        "planned_for": "2026-11-25T09:00:00+08:00",
        "items": ["LJZ-MZ-01"],
    })
}

async fn listed(who: &Person, query: &str) -> Vec<Value> {
    who.get(&format!("/v1/visit-requests{query}")).await.ok()["requests"].as_array().unwrap().clone()
}

async fn acts(app: &TestApp, kind: &'static str, id: Uuid) -> Vec<String> {
    let centre = app.centre.id;
    let rows = app.app.store.read(move |tx| tx.audit_of(centre, kind, id)).await.unwrap();
    rows.into_iter().map(|row| row.act).collect()
}

/// A visit of the worker's today for these items, over with this end.
async fn visited(app: &TestApp, worker: &Person, resident: Uuid, items: Value, end: Value) -> Uuid {
    // Of ids that are made in one moment, none is the earlier one.
    app.pass(SignedDuration::from_secs(1));
    let id = app.fresh();
    let plan = json!({
        "write_id": app.fresh(), "base_version": 0, "community_id": app.centre.community.uuid(),
        "resident_id": resident, "planned_for": app.now().to_string(), "items": items,
    });
    worker.put(&format!("/v1/visits/{id}"), &plan).await.ok();
    let at = app.now().to_string();
    if end["outcome"] == "done" {
        let start = json!({"write_id": app.fresh(), "base_version": 1, "device_at": at});
        worker.post(&format!("/v1/visits/{id}/start"), &start).await.ok();
    }
    let base = if end["outcome"] == "done" { 2 } else { 1 };
    let end = with(json!({"write_id": app.fresh(), "base_version": base, "device_at": at}), end);
    worker.post(&format!("/v1/visits/{id}/finish"), &end).await.ok();
    id
}

both! {
    async fn what_a_stranger_asks_for_becomes_a_visit_like_any_other(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (window, worker) = (app.window().await, app.worker().await);
        let id = app.fresh();
        let path = format!("/v1/visit-requests/{id}");
        let ack = window.put(&path, &call(&app)).await.ok();
        assert_eq!(ack, json!({"id": id, "version": 1, "state": "open"}));
        let seen = listed(&worker, "").await;
        assert_eq!(seen, [json!({
            "id": id,
            "version": 1,
            "community_id": app.centre.community.uuid(),
            "source": "phone_call",
            "caller": {"name": "司*", "phone": "139****9001"},
            "items": ["LJZ-MZ-01"],
            "wished_on": "2026-11-25",
            "wished_half": "morning",
            "note": "老伴卧床,敲门要久等",
            "asked_at": app.now().to_string(),
            "state": "open",
        })]);
        let shown = worker.post(&format!("{path}/unmask"), &json!({"reason": "电话约定上门时间"})).await;
        assert_eq!(shown.headers["cache-control"], "no-store");
        assert_eq!(shown.ok(), call(&app)["caller"]);

        // At the telephone the worker learns the ID number.
        let resident = app.resident(&worker, app.centre.community.uuid(), "司马春兰", &id_number(31)).await;
        let body = plan(&app, resident, &worker);
        let planned = worker.post(&format!("{path}/plan"), &body).await.ok();
        assert_eq!(planned, json!({"id": id, "version": 2, "state": "planned", "visit_id": body["visit_id"]}));
        assert_eq!(worker.post(&format!("{path}/plan"), &body).await.ok(), planned, "the same write");
        let again = with(plan(&app, resident, &worker), json!({"base_version": 2}));
        assert_eq!(worker.post(&format!("{path}/plan"), &again).await.refusal(), (409, "stage-refused".into()));

        let visit: Uuid = body["visit_id"].as_str().unwrap().parse().unwrap();
        let view = worker.get(&format!("/v1/visits/{visit}")).await.ok();
        assert_eq!((&view["version"], &view["stage"]), (&json!(1), &json!("planned")));
        assert_eq!(view["note"], "老伴卧床,敲门要久等", "what was said goes to the door");
        assert_eq!(view["resident"]["id"], json!(resident));
        assert_eq!(acts(&app, "visit", visit).await, ["plan-visit"]);
        assert_eq!(acts(&app, "visit_request", id).await, ["ask-visit", "unmask-caller", "plan-request"]);
        assert!(listed(&window, "").await.is_empty());
        let seen = listed(&window, "?state=planned").await;
        assert_eq!((&seen[0]["visit_id"], &seen[0]["resident"]["name"]), (&body["visit_id"], &json!("司*")));
        assert_eq!(seen[0]["caller"]["name"], "司*", "opened under the resident's key from here on");
    }

    async fn a_plan_that_fails_leaves_the_request_open(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let community = app.centre.community.uuid();
        let (resident, other) = (
            app.resident(&worker, community, "王秀英", story::WANG).await,
            app.resident(&worker, community, "司马春兰", &id_number(31)).await,
        );
        let id = app.fresh();
        let path = format!("/v1/visit-requests/{id}");
        worker.put(&path, &with(call(&app), json!({"resident_id": resident}))).await.ok();
        let wrong = with(plan(&app, resident, &worker), json!({"items": ["LJZ-X-1"], "worker_id": app.fresh()}));
        let (status, _, faults) = worker.post(&format!("{path}/plan"), &wrong).await.problem();
        assert_eq!((status, faults), (422, vec!["$.items[0] item-unknown".to_owned(), "$.worker_id worker-unknown".to_owned()]));
        let to_another = plan(&app, other, &worker);
        assert_eq!(worker.post(&format!("{path}/plan"), &to_another).await.refusal(), (409, "conflict".into()));
        let to_nobody = plan(&app, app.fresh(), &worker);
        assert_eq!(worker.post(&format!("{path}/plan"), &to_nobody).await.refusal(), (404, "not-found".into()));
        let old = with(plan(&app, resident, &worker), json!({"base_version": 0}));
        assert_eq!(worker.post(&format!("{path}/plan"), &old).await.refusal(), (409, "version-conflict".into()));
        assert_eq!(listed(&worker, "").await[0]["version"], json!(1));
        let none = worker.get(&format!("/v1/visits/{}", wrong["visit_id"].as_str().unwrap())).await;
        assert_eq!(none.refusal(), (404, "not-found".into()));
        assert_eq!(acts(&app, "visit_request", id).await, ["ask-visit"]);
        worker.post(&format!("{path}/plan"), &plan(&app, resident, &worker)).await.ok();
    }

    async fn a_request_changes_until_it_is_answered(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (window, manager) = (app.window().await, app.manager().await);
        let path = format!("/v1/visit-requests/{}", app.fresh());
        let first = call(&app);
        window.put(&path, &first).await.ok();
        assert_eq!(window.put(&path, &first).await.ok()["version"], json!(1), "the same write");
        assert_eq!(window.put(&path, &call(&app)).await.refusal(), (409, "version-conflict".into()));
        let changed = with(call(&app), json!({"base_version": 1, "items": [], "note": null, "source": "family"}));
        assert_eq!(manager.put(&path, &changed).await.ok()["version"], json!(2));
        let seen = listed(&window, "").await.remove(0);
        assert_eq!((&seen["source"], &seen["items"], &seen["note"]), (&json!("family"), &json!([]), &Value::Null));
        let moved = with(changed.clone(), json!({"write_id": app.fresh(), "base_version": 2, "community_id": app.centre.second.uuid()}));
        assert_eq!(manager.put(&path, &moved).await.refusal(), (409, "conflict".into()));

        let silent = json!({"write_id": app.fresh(), "base_version": 2, "reason": "other"});
        assert_eq!(window.post(&format!("{path}/decline"), &silent).await.problem().2, ["$.note required"]);
        let reason = json!({"write_id": app.fresh(), "base_version": 2, "reason": "unreachable", "note": "三次电话无人接听"});
        let ack = window.post(&format!("{path}/decline"), &reason).await.ok();
        assert_eq!((&ack["version"], &ack["state"]), (&json!(3), &json!("declined")));
        let seen = listed(&window, "?state=declined").await.remove(0);
        assert_eq!((&seen["reason"], &seen["answer"]), (&json!("unreachable"), &json!("三次电话无人接听")));
        let late = with(changed, json!({"write_id": app.fresh(), "base_version": 3}));
        assert_eq!(manager.put(&path, &late).await.refusal(), (409, "stage-refused".into()));

        let path = format!("/v1/visit-requests/{}", app.fresh());
        window.put(&path, &call(&app)).await.ok();
        let back = json!({"write_id": app.fresh(), "base_version": 1, "reason": "withdrawn"});
        assert_eq!(window.post(&format!("{path}/decline"), &back).await.ok()["state"], "withdrawn");
        assert!(listed(&window, "").await.is_empty());
    }

    async fn every_fault_of_a_request_is_told_at_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let window = app.window().await;
        let path = format!("/v1/visit-requests/{}", app.fresh());
        let wrong = json!({
            "caller": {"name": "<王>", "phone": "0571-88880000", "address": ""},
            "items": ["a b"], "wished_on": "20261125", "note": "\u{0}",
        });
        let (status, code, faults) = window.put(&path, &with(call(&app), wrong)).await.problem();
        assert_eq!((status, code.as_str()), (422, "invalid-body"));
        assert_eq!(faults, [
            "$.caller.name name-character",
            "$.caller.phone phone-mobile",
            "$.caller.address address-length",
            "$.items[0] item-code",
            "$.wished_on date",
            "$.note note-character",
        ]);
        let nobody = json!({"caller": null, "wished_on": null});
        let faults = window.put(&path, &with(call(&app), nobody)).await.problem().2;
        assert_eq!(faults, ["$.caller required", "$.wished_on required"]);
        let faults = window.put(&path, &with(call(&app), json!({"items": ["LJZ-X-1"]}))).await.problem().2;
        assert_eq!(faults, ["$.items[0] item-unknown"]);
        let faults = window.get("/v1/visit-requests?state=lost&community=x&cursor=y&limit=0").await.problem().2;
        assert_eq!(faults, ["?state unknown-word", "?community format", "?cursor cursor", "?limit out-of-range"]);
    }

    async fn each_sees_the_requests_of_where_they_work(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let window = app.window().await;
        let next_door = app.someone(Role::Worker, app.centre, Some(app.centre.second), None).await;
        let elsewhere = app.someone(Role::Manager, app.other, None, None).await;
        let (mut here, mut there) = (Vec::new(), Vec::new());
        for _call in 0..3 {
            for (community, ids) in [(app.centre.community, &mut here), (app.centre.second, &mut there)] {
                app.pass(SignedDuration::from_secs(1));
                let id = app.fresh();
                let body = with(call(&app), json!({"community_id": community.uuid()}));
                window.put(&format!("/v1/visit-requests/{id}"), &body).await.ok();
                ids.push(json!(id));
            }
        }
        let ids = async |who: &Person, query: &str| {
            listed(who, query).await.into_iter().map(|request| request["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&app.worker().await, "").await, here);
        assert_eq!(ids(&next_door, "").await, there);
        assert_eq!(ids(&next_door, &format!("?community={}", app.centre.community)).await, Vec::<Value>::new());
        assert_eq!(ids(&window, "").await.len(), 6);
        assert_eq!(ids(&window, &format!("?community={}", app.centre.second)).await, there);
        assert_eq!(ids(&elsewhere, "").await, Vec::<Value>::new());
        let auditor = app.someone(Role::Auditor, app.centre, None, None).await;
        assert_eq!(auditor.get("/v1/visit-requests").await.refusal(), (403, "forbidden".into()));

        let page = window.get("/v1/visit-requests?limit=4").await.ok();
        let next = page["next"].as_str().unwrap().to_owned();
        assert_eq!(page["requests"].as_array().unwrap().len(), 4);
        let rest = window.get(&format!("/v1/visit-requests?limit=4&cursor={next}")).await.ok();
        assert_eq!((rest["requests"].as_array().unwrap().len(), &rest["next"]), (2, &Value::Null));

        let path = format!("/v1/visit-requests/{}", here[0].as_str().unwrap());
        let decline = json!({"write_id": app.fresh(), "base_version": 1, "reason": "duplicate"});
        let change = with(call(&app), json!({"base_version": 1}));
        for stranger in [&next_door, &elsewhere] {
            assert_eq!(stranger.post(&format!("{path}/decline"), &decline).await.refusal(), (404, "not-found".into()));
            assert_eq!(stranger.post(&format!("{path}/unmask"), &json!({"reason": "好奇心"})).await.refusal(), (404, "not-found".into()));
            assert_eq!(stranger.put(&path, &change).await.refusal(), (404, "not-found".into()));
        }
    }

    async fn what_a_visit_leaves_over_is_asked_for_of_itself(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let resident = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        visited(&app, &worker, resident, json!(["LJZ-MZ-01"]), json!({"outcome": "done"})).await;
        visited(&app, &worker, resident, json!(["LJZ-MZ-01"]), json!({"outcome": "declined"})).await;
        assert!(listed(&worker, "").await.is_empty(), "nothing is left");

        let left = json!([{"item": "LJZ-MZ-01", "material": "id-card"}, {"item": "LJZ-MZ-01"}]);
        let end = json!({"outcome": "done", "collect_next_time": left});
        let visit = visited(&app, &worker, resident, json!(["LJZ-MZ-01"]), end).await;
        let due = listed(&worker, "").await;
        assert_eq!(due.len(), 1);
        assert_eq!((&due[0]["source"], &due[0]["items"]), (&json!("due"), &json!(["LJZ-MZ-01"])));
        assert_eq!((&due[0]["after_visit_id"], &due[0]["resident"]["id"]), (&json!(visit), &json!(resident)));

        let missed = json!({"outcome": "not_at_home"});
        visited(&app, &worker, resident, json!(["LJZ-MZ-01"]), missed.clone()).await;
        visited(&app, &worker, resident, json!([]), missed.clone()).await;
        assert_eq!(listed(&worker, "").await.len(), 1, "somebody asks for it already");
        visited(&app, &worker, resident, json!(["LJZ-MZ-01", "LJZ-SB-06"]), missed.clone()).await;
        let due = listed(&worker, "").await;
        assert_eq!((due.len(), &due[1]["items"]), (2, &json!(["LJZ-SB-06"])));

        // Once it was answered, it is asked for again.
        let path = format!("/v1/visit-requests/{}", due[0]["id"].as_str().unwrap());
        worker.post(&format!("{path}/plan"), &plan(&app, resident, &worker)).await.ok();
        visited(&app, &worker, resident, json!(["LJZ-MZ-01"]), missed.clone()).await;
        assert_eq!(listed(&worker, "").await.len(), 2);

        let other = app.resident(&worker, app.centre.community.uuid(), "李建国", &id_number(32)).await;
        visited(&app, &worker, other, json!([]), missed).await;
        let due = listed(&worker, "").await;
        assert_eq!((due.len(), &due[2]["items"]), (3, &json!([])), "somebody is to call again");
    }

    async fn a_correction_asks_for_a_visit_when_the_one_it_came_of_is_over(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        for over in [false, true] {
            let case = format!("/v1/cases/{}", app.received_case(&worker).await);
            let visit = worker.get(&case).await.ok()["visit_id"].as_str().unwrap().to_owned();
            if over {
                let end = json!({"write_id": app.fresh(), "base_version": 2, "device_at": app.now().to_string(), "outcome": "done"});
                worker.post(&format!("/v1/visits/{visit}/finish"), &end).await.ok();
            }
            let defects = json!([{"material": "id-card", "reason": "unreadable"}]);
            let body = json!({"write_id": app.fresh(), "base_version": 2, "defects": defects});
            window.post(&format!("{case}/return"), &body).await.ok();
            let due = listed(&worker, "").await;
            assert_eq!(due.len(), usize::from(over));
            if over {
                assert_eq!((&due[0]["after_visit_id"], &due[0]["items"]), (&json!(visit), &json!(["LJZ-MZ-01"])));
            }
        }
    }

    async fn what_was_said_is_kept_as_long_as_the_table_says(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let window = app.window().await;
        let (open, declined) = (app.fresh(), app.fresh());
        for id in [open, declined] {
            window.put(&format!("/v1/visit-requests/{id}"), &call(&app)).await.ok();
        }
        let decline = json!({"write_id": app.fresh(), "base_version": 1, "reason": "no_capacity", "note": "人手不足"});
        window.post(&format!("/v1/visit-requests/{declined}/decline"), &decline).await.ok();
        let centre = app.centre.id;
        let stored = async |id: Uuid| {
            let id = VisitRequestId::from_uuid(id);
            app.app.store.read(move |tx| tx.visit_request(&[centre], id)).await.unwrap().unwrap()
        };
        assert!(stored(declined).await.answer_words.is_some());
        app.pass(DAY * 179);
        assert_eq!(apply_retention::run(&app.app).await.unwrap()[&Kept::VisitRequests], 0);
        app.pass(DAY * 2);
        assert_eq!(apply_retention::run(&app.app).await.unwrap()[&Kept::VisitRequests], 1);
        let (gone, kept) = (stored(declined).await, stored(open).await);
        assert_eq!((gone.words, gone.answer_words), (None, None));
        assert!(kept.words.is_some(), "nobody has answered");
    }
}
