//! Residents' rights over what is held on them: a copy, a correction, erasure, and an end to keeping.

mod corrections;
mod erasures;
mod exports;
mod periods;

use harness::{Person, TestApp, person::Answer, story, story::Sealed};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::thief::needles::Needles;

/// Everything personal that is said of the resident whom these stories are about.
const SAID: &[&str] = &[
    "司空碧桃",
    "13912348001",
    "文新街道百合弄8幢1单元101室",
    "左眼失明请出声",
    "先约邻居再上门",
    "女婿周三从嘉兴来",
    "抚恤金每月一千九百元",
    "老年证遗失",
    "残疾证号七七九九",
    "身份证有效期看不清",
    "审核发现户口已迁",
    "等得太久没有人回话",
    "核对残疾证号码",
    "碧桃身份证.jpg",
    "想把资料都删掉",
];

/// What is said of others on the way, which is theirs.
const OF_OTHERS: &[&str] = &["端木邻居", "13977779999", "诸葛作证", "上官监护"];

const NUMBER: &str = "999999195001010034";

/// A resident with a case in every noun.
struct Someone {
    id: Uuid,
    visit: Uuid,
    case: String,
    photos: [Vec<u8>; 2],
}

fn identity() -> Value {
    json!({
        "name": SAID[0], "id_number": NUMBER, "phone": SAID[1], "address": SAID[2], "note": SAID[3],
        "care_groups": ["elderly", "disabled"],
    })
}

fn case_body(app: &TestApp, place: (Uuid, Uuid), [photo, signature]: [&Sealed; 2]) -> Value {
    let mut body = app.senior_card(place.0, place.1, photo, signature);
    body["form"] = json!({"income": SAID[6]});
    body["note"] = json!(SAID[7]);
    body["materials"][0]["note"] = json!(SAID[8]);
    body["mandate"]["signature"]["kind"] = json!("thumbprint");
    body["mandate"]["witness"] = json!({"name": OF_OTHERS[2], "id_last4": "004X"});
    let mut proof = body["manifest"][0].clone();
    proof["file_id"] = json!(app.fresh());
    proof["purpose"] = json!("guardianship");
    proof["material"] = Value::Null;
    body["mandate"]["guardian"] = json!({
        "name": OF_OTHERS[3], "relation": "spouse", "ground": "no_capacity", "proof_file_id": proof["file_id"],
    });
    body["manifest"].as_array_mut().unwrap().push(proof);
    body
}

async fn upload_named(worker: &Person, file: &Sealed) {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let request = worker
        .request(reqwest::Method::POST, "/v1/uploads")
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Length", file.bytes.len())
        .header("Upload-Metadata", format!("filename {}", STANDARD.encode(SAID[13])))
        .header("Content-Type", "application/offset+octet-stream")
        .body(file.bytes.clone());
    harness::person::answer(request).await.ok();
}

