//! Publication: from a day on, on every replica at once, never two, and back as long as nobody has seen it.

use std::sync::Arc;

use domain::{
    clock::{ManualClock, SeededChance},
    ids::CentreId,
};
use harness::{TestApp, TestDatabase, app::settings, both};
use jiff::SignedDuration;
use reqwest::header::{ETAG, IF_NONE_MATCH};
use sealing::Ring;
use serde_json::{Value, json};
use store::Tenancy;
use zerotrip::{
    actions::keep_catalogues,
    app::App,
    catalogue::LUOJIAZHUANG,
    compose::Parts,
    retention,
    sms::{LogGateway, templates},
};

use super::{
    DECEMBER, DEVICES, FIRST, NEXT, admin, edition, in_force, publish, put, shown, until, with_one_closed,
    with_other_papers,
};

/// Another composition over the same database, as a second replica is.
async fn replica(app: &TestApp, clock: Arc<ManualClock>) -> App {
    let chance = Arc::new(SeededChance::new(7));
    let identity = files::Identity::generate().to_secret_text().expose().to_owned();
    let ring = Ring::generate(&*chance, app.now(), identity).unwrap();
    App::compose(Parts {
        settings: settings(app.database.url(), app.dir.path()),
        ring,
        catalogue: LUOJIAZHUANG.to_owned(),
        messages: templates::SHIPPED.to_owned(),
        retention: retention::SHIPPED.to_owned(),
        clock,
        chance,
        gateway: Arc::new(LogGateway),
        register: None,
        press: None,
        tenancy: Tenancy::Command,
        demo: false,
    })
    .await
    .unwrap()
}

async fn states(app: &TestApp) -> Vec<(String, String)> {
    let listed = admin(app).await.get("/v1/catalogues").await.ok();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let all = listed["versions"].as_array().unwrap();
    all.iter().map(|one| (word(&one["catalogue_version"]), word(&one["state"]))).collect()
}

fn pair(version: &str, state: &str) -> (String, String) {
    (version.to_owned(), state.to_owned())
}

