//! Bodies that break off, are damaged on their way, or are not what was said of them.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures_util::stream;
use harness::{Person, TestApp, TestDatabase, both, person::answer};
use reqwest::{Body, Method, RequestBuilder};
use sha2::{Digest as _, Sha256};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{BYTES, append, begin, head, objects, offset, patch, pattern, place, text, tus};

/// SHA-1 of "hello world", as it goes into a header.
const HELLO_WORLD: &str = "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=";

fn sha256(bytes: &[u8]) -> String {
    format!("sha256 {}", STANDARD.encode(Sha256::digest(bytes)))
}

/// A body of unknown length.
fn unannounced(bytes: Vec<u8>) -> Body {
    let chunks: Vec<_> =
        bytes.chunks(60_000).map(|chunk| Ok::<_, std::io::Error>(Bytes::copy_from_slice(chunk))).collect();
    Body::wrap_stream(stream::iter(chunks))
}

/// Sends the head of a PATCH and a part of its body, and leaves the line open.
async fn begun_patch(person: &Person, at: &str, announced: usize, part: &[u8], more: &str) -> TcpStream {
    let host = person.url.strip_prefix("http://").unwrap();
    let mut line = TcpStream::connect(host).await.unwrap();
    let head = format!(
        "PATCH {at} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
         Upload-Offset: 0\r\nContent-Type: {BYTES}\r\nContent-Length: {announced}\r\n{more}\r\n",
        person.token
    );
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(part).await.unwrap();
    line
}

/// Says no more, and hears what the server has to say.
async fn cut(mut line: TcpStream) -> String {
    line.shutdown().await.unwrap();
    let mut said = String::new();
    line.read_to_string(&mut said).await.unwrap();
    said
}

/// Asks again and again until it is so.
async fn until(mut so: impl AsyncFnMut() -> bool) {
    let asked = tokio::time::timeout(Duration::from_secs(60), async {
        while !so().await {
            tokio::task::yield_now().await;
        }
    });
    asked.await.expect("it never came to that");
}

fn with_body(worker: &Person) -> RequestBuilder {
    tus(worker, Method::POST, "/v1/uploads").header("Content-Type", BYTES)
}

