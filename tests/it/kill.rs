//! The server is killed in the middle of uploads and submissions, again and again. What it had acknowledged is there
//! afterwards, once; what it had not, the phone sends again, and that makes nothing twice.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use bytes::Bytes;
use domain::{
    clock::{Chance as _, Clock as _},
    ids::CaseId,
};
use files::Recipient;
use harness::{Person, TestDatabase, both, person, process::Site, story};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;
use uuid::Uuid;
use zerotrip::{
    chance::{SystemChance, SystemClock},
    jobs,
};

/// How often the server is killed in one story.
const KILLS: u32 = 50;
/// Phones that send at once.
const PHONES: usize = 4;

/// One case as a phone holds it until it is acknowledged.
#[derive(Clone)]
struct Held {
    case: Uuid,
    body: Value,
    files: Vec<(String, Bytes)>,
}

/// What the server has acknowledged: files by digest, cases with the version told.
#[derive(Default)]
struct Acknowledged {
    files: BTreeMap<String, Bytes>,
    cases: BTreeMap<Uuid, i64>,
}

fn fresh() -> Uuid {
    SystemChance.uuid_v7(SystemClock.now())
}

fn held(recipient: &Recipient, resident: Uuid, visit: Uuid, n: u32) -> Held {
    let at = SystemClock.now().to_string();
    let seal = |seed: u32| {
        let bytes = Bytes::from(files::seal(recipient, &story::jpeg((seed % 251) as u8)));
        (hex::encode(Sha256::digest(&bytes)), bytes)
    };
    let files = vec![seal(n), seal(n + 1)];
    let claim = |(sha256, bytes): &(String, Bytes), id: Uuid, purpose: &str| json!({"file_id": id, "sha256": sha256, "size": bytes.len(), "media_type": "image/jpeg", "purpose": purpose});
    let signature = fresh();
    let mut photo = claim(&files[0], fresh(), "material");
    photo["material"] = json!("id-card");
    let body = json!({
        "write_id": fresh(), "base_version": 0, "visit_id": visit, "resident": {"id": resident},
        "item": "LJZ-MZ-01", "catalogue_version": "2018-01-illustrative-1", "collected_at": at, "form": {},
        "mandate": {"agent_name": "陈晓", "powers": ["file"], "signed_at": at, "term_days": 30,
            "signature": {"kind": "signature", "file_id": signature}},
        "consents": [
            {"kind": "personal_information", "text_version": "2026-1", "given": true, "given_at": at},
            {"kind": "id_photo", "text_version": "2026-1", "given": true, "given_at": at},
        ],
        "materials": [{"material": "id-card", "cover": "file"}],
        "manifest": [photo, claim(&files[1], signature, "signature")],
    });
    Held { case: fresh(), body, files }
}

/// Sends a request; nothing when the server died under it.
async fn send(request: reqwest::RequestBuilder) -> Option<(StatusCode, Value, Option<String>)> {
    let response = request.send().await.ok()?;
    let status = response.status();
    let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
    let bytes = response.bytes().await.ok()?;
    Some((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null), location))
}

fn tus(worker: &Person, method: Method, path: &str) -> reqwest::RequestBuilder {
    worker.request(method, path).header("Tus-Resumable", "1.0.0")
}

/// A file in one request, or in two with the second half after the first: whether its last byte was acknowledged.
async fn upload(worker: &Person, bytes: &Bytes, halves: bool) -> Option<bool> {
    let half = if halves { bytes.len() / 2 } else { bytes.len() };
    let create = tus(worker, Method::POST, "/v1/uploads")
        .header("Upload-Length", bytes.len())
        .header("Content-Type", "application/offset+octet-stream")
        .body(bytes.slice(..half));
    let (status, body, location) = send(create).await?;
    assert_eq!(status, 201, "{body}");
    if !halves {
        return Some(true);
    }
    let patch = tus(worker, Method::PATCH, &location.unwrap())
        .header("Upload-Offset", half)
        .header("Content-Type", "application/offset+octet-stream")
        .body(bytes.slice(half..));
    let (status, body, _) = send(patch).await?;
    assert_eq!(status, 204, "{body}");
    Some(true)
}

/// A phone at work until the server dies: files and case in any order, everything acknowledged noted.
async fn phone(
    worker: Person,
    queue: Arc<Mutex<Vec<Held>>>,
    told: Arc<Mutex<Acknowledged>>,
    answered: Answers,
    n: usize,
) {
    loop {
        let Some(held) = queue.lock().unwrap().pop() else { return };
        let done = async {
            for (k, (sha256, bytes)) in held.files.iter().enumerate() {
                let known = told.lock().unwrap().files.contains_key(sha256);
                if !known {
                    upload(&worker, bytes, (k + n).is_multiple_of(2)).await?;
                    told.lock().unwrap().files.insert(sha256.clone(), bytes.clone());
                    answered.one();
                }
            }
            let path = format!("/v1/cases/{}", held.case);
            let (status, body, _) = send(worker.request(Method::PUT, &path).json(&held.body)).await?;
            assert_eq!(status, 200, "{body}");
            told.lock().unwrap().cases.insert(held.case, body["version"].as_i64().unwrap());
            answered.one();
            Some(())
        };
        if done.await.is_none() {
            queue.lock().unwrap().push(held);
            return;
        }
    }
}

