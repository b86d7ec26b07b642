//! The register: entered whole, shown masked, unmasked with a reason; and nobody learns who was known.

use domain::actor::Role;
use harness::{TestApp, TestDatabase, both, story};
use serde_json::{Value, json};
use uuid::Uuid;

fn entry(app: &TestApp, community: Uuid, identity: Value) -> Value {
    json!({"write_id": app.fresh(), "community_id": community, "identity": identity})
}

/// What was done to a resident: act and detail.
async fn log_of(app: &TestApp, resident: Uuid) -> Vec<(String, String)> {
    let centre = app.centre.id;
    let rows = app.app.store.read(move |tx| tx.audit_of(centre, "resident", resident)).await.unwrap();
    rows.into_iter().map(|row| (row.act, row.detail)).collect()
}

both! {
    async fn a_known_id_number_is_answered_as_an_unknown_one(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let community = app.centre.community.uuid();
        let (first, second) = (app.worker().await, app.worker().await);
        let (known, alias) = (app.fresh(), app.fresh());
        let entered = first
            .put(&format!("/v1/residents/{known}"), &entry(&app, community, story::identity("王秀英", story::WANG)))
            .await;
        let matched = second
            .put(&format!("/v1/residents/{alias}"), &entry(&app, community, story::identity("王秀", story::WANG)))
            .await;
        assert_eq!(entered.ok(), json!({"id": known, "version": 1}));
        assert_eq!(matched.ok(), json!({"id": alias, "version": 1}));
        assert_eq!(matched.status, entered.status);
        let told = |answer: &harness::person::Answer| {
            let mut names: Vec<_> = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(told(&matched), told(&entered));

        let view = second.get(&format!("/v1/residents/{alias}")).await.ok();
        assert_eq!(view["id"], json!(alias), "the phone's own id, not the register's");
        let log = log_of(&app, known).await;
        let acts: Vec<_> = log.iter().map(|(act, detail)| (act.as_str(), detail.split(' ').next().unwrap())).collect();
        let seen = format!("as={alias}");
        assert_eq!(acts, [
            ("record-resident", "matched=false"),
            ("record-resident", "matched=true"),
            ("read-resident", seen.as_str()),
        ]);
        assert!(log_of(&app, alias).await.is_empty());
    }

    async fn a_resident_is_masked_until_somebody_gives_a_reason(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let id = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let window = app.window().await;
        let path = format!("/v1/residents/{id}");
        assert_eq!(
            window.get(&path).await.ok(),
            json!({
                "id": id,
                "version": 1,
                "community_id": app.centre.community.uuid(),
                "name": "王*",
                "id_number": "999999********0023",
                "phone": "139****1234",
                "care_groups": ["elderly"],
            })
        );
        assert_eq!(log_of(&app, id).await.len(), 1, "a masked look is no row");

        let unmask = json!({"reason": "电话核对上门时间", "fields": ["phone", "address", "phone"]});
        let shown = window.post(&format!("{path}/unmask"), &unmask).await;
        assert_eq!(shown.ok(), json!({"phone": "13900001234", "address": "阳光新村3幢2单元502室"}));
        assert_eq!(shown.headers["cache-control"], "no-store");
        let log = log_of(&app, id).await;
        assert_eq!(log.last().unwrap(), &("unmask-resident".into(), "fields=phone,address".into()));

        let silent = json!({"reason": " ", "fields": []});
        let (status, code, faults) = window.post(&format!("{path}/unmask"), &silent).await.problem();
        assert_eq!((status, code.as_str()), (422, "invalid-body"));
        assert_eq!(faults, ["$.reason reason-length", "$.fields too-few"]);
    }

    async fn residents_of_others_do_not_exist(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let id = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let path = format!("/v1/residents/{id}");
        let unmask = json!({"reason": "好奇心", "fields": ["name"]});
        for stranger in [
            app.someone(Role::Worker, app.centre, Some(app.centre.second), None).await,
            app.someone(Role::Window, app.other, None, None).await,
            app.someone(Role::Auditor, app.centre, None, None).await,
        ] {
            assert_eq!(stranger.get(&path).await.refusal(), (404, "not-found".into()));
            assert_eq!(stranger.post(&format!("{path}/unmask"), &unmask).await.refusal(), (404, "not-found".into()));
        }
        assert_eq!(log_of(&app, id).await.len(), 1, "and nothing was done to them");
    }

    async fn residents_are_entered_where_one_works(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, manager) = (app.worker().await, app.manager().await);
        let path = format!("/v1/residents/{}", app.fresh());
        let at = |community| entry(&app, community, story::identity("王秀英", story::WANG));
        for elsewhere in [app.centre.second, app.other.community] {
            assert_eq!(worker.put(&path, &at(elsewhere.uuid())).await.refusal(), (404, "not-found".into()));
        }
        for nowhere in [app.fresh(), app.centre.id.uuid()] {
            let (status, _, faults) = worker.put(&path, &at(nowhere)).await.problem();
            assert_eq!((status, faults), (422, vec!["$.community_id community-unknown".to_owned()]));
        }
        let own = at(app.centre.community.uuid());
        assert_eq!(manager.put(&path, &own).await.refusal(), (403, "forbidden".into()));
        worker.put(&path, &own).await.ok();
    }

    async fn every_fault_of_an_identity_is_told_at_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let mut identity = story::identity("<王>", "999999194807150022");
        identity["phone"] = json!("12345");
        identity["address"] = json!("");
        let body = entry(&app, app.centre.community.uuid(), identity);
        let (status, code, faults) = worker.put(&format!("/v1/residents/{}", app.fresh()), &body).await.problem();
        assert_eq!((status, code.as_str()), (422, "invalid-body"));
        assert_eq!(faults, [
            "$.identity.id_number id-number-check",
            "$.identity.name name-character",
            "$.identity.phone phone-mobile",
            "$.identity.address address-length",
        ]);
        let mut unborn = story::identity("王秀英", "999999205001010014");
        unborn["phone"] = json!("13900001234");
        let body = entry(&app, app.centre.community.uuid(), unborn);
        let (_, _, faults) = worker.put(&format!("/v1/residents/{}", app.fresh()), &body).await.problem();
        assert_eq!(faults, ["$.identity.id_number id-number-birth-future"]);
    }

    async fn two_phones_that_enter_somebody_anew_enter_one_person(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let community = app.centre.community.uuid();
        let mut cases = Vec::new();
        let mut ids = Vec::new();
        for name in ["王秀英", "王秀"] {
            // Everything was done at the door without a line, and is sent later, each write twice.
            let worker = app.worker().await;
            let (id, visit, case) = (app.fresh(), app.fresh(), app.fresh());
            let (photo, signature) = (app.photo(1), app.photo(2));
            let plan = json!({
                "write_id": app.fresh(), "base_version": 0, "community_id": community, "resident_id": id,
                "planned_for": app.now().to_string(), "items": ["LJZ-MZ-01"],
            });
            let start = json!({"write_id": app.fresh(), "base_version": 1, "device_at": app.now().to_string()});
            let body = app.senior_card(visit, id, &photo, &signature);
            for _time in 0..2 {
                let ack = worker.put(&format!("/v1/visits/{visit}"), &plan).await;
                if ids.len() == cases.len() {
                    assert_eq!(ack.refusal(), (404, "not-found".into()), "the resident goes first");
                    let entered = entry(&app, community, story::identity(name, story::WANG));
                    let path = format!("/v1/residents/{id}");
                    let first = worker.put(&path, &entered).await.ok();
                    assert_eq!(first, json!({"id": id, "version": 1}));
                    assert_eq!(worker.put(&path, &entered).await.ok(), first);
                    ids.push(id);
                    worker.put(&format!("/v1/visits/{visit}"), &plan).await.ok();
                }
                worker.post(&format!("/v1/visits/{visit}/start"), &start).await.ok();
                worker.put(&format!("/v1/cases/{case}"), &body).await.ok();
            }
            cases.push(case);
            // Of ids that are made in one moment, none is the earlier one.
            app.pass(jiff::SignedDuration::from_secs(1));
            let of = worker.get(&format!("/v1/visits/{visit}")).await.ok();
            assert_eq!(of["resident"]["id"], json!(ids[0]), "the register's");
            assert_eq!(of["case_ids"], json!([case]));
            let page = worker.get("/v1/sync").await.ok();
            let told: Vec<_> = page["changes"].as_array().unwrap().iter().filter(|one| one["kind"] == "resident").collect();
            assert_eq!(told.len(), 1);
            assert_eq!(told[0]["resident"]["id"], json!(ids[0]), "one resident, under the register's id");
        }
        let (centre, known) = (app.centre.id, domain::ids::ResidentId::from_uuid(ids[0]));
        let filed = app.app.store.read(move |tx| tx.cases_of_resident(centre, known)).await.unwrap();
        assert_eq!(filed.iter().map(|case| case.uuid()).collect::<Vec<_>>(), cases);
        let other = domain::ids::ResidentId::from_uuid(ids[1]);
        assert_eq!(app.app.store.read(move |tx| tx.cases_of_resident(centre, other)).await.unwrap(), []);
        let log = log_of(&app, ids[0]).await;
        assert_eq!(log.iter().filter(|(act, _)| act == "record-resident").count(), 2, "{log:?}");
    }

    async fn who_moved_in_from_next_door_is_visited_where_they_were_entered(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let next_door = app.someone(Role::Worker, app.centre, Some(app.centre.second), None).await;
        let known = app.resident(&next_door, app.centre.second.uuid(), "王秀英", story::WANG).await;
        let worker = app.worker().await;
        let alias = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let visit = app.visit(&worker, alias).await;
        let case = app.senior_card(visit, alias, &app.photo(1), &app.photo(2));
        worker.put(&format!("/v1/cases/{}", app.fresh()), &case).await.ok();
        let page = worker.get("/v1/sync").await.ok();
        let told = page["changes"].as_array().unwrap().iter().find(|one| one["kind"] == "resident").unwrap();
        assert_eq!(told["resident"]["id"], json!(known));
        assert_eq!(told["resident"]["masked"], json!(true), "what next door knows of them stays there");
        assert_eq!(told["resident"]["address"], Value::Null);
    }

    async fn a_phones_own_id_opens_nothing_once_the_person_was_erased(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let community = app.centre.community.uuid();
        let (worker, manager) = (app.worker().await, app.manager().await);
        let known = app.resident(&worker, community, "王秀英", story::WANG).await;
        let alias = app.resident(&app.worker().await, community, "王秀英", story::WANG).await;
        let request = app.fresh();
        let ask = json!({
            "write_id": app.fresh(), "base_version": 0, "community_id": community, "source": "family",
            "resident_id": alias, "caller": {"name": "李大有"}, "items": [], "note": "想办老年证",
        });
        worker.put(&format!("/v1/visit-requests/{request}"), &ask).await.ok();
        let wish = json!({"write_id": app.fresh(), "reason": "service_ended"});
        let wish = manager.post(&format!("/v1/residents/{known}/erasure"), &wish).await.ok();
        let granted = json!({"write_id": app.fresh(), "decision": "granted"});
        manager.post(&format!("/v1/erasures/{}/decision", wish["id"].as_str().unwrap()), &granted).await.ok();

        let erased = (410, "erased".to_owned());
        let again = entry(&app, community, story::identity("王秀英", story::WANG));
        assert_eq!(worker.put(&format!("/v1/residents/{alias}"), &again).await.refusal(), erased);
        let plan = json!({
            "write_id": app.fresh(), "base_version": 0, "community_id": community, "resident_id": alias,
            "planned_for": app.now().to_string(), "items": [],
        });
        assert_eq!(worker.put(&format!("/v1/visits/{}", app.fresh()), &plan).await.refusal(), erased);
        let withdrawn = worker.get("/v1/visit-requests?state=withdrawn").await.ok();
        let seen = &withdrawn["requests"][0];
        assert_eq!((&seen["id"], &seen["note"], &seen["caller"]), (&json!(request), &Value::Null, &Value::Null));
        assert_eq!(seen["resident"]["erased"], json!(true));

        // Somebody who comes again is somebody new.
        let anew = app.resident(&worker, community, "王秀英", story::WANG).await;
        app.visit(&worker, anew).await;
    }

    async fn an_id_stays_with_its_person(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let community = app.centre.community.uuid();
        let path = format!("/v1/residents/{}", app.fresh());
        let body = entry(&app, community, story::identity("王秀英", story::WANG));
        let first = worker.put(&path, &body).await.ok();
        assert_eq!(worker.put(&path, &body).await.ok(), first, "the same write");
        let mut reused = body.clone();
        reused["identity"]["note"] = json!("另一件事");
        assert_eq!(worker.put(&path, &reused).await.refusal(), (409, "write-id-reused".into()));
        let again = entry(&app, community, story::identity("王秀英", story::WANG));
        assert_eq!(worker.put(&path, &again).await.ok(), first, "the same person");
        let somebody_else = entry(&app, community, story::identity("李建国", "999999195001010018"));
        assert_eq!(worker.put(&path, &somebody_else).await.refusal(), (409, "conflict".into()));
    }
}
