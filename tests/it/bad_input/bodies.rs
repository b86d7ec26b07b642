//! Bodies that are no JSON, too much JSON, or JSON made to hurt.

use harness::{TestApp, TestDatabase, both, person::answer};
use reqwest::{Body, Method};
use serde_json::{Value, json};

use super::{Table, head, problem, refusal, send_and_hang_up};

/// Most bytes that a refusal may have, whatever was handed in.
const LONGEST_REFUSAL: usize = 64 * 1024;

async fn put(table: &Table, path: &str, body: impl Into<Body>) -> harness::person::Answer {
    let request = table.worker.request(Method::PUT, path).header("Content-Type", "application/json");
    let answer = answer(request.body(body)).await;
    assert!(answer.bytes.len() < LONGEST_REFUSAL, "{} bytes of refusal", answer.bytes.len());
    answer
}

/// An object's text with one member written once more.
fn twice(body: &Value, member: &str, value: &str) -> String {
    let text = body.to_string();
    format!("{},\"{member}\":{value}}}", text.strip_suffix('}').unwrap())
}

both! {
    async fn a_body_cut_on_its_way_is_nothing(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let (case, body) = (table.new_case(), table.good().to_string());
        for cut in [0, 1, body.len() / 2, body.len() - 1] {
            let mut bytes = head(&table.worker, &Method::PUT, &case, &[("Content-Type", "application/json")], body.len());
            bytes.extend_from_slice(&body.as_bytes()[..cut]);
            let answer = send_and_hang_up(&table.app, &bytes).await;
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{answer}");
            assert_eq!(table.worker.get(&case).await.refusal(), refusal(404, "not-found"));
        }
        assert_eq!(put(&table, &case, body).await.ok()["version"], 1);
        table.assert_all_is_well().await;
    }

    async fn what_is_no_json_is_malformed(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let good = table.good().to_string();
        let invalid_utf8 = {
            let mut bytes = good.clone().into_bytes();
            let at = good.find("陈晓").unwrap();
            bytes[at] = 0xff;
            bytes
        };
        let bodies: Vec<(&str, Vec<u8>)> = vec![
            ("nothing", Vec::new()),
            ("half of it", good.as_bytes()[..good.len() / 2].to_vec()),
            ("one byte short", good.as_bytes()[..good.len() - 1].to_vec()),
            ("another one behind it", format!("{good}{good}").into_bytes()),
            ("invalid UTF-8", invalid_utf8),
            ("half a surrogate pair", good.replace("陈晓", "\\ud83d").into_bytes()),
            ("a control character", good.replace("陈晓", "陈\u{1}晓").into_bytes()),
            ("a zero byte", good.replace("陈晓", "陈\0晓").into_bytes()),
            ("no number", good.replace("\"base_version\":0", "\"base_version\":NaN").into_bytes()),
            ("a number beyond all", good.replace("\"base_version\":0", "\"base_version\":1e999").into_bytes()),
            ("UTF-16", good.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("random bytes", (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect()),
            ("a deep array", b"[".repeat(200_000)),
            ("a deep array that ends", [b"[".repeat(100_000), b"]".repeat(100_000)].concat()),
            ("a deep object", br#"{"form":"#.repeat(20_000)),
        ];
        for (what, body) in bodies {
            assert_eq!(put(&table, &table.new_case(), body).await.refusal(), refusal(400, "malformed-json"), "{what}");
        }
        let in_a_field = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
        let body = good.replace("\"form\":{}", &format!("\"form\":{in_a_field}"));
        assert_eq!(put(&table, &table.new_case(), body).await.refusal(), refusal(400, "malformed-json"));
        table.assert_all_is_well().await;
    }

    async fn only_json_is_taken_for_json(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let good = table.good().to_string();
        for declared in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "multipart/form-data", "x"] {
            let request = table.worker.request(Method::PUT, &table.new_case()).header("Content-Type", declared);
            let refused = answer(request.body(good.clone())).await.refusal();
            assert_eq!(refused, refusal(415, "unsupported-media-type"), "{declared}");
        }
        let bare = table.worker.request(Method::PUT, &table.new_case()).body(good.clone());
        assert_eq!(answer(bare).await.refusal(), refusal(415, "unsupported-media-type"));
        let case = table.new_case();
        let spelt = table.worker.request(Method::PUT, &case).header("Content-Type", "Application/JSON; charset=utf-8");
        answer(spelt.body(good)).await.ok();
    }

    async fn a_body_too_large_is_refused_however_it_comes(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let largest = mobile_contract::limits::JSON_BODY_BYTES;
        let padded = |length: usize| {
            let good = table.good().to_string();
            format!("{good}{}", " ".repeat(length - good.len()))
        };
        put(&table, &table.new_case(), padded(largest)).await.ok();
        assert_eq!(put(&table, &table.new_case(), padded(largest + 1)).await.refusal(), refusal(413, "body-too-large"));
        // Without a length in front, and never ending.
        let chunk = || Ok::<_, std::io::Error>(bytes::Bytes::from(vec![b' '; 16 * 1024]));
        let endless = futures_util::stream::iter((0..1024).map(move |_| chunk()));
        let request = table.worker.request(Method::PUT, &table.new_case()).header("Content-Type", "application/json");
        // The server has said no before it is all sent: the sender may see that, or a line that was cut.
        if let Ok(response) = request.body(Body::wrap_stream(endless)).send().await {
            assert_eq!(response.status(), 413);
        }
        table.assert_all_is_well().await;
    }

    async fn a_bomb_is_told_in_few_words(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let with = |member: &str, value: &str| {
            let mut body = table.good();
            body[member] = json!(null);
            body.to_string().replace(&format!("\"{member}\":null"), &format!("\"{member}\":{value}"))
        };
        let many = |one: &str, count: usize| format!("[{}]", vec![one; count].join(","));
        let members = |count: usize| (0..count).map(|n| format!("\"f{n}\":\"\\u0001\"")).collect::<Vec<_>>().join(",");
        let at = table.app.now();
        let consent = format!(r#"{{"kind":"health","text_version":"","given":true,"given_at":"{at}"}}"#);
        let claim = format!(
            r#"{{"file_id":"{}","sha256":"x","size":0,"media_type":"image/jpeg","purpose":"material"}}"#,
            table.app.fresh()
        );
        let bodies = [
            ("numbers", many("0", 100_000)),
            ("manifest", with("manifest", &many("{}", 60_000))),
            ("manifest", with("manifest", &many("0", 90_000))),
            ("manifest", with("manifest", &many(&claim, 1_500))),
            ("materials", with("materials", &many(r#"{"material":"x y","cover":"file"}"#, 6_000))),
            ("materials", with("materials", &many(r#"{"material":"none","cover":"file"}"#, 6_000))),
            ("consents", with("consents", &many(&consent, 2_000))),
            ("form", with("form", &format!("{{{}}}", members(12_000)))),
            ("note", with("note", &format!("\"{}\"", "a".repeat(200_000)))),
            ("item", with("item", &format!("\"{}\"", "a".repeat(200_000)))),
            ("form", with("form", &format!("{{\"{}\":\"\"}}", "k".repeat(200_000)))),
        ];
        for (what, body) in bodies {
            assert!(body.len() < mobile_contract::limits::JSON_BODY_BYTES, "{what}: {}", body.len());
            assert_eq!(put(&table, &table.new_case(), body).await.refusal(), refusal(422, "invalid-body"), "{what}");
        }
        let digests = json!({"digests": vec!["x"; 5_000]});
        let refused = table.worker.post("/v1/uploads/have", &digests).await;
        assert_eq!(refused.problem(), problem(422, "invalid-body", &["$.digests too-many"]));
        table.assert_all_is_well().await;
    }

    async fn a_member_said_twice_is_not_guessed_at(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let body = table.good();
        for (member, value) in [("base_version", "0"), ("item", "\"LJZ-SB-01\""), ("manifest", "[]")] {
            let answer = put(&table, &table.new_case(), twice(&body, member, value)).await;
            assert_eq!(answer.problem(), problem(422, "invalid-body", &[&format!("$.{member} duplicate")]));
        }
        let mut nested = body.clone();
        nested["resident"] = json!(null);
        let resident = format!(r#""resident":{{"id":"{0}","id":"{0}"}}"#, table.resident);
        let text = nested.to_string().replace("\"resident\":null", &resident);
        let answer = put(&table, &table.new_case(), text).await;
        assert_eq!(answer.problem(), problem(422, "invalid-body", &["$.resident.id duplicate"]));
        table.assert_all_is_well().await;
    }

    async fn a_query_that_makes_no_sense_names_its_parameters(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let window = app.window().await;
        for (path, faults) in [
            ("/v1/cases?limit=0", vec!["?limit out-of-range"]),
            ("/v1/cases?limit=101", vec!["?limit out-of-range"]),
            ("/v1/cases?limit=ten", vec!["?limit out-of-range"]),
            ("/v1/cases?limit=99999999999999", vec!["?limit out-of-range"]),
            ("/v1/cases?stage=unheard", vec!["?stage unknown-word"]),
            ("/v1/cases?item=a%20b&cursor=x&limit=0", vec!["?item item-code", "?cursor cursor", "?limit out-of-range"]),
            ("/v1/visits?day=tomorrow", vec!["?day date"]),
            ("/v1/visits?day=2026-02-30", vec!["?day date"]),
            ("/v1/reports/bulletin?from=2018-13-01&to=x", vec!["?from date", "?to date"]),
            ("/v1/reports/bulletin?from=2018-02-01&to=2018-01-01", vec!["?to period"]),
        ] {
            let (status, code, told) = window.get(path).await.problem();
            assert!(matches!((status, code.as_str()), (400, "invalid-query") | (422, "invalid-body")), "{path}: {status} {code}");
            assert_eq!(told, faults, "{path}");
        }
        window.get("/v1/cases?limit=100").await.ok();
    }
}
