//! That a letter is printed once, and what becomes of one that is not.

use std::sync::Arc;

use domain::{
    ids::{JobId, LetterId},
    letter::LetterState,
};
use harness::{Person, TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::json;
use zerotrip::{
    actions::{print_letter, sweep_files},
    press::Typesetter,
};

use super::{audited, case_of, kinds, listed, open, path, start, tasks};
use crate::law::{act, approver};

async fn id(person: &Person, case: &str, kind: &str) -> LetterId {
    path(person, case, kind, 1).await.rsplit('/').next().unwrap().parse().unwrap()
}

both! {
    async fn a_job_that_runs_twice_prints_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = case_of(&app, &worker, "王秀英").await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        let letter = id(&window, &case, "acceptance").await;
        // As when a lease has run out under a job that still runs, and somebody looks meanwhile.
        let job = || JobId::from_uuid(app.fresh());
        let (first, second, look) = tokio::join!(
            print_letter::run(&app.app, app.centre.id, letter, job()),
            print_letter::run(&app.app, app.centre.id, letter, job()),
            print_letter::print(&app.app, app.centre.id, letter, None),
        );
        for done in [first, second, look] {
            done.unwrap();
        }
        app.run_jobs().await;
        let centre = app.centre.id;
        let stored = app.app.store.read(move |tx| tx.letter(centre, letter)).await.unwrap().unwrap();
        let LetterState::Printed(paper) = stored.letter.state else { panic!("not printed") };
        assert_eq!(audited(&app, &case, "print-letter").await, 1);
        let bytes = open(&window, &case, "acceptance", 1).await.bytes;
        assert!(bytes.starts_with(b"%PDF"));
        assert_eq!(open(&window, &case, "acceptance", 1).await.bytes, bytes);

        // Papers that came second are swept with all other orphans, the one that counts stays.
        let orphan = files::ObjectKey::from_uuid(app.fresh());
        app.app.files.put(orphan, vec![bytes::Bytes::from_static(b"put, and never written down")]).await.unwrap();
        let machine = zerotrip::chance::SystemClock;
        app.clock.set(domain::clock::Clock::now(&machine) + SignedDuration::from_hours(25));
        assert!(sweep_files::orphans(&app.app).await.unwrap() >= 1);
        assert!(app.app.files.get(orphan).await.is_err());
        let kept = app.app.files.get(files::ObjectKey::from_uuid(paper.object.uuid())).await.unwrap();
        assert_eq!(kept.len() as u64, paper.size);
    }

    async fn a_character_that_no_font_has_is_a_task_and_no_box(db: TestDatabase) {
        let app = start(db).await;
        let (worker, window, approver) = (app.worker().await, app.window().await, approver(&app, "DPF").await);
        let case = case_of(&app, &worker, "王𪛖").await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        app.run_jobs().await;
        let letters = listed(&window, &case).await;
        assert_eq!(kinds(&window, &case).await[2], "acceptance failed");
        assert_eq!(letters[2]["failure"], "document-character");
        assert_eq!(tasks(&app).await, 1);
        let refused = window.get(&path(&window, &case, "acceptance", 1).await).await;
        assert_eq!(refused.refusal(), (409, "letter-not-printed".into()));
        act(&app, &approver, &case, "decide", json!({"outcome": "granted"})).await.ok();
        app.run_jobs().await;
        assert_eq!(window.get(&case).await.ok()["stage"], "approved", "the case goes on");
        assert_eq!(tasks(&app).await, 1, "one task a case");
    }

    async fn without_fonts_everything_goes_on_and_letters_wait(db: TestDatabase) {
        let empty = tempfile::tempdir().unwrap();
        let press = Arc::new(Typesetter::new(empty.path().to_owned(), None));
        let app = TestApp::start_printing(db, press).await;
        let ready = app.window().await.get("/readyz").await.ok();
        assert_eq!(ready["status"], "degraded");
        let (worker, window) = (app.worker().await, app.window().await);
        let case = case_of(&app, &worker, "王秀英").await;
        let accepted = act(&app, &window, &case, "accept", json!({})).await.ok();
        assert_eq!(accepted["stage"], "in_review");
        app.run_jobs().await;
        assert_eq!(kinds(&window, &case).await[2], "acceptance waiting");
        let refused = window.get(&path(&window, &case, "acceptance", 1).await).await;
        assert_eq!(refused.refusal(), (503, "unavailable".into()));
        assert_eq!(tasks(&app).await, 0, "that is the operator's");

        // Fonts that come later need no restart, and the job comes again.
        for font in ["NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"] {
            let there = std::path::Path::new(documents::DEBIAN_FONTS).join(font);
            std::os::unix::fs::symlink(there, empty.path().join(font)).unwrap();
        }
        app.pass(SignedDuration::from_mins(10));
        app.run_jobs().await;
        let window = app.window().await;
        assert_eq!(kinds(&window, &case).await[2], "acceptance printed");
        assert_eq!(window.get("/readyz").await.ok()["status"], "ok");
    }
}
