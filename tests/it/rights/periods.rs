//! What has been kept long enough goes, by a clock moved years ahead; what is open stays.

use domain::retention::Kept;
use harness::{TestApp, TestDatabase, both, person::client};
use jiff::SignedDuration;
use serde_json::json;
use store::AuditWalk;
use zerotrip::actions::{apply_retention, sweep_files};

use super::{SAID, do_tasks, life, over};

const DAY: SignedDuration = SignedDuration::from_hours(24);

both! {
    async fn a_closed_case_goes_after_its_term_and_an_open_one_stays(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let someone = life(&app, &worker).await;
        over(&app, &someone).await;
        let open = app.received_case(&worker).await;
        let manager = app.manager().await;
        let before = manager.get("/v1/reports/bulletin").await.ok()["figures"].clone();

        // A bad rating that nobody has called back on holds the case.
        app.pass(DAY * 3660);
        let gone = apply_retention::run(&app.app).await.unwrap();
        assert_eq!((gone[&Kept::CaseDecided], gone[&Kept::VisitNotes]), (0, 1), "{gone:?}");
        assert_eq!(gone[&Kept::Messages], 0, "of cases that are open, or that somebody is to call about");
        assert!(gone[&Kept::Links] > 0 && gone[&Kept::Replies] > 0 && gone[&Kept::Sessions] > 0);
        do_tasks(&app).await;
        let gone = apply_retention::run(&app.app).await.unwrap();
        assert_eq!(gone[&Kept::CaseDecided], 1);
        let gone = apply_retention::run(&app.app).await.unwrap();
        assert!(gone.iter().all(|(_, rows)| *rows == 0), "twice is harmless: {gone:?}");
        assert!(sweep_files::expired(&app.app).await.unwrap() >= 2);

        let manager = app.manager().await;
        let view = manager.get(&someone.case).await.ok();
        assert_eq!((&view["erased"], &view["stage"]), (&json!(true), &json!("refused")));
        assert_eq!(view["resident"]["erased"], json!(null), "the register still knows them");
        assert_eq!(manager.post(&format!("{}/unmask", someone.case), &json!({"reason": "查看"})).await.refusal(), (410, "erased".into()));
        let file = view["files"][0]["file_id"].as_str().unwrap();
        assert_eq!(manager.get(&format!("{}/files/{file}", someone.case)).await.refusal(), (410, "erased".into()));
        let kept = manager.get(&format!("/v1/cases/{open}")).await.ok();
        assert_eq!(kept["erased"], json!(null), "an open case is kept however old it is");
        let file = kept["files"][0]["file_id"].as_str().unwrap();
        assert_eq!(manager.get(&format!("/v1/cases/{open}/files/{file}")).await.status, 200);

        // Who they are is still known; what the case said is not.
        let export = manager.post(&format!("/v1/residents/{}/export", someone.id), &json!({"reason": "居民申请"})).await;
        assert_eq!(export.status, 200);
        let text = export.text();
        assert!(text.contains(SAID[0]) && !text.contains(SAID[6]) && !text.contains(SAID[4]) && !text.contains(SAID[11]));

        let after = manager.get("/v1/reports/bulletin").await.ok()["figures"].clone();
        assert_eq!(after, before, "figures count what happened");
        let centre = app.centre.id;
        let walk = app.app.store.read(move |tx| tx.walk_audit(centre, |_, _| true)).await.unwrap();
        assert!(matches!(walk, AuditWalk::Whole { .. }), "{walk:?}");
        let log = app.app.store.read(move |tx| tx.audit_of(centre, "centre", centre.uuid())).await.unwrap();
        assert!(log.iter().any(|row| row.detail.starts_with("kind=case_decided cases=1 mandates=1")), "{log:?}");
    }

    async fn nothing_goes_before_its_day(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let someone = life(&app, &worker).await;
        over(&app, &someone).await;
        do_tasks(&app).await;
        app.pass(DAY * 89);
        let gone = apply_retention::run(&app.app).await.unwrap();
        assert!(gone.values().all(|rows| *rows == 0), "{gone:?}");
        app.pass(DAY * 2);
        let gone = apply_retention::run(&app.app).await.unwrap();
        assert!(gone[&Kept::Replies] > 0 && gone[&Kept::Messages] == 0 && gone[&Kept::CaseDecided] == 0, "{gone:?}");
        app.pass(DAY * 90);
        let gone = apply_retention::run(&app.app).await.unwrap();
        assert!(gone[&Kept::Messages] > 0 && gone[&Kept::CaseDecided] == 0, "{gone:?}");
        app.pass(DAY * 3400);
        apply_retention::run(&app.app).await.unwrap();
        assert_eq!(app.manager().await.get(&someone.case).await.ok()["erased"], json!(null));
    }

    async fn the_table_is_there_for_anybody(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let answer = harness::person::answer(client().get(format!("{}/v1/retention", app.url))).await;
        let table = answer.ok();
        assert_eq!(table["version"], "2026-1");
        let kinds = table["kinds"].as_array().unwrap();
        let days = |kind: &str| kinds.iter().find(|line| line["kind"] == kind).unwrap()["days"].clone();
        assert_eq!((days("replies"), days("audit")), (json!(90), json!(null)));
        assert_eq!(kinds.len(), Kept::ALL.len());
    }
}
