//! Good bodies bent in a thousand ways, the same ones every time: none of them is a 500, each refusal is coded, and a
//! refusal of the body names its places and quotes nothing.

use harness::{Person, TestApp, TestDatabase, both, story};
use mobile_contract::problem::{ProblemCode, faults};
use reqwest::Method;
use serde_json::{Value, json};

use super::Table;

/// How often each body is bent.
const TIMES: usize = 120;

/// A small generator: stories must not depend on chance.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// Something that does not belong where it is put.
fn oddity(dice: &mut Dice) -> Value {
    let odd = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1e300),
        json!(9_007_199_254_740_993_i64),
        json!(0.1),
        json!(""),
        json!(" "),
        json!("\u{0}"),
        json!("\u{202e}\u{200b}\u{feff}"),
        json!("𠮷𠮷·🀄"),
        json!("'; DROP TABLE cases; --"),
        json!("%s%n{{7*7}}${jndi:ldap://x}"),
        json!("长".repeat(3000)),
        json!("9999-12-31T23:59:59.999999999Z"),
        json!("0000-01-01T00:00:00Z"),
        json!("2026-11-23T09:00:60+08:00"),
        json!("2026-11-23T09:00:00+25:00"),
        json!("00000000-0000-0000-0000-000000000000"),
        json!("ffffffff-ffff-ffff-ffff-ffffffffffff"),
        json!([]),
        json!([[[[]]]]),
        json!({}),
        json!({"a": {"b": null}}),
    ];
    odd[dice.roll(odd.len())].clone()
}

/// Every place in a body.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                places(inner, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (n, inner) in items.iter().enumerate() {
                places(inner, &format!("{at}/{n}"), found);
            }
        }
        _ => {}
    }
}

fn bend(body: &mut Value, dice: &mut Dice) {
    let mut all = Vec::new();
    places(body, "", &mut all);
    let place = &all[dice.roll(all.len())];
    match (dice.roll(5), place.rsplit_once('/')) {
        (0, Some((parent, name))) => match body.pointer_mut(parent) {
            Some(Value::Object(fields)) => drop(fields.remove(name)),
            Some(Value::Array(items)) => drop(items.pop()),
            _ => {}
        },
        (1, Some((parent, _))) => match body.pointer_mut(parent) {
            Some(Value::Object(fields)) => drop(fields.insert(format!("odd{}", dice.roll(9)), oddity(dice))),
            Some(Value::Array(items)) => items.extend(items.clone()),
            _ => {}
        },
        _ => *body.pointer_mut(place).unwrap() = oddity(dice),
    }
}

async fn try_all(
    table: &Table,
    who: &Person,
    method: &Method,
    path: impl Fn() -> String,
    good: impl Fn() -> Value,
    seed: u64,
) {
    let mut dice = Dice(seed);
    let mut refused = 0;
    for n in 0..TIMES {
        let mut body = good();
        for _ in 0..=dice.roll(3) {
            bend(&mut body, &mut dice);
        }
        let request = who.request(method.clone(), &path()).json(&body);
        let answer = harness::person::answer(request).await;
        if answer.status.is_success() {
            continue;
        }
        refused += 1;
        let (status, code, told) = answer.problem();
        assert!(status < 500, "{n}: {status} {code} for {body}");
        assert!(ProblemCode::parse(&code).is_some());
        if code == "invalid-body" {
            assert!(!told.is_empty(), "{n}: no fault is named in {body}");
        }
        for fault in &told {
            let (place, code) = fault.rsplit_once(' ').unwrap();
            assert!(place.starts_with('$') && faults::is_known(code), "{fault}");
        }
        let text = answer.text();
        for personal in ["王秀英", story::WANG, "13900001234", "阳光新村", "陈晓"] {
            assert!(!text.contains(personal), "{text}");
        }
    }
    assert!(refused > TIMES / 3, "{refused} of {TIMES} were refused: the bodies are hardly bent");
    table.worker.get("/v1/session").await.ok();
}

