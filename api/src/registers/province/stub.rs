//! A gateway on a port of its own, for the tests: real HTTP, signatures checked for real, request times held against its
//! own clock, secrets that end. What it answers to look-ups, the test sets.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use domain::clock::{Clock as _, ManualClock};
use md5::{Digest as _, Md5};
use serde_json::json;
use tokio::sync::Semaphore;

pub const APP_KEY: &str = "A330106";
pub const APP_SECRET: &str = "app-secret-of-the-stub";

/// How a look-up is answered.
#[derive(Clone)]
pub enum Play {
    /// 200 with this body.
    Body(String),
    /// This status, perhaps with `Retry-After`.
    Status(u16, Option<&'static str>),
    /// A redirect to another path of the stub.
    Elsewhere,
    /// Takes the request and never answers.
    Never,
}

/// What the stub has seen.
#[derive(Default)]
pub struct Seen {
    /// First steps that were granted.
    pub by_key: usize,
    /// Second steps that were granted.
    pub by_secret: usize,
    /// Requests with a wrong signature or time.
    pub refused: usize,
    /// Look-ups with a good signature: path with query, and body.
    pub looked_up: Vec<(String, String)>,
    /// Requests to where the redirect leads.
    pub elsewhere: usize,
}

struct State {
    clock: Arc<ManualClock>,
    play: Mutex<Play>,
    seen: Mutex<Seen>,
    /// Secrets that are good at the moment: refresh and request.
    pair: Mutex<(String, String)>,
    /// Minutes that a request secret is good for.
    request_lasts: AtomicU64,
    /// Renewals wait here; open unless a test closes it.
    gate: Semaphore,
    /// A permit for each renewal that has come as far as the gate.
    at_gate: Semaphore,
}

pub struct Stub {
    pub url: String,
    state: Arc<State>,
    handle: actix_web::dev::ServerHandle,
}

impl Stub {
    /// Starts one; its clock goes as `clock` does.
    pub fn start(clock: Arc<ManualClock>) -> Self {
        let state = Arc::new(State {
            clock,
            play: Mutex::new(Play::Status(500, None)),
            seen: Mutex::default(),
            pair: Mutex::default(),
            request_lasts: AtomicU64::new(15),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
            at_gate: Semaphore::new(0),
        });
        let shared = web::Data::from(Arc::clone(&state));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .route("/gateway/app/refreshTokenByKey.htm", web::post().to(by_key))
                .route("/gateway/app/refreshTokenBySec.htm", web::post().to(by_secret))
                .route("/gateway/api/{interface}", web::post().to(look_up))
                .default_service(web::to(elsewhere))
        })
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
        let url = format!("http://{}", server.addrs()[0]);
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { url, state, handle }
    }

    pub fn plays(&self, play: Play) {
        *self.state.play.lock().unwrap() = play;
    }

    pub fn seen<T>(&self, of: impl FnOnce(&Seen) -> T) -> T {
        of(&self.state.seen.lock().unwrap())
    }

    /// First and second steps granted so far.
    pub fn renewals(&self) -> (usize, usize) {
        self.seen(|seen| (seen.by_key, seen.by_secret))
    }

    /// Grants request secrets for this many minutes.
    pub fn grants_minutes(&self, minutes: u64) {
        self.state.request_lasts.store(minutes, Ordering::Relaxed);
    }

    /// Ends the request secret before its time.
    pub fn end_request_secret(&self) {
        self.state.pair.lock().unwrap().1.clear();
    }

    /// Ends both, as another application's renewal does.
    pub fn end_both_secrets(&self) {
        *self.state.pair.lock().unwrap() = Default::default();
    }

    /// Holds renewals at the gate from here on.
    pub fn close_gate(&self) {
        self.state.gate.forget_permits(Semaphore::MAX_PERMITS);
    }

    /// Waits until a renewal stands at the gate.
    pub async fn renewal_at_gate(&self) {
        self.state.at_gate.acquire().await.unwrap().forget();
    }

    pub fn open_gate(&self) {
        self.state.gate.add_permits(1000);
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

fn pairs(request: &HttpRequest, body: &str) -> HashMap<String, String> {
    let mut pairs: HashMap<String, String> = serde_json::from_str(body)
        .unwrap_or_else(|_| form_urlencoded::parse(body.as_bytes()).into_owned().collect());
    for name in ["appKey", "sign", "requestTime"] {
        if let Some(value) = request.headers().get(name) {
            pairs.insert(name.into(), value.to_str().unwrap().into());
        }
    }
    pairs
}

impl State {
    /// Whether a request is signed with this secret, at about this time.
    fn is_signed(&self, pairs: &HashMap<String, String>, secret: &str) -> bool {
        let field = |name: &str| pairs.get(name).map(String::as_str).unwrap_or_default();
        let good = hex::encode(Md5::digest(format!("{APP_KEY}{secret}{}", field("requestTime"))));
        let now = self.clock.now().as_millisecond();
        let skew = field("requestTime").parse().map_or(u64::MAX, |at: i64| now.abs_diff(at));
        let is_good = !secret.is_empty()
            && field("appKey") == APP_KEY
            && field("sign") == good
            && skew <= 5 * 60 * 1000;
        if !is_good {
            self.seen.lock().unwrap().refused += 1;
        }
        is_good
    }

    async fn renewed(&self, granted: impl FnOnce(&mut Seen)) -> HttpResponse {
        self.at_gate.add_permits(1);
        let _through = self.gate.acquire().await.unwrap();
        let number = {
            let mut seen = self.seen.lock().unwrap();
            granted(&mut seen);
            seen.by_key + seen.by_secret
        };
        let (refresh, request) = (format!("refresh-{number}"), format!("request-{number}"));
        *self.pair.lock().unwrap() = (refresh.clone(), request.clone());
        let ends = |minutes: u64| (self.clock.now() + Duration::from_secs(minutes * 60)).as_millisecond();
        // The province writes these times now as numbers, now as texts.
        HttpResponse::Ok().json(json!({
            "code": "00", "msg": "成功", "data": "", "dataCount": 0, "totalPage": 1, "requestId": null,
            "datas": {
                "refreshSecret": refresh, "refreshSecretEndTime": ends(48 * 60),
                "requestSecret": request, "requestSecretEndTime": ends(self.request_lasts.load(Ordering::Relaxed)).to_string(),
            },
        }))
    }
}

fn refused() -> HttpResponse {
    HttpResponse::Ok().json(json!({"code": "01", "msg": "签名错误或密钥已过期", "data": null}))
}

async fn by_key(state: web::Data<State>, request: HttpRequest, body: String) -> HttpResponse {
    if !state.is_signed(&pairs(&request, &body), APP_SECRET) {
        return refused();
    }
    state.renewed(|seen| seen.by_key += 1).await
}

async fn by_secret(state: web::Data<State>, request: HttpRequest, body: String) -> HttpResponse {
    let refresh = state.pair.lock().unwrap().0.clone();
    if !state.is_signed(&pairs(&request, &body), &refresh) {
        return refused();
    }
    state.renewed(|seen| seen.by_secret += 1).await
}

async fn look_up(state: web::Data<State>, request: HttpRequest, body: String) -> HttpResponse {
    let secret = state.pair.lock().unwrap().1.clone();
    if !state.is_signed(&pairs(&request, &body), &secret) {
        return refused();
    }
    state.seen.lock().unwrap().looked_up.push((request.uri().to_string(), body));
    let play = state.play.lock().unwrap().clone();
    match play {
        Play::Body(body) => HttpResponse::Ok().content_type("text/html;charset=UTF-8").body(body),
        Play::Status(status, retry_after) => {
            let mut response = HttpResponse::build(status.try_into().unwrap());
            if let Some(seconds) = retry_after {
                response.insert_header(("retry-after", seconds));
            }
            response.body(r#"{"code":"00","data":{"cbzt":"1"}}"#)
        }
        Play::Elsewhere => {
            HttpResponse::TemporaryRedirect().insert_header(("location", "/elsewhere")).finish()
        }
        Play::Never => std::future::pending().await,
    }
}

async fn elsewhere(state: web::Data<State>) -> HttpResponse {
    state.seen.lock().unwrap().elsewhere += 1;
    HttpResponse::Ok().body(r#"{"code":"00","data":{"cbzt":"1"}}"#)
}
