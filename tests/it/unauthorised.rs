//! Nobody gets anywhere by a door that is not theirs: every operation of the document is tried without a token, with
//! one that has run out, with forged ones, and by everybody who is signed in. An operation that nobody wrote a request
//! for here fails these tests.

mod world;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::clock::SeededChance;
use harness::{
    Person, TestApp, TestDatabase, both,
    person::{Answer, answer, client},
};
use jiff::SignedDuration;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::{Client, Method};
use sealing::Ring;
use serde_json::{Value, json};
use zerotrip::tokens::Tokens;

use world::World;

use crate::{
    contract::{Operation, filled, operations},
    snapshots,
};

/// Sends an operation's bare request with a token.
async fn bare(app: &TestApp, client: &Client, operation: &Operation, token: &str) -> Answer {
    let url = format!("{}{}", app.url, filled(&operation.path));
    let request = client.request(operation.method.clone(), url).header("Tus-Resumable", "1.0.0");
    answer(request.header("Authorization", token)).await
}

fn secured() -> impl Iterator<Item = Operation> {
    operations().into_iter().filter(|operation| operation.secured)
}

/// Status and code, also where an answer to HEAD has no body.
fn refusal_of(operation: &Operation, answer: &Answer) -> (u16, String) {
    if operation.method == Method::HEAD { (answer.status.as_u16(), String::new()) } else { answer.refusal() }
}

#[track_caller]
fn assert_refused(operation: &Operation, answer: &Answer, code: &str) {
    let code = if operation.method == Method::HEAD { "" } else { code };
    assert_eq!(refusal_of(operation, answer), (401, code.to_owned()), "{}", operation.id);
}

#[test]
fn what_is_public_was_agreed() {
    let public: Vec<_> = operations().into_iter().filter(|operation| !operation.secured).collect();
    let line = |operation: &Operation| format!("{} {} {}\n", operation.id, operation.method, operation.path);
    snapshots::assert_agreed("public_operations.txt", &public.iter().map(line).collect::<String>());
}

