//! Files that are not what a manifest says: each claim is rejected with its code, the case waits, nothing else is hurt.

use harness::{
    TestApp, TestDatabase, both,
    story::{self, Sealed},
};
use serde_json::{Value, json};

use super::{Table, refusal};

/// A real signature, as the demo's phones draw it.
const PNG: &[u8] = include_bytes!("../../../api/assets/demo/signature.png");

/// A picture whose header claims another size.
fn png_claiming(side: u32) -> Vec<u8> {
    let mut png = PNG.to_vec();
    // Signature, length, "IHDR", then width and height.
    png[16..20].copy_from_slice(&side.to_be_bytes());
    png[20..24].copy_from_slice(&side.to_be_bytes());
    png
}

fn jpeg_claiming(side: u16) -> Vec<u8> {
    let mut jpeg = story::jpeg(1);
    let frame = jpeg.windows(2).position(|at| at == [0xff, 0xc0]).unwrap();
    // Marker, length, depth, then height and width.
    jpeg[frame + 5..frame + 7].copy_from_slice(&side.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&side.to_be_bytes());
    jpeg
}

/// Everything that a phone, a thief or a bad line can make of a file, and what is said of it.
fn bad_files(app: &TestApp) -> Vec<(Sealed, &'static str)> {
    let jpeg = "image/jpeg";
    let plain = story::jpeg(7);
    let sealed = app.seal(&plain, jpeg).bytes;
    let changed = |at: usize| {
        let mut bytes = sealed.to_vec();
        bytes[at] ^= 1;
        bytes
    };
    let stranger = files::Identity::generate().recipient();
    let random: Vec<u8> = (0..2048_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
    let payload = sealed.windows(4).position(|at| at == b"\n---").unwrap() + 60;
    let as_is = |bytes: Vec<u8>, media| app.as_sealed(bytes, media);
    vec![
        (as_is(random, jpeg), "evidence-not-sealed"),
        (as_is(plain.clone(), jpeg), "evidence-not-sealed"),
        (as_is(b"x".to_vec(), jpeg), "evidence-not-sealed"),
        (as_is(sealed[..40].to_vec(), jpeg), "evidence-damaged"),
        (as_is(files::seal(&stranger, &plain), jpeg), "evidence-other-recipient"),
        (as_is(sealed[..sealed.len() - 1].to_vec(), jpeg), "evidence-damaged"),
        (as_is(sealed[..payload].to_vec(), jpeg), "evidence-damaged"),
        (as_is(changed(sealed.len() - 1), jpeg), "evidence-damaged"),
        (as_is(changed(payload + 20), jpeg), "evidence-damaged"),
        (as_is([&sealed[..], b"more"].concat(), jpeg), "evidence-damaged"),
        (app.seal(b"", jpeg), "evidence-empty"),
        (app.seal(b"GIF89a and so on", jpeg), "evidence-unknown-media"),
        (app.seal(b"<html><script>alert(1)</script></html>", "application/pdf"), "evidence-unknown-media"),
        (app.seal(PNG, jpeg), "evidence-media-mismatch"),
        (app.seal(&plain, "image/png"), "evidence-media-mismatch"),
        (app.seal(&plain[..plain.len() / 2], jpeg), "evidence-broken-media"),
        (app.seal(&PNG[..PNG.len() - 12], "image/png"), "evidence-broken-media"),
        (app.seal(&png_claiming(60_000), "image/png"), "evidence-image-bomb"),
        (app.seal(&png_claiming(u32::MAX), "image/png"), "evidence-image-bomb"),
        (app.seal(&jpeg_claiming(60_000), jpeg), "evidence-image-bomb"),
        (app.seal(&jpeg_claiming(0), jpeg), "evidence-broken-media"),
    ]
}

fn file<'v>(view: &'v Value, id: &Sealed) -> &'v Value {
    view["files"].as_array().unwrap().iter().find(|file| file["file_id"] == json!(id.file_id)).unwrap()
}

