//! `zerotrip audit`: does every centre's chain hold, and does it hold what was signed.

use std::path::PathBuf;

use clap::Subcommand;
use domain::ids::CentreId;
use sealing::{Ring, SignedCheckpoint};
use store::{AuditWalk, Store, StoreError, Tenancy};

use super::{Outcome, say};
use crate::{
    checkpoints,
    config::{self, Settings},
};

#[derive(Subcommand)]
pub enum Audit {
    /// Walk every chain; a cut tail shows against the checkpoints.
    Verify {
        /// A checkpoint file kept elsewhere, beside those of the site's own folder.
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
    },
}

pub async fn run(config: Option<PathBuf>, audit: Audit) -> Outcome {
    let Audit::Verify { checkpoint } = audit;
    let settings = Settings::read(config.as_deref())?;
    let ring = config::read_ring(&settings.keys.ring)?;
    let store = Store::open(&store::Settings::new(settings.database.url.clone()), Tenancy::Command)?;
    store.require_current_schema()?;
    let mut witnesses = Vec::new();
    for file in &checkpoint {
        witnesses.extend(read(&ring, checkpoints::lines(file)?)?);
    }
    let mut broken = 0;
    let mut centres = store.read(|tx| tx.audited_centres()).await?;
    // A chain that is gone altogether shows against the checkpoints, too.
    centres.extend(witnesses.iter().map(|(of, _, _)| CentreId::from_uuid(*of)));
    centres.sort_unstable();
    centres.dedup();
    for centre in centres {
        let mut signed = witnesses.clone();
        if let Some(folder) = &settings.site.checkpoints {
            signed.extend(read(&ring, checkpoints::lines(&checkpoints::file(folder, centre))?)?);
        }
        signed.extend(read(&ring, store.read(move |tx| tx.checkpoints(centre)).await?)?);
        signed.retain(|(of, _, _)| *of == centre.uuid());
        let furthest = signed.iter().map(|(_, seq, _)| *seq).max().unwrap_or(0);
        let count = signed.len();
        let walk = store
            .read(move |tx| {
                let walk = tx.walk_audit(centre, |seq, hash| {
                    signed.iter().filter(|(_, at, _)| *at == seq).all(|(_, _, expected)| expected == hash)
                })?;
                Ok::<_, StoreError>(walk)
            })
            .await?;
        match walk {
            AuditWalk::Whole { last, .. } if last < furthest => {
                broken += 1;
                say(&format!(
                    "centre {centre}: CUT: a signed checkpoint stands at {furthest}, the chain ends at {last}"
                ));
            }
            AuditWalk::Whole { last, .. } => {
                say(&format!("centre {centre}: whole, {last} entries, {count} signed checkpoints"));
            }
            AuditWalk::BrokenAt(seq) => {
                broken += 1;
                say(&format!("centre {centre}: BROKEN at entry {seq}"));
            }
        }
    }
    if broken == 0 { Ok(()) } else { Err(format!("{broken} audit chains do not hold").into()) }
}

type Witness = (uuid::Uuid, i64, Vec<u8>);

fn read(ring: &Ring, lines: Vec<String>) -> Result<Vec<Witness>, Box<dyn std::error::Error>> {
    let one = |line: String| {
        let signed = SignedCheckpoint::parse(&line)?;
        ring.verify_checkpoint(&signed)?;
        let checkpoint = signed.checkpoint();
        Ok((checkpoint.centre, checkpoint.seq, checkpoint.hash.to_vec()))
    };
    lines.into_iter().map(one).collect()
}
