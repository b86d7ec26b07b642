//! `zerotrip erasures`: who was erased, as a list to be kept with the backups, and doing it again after a restore.

use std::path::PathBuf;

use clap::Subcommand;
use domain::{
    erasure::{Erasure, ErasureReason},
    ids::{CentreId, ResidentId, UserId},
};
use serde::{Deserialize, Serialize};
use store::Tenancy;
use uuid::Uuid;

use super::{Outcome, app, say};
use crate::actions::{erase_resident, sweep_files};

/// The list of erasures.
#[derive(Subcommand)]
pub enum Erasures {
    /// Print who was erased, one line each: ids, an instant and a coded reason, nothing of anybody.
    List,
    /// Erase again who is in a printed list: after a restore, before the site is served.
    Replay {
        /// The list, printed later than the backup was made.
        #[arg(long, value_name = "FILE")]
        list: PathBuf,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    centre: Uuid,
    resident: Uuid,
    at: String,
    by: Uuid,
    reason: String,
}

/// Does what was asked.
pub async fn run(config: Option<PathBuf>, erasures: Erasures) -> Outcome {
    let (_settings, app) = app(config, Tenancy::Command).await?;
    match erasures {
        Erasures::List => {
            for erasure in erase_resident::list(&app).await? {
                say(&serde_json::to_string(&Line {
                    centre: erasure.centre.uuid(),
                    resident: erasure.resident.uuid(),
                    at: erasure.at.to_string(),
                    by: erasure.by.uuid(),
                    reason: erasure.reason.as_str().to_owned(),
                })?);
            }
        }
        Erasures::Replay { list } => {
            let text = std::fs::read_to_string(list)?;
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let list = lines.map(read).collect::<Result<Vec<_>, _>>()?;
            let of = list.len();
            let again = erase_resident::replay(&app, list).await?;
            let mut files = 0_usize;
            loop {
                match sweep_files::expired(&app).await? {
                    0 => break,
                    gone => files = files.saturating_add(gone),
                }
            }
            say(&format!("erased again: {again} of {of}; files swept: {files}"));
        }
    }
    Ok(())
}

fn read(line: &str) -> Result<Erasure, Box<dyn std::error::Error>> {
    let line: Line = serde_json::from_str(line)?;
    Ok(Erasure {
        centre: CentreId::from_uuid(line.centre),
        resident: ResidentId::from_uuid(line.resident),
        at: line.at.parse()?,
        by: UserId::from_uuid(line.by),
        reason: ErasureReason::parse(&line.reason).ok_or("a reason that nobody knows")?,
    })
}
