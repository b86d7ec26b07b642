//! A thief with the database and the bucket, without the key ring, learns nothing of anybody; nor does who reads the
//! logs. What was said of made-up residents is searched for in every form that a careless line would leave it in.

pub mod loot;
pub mod needles;

use std::sync::{Arc, Mutex, OnceLock};

use domain::{
    actor::Role,
    text::{Password, PersonName, Username},
};
use harness::{
    Backend, Person, TestApp, TestDatabase, both,
    person::{answer, client},
    story::{self, Sealed},
};
use serde_json::{Value, json};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, registry, util::SubscriberInitExt as _};
use uuid::Uuid;
use zerotrip::actions::add_user;

use crate::unauthorised::id_number;
use needles::Needles;

/// Everything that this process has logged since the first asker.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Listens to all of our own rooms say, down to the smallest.
    fn begin() -> Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Self::default();
            let writer = log.clone();
            let words = "info,zerotrip=trace,store=trace,files=trace,sealing=trace,domain=trace,actix_web=debug,actix_http=debug";
            let lines = fmt::layer().json().flatten_event(true).with_writer(move || writer.clone());
            registry().with(EnvFilter::new(words)).with(lines).init();
            log
        })
        .clone()
    }

    fn text(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

/// A made-up resident, all of it.
struct Resident {
    name: &'static str,
    number: String,
    phone: &'static str,
    address: &'static str,
    note: &'static str,
}

fn residents() -> [Resident; 3] {
    [
        Resident {
            name: "欧阳翠玉",
            number: id_number(201),
            phone: "13912347001",
            address: "文新街道桂花弄19幢3单元704室",
            note: "右耳失聪请大声敲门",
        },
        Resident {
            name: "阿依古丽·买买提",
            number: id_number(202),
            phone: "13912347002",
            address: "骆家庄西苑二区88号后院",
            note: "糖尿病每日下午透析",
        },
        Resident {
            name: "䶮春花",
            number: id_number(203),
            phone: "13912347003",
            address: "Room 1203, Osmanthus Court 7",
            note: "女儿住院勿提起",
        },
    ]
}

impl Resident {
    fn identity(&self) -> Value {
        json!({
            "name": self.name, "id_number": self.number, "phone": self.phone, "address": self.address, "note": self.note,
            "care_groups": ["elderly", "sick"],
        })
    }
}

/// What is said of them on the way, besides who they are.
const SAID: &[&str] = &[
    "先打邻居老周的电话",
    "下次带放大镜过去",
    "儿子周六从宁波回来",
    "退休金每月三千二百元",
    "monthly pension 3200 yuan",
    "老伴瘫痪在床",
    "司马晓彤",
    "诸葛见证",
    "欧阳作证",
    "上官监护",
    "医保卡号六六八八",
    "身份证照片反光看不清尾号",
    "收入超过低保标准",
    "户籍在余杭区良渚",
    "余杭区民政局低保科",
    "核对透析医院名称",
    "欧阳翠玉身份证正面.jpg",
    "孙女司徒小满代取一份",
    "端木小妹代收",
    "桂花弄口的小卖部",
    "EX998877665CN",
    "邻居说出门了",
    "99999919500101201742",
    "封袋号四四一七",
    "公孙问路",
    "13912347099",
    "文新街道桂花弄后门左手第三家",
    "要推轮椅下楼",
    "已转邻街道卫生站",
    "30283,120121",
    "由同事周五再去一次",
    "夏侯未登记",
];

both! {
    async fn nobody_is_found_in_what_a_thief_carries_off(db: TestDatabase) {
        let log = Log::begin();
        let backend = db.backend();
        let app = TestApp::start(db).await;
        let began = loot::wal_position(&app);
        let mut needles = Needles::default();
        for resident in residents() {
            for text in [resident.name, &resident.number, resident.phone, resident.address, resident.note] {
                needles.text(text);
            }
        }
        for text in SAID {
            needles.text(text);
        }
        let pictures = life(&app, &mut needles).await;
        for picture in &pictures {
            needles.picture(picture);
        }

        let loot = loot::carry_off(&app, began.as_deref());
        assert!(loot.len() > 10, "the thief found little");
        // The thief can read: what is no secret is there, in rows, in raw files and in the log.
        let marks = Needles::of("LJZ-MZ-01");
        let found = |what: &str| loot.iter().any(|(name, bytes)| name.starts_with(what) && !marks.in_bytes(bytes).is_empty());
        assert!(found("row of cases"));
        assert!(found("file"), "of the database");
        if backend == Backend::Sqlite {
            assert!(found("file zerotrip.db-wal"), "the log of writes was not carried off");
        }
        assert!(loot.iter().filter(|(name, _)| name.starts_with("object")).count() >= pictures.len());

        let mut leaks = Vec::new();
        for (name, bytes) in &loot {
            leaks.extend(needles.in_bytes(bytes).into_iter().map(|what| format!("{what} in {name}")));
            for magic in [&b"\xff\xd8\xff"[..], b"\x89PNG", b"%PDF"] {
                if bytes.starts_with(magic) {
                    leaks.push(format!("{name} is an open picture"));
                }
            }
        }
        let log = log.text();
        assert!(!Needles::of("/v1/cases/{id}").in_bytes(&log).is_empty(), "nothing was logged");
        leaks.extend(needles.in_bytes(&log).into_iter().map(|what| format!("{what} in the log")));
        assert!(leaks.is_empty(), "a thief finds:\n  {}", leaks.join("\n  "));
    }
}

#[test]
fn the_search_finds_what_is_there() {
    let mut needles = Needles::default();
    needles.text("欧阳翠玉");
    needles.picture(&story::jpeg(5));
    let finds = |bytes: &[u8]| needles.in_bytes(&[b"before ", bytes, b" behind"].concat()).len();
    assert_eq!(finds(b"nothing"), 0);
    assert_eq!(finds("欧阳翠玉".as_bytes()), 1);
    assert_eq!(finds(hex::encode("欧阳翠玉").as_bytes()), 1);
    assert_eq!(finds(hex::encode_upper("x欧阳翠玉").as_bytes()), 1);
    let utf16: Vec<u8> = "欧阳翠玉".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(finds(&utf16), 1);
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    for before in ["", "a", "ab"] {
        assert_eq!(
            finds(STANDARD.encode(format!("{before}欧阳翠玉 und so weiter")).as_bytes()),
            1,
            "{before}"
        );
    }
    assert_eq!(finds(json!("欧阳翠玉").to_string().as_bytes()), 1);
    assert_eq!(finds(br"\u6b27\u9633\u7fe0\u7389"), 1);
    assert_eq!(finds("%E6%AC%A7%E9%98%B3%E7%BF%A0%E7%8E%89".as_bytes()), 1);
    assert!(finds(&story::jpeg(5)) >= 1);
    assert!(finds(&story::jpeg(5)[100..400]) >= 1, "a piece of a picture");
}

/// Everything that happens to residents, good and bad; the open pictures.
async fn life(app: &TestApp, needles: &mut Needles) -> Vec<Vec<u8>> {
    let (worker, window) = (app.worker().await, app.window().await);
    let mut pictures = Vec::new();
    for (n, resident) in (0_u8..).zip(residents()) {
        let (photo, signature) = (story::jpeg(n * 2 + 100), story::jpeg(n * 2 + 101));
        let (sealed_photo, sealed_signature) =
            (app.seal(&photo, "image/jpeg"), app.seal(&signature, "image/jpeg"));
        let id = enter(app, &worker, &resident).await;
        let visit = call(app, &worker, id).await;
        let case = file(app, &worker, (visit, id), &resident, [&sealed_photo, &sealed_signature]).await;
        upload_named(&worker, &sealed_photo).await;
        worker.upload(&sealed_signature).await.ok();
        app.run_jobs().await;
        assert_eq!(worker.get(&case).await.ok()["stage"], "received");
        conclude(app, &window, &case, n).await;
        if n == 2 {
            // Given back with a reason, mended, and then concluded.
            let better = story::jpeg(120);
            let sealed = app.seal(&better, "image/jpeg");
            worker.upload(&sealed).await.ok();
            let version = worker.get(&case).await.ok()["version"].clone();
            let mut body = case_body(app, (visit, id), &resident, [&sealed, &sealed_signature]);
            body["base_version"] = version;
            worker.put(&case, &body).await.ok();
            app.run_jobs().await;
            conclude(app, &window, &case, 0).await;
            pictures.push(better);
        }
        if n == 0 {
            serve(app, &worker, &window, &case).await;
        }
        finish(app, &worker, visit).await;
        requests(app, &window, id).await;
        letters(app, &worker, &window, &case, visit).await;
        let unmask = json!({"reason": "核对透析医院名称", "fields": ["name", "id_number", "phone", "address", "note"]});
        let shown = window.post(&format!("/v1/residents/{id}/unmask"), &unmask).await.ok();
        assert_eq!(shown["name"], resident.name);
        go_wrong(app, &worker, &resident, (visit, id)).await;
        pictures.extend([photo, signature]);
    }
    app.run_jobs().await;
    links(app, needles).await;
    rights(app, needles).await;
    die(app, &worker, needles).await;
    sessions(app, needles).await;
    pictures
}

/// Every letter is on paper, looked at, and one of them twice.
async fn letters(app: &TestApp, worker: &Person, window: &Person, case: &str, visit: Uuid) {
    let list = window.get(&format!("{case}/letters")).await.ok();
    let paths = list["letters"].as_array().unwrap().iter();
    let paths: Vec<_> =
        paths.map(|letter| format!("{case}/letters/{}", letter["id"].as_str().unwrap())).collect();
    assert!(paths.len() >= 3, "{list}");
    for path in &paths {
        assert!(window.get(path).await.bytes.starts_with(b"%PDF"));
    }
    let again = json!({"write_id": app.fresh(), "reason": "孙女司徒小满代取一份"});
    window.post(&format!("{}/reprint", paths[0]), &again).await.ok();
    assert_eq!(worker.get(&format!("/v1/visits/{visit}/slip")).await.status, 200);
}

async fn enter(app: &TestApp, worker: &Person, resident: &Resident) -> Uuid {
    let id = app.fresh();
    let community = app.centre.community.uuid();
    let body = json!({"write_id": app.fresh(), "community_id": community, "identity": resident.identity()});
    worker.put(&format!("/v1/residents/{id}"), &body).await.ok();
    // Matched by the ID number under another id, as a second phone does.
    let body = json!({"write_id": app.fresh(), "community_id": community, "identity": resident.identity()});
    worker.put(&format!("/v1/residents/{}", app.fresh()), &body).await.ok();
    id
}

async fn call(app: &TestApp, worker: &Person, resident: Uuid) -> Uuid {
    let visit = app.fresh();
    let plan = json!({
        "write_id": app.fresh(), "base_version": 0, "community_id": app.centre.community.uuid(), "resident_id": resident,
        "planned_for": app.now().to_string(), "items": ["LJZ-MZ-01"], "note": "先打邻居老周的电话",
    });
    worker.put(&format!("/v1/visits/{visit}"), &plan).await.ok();
    let start = json!({
        "write_id": app.fresh(), "base_version": 1, "device_at": app.now().to_string(),
        "place": {"lat": 30.283, "lon": 120.121},
    });
    worker.post(&format!("/v1/visits/{visit}/start"), &start).await.ok();
    visit
}

async fn finish(app: &TestApp, worker: &Person, visit: Uuid) {
    let left = json!([{"item": "LJZ-SB-06", "note": "下次带放大镜过去"}]);
    let body = json!({
        "write_id": app.fresh(), "base_version": 2, "device_at": app.now().to_string(), "outcome": "done",
        "collect_next_time": left, "note": "儿子周六从宁波回来",
    });
    worker.post(&format!("/v1/visits/{visit}/finish"), &body).await.ok();
}

/// Somebody asks for them, and a stranger asks; nobody goes to either.
async fn requests(app: &TestApp, window: &Person, id: Uuid) {
    for resident in [Some(id), None] {
        let path = format!("/v1/visit-requests/{}", app.fresh());
        let ask = json!({
            "write_id": app.fresh(), "base_version": 0, "community_id": app.centre.community.uuid(), "source": "family",
            "resident_id": resident, "items": [], "note": "要推轮椅下楼",
            "caller": {"name": "公孙问路", "phone": "13912347099", "address": "文新街道桂花弄后门左手第三家"},
        });
        window.put(&path, &ask).await.ok();
        window.post(&format!("{path}/unmask"), &json!({"reason": "核对透析医院名称"})).await.ok();
        let no = json!({"write_id": app.fresh(), "base_version": 1, "reason": "other", "note": "已转邻街道卫生站"});
        window.post(&format!("{path}/decline"), &no).await.ok();
    }
}

fn case_body(
    app: &TestApp,
    (visit, id): (Uuid, Uuid),
    resident: &Resident,
    [photo, signature]: [&Sealed; 2],
) -> Value {
    let mut body = app.senior_card(visit, id, photo, signature);
    body["resident"]["identity"] = resident.identity();
    body["form"] = json!({"income": "退休金每月三千二百元", "income_en": "monthly pension 3200 yuan"});
    body["note"] = json!("老伴瘫痪在床");
    body["mandate"]["agent_name"] = json!("司马晓彤");
    body["mandate"]["signature"]["kind"] = json!("thumbprint");
    body["mandate"]["witness"] = json!({"name": "诸葛见证", "id_last4": "004X"});
    body["mandate"]["second_witness"] = json!({"name": "欧阳作证", "id_last4": "0018"});
    body["materials"][0]["note"] = json!("医保卡号六六八八");
    let mut proof = body["manifest"][0].clone();
    proof["file_id"] = json!(app.fresh());
    proof["purpose"] = json!("guardianship");
    proof["material"] = Value::Null;
    body["mandate"]["guardian"] = json!({
        "name": "上官监护", "relation": "spouse", "ground": "no_capacity", "proof_file_id": proof["file_id"],
    });
    body["manifest"].as_array_mut().unwrap().push(proof);
    body
}

async fn file(
    app: &TestApp,
    worker: &Person,
    place: (Uuid, Uuid),
    resident: &Resident,
    files: [&Sealed; 2],
) -> String {
    let case = format!("/v1/cases/{}", app.fresh());
    worker.put(&case, &case_body(app, place, resident, files)).await.ok();
    case
}

/// A stock tus client tells the file's name.
async fn upload_named(worker: &Person, file: &Sealed) {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let request = worker
        .request(reqwest::Method::POST, "/v1/uploads")
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Length", file.bytes.len())
        .header("Upload-Metadata", format!("filename {}", STANDARD.encode("欧阳翠玉身份证正面.jpg")))
        .header("Content-Type", "application/offset+octet-stream")
        .body(file.bytes.clone());
    answer(request).await.ok();
}

/// Each case ends its own way.
async fn conclude(app: &TestApp, window: &Person, case: &str, n: u8) {
    let view = window.get(case).await.ok();
    let (act, mut body) = match n {
        0 => ("conclude", json!({"outcome": "refused", "opinion": "收入超过低保标准"})),
        1 => (
            "not-accept",
            json!({"reason": "not_our_power", "note": "户籍在余杭区良渚", "right_body": "余杭区民政局低保科"}),
        ),
        _ => (
            "return",
            json!({"defects": [{"material": "id-card", "reason": "unreadable", "note": "身份证照片反光看不清尾号"}]}),
        ),
    };
    body["write_id"] = json!(app.fresh());
    body["base_version"] = view["version"].clone();
    window.post(&format!("{case}/{act}"), &body).await.ok();
    app.run_jobs().await;
    let file = view["files"][0]["file_id"].as_str().unwrap();
    assert_eq!(window.get(&format!("{case}/files/{file}")).await.status, 200);
}

/// A decision that goes by post, comes back, and is taken in for the resident.
async fn serve(app: &TestApp, worker: &Person, window: &Person, case: &str) {
    let say = async |person: &Person, verb: &str, mut facts: Value| {
        facts["write_id"] = json!(app.fresh());
        facts["base_version"] = window.get(case).await.ok()["version"].clone();
        person.post(&format!("{case}/{verb}"), &facts).await.ok();
    };
    let things = json!({"result": true});
    say(window, "issue", json!({"way": "post", "number": "99999919500101201742"})).await;
    say(window, "hand-over", json!({"things": things, "to": "post", "tracking": "邮政 EX998877665CN"})).await;
    say(window, "attempt", json!({"reason": "not_at_home", "note": "邻居说出门了"})).await;
    let to = json!({
        "things": things, "to": "worker", "worker_id": worker.credential.user.uuid(), "note": "封袋号四四一七",
    });
    say(window, "hand-over", to).await;
    say(worker, "take-over", json!({"things": things})).await;
    let signature = app.photo(130);
    worker.upload(&signature).await.ok();
    let under = json!({
        "file_id": signature.file_id, "sha256": signature.sha256, "size": signature.bytes.len(),
        "media_type": signature.media_type,
    });
    let received = json!({
        "things": things, "receiver": "relative", "receiver_name": "端木小妹代收", "place": "桂花弄口的小卖部",
        "signature": under,
    });
    say(worker, "deliver", received).await;
    app.run_jobs().await;
    let view = window.get(case).await.ok();
    assert_eq!(view["stage"], "closed");
    assert!(view.to_string().contains("邻居说出门了"), "who may see the case may read it");
}

/// Refusals, which are where a careless server talks.
async fn go_wrong(app: &TestApp, worker: &Person, resident: &Resident, (visit, id): (Uuid, Uuid)) {
    let files = [&app.photo(1), &app.photo(2)];
    let case = format!("/v1/cases/{}", app.fresh());
    let good = case_body(app, (visit, id), resident, files);
    for (member, value) in [
        ("base_version", json!(resident.name)),
        ("item", json!(resident.number)),
        ("manifest", json!(resident.address)),
    ] {
        let mut bad = good.clone();
        bad[member] = value;
        assert_eq!(worker.put(&case, &bad).await.status, 422);
    }
    let mut conflict = good.clone();
    conflict["base_version"] = json!(7);
    let kept = worker.put(&case, &conflict).await;
    assert_eq!(kept.status, 409);
    let kept = kept.json()["not_applied"].as_str().unwrap().to_owned();
    let settle = json!({"write_id": app.fresh(), "how": "dropped", "note": "由同事周五再去一次"});
    assert_eq!(worker.post(&format!("/v1/not-applied/{kept}/settle"), &settle).await.status, 204);
    // Of somebody who is in no register: nobody's own key seals it.
    let mut stranger = json!({
        "write_id": app.fresh(), "community_id": app.centre.second.uuid(), "identity": resident.identity(),
    });
    stranger["identity"]["name"] = json!("夏侯未登记");
    stranger["identity"]["id_number"] = json!(id_number(209));
    let refused = worker.put(&format!("/v1/residents/{}", app.fresh()), &stranger).await;
    assert!(refused.json()["not_applied"].is_string(), "{}", refused.text());
    let text = good.to_string();
    let cut = worker.request(reqwest::Method::PUT, &case).header("Content-Type", "application/json");
    assert_eq!(answer(cut.body(text[..text.len() - 2].to_owned())).await.status, 400);
    for path in [
        format!("/v1/cases/{}", resident.number),
        format!("/v1/residents?name={}", resident.name),
        format!("/v1/items/{}", resident.phone),
        format!("/v1/cases?item={}&limit=0", resident.number),
    ] {
        assert!(worker.get(&path).await.status.is_client_error(), "{path}");
    }
}

/// Somebody asks for what is theirs, is set right, and is not erased.
async fn rights(app: &TestApp, needles: &mut Needles) {
    let (worker, manager) = (app.worker().await, app.manager().await);
    let said = ["儿子代为查阅透析记录", "门牌号从前写错", "不愿意再被打听病情", "低保档案还要留存"];
    said.into_iter().for_each(|text| needles.text(text));
    let someone = Resident {
        name: "皇甫秋燕",
        number: id_number(204),
        phone: "13912347004",
        address: "良渚街道荷花塘6号",
        note: "耳背",
    };
    for text in [someone.name, &someone.number, someone.phone, someone.address] {
        needles.text(text);
    }
    let resident = format!("/v1/residents/{}", enter(app, &worker, &someone).await);
    manager.post(&format!("{resident}/export"), &json!({"reason": said[0]})).await.ok();
    let identity = Resident { address: "良渚街道荷花塘9号", ..someone }.identity();
    needles.text("良渚街道荷花塘9号");
    let right = json!({"write_id": app.fresh(), "base_version": 1, "reason": said[1], "identity": identity});
    manager.post(&format!("{resident}/correction"), &right).await.ok();
    let ask = json!({"write_id": app.fresh(), "reason": "service_ended", "note": said[2]});
    let request = worker.post(&format!("{resident}/erasure"), &ask).await.ok();
    let refuse = json!({"write_id": app.fresh(), "decision": "refused_other", "note": said[3]});
    manager.post(&format!("/v1/erasures/{}/decision", request["id"].as_str().unwrap()), &refuse).await.ok();
}

/// Somebody with people of their own, who dies.
async fn die(app: &TestApp, worker: &Person, needles: &mut Needles) {
    let (neighbour, note) = ("端木阿莲", "女儿端木阿莲从外地来电告知");
    for text in [neighbour, note, "13977778888"] {
        needles.text(text);
    }
    let id = app.fresh();
    let body = json!({
        "write_id": app.fresh(), "community_id": app.centre.community.uuid(),
        "identity": story::identity("王秀英", story::WANG),
        "contacts": [{"name": neighbour, "relation": "relative", "phone": "13977778888", "may_be_told": true}],
    });
    worker.put(&format!("/v1/residents/{id}"), &body).await.ok();
    let body = json!({"write_id": app.fresh(), "source": "family", "note": note});
    worker.post(&format!("/v1/residents/{id}/death"), &body).await.ok();
}

/// The texts that residents were sent, and the ways in that they hold.
async fn links(app: &TestApp, needles: &mut Needles) {
    let sent = app.app.store.read(|tx| tx.latest_messages(100)).await.unwrap();
    assert!(sent.len() >= 4, "{} messages", sent.len());
    for stored in sent {
        let (centre, resident, id) = (stored.message.centre, stored.message.resident, stored.message.id);
        let row = app.app.store.read(move |tx| tx.resident(centre, resident)).await.unwrap().unwrap();
        let key = app.app.vault.resident_key(centre, row.id, &row.data_key).unwrap();
        let text = app.app.vault.open(&key, "messages", "text", id.as_bytes(), &stored.text).unwrap();
        needles.text(&text);
        let token = text
            .split("/s/")
            .nth(1)
            .unwrap()
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>();
        needles.text(&token);
        let page = answer(client().get(format!("{}/s/{token}", app.url))).await;
        assert_eq!(page.status, 200);
        let words = "等了三个月还没有透析补助的消息";
        needles.text(words);
        let rate =
            client().post(format!("{}/s/{token}/rating", app.url)).body(format!("level=1&words={words}"));
        let rated = answer(rate.header("Content-Type", "application/x-www-form-urlencoded")).await;
        assert!(rated.status == 200 || rated.status == 409, "{}", rated.status);
        let Some(code) = text.split("查询码").nth(1) else { continue };
        let code: String = code.chars().take_while(char::is_ascii_alphanumeric).collect();
        // Where no code was sent with it, the words go on.
        if code.len() < 6 {
            continue;
        }
        needles.text(&code);
        let number =
            text.split("办件").nth(1).unwrap().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-');
        let form = format!("number={}&code={code}", number.collect::<String>());
        let request = client().post(format!("{}/status", app.url)).body(form);
        let page = answer(request.header("Content-Type", "application/x-www-form-urlencoded")).await;
        assert!(page.status == 200 || page.status == 404, "{}", page.status);
    }
}

/// Passwords and tokens.
async fn sessions(app: &TestApp, needles: &mut Needles) {
    const PASSWORD: &str = "Very-secret Passw0rd 77";
    needles.text(PASSWORD);
    let username = Username::parse("thief.victim").unwrap();
    let password = Password::parse(PASSWORD, &username).unwrap();
    let grant = domain::actor::Grant {
        role: Role::Window,
        centre: Some(app.centre.id),
        community: None,
        department: None,
    };
    let name = PersonName::parse("司马晓彤").unwrap();
    add_user::run(&app.app, username, &name, password, vec![grant]).await.unwrap();
    let device = app.fresh();
    let ask =
        async |path: &str, body: Value| answer(client().post(format!("{}{path}", app.url)).json(&body)).await;
    let sign_in = |password: &str| json!({"username": "thief.victim", "password": password, "device": {"id": device, "name": "a phone"}});
    assert_eq!(ask("/v1/session", sign_in("wrong but Telling 88")).await.status, 401);
    needles.text("wrong but Telling 88");
    let granted = ask("/v1/session", sign_in(PASSWORD)).await.ok();
    let next =
        ask("/v1/session/refresh", json!({"refresh_token": granted["refresh_token"], "device_id": device}))
            .await
            .ok();
    for granted in [granted, next] {
        for token in ["access_token", "refresh_token"] {
            needles.text(granted[token].as_str().unwrap());
        }
    }
}
