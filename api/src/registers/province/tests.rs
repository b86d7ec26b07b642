use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    catalogue::Library,
    clock::{Clock, ManualClock},
    lookup::{Answer, Denial, Fact, FactKey, Field, Finding, Question},
};
use jiff::{SignedDuration, civil::date};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{
    Keeping, Kept, Lease, Pair, Province, ProvinceFault, SecretsKeeper, Settings,
    in_process::InProcess,
    stub::{APP_KEY, APP_SECRET, Play, Stub},
    wire::MOST,
};
use crate::registers::{
    Register as _,
    fixture::{MAN, TODAY, WOMAN, clock, question},
};

/// A stub and what goes with it.
struct Site {
    clock: Arc<ManualClock>,
    stub: Stub,
}

/// One interface with every part, and a bare one that answers for all else of the library.
const INTERFACES: &str = r#"
    [[interfaces]]
    library = "social"
    materials = ["contrib"]
    path = "/gateway/api/insured.htm"
    source = "省公共数据平台"
    id_number = "sfzh"
    name = "xm"
    additional = "additional"
    fixed = { lx = "310" }
    id_number_field = "aac002"
    name_field = "aac003"
    as_of_field = "gxsj"
    [interfaces.facts]
    insured = { field = "cbzt", yes = ["1"], no = ["0", "2"] }
    insured_months = { field = "ljys" }

    [[interfaces]]
    library = "social"
    path = "/gateway/api/all.htm"
    source = "省公共数据平台"
    body = "json"
    signed_in = "headers"
    id_number = "cardId"
    name = "userName"
    facts = { married = { field = "hyzk", yes = ["*"], no = ["未婚"] } }
"#;

fn settings(url: &str) -> Settings {
    let text = format!(
        "url = \"{url}\"\nallow_http = true\napp_key = \"{APP_KEY}\"\napp_secret = \"{APP_SECRET}\"\n{INTERFACES}"
    );
    toml::from_str(&text).unwrap()
}

fn contrib() -> Question {
    question(Library::Social, "contrib")
}

