//! Manifests that name bytes, and bytes that find their manifests.

use harness::{Person, TestApp, TestDatabase, both, person::answer, story};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{again, begin, head, objects, patch, place, tus};

/// Another resident of the same community.
const LI: &str = "999999195001010034";

struct Table {
    worker: Person,
    resident: Uuid,
    visit: Uuid,
}

async fn at_the_table(app: &TestApp) -> Table {
    let worker = app.worker().await;
    let resident = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
    let visit = app.visit(&worker, resident).await;
    Table { worker, resident, visit }
}

/// State and reason of a case's files, in the manifest's order.
fn files(view: &Value) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let files = view["files"].as_array().unwrap().iter();
    files.map(|file| (word(&file["state"]), word(&file["rejected_code"]))).collect()
}

fn state(state: &str, code: &str) -> (String, String) {
    (state.to_owned(), code.to_owned())
}

both! {
    async fn a_claim_finds_its_bytes_in_pieces_too(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let Table { worker, resident, visit } = at_the_table(&app).await;
        let (photo, signature) = (app.photo(1), app.photo(2));
        let case = format!("/v1/cases/{}", app.fresh());
        worker.put(&case, &app.senior_card(visit, resident, &photo, &signature)).await.ok();
        worker.upload(&signature).await.ok();
        let at = begin(&worker, photo.bytes.len()).await;
        let half = photo.bytes.len() / 2;
        assert_eq!(patch(&worker, &at, 0, photo.bytes.slice(..half)).await.status, 204);
        app.run_jobs().await;
        assert_eq!(files(&worker.get(&case).await.ok()), [state("claimed", ""), state("verified", "")]);
        assert_eq!(patch(&worker, &at, half, photo.bytes.slice(half..)).await.status, 204);
        assert_eq!(files(&worker.get(&case).await.ok()), [state("arrived", ""), state("verified", "")]);
        app.run_jobs().await;
        let view = worker.get(&case).await.ok();
        assert_eq!((files(&view), &view["stage"]), (vec![state("verified", ""), state("verified", "")], &json!("received")));
    }

    async fn a_size_that_lies_is_found_out(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let Table { worker, resident, visit } = at_the_table(&app).await;
        let (photo, signature) = (app.photo(1), app.photo(2));
        let case = format!("/v1/cases/{}", app.fresh());
        let mut body = app.senior_card(visit, resident, &photo, &signature);
        body["manifest"][0]["size"] = json!(photo.bytes.len() + 1);
        worker.put(&case, &body).await.ok();
        worker.upload(&signature).await.ok();
        worker.upload(&photo).await.ok();
        app.run_jobs().await;
        let view = worker.get(&case).await.ok();
        assert_eq!(files(&view), [state("rejected", "evidence-size-mismatch"), state("verified", "")]);
        assert_eq!(view["stage"], "receiving");
    }

    async fn one_file_serves_one_resident(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let Table { worker, resident, visit } = at_the_table(&app).await;
        let other = app.resident(&worker, app.centre.community.uuid(), "李桂兰", LI).await;
        let other_visit = app.visit(&worker, other).await;
        let (photo, signature) = (app.photo(1), app.photo(2));
        let first = format!("/v1/cases/{}", app.fresh());
        worker.put(&first, &app.senior_card(visit, resident, &photo, &signature)).await.ok();
        app.pass(SignedDuration::from_secs(1));
        let second = format!("/v1/cases/{}", app.fresh());
        worker.put(&second, &app.senior_card(other_visit, other, &photo, &signature)).await.ok();
        app.pass(SignedDuration::from_secs(1));
        let third = format!("/v1/cases/{}", app.fresh());
        worker.put(&third, &app.senior_card(visit, resident, &photo, &signature)).await.ok();
        worker.upload(&photo).await.ok();
        worker.upload(&signature).await.ok();
        app.run_jobs().await;
        let elsewhere = state("rejected", "evidence-claimed-elsewhere");
        for (case, expected) in [(first, state("verified", "")), (second, elsewhere), (third, state("verified", ""))] {
            assert_eq!(files(&worker.get(&case).await.ok()), [expected.clone(), expected]);
        }
    }

    async fn the_bytes_of_a_colleague_do_not_count(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let Table { worker, resident, visit } = at_the_table(&app).await;
        let colleague = app.worker().await;
        let (photo, signature) = (app.photo(1), app.photo(2));
        let case = format!("/v1/cases/{}", app.fresh());
        colleague.upload(&signature).await.ok();
        worker.put(&case, &app.senior_card(visit, resident, &photo, &signature)).await.ok();
        colleague.upload(&photo).await.ok();
        app.run_jobs().await;
        assert_eq!(files(&worker.get(&case).await.ok()), [state("claimed", ""), state("claimed", "")]);
        let asked = json!({"digests": [photo.sha256]});
        assert_eq!(worker.post("/v1/uploads/have", &asked).await.ok()["absent"], json!([photo.sha256]));
    }

    async fn what_a_manifest_names_stays(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let Table { worker, resident, visit } = at_the_table(&app).await;
        let (photo, signature, spare) = (app.photo(1), app.photo(2), app.photo(3));
        let case = format!("/v1/cases/{}", app.fresh());
        worker.put(&case, &app.senior_card(visit, resident, &photo, &signature)).await.ok();
        let at = place(&worker.upload(&photo).await);
        worker.upload(&signature).await.ok();
        let unclaimed = place(&worker.upload(&spare).await);
        let ended = answer(tus(&worker, Method::DELETE, &at)).await;
        assert_eq!(ended.refusal(), (409, "conflict".into()));

        app.pass(SignedDuration::from_hours(31 * 24));
        let worker = again(&app, &worker).await;
        assert_eq!((head(&worker, &at).await.status.as_u16(), head(&worker, &unclaimed).await.status.as_u16()), (200, 410));
        let asked = json!({"digests": [spare.sha256, photo.sha256]});
        let held = worker.post("/v1/uploads/have", &asked).await.ok();
        let here = json!([{"sha256": photo.sha256, "size": photo.bytes.len()}]);
        assert_eq!(held, json!({"present": here, "absent": [spare.sha256]}));
        zerotrip::jobs::timetable::round(&app.app).await.unwrap();
        assert_eq!((objects(&app), head(&worker, &unclaimed).await.status.as_u16()), (2, 404));
        assert!(worker.get(&at).await.bytes == photo.bytes);
    }

    async fn a_phone_asks_what_it_need_not_send(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let (here, there) = (app.photo(1), app.photo(2));
        worker.upload(&here).await.ok();
        worker.upload(&here).await.ok();
        let at = begin(&worker, there.bytes.len()).await;
        assert_eq!(patch(&worker, &at, 0, there.bytes.slice(..10)).await.status, 204);
        let asked = json!({"digests": [there.sha256, here.sha256.to_uppercase(), here.sha256]});
        let held = worker.post("/v1/uploads/have", &asked).await.ok();
        let present = json!([{"sha256": here.sha256, "size": here.bytes.len()}]);
        assert_eq!(held, json!({"present": present, "absent": [there.sha256]}));
        let bad = json!({"digests": ["", here.sha256, "xyz"]});
        let faults = vec!["$.digests[0] sha256".to_owned(), "$.digests[2] sha256".to_owned()];
        assert_eq!(worker.post("/v1/uploads/have", &bad).await.problem(), (422, "invalid-body".into(), faults));
        let many = json!({"digests": vec![here.sha256; 501]});
        let faults = vec!["$.digests too-many".to_owned()];
        assert_eq!(worker.post("/v1/uploads/have", &many).await.problem(), (422, "invalid-body".into(), faults));
    }

    async fn a_case_filed_while_its_bytes_arrive_misses_nothing(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let Table { worker, resident, visit } = at_the_table(&app).await;
        for round in 0..20_u8 {
            let (photo, signature) = (app.photo(round * 2 + 1), app.photo(round * 2 + 2));
            let case = format!("/v1/cases/{}", app.fresh());
            let body = app.senior_card(visit, resident, &photo, &signature);
            let at = begin(&worker, photo.bytes.len()).await;
            let (filed, one, two) = tokio::join!(
                worker.put(&case, &body),
                worker.upload(&signature),
                patch(&worker, &at, 0, photo.bytes.clone()),
            );
            for answer in [filed, one, two] {
                answer.ok();
            }
            app.run_jobs().await;
            assert_eq!(worker.get(&case).await.ok()["stage"], "received", "round {round}");
        }
    }
}