both! {
    async fn no_bent_body_is_a_500(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let (app, worker, window) = (&table.app, &table.worker, table.app.window().await);
        let new = |kind: &'static str| move || format!("/v1/{kind}/{}", app.fresh());
        let (put, post) = (Method::PUT, Method::POST);

        try_all(&table, worker, &put, new("cases"), || {
            let mut body = table.good();
            body["resident"]["identity"] = story::identity("王秀英", story::WANG);
            body["mandate"]["witness"] = json!({"name": "李大有", "id_last4": "004X"});
            body["form"] = json!({"grade": "100"});
            body["note"] = json!("有事先说");
            body
        }, 1).await;
        let community = app.centre.community.uuid();
        try_all(&table, worker, &put, new("residents"), || {
            json!({"write_id": app.fresh(), "community_id": community, "identity": story::identity("王秀英", story::WANG)})
        }, 2).await;
        try_all(&table, worker, &put, new("visits"), || {
            json!({"write_id": app.fresh(), "base_version": 0, "community_id": community, "resident_id": table.resident,
                "worker_id": worker.credential.user.uuid(), "planned_for": app.now().to_string(),
                "items": ["LJZ-MZ-01", "LJZ-SB-01"], "note": "先打电话"})
        }, 3).await;
        let finish = format!("/v1/visits/{}/finish", table.visit);
        try_all(&table, worker, &post, || finish.clone(), || {
            json!({"write_id": app.fresh(), "base_version": 2, "device_at": app.now().to_string(), "outcome": "done",
                "collect_next_time": [{"item": "LJZ-SB-06", "material": "photo", "note": "照片"}], "note": "周四在家"})
        }, 4).await;
        let received = app.received_case(&app.worker().await).await;
        let act = |act: &str| format!("/v1/cases/{received}/{act}");
        let review = |mut body: Value| {
            body["write_id"] = json!(app.fresh());
            body["base_version"] = json!(99);
            body
        };
        try_all(&table, &window, &post, || act("return"), || {
            review(json!({"defects": [{"material": "id-card", "reason": "unreadable", "note": "反光"}]}))
        }, 5).await;
        try_all(&table, &window, &post, || act("not-accept"), || {
            review(json!({"reason": "not_our_power", "right_body": "余杭区", "note": "不在本区"}))
        }, 6).await;
        let unmask = format!("/v1/residents/{}/unmask", table.resident);
        try_all(&table, &window, &post, || unmask.clone(), || {
            json!({"reason": "电话核对", "fields": ["phone"]})
        }, 7).await;
        try_all(&table, worker, &post, || "/v1/uploads/have".into(), || {
            json!({"digests": ["0".repeat(64), "f".repeat(64)]})
        }, 8).await;
        let somebody = app.fresh();
        try_all(&table, worker, &post, || "/v1/session/refresh".into(), || {
            json!({"refresh_token": "made-up", "device_id": somebody})
        }, 9).await;
        table.assert_all_is_well().await;
    }

    async fn a_refusal_is_said_in_the_language_asked_for(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let mut body = table.good();
        body["base_version"] = json!("zero");
        body["item"] = json!(7);
        let told = async |language: &str| {
            let request = table.worker.request(Method::PUT, &table.new_case()).header("Accept-Language", language);
            harness::person::answer(request.json(&body)).await
        };
        let (zh, en) = (told("zh-CN,zh;q=0.9,en;q=0.8").await, told("en-GB,en;q=0.9").await);
        assert_eq!(zh.problem(), en.problem());
        assert_eq!((&zh.headers["content-language"], &en.headers["content-language"]), (&"zh-CN".parse().unwrap(), &"en".parse().unwrap()));
        for (answer, is_english) in [(zh, false), (en, true)] {
            let body = answer.json();
            let faults = body["faults"].as_array().unwrap().iter().map(|fault| &fault["message"]);
            for words in faults.chain([&body["title"]]) {
                assert_eq!(words.as_str().unwrap().is_ascii(), is_english, "{words}");
            }
        }
    }
}
