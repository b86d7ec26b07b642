//! Who sees which letter, and what is written down about it.

use domain::actor::Role;
use harness::{TestApp, TestDatabase, both};
use serde_json::json;

use super::{audited, case_of, kinds, open, path, return_case, start, text};
use crate::law::{act, approver};

both! {
    async fn each_sees_the_letters_of_their_place(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window, manager) = (app.worker().await, app.window().await, app.manager().await);
        let case = case_of(&app, &worker, "王秀英").await;
        let receipt = path(&worker, &case, "receipt", 1).await;
        let mandate = path(&window, &case, "mandate", 1).await;
        assert_eq!(kinds(&worker, &case).await, ["receipt waiting"], "what is shown at the door");
        assert_eq!(worker.get(&mandate).await.refusal(), (403, "forbidden".into()));
        return_case(&app, &window, &case, json!({"defects": [{"material": "form", "reason": "incomplete"}]})).await;
        assert_eq!(kinds(&worker, &case).await, ["receipt waiting", "correction printed"]);
        for (person, mandate_is) in [(&window, "mandate waiting"), (&manager, "mandate printed")] {
            assert_eq!(kinds(person, &case).await, ["receipt waiting", mandate_is, "correction printed"]);
            assert_eq!(person.get(&mandate).await.status, 200);
        }

        let first = Some(app.centre.community);
        let strangers = [
            app.someone(Role::Worker, app.centre, first, None).await,
            app.someone(Role::Auditor, app.centre, None, None).await,
            app.someone(Role::Window, app.other, None, None).await,
            // The department sees nothing of a case that has not reached it.
            approver(&app, "DPF").await,
            approver(&app, "CA").await,
        ];
        for stranger in &strangers {
            for path in [&format!("{case}/letters"), &receipt, &mandate] {
                assert_eq!(stranger.get(path).await.refusal(), (404, "not-found".into()));
            }
        }
        // A letter is found under its own case alone.
        let other = format!("/v1/cases/{}", app.received_case(&worker).await);
        let under_another = format!("{other}/letters/{}", receipt.rsplit('/').next().unwrap());
        assert_eq!(window.get(&under_another).await.refusal(), (404, "not-found".into()));
    }

    async fn every_look_and_every_further_print_is_written_down(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = case_of(&app, &worker, "王秀英").await;
        let receipt = path(&window, &case, "receipt", 1).await;
        let again = json!({"write_id": app.fresh(), "reason": "子女再取一份"});
        let early = window.post(&format!("{receipt}/reprint"), &again).await;
        assert_eq!(early.refusal(), (409, "letter-not-printed".into()), "never printed, never again");

        let seen = open(&worker, &case, "receipt", 1).await;
        assert_eq!(seen.headers["content-type"], "application/pdf");
        assert_eq!(seen.headers["cache-control"], "no-store");
        assert_eq!(seen.headers["content-disposition"], "inline; filename=\"letter.pdf\"");
        open(&window, &case, "receipt", 1).await;
        assert_eq!(audited(&app, &case, "look-at-letter").await, 2);

        let again = json!({"write_id": app.fresh(), "reason": "子女再取一份"});
        let reprint = format!("{receipt}/reprint");
        assert_eq!(worker.post(&reprint, &again).await.refusal(), (403, "forbidden".into()));
        assert_eq!(window.post(&reprint, &again).await.ok(), json!({"reprints": 1, "replayed": false}));
        assert_eq!(window.post(&reprint, &again).await.ok(), json!({"reprints": 1, "replayed": true}));
        let more = json!({"write_id": app.fresh(), "reason": "打印机卡纸"});
        assert_eq!(window.post(&reprint, &more).await.ok()["reprints"], 2);
        assert_eq!(audited(&app, &case, "reprint-letter").await, 2);
        let wordless = json!({"write_id": app.fresh(), "reason": " "});
        assert_eq!(window.post(&reprint, &wordless).await.problem().0, 422);
    }

    async fn a_visit_leaves_a_slip_in_large_type(db: TestDatabase) {
        let app = start(db).await;
        let worker = app.worker().await;
        let case = case_of(&app, &worker, "王秀英").await;
        let view = worker.get(&case).await.ok();
        let slip = format!("/v1/visits/{}/slip", view["visit_id"].as_str().unwrap());
        let said = text(&worker.get(&slip).await.bytes);
        for words in ["您的事，我们在办", "王秀英", view["number"].as_str().unwrap(), "陈晓", "0571-88880000"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        let in_english = worker.request(reqwest::Method::GET, &slip).header("Accept-Language", "en");
        let said = text(&harness::person::answer(in_english).await.bytes);
        assert!(said.contains("Wearetakingcareofit"), "{said}");

        let visit = app.fresh();
        let plan = json!({
            "write_id": app.fresh(), "base_version": 0, "community_id": app.centre.community.uuid(),
            "resident_id": view["resident"]["id"], "planned_for": app.now().to_string(), "items": [],
        });
        worker.put(&format!("/v1/visits/{visit}"), &plan).await.ok();
        let end = json!({
            "write_id": app.fresh(), "base_version": 1, "device_at": app.now().to_string(), "outcome": "not_at_home",
            "collect_next_time": [{"item": "LJZ-MZ-01", "material": "id-card"}],
        });
        worker.post(&format!("/v1/visits/{visit}/finish"), &end).await.ok();
        let slip = format!("/v1/visits/{visit}/slip");
        let said = text(&worker.get(&slip).await.bytes);
        assert!(said.contains("我们来过，您不在家") && said.contains("下次上门请准备好"), "{said}");
        let colleague = app.worker().await;
        assert_eq!(colleague.get(&slip).await.refusal(), (403, "forbidden".into()));
        let elsewhere = app.someone(Role::Window, app.other, None, None).await;
        assert_eq!(elsewhere.get(&slip).await.refusal(), (404, "not-found".into()));
    }

    async fn a_department_sees_the_letters_of_what_has_reached_it(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window, approver) = (app.worker().await, app.window().await, approver(&app, "DPF").await);
        let case = case_of(&app, &worker, "王秀英").await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        app.run_jobs().await;
        assert_eq!(kinds(&approver, &case).await, ["receipt waiting", "mandate waiting", "acceptance printed"]);
        assert_eq!(open(&approver, &case, "acceptance", 1).await.status, 200);
        let again = json!({"write_id": app.fresh(), "reason": "存档"});
        let reprint = format!("{}/reprint", path(&approver, &case, "acceptance", 1).await);
        assert_eq!(approver.post(&reprint, &again).await.refusal(), (403, "forbidden".into()));
    }
}
