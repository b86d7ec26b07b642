//! A trace of the server's system calls: file, folder and log are synced before the final answer goes out.

use std::process::Command;

use domain::clock::{Chance as _, Clock as _};
use files::Recipient;
use harness::{
    Backend, TestDatabase,
    process::{Site, binary},
    story,
};
use reqwest::Method;
use serde_json::json;
use zerotrip::chance::{SystemChance, SystemClock};

/// The lines of a trace from one that has `from` up to the first after it that has `to`.
fn between<'a>(trace: &'a [&'a str], from: &str, to: &str) -> &'a [&'a str] {
    let start =
        trace.iter().position(|line| line.contains(from)).unwrap_or_else(|| panic!("no {from} in the trace"));
    let end = trace[start..]
        .iter()
        .position(|line| line.contains(to))
        .unwrap_or_else(|| panic!("no {to} after {from}"));
    &trace[start..=start + end]
}

fn at(lines: &[&str], what: &str, call: &str, path: &str) -> usize {
    let found = lines.iter().position(|line| line.contains(call) && line.contains(path));
    found.unwrap_or_else(|| panic!("{what}: no {call} of {path} in\n{}", lines.join("\n")))
}

#[tokio::test(flavor = "multi_thread")]
async fn file_folder_and_log_are_synced_before_the_final_answer() {
    let site = Site::lay_out(TestDatabase::fresh(Backend::Sqlite)).await;
    let log = site.dir.path().join("trace");
    let mut strace = Command::new("strace");
    strace
        .args(["-f", "-y", "-s", "96", "-e", "trace=fsync,fdatasync,rename,renameat,renameat2,write,writev,sendto,sendmsg,recvfrom,read,pwrite64"])
        .arg("-o")
        .arg(&log)
        .arg(binary());
    let server = site.start_under(strace);
    let recipient = harness::person::answer(site.worker.request(Method::GET, "/v1/recipient")).await.ok();
    let recipient = Recipient::parse(recipient["recipient"].as_str().unwrap()).unwrap();
    let sealed = files::seal(&recipient, &story::jpeg(1));
    let upload = site
        .worker
        .request(Method::POST, "/v1/uploads")
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Length", sealed.len())
        .header("Content-Type", "application/offset+octet-stream")
        .body(sealed);
    assert_eq!(harness::person::answer(upload).await.status, 201);
    let fresh = || SystemChance.uuid_v7(SystemClock.now());
    let body = json!({"write_id": fresh(), "community_id": site.community.uuid(),
        "identity": story::identity("王秀英", story::WANG)});
    site.worker.put(&format!("/v1/residents/{}", fresh()), &body).await.ok();
    drop(server);

    let text = std::fs::read_to_string(&log).unwrap();
    let trace: Vec<&str> = text.lines().collect();
    let upload = between(&trace, "POST /v1/uploads", "HTTP/1.1 201");
    let file = at(upload, "the segment", "fsync(", "/objects/seg/");
    let published = at(upload, "its publication", "rename", "/objects/seg/");
    let folder = published + at(&upload[published..], "its folder", "fsync(", "/objects/seg/");
    let row = folder + at(&upload[folder..], "its row", "sync(", "zerotrip.db-wal");
    assert!(file < published && published < folder && folder < row, "{}", upload.join("\n"));
    let put = between(&trace, "PUT /v1/residents/", "HTTP/1.1 200");
    at(put, "the write", "sync(", "zerotrip.db-wal");
}
