//! The secrets that the gateway lends for a while, and where they are kept so that all replicas use the same ones.
//!
//! A renewal spoils the secrets before it. So one at a time may renew, and everybody takes what it brought.

use std::{fmt, future::Future, pin::Pin};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de};
use uuid::Uuid;

/// A secret of the gateway. Nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a text for a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text: for signing, and for sealing where it is kept.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    /// By hand, as the usual message repeats a value of the wrong type: a secret of digits in the environment.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer) {
            Ok(toml::Value::String(text)) if !text.trim().is_empty() => Ok(Self(text)),
            _ => Err(de::Error::custom("a secret is a text, not empty; in quotes where it is all digits")),
        }
    }
}

/// The two secrets of one renewal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Signs the next renewal; good for 48 hours.
    pub refresh: Secret,
    /// Its end, by the gateway's word.
    pub refresh_until: Timestamp,
    /// Signs look-ups; good for 15 minutes.
    pub request: Secret,
    /// Its end, by the gateway's word.
    pub request_until: Timestamp,
    /// When it was asked for, by our clock.
    pub obtained_at: Timestamp,
}

/// A pair as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Counts renewals; never goes back.
    pub revision: u64,
    /// The secrets.
    pub pair: Pair,
}

/// The right to renew, for a while: whoever ends without giving it back holds nobody up for longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Who renews: one id for each adapter.
    pub holder: Uuid,
    /// When the lease is asked for.
    pub now: Timestamp,
    /// When it ends by itself.
    pub until: Timestamp,
}

/// The keeper is out of reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the keeper of the gateway's secrets is out of reach")]
pub struct KeeperFault;

/// What the keeper answers.
pub type Keeping<'asked, T> = Pin<Box<dyn Future<Output = Result<T, KeeperFault>> + Send + 'asked>>;

/// Keeps the current pair under a name, with a lock of the same name. Each call is atomic by itself.
pub trait SecretsKeeper: Send + Sync {
    /// The current pair, if there ever was one.
    fn load<'asked>(&'asked self, name: &'asked str) -> Keeping<'asked, Option<Kept>>;

    /// Takes the lock. False when somebody else holds it and their lease has not ended at `lease.now`; who holds it
    /// already gets it again.
    fn lock<'asked>(&'asked self, name: &'asked str, lease: Lease) -> Keeping<'asked, bool>;

    /// Puts a pair in place of the one with revision `seen` (of none, when there was none), under the next revision,
    /// and gives the lock back if `holder` still has it. `None`, and nothing done, when another pair is there.
    fn replace<'asked>(
        &'asked self,
        name: &'asked str,
        holder: Uuid,
        seen: Option<u64>,
        pair: Pair,
    ) -> Keeping<'asked, Option<Kept>>;

    /// Gives the lock back if `holder` still has it.
    fn unlock<'asked>(&'asked self, name: &'asked str, holder: Uuid) -> Keeping<'asked, ()>;
}
