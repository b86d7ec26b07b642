//! From the conclusion to the door: results are issued, handed on against signature and served, originals come back, and
//! a case is closed when nothing of it is open.

mod lists;
mod originals;
mod passing;
mod served;
mod undelivered;
mod wrong;

use harness::{Person, TestApp, person::Answer, story::Sealed};
use jiff::Timestamp;
use serde_json::{Value, json};
use zerotrip::jobs::timetable;

use crate::law::act;

/// A senior card that the centre granted or refused; its path.
async fn decided(app: &TestApp, worker: &Person, outcome: &str) -> String {
    let case = format!("/v1/cases/{}", app.received_case(worker).await);
    let words = json!({"outcome": outcome, "opinion": "已核对"});
    act(app, &app.window().await, &case, "conclude", words).await.ok();
    case
}

/// The same, issued.
async fn issued(app: &TestApp, worker: &Person) -> String {
    let case = decided(app, worker, "granted").await;
    let ack = act(app, &app.window().await, &case, "issue", json!({"way": "home"})).await.ok();
    assert_eq!(ack["stage"], "issued");
    case
}

/// The same, with a worker who says to have it.
async fn carried(app: &TestApp, collector: &Person, carrier: &Person) -> String {
    let case = issued(app, collector).await;
    hand_to(app, &app.window().await, &case, carrier).await.ok();
    take(app, carrier, &case).await.ok();
    case
}

async fn hand_to(app: &TestApp, giver: &Person, case: &str, taker: &Person) -> Answer {
    let to = json!({"things": {"result": true}, "to": "worker", "worker_id": taker.credential.user.uuid()});
    say(app, giver, case, "hand-over", to).await
}

async fn take(app: &TestApp, taker: &Person, case: &str) -> Answer {
    say(app, taker, case, "take-over", json!({"things": {"result": true}})).await
}

/// An act that names no version.
pub async fn say(app: &TestApp, person: &Person, case: &str, verb: &str, mut facts: Value) -> Answer {
    facts["write_id"] = json!(app.fresh());
    person.post(&format!("{case}/{verb}"), &facts).await
}

/// A signature as an act names it.
pub fn under(file: &Sealed) -> Value {
    json!({
        "file_id": file.file_id,
        "sha256": file.sha256,
        "size": file.bytes.len(),
        "media_type": file.media_type,
    })
}

/// That the resident signed for the result.
fn received(signature: &Sealed) -> Value {
    json!({"things": {"result": true}, "receiver": "resident", "signature": under(signature)})
}

fn last(view: &Value, n: usize) -> Vec<&str> {
    let events = view["events"].as_array().unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    kinds[kinds.len() - n..].to_vec()
}

/// The cases of a list, by their paths.
async fn listed(person: &Person, list: &str) -> Vec<String> {
    let page = person.get(&format!("/v1/custody?list={list}")).await.ok();
    let lines = page["things"].as_array().unwrap();
    lines.iter().map(|line| format!("/v1/cases/{}", line["case_id"].as_str().unwrap())).collect()
}

async fn tasks(app: &TestApp, kind: &str) -> Vec<Value> {
    let page = app.manager().await.get("/v1/tasks").await.ok();
    page["tasks"].as_array().unwrap().iter().filter(|task| task["kind"] == kind).cloned().collect()
}

/// How many messages of a kind there are.
async fn messages(app: &TestApp, kind: &str) -> usize {
    let all = app.app.store.read(|tx| tx.latest_messages(100)).await.unwrap();
    all.iter().filter(|stored| stored.message.kind.as_str() == kind).count()
}

/// An instant comes, and a round of the timetable with it.
async fn at(app: &TestApp, instant: &str) {
    let instant: Timestamp = instant.parse().unwrap();
    app.pass(instant.duration_since(app.now()));
    for _ in 0..2 {
        timetable::round(&app.app).await.unwrap();
    }
    app.run_jobs().await;
}
