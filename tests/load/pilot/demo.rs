//! What `zerotrip demo` writes when it is ready: where it listens and who may sign in.

use std::{fs, path::Path};

use mobile_contract::v1::Role;
use serde::Deserialize;

use crate::trouble::Trouble;

/// `demo.json`.
#[derive(Deserialize)]
pub struct Demo {
    /// Where the server listens.
    pub base_url: String,
    /// Who may sign in.
    pub accounts: Vec<Account>,
}

/// One demo account.
#[derive(Deserialize)]
pub struct Account {
    /// What the person is.
    pub role: Role,
    /// Sign-in name.
    pub username: String,
    /// Drawn at random by the demo.
    pub password: String,
}

impl Demo {
    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self, Trouble> {
        let wrong = |error: String| Trouble::new("demo-file", format!("{}: {error}", path.display()));
        let text = fs::read(path).map_err(|error| wrong(error.to_string()))?;
        serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))
    }
}
