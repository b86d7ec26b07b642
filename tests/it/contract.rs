//! The published contract: the document is the one that is served, every route is in it and every route of it is
//! served, every code that is given has words, and what was published as an example is still taken.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use domain::{
    actor::{Grant, Role},
    text::{Password, PersonName, Username},
};
use harness::{
    Person, TestApp, TestDatabase, both,
    person::{Answer, answer, client},
};
use mobile_contract::problem::faults;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use zerotrip::{actions::add_user, catalogue, http::openapi};

use crate::snapshots;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// One operation of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    pub id: String,
    pub method: Method,
    pub path: String,
    /// Whether the document asks for a token.
    pub secured: bool,
    /// Whether a token for sending opens it.
    pub sends: bool,
}

/// Every operation of the document, in its order.
pub fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(&openapi::text()).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = Method::from_bytes(method.to_ascii_uppercase().as_bytes()) else { continue };
            let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path} has no id"));
            let secured = operation["security"].as_array().is_some_and(|ways| !ways.is_empty());
            let ways = operation["security"].as_array();
            let sends = ways.is_some_and(|ways| ways.iter().any(|way| way.get("send_token").is_some()));
            all.push(Operation { id: id.to_owned(), method, path: path.clone(), secured, sends });
        }
    }
    assert!(all.len() > 40, "the document was not read");
    all
}

#[test]
fn the_document_is_checked_in_as_it_is_served() {
    let checked_in = fs::read_to_string(root().join("mobile-contract/openapi.json")).unwrap_or_default();
    let served = openapi::text();
    assert!(
        checked_in == served,
        "mobile-contract/openapi.json is not what the routes say: run `make contract`"
    );
    let document: Value = serde_json::from_str(&served).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."), "{}", document["openapi"]);
}

/// The functions that the route list serves, read as text.
fn served_functions() -> BTreeSet<String> {
    let source = fs::read_to_string(root().join("api/src/http/mod.rs")).unwrap();
    // The files of the web apps are no operations.
    let speaks = |line: &&str| !line.trim_start().starts_with("//") && !line.contains("web_apps::");
    let code: String = source.lines().filter(speaks).collect();
    assert!(
        !code.contains(".route(") && !code.contains(".resource("),
        "a route that the document cannot see"
    );
    code.split(".service(")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap().rsplit("::").next().unwrap().trim().to_owned())
        .collect()
}

#[test]
fn every_route_is_in_the_document() {
    let documented: BTreeSet<_> = operations().into_iter().map(|operation| operation.id).collect();
    assert_eq!(served_functions(), documented);
    assert_eq!(documented.len(), operations().len(), "two operations share an id");
}

/// Every schema says its fields' names and what is asked for: a client is made from it.
#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let document: Value = serde_json::from_str(&openapi::text()).unwrap();
    let mut open = vec![&document];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                    let pointer = reference.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
                }
                open.extend(fields.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}