/// Counts answers and rings when there have been enough.
#[derive(Clone)]
struct Answers(Arc<(AtomicU32, u32, Notify)>);

impl Answers {
    fn until(enough: u32) -> Self {
        Self(Arc::new((AtomicU32::new(0), enough, Notify::new())))
    }

    fn one(&self) {
        let (count, enough, bell) = &*self.0;
        if count.fetch_add(1, Ordering::Relaxed) + 1 >= *enough {
            bell.notify_one();
        }
    }

    async fn enough(&self) {
        self.0.2.notified().await;
    }
}

async fn resident_and_visit(site: &Site) -> (Uuid, Uuid) {
    let (resident, visit) = (fresh(), fresh());
    let body = json!({"write_id": fresh(), "community_id": site.community.uuid(),
        "identity": story::identity("王秀英", story::WANG)});
    site.worker.put(&format!("/v1/residents/{resident}"), &body).await.ok();
    let plan = json!({"write_id": fresh(), "base_version": 0, "community_id": site.community.uuid(),
        "resident_id": resident, "planned_for": SystemClock.now().to_string(), "items": ["LJZ-MZ-01"]});
    site.worker.put(&format!("/v1/visits/{visit}"), &plan).await.ok();
    (resident, visit)
}

both! {
    async fn nothing_acknowledged_is_lost_and_nothing_is_doubled(db: TestDatabase) {
        let site = Site::lay_out(db).await;
        let told = Arc::new(Mutex::new(Acknowledged::default()));
        let queue = Arc::new(Mutex::new(Vec::new()));
        let mut first = None;
        for round in 0..KILLS {
            let server = site.start();
            let (resident, visit, recipient) = match &first {
                Some(known) => known,
                None => {
                    let recipient = person::answer(site.worker.request(Method::GET, "/v1/recipient")).await.ok();
                    let recipient = Recipient::parse(recipient["recipient"].as_str().unwrap()).unwrap();
                    let (resident, visit) = resident_and_visit(&site).await;
                    first.insert((resident, visit, recipient))
                }
            };
            for n in 0..6 {
                queue.lock().unwrap().push(held(recipient, *resident, *visit, round * 16 + n * 2));
            }
            // Another number of answers each round, so that the end comes at another moment.
            let answers = Answers::until(1 + (round * 7) % 13);
            let phones: Vec<_> = (0..PHONES)
                .map(|n| tokio::spawn(phone(site.worker.clone(), queue.clone(), told.clone(), answers.clone(), n)))
                .collect();
            answers.enough().await;
            server.kill();
            for phone in phones {
                phone.await.unwrap();
            }
        }
        let server = site.start();
        let answers = Answers::until(u32::MAX);
        phone(site.worker.clone(), queue.clone(), told.clone(), answers, 0).await;
        assert!(queue.lock().unwrap().is_empty(), "everything gets through in the end");
        let told = std::mem::take(&mut *told.lock().unwrap());
        for digests in told.files.keys().collect::<Vec<_>>().chunks(100) {
            let have = site.worker.post("/v1/uploads/have", &json!({"digests": digests})).await.ok();
            assert_eq!(have["absent"], json!([]), "acknowledged files");
        }
        server.kill();
        let app = site.after_a_while().await;
        while jobs::run_due(&app).await.unwrap() > 0 {}
        let centre = site.centre;
        let mut numbers = BTreeMap::new();
        for (case, version) in &told.cases {
            let id = CaseId::from_uuid(*case);
            let (file, events) = app
                .store
                .read(move |tx| {
                    Ok::<_, store::StoreError>((tx.case_file(&[centre], id)?, tx.events_of(centre, id)?))
                })
                .await
                .unwrap();
            let file = file.expect("an acknowledged case");
            assert!(i64::from(file.row.case.version) >= *version);
            assert_eq!(file.row.case.stage.as_str(), "received");
            let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
            // A promise for the day may be near already, by the hour of the day.
            let acts = kinds.strip_suffix(&["due_soon"]).unwrap_or(&kinds);
            assert_eq!(acts, ["filed", "received"], "once each");
            let number = file.row.case.stage.receipt().unwrap().number.clone();
            assert_eq!(numbers.insert(number, *case), None, "a number of its own");
        }
        assert_eq!(told.cases.len(), KILLS as usize * 6);
        let messages = app.store.read(|tx| tx.latest_messages(10_000)).await.unwrap();
        assert_eq!(messages.len(), told.cases.len(), "each told once");
        let walk = app.store.read(move |tx| tx.walk_audit(centre, |_, _| true)).await.unwrap();
        assert!(matches!(walk, store::AuditWalk::Whole { .. }), "{walk:?}");
    }
}
