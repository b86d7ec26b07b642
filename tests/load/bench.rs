//! Measures this machine with the real server: `make bench`.
//!
//! It founds a site of 64 centres, starts the release binary that lies beside it on that site, and files cases and
//! uploads files over real connections. Requests are made ready before they are timed, and sent by a client that does
//! next to nothing, for it shares the machine's cores with the server. CPU time is the kernel's word, and includes the
//! jobs that a submission leaves behind.

mod bench {
    //! What belongs to this tool.

    pub mod cases;
    pub mod drive;
    pub mod line;
    pub mod machine;
    pub mod photos;
    pub mod plan;
    pub mod server;
    pub mod site;
    pub mod syncs;
    pub mod table;
    pub mod uploads;
    pub mod usage;

    /// A result, or what went wrong in words.
    pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
}

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, ValueEnum};

use bench::{Outcome, machine, plan::Plan, server};

/// Measures the server: CPU time, rates, latencies, syncs, start and memory.
#[derive(Parser)]
#[command(name = "bench")]
struct Options {
    /// Measure one part alone.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// A tenth of everything: to see whether it runs, not for figures to keep.
    #[arg(long)]
    quick: bool,
    /// Folder on the disk to be measured; the one of this program when left out.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Submissions on SQLite, start and memory.
    Sqlite,
    /// Submissions on PostgreSQL.
    Postgres,
    /// Uploads.
    Tus,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match measure(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("bench: {trouble}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(options: &Options) -> Outcome<()> {
    let binary = server::binary()?;
    let folder = match &options.dir {
        Some(dir) => dir.canonicalize()?,
        None => binary.with_file_name(""),
    };
    let conditions = machine::conditions(&folder)?;
    let mut plan = Plan::new(folder, options.quick);
    let wanted = |part| options.only.is_none_or(|only| only == part);
    if wanted(Part::Sqlite) {
        plan.sqlite().await?;
    }
    if wanted(Part::Tus) {
        plan.tus().await?;
    }
    if wanted(Part::Postgres) {
        if std::env::var_os("TEST_DATABASE_URL").is_some() {
            plan.postgres().await?;
        } else {
            eprintln!(
                "bench: TEST_DATABASE_URL names no PostgreSQL, which is not measured; `make bench` starts one"
            );
        }
    }
    println!("{conditions}.\n\n{}", plan.tables);
    Ok(())
}