both! {
    async fn without_a_token_there_is_only_what_is_public(db: TestDatabase) {
        let app = TestApp::start(db).await;
        for operation in operations() {
            let url = format!("{}{}", app.url, filled(&operation.path));
            let request = client().request(operation.method.clone(), url).header("Tus-Resumable", "1.0.0");
            let answer = answer(request).await;
            if operation.secured {
                assert_refused(&operation, &answer, "not-authenticated");
            } else {
                assert_ne!(answer.status, 401, "{} is public", operation.id);
            }
        }
    }

    async fn a_token_that_has_run_out_says_so(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (seen, unseen) = (app.worker().await, app.worker().await);
        seen.get("/v1/session").await.ok();
        app.pass(SignedDuration::from_secs(900));
        let client = client();
        for operation in secured() {
            for person in [&seen, &unseen] {
                let answer = bare(&app, &client, &operation, &format!("Bearer {}", person.token)).await;
                assert_refused(&operation, &answer, "token-expired");
            }
        }
    }

    async fn a_forged_token_is_none(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        worker.get("/v1/session").await.ok();
        let (client, forged) = (client(), forgeries(&app, &worker).await);
        for operation in secured() {
            for (what, token) in &forged {
                let answer = bare(&app, &client, &operation, token).await;
                let (status, code) = refusal_of(&operation, &answer);
                let code = if operation.method == Method::HEAD { "not-authenticated" } else { &code };
                assert_eq!((status, code), (401, "not-authenticated"), "{}: {what}", operation.id);
            }
        }
        worker.get("/v1/session").await.ok();
    }

    async fn a_session_that_ended_opens_nothing(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (left, shut_out) = (app.worker().await, app.worker().await);
        assert_eq!(left.delete("/v1/session").await.status, 204);
        assert_eq!(app.manager().await.delete(&format!("/v1/devices/{}", shut_out.device)).await.status, 204);
        let mut world = World::found(app).await;
        for operation in secured() {
            for person in [&left, &shut_out] {
                let request = world.request(&operation, person, "nobody").await;
                assert_refused(&operation, &answer(request).await, "session-ended");
            }
        }
    }

    async fn everybody_gets_what_was_agreed_and_no_more(db: TestDatabase) {
        let mut world = World::found(TestApp::start(db).await).await;
        let people = world.people().await;
        let mut table = format!("{:<18}", "operation");
        for (name, _) in &people {
            table.push_str(&format!("{name:<11}"));
        }
        for operation in secured() {
            table.truncate(table.trim_end().len());
            table.push_str(&format!("\n{:<18}", operation.id));
            for (name, person) in &people {
                let request = world.request(&operation, person, name).await;
                let answer = answer(request).await;
                let status = answer.status.as_u16();
                assert!(status < 500, "{} by {name}: {status} {}", operation.id, answer.text());
                if *name == "elsewhere" && operation.path.contains('{') {
                    assert_eq!(status, 404, "{} shows that it is there: {}", operation.id, answer.text());
                }
                if status >= 400 {
                    world.assert_tells_nothing(&operation, &answer);
                }
                table.push_str(&format!("{status:<11}"));
            }
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
        snapshots::assert_agreed("operations.txt", &table);
    }

    async fn lists_hold_only_what_the_asker_may_see(db: TestDatabase) {
        let mut world = World::found(TestApp::start(db).await).await;
        let case = world.case().await.to_string();
        let (visit, device) = (world.visit.to_string(), world.worker.device.to_string());
        let day = world.app.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let visits = format!("/v1/visits?day={day}");
        for (name, person) in world.people().await {
            let holds = async |path: &str, id: &str| person.get(path).await.text().contains(id);
            let found = (holds("/v1/cases", &case).await, holds(&visits, &visit).await, holds("/v1/devices", &device).await);
            let wanted = match name {
                "own" => (true, true, false),
                "window" => (true, true, false),
                "manager" => (true, true, true),
                "admin" => (false, false, true),
                _ => (false, false, false),
            };
            assert_eq!(found, wanted, "{name}");
        }
    }
}

/// Tokens that look like one of the worker's and are none.
async fn forgeries(app: &TestApp, worker: &Person) -> Vec<(&'static str, String)> {
    let parts: Vec<&str> = worker.token.split('.').collect();
    let (header, claims, signature) = (parts[0], parts[1], parts[2]);
    let said: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    let kid = jsonwebtoken::decode_header(&worker.token).unwrap().kid;
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());

    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    bytes[0] ^= 1;
    let bent = format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(bytes));
    let mut other = said.clone();
    other["sub"] = json!(app.window().await.credential.user.uuid());
    let other_claims = format!("{header}.{}.{signature}", part(&other));
    let mut longer = said.clone();
    longer["exp"] = json!(said["exp"].as_i64().unwrap() + 86_400);
    let longer = format!("{header}.{}.{signature}", part(&longer));
    let none =
        |algorithm: &str| format!("{}.{claims}.", part(&json!({"alg": algorithm, "typ": "JWT", "kid": kid})));

    // The public key is known to everybody: nobody may sign with it as if it were a shared secret.
    let (_, public) = app.app.tokens.public_keys()[0];
    let shared = |secret: &[u8]| {
        let header = Header { kid: kid.clone(), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &said, &EncodingKey::from_secret(secret)).unwrap()
    };
    let of_another_site = {
        let identity = files::Identity::generate().to_secret_text().expose().to_owned();
        let ring = Ring::generate(&SeededChance::new(43), app.now(), identity).unwrap();
        Tokens::new(&ring).issue(&worker.credential, app.now()).unwrap()
    };
    let bearer = |token: &str| format!("Bearer {token}");
    vec![
        ("a changed signature", bearer(&bent)),
        ("another person's claims", bearer(&other_claims)),
        ("a longer life", bearer(&longer)),
        ("no signature", bearer(&format!("{header}.{claims}."))),
        ("algorithm none", bearer(&none("none"))),
        ("algorithm None", bearer(&none("None"))),
        ("HS256 with the public key", bearer(&shared(public))),
        ("HS256 with the public key in hex", bearer(&shared(hex::encode(public).as_bytes()))),
        ("HS256 with the public key in base64", bearer(&shared(URL_SAFE_NO_PAD.encode(public).as_bytes()))),
        ("another site's key", bearer(&of_another_site)),
        ("no JWT", bearer("0123456789abcdef")),
        ("nothing after Bearer", "Bearer ".to_owned()),
        ("another scheme", format!("Basic {}", worker.token)),
    ]
}

/// A made-up ID number of somebody born in 1950, another one each time.
pub fn id_number(n: u8) -> String {
    let body = format!("99999919500101{n:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = b"10X98765432"[usize::try_from(sum % 11).unwrap()];
    format!("{body}{}", char::from(check))
}