both! {
    async fn a_body_that_breaks_off_keeps_what_had_arrived(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let at = begin(&worker, 11).await;
        let said = cut(begun_patch(&worker, &at, 11, b"hello ", "").await).await;
        assert!(said.starts_with("HTTP/1.1 204 ") && said.contains("upload-offset: 6\r\n"), "{said}");
        assert_eq!(offset(&worker, &at).await, "6");
        assert_eq!(patch(&worker, &at, 6, "world").await.status, 204);
        assert_eq!(worker.get(&at).await.text(), "hello world");
        assert_eq!(objects(&app), 2);
    }

    async fn a_line_that_is_torn_keeps_it_too(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let body = pattern(9_000_000);
        let at = begin(&worker, body.len()).await;
        let line = begun_patch(&worker, &at, body.len(), &body[..5_000_000], "").await;
        until(async || objects(&app) > 0).await;
        // No farewell: the other end finds the line dead, and the request with it.
        line.set_zero_linger().unwrap();
        drop(line);
        until(async || offset(&worker, &at).await != "0").await;
        let kept: usize = offset(&worker, &at).await.parse().unwrap();
        assert!((4 * 1024 * 1024..=5_000_000).contains(&kept), "{kept}");
        assert_eq!(patch(&worker, &at, kept, body[kept..].to_vec()).await.status, 204);
        assert!(worker.get(&at).await.bytes == body);
    }

    async fn a_creation_that_breaks_off_leaves_nothing(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let host = worker.url.strip_prefix("http://").unwrap();
        let mut line = TcpStream::connect(host).await.unwrap();
        let head = format!(
            "POST /v1/uploads HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
             Upload-Length: 11\r\nContent-Type: {BYTES}\r\nContent-Length: 11\r\n\r\nhello ",
            worker.token
        );
        line.write_all(head.as_bytes()).await.unwrap();
        let said = cut(line).await;
        assert!(said.starts_with("HTTP/1.1 408 ") && said.contains("request-timeout"), "{said}");
        assert_eq!(objects(&app), 0);
    }

    async fn bytes_with_a_checksum_are_kept_whole_or_not_at_all(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let at = begin(&worker, 11).await;
        let damaged = answer(append(&worker, &at, 0, "hello w0rld").header("Upload-Checksum", HELLO_WORLD)).await;
        assert_eq!(damaged.refusal(), (460, "upload-checksum-mismatch".into()));
        let said = cut(begun_patch(&worker, &at, 11, b"hello ", &format!("Upload-Checksum: {HELLO_WORLD}\r\n")).await).await;
        assert!(said.starts_with("HTTP/1.1 460 "), "{said}");
        assert_eq!((offset(&worker, &at).await.as_str(), objects(&app)), ("0", 0));

        assert_eq!(answer(append(&worker, &at, 0, "hello ").header("Upload-Checksum", sha256(b"hello "))).await.status, 204);
        let damaged = answer(append(&worker, &at, 6, "w0rld").header("Upload-Checksum", sha256(b"world"))).await;
        assert_eq!(damaged.refusal(), (460, "upload-checksum-mismatch".into()));
        assert_eq!(answer(append(&worker, &at, 6, "world").header("Upload-Checksum", sha256(b"world"))).await.status, 204);
        assert_eq!(worker.get(&at).await.text(), "hello world");

        let request = with_body(&worker).header("Upload-Length", 11).header("Upload-Checksum", HELLO_WORLD);
        let damaged = answer(request.try_clone().unwrap().body("hello w0rld")).await;
        assert_eq!(damaged.refusal(), (460, "upload-checksum-mismatch".into()));
        assert_eq!(answer(request.body("hello world")).await.status, 201);

        // More than a segment: its beginning had landed before the damage showed.
        let long = pattern(5_000_000);
        let at = begin(&worker, long.len()).await;
        let before = objects(&app);
        let damaged = answer(append(&worker, &at, 0, long).header("Upload-Checksum", sha256(b"other"))).await;
        assert_eq!(damaged.refusal(), (460, "upload-checksum-mismatch".into()));
        assert_eq!(objects(&app), before);
    }

    async fn more_than_was_announced_is_not_kept(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let at = begin(&worker, 5).await;
        let exceeded = (413, "upload-length-exceeded".to_owned());
        assert_eq!(patch(&worker, &at, 0, "hello world").await.refusal(), exceeded);
        assert_eq!(patch(&worker, &at, 0, unannounced(b"hello world".to_vec())).await.refusal(), exceeded);
        assert_eq!(answer(with_body(&worker).header("Upload-Length", 5).body("hello world")).await.refusal(), exceeded);
        let at_length = with_body(&worker).header("Upload-Length", 5).body(unannounced(b"hello world".to_vec()));
        assert_eq!(answer(at_length).await.refusal(), exceeded);
        assert_eq!((offset(&worker, &at).await.as_str(), objects(&app)), ("0", 0));
        assert_eq!(patch(&worker, &at, 0, unannounced(b"hello".to_vec())).await.status, 204);
    }

    async fn a_file_without_end_is_refused_at_the_largest(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let largest = 20 * 1024 * 1024;
        let deferred = || with_body(&worker).header("Upload-Defer-Length", 1);
        let too_large = (413, "upload-too-large".to_owned());
        assert_eq!(answer(deferred().body(unannounced(vec![7; largest + 1]))).await.refusal(), too_large);
        assert_eq!(objects(&app), 0, "four segments had landed");
        let at = place(&answer(deferred().body(unannounced(vec![7; largest]))).await);
        assert_eq!(patch(&worker, &at, largest, "7").await.refusal(), too_large);
        let said = answer(append(&worker, &at, largest, "").header("Upload-Length", largest + 1)).await;
        assert_eq!(said.refusal(), too_large);
        assert_eq!(answer(append(&worker, &at, largest, "").header("Upload-Length", largest)).await.status, 204);
        assert_eq!(worker.get(&at).await.bytes.len(), largest);
        assert_eq!(objects(&app), 5);
    }

    async fn a_whole_that_is_not_the_announced_one_is_refused(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let metadata = format!("sha256 {}", STANDARD.encode(hex::encode(Sha256::digest(b"hello world"))));
        let begin = || tus(&worker, Method::POST, "/v1/uploads").header("Upload-Length", 11).header("Upload-Metadata", &metadata);
        let mismatch = (422, "upload-digest-mismatch".to_owned());

        let at = place(&answer(begin()).await);
        assert_eq!(patch(&worker, &at, 0, "hello ").await.status, 204);
        assert_eq!(patch(&worker, &at, 6, "w0rld").await.refusal(), mismatch);
        assert_eq!(head(&worker, &at).await.status, 404);
        let at_once = begin().header("Content-Type", BYTES).body("hello w0rld");
        assert_eq!(answer(at_once).await.refusal(), mismatch);
        assert_eq!(objects(&app), 0);

        let at = place(&answer(begin()).await);
        assert_eq!(patch(&worker, &at, 0, "hello world").await.status, 204);
        let at_once = answer(begin().header("Content-Type", BYTES).body("hello world")).await;
        assert_eq!(text(&at_once.headers, "upload-offset"), "11");
    }

    async fn of_two_senders_at_once_one_is_taken(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        for length in [1_000, 100_000, 4_500_000] {
            let before = objects(&app);
            let at = begin(&worker, length).await;
            let bodies = [vec![1_u8; length], vec![2; length]];
            let [one, two] = bodies.clone().map(|body| patch(&worker, &at, 0, body));
            let (one, two) = tokio::join!(one, two);
            let taken = worker.get(&at).await.bytes;
            let (winner, loser) = if one.status == 204 { (0, two) } else { (1, one) };
            assert_eq!(loser.refusal(), (409, "upload-offset-mismatch".into()));
            assert!(taken == bodies[winner]);
            assert_eq!(objects(&app) - before, length.div_ceil(4 * 1024 * 1024), "the other's were taken back");
        }
    }
}
