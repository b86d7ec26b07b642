//! A phone that does not come through: the file that it wrote is taken in at the centre, twice without harm, as its
//! worker and nobody else.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use domain::clock::{Chance as _, Clock as _};
use files::Recipient;
use harness::{
    Person, TestDatabase, both,
    process::{Site, binary},
    story,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zerotrip::{
    app::App,
    chance::{SystemChance, SystemClock},
    jobs,
};

fn fresh() -> Uuid {
    SystemChance.uuid_v7(SystemClock.now())
}

fn now() -> String {
    SystemClock.now().to_string()
}

/// What a phone holds that found no line: as `api/web/phone/src/outbox/rescue.ts` writes it.
struct Unsent {
    list: Value,
    entries: Vec<(String, Vec<u8>)>,
}

impl Unsent {
    fn of(worker: &Person) -> Self {
        let list = json!({
            "made_at": now(), "worker_id": worker.credential.user.uuid(), "device_id": worker.device.uuid(),
            "writes": [], "files": [],
        });
        Self { list, entries: Vec::new() }
    }

    fn listed(&mut self, act: &str, method: &str, path: &str, base: Option<i32>) -> Uuid {
        let write = fresh();
        let mut line = json!({
            "write_id": write, "act": act, "method": method, "path": path, "state": "queued", "created_at": now(),
        });
        if let Some(base) = base {
            line["base_version"] = json!(base);
        }
        self.list["writes"].as_array_mut().unwrap().push(line);
        write
    }

    /// A write without personal data: as it stands, its id and version beside it.
    fn plain(&mut self, act: &str, path: &str, base: Option<i32>, body: &Value) {
        let write = self.listed(act, "POST", path, base);
        self.entries.push((format!("writes/{write}.json"), body.to_string().into_bytes()));
    }

    /// A write that was sealed to the server.
    fn sealed(&mut self, path: &str, recipient: &Recipient, body: &mut Value) {
        let write = self.listed("put-case", "PUT", path, Some(0));
        body["write_id"] = json!(write);
        let sealed = files::seal(recipient, body.to_string().as_bytes());
        self.entries.push((format!("writes/{write}.json.age"), sealed));
    }

    fn photo(&mut self, id: Uuid, sealed: &[u8], sha256: &str) {
        let line = json!({"file_id": id, "sha256": sha256, "size": sealed.len(), "cases": []});
        self.list["files"].as_array_mut().unwrap().push(line);
        self.entries.push((format!("files/{id}.age"), sealed.to_vec()));
    }

    fn write(&self, path: &Path) {
        let mut tar = tar::Builder::new(std::fs::File::create(path).unwrap());
        let list = ("list.json".to_owned(), serde_json::to_vec_pretty(&self.list).unwrap());
        for (name, bytes) in std::iter::once(&list).chain(&self.entries) {
            let mut header = tar::Header::new_ustar();
            header.set_size(u64::try_from(bytes.len()).unwrap());
            header.set_mode(0o600);
            header.set_cksum();
            tar.append_data(&mut header, name, bytes.as_slice()).unwrap();
        }
        tar.finish().unwrap();
    }
}

/// A worker at a door: a visit that the server has, started and finished offline, with one case of two photos.
async fn a_day_offline(site: &Site) -> (Unsent, Uuid, Uuid) {
    let worker = &site.worker;
    let (resident, visit, case) = (fresh(), fresh(), fresh());
    let entry = json!({
        "write_id": fresh(), "community_id": site.community.uuid(), "identity": story::identity("王秀英", story::WANG),
    });
    worker.put(&format!("/v1/residents/{resident}"), &entry).await.ok();
    let plan = json!({
        "write_id": fresh(), "base_version": 0, "community_id": site.community.uuid(), "resident_id": resident,
        "planned_for": now(), "items": ["LJZ-MZ-01"],
    });
    worker.put(&format!("/v1/visits/{visit}"), &plan).await.ok();
    let recipient = worker.get("/v1/recipient").await.ok()["recipient"].as_str().unwrap().to_owned();
    let recipient = Recipient::parse(&recipient).unwrap();
    let mut unsent = Unsent::of(worker);
    unsent.plain("start-visit", &format!("/v1/visits/{visit}/start"), Some(1), &json!({"device_at": now()}));
    let mut manifest = Vec::new();
    for (seed, purpose, material) in [(1, "material", Some("id-card")), (2, "signature", None)] {
        let (id, sealed) = (fresh(), files::seal(&recipient, &story::jpeg(seed)));
        let sha256 = hex::encode(Sha256::digest(&sealed));
        unsent.photo(id, &sealed, &sha256);
        let mut claim = json!({
            "file_id": id, "sha256": sha256, "size": sealed.len(), "media_type": "image/jpeg", "purpose": purpose,
        });
        if let Some(material) = material {
            claim["material"] = json!(material);
        }
        manifest.push(claim);
    }
    let given =
        |kind: &str| json!({"kind": kind, "text_version": "2026-1", "given": true, "given_at": now()});
    let mut body = json!({
        "base_version": 0, "visit_id": visit, "resident": {"id": resident}, "item": "LJZ-MZ-01",
        "catalogue_version": "2018-01-illustrative-1", "collected_at": now(), "form": {},
        "mandate": {
            "agent_name": "陈晓", "powers": ["file", "supplement", "collect"], "signed_at": now(), "term_days": 30,
            "signature": {"kind": "signature", "file_id": manifest[1]["file_id"]},
        },
        "consents": [given("personal_information"), given("id_photo")],
        "materials": [{"material": "id-card", "cover": "file"}],
        "manifest": manifest,
    });
    unsent.sealed(&format!("/v1/cases/{case}"), &recipient, &mut body);
    // Its version was to be learned from the answer to the start.
    let end = json!({"device_at": now(), "outcome": "done", "collect_next_time": []});
    unsent.plain("finish-visit", &format!("/v1/visits/{visit}/finish"), None, &end);
    (unsent, visit, case)
}

fn rescue(site: &Site, file: &Path, user: &str) -> Output {
    let config = site.dir.path().join("zerotrip.toml");
    Command::new(binary())
        .args(["rescue", "--user", user, "--log", "warn", "--config"])
        .arg(config)
        .arg(file)
        .output()
        .unwrap()
}

/// What the command said, line by line; its exit code.
fn said(output: &Output) -> (Vec<String>, Option<i32>) {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (text.lines().map(str::to_owned).collect(), output.status.code())
}

fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn tar_in(site: &Site) -> PathBuf {
    site.dir.path().join("unsent.tar")
}

/// What the audit log says of it: act and details.
async fn rescued(app: &App, site: &Site) -> Vec<(String, String)> {
    let (centre, user) = (site.centre, site.worker.credential.user.uuid());
    let rows = app.store.read(move |tx| tx.audit_of(centre, "user", user)).await.unwrap();
    let rows = rows.into_iter().filter(|row| row.act.starts_with("rescue"));
    rows.map(|row| (row.act, row.detail)).collect()
}

both! {
    async fn a_phones_file_is_taken_in_twice(db: TestDatabase) {
        let site = Site::lay_out(db).await;
        let _server = site.start();
        let (unsent, visit, case) = a_day_offline(&site).await;
        let file = tar_in(&site);
        unsent.write(&file);

        let first = rescue(&site, &file, "worker");
        let (lines, code) = said(&first);
        assert_eq!(code, Some(0), "{lines:#?} {}", complained(&first));
        assert_eq!(lines.last().unwrap(), "applied 5, already there 0, not applied 0");
        assert!(lines.iter().all(|line| line.starts_with("applied") || line.ends_with(": applied")), "{lines:#?}");
        assert!(complained(&first).is_empty(), "{}", complained(&first));
        let path = format!("/v1/cases/{case}");
        assert_eq!(site.worker.get(&format!("/v1/visits/{visit}")).await.ok()["stage"], "finished");
        assert_eq!(site.worker.get(&path).await.ok()["worker_id"], json!(site.worker.credential.user.uuid()));

        let (lines, code) = said(&rescue(&site, &file, "worker"));
        assert_eq!((code, lines.last().unwrap().as_str()), (Some(0), "applied 0, already there 5, not applied 0"), "{lines:#?}");
        let app = site.after_a_while().await;
        while jobs::run_due(&app).await.unwrap() > 0 {}
        let view = site.worker.get(&path).await.ok();
        assert_eq!((&view["stage"], view["files"].as_array().unwrap().len()), (&json!("received"), 2), "{view}");
        let log = rescued(&app, &site).await;
        assert_eq!(log.iter().map(|(act, _)| act.as_str()).collect::<Vec<_>>(), ["rescue", "rescued", "rescue", "rescued"]);
        assert!(log[1].1.ends_with(" applied=5 before=0 not_applied=0"), "{log:?}");
        // Nobody is left signed in by it.
        for (_, detail) in log {
            let session = detail.split("session=").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
            assert!(app.store.read(move |tx| tx.session(session)).await.unwrap().unwrap().ended_at.is_some());
        }
    }

    async fn what_was_not_applied_is_said_and_kept(db: TestDatabase) {
        let site = Site::lay_out(db).await;
        let _server = site.start();
        let (unsent, visit, _) = a_day_offline(&site).await;
        // The phone's visit was started elsewhere meanwhile: an older phone of the same worker.
        let start = json!({"write_id": fresh(), "base_version": 1, "device_at": now()});
        site.worker.post(&format!("/v1/visits/{visit}/start"), &start).await.ok();
        let file = tar_in(&site);
        unsent.write(&file);
        let taken = rescue(&site, &file, "worker");
        let (lines, code) = said(&taken);
        assert_eq!((code, lines.last().unwrap().as_str()), (Some(1), "applied 3, already there 0, not applied 2"), "{lines:#?}");
        assert!(lines[0].starts_with("start-visit ") && lines[0].ends_with(": NOT APPLIED version-conflict"), "{lines:#?}");
        assert!(lines[2].starts_with("finish-visit ") && lines[2].ends_with(": NOT APPLIED version-conflict"), "{lines:#?}");
        assert!(complained(&taken).contains("2 of 5 were not applied"));
        let kept = site.worker.get("/v1/not-applied").await.ok()["not_applied"].clone();
        assert_eq!(kept[0]["write_id"], unsent.list["writes"][0]["write_id"], "{kept}");
    }

    async fn anothers_file_is_refused_whole(db: TestDatabase) {
        let site = Site::lay_out(db).await;
        let _server = site.start();
        let (mut unsent, visit, _) = a_day_offline(&site).await;
        unsent.list["worker_id"] = json!(fresh());
        let file = tar_in(&site);
        unsent.write(&file);
        for (user, why) in [("worker", "another user's file"), ("nobody", "no such user")] {
            let taken = rescue(&site, &file, user);
            assert_eq!(said(&taken), (Vec::new(), Some(1)));
            assert!(complained(&taken).contains(why), "{}", complained(&taken));
        }
        assert_eq!(site.worker.get(&format!("/v1/visits/{visit}")).await.ok()["stage"], "planned");
        assert!(rescued(&site.after_a_while().await, &site).await.is_empty());
    }

    async fn of_a_damaged_file_what_is_left_is_taken_in(db: TestDatabase) {
        let site = Site::lay_out(db).await;
        let _server = site.start();
        let (mut unsent, visit, _) = a_day_offline(&site).await;
        let file = tar_in(&site);
        let is = |suffix: &'static str| move |(name, _): &&mut (String, Vec<u8>)| name.ends_with(suffix);
        // A bit of the case's seal, and a byte of its first photo.
        unsent.entries.iter_mut().find(is(".json.age")).unwrap().1[120] ^= 1;
        unsent.entries.iter_mut().find(|(name, _)| name.starts_with("files/")).unwrap().1[200] ^= 1;
        unsent.write(&file);
        let (lines, code) = said(&rescue(&site, &file, "worker"));
        assert_eq!((code, lines.last().unwrap().as_str()), (Some(1), "applied 3, already there 0, not applied 2"), "{lines:#?}");
        assert!(lines[1].starts_with("put-case ") && lines[1].ends_with("NOT APPLIED seal-not-opened"), "{lines:#?}");
        assert!(lines[3].starts_with("photo ") && lines[3].ends_with("NOT APPLIED damaged"), "{lines:#?}");
        assert_eq!(site.worker.get(&format!("/v1/visits/{visit}")).await.ok()["stage"], "finished");

        // Cut off in the middle, and no such file at all.
        let whole = std::fs::read(&file).unwrap();
        let photo = whole.windows(6).rposition(|name| name == b"files/").unwrap();
        std::fs::write(&file, &whole[..photo + 600]).unwrap();
        let cut = rescue(&site, &file, "worker");
        assert!(complained(&cut).contains("ends in the middle"), "{}", complained(&cut));
        assert!(said(&cut).0[0].ends_with(": already there"), "{:#?}", said(&cut));
        for wrong in [&b"no tar"[..], &[0; 1024], &whole[..700]] {
            std::fs::write(&file, wrong).unwrap();
            let taken = rescue(&site, &file, "worker");
            assert_eq!(said(&taken), (Vec::new(), Some(1)));
            assert!(complained(&taken).contains("zerotrip: "), "{}", complained(&taken));
        }
        assert_eq!(rescued(&site.after_a_while().await, &site).await.len(), 4, "twice begun and ended");
    }
}
