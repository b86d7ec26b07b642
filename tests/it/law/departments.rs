//! What a department does: its queue, its opinion, its decision, its special procedures.

use domain::{
    actor::{Grant, Role},
    text::DepartmentCode,
};
use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::json;

use super::{act, approver, departments_case, id_of, kinds};

both! {
    async fn a_case_goes_to_its_department_and_comes_to_a_decision(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = departments_case(&app, &worker).await;
        let (own, other) = (approver(&app, "DPF").await, approver(&app, "CA").await);
        assert_eq!(own.get(&case).await.refusal(), (404, "not-found".into()), "it is not there before its acceptance");

        let ack = act(&app, &window, &case, "accept", json!({})).await.ok();
        assert_eq!(ack["stage"], "in_review");
        assert_eq!(other.get(&case).await.refusal(), (404, "not-found".into()));
        let queue = own.get("/v1/cases?stage=in_review").await.ok();
        assert_eq!(queue["cases"].as_array().unwrap().len(), 1);
        assert_eq!(other.get("/v1/cases").await.ok()["cases"], json!([]));

        let refused = act(&app, &window, &case, "decide", json!({"outcome": "granted"})).await;
        assert_eq!(refused.refusal(), (403, "forbidden".into()));
        act(&app, &own, &case, "opinion", json!({"note": "材料齐全，符合条件"})).await.ok();
        let ack = act(&app, &own, &case, "return-to-window", json!({"note": "请核对住址"})).await.ok();
        assert_eq!(ack["stage"], "accepted");
        let twice = act(&app, &own, &case, "decide", json!({"outcome": "granted"})).await;
        assert_eq!(twice.refusal(), (409, "stage-refused".into()));
        act(&app, &window, &case, "forward", json!({"note": "已核对"})).await.ok();
        let bare = act(&app, &own, &case, "decide", json!({"outcome": "refused"})).await;
        assert_eq!(bare.problem().2, ["$.opinion opinion-required"]);
        let ack = act(&app, &own, &case, "decide", json!({"outcome": "granted"})).await.ok();
        assert_eq!(ack["stage"], "approved");

        let view = own.get(&case).await.ok();
        assert_eq!(kinds(&view), [
            "filed", "received", "accepted", "sent_for_review", "opinion", "returned_to_window", "sent_for_review", "granted",
        ]);
        assert_eq!(view["outcome"], "granted");
        assert_eq!(view["deadlines"]["due_at"], view["deadlines"]["service_at"], "what was decided is to be served");
    }

    async fn a_special_procedure_stops_the_clocks(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window, own) = (app.worker().await, app.window().await, approver(&app, "DPF").await);
        let case = departments_case(&app, &worker).await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        let before = own.get(&case).await.ok()["deadlines"].clone();
        // Monday 23 November + 20 working days.
        assert_eq!(before["statutory_at"], "2026-12-21T16:00:00Z");
        let promised = before["promised_at"].as_str().unwrap().to_owned();

        let past = json!({"kind": "inspection", "legal_basis": "残疾评定办法", "until": "2026-11-22"});
        let answer = act(&app, &own, &case, "suspend", past).await;
        assert_eq!(answer.problem().2, ["$.until date-past"]);
        let check = json!({"kind": "inspection", "legal_basis": "残疾评定办法", "until": "2026-12-04"});
        let ack = act(&app, &own, &case, "suspend", check).await.ok();
        assert_eq!(ack["stage"], "suspended");
        let view = own.get(&case).await.ok();
        assert_eq!(view["deadlines"]["due_at"], json!(null));
        let early = act(&app, &own, &case, "decide", json!({"outcome": "granted"})).await;
        assert_eq!(early.refusal(), (409, "stage-refused".into()));

        // Friday of the week after: ten working days stood still, the day it began not among them.
        app.pass(SignedDuration::from_hours(24 * 14));
        let own = app.signed_in_again(&own).await;
        act(&app, &own, &case, "resume", json!({"note": "评定完成"})).await.ok();
        let after = own.get(&case).await.ok()["deadlines"].clone();
        assert_eq!(after["statutory_at"], "2027-01-05T16:00:00Z");
        assert_eq!(after["provisional"], true, "the notice for 2027 is not out");
        assert!(after["promised_at"].as_str().unwrap() > promised.as_str());
    }

    async fn who_collected_neither_accepts_nor_decides(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let grant = |role, department: Option<&str>| Grant {
            role,
            centre: Some(app.centre.id),
            community: None,
            department: department.and_then(|code| DepartmentCode::parse(code).ok()),
        };
        let grants = vec![grant(Role::Worker, None), grant(Role::Window, None), grant(Role::Approver, Some("DPF"))];
        let everything = app.signed_in_as(grants).await;
        let case = departments_case(&app, &everything).await;
        let own = act(&app, &everything, &case, "accept", json!({})).await;
        assert_eq!(own.refusal(), (403, "four-eyes".into()));
        act(&app, &app.window().await, &case, "accept", json!({})).await.ok();
        let own = act(&app, &everything, &case, "decide", json!({"outcome": "granted"})).await;
        assert_eq!(own.refusal(), (403, "four-eyes".into()));
    }

    async fn what_the_centre_decides_goes_to_no_department(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = format!("/v1/cases/{}", app.received_case(&worker).await);
        act(&app, &window, &case, "accept", json!({})).await.ok();
        let sent = act(&app, &window, &case, "forward", json!({})).await;
        assert_eq!(sent.refusal(), (409, "not-decided-by-department".into()));
    }

    async fn one_act_on_many_cases_is_an_act_on_each(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window, own) = (app.worker().await, app.window().await, approver(&app, "DPF").await);
        let mut cases = Vec::new();
        for _ in 0..3 {
            cases.push(departments_case(&app, &worker).await);
        }
        let one = |case: &str, base: i32| json!({"case_id": id_of(case), "write_id": app.fresh(), "base_version": base});
        let acts = json!({"act": "accept", "cases": [one(&cases[0], 2), one(&cases[1], 9), one(&cases[2], 2)]});
        let answer = window.post("/v1/cases/acts", &acts).await.ok();
        let ids = |list: &serde_json::Value, key: &str| {
            list.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&answer["done"], "id"), [id_of(&cases[0]).to_string(), id_of(&cases[2]).to_string()]);
        assert_eq!(ids(&answer["refused"], "case_id"), [id_of(&cases[1]).to_string()]);
        assert_eq!(answer["refused"][0]["problem"]["code"], "version-conflict");

        // Sent again in other company, each is the write that it was.
        let again = json!({"act": "accept", "cases": [acts["cases"][2], one(&cases[1], 2)]});
        let answer = window.post("/v1/cases/acts", &again).await.ok();
        let replayed: Vec<_> = answer["done"].as_array().unwrap().iter().map(|ack| ack["replayed"].clone()).collect();
        assert_eq!(replayed, [true, false]);

        let approve = |base| json!({"act": "approve", "opinion": "符合条件", "cases": [one(&cases[0], base), one(&cases[1], base)]});
        let answer = window.post("/v1/cases/acts", &approve(3)).await.ok();
        let codes: Vec<_> = answer["refused"].as_array().unwrap().iter().map(|one| &one["problem"]["code"]).collect();
        assert_eq!(codes, ["forbidden", "forbidden"]);
        let answer = own.post("/v1/cases/acts", &approve(3)).await.ok();
        assert_eq!(answer["done"].as_array().unwrap().len(), 2);
        let listed = own.get("/v1/cases?stage=in_review").await.ok();
        assert_eq!(ids(&listed["cases"], "id"), [id_of(&cases[2]).to_string()]);
        assert_eq!(listed["cases"][0]["light"], "green");

        let twice = json!({"act": "accept", "opinion": "好的", "cases": [one(&cases[0], 2), one(&cases[0], 2)]});
        let answer = window.post("/v1/cases/acts", &twice).await;
        assert_eq!(answer.problem().2, ["$.cases[1].case_id duplicate", "$.opinion not-applicable"]);
        let none = window.post("/v1/cases/acts", &json!({"act": "accept", "cases": []})).await;
        assert_eq!(none.problem().2, ["$.cases too-few"]);
    }
}
