//! Uploads: what stock tus clients need, bodies that break off or lie, and the claims that wait for bytes.

mod bodies;
mod claims;
mod protocol;

use std::path::Path;

use domain::{actor::Credential, ids::SessionId};
use harness::{Person, TestApp, person::Answer, person::answer};
use jiff::SignedDuration;
use reqwest::{Body, Method, RequestBuilder, header::HeaderMap};
use store::SessionRow;

const BYTES: &str = "application/offset+octet-stream";

/// A request of a tus client.
fn tus(person: &Person, method: Method, path: &str) -> RequestBuilder {
    person.request(method, path).header("Tus-Resumable", "1.0.0")
}

/// Begins an upload; where it is.
async fn begin(person: &Person, length: usize) -> String {
    let begun = answer(tus(person, Method::POST, "/v1/uploads").header("Upload-Length", length)).await;
    place(&begun)
}

/// Where an upload is that was just begun.
#[track_caller]
fn place(begun: &Answer) -> String {
    assert_eq!(begun.status, 201, "{}", begun.text());
    begun.headers["location"].to_str().unwrap().to_owned()
}

/// A request that goes on with an upload.
fn append(person: &Person, at: &str, offset: usize, body: impl Into<Body>) -> RequestBuilder {
    let request =
        tus(person, Method::PATCH, at).header("Upload-Offset", offset).header("Content-Type", BYTES);
    request.body(body)
}

/// Goes on with an upload.
async fn patch(person: &Person, at: &str, offset: usize, body: impl Into<Body>) -> Answer {
    answer(append(person, at, offset, body)).await
}

/// Asks how far an upload has come.
async fn head(person: &Person, at: &str) -> Answer {
    answer(tus(person, Method::HEAD, at)).await
}

/// How far an upload has come.
async fn offset(person: &Person, at: &str) -> String {
    let standing = head(person, at).await;
    assert_eq!(standing.status, 200);
    text(&standing.headers, "upload-offset")
}

#[track_caller]
fn text(headers: &HeaderMap, name: &str) -> String {
    headers[name].to_str().unwrap().to_owned()
}

/// Bytes that no two places have alike.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8).collect()
}

/// How many objects lie in the store of files.
fn objects(app: &TestApp) -> usize {
    fn count(dir: &Path) -> usize {
        let entries = std::fs::read_dir(dir).unwrap().map(Result::unwrap);
        let lies = |entry: std::fs::DirEntry| match entry.file_type().unwrap().is_dir() {
            true => count(&entry.path()),
            // A put that is still being written has a name with a number sign.
            false => usize::from(!entry.file_name().to_string_lossy().contains('#')),
        };
        entries.map(lies).sum()
    }
    count(&app.dir.path().join("objects/seg"))
}

/// The same person, signed in again after a time.
async fn again(app: &TestApp, person: &Person) -> Person {
    let credential = Credential { session: SessionId::from_uuid(app.fresh()), user: person.credential.user };
    let (old, new, now) = (person.credential.session, credential.session, app.now());
    app.app
        .store
        .write(move |tx| {
            let before = tx.session(old)?.unwrap();
            let expires_at = now + SignedDuration::from_hours(24 * 30);
            tx.insert_session(&SessionRow { id: new, expires_at, ..before }, now)
        })
        .await
        .unwrap();
    let token = app.app.tokens.issue(&credential, now).unwrap();
    Person::new(app.url.clone(), token, credential, person.device)
}
