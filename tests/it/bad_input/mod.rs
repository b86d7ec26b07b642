//! Bad input, by accident and by malice: each gets a coded problem that names every fault and its JSON path, never a
//! 500; and what is good goes on as before.

mod bodies;
mod cases;
mod evidence;
mod faults;
mod full;
mod mutations;
mod sealed;
mod uploads;

use harness::{Person, TestApp};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use uuid::Uuid;

/// A worker, a resident and a visit under way.
struct Table {
    app: TestApp,
    worker: Person,
    resident: Uuid,
    visit: Uuid,
}

impl Table {
    async fn laid(app: TestApp) -> Self {
        let worker = app.worker().await;
        let resident =
            app.resident(&worker, app.centre.community.uuid(), "王秀英", harness::story::WANG).await;
        let visit = app.visit(&worker, resident).await;
        Self { app, worker, resident, visit }
    }

    /// The body of a good case whose files nobody has sent.
    fn good(&self) -> Value {
        self.app.senior_card(self.visit, self.resident, &self.app.photo(1), &self.app.photo(2))
    }

    /// Where a new case goes.
    fn new_case(&self) -> String {
        format!("/v1/cases/{}", self.app.fresh())
    }

    /// Puts a good case with some changes, which is expected to be refused: status, code, faults.
    async fn refused(&self, change: impl FnOnce(&mut Value)) -> (u16, String, Vec<String>) {
        let mut body = self.good();
        change(&mut body);
        self.worker.put(&self.new_case(), &body).await.problem()
    }

    /// A case is filed, proven complete and concluded as if nothing had been. By a worker who has not yet met as many
    /// known residents as one may in an hour.
    async fn assert_all_is_well(&self) {
        let worker = self.app.worker().await;
        let id = self.app.received_case(&worker).await;
        let view = worker.get(&format!("/v1/cases/{id}")).await.ok();
        assert_eq!(view["stage"], "received", "{view}");
        let act =
            json!({"write_id": self.app.fresh(), "base_version": view["version"], "outcome": "granted"});
        self.app.window().await.post(&format!("/v1/cases/{id}/conclude"), &act).await.ok();
    }
}

fn refusal(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// A problem and its faults, as `path code`.
fn problem(status: u16, code: &str, faults: &[&str]) -> (u16, String, Vec<String>) {
    (status, code.to_owned(), faults.iter().map(|&fault| fault.to_owned()).collect())
}

/// The head of a request that promises a body of so many bytes.
fn head(person: &Person, method: &Method, path: &str, headers: &[(&str, &str)], length: usize) -> Vec<u8> {
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nHost: zerotrip\r\nAuthorization: Bearer {}\r\n", person.token);
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {length}\r\n\r\n"));
    head.into_bytes()
}

/// Sends bytes as they are, hangs up on this side, and takes what is answered before the other side does.
async fn send_and_hang_up(app: &TestApp, bytes: &[u8]) -> String {
    let mut line = TcpStream::connect(app.url.strip_prefix("http://").unwrap()).await.unwrap();
    line.write_all(bytes).await.unwrap();
    line.shutdown().await.unwrap();
    let mut answer = Vec::new();
    let _reset = line.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}
