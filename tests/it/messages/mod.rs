//! The resident's side: what they are told, when and where, what they may say back, and what ends with them.

mod circle;
mod deaths;
mod inbound;
mod ratings;
mod texts;
mod times;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use domain::phone::Phone;
use harness::{
    Person, TestApp,
    person::{Answer, answer, client},
    story,
};
use serde_json::{Value, json};
use store::StoredMessage;
use uuid::Uuid;
use zerotrip::{
    jobs::timetable,
    sms::{Gateway, Outgoing, SendError, Sending},
};

use crate::law::act;

/// A carrier of templates: no links, reports later, and refuses what the story tells it to.
#[derive(Default)]
struct Carrier {
    refuses: Mutex<VecDeque<SendError>>,
    carried: Mutex<Vec<(String, String)>>,
}

impl Carrier {
    fn refusing(errors: impl IntoIterator<Item = SendError>) -> Arc<Self> {
        Arc::new(Self { refuses: Mutex::new(errors.into_iter().collect()), ..Self::default() })
    }

    /// Numbers and texts that went, in order.
    fn carried(&self) -> Vec<(String, String)> {
        self.carried.lock().unwrap().clone()
    }
}

impl Gateway for Carrier {
    fn send(&self, message: Outgoing) -> Sending<'_> {
        let refusal = self.refuses.lock().unwrap().pop_front();
        if refusal.is_none() {
            self.carried.lock().unwrap().push((message.recipient, message.text));
        }
        let answer = refusal.map_or(Ok(()), Err);
        Box::pin(std::future::ready(answer))
    }

    fn allows_links(&self) -> bool {
        false
    }

    fn reports(&self) -> bool {
        true
    }
}

/// A message, opened.
struct Told {
    stored: StoredMessage,
    text: String,
}

impl Told {
    fn kind(&self) -> &'static str {
        self.stored.message.kind.as_str()
    }

    fn state(&self) -> &'static str {
        self.stored.message.state.as_str()
    }
}

/// Every message there is, oldest first; those of one moment in the order in which a case meets them.
async fn told(app: &TestApp) -> Vec<Told> {
    let mut all = Vec::new();
    for stored in app.app.store.read(|tx| tx.latest_messages(100)).await.unwrap() {
        let (centre, resident, id) = (stored.message.centre, stored.message.resident, stored.message.id);
        let row = app.app.store.read(move |tx| tx.resident(centre, resident)).await.unwrap().unwrap();
        let key = app.app.vault.resident_key(centre, row.id, &row.data_key).unwrap();
        let text = app.app.vault.open(&key, "messages", "text", id.as_bytes(), &stored.text).unwrap();
        all.push(Told { stored, text });
    }
    all.sort_by_key(|told| (told.stored.queued_at, told.stored.message.kind));
    all
}

/// Kinds and states of every message, oldest first.
async fn states(app: &TestApp) -> Vec<(&'static str, &'static str)> {
    told(app).await.iter().map(|told| (told.kind(), told.state())).collect()
}

async fn text_of(app: &TestApp, kind: &str) -> String {
    let all = told(app).await;
    all.into_iter().rev().find(|told| told.kind() == kind).unwrap().text
}

/// What stands after a word, up to what is no part of a number, code or token.
fn after(text: &str, word: &str) -> String {
    let rest = text.split(word).nth(1).unwrap_or_else(|| panic!("no {word} in {text}"));
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

async fn tasks(app: &TestApp) -> Vec<Value> {
    let page = app.manager().await.get("/v1/tasks").await.ok();
    page["tasks"].as_array().unwrap().clone()
}

/// Their kinds, sorted: of tasks of one moment none is the first.
fn kinds_of(tasks: &[Value]) -> Vec<&str> {
    let mut kinds: Vec<_> = tasks.iter().map(|task| task["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    kinds
}

/// A round of the timetable, and what it queued.
async fn round(app: &TestApp) {
    timetable::round(&app.app).await.unwrap();
    app.run_jobs().await;
}

/// A case for the senior card of a resident who was entered with this body; the case's path.
async fn case_of(app: &TestApp, worker: &Person, body: Value) -> String {
    let resident = enter(app, worker, body).await;
    let visit = app.visit(worker, resident).await;
    let (photo, signature) = (app.photo(1), app.photo(2));
    let case = format!("/v1/cases/{}", app.fresh());
    worker.put(&case, &app.senior_card(visit, resident, &photo, &signature)).await.ok();
    for file in [&photo, &signature] {
        worker.upload(file).await.ok();
    }
    app.run_jobs().await;
    case
}

async fn enter(app: &TestApp, worker: &Person, mut body: Value) -> Uuid {
    let id = app.fresh();
    body["write_id"] = json!(app.fresh());
    body["community_id"] = json!(app.centre.community.uuid());
    worker.put(&format!("/v1/residents/{id}"), &body).await.ok();
    id
}

/// Mrs Wang, not marked as elderly.
fn wang() -> Value {
    let mut identity = story::identity("王秀英", story::WANG);
    identity["care_groups"] = json!(["disabled"]);
    json!({"identity": identity})
}

/// Mr Li, who has the same telephone.
fn li() -> Value {
    let mut identity = story::identity("李大有", &crate::unauthorised::id_number(7));
    identity["care_groups"] = json!([]);
    json!({"identity": identity})
}

async fn concluded(app: &TestApp, worker: &Person, body: Value) -> String {
    let case = case_of(app, worker, body).await;
    act(app, &app.window().await, &case, "conclude", json!({"outcome": "granted"})).await.ok();
    app.run_jobs().await;
    case
}

/// Sends a form as a browser does.
async fn send_form(app: &TestApp, path: &str, form: &str) -> Answer {
    let request = client().post(format!("{}{path}", app.url)).body(form.to_owned());
    answer(request.header("Content-Type", "application/x-www-form-urlencoded")).await
}

async fn page(app: &TestApp, path: &str) -> Answer {
    answer(client().get(format!("{}{path}", app.url))).await
}

fn phone(number: &str) -> Phone {
    Phone::parse(number).unwrap()
}