fn body(data: &str) -> Play {
    Play::Body(format!(r#"{{"code":"00","msg":"成功","data":{data},"datas":null,"dataCount":1}}"#))
}

fn good() -> Play {
    body(r#"{"cbzt":"1","ljys":"132"}"#)
}

fn is_found(finding: &Finding) -> bool {
    matches!(finding, Finding::Found { facts, .. } if facts.answer(FactKey::Insured) == Answer::Yes)
}

fn unavailable(seconds: u64) -> Finding {
    Finding::Unavailable { retry_after: Duration::from_secs(seconds) }
}

fn denied(code: Denial) -> Finding {
    Finding::Denied { code }
}

impl Site {
    fn start() -> Self {
        let clock = Arc::new(clock());
        let stub = Stub::start(Arc::clone(&clock));
        Self { clock, stub }
    }

    fn open(&self, holder: u128, keeper: &Arc<dyn SecretsKeeper>) -> Province {
        let clock = Arc::clone(&self.clock);
        Province::open(settings(&self.stub.url), clock, Arc::clone(keeper), Uuid::from_u128(holder)).unwrap()
    }

    fn alone(&self) -> Province {
        let keeper: Arc<dyn SecretsKeeper> = Arc::new(InProcess::default());
        self.open(1, &keeper)
    }

    fn pass(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }
}

#[tokio::test]
async fn every_shape_of_a_good_answer_is_found() {
    let site = Site::start();
    let province = site.alone();
    for data in [
        r#"{"cbzt":"1","ljys":"132"}"#,
        r#"[{"cbzt":1,"ljys":132}]"#,
        r#""{\"cbzt\":\"1\",\"ljys\":\"132\"}""#,
        r#""[{\"cbzt\":\"0\",\"ljys\":\"\"},{\"cbzt\":\"1\",\"ljys\":\"132\"}]""#,
        r#"null,"datas":[{"cbzt":"1","ljys":"132","nobody":"asked"}],"rest":0"#,
    ] {
        let text = format!(r#"{{"code":"00","data":{data}}}"#);
        site.stub.plays(Play::Body(text));
        let finding = province.look_up(&contrib()).await;
        let Finding::Found { facts, source, as_of } = finding else { panic!("{data}: {finding:?}") };
        assert_eq!(facts.answer(FactKey::Insured), Answer::Yes, "{data}");
        assert_eq!(facts.get(FactKey::InsuredMonths), Some(&Fact::Count(132)), "{data}");
        assert_eq!(facts.iter().count(), 2, "{data}");
        assert_eq!((source.as_str(), as_of), ("省公共数据平台", TODAY));
    }
    assert_eq!(site.stub.renewals(), (1, 0));
}

#[tokio::test]
async fn the_answer_names_its_day_but_none_to_come() {
    let site = Site::start();
    let province = site.alone();
    for (told, wanted) in [("2026-10-31 09:00:00", date(2026, 10, 31)), ("2027-01-01", TODAY), ("?", TODAY)] {
        site.stub.plays(body(&format!(r#"{{"cbzt":"1","gxsj":"{told}"}}"#)));
        let finding = province.look_up(&contrib()).await;
        assert!(matches!(finding, Finding::Found { as_of, .. } if as_of == wanted), "{finding:?}");
    }
}

#[tokio::test]
async fn the_person_goes_in_the_body_and_nowhere_else() {
    let site = Site::start();
    let province = site.alone();
    site.stub.plays(good());
    province.look_up(&contrib()).await;
    site.stub.plays(body(r#"{"hyzk":"已婚"}"#));
    let finding = province.look_up(&question(Library::Social, "marriage")).await;
    assert!(matches!(finding, Finding::Found { facts, .. } if facts.answer(FactKey::Married) == Answer::Yes));

    let [form, json] = &site.stub.seen(|seen| seen.looked_up.clone())[..] else { panic!() };
    assert_eq!((form.0.as_str(), json.0.as_str()), ("/gateway/api/insured.htm", "/gateway/api/all.htm"));
    let pairs: std::collections::BTreeMap<String, String> =
        form_urlencoded::parse(form.1.as_bytes()).into_owned().collect();
    assert_eq!(
        (pairs["sfzh"].as_str(), pairs["xm"].as_str(), pairs["lx"].as_str()),
        (WOMAN, "王秀英", "310")
    );
    let why: serde_json::Value = serde_json::from_str(&pairs["additional"]).unwrap();
    assert_eq!((&why["item"], &why["material"]), (&"LJZ-SB-01".into(), &"contrib".into()));
    assert_eq!((&why["purpose"], &why["case"]), (&"核对参保".into(), &contrib().case.to_string().into()));
    let json: serde_json::Value = serde_json::from_str(&json.1).unwrap();
    assert_eq!(json, serde_json::json!({"cardId": WOMAN, "userName": "王秀英"}), "signed in headers");
}

#[tokio::test]
async fn an_empty_answer_is_not_found() {
    let site = Site::start();
    let province = site.alone();
    for data in ["null", "[]", "{}", "\"\"", "\"[]\"", r#"{"other":"1"}"#, r#"{"cbzt":"7"}"#] {
        site.stub.plays(body(data));
        assert_eq!(province.look_up(&contrib()).await, Finding::NotFound, "{data}");
    }
}

#[tokio::test]
async fn an_answer_about_somebody_else_is_a_mismatch() {
    let site = Site::start();
    let province = site.alone();
    for (particulars, wanted) in [
        (format!(r#""aac002":"{MAN}""#), Some(Field::IdNumber)),
        (r#""aac003":"王秀兰""#.to_owned(), Some(Field::Name)),
        (format!(r#""aac002":"{WOMAN}","aac003":" 王秀英 ""#), None),
        (r#""aac002":"999999480715002""#.to_owned(), None),
    ] {
        site.stub.plays(body(&format!(r#"{{"cbzt":"1",{particulars}}}"#)));
        let finding = province.look_up(&contrib()).await;
        match wanted {
            Some(field) => assert_eq!(finding, Finding::Mismatch { field }, "{particulars}"),
            None => assert!(is_found(&finding), "{particulars}: {finding:?}"),
        }
    }
}

#[tokio::test]
async fn wrong_data_is_not_found_or_a_mismatch_by_what_comes_with_it() {
    let site = Site::start();
    let province = site.alone();
    for (data, wanted) in [
        ("null", Finding::NotFound),
        ("\"\"", Finding::NotFound),
        ("\"查无此人\"", Finding::NotFound),
        ("\"xm\"", Finding::Mismatch { field: Field::Name }),
        (r#"{"field":"xm"}"#, Finding::Mismatch { field: Field::Name }),
        (r#""{\"field\":\"sfzh\"}""#, Finding::Mismatch { field: Field::IdNumber }),
        (r#"{"aac003":"王秀兰"}"#, Finding::Mismatch { field: Field::Name }),
    ] {
        site.stub.plays(Play::Body(format!(r#"{{"code":"96","msg":"数据有误","data":{data}}}"#)));
        assert_eq!(province.look_up(&contrib()).await, wanted, "{data}");
    }
}

#[tokio::test]
async fn other_codes_deny_or_put_off() {
    let site = Site::start();
    let province = site.alone();
    for (code, wanted) in [
        ("\"97\"", denied(Denial::ParameterMissing)),
        ("98", denied(Denial::ParameterType)),
        ("\"99\"", unavailable(60)),
    ] {
        site.stub
            .plays(Play::Body(format!(r#"{{"code":{code},"msg":"王秀英 {WOMAN}","data":{{"cbzt":"1"}}}}"#)));
        assert_eq!(province.look_up(&contrib()).await, wanted, "{code}");
    }
    assert_eq!(site.stub.renewals(), (1, 0), "none of them is about secrets");
}

#[tokio::test]
async fn a_gateway_out_of_order_is_unavailable() {
    let site = Site::start();
    let province = site.alone();
    for (status, retry_after, wanted) in [
        (500, None, unavailable(60)),
        (503, Some("120"), unavailable(120)),
        (429, Some("7"), unavailable(7)),
        (503, Some("999999"), unavailable(3600)),
        (502, Some("Wed, 21 Oct 2026 07:28:00 GMT"), unavailable(60)),
        (404, None, denied(Denial::InterfaceRefused)),
        (403, None, denied(Denial::NotAuthorised)),
    ] {
        site.stub.plays(Play::Status(status, retry_after));
        assert_eq!(province.look_up(&contrib()).await, wanted, "{status}");
    }
}

#[tokio::test]
async fn a_gateway_that_never_answers_is_unavailable() {
    let site = Site::start();
    let settings = Settings { timeout_ms: 400, ..settings(&site.stub.url) };
    let clock: Arc<dyn Clock> = site.clock.clone();
    let province = Province::open(settings, clock, Arc::new(InProcess::default()), Uuid::nil()).unwrap();
    site.stub.plays(Play::Never);
    assert_eq!(province.look_up(&contrib()).await, unavailable(60));
    assert_eq!(site.stub.seen(|seen| seen.looked_up.len()), 1, "it had the question");
    site.stub.plays(good());
    assert!(is_found(&province.look_up(&contrib()).await));
}

#[tokio::test]
async fn a_gateway_that_is_not_there_is_unavailable() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let keeper = Arc::new(InProcess::default());
    let province = Province::open(settings(&url), Arc::new(clock()), keeper, Uuid::nil()).unwrap();
    assert_eq!(province.look_up(&contrib()).await, unavailable(60));
}

#[tokio::test]
async fn what_makes_no_sense_is_unavailable() {
    let site = Site::start();
    let province = site.alone();
    let padding = "x".repeat(MOST);
    for garbage in ["", "<html>维护中</html>", "[]", r#"{"data":{"cbzt":"1"}}"#, "\"half"] {
        site.stub.plays(Play::Body(garbage.to_owned()));
        assert_eq!(province.look_up(&contrib()).await, unavailable(60), "{garbage}");
    }
    site.stub.plays(Play::Body(format!(r#"{{"code":"00","data":{{"cbzt":"1","padding":"{padding}"}}}}"#)));
    assert_eq!(province.look_up(&contrib()).await, unavailable(60), "longer than 1 MiB");
    let padding = "x".repeat(MOST / 2);
    site.stub.plays(body(&format!(r#"{{"cbzt":"1","padding":"{padding}"}}"#)));
    assert!(is_found(&province.look_up(&contrib()).await), "as long as a photo");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let site = Site::start();
    let province = site.alone();
    site.stub.plays(Play::Elsewhere);
    assert_eq!(province.look_up(&contrib()).await, denied(Denial::InterfaceRefused));
    assert_eq!(site.stub.seen(|seen| seen.elsewhere), 0);
}

#[tokio::test]
async fn what_no_interface_answers_for_is_denied_without_asking() {
    let site = Site::start();
    let province = site.alone();
    let finding = province.look_up(&question(Library::Population, "hukou")).await;
    assert_eq!(finding, denied(Denial::NoInterface));
    assert_eq!(site.stub.renewals(), (0, 0));
}

#[tokio::test]
async fn secrets_are_renewed_after_twelve_minutes_by_the_second_step() {
    let site = Site::start();
    let province = site.alone();
    site.stub.plays(good());
    for (pass, renewals) in [
        (0, (1, 0)),
        (12 * 60 - 1, (1, 0)),
        (1, (1, 1)),
        (12 * 60, (1, 2)),
        // The refresh secret has ended, too.
        (48 * 3600, (2, 2)),
    ] {
        site.pass(pass);
        assert!(is_found(&province.look_up(&contrib()).await), "{pass} s later");
        assert_eq!(site.stub.renewals(), renewals, "{pass} s later");
    }
    assert_eq!(site.stub.seen(|seen| seen.refused), 0);
}

#[tokio::test]
async fn a_secret_is_renewed_three_minutes_before_its_end_and_within_twelve() {
    let site = Site::start();
    site.stub.plays(good());
    // The last as from a gateway whose clock is behind.
    for (granted, due) in [(15, 12 * 60), (60, 12 * 60), (10, 7 * 60), (0, 60)] {
        site.stub.grants_minutes(granted);
        let province = site.alone();
        province.look_up(&contrib()).await;
        let (_, before) = site.stub.renewals();
        for (pass, renewed) in [(due - 1, 0), (1, 1)] {
            site.pass(pass);
            assert!(is_found(&province.look_up(&contrib()).await));
            let (_, after) = site.stub.renewals();
            assert_eq!(after - before, renewed, "granted for {granted} min");
        }
    }
}

#[tokio::test]
async fn a_secret_that_ended_before_its_time_is_renewed_once() {
    let site = Site::start();
    let province = site.alone();
    site.stub.plays(good());
    province.look_up(&contrib()).await;
    site.pass(60);
    site.stub.end_request_secret();
    assert!(is_found(&province.look_up(&contrib()).await));
    assert_eq!(site.stub.renewals(), (1, 1));
    assert_eq!(site.stub.seen(|seen| seen.refused), 1);

    // With the refresh secret spoiled as well it begins anew.
    site.pass(60);
    site.stub.end_both_secrets();
    assert!(is_found(&province.look_up(&contrib()).await));
    assert_eq!(site.stub.renewals(), (2, 1));
    assert_eq!(site.stub.seen(|seen| seen.refused), 3);
}

#[tokio::test]
async fn an_interface_that_always_refuses_does_not_spoil_everybodys_secrets() {
    let site = Site::start();
    let province = site.alone();
    site.stub.plays(Play::Body(r#"{"code":"14","msg":"未授权"}"#.to_owned()));
    for _ in 0..5 {
        assert_eq!(province.look_up(&contrib()).await, denied(Denial::NotAuthorised));
    }
    assert_eq!(site.stub.renewals(), (1, 0));
    site.pass(60);
    for _ in 0..5 {
        assert_eq!(province.look_up(&contrib()).await, denied(Denial::NotAuthorised));
    }
    assert_eq!(site.stub.renewals(), (1, 1));
}

#[tokio::test]
async fn a_wrong_application_secret_is_denied_and_not_tried_at_once_again() {
    let site = Site::start();
    let settings = Settings { app_secret: super::Secret::new("guessed"), ..settings(&site.stub.url) };
    let clock: Arc<dyn Clock> = site.clock.clone();
    let province = Province::open(settings, clock, Arc::new(InProcess::default()), Uuid::nil()).unwrap();
    site.stub.plays(good());
    for _ in 0..3 {
        assert_eq!(province.look_up(&contrib()).await, denied(Denial::NotAuthorised));
    }
    assert_eq!(site.stub.seen(|seen| (seen.refused, seen.looked_up.len())), (1, 0));
    site.pass(10);
    province.look_up(&contrib()).await;
    assert_eq!(site.stub.seen(|seen| seen.refused), 2);
}

#[tokio::test]
async fn a_clock_that_is_off_is_denied() {
    let site = Site::start();
    let slow = Arc::new(clock());
    slow.advance(SignedDuration::from_mins(-6));
    let keeper = Arc::new(InProcess::default());
    let province = Province::open(settings(&site.stub.url), slow, keeper, Uuid::nil()).unwrap();
    site.stub.plays(good());
    assert_eq!(province.look_up(&contrib()).await, denied(Denial::NotAuthorised));
}

#[tokio::test]
async fn many_look_ups_at_once_renew_once() {
    let site = Site::start();
    let province = site.alone();
    site.stub.plays(good());
    let asked = contrib();
    let findings = futures_util::future::join_all((0..20).map(|_| province.look_up(&asked))).await;
    assert!(findings.iter().all(is_found));
    assert_eq!(site.stub.renewals(), (1, 0));
}

/// Tells when somebody finds the lock taken.
struct Watched {
    inner: InProcess,
    turned_away: Semaphore,
}

impl SecretsKeeper for Watched {
    fn load<'asked>(&'asked self, name: &'asked str) -> Keeping<'asked, Option<Kept>> {
        self.inner.load(name)
    }

    fn lock<'asked>(&'asked self, name: &'asked str, lease: Lease) -> Keeping<'asked, bool> {
        Box::pin(async move {
            let taken = self.inner.lock(name, lease).await?;
            if !taken {
                self.turned_away.add_permits(1);
            }
            Ok(taken)
        })
    }

    fn replace<'asked>(
        &'asked self,
        name: &'asked str,
        holder: Uuid,
        seen: Option<u64>,
        pair: Pair,
    ) -> Keeping<'asked, Option<Kept>> {
        self.inner.replace(name, holder, seen, pair)
    }

    fn unlock<'asked>(&'asked self, name: &'asked str, holder: Uuid) -> Keeping<'asked, ()> {
        self.inner.unlock(name, holder)
    }
}

#[tokio::test]
async fn replicas_that_share_a_keeper_renew_once_for_all() {
    let site = Site::start();
    let watched = Arc::new(Watched { inner: InProcess::default(), turned_away: Semaphore::new(0) });
    let keeper: Arc<dyn SecretsKeeper> = watched.clone();
    let (one, other) = (Arc::new(site.open(1, &keeper)), Arc::new(site.open(2, &keeper)));
    site.stub.plays(good());
    for renewals in [(1, 0), (1, 1)] {
        site.stub.close_gate();
        let look = |province: &Arc<Province>| {
            let province = Arc::clone(province);
            tokio::spawn(async move { province.look_up(&contrib()).await })
        };
        // The one is renewing, and the other has seen that it is.
        let first = look(&one);
        site.stub.renewal_at_gate().await;
        let second = look(&other);
        watched.turned_away.acquire().await.unwrap().forget();
        site.stub.open_gate();
        assert!(is_found(&first.await.unwrap()) && is_found(&second.await.unwrap()));
        assert_eq!(site.stub.renewals(), renewals);
        site.pass(12 * 60);
    }
    assert_eq!(site.stub.seen(|seen| seen.refused), 0);
}

#[tokio::test]
async fn a_replica_with_spoiled_secrets_takes_those_of_the_other() {
    let site = Site::start();
    let keeper: Arc<dyn SecretsKeeper> = Arc::new(InProcess::default());
    let (one, other) = (site.open(1, &keeper), site.open(2, &keeper));
    site.stub.plays(good());
    assert!(is_found(&one.look_up(&contrib()).await) && is_found(&other.look_up(&contrib()).await));
    site.pass(60);
    site.stub.end_request_secret();
    assert!(is_found(&one.look_up(&contrib()).await));
    assert!(is_found(&other.look_up(&contrib()).await));
    assert_eq!(site.stub.renewals(), (1, 1), "the other found the new pair with the keeper");
    assert_eq!(site.stub.seen(|seen| seen.refused), 2);
}

#[tokio::test]
async fn a_look_up_that_is_dropped_leaves_the_renewal_to_finish() {
    let site = Site::start();
    let province = Arc::new(site.alone());
    site.stub.plays(good());
    site.stub.close_gate();
    let dropped = tokio::spawn({
        let province = Arc::clone(&province);
        async move { province.look_up(&contrib()).await }
    });
    site.stub.renewal_at_gate().await;
    dropped.abort();
    assert!(dropped.await.unwrap_err().is_cancelled());
    site.stub.open_gate();
    assert!(is_found(&province.look_up(&contrib()).await));
    assert_eq!(site.stub.renewals(), (1, 0));
}

#[tokio::test]
async fn a_lease_that_nobody_gave_back_ends() {
    let site = Site::start();
    let keeper: Arc<dyn SecretsKeeper> = Arc::new(InProcess::default());
    let now = site.clock.now();
    let until = now + SignedDuration::from_secs(30);
    let killed = Lease { holder: Uuid::from_u128(9), now, until };
    assert!(keeper.lock("province/A330106", killed).await.unwrap());
    let settings = Settings { timeout_ms: 400, ..settings(&site.stub.url) };
    let clock: Arc<dyn Clock> = site.clock.clone();
    let province = Province::open(settings, clock, Arc::clone(&keeper), Uuid::from_u128(1)).unwrap();
    site.stub.plays(good());
    assert_eq!(province.look_up(&contrib()).await, unavailable(60));
    assert_eq!(site.stub.renewals(), (0, 0));
    site.pass(30);
    assert!(is_found(&province.look_up(&contrib()).await));
}

#[tokio::test]
async fn a_keeper_sets_only_in_place_of_what_was_seen() {
    let keeper = InProcess::default();
    let now = clock().now();
    let pair = |request: &str| Pair {
        refresh: super::Secret::new("refresh"),
        refresh_until: now,
        request: super::Secret::new(request),
        request_until: now,
        obtained_at: now,
    };
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let lease = |holder| Lease { holder, now, until: now + SignedDuration::from_secs(5) };
    assert!(keeper.lock("a", lease(one)).await.unwrap());
    assert!(!keeper.lock("a", lease(other)).await.unwrap());
    assert!(keeper.lock("b", lease(other)).await.unwrap(), "each name has its own lock");
    assert_eq!(keeper.replace("a", one, None, pair("x")).await.unwrap().unwrap().revision, 1);
    assert!(keeper.lock("a", lease(other)).await.unwrap(), "given back");
    assert_eq!(keeper.replace("a", one, None, pair("y")).await, Ok(None));
    keeper.unlock("a", one).await.unwrap();
    assert!(!keeper.lock("a", lease(one)).await.unwrap(), "only the holder gives it back");
    assert_eq!(keeper.replace("a", other, Some(1), pair("z")).await.unwrap().unwrap().revision, 2);
    assert_eq!(keeper.load("a").await.unwrap().unwrap().pair.request.expose(), "z");
    let debug = format!("{keeper:?}");
    assert!(!debug.contains("\"z\"") && !debug.contains("\"refresh\""), "{debug}");
}

#[test]
fn settings_that_cannot_work_are_refused() {
    type Slip = fn(&mut Settings);
    let cases: [(Slip, ProvinceFault); 8] = [
        (|settings| settings.url = "ftp://gateway".into(), ProvinceFault::Url),
        (|settings| settings.url = "gateway".into(), ProvinceFault::Url),
        (|settings| settings.allow_http = false, ProvinceFault::WithoutTls),
        (|settings| settings.app_key = "A 1\n".into(), ProvinceFault::AppKey),
        (|settings| settings.timeout_ms = 0, ProvinceFault::Timeout),
        (|settings| settings.by_key_path = "gateway/app".into(), ProvinceFault::Path),
        (|settings| settings.interfaces.extend_from_within(..1), ProvinceFault::InterfaceTwice),
        (|settings| settings.interfaces.extend_from_within(1..), ProvinceFault::InterfaceTwice),
    ];
    for (slip, fault) in cases {
        let mut settings = settings("http://127.0.0.1:1");
        slip(&mut settings);
        let opened = Province::open(settings, Arc::new(clock()), Arc::new(InProcess::default()), Uuid::nil());
        assert_eq!(opened.err(), Some(fault));
    }
}

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn logs_tell_codes_and_nothing_of_the_person_or_the_secrets() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // For all threads: a subscriber of one thread misses what another thread came by first.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let site = Site::start();
    let province = site.alone();
    let told = format!("王秀英 {WOMAN} {APP_SECRET}");
    for code in ["97", "98", "99", "14", &told] {
        let text = format!(r#"{{"code":"{code}","msg":"{told}","data":"{told}","requestId":"r-77-{code}"}}"#);
        site.stub.plays(Play::Body(text));
        province.look_up(&contrib()).await;
    }
    site.stub.plays(Play::Body(format!(r#"{{"code":"97","requestId":"{WOMAN}"}}"#)));
    province.look_up(&contrib()).await;
    site.stub.plays(Play::Body(told.clone()));
    province.look_up(&contrib()).await;
    site.stub.plays(Play::Status(500, None));
    province.look_up(&contrib()).await;

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("code=\"97\"") && text.contains("r-77-97"), "{text}");
    for secret in ["王秀英", WOMAN, APP_SECRET, "request-1", "refresh-1"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
