//! What residents said of one worker's work is for the manager, and only where several said something.

use domain::{
    actor::Role,
    audit::Entry,
    rating::{CaseRating, Rating, RatingSource},
};
use harness::{TestApp, TestDatabase, both};
use serde_json::{Value, json};
use store::StoreError;

use super::{by_key, case_id, conclude, ratio, received, report, total};

/// Rates a case, as its resident does.
async fn rate(app: &TestApp, case: uuid::Uuid, rating: Rating) {
    let (centre, at, case) = (app.centre.id, app.now(), case_id(case));
    let given = CaseRating { case, rating, source: RatingSource::Link, at };
    let written = app.app.store.write(move |tx| {
        tx.in_centre(centre, at, |tx| {
            tx.insert_rating(&given, None)?;
            Ok::<_, StoreError>(((), Entry::by_the_server("rate-case", "case", Some(case.uuid()))))
        })
    });
    written.await.unwrap();
}

both! {
    async fn few_ratings_of_one_worker_are_shown_to_nobody(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (chen, zhou) = (app.worker().await, app.worker().await);
        for (n, level) in (1..).zip([5, 5, 4, 3, 1]) {
            let case = received(&app, &chen, n).await;
            conclude(&app, &case).await;
            rate(&app, case.id, Rating::new(level).unwrap()).await;
        }
        for n in 11..=14 {
            let case = received(&app, &zhou, n).await;
            conclude(&app, &case).await;
            rate(&app, case.id, Rating::VeryBad).await;
        }
        let manager = app.manager().await;
        let all = total(&manager, "").await;
        assert_eq!(ratio(&all, "ratings_good"), (json!(3), json!(9)));
        assert_eq!(all["ratings_good"]["percent_exact"], 33.3);
        let levels: Vec<_> = (1..=5).map(|level| ratio(&all, &format!("ratings_{level}")).0).collect();
        assert_eq!(levels, [5, 0, 1, 1, 2]);

        let report = report(&manager, "?by=worker").await;
        for group in report["groups"].as_array().unwrap() {
            let figures = by_key(group);
            let is_chen = group["key"] == chen.credential.user.to_string();
            assert_eq!(group["title"]["zh"], "陈晓");
            assert_eq!(figures["cases_concluded"]["cases"]["count"], if is_chen { 5 } else { 4 });
            for (_key, figure) in figures.iter().filter(|(key, _)| key.starts_with("ratings")) {
                assert_eq!(figure["withheld"], if is_chen { Value::Null } else { json!("too_few") });
                assert_eq!(figure["numerator"].is_null(), !is_chen, "{figure}");
                assert_eq!((&figure["cases"], &figure["base"]), (&Value::Null, &Value::Null), "no list of who said it");
            }
        }
        let of_zhou = total(&manager, &format!("?worker={}", zhou.credential.user)).await;
        assert_eq!(of_zhou["ratings_1"]["withheld"], "too_few", "nor by the filter");

        let auditor = app.someone(Role::Auditor, app.centre, None, None).await;
        assert_eq!(ratio(&total(&auditor, "").await, "ratings_good"), (json!(3), json!(9)));
        for group in super::report(&auditor, "?by=worker").await["groups"].as_array().unwrap() {
            assert_eq!(by_key(group)["ratings_good"]["withheld"], "not_for_you");
        }
    }
}
