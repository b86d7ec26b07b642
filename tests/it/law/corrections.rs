//! The one-time notice: everything at once, exactly that mended, and no second one without a reason.

use harness::{TestApp, TestDatabase, both, story::claim};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{act, departments_case};

/// The worker's whole `PUT` for a case, as the phone would make it anew. The signature comes first.
fn mended(app: &TestApp, view: &Value, materials: &Value, manifest: &Value) -> Value {
    let id = |value: &Value| value.as_str().unwrap().parse::<Uuid>().unwrap();
    let whose = (id(&view["visit_id"]), id(&view["resident"]["id"]));
    let item = view["item"].as_str().unwrap();
    let mut body = app.case_of(item, whose, id(&manifest[0]["file_id"]), materials, manifest);
    body["base_version"] = view["version"].clone();
    body
}

fn states(view: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    view["materials"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (text(&line["material"]), text(&line["state"])))
        .collect()
}

both! {
    async fn a_notice_tells_everything_and_just_that_is_mended(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window, manager) = (app.worker().await, app.window().await, app.manager().await);
        let case = departments_case(&app, &worker).await;
        let before = worker.get(&case).await.ok();
        assert_eq!(before["corrections"], Value::Null);
        let defects = json!([
            {"material": "form", "reason": "unreadable", "note": "第二页模糊"},
            {"material": "dpf-cert-copy", "reason": "expired"},
        ]);
        act(&app, &window, &case, "return", json!({"defects": defects})).await.ok();
        let view = worker.get(&case).await.ok();
        assert_eq!((&view["stage"], &view["corrections"][0]["defects"]), (&json!("correction_requested"), &defects));
        assert_eq!(view["deadlines"]["due_at"], Value::Null, "the worker's time is nobody's term");

        // Only what was asked for comes again: the form anew, the certificate by a photograph this time.
        let (form, cert, signature) = (app.photo(21), app.photo(22), app.photo(23));
        for file in [&form, &cert, &signature] {
            worker.upload(file).await.ok();
        }
        let covers = json!([{"material": "form", "cover": "file"}, {"material": "dpf-cert-copy", "cover": "file"}]);
        let manifest = json!([
            claim(&signature, "signature", None),
            claim(&form, "material", Some("form")),
            claim(&cert, "material", Some("dpf-cert-copy")),
        ]);
        let ack = worker.put(&case, &mended(&app, &view, &covers, &manifest)).await.ok();
        assert_eq!(ack["materials"], json!({"covered": 1, "of": 3}), "the card's photo stayed as it was");
        app.run_jobs().await;
        let view = worker.get(&case).await.ok();
        assert_eq!(view["stage"], "received");
        assert_ne!(view["received_at"], Value::Null);
        assert_eq!(view["number"], before["number"]);
        assert!(view["corrections"][0]["answered_at"].is_string());
        let by_file = |code: &str| (code.to_owned(), "covered_by_file".to_owned());
        assert_eq!(states(&view), ["id-card", "dpf-cert-copy", "form"].map(by_file));

        let again = json!({"defects": [{"material": "mandate", "reason": "not_in_form"}]});
        let refused = act(&app, &window, &case, "return", again.clone()).await;
        assert_eq!(refused.refusal(), (409, "corrected-once".into()));
        let mut with_reason = again;
        with_reason["further_reason"] = json!("委托书签名与首次不符,首次告知时尚无此材料");
        let refused = act(&app, &window, &case, "return", with_reason.clone()).await;
        assert_eq!(refused.refusal(), (403, "forbidden".into()));
        act(&app, &manager, &case, "return", with_reason.clone()).await.ok();
        let view = window.get(&case).await.ok();
        assert_eq!(view["corrections"].as_array().unwrap().len(), 2, "each is counted");
        assert_eq!(view["corrections"][1]["further_reason"], with_reason["further_reason"]);
        assert_eq!(view["corrections"][1]["answered_at"], Value::Null);
    }

    async fn what_no_notice_names_is_not_changed(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = departments_case(&app, &worker).await;
        let unknown = json!({"defects": [{"material": "moon-rock", "reason": "missing"}]});
        let answer = act(&app, &window, &case, "return", unknown).await;
        assert_eq!(answer.problem().2, ["$.defects[0].material material-unknown"]);
        act(&app, &window, &case, "return", json!({"defects": [{"material": "form", "reason": "incomplete"}]})).await.ok();
        let view = worker.get(&case).await.ok();
        let (form, card, signature) = (app.photo(21), app.photo(22), app.photo(23));
        let covers = json!([{"material": "form", "cover": "file"}, {"material": "dpf-cert-copy", "cover": "file"}]);
        let manifest = json!([
            claim(&signature, "signature", None),
            claim(&form, "material", Some("form")),
            claim(&card, "material", Some("id-card")),
        ]);
        let answer = worker.put(&case, &mended(&app, &view, &covers, &manifest)).await;
        assert_eq!(answer.problem().2, ["$.manifest[2] not-asked-for", "$.materials not-asked-for"]);
        assert_eq!(worker.get(&case).await.ok()["version"], view["version"], "nothing was changed");
    }
}
