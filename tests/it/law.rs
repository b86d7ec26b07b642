//! The life of a case from its receipt on, as the law asks: corrections, departments, special procedures, clocks, and
//! the ways in which a case ends.

mod at_random;
mod clocks;
mod corrections;
pub mod deferrals;
mod departments;
mod endings;
mod mandates;
mod signers;

use domain::{
    actor::{Grant, Role},
    text::DepartmentCode,
};
use harness::{Person, TestApp, person::Answer, story};
use serde_json::{Value, json};
use uuid::Uuid;

pub async fn approver(app: &TestApp, department: &str) -> Person {
    app.signed_in(Grant {
        role: Role::Approver,
        centre: Some(app.centre.id),
        community: None,
        department: DepartmentCode::parse(department).ok(),
    })
    .await
}

/// A received case that the federation decides; its path.
pub async fn departments_case(app: &TestApp, worker: &Person) -> String {
    let resident = app.resident(worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
    let visit = app.visit(worker, resident).await;
    let (card, form, signature) = (app.photo(1), app.photo(2), app.photo(3));
    let body = app.assistive_device(visit, resident, &card, &form, &signature);
    let case = format!("/v1/cases/{}", app.fresh());
    worker.put(&case, &body).await.ok();
    for file in [&card, &form, &signature] {
        worker.upload(file).await.ok();
    }
    app.run_jobs().await;
    assert_eq!(worker.get(&case).await.ok()["stage"], "received");
    case
}

/// Does an act on a case at the version that the person sees.
pub async fn act(app: &TestApp, person: &Person, case: &str, verb: &str, facts: Value) -> Answer {
    let version = person.get(case).await.json()["version"].clone();
    let mut body = facts;
    body["write_id"] = json!(app.fresh());
    body["base_version"] = version;
    person.post(&format!("{case}/{verb}"), &body).await
}

fn kinds(view: &Value) -> Vec<String> {
    let events = view["events"].as_array().unwrap();
    events.iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}

pub fn id_of(case: &str) -> Uuid {
    case.rsplit('/').next().unwrap().parse().unwrap()
}
