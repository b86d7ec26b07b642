//! Letters of a case: what each says, to whom it is shown, and that the paper says what was so on its day.

mod doors;
mod paper;
mod printing;

use std::process::Command;

use harness::{
    Person, TestApp, TestDatabase,
    person::Answer,
    press,
    story::{self, claim},
};
use serde_json::{Value, json};

use crate::law::act;

/// Two characters that few fonts have, in one name.
const RARE: &str = "王𬭚䶮";

async fn start(db: TestDatabase) -> TestApp {
    TestApp::start_printing(db, press::typesetter()).await
}

/// A received case of somebody with this name, which a department decides; its path.
async fn case_of(app: &TestApp, worker: &Person, name: &str) -> String {
    let resident = app.resident(worker, app.centre.community.uuid(), name, story::WANG).await;
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

async fn listed(person: &Person, case: &str) -> Vec<Value> {
    person.get(&format!("{case}/letters")).await.ok()["letters"].as_array().unwrap().clone()
}

/// Kinds and states of the letters that somebody sees, in their order.
async fn kinds(person: &Person, case: &str) -> Vec<String> {
    let letters = listed(person, case).await;
    let word = |letter: &Value, member: &str| letter[member].as_str().unwrap().to_owned();
    letters.iter().map(|letter| format!("{} {}", word(letter, "kind"), word(letter, "state"))).collect()
}

/// The path of the `ordinal`th letter of a kind.
async fn path(person: &Person, case: &str, kind: &str, ordinal: u32) -> String {
    let letters = listed(person, case).await;
    let found = letters.iter().find(|letter| letter["kind"] == kind && letter["ordinal"] == ordinal);
    format!("{case}/letters/{}", found.unwrap()["id"].as_str().unwrap())
}

async fn open(person: &Person, case: &str, kind: &str, ordinal: u32) -> Answer {
    let answer = person.get(&path(person, case, kind, ordinal).await).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

/// The words of a letter as its reader finds them, without white space.
async fn words(person: &Person, case: &str, kind: &str, ordinal: u32) -> String {
    text(&open(person, case, kind, ordinal).await.bytes)
}

fn text(pdf: &[u8]) -> String {
    poppler("pdftotext", &["-raw", "-nopgbrk"], pdf, &["-"]).split_whitespace().collect()
}

fn poppler(tool: &str, options: &[&str], pdf: &[u8], to: &[&str]) -> String {
    assert!(pdf.starts_with(b"%PDF-1.7"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new(tool).args(options).arg(&file).args(to).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The worker's answer to a notice: these files for these materials.
async fn mend(app: &TestApp, worker: &Person, case: &str, materials: &[(&str, u8)]) {
    let view = worker.get(case).await.ok();
    let signature = app.photo(40);
    worker.upload(&signature).await.ok();
    let mut manifest = vec![claim(&signature, "signature", None)];
    let mut covers = Vec::new();
    for (material, seed) in materials {
        let photo = app.photo(*seed);
        worker.upload(&photo).await.ok();
        manifest.push(claim(&photo, "material", Some(material)));
        covers.push(json!({"material": material, "cover": "file"}));
    }
    let resident = view["resident"]["id"].as_str().unwrap().parse().unwrap();
    let visit = view["visit_id"].as_str().unwrap().parse().unwrap();
    let mut body = app.senior_card(visit, resident, &signature, &signature);
    body["base_version"] = view["version"].clone();
    body["item"] = view["item"].clone();
    body["materials"] = json!(covers);
    body["manifest"] = json!(manifest);
    worker.put(case, &body).await.ok();
    app.run_jobs().await;
    assert_eq!(worker.get(case).await.ok()["stage"], "received");
}

/// How often the audit log says that this was done to a case.
async fn audited(app: &TestApp, case: &str, act: &str) -> usize {
    let (centre, id) = (app.centre.id, case.rsplit('/').next().unwrap().parse().unwrap());
    let rows = app.app.store.read(move |tx| tx.audit_of(centre, "case", id)).await.unwrap();
    rows.iter().filter(|row| row.act == act).count()
}

async fn tasks(app: &TestApp) -> usize {
    let tasks = app.manager().await.get("/v1/tasks").await.ok();
    let kinds = tasks["tasks"].as_array().unwrap().iter();
    kinds.filter(|task| task["kind"] == "letter_not_printed").count()
}

async fn return_case(app: &TestApp, person: &Person, case: &str, facts: Value) {
    act(app, person, case, "return", facts).await.ok();
    app.run_jobs().await;
}
