//! Who sees what is to be done.

use harness::{TestApp, TestDatabase, both};

use super::{at, carried, decided, issued, listed, tasks};

both! {
    async fn what_is_not_served_in_time_is_late_page_by_page(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let cases = [decided(&app, &worker, "granted").await, issued(&app, &worker).await, carried(&app, &worker, &worker).await];
        at(&app, "2026-12-07T16:00:00Z").await;
        assert!(listed(&app.manager().await, "late").await.is_empty(), "24:00 is in time");
        assert_eq!(app.manager().await.get(&cases[0]).await.ok()["deadlines"]["light"], "yellow");
        at(&app, "2026-12-07T16:00:01Z").await;
        let manager = app.manager().await;
        assert_eq!(manager.get(&cases[0]).await.ok()["deadlines"]["light"], "red");
        assert_eq!(tasks(&app, "overdue").await.len(), 3);

        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = manager.get(&format!("/v1/custody?list=late&limit=1{cursor}")).await.ok();
            let lines = page["things"].as_array().unwrap();
            assert_eq!(lines.len(), 1);
            seen.push(format!("/v1/cases/{}", lines[0]["case_id"].as_str().unwrap()));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        let mut wanted = cases.to_vec();
        wanted.sort_unstable();
        seen.sort_unstable();
        assert_eq!(seen, wanted, "each once");
    }

    async fn a_list_is_asked_for_by_its_name_and_by_whom_it_is_for(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        for list in ["to_issue", "to_hand_over", "out", "posted", "late"] {
            let refused = worker.get(&format!("/v1/custody?list={list}")).await;
            assert_eq!(refused.refusal(), (403, "forbidden".into()), "{list}");
            assert!(listed(&window, list).await.is_empty());
        }
        let (status, code, faults) = window.get("/v1/custody?list=all&limit=0&cursor=first").await.problem();
        assert_eq!((status, code.as_str()), (400, "invalid-query"));
        assert_eq!(faults, ["?list unknown-word", "?cursor cursor", "?limit out-of-range"]);
        assert_eq!(window.get("/v1/custody").await.problem().2, ["?list required"]);
    }
}
