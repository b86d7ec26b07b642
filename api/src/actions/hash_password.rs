//! Passwords as argon2id, at the cost that the crate and OWASP recommend: 19 MiB, two passes, one lane.
//!
//! Each takes a core for some ten milliseconds, so they run off the request threads and only so many at a time.

use std::time::Duration;

use argon2::{
    Argon2, PasswordHash, PasswordHasher as _, PasswordVerifier as _,
    password_hash::{self, Error as HashError},
};
use domain::text::Password;

use crate::{actions::Error, app::App};

/// How long a password waits for its turn before the caller is told to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// The PHC string to store for a password.
///
/// # Errors
/// [`Error::Busy`] when too many wait.
pub async fn hash(app: &App, password: Password) -> Result<String, Error> {
    let mut salt = [0; 16];
    app.chance.fill(&mut salt);
    in_turn(app, move || make(password.as_str(), &salt)).await
}

/// Whether `given` is the password that `stored` was made of. Without a stored one the answer is no, after the same
/// work: how long it takes tells nobody whether an account exists.
///
/// # Errors
/// [`Error::Busy`] when too many wait, [`Error::Fault`] when what is stored is no PHC string.
pub async fn verify(app: &App, given: String, stored: Option<String>) -> Result<bool, Error> {
    in_turn(app, move || match stored {
        Some(stored) => matches(&given, &stored),
        None => make(&given, &[0; 16]).map(|_nobodys| false),
    })
    .await
}

async fn in_turn<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> password_hash::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let turn = tokio::time::timeout(PATIENCE, std::sync::Arc::clone(&app.hashing).acquire_owned()).await;
    let turn = turn.map_err(|_elapsed| Error::Busy)??;
    // Held until the work is done, even if nobody waits for it any longer.
    let worked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    })
    .await?;
    worked.map_err(|error| Error::Fault(Box::new(error)))
}

fn make(password: &str, salt: &[u8; 16]) -> password_hash::Result<String> {
    let hash: PasswordHash = Argon2::default().hash_password_with_salt(password.as_bytes(), salt)?;
    Ok(hash.to_string())
}

fn matches(given: &str, stored: &str) -> password_hash::Result<bool> {
    match Argon2::default().verify_password(given.as_bytes(), stored) {
        Ok(()) => Ok(true),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "made-up Passw0rd";

    #[test]
    fn the_cost_is_the_recommended_one() {
        let stored = make(PASSWORD, &[7; 16]).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$"), "{stored}");
    }

    #[test]
    fn only_the_same_password_fits() {
        let stored = make(PASSWORD, &[7; 16]).unwrap();
        assert!(matches(PASSWORD, &stored).unwrap());
        for other in ["", "made-up passw0rd", "made-up Passw0rd ", "made-up Passw0rd\0"] {
            assert!(!matches(other, &stored).unwrap(), "{other:?}");
        }
        assert_ne!(stored, make(PASSWORD, &[8; 16]).unwrap());
    }

    #[test]
    fn a_hash_made_at_another_cost_still_fits() {
        let cheap = argon2::Params::new(64, 1, 1, None).unwrap();
        let stored: PasswordHash =
            Argon2::from(cheap).hash_password_with_salt(PASSWORD.as_bytes(), &[7; 16]).unwrap();
        assert!(matches(PASSWORD, &stored.to_string()).unwrap());
    }

    #[test]
    fn what_is_no_hash_is_a_fault() {
        assert!(matches(PASSWORD, "nonsense").is_err());
    }
}
