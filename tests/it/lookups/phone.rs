//! At the table: what the phone is spared, what it is asked for, and when nobody is asked.

use std::os::unix::fs::OpenOptionsExt as _;

use harness::{TestApp, TestDatabase, both, story};
use serde_json::json;
use zerotrip::config::Registers;

use super::{Filed, Told, act, found, mismatch, photo};
use domain::lookup::Finding;

both! {
    async fn what_a_list_of_the_centre_knows_is_not_photographed(db: TestDatabase) {
        let app = TestApp::start_with(db, |settings, dir| {
            let file = dir.join("register.jsonl");
            let lines = format!(
                "{}\n{}\n",
                json!({"source": "社区登记册", "as_of": "2026-11-20"}),
                json!({"id_number": story::WANG, "name": "王秀英", "library": "population", "material": "photo",
                    "facts": {"photo_kept": true}}),
            );
            let mut options = std::fs::OpenOptions::new();
            let mut open = options.create(true).write(true).mode(0o600).open(&file).unwrap();
            std::io::Write::write_all(&mut open, lines.as_bytes()).unwrap();
            settings.registers = Registers::Embedded { file };
        })
        .await;
        let worker = app.worker().await;
        let case = Filed::by(&app, &worker, |_| {}).await;
        let view = worker.get(&case.path).await.ok();
        assert_eq!(view["stage"], "received");
        assert_eq!(photo(&view)["state"], "covered_by_look_up");
        assert_eq!(photo(&view)["grade"], "A");
        assert_eq!(photo(&view)["verify_later"], json!(null));
        let asked = view["lookups"].as_array().unwrap();
        assert_eq!(asked.len(), 1);
        let told = ["material", "outcome", "source", "as_of", "verify_later"].map(|key| asked[0][key].clone());
        let wanted = [json!("photo"), json!("found"), json!("社区登记册"), json!("2026-11-20"), json!(false)];
        assert_eq!(told, wanted);
        assert!(!asked[0].to_string().contains("photo_kept"), "what it said of her stays there");
        assert_eq!(case.audit(&app, "look-up").await, ["photo=found"]);
    }

    async fn what_is_not_found_is_asked_for_with_the_reason(db: TestDatabase) {
        for (finding, outcome, code) in [
            (Finding::NotFound, "not_found", "material-not-found"),
            (mismatch(), "mismatch", "material-mismatch"),
        ] {
            let register = Told::to_say(finding);
            let fresh = TestDatabase::fresh(db.backend());
            let app = TestApp::start_asking(fresh, register.clone()).await;
            let worker = app.worker().await;
            let case = Filed::by(&app, &worker, |_| {}).await;
            let view = worker.get(&case.path).await.ok();
            assert_eq!(view["stage"], "receiving");
            assert_eq!(photo(&view)["state"], "missing");
            assert_eq!(view["outstanding"], json!([{"kind": "material", "code": code, "material": "photo"}]));
            assert_eq!(view["lookups"][0]["outcome"], outcome);

            app.pass(jiff::SignedDuration::from_secs(60));
            case.photographed(&app, &worker).await;
            let view = worker.get(&case.path).await.ok();
            assert_eq!(view["stage"], "received");
            assert_eq!((&photo(&view)["state"], &photo(&view)["grade"]), (&json!("covered_by_file"), &json!("B")));
            act(&app, &case.path, "accept", json!({})).await.ok();
            assert_eq!(register.asked(), 1, "the original answers it");
        }
    }

    async fn nobody_is_looked_up_without_consent(db: TestDatabase) {
        let register = Told::to_say(found());
        let app = TestApp::start_asking(db, register.clone()).await;
        let worker = app.worker().await;
        let case = Filed::by(&app, &worker, |body| body["consents"][0]["given"] = json!(false)).await;
        let view = worker.get(&case.path).await.ok();
        assert_eq!(view["outstanding"], json!([{"kind": "consent", "code": "consent-personal-information"}]));
        let (path, ask) = case.ask(&app);
        assert_eq!(worker.post(&path, &ask).await.refusal(), (409, "consent-missing".into()));
        assert_eq!((register.asked(), case.kept(&app).await), (0, 0));
    }

    async fn nobody_is_looked_up_for_a_case_that_is_over(db: TestDatabase) {
        let register = Told::to_say(found());
        let app = TestApp::start_asking(db, register.clone()).await;
        let worker = app.worker().await;
        let case = Filed::by(&app, &worker, |_| {}).await;
        act(&app, &case.path, "withdraw", json!({"reason": "changed_mind"})).await.ok();
        let asked = register.asked();
        let (path, ask) = case.ask(&app);
        for person in [&worker, &app.window().await] {
            assert_eq!(person.post(&path, &ask).await.refusal(), (409, "stage-refused".into()));
        }
        assert_eq!((register.asked(), case.kept(&app).await), (asked, asked));
    }

    async fn the_worker_asks_at_the_table_and_is_answered_once(db: TestDatabase) {
        let register = Told::to_say(Finding::NotFound);
        let app = TestApp::start_asking(db, register.clone()).await;
        let worker = app.worker().await;
        let case = Filed::by(&app, &worker, |_| {}).await;
        register.says(found());
        let (path, mut ask) = case.ask(&app);
        let first = worker.post(&path, &ask).await.ok();
        assert_eq!((&first["outcome"], &first["source"]), (&json!("found"), &json!("省公共数据平台")));
        assert_eq!(worker.post(&path, &ask).await.ok(), first, "the same write");
        assert_eq!((register.asked(), case.kept(&app).await), (2, 2));
        app.run_jobs().await;
        assert_eq!(worker.get(&case.path).await.ok()["stage"], "received", "what was lacking is there");

        ask["write_id"] = json!(app.fresh());
        assert_eq!(app.worker().await.post(&path, &ask).await.refusal(), (404, "not-found".into()));
        ask["material"] = json!("id-card");
        let told = worker.post(&path, &ask).await.problem();
        assert_eq!(told.2, ["$.material material-not-shared"]);
        assert_eq!(register.asked(), 2);
    }
}