/// A path with something in its braces.
pub fn filled(path: &str) -> String {
    let fill = |step: &str| match step {
        "{code}" => "LJZ-MZ-01".to_owned(),
        "{token}" => "0123456789abcdef0123456789abcdef".to_owned(),
        step if step.starts_with('{') => Uuid::from_u128(7).to_string(),
        step => step.to_owned(),
    };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

/// Whether a path without braces is taken for another one with braces: `have` where an id stands.
fn is_served(path: &str, method: &Method) -> bool {
    let fits = |pattern: &str| {
        let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
        pattern.len() == path.len()
            && pattern.iter().zip(path).all(|(wanted, given)| *wanted == given || wanted.starts_with('{'))
    };
    operations().iter().any(|operation| operation.method == *method && fits(&operation.path))
}

async fn ask(app: &TestApp, method: Method, path: &str) -> Answer {
    answer(client().request(method, format!("{}{path}", app.url))).await
}

both! {
    async fn every_operation_of_the_document_is_served(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let served = ask(&app, Method::GET, "/openapi.json").await;
        assert_eq!(served.text(), openapi::text());
        assert_eq!(served.headers["content-type"], "application/json");
        let mut methods = BTreeMap::<String, Vec<Method>>::new();
        for Operation { id, method, path, .. } in operations() {
            let answer = ask(&app, method.clone(), &filled(&path)).await;
            assert_ne!(answer.status, 405, "{id} is in the document and not served");
            assert!(answer.status != 404 || path.starts_with("/s/") || path.starts_with("/demo/"), "{id}: {}", answer.text());
            methods.entry(path).or_default().push(method);
        }
        for (path, known) in methods {
            for method in [Method::GET, Method::PUT, Method::POST, Method::DELETE, Method::PATCH] {
                if known.contains(&method) || is_served(&path, &method) {
                    continue;
                }
                let answer = ask(&app, method.clone(), &filled(&path)).await;
                assert_eq!(answer.refusal(), (405, "method-not-allowed".into()), "{method} {path}");
                let allowed: BTreeSet<_> = answer.headers["allow"].to_str().unwrap().split(", ").collect();
                assert_eq!(allowed, known.iter().map(Method::as_str).collect(), "{path}");
            }
        }
    }

    async fn what_is_not_there_is_a_problem_too(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        for path in ["/", "/v1", "/v1/", "/v2/cases", "/v1/cases/", "/v1/cases/1/2/3/4", "/v1/items/none", "//", "/%00", "/..%2f"] {
            assert_eq!(worker.get(path).await.refusal(), (404, "not-found".into()), "{path}");
        }
        for path in ["/v1/cases/not-a-uuid", "/v1/residents/1", "/v1/visits/%F0%9F%98%80", "/v1/uploads/x"] {
            assert_eq!(worker.get(path).await.refusal(), (404, "not-found".into()), "{path}");
        }
    }

    async fn what_was_published_as_an_example_is_taken(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let fixtures = Fixtures::read();
        let (chen, window) = (fixtures.sign_in(&app).await, app.window().await);
        let community = json!(app.centre.community.uuid());

        let mut body = fixtures.take("put-resident");
        body["community_id"] = community.clone();
        // The example's visit names this resident.
        let mut plan = fixtures.take("plan-visit");
        chen.put(&format!("/v1/residents/{}", id(&plan["resident_id"])), &body).await.ok();
        plan["community_id"] = community;
        plan["worker_id"] = json!(chen.credential.user.uuid());
        let case = fixtures.take("put-case");
        let visit = format!("/v1/visits/{}", id(&case["visit_id"]));
        chen.put(&visit, &plan).await.ok();
        chen.post(&format!("{visit}/start"), &fixtures.take("start-visit")).await.ok();
        let ack = chen.put(&format!("/v1/cases/{}", app.fresh()), &case).await.ok();
        assert_eq!((&ack["version"], &ack["stage"]), (&json!(1), &json!("receiving")));
        assert_eq!(ack["materials"]["of"], json!(4));

        for example in ["put-case-thumbprint", "put-case-guardian"] {
            let mut other = fixtures.take(example);
            other["visit_id"] = json!(app.visit(&chen, app.stranger(&chen, &other).await).await);
            let ack = chen.put(&format!("/v1/cases/{}", app.fresh()), &other).await.ok();
            assert_eq!(ack["stage"], json!("receiving"));
        }

        chen.post(&format!("{visit}/finish"), &fixtures.take("finish-visit")).await.ok();
        requests_for_visits(&app, &chen, &fixtures, &visit).await;
        let held = chen.post("/v1/uploads/have", &fixtures.take("have-uploads")).await.ok();
        assert_eq!(held["present"], json!([]));
        let resident = format!("/v1/residents/{}", id(&plan["resident_id"]));
        window.post(&format!("{resident}/unmask"), &fixtures.take("unmask")).await.ok();

        for (act, fixture) in
            [("accept", "accept-case"), ("conclude", "conclude-case"), ("not-accept", "not-accept-case"), ("return", "return-case")]
        {
            let mut act_body = fixtures.take(fixture);
            let received = app.received_case(&app.worker().await).await;
            if act == "return" {
                // The example is of an item that has a form.
                act_body["defects"][1]["material"] = json!("photo");
            }
            window.post(&format!("/v1/cases/{received}/{act}"), &act_body).await.ok();
        }

        at_the_door(&app, &chen, &fixtures).await;
        let received = app.received_case(&chen).await;
        chen.post(&format!("/v1/cases/{received}/lookups"), &fixtures.take("ask-look-up")).await.ok();
        window.post(&format!("/v1/cases/{received}/unmask"), &fixtures.take("unmask-case")).await.ok();
        window.post(&format!("{resident}/correction"), &fixtures.take("correct-resident")).await.ok();
        let manager = app.manager().await;
        manager.post(&format!("{resident}/export"), &fixtures.take("export-resident")).await.ok();
        let asked = manager.post(&format!("{resident}/erasure"), &fixtures.take("ask-erasure")).await.ok();
        let decision = format!("/v1/erasures/{}/decision", id(&asked["id"]));
        manager.post(&decision, &fixtures.take("decide-erasure")).await.ok();
        window.post(&format!("{resident}/death"), &fixtures.take("note-death")).await.ok();

        let site = app.signed_in(Grant { role: Role::Admin, centre: None, community: None, department: None }).await;
        let (kept, gone) = (app.fresh(), app.fresh());
        for draft in [kept, gone] {
            let mut body = fixtures.take("put-catalogue-draft");
            body["write_id"] = json!(app.fresh());
            // The example holds the head of a file.
            body["text"] = json!(catalogue::LUOJIAZHUANG.replacen("2018-01-illustrative-1", "2026-12", 1));
            site.put(&format!("/v1/catalogue-drafts/{draft}"), &body).await.ok();
        }
        let discard = fixtures.take("discard-catalogue-draft");
        assert_eq!(site.post(&format!("/v1/catalogue-drafts/{gone}/discard"), &discard).await.status, 204);
        let publish = fixtures.take("publish-catalogue");
        site.post(&format!("/v1/catalogue-drafts/{kept}/publish"), &publish).await.ok();
        site.post("/v1/catalogues/2026-12/recall", &fixtures.take("recall-catalogue")).await.ok();

        let letters = window.get(&format!("/v1/cases/{received}/letters")).await.ok();
        let letter = format!("/v1/cases/{received}/letters/{}", letters["letters"][0]["id"].as_str().unwrap());
        assert_eq!(window.get(&letter).await.status, 200);
        window.post(&format!("{letter}/reprint"), &fixtures.take("reprint-letter")).await.ok();

        let again = {
            let mut again = fixtures.take("start-visit");
            again["write_id"] = json!(app.fresh());
            again
        };
        let kept = chen.post(&format!("{visit}/start"), &again).await.json()["not_applied"].clone();
        let settle = fixtures.take("settle-not-applied");
        assert_eq!(chen.post(&format!("/v1/not-applied/{}/settle", id(&kept)), &settle).await.status, 204);
        chen.put("/v1/devices/this", &fixtures.take("put-device-report")).await.ok();
        let refused = chen.post("/v1/session/refresh", &fixtures.take("refresh-session")).await;
        assert_eq!(refused.refusal(), (401, "not-authenticated".into()), "no such token was ever given");
        assert_eq!(chen.put("/v1/session/password", &fixtures.take("change-password")).await.status, 204);
        fixtures.assert_all_were_taken();
    }
}

/// The examples of requests for a visit and of a day's order.
async fn requests_for_visits(app: &TestApp, chen: &Person, fixtures: &Fixtures, visit: &str) {
    let community = json!(app.centre.community.uuid());
    let mut plan = fixtures.take("plan-requested-visit");
    plan["worker_id"] = json!(chen.credential.user.uuid());
    for (verb, body) in [
        ("unmask", fixtures.take("unmask-caller")),
        ("plan", plan),
        ("decline", fixtures.take("decline-visit-request")),
    ] {
        let mut ask = fixtures.take("ask-visit");
        ask["write_id"] = json!(app.fresh());
        ask["community_id"] = community.clone();
        let path = format!("/v1/visit-requests/{}", app.fresh());
        chen.put(&path, &ask).await.ok();
        chen.post(&format!("{path}/{verb}"), &body).await.ok();
    }
    let mut order = fixtures.take("order-visits");
    let other = app.fresh();
    let mut again = fixtures.take("plan-visit");
    again["write_id"] = json!(app.fresh());
    again["community_id"] = community;
    again["worker_id"] = json!(chen.credential.user.uuid());
    chen.put(&format!("/v1/visits/{other}"), &again).await.ok();
    let first = visit.rsplit('/').next().unwrap();
    order["visit_ids"] = json!([first, other]);
    order["first"] = json!(first);
    order["last"] = json!(other);
    chen.post("/v1/visits/order", &order).await.ok();
    let kept = chen.put("/v1/visits/day-order", &fixtures.take("put-day-order")).await.ok();
    assert_eq!(
        kept["visit_ids"].as_array().unwrap().len(),
        1,
        "the example names one of this story's visits"
    );
}

/// The examples of what follows a conclusion, with people and papers of this story in them.
async fn at_the_door(app: &TestApp, chen: &Person, fixtures: &Fixtures) {
    let (window, manager, colleague) = (app.window().await, app.manager().await, app.worker().await);
    let case = format!("/v1/cases/{}", app.received_case(chen).await);
    let say = async |person: &Person, verb: &str, fixture: &str, change: &dyn Fn(&mut Value)| {
        let mut body = fixtures.take(fixture);
        if body.get("base_version").is_some() {
            body["base_version"] = window.get(&case).await.ok()["version"].clone();
        }
        if body["things"].get("originals").is_some() {
            body["things"]["originals"] = json!([]);
        }
        change(&mut body);
        person.post(&format!("{case}/{verb}"), &body).await.ok();
    };
    let to = |person: &Person| json!(person.credential.user.uuid());
    say(chen, "originals", "take-originals", &|body| body["originals"][0]["material"] = json!("id-card"))
        .await;
    let grant = json!({"write_id": app.fresh(), "base_version": 3, "outcome": "granted"});
    window.post(&format!("{case}/conclude"), &grant).await.ok();
    say(&window, "issue", "issue-case", &|_body| {}).await;
    say(&window, "hand-over", "hand-over", &|body| body["worker_id"] = to(chen)).await;
    say(chen, "attempt", "note-attempt", &|_body| {}).await;
    say(&manager, "reassign", "reassign-custody", &|body| body["worker_id"] = to(&colleague)).await;
    say(&colleague, "take-over", "take-over", &|_body| {}).await;
    say(&colleague, "deliver", "deliver-case", &|_body| {}).await;
    say(&manager, "close", "close-case", &|_body| {}).await;
    assert_eq!(window.get(&case).await.ok()["stage"], "closed");
}

fn id(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}

/// The published examples, and which of them have been sent.
struct Fixtures {
    all: BTreeMap<String, Value>,
    taken: std::cell::RefCell<BTreeSet<String>>,
}

/// Those that a server says.
const REPLIES: &[&str] = &[
    "bulletin",
    "caller",
    "case-ack",
    "case-ack-receiving",
    "case-page",
    "case-view",
    "case-view-receiving",
    "catalogue",
    "catalogue-difference",
    "catalogue-draft-ack",
    "catalogue-draft-list",
    "catalogue-draft-view",
    "catalogue-file",
    "catalogue-published",
    "catalogue-versions",
    "centre-list",
    "custody-page",
    "day-order",
    "device-list",
    "erasure-ack",
    "erasure-page",
    "health",
    "item-view",
    "letter-list",
    "letter-reprinted",
    "look-up",
    "not-applied-page",
    "problem",
    "problem-busy",
    "problem-item-changed",
    "problem-not-applied",
    "readiness",
    "recipient",
    "resident-ack",
    "resident-export",
    "resident-view",
    "retention-table",
    "service-report",
    "session-granted",
    "session-view",
    "sync-page",
    "unmasked",
    "unmasked-case",
    "uploads-held",
    "visit-ack",
    "visit-list",
    "visit-order",
    "visit-request-ack",
    "visit-request-page",
    "visit-view",
];

impl Fixtures {
    fn read() -> Self {
        let entries = fs::read_dir(root().join("mobile-contract/fixtures/v1")).unwrap();
        let read = |path: PathBuf| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
        };
        Self { all: entries.map(|entry| read(entry.unwrap().path())).collect(), taken: Default::default() }
    }

    fn take(&self, name: &str) -> Value {
        self.taken.borrow_mut().insert(name.to_owned());
        self.all[name].clone()
    }

    fn assert_all_were_taken(&self) {
        let replies = REPLIES.iter().map(|name| (*name).to_owned());
        let seen: BTreeSet<_> = replies.chain(self.taken.borrow().iter().cloned()).collect();
        assert_eq!(seen, self.all.keys().cloned().collect(), "an example that is neither sent nor a reply");
    }

    /// Signs in as the example does.
    async fn sign_in(&self, app: &TestApp) -> Person {
        let body = self.take("sign-in");
        let username = Username::parse(body["username"].as_str().unwrap()).unwrap();
        let password = Password::parse(body["password"].as_str().unwrap(), &username).unwrap();
        let grant = Grant {
            role: Role::Worker,
            centre: Some(app.centre.id),
            community: Some(app.centre.community),
            department: None,
        };
        let name = PersonName::parse("陈静").unwrap();
        let user = add_user::run(&app.app, username, &name, password, vec![grant]).await.unwrap();
        let granted = answer(client().post(format!("{}/v1/session", app.url)).json(&body)).await.ok();
        let credential = domain::actor::Credential {
            session: domain::ids::SessionId::from_uuid(id(&granted["session_id"])),
            user,
        };
        let device = domain::ids::DeviceId::from_uuid(id(&body["device"]["id"]));
        Person::new(app.url.clone(), granted["access_token"].as_str().unwrap().to_owned(), credential, device)
    }
}