/// Their life up to a received case that was given back once.
async fn life(app: &TestApp, worker: &Person) -> Someone {
    let (id, visit, case) = (app.fresh(), app.fresh(), format!("/v1/cases/{}", app.fresh()));
    let community = app.centre.community.uuid();
    let entry = json!({
        "write_id": app.fresh(), "community_id": community, "identity": identity(),
        "contacts": [{"name": OF_OTHERS[0], "relation": "relative", "phone": OF_OTHERS[1], "may_be_told": true}],
    });
    worker.put(&format!("/v1/residents/{id}"), &entry).await.ok();
    let plan = json!({
        "write_id": app.fresh(), "base_version": 0, "community_id": community, "resident_id": id,
        "planned_for": app.now().to_string(), "items": ["LJZ-MZ-01"], "note": SAID[4],
    });
    worker.put(&format!("/v1/visits/{visit}"), &plan).await.ok();
    let start = json!({"write_id": app.fresh(), "base_version": 1, "device_at": app.now().to_string()});
    worker.post(&format!("/v1/visits/{visit}/start"), &start).await.ok();
    let photos = [story::jpeg(180), story::jpeg(181)];
    let files = [&app.seal(&photos[0], "image/jpeg"), &app.seal(&photos[1], "image/jpeg")];
    worker.put(&case, &case_body(app, (visit, id), files)).await.ok();
    upload_named(worker, files[0]).await;
    worker.upload(files[1]).await.ok();
    app.run_jobs().await;
    let window = app.window().await;
    let defects = json!([{"material": "id-card", "reason": "unreadable", "note": SAID[9]}]);
    act(app, &window, &case, "return", json!({"defects": defects})).await.ok();
    let mut mended = case_body(app, (visit, id), files);
    mended["base_version"] = worker.get(&case).await.ok()["version"].clone();
    worker.put(&case, &mended).await.ok();
    app.run_jobs().await;
    let done = json!({
        "write_id": app.fresh(), "base_version": 2, "device_at": app.now().to_string(), "outcome": "done",
        "note": SAID[5],
    });
    worker.post(&format!("/v1/visits/{visit}/finish"), &done).await.ok();
    // Said once more, too late: kept with what it said.
    let late = json!({
        "write_id": app.fresh(), "base_version": 2, "device_at": app.now().to_string(), "outcome": "done",
        "note": SAID[5],
    });
    assert_eq!(worker.post(&format!("/v1/visits/{visit}/finish"), &late).await.status, 409);
    window.post(&format!("{case}/unmask"), &json!({"reason": SAID[12]})).await.ok();
    Someone { id, visit, case, photos }
}

/// An act on a case as it stands.
async fn act(app: &TestApp, who: &Person, case: &str, act: &str, mut body: Value) -> Answer {
    body["write_id"] = json!(app.fresh());
    body["base_version"] = who.get(case).await.ok()["version"].clone();
    who.post(&format!("{case}/{act}"), &body).await
}

/// Refused by the centre, rated by the resident, and nothing left for anybody to do.
async fn over(app: &TestApp, someone: &Someone) {
    let window = app.window().await;
    let body = json!({"outcome": "refused", "opinion": SAID[10]});
    act(app, &window, &someone.case, "conclude", body).await.ok();
    app.run_jobs().await;
    let page = format!("{}/rating", link(app, someone).await);
    let rate = harness::person::client().post(page).body(format!("level=1&words={}", SAID[11]));
    let rate = rate.header("Content-Type", "application/x-www-form-urlencoded");
    assert_eq!(harness::person::answer(rate).await.status, 200);
    app.run_jobs().await;
}

/// The latest link that the resident was sent.
async fn link(app: &TestApp, someone: &Someone) -> String {
    let sent = app.app.store.read(|tx| tx.latest_messages(100)).await.unwrap();
    for stored in sent {
        let (centre, resident, id) = (stored.message.centre, stored.message.resident, stored.message.id);
        if resident.uuid() != someone.id {
            continue;
        }
        let row = app.app.store.read(move |tx| tx.resident(centre, resident)).await.unwrap().unwrap();
        let key = app.app.vault.resident_key(centre, row.id, &row.data_key).unwrap();
        let text = app.app.vault.open(&key, "messages", "text", id.as_bytes(), &stored.text).unwrap();
        if let Some(tail) = text.split("/s/").nth(1) {
            let token: String = tail.chars().take_while(char::is_ascii_alphanumeric).collect();
            return format!("{}/s/{token}", app.url);
        }
    }
    panic!("nothing was sent to them");
}

/// Says that every open task is done.
async fn do_tasks(app: &TestApp) {
    let manager = app.manager().await;
    for task in manager.get("/v1/tasks").await.ok()["tasks"].as_array().unwrap() {
        let path = format!("/v1/tasks/{}/done", task["id"].as_str().unwrap());
        manager.post(&path, &json!({"write_id": app.fresh()})).await.ok();
    }
}

fn needles<'a>(texts: impl IntoIterator<Item = &'a str>) -> Needles {
    let mut needles = Needles::default();
    texts.into_iter().for_each(|text| needles.text(text));
    needles
}
