//! Somebody who is signed in and speaks HTTP, and what they are answered.

use domain::{actor::Credential, ids::DeviceId};
use reqwest::{Method, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::Value;

/// A signed-in person with a client.
#[derive(Clone)]
pub struct Person {
    /// Where the application is.
    pub url: String,
    /// The access token.
    pub token: String,
    /// Who it is.
    pub credential: Credential,
    /// On which device.
    pub device: DeviceId,
    client: reqwest::Client,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub bytes: bytes::Bytes,
}

impl Person {
    /// Somebody with a token.
    pub fn new(url: String, token: String, credential: Credential, device: DeviceId) -> Self {
        Self { url, token, credential, device, client: client() }
    }

    /// A request with the token, to be filled in.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token)
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    /// PUT of JSON.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        answer(self.request(Method::PUT, path).json(body)).await
    }

    /// POST of JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        answer(self.request(Method::POST, path).json(body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        answer(self.request(Method::DELETE, path)).await
    }
}

/// A client that follows no redirects. It trusts nobody: stories speak plain HTTP, and reading the machine's list of
/// authorities takes longer than most of them. It keeps no connection: a server that answers before it has read a body
/// closes the one it came by, and the next request must not be on its way there.
pub fn client() -> reqwest::Client {
    let _installed_before = rustls::crypto::ring::default_provider().install_default();
    let one_way = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).tls_certs_only([]);
    one_way.pool_max_idle_per_host(0).build().unwrap()
}

/// Sends a request and takes the whole answer.
pub async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    Answer {
        status: response.status(),
        headers: response.headers().clone(),
        bytes: response.bytes().await.unwrap(),
    }
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The JSON body of a success.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text());
        if self.bytes.is_empty() { Value::Null } else { self.json() }
    }

    /// Status and code of a problem, and its faults as `path code`.
    #[track_caller]
    pub fn problem(&self) -> (u16, String, Vec<String>) {
        let body = self.json();
        assert_eq!(self.headers["content-type"], "application/problem+json", "{body}");
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let faults = body["faults"].as_array().cloned().unwrap_or_default();
        let faults =
            faults.iter().map(|fault| format!("{} {}", word(&fault["path"]), word(&fault["code"]))).collect();
        assert_eq!(body["status"], self.status.as_u16());
        (self.status.as_u16(), word(&body["code"]), faults)
    }

    /// Status and code of a problem.
    #[track_caller]
    pub fn refusal(&self) -> (u16, String) {
        let (status, code, _) = self.problem();
        (status, code)
    }
}
