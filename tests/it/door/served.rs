//! Results that reach their residents.

use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::json;

use super::{decided, hand_to, issued, last, listed, messages, received, say, take, tasks, under};
use crate::law::act;

both! {
    async fn a_result_is_issued_carried_and_served_and_the_case_is_closed(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (collector, carrier, window) = (app.worker().await, app.worker().await, app.window().await);
        let case = decided(&app, &collector, "granted").await;
        let view = window.get(&case).await.ok();
        // Monday 23 November and ten working days.
        assert_eq!(view["deadlines"]["service_at"], "2026-12-07T16:00:00Z");
        assert_eq!((&view["deadlines"]["due_at"], &view["deadlines"]["light"]), (&view["deadlines"]["service_at"], &json!("green")));
        assert_eq!(listed(&window, "to_issue").await, std::slice::from_ref(&case));

        act(&app, &window, &case, "issue", json!({"way": "home"})).await.ok();
        let view = window.get(&case).await.ok();
        let number = format!("{}-R", view["number"].as_str().unwrap());
        assert_eq!((&view["stage"], &view["service"]["number"]), (&json!("issued"), &json!(number)));
        assert_eq!(view["outcome"], "granted", "it stays concluded");
        assert!(listed(&window, "to_issue").await.is_empty());
        assert_eq!(listed(&window, "to_hand_over").await, std::slice::from_ref(&case));

        hand_to(&app, &window, &case, &carrier).await.ok();
        assert_eq!(listed(&carrier, "to_take").await, std::slice::from_ref(&case));
        assert!(listed(&carrier, "to_carry").await.is_empty(), "not before it is said");
        take(&app, &carrier, &case).await.ok();
        assert_eq!(listed(&carrier, "to_carry").await, std::slice::from_ref(&case));
        assert_eq!(listed(&window, "out").await, std::slice::from_ref(&case));
        let line = carrier.get("/v1/custody?list=to_carry").await.ok()["things"][0].clone();
        assert_eq!((&line["resident_name"], &line["thing"]["due_at"]), (&json!("王*"), &json!("2026-12-07T16:00:00Z")));

        let signature = app.photo(40);
        let ack = say(&app, &carrier, &case, "deliver", received(&signature)).await.ok();
        assert_eq!(ack["stage"], "delivered", "the signature is on its way");
        carrier.upload(&signature).await.ok();
        app.run_jobs().await;
        let view = carrier.get(&case).await.ok();
        let file = view["files"].as_array().unwrap().iter().find(|file| file["purpose"] == "handover").unwrap().clone();
        assert_eq!(file["state"], "verified", "the phone may forget it");
        let view = window.get(&case).await.ok();
        assert_eq!(view["stage"], "closed");
        assert_eq!(last(&view, 6), ["granted", "issued", "handed_over", "taken_over", "delivered", "closed"]);
        assert_eq!(view["outcome"], "granted");
        assert_eq!(view["deadlines"]["due_at"], json!(null), "nothing is due any more");
        assert_eq!(view["custody"][0]["holder"], "received");
        let chain: Vec<_> = view["handovers"].as_array().unwrap().iter().map(|change| change["kind"].as_str().unwrap()).collect();
        assert_eq!(chain, ["issued", "offered", "passed", "received"]);
        let worker = json!(carrier.credential.user.uuid());
        assert_eq!((&view["handovers"][2]["to_worker_id"], &view["handovers"][3]["from_worker_id"]), (&worker, &worker));
        assert_eq!(view["handovers"][3]["signature_file"], json!(signature.file_id));
        assert_eq!(messages(&app, "issued").await, 1);
        for list in ["to_issue", "to_hand_over", "out", "late"] {
            assert!(listed(&window, list).await.is_empty(), "{list}");
        }
    }

    async fn a_signature_that_is_here_closes_the_case_at_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = issued(&app, &worker).await;
        // The taker signs at the counter, on the window's device.
        let (at_the_counter, at_the_door) = (app.photo(41), app.photo(42));
        window.upload(&at_the_counter).await.ok();
        worker.upload(&at_the_door).await.ok();
        let to = json!({
            "things": {"result": true}, "to": "worker", "worker_id": worker.credential.user.uuid(),
            "signature": under(&at_the_counter),
        });
        say(&app, &window, &case, "hand-over", to).await.ok();
        app.run_jobs().await;
        assert_eq!(listed(&worker, "to_carry").await, std::slice::from_ref(&case), "against signature it passes at once");
        let body = json!({
            "things": {"result": true}, "receiver": "relative", "receiver_name": "王小妹", "signature": under(&at_the_door),
        });
        say(&app, &worker, &case, "deliver", body).await.ok();
        app.run_jobs().await;
        let view = worker.get(&case).await.ok();
        assert_eq!(view["stage"], "closed");
        let change = view["handovers"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&change["receiver"], &change["receiver_name"]), (&json!("relative"), &json!("王*")));
        assert!(view["outstanding"].as_array().unwrap().is_empty());
    }

    async fn a_refusal_is_served_by_post_like_any_decision(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = decided(&app, &worker, "refused").await;
        let by_message = act(&app, &window, &case, "issue", json!({"way": "electronic"})).await;
        assert_eq!(by_message.problem().2, ["$.way not-applicable"]);
        act(&app, &window, &case, "issue", json!({"way": "post"})).await.ok();
        let bare = say(&app, &window, &case, "hand-over", json!({"things": {"result": true}, "to": "post"})).await;
        assert_eq!(bare.problem().2, ["$.tracking required"]);
        let parcel = json!({"things": {"result": true}, "to": "post", "tracking": "邮政 EX123456789CN"});
        say(&app, &window, &case, "hand-over", parcel).await.ok();
        assert_eq!(listed(&window, "posted").await, std::slice::from_ref(&case));
        let ack = say(&app, &window, &case, "deliver", json!({"things": {"result": true}, "receiver": "resident"})).await.ok();
        assert_eq!(ack["stage"], "closed", "the carrier's word stands, in the same act");
        let view = window.get(&case).await.ok();
        assert_eq!((&view["outcome"], &view["service"]["way"]), (&json!("refused"), &json!("post")));
        assert_eq!(view["handovers"][1]["tracking"], "邮政 EX123456789CN");
    }

    async fn who_fetches_it_makes_a_trip_and_that_is_counted(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = decided(&app, &worker, "granted").await;
        let by_post = act(&app, &window, &case, "issue", json!({"way": "post"})).await;
        assert_eq!(by_post.problem().2, ["$.way not-applicable"], "the guide does not name it");
        act(&app, &window, &case, "issue", json!({"way": "window"})).await.ok();
        assert_eq!((messages(&app, "ready_to_collect").await, messages(&app, "issued").await), (1, 0));
        let unsigned = json!({"things": {"result": true}, "receiver": "resident"});
        assert_eq!(say(&app, &window, &case, "deliver", unsigned).await.problem().2, ["$.signature required"]);
        let signature = app.photo(43);
        window.upload(&signature).await.ok();
        say(&app, &window, &case, "deliver", received(&signature)).await.ok();
        app.run_jobs().await;
        let view = window.get(&case).await.ok();
        assert_eq!(last(&view, 2), ["collected", "closed"]);
        let report = app.manager().await.get("/v1/reports/bulletin").await.ok();
        let figures = report["figures"].as_array().unwrap();
        let figure = |key: &str| figures.iter().find(|figure| figure["key"] == key).unwrap().clone();
        let collected = figure("results_collected_share");
        assert_eq!((&collected["numerator"], &collected["denominator"], &collected["counted_by"]), (&json!(1), &json!(1), &json!("delivery")));
        assert_eq!(figure("cases_concluded")["numerator"], 1, "concluded once, whatever came after");
        let report = app.manager().await.get("/v1/reports/service").await.ok();
        let figures = report["total"]["figures"].as_array().unwrap();
        let zero_trip = figures.iter().find(|figure| figure["key"] == "zero_trip_cases").unwrap();
        assert_eq!((&zero_trip["numerator"], &zero_trip["denominator"]), (&json!(0), &json!(1)));
    }

    async fn what_an_earlier_release_concluded_goes_on(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = decided(&app, &worker, "granted").await;
        for words in [
            "UPDATE cases SET outcome = NULL",
            "DELETE FROM custody",
            "UPDATE deadlines SET service_at = NULL, due_at = NULL, warn_at = NULL",
        ] {
            app.database.execute(words);
        }
        let view = window.get(&case).await.ok();
        assert_eq!((&view["stage"], &view["outcome"]), (&json!("approved"), &json!("granted")));
        assert!(listed(&window, "to_issue").await.is_empty(), "nobody is asked for what was handed out long ago");
        app.pass(SignedDuration::from_hours(24 * 30));
        zerotrip::jobs::timetable::round(&app.app).await.unwrap();
        assert!(tasks(&app, "overdue").await.is_empty(), "nor told that it is late");
        let window = app.signed_in_again(&window).await;
        let ack = act(&app, &window, &case, "issue", json!({"way": "window"})).await.ok();
        assert_eq!(ack["stage"], "issued");
        let signature = app.photo(44);
        window.upload(&signature).await.ok();
        say(&app, &window, &case, "deliver", received(&signature)).await.ok();
        app.run_jobs().await;
        assert_eq!(window.get(&case).await.ok()["stage"], "closed");
    }
}
