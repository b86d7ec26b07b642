//! Uploads that lie: about their digest, their length, where they stand.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use harness::{
    Person, TestApp, TestDatabase, both,
    person::{Answer, answer},
    story::Sealed,
};
use jiff::SignedDuration;
use reqwest::{Method, RequestBuilder};

use super::{Table, head, problem, refusal, send_and_hang_up};

const BYTES: (&str, &str) = ("Content-Type", "application/offset+octet-stream");

fn tus(person: &Person, method: Method, path: &str, headers: &[(&str, &str)]) -> RequestBuilder {
    let request = person.request(method, path).header("Tus-Resumable", "1.0.0");
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
}

async fn begin(person: &Person, headers: &[(&str, &str)]) -> Answer {
    answer(tus(person, Method::POST, "/v1/uploads", headers)).await
}

fn place(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// How many bytes of an upload are durable.
async fn offset(person: &Person, place: &str) -> String {
    let head = answer(tus(person, Method::HEAD, place, &[])).await;
    assert_eq!(head.status, 200);
    head.headers["upload-offset"].to_str().unwrap().to_owned()
}

fn metadata(file: &Sealed) -> String {
    format!("sha256 {}", STANDARD.encode(&file.sha256))
}

both! {
    async fn other_bytes_than_were_announced_are_refused(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let worker = &table.worker;
        let (photo, other) = (table.app.photo(1), table.app.photo(2));
        let length = other.bytes.len().to_string();
        let announced = [("Upload-Length", length.as_str()), ("Upload-Metadata", &metadata(&photo)), BYTES];
        let at_once = tus(worker, Method::POST, "/v1/uploads", &announced).body(other.bytes.clone());
        assert_eq!(answer(at_once).await.refusal(), refusal(422, "upload-digest-mismatch"));

        let later = place(&begin(worker, &announced[..2]).await);
        let patch = tus(worker, Method::PATCH, &later, &[("Upload-Offset", "0"), BYTES]).body(other.bytes.clone());
        assert_eq!(answer(patch).await.refusal(), refusal(422, "upload-digest-mismatch"));
        let gone = answer(tus(worker, Method::HEAD, &later, &[])).await;
        assert!(gone.status == 404 || gone.status == 410, "{}", gone.status);
        assert_eq!(worker.get(&later).await.status.as_u16() / 100, 4);
        table.assert_all_is_well().await;
    }

    async fn a_chunk_with_a_wrong_checksum_counts_for_nothing(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let worker = &table.worker;
        let photo = table.app.photo(1);
        let upload = place(&begin(worker, &[("Upload-Length", &photo.bytes.len().to_string())]).await);
        let wrong = format!("sha256 {}", STANDARD.encode([7; 32]));
        let patch = |checksum: &str| {
            tus(worker, Method::PATCH, &upload, &[("Upload-Offset", "0"), ("Upload-Checksum", checksum), BYTES])
                .body(photo.bytes.clone())
        };
        assert_eq!(answer(patch(&wrong)).await.refusal(), refusal(460, "upload-checksum-mismatch"));
        assert_eq!(offset(worker, &upload).await, "0");
        assert_eq!(answer(patch("md5 1B2M2Y8AsgTpgAmY7PhCfg==")).await.refusal(), refusal(400, "upload-checksum-unsupported"));
        assert_eq!(answer(patch("sha256 short")).await.problem(), problem(400, "upload-header", &["Upload-Checksum format"]));
        let right = format!("sha256 {}", STANDARD.encode(hex::decode(&photo.sha256).unwrap()));
        assert_eq!(answer(patch(&right)).await.status, 204);
        assert_eq!(worker.get(&upload).await.bytes, photo.bytes);
    }

    async fn a_length_that_lies_is_found_out(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let worker = &table.worker;
        let photo = table.app.photo(1);
        let short = (photo.bytes.len() - 1).to_string();
        let at_once = tus(worker, Method::POST, "/v1/uploads", &[("Upload-Length", &short), BYTES]).body(photo.bytes.clone());
        assert_eq!(answer(at_once).await.refusal(), refusal(413, "upload-length-exceeded"));
        let upload = place(&begin(worker, &[("Upload-Length", &short)]).await);
        let patch = tus(worker, Method::PATCH, &upload, &[("Upload-Offset", "0"), BYTES]).body(photo.bytes.clone());
        assert_eq!(answer(patch).await.refusal(), refusal(413, "upload-length-exceeded"));
        assert_eq!(offset(worker, &upload).await, "0");

        let largest = 20 * 1024 * 1024_u64;
        for too_large in [largest + 1, u64::MAX] {
            let refused = begin(worker, &[("Upload-Length", &too_large.to_string())]).await;
            assert_eq!(refused.refusal(), refusal(413, "upload-too-large"));
        }
        place(&begin(worker, &[("Upload-Length", &largest.to_string())]).await);
        // A length that comes later may not contradict itself either.
        let deferred = place(&begin(worker, &[("Upload-Defer-Length", "1")]).await);
        let say = |length: &str| {
            tus(worker, Method::PATCH, &deferred, &[("Upload-Offset", "0"), ("Upload-Length", length), BYTES])
        };
        assert_eq!(answer(say(&(largest + 1).to_string())).await.refusal(), refusal(413, "upload-too-large"));
        assert_eq!(answer(say("10")).await.status, 204);
        assert_eq!(answer(say("11")).await.refusal(), refusal(409, "conflict"));
    }

    async fn an_offset_that_jumps_is_refused(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let worker = &table.worker;
        let photo = table.app.photo(1);
        let half = photo.bytes.len() / 2;
        let length = photo.bytes.len().to_string();
        let upload = place(&answer(
            tus(worker, Method::POST, "/v1/uploads", &[("Upload-Length", &length), BYTES]).body(photo.bytes.slice(..half)),
        ).await);
        let patch = |offset: &str, from: usize| {
            tus(worker, Method::PATCH, &upload, &[("Upload-Offset", offset), BYTES]).body(photo.bytes.slice(from..))
        };
        for jump in [0, half - 1, half + 1, photo.bytes.len(), usize::MAX] {
            let refused = answer(patch(&jump.to_string(), half)).await;
            assert_eq!(refused.refusal(), refusal(409, "upload-offset-mismatch"), "{jump}");
        }
        for bad in ["-1", "1e3", "x", "0x10"] {
            let refused = answer(patch(bad, half)).await;
            assert_eq!(refused.problem(), problem(400, "upload-header", &["Upload-Offset format"]), "{bad}");
        }
        assert_eq!(offset(worker, &upload).await, half.to_string());
        assert_eq!(answer(patch(&half.to_string(), half)).await.status, 204);
        assert_eq!(answer(patch(&length, photo.bytes.len())).await.refusal(), refusal(409, "upload-complete"));
        assert_eq!(worker.get(&upload).await.bytes, photo.bytes);
    }

    async fn a_chunk_cut_on_its_way_keeps_what_came(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let (worker, photo) = (&table.worker, table.app.photo(1));
        let length = photo.bytes.len();
        let upload = place(&begin(worker, &[("Upload-Length", &length.to_string())]).await);
        let cut = length / 3;
        let mut bytes = head(worker, &Method::PATCH, &upload, &[("Tus-Resumable", "1.0.0"), ("Upload-Offset", "0"), BYTES], length);
        bytes.extend_from_slice(&photo.bytes[..cut]);
        send_and_hang_up(&table.app, &bytes).await;
        // What had arrived is recorded by work that goes on after the line is dead.
        let mut stands = offset(worker, &upload).await;
        while stands == "0" {
            tokio::task::yield_now().await;
            stands = offset(worker, &upload).await;
        }
        assert_eq!(stands, cut.to_string());
        let rest = tus(worker, Method::PATCH, &upload, &[("Upload-Offset", &stands), BYTES]).body(photo.bytes.slice(cut..));
        assert_eq!(answer(rest).await.status, 204);
        assert_eq!(worker.get(&upload).await.bytes, photo.bytes);
        table.assert_all_is_well().await;
    }

    async fn headers_that_make_no_sense_are_all_named(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let worker = &table.worker;
        let told = begin(worker, &[("Upload-Length", "ten"), ("Upload-Metadata", "a !!"), ("Upload-Checksum", "sha256")]).await;
        let faults = ["Upload-Length format", "Upload-Metadata format", "Upload-Checksum format"];
        assert_eq!(told.problem(), problem(400, "upload-header", &faults));
        assert_eq!(begin(worker, &[]).await.problem(), problem(400, "upload-header", &["Upload-Length required"]));
        let none = begin(worker, &[("Upload-Length", "10"), ("Upload-Metadata", "sha256 YWJj")]).await;
        assert_eq!(none.problem(), problem(400, "upload-metadata", &["Upload-Metadata sha256"]));
        let other = worker.request(Method::POST, "/v1/uploads").header("Tus-Resumable", "0.2.2").header("Upload-Length", 1);
        assert_eq!(answer(other).await.refusal(), refusal(412, "upload-unsupported-version"));
        let json = tus(worker, Method::POST, "/v1/uploads", &[("Upload-Length", "2"), ("Content-Type", "application/json")]);
        assert_eq!(answer(json.body("{}")).await.refusal(), refusal(415, "unsupported-media-type"));
    }

    async fn an_upload_that_ran_out_is_begun_again(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let photo = table.app.photo(1);
        let upload = place(&begin(&table.worker, &[("Upload-Length", &photo.bytes.len().to_string())]).await);
        table.app.pass(SignedDuration::from_hours(30 * 24));
        let owner = table.app.signed_in_again(&table.worker).await;
        let patch = tus(&owner, Method::PATCH, &upload, &[("Upload-Offset", "0"), BYTES]).body(photo.bytes.clone());
        assert_eq!(answer(patch).await.refusal(), refusal(410, "upload-expired"));
        owner.upload(&photo).await.ok();
    }
}
