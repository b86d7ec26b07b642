//! The figures of the service, counted by hand beside the report, with the cases behind each, and as files.

mod facts;
mod figures;
mod files;
mod lists;
mod ratings;

use std::collections::BTreeMap;

use domain::ids::CaseId;
use harness::{Person, TestApp, story};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{law::act, unauthorised::id_number};

/// A case for the senior card as a phone has it, and where it lies.
struct Case {
    path: String,
    id: Uuid,
    resident: Uuid,
}

/// Enters the resident of this number, with a telephone of their own.
async fn enter(app: &TestApp, worker: &Person, community: Uuid, n: u8) -> Uuid {
    let mut identity = story::identity("李大有", &id_number(n));
    identity["phone"] = json!(format!("139000020{n:02}"));
    let id = app.fresh();
    let body = json!({"write_id": app.fresh(), "community_id": community, "identity": identity});
    worker.put(&format!("/v1/residents/{id}"), &body).await.ok();
    id
}

/// A received case of a resident for the senior card.
async fn filed(app: &TestApp, worker: &Person, resident: Uuid) -> Case {
    let case = sent(app, worker, resident).await;
    arrive(app, worker, &case).await;
    case
}

/// A case with all its files, at which the server has not looked.
async fn sent(app: &TestApp, worker: &Person, resident: Uuid) -> Case {
    let visit = app.visit(worker, resident).await;
    let (photo, signature) = (app.photo(1), app.photo(2));
    let id = app.fresh();
    let path = format!("/v1/cases/{id}");
    worker.put(&path, &app.senior_card(visit, resident, &photo, &signature)).await.ok();
    for file in [&photo, &signature] {
        worker.upload(file).await.ok();
    }
    Case { path, id, resident }
}

async fn arrive(app: &TestApp, worker: &Person, case: &Case) {
    app.run_jobs().await;
    assert_eq!(worker.get(&case.path).await.ok()["stage"], "received");
}

/// The same, for a resident who is new.
async fn received(app: &TestApp, worker: &Person, n: u8) -> Case {
    let resident = enter(app, worker, app.centre.community.uuid(), n).await;
    filed(app, worker, resident).await
}

async fn conclude(app: &TestApp, case: &Case) {
    act(app, &app.window().await, &case.path, "conclude", json!({"outcome": "granted"})).await.ok();
    app.run_jobs().await;
}

/// The figures of a part by their keys.
type Figures = BTreeMap<String, Value>;

fn by_key(group: &Value) -> Figures {
    let figures = group["figures"].as_array().unwrap();
    figures.iter().map(|figure| (figure["key"].as_str().unwrap().to_owned(), figure.clone())).collect()
}

async fn report(who: &Person, query: &str) -> Value {
    who.get(&format!("/v1/reports/service{query}")).await.ok()
}

/// The total's figures.
async fn total(who: &Person, query: &str) -> Figures {
    by_key(&report(who, query).await["total"])
}

/// Numerator and denominator of a figure.
#[track_caller]
fn ratio(figures: &Figures, key: &str) -> (Value, Value) {
    let figure = figures.get(key).unwrap_or_else(|| panic!("there is no {key}"));
    (figure["numerator"].clone(), figure["denominator"].clone())
}

/// A centre of which everything can be counted by hand: two workers, three cases that went their way, one void, one
/// that was there twice, one taken back, one for practice.
struct Week {
    app: TestApp,
    chen: Person,
    zhou: Person,
}

impl Week {
    /// Monday 23 to Wednesday 25 November 2026.
    async fn of(app: TestApp) -> Self {
        let (chen, zhou, window) = (app.worker().await, app.worker().await, app.window().await);
        let community = app.centre.community.uuid();
        // Nobody opened the first time.
        let resident = enter(&app, &chen, community, 1).await;
        let visit = format!("/v1/visits/{}", app.fresh());
        let plan = json!({
            "write_id": app.fresh(),
            "base_version": 0,
            "community_id": community,
            "resident_id": resident,
            "planned_for": app.now().to_string(),
            "items": ["LJZ-MZ-01"],
        });
        chen.put(&visit, &plan).await.ok();
        let finish = json!({
            "write_id": app.fresh(),
            "base_version": 1,
            "device_at": app.now().to_string(),
            "outcome": "not_at_home",
        });
        chen.post(&format!("{visit}/finish"), &finish).await.ok();
        let at_once = filed(&app, &chen, resident).await;
        conclude(&app, &at_once).await;

        let late = received(&app, &chen, 2).await;
        let wrong = received(&app, &chen, 3).await;
        let note = json!({"reason": "wrong_person", "note": "录入有误"});
        act(&app, &window, &wrong.path, "void", note).await.ok();
        let twice = filed(&app, &chen, late.resident).await;
        let note = json!({"reason": "duplicate", "note": "重复申请", "duplicate_of": late.id});
        act(&app, &window, &twice.path, "void", note).await.ok();
        let resident = enter(&app, &zhou, community, 4).await;
        let practice = sent(&app, &zhou, resident).await;
        app.database.execute("UPDATE cases SET practice = TRUE WHERE number IS NULL");
        arrive(&app, &zhou, &practice).await;
        conclude(&app, &practice).await;
        let taken_back = received(&app, &zhou, 5).await;
        act(&app, &zhou, &taken_back.path, "withdraw", json!({"reason": "changed_mind"})).await.ok();

        let returned = received(&app, &zhou, 6).await;
        let defects = json!([{"material": "id-card", "reason": "unreadable"}]);
        act(&app, &window, &returned.path, "return", json!({"defects": defects})).await.ok();

        app.pass(jiff::SignedDuration::from_hours(24));
        let chen = app.worker_again(&chen).await;
        let zhou = app.worker_again(&zhou).await;
        conclude(&app, &late).await;
        app.pass(jiff::SignedDuration::from_hours(24));
        mend(&app, &zhou, &returned).await;
        conclude(&app, &returned).await;
        Self { app, chen, zhou }
    }
}

/// The phone sends the ID card anew, and nothing else.
async fn mend(app: &TestApp, worker: &Person, case: &Case) {
    let worker = &app.worker_again(worker).await;
    let view = worker.get(&case.path).await.ok();
    let (card, signature) = (app.photo(7), app.photo(8));
    let visit = view["visit_id"].as_str().unwrap().parse().unwrap();
    let mut body = app.senior_card(visit, case.resident, &card, &signature);
    body["base_version"] = view["version"].clone();
    for file in [&card, &signature] {
        worker.upload(file).await.ok();
    }
    worker.put(&case.path, &body).await.ok();
    app.run_jobs().await;
    assert_eq!(worker.get(&case.path).await.ok()["stage"], "received");
}

/// The cases at the end of a link, page by page.
async fn listed(who: &Person, url: &str) -> Vec<Uuid> {
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = who.get(&format!("{url}&limit=2{cursor}")).await.ok();
        let cases = page["cases"].as_array().unwrap();
        assert!(cases.len() <= 2, "{page}");
        ids.extend(cases.iter().map(|case| case["id"].as_str().unwrap().parse::<Uuid>().unwrap()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

fn case_id(id: Uuid) -> CaseId {
    CaseId::from_uuid(id)
}
