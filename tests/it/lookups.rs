//! Data sharing: what a register says spares a photograph or asks for it, and nobody is asked without an open case and
//! the resident's consent. The item is the senior card: an ID card to photograph, and a photo that the population
//! library may have.

mod later;
mod phone;
mod province;
mod window;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use domain::{
    ids::CaseId,
    lookup::{Answer, Fact, FactKey, Facts, Field, Finding, Question},
    text::RegisterName,
};
use harness::{
    Person, TestApp,
    story::{self, Sealed},
};
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;
use zerotrip::registers::{Looking, Register};

/// A register that answers as it is told, and counts.
pub struct Told {
    finding: Mutex<Finding>,
    asked: AtomicUsize,
}

impl Told {
    pub fn to_say(finding: Finding) -> Arc<Self> {
        Arc::new(Self { finding: Mutex::new(finding), asked: AtomicUsize::new(0) })
    }

    pub fn says(&self, finding: Finding) {
        *self.finding.lock().unwrap() = finding;
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Register for Told {
    fn look_up<'asked>(&'asked self, question: &'asked Question) -> Looking<'asked> {
        assert_eq!(question.subject.id_number.as_str(), story::WANG);
        self.asked.fetch_add(1, Ordering::SeqCst);
        let finding = self.finding.lock().unwrap().clone();
        Box::pin(std::future::ready(finding))
    }
}

pub fn found() -> Finding {
    let mut facts = Facts::default();
    facts.insert(FactKey::PhotoKept, Fact::Answer(Answer::Yes)).unwrap();
    let source = RegisterName::parse("省公共数据平台").unwrap();
    Finding::Found { facts, source, as_of: date(2026, 11, 20) }
}

pub const fn mismatch() -> Finding {
    Finding::Mismatch { field: Field::Name }
}

pub const fn unavailable() -> Finding {
    Finding::Unavailable { retry_after: Duration::ZERO }
}

/// A case of Mrs Wang's for the senior card, filed with all of its files.
pub struct Filed {
    pub path: String,
    pub id: Uuid,
    body: Value,
}

impl Filed {
    /// Files it; `change` has the last word on what is said.
    pub async fn by(app: &TestApp, worker: &Person, change: impl FnOnce(&mut Value)) -> Self {
        let resident = app.resident(worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let visit = app.visit(worker, resident).await;
        let (card, signature) = (app.photo(1), app.photo(2));
        let mut body = app.senior_card(visit, resident, &card, &signature);
        change(&mut body);
        let id = app.fresh();
        let path = format!("/v1/cases/{id}");
        worker.put(&path, &body).await.ok();
        for file in [&card, &signature] {
            worker.upload(file).await.ok();
        }
        app.run_jobs().await;
        Self { path, id, body }
    }

    /// The phone files it again, with a photograph of the original.
    pub async fn photographed(&self, app: &TestApp, worker: &Person) {
        let photo = app.photo(3);
        let mut body = self.body.clone();
        add_photo(&mut body, &photo);
        body["write_id"] = json!(app.fresh());
        body["base_version"] = worker.get(&self.path).await.ok()["version"].clone();
        worker.put(&self.path, &body).await.ok();
        worker.upload(&photo).await.ok();
        app.run_jobs().await;
    }

    /// Asks at once for the photo.
    pub fn ask(&self, app: &TestApp) -> (String, Value) {
        (format!("{}/lookups", self.path), json!({"write_id": app.fresh(), "material": "photo"}))
    }

    /// What the audit log says of it, by act.
    pub async fn audit(&self, app: &TestApp, act: &'static str) -> Vec<String> {
        let (centre, case) = (app.centre.id, self.id);
        let rows = app.app.store.read(move |tx| tx.audit_of(centre, "case", case)).await.unwrap();
        rows.into_iter().filter(|row| row.act == act).map(|row| row.detail).collect()
    }

    /// How many look-ups are kept.
    pub async fn kept(&self, app: &TestApp) -> usize {
        let (centre, case) = (app.centre.id, CaseId::from_uuid(self.id));
        app.app.store.read(move |tx| tx.lookups_of(centre, case)).await.unwrap().len()
    }
}

pub fn add_photo(body: &mut Value, photo: &Sealed) {
    body["materials"].as_array_mut().unwrap().push(json!({"material": "photo", "cover": "file"}));
    body["manifest"].as_array_mut().unwrap().push(story::claim(photo, "material", Some("photo")));
}

/// The photo in the checklist of a case.
pub fn photo(view: &Value) -> Value {
    let materials = view["materials"].as_array().unwrap();
    materials.iter().find(|material| material["material"] == "photo").unwrap().clone()
}

/// Accepts or concludes a case as it stands.
pub async fn act(app: &TestApp, path: &str, verb: &str, facts: Value) -> harness::person::Answer {
    let window = app.window().await;
    let mut body = facts;
    body["write_id"] = json!(app.fresh());
    body["base_version"] = window.get(path).await.ok()["version"].clone();
    window.post(&format!("{path}/{verb}"), &body).await
}
