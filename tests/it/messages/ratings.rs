//! A rating: once, after the conclusion, by the resident and nobody else.

use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

use super::{after, case_of, concluded, kinds_of, page, send_form, states, tasks, text_of, wang};
use crate::contract::{filled, operations};

const WORDS: &str = "words=%E7%AD%89%E4%BA%86%E5%BE%88%E4%B9%85";

both! {
    async fn a_bad_rating_asks_for_a_call_within_five_working_days(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let case = concluded(&app, &worker, wang()).await;
        let token = after(&text_of(&app, "conclusion").await, "/s/");
        let form = page(&app, &format!("/s/{token}")).await.text();
        for level in ["非常满意", "基本满意", "不满意", "非常不满意"] {
            assert!(form.contains(level), "{form}");
        }
        assert!(form.contains(&format!("action=\"/s/{token}/rating")) && !form.contains("<script"));

        let rate = format!("/s/{token}/rating");
        assert_eq!(send_form(&app, &rate, "words=x").await.status, 422, "a level is chosen");
        assert_eq!(send_form(&app, &rate, "level=6").await.status, 422);
        assert_eq!(send_form(&app, &rate, &format!("level=1&{WORDS}")).await.status, 200);
        let open = tasks(&app).await;
        assert_eq!(kinds_of(&open), ["call_back"]);
        // A Monday morning and five working days: the Monday after, at its end.
        assert_eq!(open[0]["due_at"], "2026-11-30T16:00:00Z");
        assert_eq!(format!("/v1/cases/{}", open[0]["case_id"].as_str().unwrap()), case);
        app.run_jobs().await;
        assert!(text_of(&app, "call_back").await.contains("2026年11月30日"));

        assert_eq!(send_form(&app, &rate, "level=5").await.status, 409, "once");
        let seen = page(&app, &format!("/s/{token}")).await.text();
        assert!(seen.contains("您的评价：非常不满意") && !seen.contains("<form"));
        assert_eq!(tasks(&app).await.len(), 1);
        assert_eq!(worker.get("/v1/tasks").await.status, 403, "who is rated sees no tasks");
        let view = worker.get(&case).await.ok().to_string();
        assert!(!view.contains("rating") && !view.contains("rated"), "nor anything in the history: {view}");

        app.pass(SignedDuration::from_hours(25));
        app.run_jobs().await;
        assert!(states(&app).await.contains(&("rating_request", "dropped")), "nobody is asked twice");
    }

    async fn a_good_rating_asks_for_nothing(db: TestDatabase) {
        let app = TestApp::start(db).await;
        concluded(&app, &app.worker().await, wang()).await;
        let receipt = text_of(&app, "receipt").await;
        let (number, code) = (after(&receipt, "办件"), after(&receipt, "查询码"));
        let seen = send_form(&app, "/status", &format!("number={number}&code={code}")).await.text();
        assert!(seen.contains("action=\"/status/rating") && seen.contains(&code));
        let rating = |code: &str| format!("level=5&words=&number={number}&code={code}");
        assert_eq!(send_form(&app, "/status/rating", &rating("AAAAAA")).await.status, 404);
        assert_eq!(send_form(&app, "/status/rating", &rating(&code)).await.status, 200);
        assert_eq!(send_form(&app, "/status/rating", &rating(&code)).await.status, 409);
        assert!(tasks(&app).await.is_empty());
    }

    async fn before_the_conclusion_and_long_after_there_is_no_rating(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let case = case_of(&app, &worker, wang()).await;
        let token = after(&text_of(&app, "receipt").await, "/s/");
        assert!(!page(&app, &format!("/s/{token}")).await.text().contains("<form"));
        let rate = format!("/s/{token}/rating");
        let refused = send_form(&app, &rate, "level=5").await;
        assert_eq!(refused.status, 409);
        assert!(refused.text().contains("办结以后"));
        assert_eq!(send_form(&app, "/s/0123456789abcdef/rating", "level=5").await.status, 404);

        crate::law::act(&app, &app.window().await, &case, "conclude", json!({"outcome": "granted"})).await.ok();
        app.pass(SignedDuration::from_hours(24 * 31));
        assert!(!page(&app, &format!("/s/{token}")).await.text().contains("<form"));
        assert_eq!(send_form(&app, &rate, "level=1").await.status, 409, "30 days are over");
        assert!(!kinds_of(&tasks(&app).await).contains(&"call_back"));
    }

    async fn no_sign_in_can_rate(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let case = concluded(&app, &worker, wang()).await;
        let of_ratings: Vec<_> = operations().into_iter().filter(|one| one.path.contains("rating")).collect();
        assert_eq!(of_ratings.len(), 2);
        for operation in of_ratings {
            assert!(!operation.secured && !operation.path.starts_with("/v1/"), "{}", operation.path);
            for person in [&worker, &app.window().await, &app.manager().await] {
                let path = filled(&operation.path);
                let request = person.request(Method::POST, &path).body("level=5");
                let request = request.header("Content-Type", "application/x-www-form-urlencoded");
                let refused = harness::person::answer(request).await;
                assert_eq!(refused.status, 404, "a token opens nothing there: {path}");
            }
        }
        let rated: Value = worker.post(&format!("{case}/rate"), &json!({"level": 5})).await.json();
        assert_eq!(rated["code"], "not-found");
        let id: uuid::Uuid = case.rsplit('/').next().unwrap().parse().unwrap();
        let (centre, id) = (app.centre.id, domain::ids::CaseId::from_uuid(id));
        assert_eq!(app.app.store.read(move |tx| tx.rating_of(centre, id)).await.unwrap(), None);
    }
}
