//! What residents read, by what occasions it.

use std::{collections::BTreeMap, sync::Arc};

use domain::clock::ManualClock;
use harness::{TestApp, TestDatabase, app::MORNING, both};
use jiff::SignedDuration;
use serde_json::json;
use zerotrip::{
    compose::Parts,
    sms::{Wording, templates},
};

use super::{Carrier, after, phone, told};
use crate::{
    law::{act, approver, deferrals, departments_case},
    snapshots,
};

both! {
    async fn each_event_is_told_in_its_words(db: TestDatabase) {
        let app = TestApp::start_through(db, Arc::new(Carrier::default())).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let federation = approver(&app, "DPF").await;
        let until = "2026-12-11";

        let case = departments_case(&app, &worker).await;
        let defects = json!([{"material": "id-card", "reason": "unreadable"}, {"material": "form", "reason": "missing"}]);
        act(&app, &window, &case, "return", json!({"defects": defects})).await.ok();
        act(&app, &window, &case, "withdraw", json!({"reason": "changed_mind"})).await.ok();

        let case = departments_case(&app, &worker).await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        let pause = json!({"kind": "assessment", "legal_basis": "残疾评定办法", "until": until});
        act(&app, &federation, &case, "suspend", pause).await.ok();
        act(&app, &federation, &case, "resume", json!({})).await.ok();
        act(&app, &federation, &case, "opinion", json!({"note": "符合条件"})).await.ok();
        act(&app, &federation, &case, "decide", json!({"outcome": "granted"})).await.ok();

        let case = departments_case(&app, &worker).await;
        let elsewhere = json!({"reason": "not_our_power", "right_body": "西湖区民政局", "note": "请向民政局提出"});
        act(&app, &window, &case, "not-accept", elsewhere).await.ok();

        let case = departments_case(&app, &worker).await;
        act(&app, &window, &case, "void", json!({"reason": "wrong_person", "note": "录入有误"})).await.ok();

        let case = departments_case(&app, &worker).await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        act(&app, &federation, &case, "terminate", json!({"reason": "impossible", "note": "无法继续办理"})).await.ok();

        // A paper of this one is to follow: its resident is reminded.
        let case = deferrals::filed(&app, &worker).await;
        act(&app, &window, &case, "accept", json!({})).await.ok();

        departments_case(&app, &worker).await;
        app.run_jobs().await;
        app.pass(SignedDuration::from_hours(26));
        app.run_jobs().await;
        let asked = zerotrip::actions::receive_message::run(&app.app, &phone("13900001234"), "2").await.unwrap();
        assert_eq!(asked, zerotrip::actions::receive_message::Received::Rated);
        app.pass(SignedDuration::from_hours(24 * 7));
        super::round(&app).await;

        let all = told(&app).await;
        let mut texts = BTreeMap::new();
        for one in &all {
            let mut text = one.text.clone();
            if one.kind() == "receipt" {
                text = text.replace(&after(&text, "查询码"), "******");
            }
            for secret in ["王秀英", "999999", "13900001234", "阳光", "辅助器具", "残疾", "/s/"] {
                assert!(!text.contains(secret), "{text}");
            }
            // Of several of one moment, the one with the lowest number.
            let told = texts.entry(one.kind()).or_insert_with(|| text.clone());
            *told = text.min(told.clone());
        }
        let lines: String = texts.iter().map(|(kind, text)| format!("{kind:<22}{text}\n")).collect();
        snapshots::assert_agreed("message_texts.txt", &lines);
        assert!(all.iter().all(|told| told.state() != "queued"), "all have gone");
    }
}

#[tokio::test]
async fn a_broken_file_stops_the_start_with_every_fault() {
    let database = TestDatabase::fresh(harness::Backend::Sqlite);
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(MORNING.parse().unwrap()));
    let chance = Arc::new(domain::clock::SeededChance::new(1));
    let identity = files::Identity::generate().to_secret_text().expose().to_owned();
    let now: jiff::Timestamp = MORNING.parse().unwrap();
    let broken = templates::SHIPPED
        .replace("{lookup_address} 查询码", "{link} 查询码")
        .replace("终止办理", "终止低保");
    let parts = Parts {
        settings: harness::app::settings(database.url(), dir.path()),
        ring: sealing::Ring::generate(&*chance, now, identity).unwrap(),
        catalogue: zerotrip::catalogue::LUOJIAZHUANG.to_owned(),
        messages: broken,
        retention: zerotrip::retention::SHIPPED.to_owned(),
        clock,
        chance,
        gateway: Arc::new(Carrier::default()),
        register: None,
        press: None,
        tenancy: store::Tenancy::Server,
        demo: false,
    };
    let fault = zerotrip::app::App::compose(parts).await.err().unwrap().to_string();
    assert!(fault.lines().count() >= 3, "{fault}");
    assert!(fault.contains("link"), "{fault}");
}

#[test]
fn a_site_without_a_proper_sender_writes_to_nobody() {
    let read = |signature: &str, hotline: &str| {
        Wording::read(templates::SHIPPED, signature, hotline, "https://zerotrip.example")
            .err()
            .unwrap()
            .to_string()
    };
    assert_eq!(read("", "0571-88880000"), "[site] signature");
    assert_eq!(read("就近办", "13900001234"), "[site] hotline");
}