both! {
    async fn a_version_takes_force_at_midnight_in_shanghai_everywhere(db: TestDatabase) {
        let clock = Arc::new(ManualClock::at("2026-11-23T00:30:00Z".parse().unwrap()));
        let app = TestApp::start_at(db, Arc::clone(&clock)).await;
        let other = replica(&app, clock).await;
        let before = keep_catalogues::current(&other).await.unwrap();
        assert_eq!(before.version.as_str(), FIRST);
        in_force(&app, &with_other_papers(NEXT), "2026-12-01").await;
        assert_eq!(states(&app).await, [pair(FIRST, "in_force"), pair(NEXT, "coming")]);
        let listed = admin(&app).await.get("/v1/catalogues").await.ok();
        assert_eq!(listed["versions"][1]["in_force_at"], DECEMBER);
        assert_eq!(listed["versions"][0].get("published_by"), None);

        let items = format!("{}/v1/items/{DEVICES}", app.url);
        let tag = async |known: &str| {
            let request = harness::person::client().get(&items).header(IF_NONE_MATCH, known);
            let answer = harness::person::answer(request).await;
            (answer.status.as_u16(), answer.headers[ETAG].to_str().unwrap().to_owned())
        };
        let (_, old) = tag("\"none\"").await;
        until(&app, "2026-11-30T15:59:59Z");
        assert_eq!((shown(&app).await, tag(&old).await.0), (json!(FIRST), 304));
        assert_eq!(keep_catalogues::current(&other).await.unwrap().version.as_str(), FIRST);
        app.pass(SignedDuration::from_secs(1));
        let (status, new) = tag(&old).await;
        assert_eq!((shown(&app).await, status), (json!(NEXT), 200));
        assert_ne!(old, new);
        assert_eq!(keep_catalogues::current(&other).await.unwrap().version.as_str(), NEXT, "nobody told it");
        assert_eq!(states(&app).await, [pair(FIRST, "past"), pair(NEXT, "in_force")]);
    }

    async fn a_day_is_to_come_and_has_one_version(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (admin, draft) = (admin(&app).await, app.fresh());
        put(&app, &admin, draft, 0, &with_other_papers(NEXT)).await.ok();
        for (day, code) in [("2026-11-22", "date-past"), ("2026-11-23", "date-past"), ("1 December", "date"), ("20261201", "date")] {
            let (status, _, faults) = publish(&app, &admin, draft, 1, day).await.problem();
            assert_eq!((status, faults), (422, vec![format!("$.day {code}")]), "{day}");
        }
        assert_eq!(publish(&app, &admin, draft, 2, "2026-12-01").await.refusal(), (409, "version-conflict".into()));
        let body = json!({"write_id": app.fresh(), "base_version": 1, "day": "2026-12-01"});
        let path = format!("/v1/catalogue-drafts/{draft}/publish");
        let told = admin.post(&path, &body).await.ok();
        assert_eq!((&told["catalogue_version"], &told["in_force_at"]), (&json!(NEXT), &json!(DECEMBER)));
        assert_eq!(admin.post(&path, &body).await.ok()["replayed"], true);
        assert_eq!(publish(&app, &admin, draft, 1, "2026-12-02").await.refusal(), (404, "not-found".into()));

        // It is held against the last one that is published, though that is not in force.
        let third = app.fresh();
        let (_, _, faults) = put(&app, &admin, third, 0, &edition(NEXT, &[])).await.problem();
        assert!(faults[0].ends_with(" catalogue-version-not-after"), "{faults:?}");
        put(&app, &admin, third, 0, &with_other_papers("2027-1")).await.ok();
        for day in ["2026-11-30", "2026-12-01"] {
            assert_eq!(publish(&app, &admin, third, 1, day).await.refusal(), (409, "catalogue-day-taken".into()));
        }
        publish(&app, &admin, third, 1, "2026-12-02").await.ok();
        assert_eq!(states(&app).await, [pair(FIRST, "in_force"), pair(NEXT, "coming"), pair("2027-1", "coming")]);
    }

    async fn of_two_who_publish_at_once_the_later_is_held_against_the_first(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (one, other) = (admin(&app).await, admin(&app).await);
        let (first, second) = (app.fresh(), app.fresh());
        put(&app, &one, first, 0, &with_other_papers(NEXT)).await.ok();
        put(&app, &other, second, 0, &with_other_papers(NEXT)).await.ok();
        let (a, b) = tokio::join!(publish(&app, &one, first, 1, "2026-12-01"), publish(&app, &other, second, 1, "2026-12-02"));
        let (won, lost) = if a.status.is_success() { (a, b) } else { (b, a) };
        assert_eq!(won.ok()["catalogue_version"], NEXT);
        let (status, code, faults) = lost.problem();
        match code.as_str() {
            "catalogue-day-taken" => assert_eq!(status, 409),
            _ => assert!(status == 422 && faults[0].ends_with("catalogue-version-not-after"), "{faults:?}"),
        }
        assert_eq!(states(&app).await.len(), 2);
    }

    async fn a_version_is_recalled_before_its_day_and_never_after(db: TestDatabase) {
        let app = TestApp::start(db).await;
        in_force(&app, &with_one_closed(NEXT), "2026-12-01").await;
        let recall = async |version: &str| {
            let body = json!({"write_id": app.fresh()});
            admin(&app).await.post(&format!("/v1/catalogues/{version}/recall"), &body).await
        };
        for version in [FIRST, "2031-01"] {
            let code = if version == FIRST { (409, "catalogue-not-recallable".to_owned()) } else { (404, "not-found".into()) };
            assert_eq!(recall(version).await.refusal(), code);
        }
        let draft = recall(NEXT).await.ok();
        assert_eq!((&draft["version"], &draft["catalogue_version"]), (&json!(1), &json!(NEXT)));
        assert_eq!(states(&app).await, [pair(FIRST, "in_force")]);

        // It may come again under its number with another text.
        let id: uuid::Uuid = draft["id"].as_str().unwrap().parse().unwrap();
        put(&app, &admin(&app).await, id, 1, &with_other_papers(NEXT)).await.ok();
        publish(&app, &admin(&app).await, id, 2, "2026-12-01").await.ok();
        in_force(&app, &with_other_papers("2027-1"), "2027-01-01").await;
        assert_eq!(recall(NEXT).await.refusal(), (409, "catalogue-not-recallable".into()), "another one follows it");
        recall("2027-1").await.ok();
        until(&app, "2026-11-30T15:55:00Z");
        assert_eq!(recall(NEXT).await.refusal(), (409, "catalogue-not-recallable".into()), "on the stroke");
        until(&app, DECEMBER);
        assert_eq!(recall(NEXT).await.refusal(), (409, "catalogue-not-recallable".into()));
        let file = admin(&app).await.get(&format!("/v1/catalogues/{NEXT}")).await.ok();
        assert_eq!(file["text"], with_other_papers(NEXT));
        assert_eq!(shown(&app).await, NEXT);
    }

    async fn who_did_what_to_the_catalogue_is_in_the_audit_log(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let draft = in_force(&app, &with_other_papers(NEXT), "2026-12-01").await;
        let rows = app.app.store.read(move |tx| tx.audit_of(CentreId::SITE, "catalogue-draft", draft)).await.unwrap();
        let told: Vec<_> = rows.iter().map(|row| row.act.as_str()).collect();
        assert_eq!(told, ["draft-catalogue", "publish-catalogue"]);
        let listed = admin(&app).await.get("/v1/catalogues").await.ok();
        assert!(listed["versions"][1]["published_by"].is_string());
    }

    async fn figures_are_those_of_the_catalogue_at_the_end_of_their_period(db: TestDatabase) {
        let app = TestApp::start(db).await;
        in_force(&app, &with_one_closed(NEXT), "2026-12-01").await;
        until(&app, "2026-12-02T00:00:00Z");
        let manager = app.manager().await;
        let version = async |query: &str| manager.get(&format!("/v1/reports/bulletin{query}")).await.ok()["catalogue_version"].clone();
        assert_eq!(version("").await, NEXT);
        assert_eq!(version("?to=2026-11-30").await, FIRST);
        assert_eq!(version("?from=2026-11-01&to=2026-12-31").await, NEXT);
    }
}
