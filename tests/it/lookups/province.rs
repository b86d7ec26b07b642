//! The province's gateway over real HTTP, through the whole application.

use std::sync::Arc;

use domain::{
    catalogue::Library,
    clock::ManualClock,
    identity::{Areas, IdNumber},
    ids::CaseId,
    lookup::{Finding, Question, Subject},
    text::{ItemCode, MaterialCode, PersonName, Purpose},
};
use harness::{TestApp, TestDatabase, app::MORNING, both, story};
use jiff::{SignedDuration, civil::date};
use serde_json::json;
use uuid::Uuid;
use zerotrip::{
    actions::keep_secrets::InDatabase,
    config::Registers,
    registers::{Province, Register as _, province::Settings},
};

use super::{Filed, act, photo};
use stub::{APP_KEY, APP_SECRET, Play, Stub};

#[expect(dead_code, reason = "the adapter's own tests use the rest of it")]
#[path = "../../../api/src/registers/province/stub.rs"]
mod stub;

fn settings(url: &str) -> Settings {
    let text = format!(
        r#"
        url = "{url}"
        allow_http = true
        app_key = "{APP_KEY}"
        app_secret = "{APP_SECRET}"
        timeout_ms = 2000
        [[interfaces]]
        library = "population"
        path = "/gateway/api/photo.htm"
        source = "省公共数据平台"
        id_number = "sfzh"
        name = "xm"
        additional = "additional"
        facts = {{ photo_kept = {{ field = "zp", yes = ["*"] }} }}
        "#
    );
    toml::from_str(&text).unwrap()
}

async fn site(db: TestDatabase) -> (Stub, TestApp) {
    let clock = Arc::new(ManualClock::at(MORNING.parse().unwrap()));
    let stub = Stub::start(Arc::clone(&clock));
    let url = stub.url.clone();
    let app = TestApp::start_at_with(db, clock, |site, _dir| {
        site.registers = Registers::Province(Box::new(settings(&url)));
    })
    .await;
    (stub, app)
}

fn good() -> Play {
    Play::Body(r#"{"code":"00","msg":"成功","data":"[{\"zp\":\"base64\"}]","datas":null}"#.into())
}

both! {
    async fn the_gateway_spares_a_photograph_and_its_troubles_block_nobody(db: TestDatabase) {
        let (stub, app) = site(db).await;
        let worker = app.worker().await;
        let state = async |case: &Filed| photo(&app.window().await.get(&case.path).await.ok())["state"].clone();

        stub.plays(good());
        let case = Filed::by(&app, &worker, |_| {}).await;
        assert_eq!(state(&case).await, "covered_by_look_up");
        let (path, body) = stub.seen(|seen| seen.looked_up[0].clone());
        assert!(!path.contains("999999"), "nobody in an address: {path}");
        assert!(body.contains(story::WANG) && body.contains(&case.id.to_string()), "{body}");
        assert_eq!(stub.renewals(), (1, 0));

        // Another application of ours has spoilt the secrets.
        app.pass(SignedDuration::from_mins(1));
        stub.end_both_secrets();
        let case = Filed::by(&app, &worker, |_| {}).await;
        assert_eq!(state(&case).await, "covered_by_look_up");
        assert_eq!(stub.renewals(), (2, 0));

        for trouble in [Play::Status(502, None), Play::Never] {
            stub.plays(trouble);
            let case = Filed::by(&app, &worker, |_| {}).await;
            let view = app.window().await.get(&case.path).await.ok();
            assert_eq!((&view["stage"], &view["lookups"][0]["outcome"]), (&json!("received"), &json!("unavailable")));
            stub.plays(good());
            act(&app, &case.path, "accept", json!({})).await.ok();
            assert_eq!(state(&case).await, "covered_by_look_up", "asked again at the window");
        }
    }

    async fn replicas_renew_once_for_all(db: TestDatabase) {
        let (stub, app) = site(db).await;
        stub.plays(good());
        let replica = |n: u128| {
            let keeper = Arc::new(InDatabase::new(app.app.store.clone(), app.app.vault.clone()));
            Province::open(settings(&stub.url), app.clock.clone(), keeper, Uuid::from_u128(n)).unwrap()
        };
        let replicas = [replica(1), replica(2), replica(3)];
        let question = question();
        let ask = async || {
            let [one, two, three] = &replicas;
            let found = tokio::join!(one.look_up(&question), two.look_up(&question), three.look_up(&question));
            [found.0, found.1, found.2].map(|finding| assert!(matches!(finding, Finding::Found { .. }), "{finding:?}"))
        };
        ask().await;
        assert_eq!(stub.renewals(), (1, 0));
        app.pass(SignedDuration::from_mins(12));
        ask().await;
        assert_eq!(stub.renewals(), (1, 1), "the second step, by one of them");
    }
}

fn question() -> Question {
    let id_number = IdNumber::parse(story::WANG, date(2026, 11, 23), Areas::TestToo).unwrap();
    Question {
        library: Library::Population,
        subject: Subject { id_number, name: PersonName::parse("王秀英").unwrap() },
        purpose: Purpose::parse("核对照片").unwrap(),
        case: CaseId::from_uuid(Uuid::from_u128(7)),
        item: ItemCode::parse("LJZ-MZ-01").unwrap(),
        material: MaterialCode::parse("photo").unwrap(),
    }
}
