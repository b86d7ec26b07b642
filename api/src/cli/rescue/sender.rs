//! Sends what a phone could not, as the phone would have: the same paths, the same bytes.

use std::{collections::HashMap, net::SocketAddr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Client, Method, Response, header, redirect::Policy};
use serde_json::{Value, json};

use super::{
    Came,
    archive::{ListedFile, ListedWrite, WriteBody},
};
use crate::http::SEALED_BODY;

type Sent<T> = Result<T, Box<dyn std::error::Error>>;

/// Where a phone's writes go; nothing else is sent whatever a file says.
const WRITES: [&str; 3] = ["/v1/visits/", "/v1/residents/", "/v1/cases/"];

/// The way to the doors.
pub struct Sender {
    client: Client,
    base: String,
    token: String,
    /// By the thing written to: the version that the last answer told.
    versions: HashMap<String, i64>,
}

impl Sender {
    /// To the doors at an address of this machine.
    pub fn new(address: SocketAddr, token: &str) -> Sent<Self> {
        let _installed_before = rustls::crypto::ring::default_provider().install_default();
        // Nobody is trusted: it never leaves the machine.
        let client = Client::builder().redirect(Policy::none()).no_proxy().tls_certs_only([]).build()?;
        let base = format!("http://{address}");
        Ok(Self { client, base, token: token.to_owned(), versions: HashMap::new() })
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token)
    }

    /// Sends a write.
    pub async fn write(&mut self, write: &ListedWrite, body: WriteBody) -> Sent<Came> {
        let method = match write.method.as_str() {
            "PUT" => Method::PUT,
            "POST" => Method::POST,
            _ => return Ok(not_applied("damaged")),
        };
        let thing = WRITES.iter().find_map(|room| {
            let rest = write.path.strip_prefix(room)?;
            Some(format!("{room}{}", rest.split('/').next()?))
        });
        let Some(thing) = thing else { return Ok(not_applied("damaged")) };
        let request = self.request(method, &write.path);
        let request = match body {
            WriteBody::Sealed(bytes) => request.header(header::CONTENT_TYPE, SEALED_BODY).body(bytes),
            WriteBody::Plain(bytes) => {
                let Ok(Value::Object(mut said)) = serde_json::from_slice::<Value>(&bytes) else {
                    return Ok(not_applied("damaged"));
                };
                let base = write.base_version.map(i64::from).or(self.versions.get(&thing).copied());
                // The write before it was not applied: nobody knows what this one was to be made on.
                let Some(base) = base else { return Ok(not_applied("version-conflict")) };
                said.insert("write_id".to_owned(), json!(write.write_id));
                said.insert("base_version".to_owned(), json!(base));
                request.json(&said)
            }
        };
        let answer = request.send().await?;
        if !answer.status().is_success() {
            return refused(answer).await;
        }
        let told: Value = answer.json().await.unwrap_or_default();
        if let Some(version) = told.get("version").and_then(Value::as_i64) {
            self.versions.insert(thing, version);
        }
        Ok(Came::Applied)
    }

    /// Whether the worker has sent a photo before, whole.
    pub async fn has(&self, sha256: &str) -> Sent<bool> {
        let request = self.request(Method::POST, "/v1/uploads/have").json(&json!({"digests": [sha256]}));
        let answer = request.send().await?;
        if !answer.status().is_success() {
            return Ok(false);
        }
        let held: Value = answer.json().await?;
        Ok(held.get("present").and_then(Value::as_array).is_some_and(|present| !present.is_empty()))
    }

    /// Sends a photo whole.
    pub async fn upload(&self, file: &ListedFile, bytes: Vec<u8>) -> Sent<Came> {
        let answer = self
            .request(Method::POST, "/v1/uploads")
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Length", bytes.len())
            .header("Upload-Metadata", format!("sha256 {}", STANDARD.encode(&file.sha256)))
            .header(header::CONTENT_TYPE, "application/offset+octet-stream")
            .body(bytes)
            .send()
            .await?;
        if answer.status().is_success() { Ok(Came::Applied) } else { refused(answer).await }
    }
}

fn not_applied(code: &str) -> Came {
    Came::NotApplied(code.to_owned())
}

/// The code of a refusal.
async fn refused(answer: Response) -> Sent<Came> {
    let status = answer.status();
    let problem: Value = answer.json().await.unwrap_or_default();
    let code = problem.get("code").and_then(Value::as_str);
    Ok(not_applied(code.unwrap_or(status.as_str())))
}
