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