/// Where codes come from that reach the wire as faults.
const SPEAKERS: &[&str] =
    &["api/domain/src", "api/files/src", "api/src/actions", "api/src/catalogue", "api/src/http"];

#[test]
fn every_code_that_is_given_has_words() {
    let mut files = Vec::new();
    for room in SPEAKERS {
        rust_files(&root().join(room), &mut files);
    }
    let mut given = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let product = text.split("#[cfg(test)]").next().unwrap();
        for opening in ["fn code(self) -> &'static str ", "fn code(&self) -> &'static str "] {
            for body in bodies_after(product, opening) {
                given.extend(kebab_literals(body));
            }
        }
        for opening in [".note(", "Rejected(", "Outstanding::Mandate("] {
            for call in product.split(opening).skip(1) {
                given.extend(kebab_literals(call.split(';').next().unwrap().split("=>").next().unwrap()));
            }
        }
    }
    assert!(given.len() > 40, "the codes were not read: {given:?}");
    let off_the_wire = snapshots::first_words(&snapshots::agreed("codes_off_the_wire.txt"));
    let unknown: BTreeSet<_> = given.iter().filter(|code| !faults::is_known(code)).cloned().collect();
    assert_eq!(unknown, off_the_wire.into_iter().collect(), "codes without words in mobile-contract");
}

