//! Nobody could tell at the visit: it goes on, and the server finds out later.

use domain::lookup::Finding;
use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Filed, Told, act, add_photo, found, mismatch, photo, unavailable};

async fn minutes(app: &TestApp, minutes: i64) {
    app.pass(SignedDuration::from_mins(minutes));
    app.run_jobs().await;
}

async fn view(app: &TestApp, case: &Filed) -> Value {
    app.window().await.get(&case.path).await.ok()
}

async fn tasks(app: &TestApp) -> Vec<Value> {
    let page = app.window().await.get("/v1/tasks").await.ok();
    page["tasks"].as_array().unwrap().clone()
}

both! {
    async fn a_register_out_of_reach_blocks_nobody_and_is_asked_until_it_answers(db: TestDatabase) {
        let register = Told::to_say(unavailable());
        let app = TestApp::start_asking(db, register.clone()).await;
        let case = Filed::by(&app, &app.worker().await, |_| {}).await;
        let received = view(&app, &case).await;
        assert_eq!(received["stage"], "received");
        assert_eq!((&photo(&received)["state"], &photo(&received)["verify_later"]), (&json!("awaiting_look_up"), &json!(true)));
        assert_eq!(received["lookups"][0]["verify_later"], true);

        let mut asked = vec![register.asked()];
        for wait in [1, 4, 1, 14, 1, 59, 1] {
            minutes(&app, wait).await;
            asked.push(register.asked());
        }
        assert_eq!(asked, [1, 2, 2, 3, 3, 4, 4, 5], "after 1, 5, 15 and 60 minutes");
        register.says(found());
        minutes(&app, 120).await;
        let verified = view(&app, &case).await;
        assert_eq!((&photo(&verified)["state"], &photo(&verified)["verify_later"]), (&json!("covered_by_look_up"), &Value::Null));
        minutes(&app, 24 * 60).await;
        assert_eq!((register.asked(), case.kept(&app).await), (6, 6), "it is known");
        assert!(tasks(&app).await.is_empty());
    }

    async fn what_comes_to_light_later_is_a_task_for_the_window(db: TestDatabase) {
        for finding in [mismatch(), Finding::NotFound] {
            let register = Told::to_say(unavailable());
            let app = TestApp::start_asking(TestDatabase::fresh(db.backend()), register.clone()).await;
            let case = Filed::by(&app, &app.worker().await, |_| {}).await;
            register.says(finding);
            minutes(&app, 1).await;
            let open = tasks(&app).await;
            assert_eq!(open.len(), 1, "{open:?}");
            assert_eq!((&open[0]["kind"], &open[0]["case_id"]), (&json!("look_up_mismatch"), &json!(case.id)));
            assert_eq!(view(&app, &case).await["stage"], "received", "the clock of the receipt stands");
            let refused = act(&app, &case.path, "accept", json!({})).await.refusal();
            assert!(refused.1.starts_with("look-up-"), "{refused:?}");
            minutes(&app, 600).await;
            assert_eq!(tasks(&app).await.len(), 1, "told once");
        }
    }

    async fn a_photograph_taken_offline_is_verified_all_the_same(db: TestDatabase) {
        let register = Told::to_say(unavailable());
        let app = TestApp::start_asking(db, register.clone()).await;
        let (worker, picture) = (app.worker().await, app.photo(7));
        worker.upload(&picture).await.ok();
        let case = Filed::by(&app, &worker, |body| add_photo(body, &picture)).await;
        let received = view(&app, &case).await;
        assert_eq!(received["stage"], "received");
        assert_eq!((&photo(&received)["state"], &photo(&received)["verify_later"]), (&json!("covered_by_file"), &json!(true)));
        assert_eq!(register.asked(), 1);
        register.says(found());
        minutes(&app, 1).await;
        assert_eq!((register.asked(), &photo(&view(&app, &case).await)["verify_later"]), (2, &Value::Null));
    }

    async fn a_case_that_is_over_is_left_alone(db: TestDatabase) {
        let register = Told::to_say(unavailable());
        let app = TestApp::start_asking(db, register.clone()).await;
        let case = Filed::by(&app, &app.worker().await, |_| {}).await;
        act(&app, &case.path, "withdraw", json!({"reason": "changed_mind"})).await.ok();
        minutes(&app, 600).await;
        assert_eq!(register.asked(), 1);
    }
}
