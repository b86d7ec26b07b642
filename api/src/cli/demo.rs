//! `zerotrip demo`: a whole centre with made-up people, on this machine only.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use domain::clock::{Clock as _, shanghai};
use serde::{Deserialize, Serialize};
use store::Tenancy;

use super::{Outcome, complain, keys, say, serve};
use crate::{
    app::App,
    catalogue,
    chance::{SystemChance, SystemClock},
    compose::Parts,
    config::{self, Database, Http, Keys, Objects, Settings, SiteWords},
    demo::{self, Account},
    retention,
    sms::{LogGateway, templates},
};

#[derive(Args)]
pub struct Demo {
    /// Where to listen: an address of this machine alone.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
    listen: SocketAddr,
    /// Where everything is kept; a second start finds it again.
    #[arg(long, default_value = "demo-data", value_name = "DIR")]
    data: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct DemoFile {
    base_url: String,
    accounts: Vec<Account>,
}

pub async fn run(demo: Demo) -> Outcome {
    if !demo.listen.ip().is_loopback() {
        return Err("a demo listens on an address of this machine alone, such as 127.0.0.1:8080".into());
    }
    std::fs::create_dir_all(&demo.data)?;
    let data = demo.data.canonicalize()?;
    let listen = with_a_port(demo.listen)?;
    let app = compose(&data, format!("http://{listen}"), Tenancy::Server).await?;
    let file = data.join("demo.json");
    let accounts = demo::open(&app, read_accounts(&file)?).await?;
    serve::say_what_is_lacking(&app);
    let app = Arc::new(app);
    serve::until_told(app, listen, serve::cores(), |address| {
        let file_words = DemoFile { base_url: format!("http://{address}"), accounts: accounts.clone() };
        config::write_secret(&file, serde_json::to_string_pretty(&file_words)?.as_bytes())?;
        announce(&file_words, &file);
        say(&format!("ready {}", file_words.base_url));
        Ok(())
    })
    .await
}

/// The accounts of an earlier start.
fn read_accounts(file: &Path) -> Result<Option<Vec<Account>>, Box<dyn std::error::Error>> {
    match std::fs::read(file) {
        Ok(bytes) => Ok(Some(serde_json::from_slice::<DemoFile>(&bytes)?.accounts)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Port 0 as a free port: messages print the address before the server listens.
fn with_a_port(listen: SocketAddr) -> std::io::Result<SocketAddr> {
    if listen.port() == 0 { std::net::TcpListener::bind(listen)?.local_addr() } else { Ok(listen) }
}

/// The app of a demo that was made before, beside its server.
pub async fn beside(folder: &Path) -> Result<App, Box<dyn std::error::Error>> {
    let data = folder.canonicalize()?;
    let words: DemoFile = serde_json::from_slice(&std::fs::read(data.join("demo.json"))?)?;
    compose(&data, words.base_url, Tenancy::Command).await
}

async fn compose(
    data: &Path,
    public_url: String,
    tenancy: Tenancy,
) -> Result<App, Box<dyn std::error::Error>> {
    let ring_file = data.join("ring/ring.toml");
    if !ring_file.exists() {
        config::write_ring(&ring_file, &keys::fresh()?)?;
    }
    let objects = data.join("data/objects");
    std::fs::create_dir_all(&objects)?;
    let register = data.join("register.jsonl");
    config::write_secret(
        &register,
        demo::register(&catalogue::parse(catalogue::LUOJIAZHUANG)?, today()).as_bytes(),
    )?;
    let settings = Settings {
        http: Http::default(),
        database: Database {
            url: format!("sqlite://{}", data.join("data/zerotrip.db").display()),
            pool_size: 8,
            queue: 1024,
        },
        objects: Objects { url: format!("file://{}", objects.display()), ..Objects::default() },
        keys: Keys { ring: ring_file.clone() },
        site: SiteWords {
            public_url,
            sms_signature: "就近办".to_owned(),
            hotline: "0571-88880000".to_owned(),
            closes: config::five_in_the_afternoon(),
            call_back_days: config::usual_call_back_days(),
            answer_days: config::usual_answer_days(),
            allow_test_area: true,
            catalogue: None,
            messages: None,
            retention: None,
            checkpoints: Some(data.join("checkpoints")),
        },
        registers: config::Registers::Embedded { file: register },
        lookups: config::LookUps::default(),
        letters: config::Letters::default(),
    };
    Ok(App::compose(Parts {
        settings,
        ring: config::read_ring(&ring_file)?,
        catalogue: catalogue::LUOJIAZHUANG.to_owned(),
        messages: templates::SHIPPED.to_owned(),
        retention: retention::SHIPPED.to_owned(),
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
        gateway: Arc::new(LogGateway),
        register: None,
        press: None,
        tenancy,
        demo: true,
    })
    .await?)
}

fn today() -> jiff::civil::Date {
    shanghai(SystemClock.now()).date()
}

fn announce(words: &DemoFile, file: &Path) {
    let url = &words.base_url;
    complain("");
    complain("=== 演示系统,请勿录入真实人员信息 === A DEMO: made-up people only, never real ones ===");
    complain(&format!("  API            {url}/v1/items   {url}/openapi.json"));
    complain(&format!("  短信 messages  {url}/demo/messages"));
    complain(&format!("  查询 look-up   {url}/status"));
    complain("  账号 accounts:");
    for account in &words.accounts {
        complain(&format!(
            "    {:<10} {:<14} {}  {}",
            account.role, account.username, account.password, account.unit
        ));
    }
    complain(&format!("  (also in {})", file.display()));
    complain("");
}
