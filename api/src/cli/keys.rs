//! `zerotrip keys`: making a ring.

use std::path::PathBuf;

use clap::Subcommand;
use domain::clock::Clock as _;
use files::Identity;
use sealing::Ring;

use super::{Outcome, say};
use crate::{
    chance::{SystemChance, SystemClock},
    config,
};

#[derive(Subcommand)]
pub enum Keys {
    /// Make a key ring where none is.
    New {
        /// The file to write, in a folder that is not the data's.
        #[arg(long, value_name = "FILE")]
        ring: PathBuf,
    },
}

pub fn run(keys: Keys) -> Outcome {
    let Keys::New { ring: path } = keys;
    let ring = fresh()?;
    config::write_ring(&path, &ring)?;
    say(&format!("a key ring was written to {}", path.display()));
    say("Keep copies of it where no copy of the data is. Without it nothing sealed can ever be read.");
    Ok(())
}

/// A ring of fresh keys.
pub fn fresh() -> Result<Ring, sealing::RingError> {
    let identity = Identity::generate();
    Ring::generate(&SystemChance, SystemClock.now(), identity.to_secret_text().expose().to_owned())
}
