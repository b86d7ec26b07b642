//! The command line. The only room that prints and that ends the process.

mod audit;
mod demo;
mod erasures;
mod keys;
mod people;
mod rescue;
mod serve;

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};
use store::Tenancy;

use crate::{
    app::App,
    catalogue,
    chance::{SystemChance, SystemClock},
    compose::Parts,
    config::{self, Settings},
    http::openapi,
    retention,
    sms::{LogGateway, templates},
    telemetry,
};

/// Zerotrip (零次跑): the home-visit service of a community convenience centre.
#[derive(Parser)]
#[command(name = "zerotrip", version, about)]
struct Cli {
    /// Settings file (TOML); the environment (`ZEROTRIP__SECTION__NAME`) goes on top of it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// What to log, such as `info` or `zerotrip=debug,info`.
    #[arg(long, global = true, default_value = "info")]
    log: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a site: the API, its jobs and the residents' pages.
    Serve,
    /// A whole centre with made-up people, on this machine only.
    Demo(demo::Demo),
    /// Bring the database schema up to date.
    Migrate,
    /// Print the API's document (OpenAPI 3.1).
    Openapi,
    /// The audit log.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// The list of erasures.
    #[command(subcommand)]
    Erasures(erasures::Erasures),
    /// The key ring.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Take in what a phone could not send, from the file that it wrote.
    Rescue(rescue::RescueFile),
    /// People who sign in.
    #[command(subcommand)]
    User(people::User),
    /// The organisation.
    #[command(subcommand)]
    Unit(people::Unit),
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::begin(&cli.log);
    let outcome = run(cli);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("zerotrip: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Outcome {
    let config = cli.config;
    match cli.command {
        Command::Openapi => {
            say(openapi::text().trim_end());
            Ok(())
        }
        Command::Keys(keys) => keys::run(keys),
        Command::Demo(demo) => runtime()?.block_on(demo::run(demo)),
        Command::Serve => runtime()?.block_on(serve::run(config)),
        Command::Migrate => runtime()?.block_on(async {
            let settings = Settings::read(config.as_deref())?;
            let store = store::Store::open(&store::Settings::new(settings.database.url), Tenancy::Command)?;
            let run = store.migrate()?;
            say(&if run.is_empty() {
                "nothing to do".to_owned()
            } else {
                format!("run: {}", run.join(", "))
            });
            Ok(())
        }),
        Command::Audit(audit) => runtime()?.block_on(audit::run(config, audit)),
        Command::Erasures(erasures) => runtime()?.block_on(erasures::run(config, erasures)),
        Command::Rescue(rescue) => runtime()?.block_on(rescue::run(config, rescue)),
        Command::User(user) => runtime()?.block_on(people::user(config, user)),
        Command::Unit(unit) => runtime()?.block_on(people::unit(config, unit)),
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// The app of a configured site.
async fn app(
    config: Option<PathBuf>,
    tenancy: Tenancy,
) -> Result<(Settings, App), Box<dyn std::error::Error>> {
    let settings = Settings::read(config.as_deref())?;
    let ring = config::read_ring(&settings.keys.ring)?;
    let catalogue = settings.catalogue_text()?.unwrap_or_else(|| catalogue::LUOJIAZHUANG.to_owned());
    let messages = settings.messages_text()?.unwrap_or_else(|| templates::SHIPPED.to_owned());
    let retention = settings.retention_text()?.unwrap_or_else(|| retention::SHIPPED.to_owned());
    let app = App::compose(Parts {
        settings: settings.clone(),
        ring,
        catalogue,
        messages,
        retention,
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
        gateway: Arc::new(LogGateway),
        register: None,
        press: None,
        tenancy,
        demo: false,
    })
    .await?;
    Ok((settings, app))
}

#[expect(clippy::print_stdout, reason = "what a command answers")]
fn say(words: &str) {
    println!("{words}");
}

#[expect(
    clippy::print_stderr,
    reason = "why a command failed, and what its user should see beside its answer"
)]
fn complain(words: &str) {
    eprintln!("{words}");
}
