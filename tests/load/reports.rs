//! Measures the report of the service on a year of made-up cases: how long each grouping takes, and each page of the
//! cases behind a figure, over HTTP. Prints JSON. Nothing is written through the application but people; the cases are
//! put into the real tables in bulk, and a sample of them is held against what their events say.

#[path = "dice.rs"]
#[expect(dead_code, reason = "the pilot uses all of it")]
mod dice;
#[path = "latency.rs"]
mod latency;
mod reports {
    //! What belongs to this tool.

    pub mod rows;
    pub mod year;

    /// A result, or what went wrong in words.
    pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
}

use std::{
    collections::BTreeMap,
    fs,
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::Parser;
use domain::actor::{Grant, Role};
use harness::{Backend, Person, TestApp, TestDatabase};
use latency::{Latency, Series};
use serde_json::{Value, json};

use reports::{Outcome, year};

/// Measures reports on a year of cases.
#[derive(Parser)]
#[command(name = "reports")]
struct Options {
    /// Cases in the year.
    #[arg(long, default_value_t = 200_000)]
    cases: usize,
    /// How often each request is made.
    #[arg(long, default_value_t = 20)]
    times: usize,
    /// SQLite alone; PostgreSQL is measured too when TEST_DATABASE_URL names one.
    #[arg(long)]
    sqlite: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match measure(&Options::parse()).await {
        Ok(figures) => {
            println!("{figures:#}");
            ExitCode::SUCCESS
        }
        Err(trouble) => {
            eprint!("reports: {trouble}");
            let mut cause = trouble.source();
            while let Some(under) = cause {
                eprint!(": {under}");
                cause = under.source();
            }
            eprintln!();
            ExitCode::FAILURE
        }
    }
}

async fn measure(options: &Options) -> Outcome<Value> {
    let mut figures = json!({
        "release_build": !cfg!(debug_assertions),
        "cases": options.cases,
        "cores": std::thread::available_parallelism()?.get(),
    });
    figures["sqlite"] = on(Backend::Sqlite, options).await?;
    if !options.sqlite && std::env::var_os("TEST_DATABASE_URL").is_some() {
        figures["postgres"] = on(Backend::Postgres, options).await?;
    }
    Ok(figures)
}

async fn on(backend: Backend, options: &Options) -> Outcome<Value> {
    let app = TestApp::start(TestDatabase::fresh(backend)).await;
    let begun = Instant::now();
    let year = year::fill(&app, options.cases).await?;
    let filled = begun.elapsed();
    let checked = year::check(&app, &year).await?;
    let load_before = load()?;
    let whole_site = Grant { role: Role::Auditor, centre: None, community: None, department: None };
    let (auditor, manager) = (app.signed_in(whole_site).await, app.manager().await);
    let span = format!("from={}&to={}", year.from, year.to);
    let path = |by: &str| format!("/v1/reports/service?{span}{by}");
    let mut site = BTreeMap::new();
    let mut centre = BTreeMap::new();
    for by in ["", "centre", "community", "item", "worker", "week", "month"] {
        let query = if by.is_empty() { String::new() } else { format!("&by={by}") };
        let name = if by.is_empty() { "total" } else { by };
        site.insert(name, time(&auditor, &path(&query), options.times).await?);
        centre.insert(name, time(&manager, &path(&query), options.times).await?);
    }
    let files = json!({
        "csv_by_worker": time(&auditor, &path("&by=worker&format=csv"), options.times).await?,
        "xlsx_by_worker": time(&auditor, &path("&by=worker&format=xlsx"), options.times).await?,
    });
    let mut lists = BTreeMap::new();
    for figure in ["cases_received", "zero_trip_cases", "cases_void", "ratings_1"] {
        let path = format!("/v1/cases?figure={figure}&{span}&limit=50");
        lists.insert(figure, time(&manager, &path, options.times).await?);
    }
    Ok(json!({
        "filled_in_seconds": filled.as_secs(),
        "rows": year.rows,
        "sample_held_against_events": checked,
        "load_average": {"before": load_before, "after": load()?},
        "ms": {"whole_site": site, "one_centre_of_8": centre, "files": files, "first_page_of_list": lists},
    }))
}

/// Asks so often, after two times that are not counted.
async fn time(who: &Person, path: &str, times: usize) -> Outcome<Latency> {
    let series = Series::default();
    for n in 0..times + 2 {
        let begun = Instant::now();
        let answer = who.get(path).await;
        let took: Duration = begun.elapsed();
        if !answer.status.is_success() {
            return Err(format!("{path}: {}", answer.text()).into());
        }
        if n >= 2 {
            series.note(took);
        }
    }
    Ok(series.latency())
}

fn load() -> Outcome<String> {
    let line = fs::read_to_string("/proc/loadavg")?;
    Ok(line.split(' ').next().unwrap_or_default().to_owned())
}
