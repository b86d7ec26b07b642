//! From the doorstep to the decision: a case is filed, proven complete, reviewed, and the resident is told.

use domain::actor::{Grant, Role};
use harness::{TestApp, TestDatabase, both, story};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// A worker, a resident, a visit under way.
struct Table {
    worker: harness::Person,
    resident: uuid::Uuid,
    visit: uuid::Uuid,
}

async fn at_the_table(app: &TestApp) -> Table {
    let worker = app.worker().await;
    let resident = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
    let visit = app.visit(&worker, resident).await;
    Table { worker, resident, visit }
}

fn stage(view: &Value) -> &str {
    view["stage"].as_str().unwrap()
}

both! {
    async fn a_case_is_received_whatever_comes_first(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let Table { worker, resident, visit } = at_the_table(&app).await;
        for (n, files_first) in [true, false].into_iter().enumerate() {
            let n = u8::try_from(n).unwrap();
            let (photo, signature) = (app.photo(n * 2), app.photo(n * 2 + 1));
            let case = format!("/v1/cases/{}", app.fresh());
            let body = app.senior_card(visit, resident, &photo, &signature);
            if files_first {
                worker.upload(&photo).await.ok();
                worker.upload(&signature).await.ok();
                let ack = worker.put(&case, &body).await.ok();
                assert_eq!(stage(&ack), "receiving", "nobody has opened the files yet");
            } else {
                let ack = worker.put(&case, &body).await.ok();
                assert_eq!(ack["files"], json!({"verified": 0, "claimed": 2}));
                assert_eq!(ack["acknowledged"], json!([]));
                app.run_jobs().await;
                assert_eq!(stage(&worker.get(&case).await.ok()), "receiving");
                worker.upload(&signature).await.ok();
                app.run_jobs().await;
                let view = worker.get(&case).await.ok();
                assert_eq!(stage(&view), "receiving");
                let lacking: Vec<_> = view["outstanding"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
                assert_eq!(lacking, ["material-missing", "file-not-here"]);
                worker.upload(&photo).await.ok();
            }
            app.run_jobs().await;
            let view = worker.get(&case).await.ok();
            assert_eq!(stage(&view), "received");
            assert_eq!(view["number"].as_str().unwrap().get(..21), Some("330106013014-20261123"));
            assert_eq!(view["outstanding"], json!([]));
            let states: Vec<_> = view["materials"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect();
            assert_eq!(states, ["covered_by_file", "awaiting_look_up"]);
        }
    }

    async fn a_case_short_of_its_checklist_is_never_received(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let Table { worker, resident, visit } = at_the_table(&app).await;
        let (photo, signature) = (app.photo(1), app.photo(2));
        worker.upload(&photo).await.ok();
        worker.upload(&signature).await.ok();
        let mut without_photo = app.senior_card(visit, resident, &photo, &signature);
        without_photo["manifest"].as_array_mut().unwrap().remove(0);
        let mut without_consent = app.senior_card(visit, resident, &photo, &signature);
        without_consent["consents"][1]["given"] = json!(false);
        for (body, lacking) in [(without_photo, "material-missing"), (without_consent, "consent-id-photo")] {
            let case = format!("/v1/cases/{}", app.fresh());
            worker.put(&case, &body).await.ok();
            app.run_jobs().await;
            let view = worker.get(&case).await.ok();
            assert_eq!(stage(&view), "receiving");
            assert_eq!(view["outstanding"][0]["code"], lacking);
        }
    }

    async fn the_paper_path_needs_no_photo(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let Table { worker, resident, visit } = at_the_table(&app).await;
        let (photo, signature) = (app.photo(1), app.photo(2));
        worker.upload(&signature).await.ok();
        let mut body = app.senior_card(visit, resident, &photo, &signature);
        body["manifest"].as_array_mut().unwrap().remove(0);
        body["consents"].as_array_mut().unwrap().remove(1);
        body["materials"] = json!([{"material": "id-card", "cover": "original_seen", "note": "原件已核对"}]);
        let case = format!("/v1/cases/{}", app.fresh());
        worker.put(&case, &body).await.ok();
        app.run_jobs().await;
        assert_eq!(stage(&worker.get(&case).await.ok()), "received");
    }

    async fn a_write_that_comes_again_gets_the_answer_it_got(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let Table { worker, resident, visit } = at_the_table(&app).await;
        let (photo, signature) = (app.photo(1), app.photo(2));
        let case = format!("/v1/cases/{}", app.fresh());
        let body = app.senior_card(visit, resident, &photo, &signature);
        let first = worker.put(&case, &body).await.ok();
        app.pass(SignedDuration::from_mins(5));
        let again = worker.put(&case, &body).await.ok();
        assert_eq!(again["replayed"], true);
        assert_eq!(again["version"], first["version"]);
        assert_eq!(worker.get(&case).await.ok()["events"].as_array().unwrap().len(), 1);
        let mut other = body.clone();
        other["form"] = json!({"a": "b"});
        assert_eq!(worker.put(&case, &other).await.refusal(), (409, "write-id-reused".into()));
        other["write_id"] = json!(app.fresh());
        assert_eq!(worker.put(&case, &other).await.refusal(), (409, "version-conflict".into()));
        other["write_id"] = json!(app.fresh());
        other["base_version"] = first["version"].clone();
        assert_eq!(worker.put(&case, &other).await.ok()["version"], 2);
    }

    async fn the_window_concludes_in_one_act_and_the_resident_is_told(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let id = app.received_case(&worker).await;
        let case = format!("/v1/cases/{id}");
        let window = app.window().await;
        let queue = window.get("/v1/cases?stage=received").await.ok();
        assert_eq!(queue["cases"][0]["id"], json!(id));
        assert_eq!(queue["cases"][0]["resident_name"], "王*");
        let version = window.get(&case).await.ok()["version"].clone();
        let act = json!({"write_id": app.fresh(), "base_version": version, "outcome": "granted"});
        assert_eq!(worker.post(&format!("{case}/conclude"), &act).await.refusal(), (403, "forbidden".into()));
        let ack = window.post(&format!("{case}/conclude"), &act).await.ok();
        assert_eq!(stage(&ack), "approved");
        app.run_jobs().await;
        let view = worker.get(&case).await.ok();
        let kinds: Vec<_> = view["events"].as_array().unwrap().iter().map(|event| event["kind"].clone()).collect();
        assert_eq!(kinds, ["filed", "received", "accepted", "granted"]);
        assert!(view["events"][0]["device_at"].is_string());
        let told = app.app.store.read(|tx| tx.latest_messages(10)).await.unwrap();
        let told: Vec<_> = told.iter().map(|sent| (sent.message.kind.as_str(), sent.message.state.as_str())).collect();
        assert_eq!(told.len(), 3);
        assert!(told.contains(&("receipt", "accepted")) && told.contains(&("conclusion", "accepted")));
        assert!(told.contains(&("rating_request", "queued")), "a day later");
        assert_eq!(window.post(&format!("{case}/conclude"), &json!({"write_id": app.fresh(), "base_version": ack["version"], "outcome": "granted"})).await.refusal(), (409, "stage-refused".into()));
    }

    async fn a_returned_case_comes_back_mended_under_its_number(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let Table { worker, resident, visit } = at_the_table(&app).await;
        let (photo, signature) = (app.photo(1), app.photo(2));
        worker.upload(&photo).await.ok();
        worker.upload(&signature).await.ok();
        let case = format!("/v1/cases/{}", app.fresh());
        let body = app.senior_card(visit, resident, &photo, &signature);
        worker.put(&case, &body).await.ok();
        app.run_jobs().await;
        let view = worker.get(&case).await.ok();
        let (number, version) = (view["number"].clone(), view["version"].clone());
        let window = app.window().await;
        let act = json!({"write_id": app.fresh(), "base_version": version,
            "defects": [{"material": "id-card", "reason": "unreadable", "note": "反光"}]});
        let ack = window.post(&format!("{case}/return"), &act).await.ok();
        assert_eq!(stage(&ack), "correction_requested");
        let better = app.photo(3);
        worker.upload(&better).await.ok();
        let mut mended = app.senior_card(visit, resident, &better, &signature);
        mended["base_version"] = ack["version"].clone();
        worker.put(&case, &mended).await.ok();
        app.run_jobs().await;
        let view = worker.get(&case).await.ok();
        assert_eq!((stage(&view), &view["number"]), ("received", &number));
    }

    async fn who_collected_a_case_may_not_accept_it(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let grant = |role, community| Grant { role, centre: Some(app.centre.id), community, department: None };
        let both = vec![grant(Role::Worker, Some(app.centre.community)), grant(Role::Window, None)];
        let worker = app.signed_in_as(both).await;
        let id = app.received_case(&worker).await;
        let act = json!({"write_id": app.fresh(), "base_version": 2, "outcome": "granted"});
        assert_eq!(worker.post(&format!("/v1/cases/{id}/conclude"), &act).await.refusal(), (403, "four-eyes".into()));
    }

    async fn cases_of_others_do_not_exist(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let id = app.received_case(&worker).await;
        let case = format!("/v1/cases/{id}");
        let worker_role = Role::Worker;
        let strangers = [
            app.someone(worker_role, app.centre, Some(app.centre.community), None).await,
            app.someone(worker_role, app.centre, Some(app.centre.second), None).await,
            app.someone(Role::Window, app.other, None, None).await,
            app.someone(Role::Approver, app.centre, None, Some("CA")).await,
            app.someone(Role::Admin, app.centre, None, None).await,
        ];
        for stranger in strangers {
            assert_eq!(stranger.get(&case).await.refusal(), (404, "not-found".into()));
            let act = json!({"write_id": app.fresh(), "base_version": 2, "outcome": "granted"});
            assert_eq!(stranger.post(&format!("{case}/conclude"), &act).await.refusal(), (404, "not-found".into()));
        }
    }

    async fn evidence_is_opened_for_permitted_eyes_and_every_look_is_recorded(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let id = app.received_case(&worker).await;
        let view = worker.get(&format!("/v1/cases/{id}")).await.ok();
        let file = view["files"][0]["file_id"].as_str().unwrap();
        let window = app.window().await;
        let seen = window.get(&format!("/v1/cases/{id}/files/{file}")).await;
        assert_eq!(seen.status, 200);
        assert_eq!(seen.headers["cache-control"], "no-store");
        assert_eq!(seen.headers["content-type"], "image/jpeg");
        assert_eq!(seen.bytes.as_ref(), story::jpeg(1));
        let centre = app.centre.id;
        let rows = app.app.store.read(move |tx| tx.audit_of(centre, "case", id)).await.unwrap();
        assert_eq!(rows.iter().filter(|row| row.act == "look-at-evidence").count(), 1);
        let walk = app.app.store.read(move |tx| tx.walk_audit(centre, |_, _| true)).await.unwrap();
        assert!(matches!(walk, store::AuditWalk::Whole { .. }), "{walk:?}");
    }
}
