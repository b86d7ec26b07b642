//! Everything that is held on somebody, for them: all of it, and nothing of anybody else.

use domain::actor::Role;
use harness::{TestApp, TestDatabase, both, story};
use serde_json::{Value, json};

use super::{NUMBER, OF_OTHERS, SAID, do_tasks, life, needles, over};

both! {
    async fn a_copy_holds_everything_and_nothing_of_others(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let someone = life(&app, &worker).await;
        over(&app, &someone).await;
        do_tasks(&app).await;
        let other = app.received_case(&worker).await;
        let manager = app.manager().await;
        let ask = json!({"write_id": app.fresh(), "reason": "consent_withdrawn", "note": SAID[14]});
        worker.post(&format!("/v1/residents/{}/erasure", someone.id), &ask).await.ok();

        let path = format!("/v1/residents/{}/export", someone.id);
        let answer = manager.post(&path, &json!({"reason": "居民本人申请查阅"})).await;
        assert_eq!(answer.headers["cache-control"], "no-store");
        let export = answer.ok();
        let text = answer.text();
        let lacking: Vec<_> = SAID.iter().chain([&NUMBER]).filter(|said| !text.contains(**said)).collect();
        assert!(lacking.is_empty(), "not in the copy: {lacking:?}");
        assert!(text.contains("居民本人申请查阅"), "and who looked last");
        let of_another = ["王秀英", story::WANG, "13900001234", &other.to_string()];
        let found = needles(OF_OTHERS.iter().copied().chain(of_another)).in_bytes(text.as_bytes());
        assert!(found.is_empty(), "of others: {found:?}");

        let parts = export["parts"].as_array().unwrap();
        let of = |kind: &str| parts.iter().find(|part| part["kind"] == kind).unwrap()["entries"].clone();
        for kind in ["profile", "contacts", "visits", "cases", "mandates", "consents", "events", "notices", "files",
            "messages", "ratings", "erasure_requests", "looks"] {
            assert!(!of(kind).as_array().unwrap().is_empty(), "{kind}");
        }
        let file = &of("files")[0];
        let opened = manager.get(file["fetched_at"].as_str().unwrap()).await;
        assert_eq!(opened.bytes.as_ref(), someone.photos[0], "files are fetched where the list says");

        let centre = app.centre.id;
        let log = app.app.store.read(move |tx| tx.audit_of(centre, "resident", someone.id)).await.unwrap();
        assert_eq!(log.iter().filter(|row| row.act == "export-resident").count(), 1);
    }

    async fn a_copy_is_the_managers_to_hand_out(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let id = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let (path, body) = (format!("/v1/residents/{id}/export"), json!({"reason": "居民申请"}));
        assert_eq!(worker.post(&path, &body).await.refusal(), (403, "forbidden".into()));
        assert_eq!(app.window().await.post(&path, &body).await.refusal(), (403, "forbidden".into()));
        let elsewhere = app.someone(Role::Manager, app.other, None, None).await;
        assert_eq!(elsewhere.post(&path, &body).await.refusal(), (404, "not-found".into()));
        let manager = app.manager().await;
        let (_, _, faults) = manager.post(&path, &json!({"reason": ""})).await.problem();
        assert_eq!(faults, ["$.reason reason-length"]);
        let export = manager.post(&path, &body).await.ok();
        let empty = |part: &&Value| part["entries"] == json!([]);
        assert!(export["parts"].as_array().unwrap().iter().filter(empty).count() > 8, "what is not held is told too");
    }
}
