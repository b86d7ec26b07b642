//! The protocol as stock clients speak it, and requests that do not speak it well.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::actor::Role;
use harness::{Person, TestApp, TestDatabase, both, person::answer};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;

use super::{BYTES, again, append, begin, head, objects, offset, patch, pattern, place, text, tus};

both! {
    async fn an_upload_goes_its_way_from_begin_to_end(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let metadata = format!("filename {},sort YQ==,empty,note d2VudCB3ZWxs", STANDARD.encode("户口本.jpg"));
        let begun = tus(&worker, Method::POST, "/v1/uploads").header("Upload-Length", 11).header("Upload-Metadata", &metadata);
        let begun = answer(begun).await;
        let at = place(&begun);
        assert!(at.starts_with("/v1/uploads/"));
        assert!(!begun.headers.contains_key("upload-offset"), "it carried no bytes");
        assert_eq!(text(&begun.headers, "upload-expires"), "Wed, 23 Dec 2026 00:30:00 GMT");

        let standing = head(&worker, &at).await;
        assert_eq!(standing.status, 200);
        for (name, value) in [("upload-offset", "0"), ("upload-length", "11"), ("upload-metadata", &metadata),
            ("cache-control", "no-store"), ("tus-resumable", "1.0.0")]
        {
            assert_eq!(text(&standing.headers, name), value);
        }
        assert_eq!(worker.get(&at).await.refusal(), (409, "upload-incomplete".into()));

        let first = patch(&worker, &at, 0, "hello ").await;
        assert_eq!((first.status.as_u16(), text(&first.headers, "upload-offset")), (204, "6".into()));
        assert_eq!(text(&first.headers, "tus-resumable"), "1.0.0");
        assert_eq!(patch(&worker, &at, 0, "hello ").await.refusal(), (409, "upload-offset-mismatch".into()));
        let second = patch(&worker, &at, 6, "world").await;
        assert_eq!(text(&second.headers, "upload-offset"), "11");
        assert_eq!(text(&second.headers, "upload-expires"), "Wed, 23 Dec 2026 00:30:00 GMT");
        assert_eq!(patch(&worker, &at, 11, "").await.refusal(), (409, "upload-complete".into()));

        // A browser that only reads says nothing of tus.
        let read = worker.get(&at).await;
        assert_eq!((read.status.as_u16(), read.text()), (200, "hello world".into()));
        assert_eq!(text(&read.headers, "content-length"), "11");
        assert_eq!(text(&read.headers, "cache-control"), "no-store");
        assert_eq!(text(&read.headers, "content-type"), "application/octet-stream");

        let ended = answer(tus(&worker, Method::DELETE, &at)).await;
        assert_eq!(ended.status, 204);
        assert_eq!(head(&worker, &at).await.status, 404);
        assert_eq!(worker.get(&at).await.refusal(), (404, "not-found".into()));
        assert_eq!(answer(tus(&worker, Method::DELETE, &at)).await.refusal(), (404, "not-found".into()));
        assert_eq!(patch(&worker, &at, 11, "").await.refusal(), (404, "not-found".into()));
        assert_eq!(objects(&app), 0);
    }

    async fn one_request_is_enough_for_a_photo(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let request = tus(&worker, Method::POST, "/v1/uploads").header("Content-Type", BYTES);
        let begun = request.try_clone().unwrap().header("Upload-Length", 700_000).body(pattern(700_000));
        let begun = answer(begun).await;
        assert_eq!(text(&begun.headers, "upload-offset"), "700000");
        assert_eq!(worker.get(&place(&begun)).await.bytes.as_ref(), pattern(700_000));

        // Only the beginning of it.
        let begun = answer(request.header("Upload-Length", 11).body("hello")).await;
        assert_eq!(text(&begun.headers, "upload-offset"), "5");
        let at = place(&begun);
        assert_eq!(patch(&worker, &at, 5, " world").await.status, 204);
        assert_eq!(worker.get(&at).await.text(), "hello world");
    }

    async fn the_length_may_come_later(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        // tuspy sends an empty Upload-Metadata when it has none.
        let deferred = tus(&worker, Method::POST, "/v1/uploads").header("Upload-Defer-Length", 1).header("Upload-Metadata", "");
        let at = place(&answer(deferred).await);
        let standing = head(&worker, &at).await.headers;
        assert_eq!(text(&standing, "upload-defer-length"), "1");
        assert!(!standing.contains_key("upload-length") && !standing.contains_key("upload-metadata"));
        assert_eq!(patch(&worker, &at, 0, "hello").await.status, 204);
        let short = answer(append(&worker, &at, 5, "").header("Upload-Length", 4)).await;
        assert_eq!(short.refusal(), (413, "upload-length-exceeded".into()));
        let said = answer(append(&worker, &at, 5, "").header("Upload-Length", 11)).await;
        assert_eq!(text(&said.headers, "upload-offset"), "5");
        assert_eq!(text(&head(&worker, &at).await.headers, "upload-length"), "11");
        let other = answer(append(&worker, &at, 5, " world").header("Upload-Length", 12)).await;
        assert_eq!(other.refusal(), (409, "conflict".into()));
        assert_eq!(answer(append(&worker, &at, 5, " world").header("Upload-Length", 11)).await.status, 204);
        assert_eq!(worker.get(&at).await.text(), "hello world");

        // All bytes first, then that they were all.
        let deferred = tus(&worker, Method::POST, "/v1/uploads").header("Upload-Defer-Length", 1);
        let at = place(&answer(deferred.header("Content-Type", BYTES).body("hello")).await);
        assert_eq!(worker.get(&at).await.refusal(), (409, "upload-incomplete".into()));
        assert_eq!(answer(append(&worker, &at, 5, "").header("Upload-Length", 5)).await.status, 204);
        assert_eq!(worker.get(&at).await.text(), "hello");
    }

    async fn an_empty_file_is_whole_at_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let at = begin(&worker, 0).await;
        assert_eq!(offset(&worker, &at).await, "0");
        let read = worker.get(&at).await;
        assert_eq!((read.status.as_u16(), read.bytes.len()), (200, 0));
        assert_eq!(patch(&worker, &at, 0, "").await.refusal(), (409, "upload-complete".into()));
    }

    async fn what_is_spoken_is_told_to_anybody(db: TestDatabase) {
        let app = TestApp::start(db).await;
        for path in ["/v1/uploads".to_owned(), format!("/v1/uploads/{}", app.fresh())] {
            let told = harness::person::client().request(Method::OPTIONS, format!("{}{path}", app.url));
            let told = answer(told).await;
            assert_eq!(told.status, 204);
            for (name, value) in [
                ("tus-version", "1.0.0"),
                ("tus-resumable", "1.0.0"),
                ("tus-extension", "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination"),
                ("tus-max-size", "20971520"),
                ("tus-checksum-algorithm", "sha1,sha256"),
            ] {
                assert_eq!(text(&told.headers, name), value);
            }
        }
    }

    async fn a_request_that_is_no_good_is_told_why(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let at = begin(&worker, 11).await;
        let post = || tus(&worker, Method::POST, "/v1/uploads");
        let on = || tus(&worker, Method::PATCH, &at).header("Content-Type", BYTES).body("hello");
        let requests = [
            (worker.request(Method::POST, "/v1/uploads").header("Upload-Length", 1), 412, "upload-unsupported-version", vec![]),
            (worker.request(Method::PATCH, &at).header("Tus-Resumable", "0.2.2"), 412, "upload-unsupported-version", vec![]),
            (post(), 400, "upload-header", vec!["Upload-Length required"]),
            (post().header("Upload-Length", "-1"), 400, "upload-header", vec!["Upload-Length format"]),
            (post().header("Upload-Defer-Length", 2), 400, "upload-header", vec!["Upload-Defer-Length unknown-word"]),
            (post().header("Upload-Length", 1).header("Upload-Metadata", ","), 400, "upload-metadata", vec!["Upload-Metadata format"]),
            (post().header("Upload-Length", 20_971_521), 413, "upload-too-large", vec![]),
            (post().header("Upload-Length", "99999999999999999999"), 413, "upload-too-large", vec![]),
            (post().header("Upload-Length", 5).body("hello"), 415, "unsupported-media-type", vec![]),
            (on(), 400, "upload-header", vec!["Upload-Offset required"]),
            (on().header("Upload-Offset", "0x0").header("Upload-Checksum", "sha1"), 400, "upload-header",
                vec!["Upload-Offset format", "Upload-Checksum format"]),
            (on().header("Upload-Offset", 0).header("Upload-Checksum", "md5 AAAA"), 400, "upload-checksum-unsupported",
                vec!["Upload-Checksum upload-checksum-unsupported"]),
            (on().header("Upload-Offset", 1), 409, "upload-offset-mismatch", vec![]),
            (on().header("Upload-Offset", "99999999999999999999"), 409, "upload-offset-mismatch", vec![]),
            (tus(&worker, Method::PATCH, &at).header("Upload-Offset", 0).body("hello"), 415, "unsupported-media-type", vec![]),
        ];
        for (request, status, code, faults) in requests {
            let refused = answer(request).await;
            assert_eq!(refused.problem(), (status, code.into(), faults.into_iter().map(str::to_owned).collect()));
            assert_eq!((text(&refused.headers, "tus-resumable"), text(&refused.headers, "tus-version")), ("1.0.0".into(), "1.0.0".into()));
        }
        assert_eq!(offset(&worker, &at).await, "0");
        assert_eq!(objects(&app), 0);
    }

    async fn networks_without_patch_are_served(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let at = begin(&worker, 5).await;
        let meant = |method| tus(&worker, Method::POST, &at).header("X-HTTP-Method-Override", method);
        let patch = meant("PATCH").header("Upload-Offset", 0).header("Content-Type", BYTES).body("hello");
        assert_eq!(text(&answer(patch).await.headers, "upload-offset"), "5");
        assert_eq!(answer(meant("PATCH")).await.refusal(), (415, "unsupported-media-type".into()));
        assert_eq!(answer(meant("TRACE")).await.refusal(), (405, "method-not-allowed".into()));
        assert_eq!(answer(meant("DELETE")).await.status, 204);
        assert_eq!(head(&worker, &at).await.status, 404);
    }

    async fn nobody_else_has_to_do_with_it(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let at = begin(&worker, 11).await;
        assert_eq!(patch(&worker, &at, 0, "hello").await.status, 204);
        let colleague = app.worker().await;
        let window = app.window().await;
        let elsewhere = app.someone(Role::Worker, app.other, Some(app.other.community), None).await;
        for stranger in [&colleague, &window, &elsewhere] {
            assert_eq!(head(stranger, &at).await.status, 404);
            for refused in [
                stranger.get(&at).await,
                patch(stranger, &at, 5, " world").await,
                answer(tus(stranger, Method::DELETE, &at)).await,
            ] {
                assert_eq!(refused.refusal(), (404, "not-found".into()));
            }
        }
        let manager = app.manager().await;
        let begun = answer(tus(&manager, Method::POST, "/v1/uploads").header("Upload-Length", 1)).await;
        assert_eq!(begun.refusal(), (403, "forbidden".into()));
        assert_eq!(manager.post("/v1/uploads/have", &json!({"digests": []})).await.refusal(), (403, "forbidden".into()));
        let nobody = Person::new(app.url.clone(), "forged".into(), worker.credential, worker.device);
        assert_eq!(patch(&nobody, &at, 5, " world").await.refusal(), (401, "not-authenticated".into()));
        assert_eq!(offset(&worker, &at).await, "5");
    }

    async fn an_upload_runs_out_after_thirty_days(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let at = begin(&worker, 11).await;
        assert_eq!(patch(&worker, &at, 0, "hello").await.status, 204);
        app.pass(SignedDuration::from_hours(30 * 24) - SignedDuration::from_micros(1));
        let worker = again(&app, &worker).await;
        assert_eq!(offset(&worker, &at).await, "5");
        app.pass(SignedDuration::from_micros(1));
        assert_eq!(head(&worker, &at).await.status, 410);
        assert_eq!(patch(&worker, &at, 5, " world").await.refusal(), (410, "upload-expired".into()));
        assert_eq!(objects(&app), 1, "the sweeper has not been");
        zerotrip::jobs::timetable::round(&app.app).await.unwrap();
        assert_eq!(head(&worker, &at).await.status, 404);
        assert_eq!(objects(&app), 0);
    }
}
