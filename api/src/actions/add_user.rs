//! Accounts: adds one, turns one off or on again. Done by an operator at the machine, never over the wire.

use domain::{
    actor::Grant,
    audit::Entry,
    ids::{CentreId, UserId},
    text::{Password, PersonName, Username},
};
use store::NewUser;

use crate::{
    actions::{Error, hash_password, sign_in::home_of},
    app::App,
};

/// Adds a person with roles in places.
///
/// # Errors
/// [`Error::Duplicate`] when the sign-in name is taken.
pub async fn run(
    app: &App,
    username: Username,
    name: &PersonName,
    password: Password,
    grants: Vec<Grant>,
) -> Result<UserId, Error> {
    let id = UserId::from_uuid(app.fresh());
    let user = NewUser {
        id,
        username,
        name: app.vault.seal_site("users", "name", id.as_bytes(), name.as_str()),
        password_hash: hash_password::hash(app, password).await?,
        grants,
    };
    let now = app.clock.now();
    app.store
        .write(move |tx| {
            tx.in_centre(home_of(&user.grants), now, |tx| {
                tx.insert_user(&user, now)?;
                Ok((id, Entry::by_the_server("add-user", "user", Some(id.uuid()))))
            })
        })
        .await
}

/// Turns an account off, which ends its sign-ins at once, or on again, which lifts a lock as well.
///
/// # Errors
/// [`Error::NotFound`] when there is no such account.
pub async fn set_disabled(app: &App, id: UserId, disabled: bool) -> Result<(), Error> {
    let now = app.clock.now();
    app.store
        .write(move |tx| {
            tx.hold_centre(CentreId::SITE)?;
            let user = tx.user(id)?.ok_or(Error::NotFound)?;
            let is_so = match disabled {
                true => user.disabled_at.is_some(),
                false => user.disabled_at.is_none() && user.failed_attempts == 0,
            };
            if is_so {
                return Ok(());
            }
            let home = home_of(&tx.grants_of(id)?);
            tx.in_centre(home, now, |tx| {
                let act = if disabled {
                    tx.set_disabled(id, Some(now))?;
                    tx.end_sessions_of(id, None, "user-disabled", now)?;
                    "disable-user"
                } else {
                    tx.set_disabled(id, None)?;
                    tx.set_failed_attempts(id, 0, None)?;
                    "enable-user"
                };
                Ok(((), Entry::by_the_server(act, "user", Some(id.uuid()))))
            })
        })
        .await
}
