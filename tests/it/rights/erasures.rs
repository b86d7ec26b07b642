//! Somebody asks to be erased: not while a case is open, not while it is to be kept; and then nothing opens any more.

use domain::{
    actor::Role,
    identity::{Areas, IdNumber},
    ids::ResidentId,
    phone::Phone,
    text::PersonName,
};
use harness::{
    Person, TestApp, TestDatabase, both,
    person::{answer, client},
    story,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::{AuditWalk, StoredResident};
use zerotrip::{
    actions::{erase_resident, sweep_files},
    jobs::timetable,
};

use super::{NUMBER, SAID, Someone, do_tasks, life, link, needles, over};
use crate::thief::loot;

const TEN_YEARS: SignedDuration = SignedDuration::from_hours(24 * 3660);

/// The tables in which anything of a person lies.
const TABLES: &[&str] = &[
    "residents",
    "visits",
    "cases",
    "mandates",
    "case_events",
    "evidence",
    "messages",
    "links",
    "correction_notices",
    "ratings",
    "letters",
    "results",
    "handovers",
    "lookups",
    "uploads",
    "segments",
    "deaths",
    "refusals",
    "erasure_requests",
    "visit_requests",
    "home_places",
    "not_applied",
];

async fn ask(app: &TestApp, who: &Person, resident: uuid::Uuid) -> Value {
    let body = json!({"write_id": app.fresh(), "reason": "consent_withdrawn", "note": SAID[14]});
    who.post(&format!("/v1/residents/{resident}/erasure"), &body).await.ok()
}

fn grant(app: &TestApp) -> Value {
    json!({"write_id": app.fresh(), "decision": "granted"})
}

fn decision(request: &Value) -> String {
    format!("/v1/erasures/{}/decision", request["id"].as_str().unwrap())
}

/// The resident's row as it lies there.
async fn row(app: &TestApp, someone: &Someone) -> StoredResident {
    let (centre, id) = (app.centre.id, ResidentId::from_uuid(someone.id));
    app.app.store.read(move |tx| tx.resident(centre, id)).await.unwrap().unwrap()
}

/// Every value of bytes in what was read, as databases print them.
fn values(loot: &[(String, Vec<u8>)]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for (_, bytes) in loot.iter().filter(|(name, _)| name.starts_with("row")) {
        let text = String::from_utf8_lossy(bytes);
        let runs = text.split(|c: char| !c.is_ascii_hexdigit()).filter(|run| run.len() >= 32);
        found.extend(runs.filter_map(|run| hex::decode(run).ok()));
    }
    found
}

/// What finds or opens the resident: the wrapped key, and every keyed digest of who they are.
fn traces(app: &TestApp, row: &StoredResident) -> Vec<Vec<u8>> {
    let vault = &app.app.vault;
    let today = domain::clock::shanghai(app.now()).date();
    let mut traces = vault.identity_digests(&IdNumber::parse(NUMBER, today, Areas::TestToo).unwrap());
    traces.push(vault.name_index(&PersonName::parse(SAID[0]).unwrap()));
    traces.push(vault.phone_index(&Phone::parse(SAID[1]).unwrap()));
    traces.extend([row.data_key.clone(), row.profile.clone()]);
    traces
}

/// With the ring in hand: is there anything that is theirs, or that opens?
fn assert_nothing_is_left(app: &TestApp, someone: &Someone, traces: &[Vec<u8>]) {
    let loot = loot::look_through(app);
    let needles = needles(SAID.iter().copied().chain([NUMBER]));
    for (name, bytes) in &loot {
        assert_eq!(needles.in_bytes(bytes), Vec::<String>::new(), "{name}");
        if name.starts_with("object")
            && let Ok(opened) = app.app.opener.open(&[bytes::Bytes::from(bytes.clone())], 1 << 24)
        {
            assert!(
                !someone.photos.iter().any(|photo| photo == opened.bytes()),
                "{name} is a picture of theirs"
            );
        }
    }
    let values = values(&loot);
    assert!(values.len() > 20, "the search read little: {}", values.len());
    for trace in traces {
        let found = values.iter().any(|value| value.windows(trace.len()).any(|part| part == trace));
        assert!(!found, "a trace of {} bytes is left", trace.len());
    }
    let (centre, id) = (app.centre.id, ResidentId::from_uuid(someone.id));
    let opens = |value: &&Vec<u8>| app.app.vault.resident_key(centre, id, value).is_ok();
    assert_eq!(values.iter().filter(opens).count(), 0, "a key of theirs opens");
}

both! {
    async fn erasure_waits_for_open_cases_and_for_what_is_to_be_kept(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let someone = life(&app, &worker).await;
        let manager = app.manager().await;
        let request = ask(&app, &worker, someone.id).await;
        assert_eq!(ask(&app, &manager, someone.id).await, request, "asked twice, it is asked once");
        let listed = manager.get("/v1/erasures").await.ok()["requests"][0].clone();
        assert_eq!(listed["note"], SAID[14]);
        assert_eq!(listed["due_at"], "2026-12-14T16:00:00Z", "fifteen working days");
        assert_eq!(listed["holds"], json!([{"case_id": someone.case.rsplit('/').next().unwrap()}]));
        let path = decision(&request);
        assert_eq!(manager.post(&path, &grant(&app)).await.refusal(), (409, "erasure-case-open".into()));
        let bare = json!({"write_id": app.fresh(), "decision": "refused_other"});
        assert_eq!(manager.post(&path, &bare).await.problem().2, ["$.note required"]);

        over(&app, &someone).await;
        // A bad rating: somebody is to call back first.
        assert_eq!(manager.post(&path, &grant(&app)).await.refusal(), (409, "erasure-case-open".into()));
        do_tasks(&app).await;
        assert_eq!(manager.post(&path, &grant(&app)).await.refusal(), (409, "erasure-retained".into()));
        let held = manager.get("/v1/erasures").await.ok()["requests"][0]["holds"][0].clone();
        assert_eq!(held["until"], "2036-11-20T00:30:00Z");
        let refused = json!({"write_id": app.fresh(), "decision": "refused_retained", "note": "档案期未满"});
        manager.post(&path, &refused).await.ok();
        assert_eq!(manager.post(&path, &grant(&app)).await.refusal(), (409, "stage-refused".into()));
        let listed = manager.get("/v1/erasures").await.ok()["requests"][0].clone();
        assert_eq!((&listed["decision"], &listed["answer"]), (&json!("refused_retained"), &json!("档案期未满")));
        assert_ne!(ask(&app, &manager, someone.id).await, request, "a refusal is not the last word");
    }

    async fn who_was_erased_is_found_nowhere_and_nobody_else_is_touched(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let someone = life(&app, &worker).await;
        over(&app, &someone).await;
        do_tasks(&app).await;
        let other = format!("/v1/cases/{}", app.received_case(&worker).await);
        let page = link(&app, &someone).await;
        let traces = traces(&app, &row(&app, &someone).await);
        app.pass(TEN_YEARS);
        // Ten years do something to a case that nobody has seen to; somebody sees to it first.
        timetable::round(&app.app).await.unwrap();
        app.run_jobs().await;
        do_tasks(&app).await;
        let (worker, manager) = (app.worker_again(&worker).await, app.manager().await);
        let figures = manager.get("/v1/reports/bulletin").await.ok()["figures"].clone();
        let untouched = manager.get(&other).await.ok();

        let request = ask(&app, &worker, someone.id).await;
        let granting = grant(&app);
        let granted = manager.post(&decision(&request), &granting).await.ok();
        assert_eq!(manager.post(&decision(&request), &granting).await.ok(), granted, "the same write");
        assert_eq!(manager.post(&decision(&request), &grant(&app)).await.refusal(), (409, "stage-refused".into()));
        timetable::round(&app.app).await.unwrap();
        app.run_jobs().await;
        assert_nothing_is_left(&app, &someone, &traces);

        // Every door that would show them says so.
        let gone = (410, "erased".to_owned());
        let resident = format!("/v1/residents/{}", someone.id);
        let view = manager.get(&resident).await.ok();
        assert_eq!((&view["erased"], &view["name"], &view["id_number"]), (&json!(true), &json!(""), &json!("")));
        let unmask = json!({"reason": "电话核对", "fields": ["name"]});
        assert_eq!(manager.post(&format!("{resident}/unmask"), &unmask).await.refusal(), gone);
        assert_eq!(manager.post(&format!("{resident}/export"), &json!({"reason": "居民申请"})).await.refusal(), gone);
        let again = json!({"write_id": app.fresh(), "reason": "unlawful"});
        assert_eq!(manager.post(&format!("{resident}/erasure"), &again).await.refusal(), gone);
        assert_eq!(worker.put(&resident, &entry(&app)).await.refusal(), gone);
        for who in [&worker, &manager] {
            let case = who.get(&someone.case).await.ok();
            assert_eq!((&case["erased"], &case["resident"]["erased"], &case["stage"]), (&json!(true), &json!(true), &json!("refused")));
            assert!(!case["events"].as_array().unwrap().is_empty(), "its history stays");
        }
        let case = manager.get(&someone.case).await.ok();
        let file = case["files"][0]["file_id"].as_str().unwrap();
        assert_eq!(manager.get(&format!("{}/files/{file}", someone.case)).await.refusal(), gone);
        assert_eq!(manager.post(&format!("{}/unmask", someone.case), &json!({"reason": "核对"})).await.refusal(), gone);
        let cases = manager.get("/v1/cases").await.ok()["cases"].clone();
        let listed = cases.as_array().unwrap().iter().find(|case| someone.case.ends_with(case["id"].as_str().unwrap())).unwrap().clone();
        assert_eq!((&listed["erased"], &listed["resident_name"]), (&json!(true), &json!("")));
        let visit = manager.get(&format!("/v1/visits/{}", someone.visit)).await.ok();
        assert_eq!((&visit["resident"]["erased"], &visit["note"]), (&json!(true), &json!(null)));
        assert_eq!(manager.get("/v1/visits?day=2026-11-23").await.status, 200);
        assert_eq!(answer(client().get(&page)).await.status, 404, "the link leads nowhere");
        let requests = manager.get("/v1/erasures").await.ok()["requests"].clone();
        assert_eq!((&requests[0]["decision"], &requests[0]["note"]), (&json!("granted"), &json!(null)));

        // Nobody else is touched, and what happened is counted as it was.
        assert_eq!(manager.get(&other).await.ok(), untouched);
        let file = untouched["files"][0]["file_id"].as_str().unwrap();
        assert_eq!(manager.get(&format!("{other}/files/{file}")).await.bytes.as_ref(), story::jpeg(1));
        assert_eq!(manager.get("/v1/reports/bulletin").await.ok()["figures"], figures);
        let centre = app.centre.id;
        let walk = app.app.store.read(move |tx| tx.walk_audit(centre, |_, _| true)).await.unwrap();
        assert!(matches!(walk, AuditWalk::Whole { .. }), "{walk:?}");

        // Who comes again is somebody new.
        let anew = format!("/v1/residents/{}", app.fresh());
        worker.put(&anew, &entry(&app)).await.ok();
        assert_eq!(manager.get(&anew).await.ok()["name"], "司*");
    }

    async fn a_restore_does_it_again(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let someone = life(&app, &worker).await;
        over(&app, &someone).await;
        do_tasks(&app).await;
        let traces = traces(&app, &row(&app, &someone).await);
        app.pass(TEN_YEARS);
        let (worker, manager) = (app.worker_again(&worker).await, app.manager().await);
        for table in TABLES {
            app.database.execute(&format!("CREATE TABLE old_{table} AS SELECT * FROM {table}"));
        }
        let request = ask(&app, &worker, someone.id).await;
        manager.post(&decision(&request), &grant(&app)).await.ok();
        sweep_files::expired(&app.app).await.unwrap();
        let list = erase_resident::list(&app.app).await.unwrap();
        assert_eq!(list.iter().map(|erasure| erasure.resident.uuid()).collect::<Vec<_>>(), [someone.id]);

        for table in TABLES {
            app.database.execute(&format!("DELETE FROM {table}"));
            app.database.execute(&format!("INSERT INTO {table} SELECT * FROM old_{table}"));
            app.database.execute(&format!("DROP TABLE old_{table}"));
        }
        app.database.execute("DELETE FROM erasures");
        let resident = format!("/v1/residents/{}", someone.id);
        assert_eq!(manager.get(&resident).await.ok()["erased"], json!(null), "the backup still knew them");
        assert_eq!(erase_resident::replay(&app.app, list.clone()).await.unwrap(), 1);
        assert_eq!(erase_resident::replay(&app.app, list.clone()).await.unwrap(), 0, "twice is harmless");
        sweep_files::expired(&app.app).await.unwrap();
        assert_eq!(erase_resident::list(&app.app).await.unwrap(), list, "as it was granted");
        assert_nothing_is_left(&app, &someone, &traces);
        assert_eq!(manager.get(&resident).await.ok()["erased"], json!(true));
    }

    async fn erasure_is_the_managers_to_grant(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let id = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let request = ask(&app, &worker, id).await;
        let path = decision(&request);
        assert_eq!(worker.get("/v1/erasures").await.refusal(), (403, "forbidden".into()));
        for (stranger, refusal) in [
            (app.window().await, (404, "not-found".to_owned())),
            (app.someone(Role::Auditor, app.centre, None, None).await, (403, "forbidden".to_owned())),
            (app.someone(Role::Manager, app.other, None, None).await, (404, "not-found".to_owned())),
        ] {
            assert_eq!(stranger.post(&path, &grant(&app)).await.refusal(), refusal);
        }
        let manager = app.manager().await;
        manager.post(&path, &grant(&app)).await.ok();
        let plan = json!({
            "write_id": app.fresh(), "base_version": 0, "community_id": app.centre.community.uuid(), "resident_id": id,
            "planned_for": app.now().to_string(), "items": [],
        });
        let visit = worker.put(&format!("/v1/visits/{}", app.fresh()), &plan).await;
        assert_eq!(visit.refusal(), (410, "erased".into()), "with nothing held, there is nothing to wait for");
    }
}

fn entry(app: &TestApp) -> Value {
    json!({"write_id": app.fresh(), "community_id": app.centre.community.uuid(), "identity": super::identity()})
}
