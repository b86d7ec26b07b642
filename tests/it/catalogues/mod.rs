//! The catalogue in operation: drafts, publication on a day, and what a change means for cases on their way.

mod changes;
mod drafts;
mod publication;

use domain::actor::{Grant, Role};
use harness::{Person, TestApp, person::Answer};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;
use zerotrip::catalogue::LUOJIAZHUANG;

const FIRST: &str = "2018-01-illustrative-1";
const NEXT: &str = "2018-01-illustrative-2";

/// 00:00 of 1 December in Shanghai.
const DECEMBER: &str = "2026-11-30T16:00:00Z";

/// An item of the federation whose terms change in these stories.
const DEVICES: &str = "LJZ-CL-03";
const LAW: (&str, &str) =
    ("fee_basis_zh = \"不收费\"", "fee_basis_zh = \"不收费\"\nlegal_basis_zh = \"示例办法第三条\"");

/// A file of another version with edits: each replaces the first such text after the line that names the item.
fn edition(version: &str, edits: &[(&str, &str, &str)]) -> String {
    let mut text = LUOJIAZHUANG.replacen(FIRST, version, 1);
    for (item, from, to) in edits {
        let head = text.find(&format!("code = \"{item}\"")).unwrap_or(0);
        let at = head + text[head..].find(from).unwrap_or_else(|| panic!("{item} has no {from}"));
        text.replace_range(at..at + from.len(), to);
    }
    text
}

/// A fault at the line in which a text stands first, after the line that names an item.
fn at(text: &str, item: &str, wanted: &str, code: &str) -> String {
    let head = text.find(&format!("code = \"{item}\"")).unwrap_or(0);
    let place = head + text[head..].find(wanted).unwrap();
    format!("$.text:{} {code}", text[..place].matches('\n').count() + 1)
}

/// The assistive devices ask for a doctor's note in place of the certificate.
fn with_other_papers(version: &str) -> String {
    let old = r#"  { code = "dpf-cert-copy", name_zh = "残疾人证", name_en = "disability certificate", source = "copy" },"#;
    let new = r#"  { code = "fitting-note", name_zh = "适配评估单", name_en = "fitting note", source = "original", deferrable = true },"#;
    edition(version, &[(DEVICES, LAW.0, LAW.1), (DEVICES, old, new)])
}

/// The assistive devices are no longer handled.
fn with_one_closed(version: &str) -> String {
    edition(
        version,
        &[
            (DEVICES, "department = ", "closed = true\ndepartment = "),
            ("", "items = 25", "items = 24"),
            ("", "existing = 11", "existing = 10"),
            ("", "delegation_rate_percent = 56", "delegation_rate_percent = 58"),
            ("", "immediate_rate_before_percent = 27", "immediate_rate_before_percent = 30"),
            ("", "immediate_rate_after_percent = 48", "immediate_rate_after_percent = 50"),
            ("", "demo_cases = 1927", "demo_cases = 1926"),
        ],
    )
}

/// Who keeps the site's catalogue.
async fn admin(app: &TestApp) -> Person {
    app.signed_in(Grant { role: Role::Admin, centre: None, community: None, department: None }).await
}

async fn put(app: &TestApp, person: &Person, draft: Uuid, base: i32, text: &str) -> Answer {
    let body = json!({"write_id": app.fresh(), "base_version": base, "text": text});
    person.put(&format!("/v1/catalogue-drafts/{draft}"), &body).await
}

async fn publish(app: &TestApp, person: &Person, draft: Uuid, base: i32, day: &str) -> Answer {
    let body = json!({"write_id": app.fresh(), "base_version": base, "day": day});
    person.post(&format!("/v1/catalogue-drafts/{draft}/publish"), &body).await
}

/// Has a text in force from a day on; the draft that it was.
async fn in_force(app: &TestApp, text: &str, day: &str) -> Uuid {
    let (admin, draft) = (admin(app).await, app.fresh());
    put(app, &admin, draft, 0, text).await.ok();
    publish(app, &admin, draft, 1, day).await.ok();
    draft
}

/// Until an instant.
fn until(app: &TestApp, instant: &str) {
    let instant: Timestamp = instant.parse().unwrap();
    app.pass(instant.duration_since(app.now()));
}

/// The version that residents and phones are shown.
async fn shown(app: &TestApp) -> Value {
    let answer =
        harness::person::answer(harness::person::client().get(format!("{}/v1/items", app.url))).await;
    answer.ok()["catalogue_version"].clone()
}