fn rust_files(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

/// What stands in the braces after each of these openings.
fn bodies_after<'t>(text: &'t str, opening: &str) -> Vec<&'t str> {
    let body = |rest: &'t str| {
        let mut depth = 0;
        let end = rest.find(|c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth == 0
        });
        &rest[..end.unwrap_or(rest.len())]
    };
    text.split(opening).skip(1).map(body).collect()
}

fn kebab_literals(text: &str) -> Vec<String> {
    let is_code = |literal: &&str| {
        literal.contains('-')
            && literal.split('-').all(|part| {
                !part.is_empty()
                    && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            })
    };
    text.split('"').skip(1).step_by(2).filter(is_code).map(str::to_owned).collect()
}

trait Strangers {
    /// Enters the person whom a case's body names, under the body's id.
    async fn stranger(&self, worker: &Person, case: &Value) -> Uuid;
}

impl Strangers for TestApp {
    async fn stranger(&self, worker: &Person, case: &Value) -> Uuid {
        let resident = id(&case["resident"]["id"]);
        let body = json!({
            "write_id": self.fresh(),
            "community_id": self.centre.community.uuid(),
            "identity": case["resident"]["identity"],
        });
        worker.put(&format!("/v1/residents/{resident}"), &body).await.ok();
        resident
    }
}
