//! Cases that are well written and not true: unknown, abolished, foreign, impossible or used before.

use domain::actor::Role;
use harness::{TestApp, TestDatabase, both, story};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Table, problem, refusal};

fn push(list: &mut Value, one: Value) {
    list.as_array_mut().unwrap().push(one);
}

both! {
    async fn a_material_is_one_that_the_item_asks_for(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let file = table.app.photo(3);
        let told = table
            .refused(|body| {
                push(&mut body["materials"], json!({"material": "marriage-certificate", "cover": "file"}));
                push(&mut body["materials"], json!({"material": "abolished-p02", "cover": "original_seen"}));
                push(&mut body["materials"], json!({"material": "id-card", "cover": "file"}));
                push(&mut body["materials"], json!({"material": "photo", "cover": "deferred"}));
                push(&mut body["manifest"], story::claim(&file, "material", Some("marriage-certificate")));
                push(&mut body["manifest"], story::claim(&file, "material", Some("abolished-p02")));
            })
            .await;
        let faults = [
            "$.materials[1].material material-unknown",
            "$.materials[2].material material-abolished",
            "$.materials[3].material material-twice",
            "$.materials[4].cover cover-not-allowed",
            "$.manifest[2].material material-unknown",
            "$.manifest[3].file_id file-duplicate",
            "$.manifest[3].material material-abolished",
        ];
        assert_eq!(told, problem(422, "invalid-body", &faults));
        table.assert_all_is_well().await;
    }

    async fn an_abolished_material_can_be_asked_for_by_no_path(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let left = json!([
            {"item": "LJZ-MZ-01", "material": "abolished-p02"},
            {"item": "LJZ-MZ-01", "material": "none-such"},
            {"item": "LJZ-XX-99"},
        ]);
        let finish = json!({"write_id": table.app.fresh(), "base_version": 2, "device_at": table.app.now().to_string(),
            "outcome": "done", "collect_next_time": left});
        let told = table.worker.post(&format!("/v1/visits/{}/finish", table.visit), &finish).await.problem();
        let faults = [
            "$.collect_next_time[0].material material-abolished",
            "$.collect_next_time[1].material material-unknown",
            "$.collect_next_time[2].item item-unknown",
        ];
        assert_eq!(told, problem(422, "invalid-body", &faults));
        let received = table.app.received_case(&table.worker).await;
        let defects = json!([
            {"material": "abolished-p02", "reason": "missing"},
            {"material": "none-such", "reason": "missing"},
        ]);
        let act = json!({"write_id": table.app.fresh(), "base_version": 2, "defects": defects});
        let told = table.app.window().await.post(&format!("/v1/cases/{received}/return"), &act).await.problem();
        let faults = ["$.defects[0].material material-abolished", "$.defects[1].material material-unknown"];
        assert_eq!(told, problem(422, "invalid-body", &faults));
        for item in table.worker.get("/v1/items").await.ok()["items"].as_array().unwrap() {
            let asked = item["guide"]["materials"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap());
            assert!(asked.into_iter().all(|code| !code.starts_with("abolished")), "{item}");
        }
        table.assert_all_is_well().await;
    }

    async fn an_item_and_a_catalogue_are_known_ones(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let (status, code, _) = table.refused(|body| body["item"] = json!("LJZ-XX-99")).await;
        assert_eq!((status, code), refusal(422, "item-unknown"));
        let (status, code, _) = table.refused(|body| body["catalogue_version"] = json!("2031-01")).await;
        assert_eq!((status, code), refusal(409, "catalogue-version-unknown"));
        table.assert_all_is_well().await;
    }

    async fn an_id_number_is_one_that_can_be(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        for (number, code) in [
            ("999999194807150024", "id-number-check"),
            ("99999919480715002X", "id-number-check"),
            ("999999203007150027", "id-number-birth-future"),
            ("999999202611240016", "id-number-birth-future"),
            ("999999194802300023", "id-number-birth-date"),
            ("999999194813010023", "id-number-birth-date"),
            ("999999170001010023", "id-number-too-old"),
            ("99999919480715002", "id-number-length"),
            ("9999991948071500233", "id-number-length"),
            ("", "id-number-length"),
            ("99999919480715OO23", "id-number-character"),
            ("000000194807150023", "id-number-area"),
        ] {
            let identity = story::identity("王秀英", number);
            let told = table.refused(|body| body["resident"]["identity"] = identity.clone()).await;
            let fault = format!("$.resident.identity.id_number {code}");
            assert_eq!(told, problem(422, "invalid-body", &[&fault]), "{number}");
            let body = json!({"write_id": table.app.fresh(), "community_id": table.app.centre.community.uuid(), "identity": identity});
            let told = table.worker.put(&format!("/v1/residents/{}", table.app.fresh()), &body).await.problem();
            assert_eq!(told, problem(422, "invalid-body", &[&format!("$.identity.id_number {code}")]), "{number}");
        }
        table.assert_all_is_well().await;
    }

    async fn what_is_somebody_elses_is_not_there(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let app = &table.app;
        let far = app.someone(Role::Worker, app.other, Some(app.other.community), None).await;
        let far_resident = app.resident(&far, app.other.community.uuid(), "李大有", &crate::unauthorised::id_number(1)).await;
        let colleague = app.worker().await;
        let near = app.resident(&colleague, app.centre.community.uuid(), "张明", &crate::unauthorised::id_number(2)).await;
        let visit_of_a_colleague = app.visit(&colleague, near).await;

        let (status, code, _) = table.refused(|body| body["resident"]["id"] = json!(far_resident)).await;
        assert_eq!((status, code), refusal(404, "not-found"), "a resident of another centre");
        let (status, code, _) = table.refused(|body| body["resident"]["id"] = json!(app.fresh())).await;
        assert_eq!((status, code), refusal(404, "not-found"), "a resident of nowhere");
        let (status, code, _) = table.refused(|body| body["resident"]["id"] = json!(near)).await;
        assert_eq!((status, code), refusal(409, "visit-of-another-resident"));
        let (status, code, _) = table
            .refused(|body| {
                body["resident"] = json!({"id": app.fresh(), "identity": story::identity("张明", &crate::unauthorised::id_number(2))});
            })
            .await;
        assert_eq!((status, code), refusal(409, "visit-of-another-resident"), "by the ID number");
        let (status, code, _) = table.refused(|body| body["visit_id"] = json!(visit_of_a_colleague)).await;
        assert_eq!((status, code), refusal(404, "not-found"), "a colleague's visit");
        let (status, code, _) = table.refused(|body| body["visit_id"] = json!(app.fresh())).await;
        assert_eq!((status, code), refusal(404, "not-found"), "a visit of nowhere");

        let plan = |resident: uuid::Uuid, community: uuid::Uuid| json!({
            "write_id": app.fresh(), "base_version": 0, "community_id": community, "resident_id": resident,
            "planned_for": app.now().to_string(), "items": [],
        });
        let visit = || format!("/v1/visits/{}", app.fresh());
        let own = app.centre.community.uuid();
        assert_eq!(table.worker.put(&visit(), &plan(far_resident, own)).await.refusal(), refusal(404, "not-found"));
        let foreign = table.worker.put(&visit(), &plan(far_resident, app.other.community.uuid())).await;
        assert_eq!(foreign.refusal(), refusal(404, "not-found"));
        table.assert_all_is_well().await;
    }

    async fn a_known_id_number_attaches_to_the_visits_resident(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let mut body = table.good();
        body["resident"] = json!({"id": table.app.fresh(), "identity": story::identity("王秀英", story::WANG)});
        table.worker.put(&table.new_case(), &body).await.ok();
    }

    async fn a_write_id_is_good_for_one_write(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let (case, body) = (table.new_case(), table.good());
        let ack = table.worker.put(&case, &body).await.ok();
        let mut other = body.clone();
        other["form"] = json!({"a": "b"});
        assert_eq!(table.worker.put(&case, &other).await.refusal(), refusal(409, "write-id-reused"));
        let elsewhere = table.worker.put(&table.new_case(), &body).await;
        assert_eq!(elsewhere.refusal(), refusal(409, "write-id-reused"), "the same words to another case");
        let start = json!({"write_id": body["write_id"], "base_version": 1, "device_at": table.app.now().to_string()});
        let visit = format!("/v1/visits/{}/start", table.visit);
        assert_eq!(table.worker.post(&visit, &start).await.refusal(), refusal(409, "write-id-reused"));
        // The same words to another act: accepting is not refusing to accept.
        let received = table.app.received_case(&table.worker).await;
        let second = table.app.received_case(&table.worker).await;
        let window = table.app.window().await;
        let accept = json!({"write_id": table.app.fresh(), "base_version": 2});
        window.post(&format!("/v1/cases/{received}/accept"), &accept).await.ok();
        let again = window.post(&format!("/v1/cases/{second}/accept"), &accept).await;
        assert_eq!(again.refusal(), refusal(409, "write-id-reused"));
        let view = window.get(&format!("/v1/cases/{second}")).await.ok();
        assert_eq!(view["stage"], "received");
        // Somebody else's write ids are their own, and the one that was good still is.
        let theirs = table.app.window().await.post(&format!("/v1/cases/{second}/accept"), &accept).await;
        assert_eq!(theirs.ok()["stage"], "accepted");
        let replayed = table.worker.put(&case, &body).await.ok();
        assert_eq!((&replayed["replayed"], &replayed["version"]), (&json!(true), &ack["version"]));
    }

    async fn a_token_that_ran_out_loses_nothing(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let (photo, signature) = (table.app.photo(1), table.app.photo(2));
        table.worker.upload(&photo).await.ok();
        let (case, body) = (table.new_case(), table.app.senior_card(table.visit, table.resident, &photo, &signature));
        table.worker.put(&case, &body).await.ok();
        table.app.pass(SignedDuration::from_mins(16));
        assert_eq!(table.worker.upload(&signature).await.refusal(), refusal(401, "token-expired"));
        assert_eq!(table.worker.put(&case, &body).await.refusal(), refusal(401, "token-expired"));
        let token = table.app.app.tokens.issue(&table.worker.credential, table.app.now()).unwrap();
        let again = harness::Person::new(table.app.url.clone(), token, table.worker.credential, table.worker.device);
        again.upload(&signature).await.ok();
        assert_eq!(again.put(&case, &body).await.ok()["replayed"], true);
        table.app.run_jobs().await;
        assert_eq!(again.get(&case).await.ok()["stage"], "received");
    }
}
