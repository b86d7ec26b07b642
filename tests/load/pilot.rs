//! Files the pilot's cases through the real HTTP API of a running demo, and holds the report against them.
//!
//! A client like any other: it knows the contract, tus and age, and nothing of the server's inside. It prints one JSON
//! object and fails on any error or wrong figure. See `tests/load/README.md`.

mod api;
mod dice;
mod latency;
mod photo;
mod session;
mod trouble;
mod tus;

mod pilot {
    //! What belongs to this tool alone.
    pub mod bulletin;
    pub mod demo;
    pub mod dossier;
    pub mod outcome;
    pub mod people;
    pub mod phone;
    pub mod plan;
    pub mod run;
    pub mod staff;
    pub mod tally;
    pub mod volume;
    pub mod window;
}

use std::{
    collections::VecDeque,
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

use clap::Parser;
use jiff::Timestamp;
use mobile_contract::v1;
use tokio::{sync::mpsc, task::JoinSet};

use crate::{
    api::Api,
    dice::FreshIds,
    photo::Album,
    pilot::{
        bulletin::{self, Filed},
        demo::Demo,
        outcome::{Asked, Compared, Outcome},
        phone,
        plan::{Plan, Visit},
        run::{Run, Worker},
        staff::Staff,
        tally::Tally,
        volume::Volume,
        window,
    },
    trouble::Trouble,
};

/// Pictures that photos are made of.
const PICTURES: u64 = 40;
const PROGRESS: Duration = Duration::from_secs(5);

/// Files the pilot's cases against a running demo.
#[derive(Parser)]
#[command(name = "pilot")]
struct Options {
    /// The demo.json that `zerotrip demo` wrote.
    #[arg(long)]
    demo: PathBuf,
    /// Cases to file, in the pilot's proportions.
    #[arg(long, default_value_t = 1927)]
    cases: usize,
    /// Phones at work at once.
    #[arg(long, default_value_t = 8, value_parser = at_least_one)]
    clients: usize,
    /// The same seed makes the same residents, visits and photos.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Windows open at once.
    #[arg(long, default_value_t = 4, value_parser = at_least_one)]
    window: usize,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| "at least 1".to_owned())
}

#[tokio::main]
async fn main() -> ExitCode {
    match file_all(&Options::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("pilot: {trouble}");
            ExitCode::FAILURE
        }
    }
}

/// Whether everything went well.
async fn file_all(options: &Options) -> Result<bool, Trouble> {
    let volume = Volume::of_the_pilot()?;
    let demo = Demo::read(&options.demo)?;
    let api = Arc::new(Api::at(&demo.base_url)?);
    eprintln!("pilot: signing in at {}", demo.base_url);
    let staff = Staff::sign_in(&api, &demo, options.seed).await?;
    let begins = Timestamp::now();
    let catalogue: v1::Catalogue = api.get("/v1/items").await?;
    let catalogue_version = catalogue.catalogue_version.clone();
    let today = domain::clock::shanghai(begins).date();
    let plan = Plan::make(&volume, catalogue, options.cases, options.seed, today)?;
    let recipient: v1::Recipient = staff.workers[0].session.get("/v1/recipient").await?;
    let recipient = files::Recipient::parse(&recipient.recipient)
        .map_err(|error| Trouble::new("recipient", format!("GET /v1/recipient: {error}")))?;
    eprintln!("pilot: making {PICTURES} pictures");
    let seed = options.seed;
    let album = tokio::task::spawn_blocking(move || Album::make(seed, PICTURES)).await;
    let album = album
        .map_err(|error| Trouble::new("album", error.to_string()))?
        .map_err(|error| Trouble::new("album", error.to_string()))?;
    let before = bulletin::read(&staff.manager).await?;
    let filed = Filed { cases: plan.cases, immediate: plan.immediate };
    eprintln!(
        "pilot: {} cases, {} of them of immediate items, on {} visits by {} workers",
        filed.cases,
        filed.immediate,
        plan.visits.len(),
        staff.workers.len()
    );
    let run = Arc::new(Run {
        seed,
        api,
        ids: FreshIds::of_run(seed, begins),
        album,
        recipient,
        catalogue_version,
        tally: Tally::default(),
    });
    let asked = Asked { clients: options.clients, window: options.window };
    let took = at_work(&run, &staff, plan, asked).await;
    let after = bulletin::read(&staff.manager).await?;
    let checked = bulletin::check(&before, &after, filed, &volume.meta.expect);
    let compared = Compared {
        catalogue_version: after.catalogue_version,
        ok: checked.iter().all(|figure| figure.ok),
        checked,
    };
    let well = compared.ok && run.tally.errors() == 0;
    let outcome = Outcome::of(&run, asked, took, compared);
    let text =
        serde_json::to_string_pretty(&outcome).map_err(|error| Trouble::new("outcome", error.to_string()))?;
    println!("{text}");
    Ok(well)
}

/// Everybody at work until all is done.
async fn at_work(run: &Arc<Run>, staff: &Staff, plan: Plan, asked: Asked) -> Duration {
    let began = Instant::now();
    let progress = tokio::spawn(tell(Arc::clone(run), plan.cases, began));
    let (received, queue) = mpsc::unbounded_channel();
    let queue = Arc::new(tokio::sync::Mutex::new(queue));
    let mut at_work = JoinSet::new();
    for n in 0..asked.window {
        let session = Arc::clone(&staff.windows[n % staff.windows.len()]);
        at_work.spawn(window::serve(Arc::clone(run), session, Arc::clone(&queue)));
    }
    let visits = Arc::new(std::sync::Mutex::new(VecDeque::from(plan.visits)));
    for _client in 0..asked.clients {
        let (run, visits, received) = (Arc::clone(run), Arc::clone(&visits), received.clone());
        let workers = staff.workers.clone();
        at_work.spawn(async move {
            while let Some(visit) = next(&visits) {
                phone::visit(&run, worker_of(&workers, &visit), &visit, &received).await;
            }
        });
    }
    // The windows close when the last phone has gone.
    drop(received);
    while let Some(done) = at_work.join_next().await {
        if let Err(error) = done {
            run.tally.give_up(&Trouble::new("broke-down", error.to_string()));
        }
    }
    progress.abort();
    began.elapsed()
}

fn next(visits: &std::sync::Mutex<VecDeque<Visit>>) -> Option<Visit> {
    visits.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
}

/// A resident has the same worker each time.
fn worker_of<'staff>(workers: &'staff [Arc<Worker>], visit: &Visit) -> &'staff Worker {
    let workers_and_one = u64::try_from(workers.len()).unwrap_or(1);
    &workers[usize::try_from(visit.resident.lot % workers_and_one).unwrap_or(0)]
}

/// Says every few seconds how far things are.
async fn tell(run: Arc<Run>, cases: u64, began: Instant) {
    let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + PROGRESS, PROGRESS);
    loop {
        ticks.tick().await;
        let tally = &run.tally;
        let done = tally.concluded.get() + tally.accepted.get();
        eprintln!(
            "pilot: {:.0} s: {} of {cases} cases received, {done} handled at the window, {} files, {} MB, {} errors, {} retries",
            began.elapsed().as_secs_f64(),
            tally.received.get(),
            tally.files.get(),
            tally.bytes.get() / 1_000_000,
            tally.errors(),
            run.api.retried().values().sum::<u64>(),
        );
    }
}
