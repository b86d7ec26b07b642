//! The sign-in in use, and what a client is given when it begins or goes on: tokens, and who it is for.

use domain::{
    actor::{Actor, Credential, Grant},
    ids::{DeviceId, SessionId, UserId},
};
use jiff::Timestamp;
use store::{SessionRow, StoreError, StoredUser};

use crate::{actions::Error, app::App};

/// Who has signed in.
pub struct Person {
    /// The account.
    pub id: UserId,
    /// Sign-in name.
    pub username: String,
    /// The person's own name.
    pub name: String,
    /// Roles in places, as the sign-in carries them.
    pub grants: Vec<Grant>,
}

/// A pair of tokens and what goes with them.
pub struct Granted {
    /// For the `Authorization` header.
    pub access_token: String,
    /// Good once, for the next pair.
    pub refresh_token: String,
    /// Hands in and reads nothing.
    pub send_token: String,
    /// Its life in seconds.
    pub send_seconds: u32,
    /// The sign-in.
    pub session: SessionId,
    /// Who has signed in.
    pub person: Person,
    /// When the tokens were made.
    pub at: Timestamp,
}

/// The sign-in in use.
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The device it was made on.
    pub device: DeviceId,
    /// Who has signed in.
    pub person: Person,
}

/// Who asks.
///
/// # Errors
/// [`Error::SessionEnded`].
pub async fn run(app: &App, credential: Credential) -> Result<Session, Error> {
    let now = app.clock.now();
    let (actor, user) = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let user = tx.user(actor.user)?.ok_or(Error::SessionEnded)?;
            Ok::<_, Error>((actor, user))
        })
        .await?;
    let Actor { session, device, grants, .. } = actor;
    Ok(Session { id: session, device, person: person(app, user, grants)? })
}

/// A fresh pair of tokens for a sign-in at its present generation.
pub(super) fn grant(
    app: &App,
    session: SessionRow,
    user: StoredUser,
    at: Timestamp,
) -> Result<Granted, Error> {
    let credential = Credential { session: session.id, user: session.user };
    let generation = u32::try_from(session.generation);
    let generation = generation.map_err(|_negative| StoreError::Corrupt("sessions"))?;
    let fault = |error| Error::Fault(Box::new(error));
    let left = session.expires_at.as_second().saturating_sub(at.as_second());
    Ok(Granted {
        access_token: app.tokens.issue(&credential, at).map_err(fault)?,
        send_token: app.tokens.issue_for_sending(&credential, at, session.expires_at).map_err(fault)?,
        send_seconds: u32::try_from(left).unwrap_or_default(),
        refresh_token: app.vault.ring.refresh_token(session.id.uuid(), generation),
        session: session.id,
        person: person(app, user, session.grants)?,
        at,
    })
}

fn person(app: &App, user: StoredUser, grants: Vec<Grant>) -> Result<Person, Error> {
    let name = app.vault.open_site("users", "name", user.id.as_bytes(), &user.name)?;
    Ok(Person { id: user.id, username: user.username, name, grants })
}
