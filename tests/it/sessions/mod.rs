//! Stories about signing in: who is let in, for how long, and how it ends.

mod audit;
mod devices;
mod keys;
mod password;
mod refresh;
mod sending;
mod sign_in;

use domain::{
    actor::{Credential, Grant, Role},
    ids::{DeviceId, SessionId, UserId},
    text::{Password, PersonName, Username},
};
use harness::{
    Person, TestApp,
    person::{Answer, answer, client},
};
use serde_json::{Value, json};
use uuid::Uuid;
use zerotrip::actions::add_user;

/// The password of everybody here.
const PASSWORD: &str = "made-up Passw0rd";
const WRONG: &str = "made-up passw0rd";

/// Adds a person of the first centre who can sign in.
async fn add(app: &TestApp, username: &str, role: Role) -> UserId {
    add_with(app, username, Grant { role, centre: Some(app.centre.id), community: None, department: None })
        .await
}

async fn add_with(app: &TestApp, username: &str, grant: Grant) -> UserId {
    let username = Username::parse(username).unwrap();
    let password = Password::parse(PASSWORD, &username).unwrap();
    let name = PersonName::parse("陈静").unwrap();
    add_user::run(&app.app, username, &name, password, vec![grant]).await.unwrap()
}

/// Asks to be let in.
async fn sign_in(app: &TestApp, username: &str, password: &str, device: Uuid) -> Answer {
    let body =
        json!({"username": username, "password": password, "device": {"id": device, "name": "社区平板 3"}});
    post(app, "/v1/session", &body).await
}

/// Signs in, which is expected to work.
async fn enter(app: &TestApp, username: &str, device: Uuid) -> (Person, String) {
    take(app, &sign_in(app, username, PASSWORD, device).await.ok(), device)
}

/// The person and the refresh token of a pair.
fn take(app: &TestApp, granted: &Value, device: Uuid) -> (Person, String) {
    let id = |value: &Value| value.as_str().unwrap().parse::<Uuid>().unwrap();
    let credential = Credential {
        session: SessionId::from_uuid(id(&granted["session_id"])),
        user: UserId::from_uuid(id(&granted["user"]["id"])),
    };
    let token = granted["access_token"].as_str().unwrap().to_owned();
    let person = Person::new(app.url.clone(), token, credential, DeviceId::from_uuid(device));
    (person, granted["refresh_token"].as_str().unwrap().to_owned())
}

async fn refresh(app: &TestApp, token: &str, device: Uuid) -> Answer {
    post(app, "/v1/session/refresh", &json!({"refresh_token": token, "device_id": device})).await
}

/// POST without a token.
async fn post(app: &TestApp, path: &str, body: &Value) -> Answer {
    answer(client().post(format!("{}{path}", app.url)).json(body)).await
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