both! {
    async fn a_file_that_is_none_is_rejected_and_the_case_waits(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let app = &table.app;
        let bad = bad_files(app);
        let (photo, signature) = (app.photo(1), app.photo(2));
        let mut body = app.senior_card(table.visit, table.resident, &photo, &signature);
        for (file, _) in &bad {
            body["manifest"].as_array_mut().unwrap().push(story::claim(file, "consent", None));
        }
        let case = table.new_case();
        table.worker.put(&case, &body).await.ok();
        for file in bad.iter().map(|(file, _)| file).chain([&photo, &signature]) {
            table.worker.upload(file).await.ok();
        }
        app.run_jobs().await;
        let view = table.worker.get(&case).await.ok();
        assert_eq!(view["stage"], "receiving");
        for (n, (bad, code)) in bad.iter().enumerate() {
            let shown = file(&view, bad);
            assert_eq!((&shown["state"], &shown["rejected_code"]), (&json!("rejected"), &json!(code)), "{n}");
        }
        for good in [&photo, &signature] {
            assert_eq!(file(&view, good)["state"], "verified");
        }
        let outstanding: Vec<_> = view["outstanding"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
        assert_eq!(outstanding, bad.iter().map(|(_, code)| json!(code)).collect::<Vec<_>>());

        // Nobody can look at what was never opened; what was, can be looked at.
        let window = app.window().await;
        for (bad, _) in &bad {
            let (status, code) = window.get(&format!("{case}/files/{}", bad.file_id)).await.refusal();
            assert!(matches!((status, code.as_str()), (404, "not-found") | (409, "file-not-ready")), "{status} {code}");
        }
        assert_eq!(window.get(&format!("{case}/files/{}", photo.file_id)).await.bytes, story::jpeg(1));

        let mut mended = app.senior_card(table.visit, table.resident, &photo, &signature);
        mended["base_version"] = view["version"].clone();
        let ack = table.worker.put(&case, &mended).await.ok();
        assert_eq!(ack["acknowledged"], json!([photo.file_id, signature.file_id]));
        app.run_jobs().await;
        assert_eq!(table.worker.get(&case).await.ok()["stage"], "received");
        table.assert_all_is_well().await;
    }

    async fn a_size_that_lies_is_found_out(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let app = &table.app;
        let (photo, signature) = (app.photo(1), app.photo(2));
        let true_size = photo.bytes.len();
        for (files_first, size) in [(true, true_size - 1), (true, true_size + 1), (false, true_size - 1), (false, 1)] {
            let mut body = app.senior_card(table.visit, table.resident, &photo, &signature);
            body["manifest"][0]["size"] = json!(size);
            let worker = &table.worker;
            let case = table.new_case();
            if files_first {
                worker.upload(&photo).await.ok();
                worker.upload(&signature).await.ok();
            }
            worker.put(&case, &body).await.ok();
            if !files_first {
                worker.upload(&photo).await.ok();
                worker.upload(&signature).await.ok();
            }
            app.run_jobs().await;
            let view = worker.get(&case).await.ok();
            assert_eq!(view["stage"], "receiving");
            assert_eq!(file(&view, &photo)["rejected_code"], "evidence-size-mismatch", "{files_first} {size}");
            body = app.senior_card(table.visit, table.resident, &photo, &signature);
            body["base_version"] = view["version"].clone();
            worker.put(&case, &body).await.ok();
            app.run_jobs().await;
            assert_eq!(worker.get(&case).await.ok()["stage"], "received");
        }
    }

    async fn a_digest_of_nothing_waits_for_ever(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let app = &table.app;
        let (photo, signature) = (app.photo(1), app.photo(2));
        let mut body = app.senior_card(table.visit, table.resident, &photo, &signature);
        body["manifest"][0]["sha256"] = json!("0".repeat(64));
        let case = table.new_case();
        table.worker.upload(&photo).await.ok();
        table.worker.upload(&signature).await.ok();
        table.worker.put(&case, &body).await.ok();
        app.run_jobs().await;
        let view = table.worker.get(&case).await.ok();
        assert_eq!((&view["stage"], &file(&view, &photo)["state"]), (&json!("receiving"), &json!("claimed")));
    }

    async fn a_file_of_another_workers_never_becomes_mine(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let app = &table.app;
        let (photo, signature) = (app.photo(1), app.photo(2));
        table.worker.upload(&photo).await.ok();
        let theirs = table.worker.upload(&signature).await;

        // A colleague at the same resident's who has seen the digests.
        let thief = app.worker().await;
        let visit = app.visit(&thief, table.resident).await;
        let stolen = table.new_case();
        let body = app.senior_card(visit, table.resident, &photo, &signature);
        assert_eq!(thief.put(&stolen, &body).await.ok()["files"], json!({"verified": 0, "claimed": 2}));
        app.run_jobs().await;
        let view = thief.get(&stolen).await.ok();
        assert_eq!(view["stage"], "receiving");
        for stolen in [&photo, &signature] {
            assert_eq!(file(&view, stolen)["state"], "claimed");
        }
        let asked = json!({"digests": [photo.sha256, signature.sha256]});
        assert_eq!(thief.post("/v1/uploads/have", &asked).await.ok()["present"], json!([]));
        let upload = theirs.headers["location"].to_str().unwrap();
        assert_eq!(thief.get(upload).await.refusal(), refusal(404, "not-found"));
        let look = thief.get(&format!("{stolen}/files/{}", photo.file_id)).await;
        assert!(matches!(look.refusal().0, 404 | 409), "{}", look.text());

        // The owner's case is received all the same, before or after; the thief's waits still.
        let own = table.new_case();
        table.worker.put(&own, &app.senior_card(table.visit, table.resident, &photo, &signature)).await.ok();
        app.run_jobs().await;
        assert_eq!(table.worker.get(&own).await.ok()["stage"], "received");
        assert_eq!(thief.get(&stolen).await.ok()["stage"], "receiving");
        assert_eq!(table.worker.get(upload).await.bytes, signature.bytes);
    }

    async fn one_file_serves_one_resident_on_one_visit(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let app = &table.app;
        let (photo, signature) = (app.photo(1), app.photo(2));
        table.worker.upload(&photo).await.ok();
        table.worker.upload(&signature).await.ok();
        for _ in 0..2 {
            let case = table.new_case();
            table.worker.put(&case, &app.senior_card(table.visit, table.resident, &photo, &signature)).await.ok();
            app.run_jobs().await;
            assert_eq!(table.worker.get(&case).await.ok()["stage"], "received", "several cases of one visit");
        }
        let number = crate::unauthorised::id_number(3);
        let neighbour = app.resident(&table.worker, app.centre.community.uuid(), "张明", &number).await;
        let visit = app.visit(&table.worker, neighbour).await;
        let case = table.new_case();
        table.worker.put(&case, &app.senior_card(visit, neighbour, &photo, &signature)).await.ok();
        app.run_jobs().await;
        let view = table.worker.get(&case).await.ok();
        assert_eq!(view["stage"], "receiving");
        assert_eq!(file(&view, &photo)["rejected_code"], "evidence-claimed-elsewhere");
    }
}
