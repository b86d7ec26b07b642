//! An operator takes in what a phone could not send: a sign-in of the phone's worker, opened and ended for this alone, on
//! the device that the file names. The writes themselves go through the same doors as from the phone, with a token that
//! sends and reads nothing; two audit rows say that an operator did it, and how much came of it.

use domain::{
    actor::Credential,
    audit::Entry,
    ids::{CentreId, DeviceId, SessionId, UserId, WriteId},
};
use jiff::SignedDuration;
use store::{DeviceRow, SessionRow};

use crate::{
    actions::{Error, sign_in::home_of},
    app::App,
};

/// How long a file may take; one that was cut short leaves no sign-in for longer.
const LIFE: SignedDuration = SignedDuration::from_hours(6);

/// What a device is called that was not known before: after a restore, say.
const UNKNOWN: &str = "rescued";

/// Whose file it is.
#[derive(Debug, Clone, Copy)]
pub struct Whose {
    /// The worker.
    pub worker: UserId,
    /// Their phone.
    pub device: DeviceId,
}

/// A sign-in for sending what the file holds.
pub struct Rescue {
    /// What it proves.
    pub credential: Credential,
    /// Good for sending, and for nothing else.
    pub token: String,
    home: CentreId,
}

/// What came of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Done now.
    pub applied: usize,
    /// Done before.
    pub before: usize,
    /// Not done.
    pub not_applied: usize,
}

/// The account of a name; nothing when nobody has it.
///
/// # Errors
/// A fault of the store.
pub async fn account(app: &App, username: String) -> Result<Option<UserId>, Error> {
    Ok(app.store.read(move |tx| tx.user_by_name(&username)).await?.map(|user| user.id))
}

/// Begins. An account that was turned off is no hindrance: what its worker collected is the residents'.
///
/// # Errors
/// A fault of store or tokens.
pub async fn begin(app: &App, whose: Whose) -> Result<Rescue, Error> {
    let (now, session) = (app.clock.now(), SessionId::from_uuid(app.fresh()));
    let expires_at = now.checked_add(LIFE).unwrap_or(now);
    let Whose { worker, device } = whose;
    let home = app
        .store
        .write(move |tx| {
            tx.hold_centre(CentreId::SITE)?;
            let grants = tx.grants_of(worker)?;
            let home = home_of(&grants);
            tx.in_centre(home, now, |tx| {
                if tx.device(device)?.is_none() {
                    tx.see_device(&DeviceRow {
                        id: device,
                        user: worker,
                        centre: home,
                        name: UNKNOWN.to_owned(),
                        first_seen: now,
                        last_seen: now,
                        revoked_at: None,
                        last_sync_at: None,
                    })?;
                }
                let row = SessionRow {
                    id: session,
                    user: worker,
                    device,
                    generation: 0,
                    grants,
                    expires_at,
                    ended_at: None,
                };
                tx.insert_session(&row, now)?;
                let entry = Entry::by_the_server("rescue", "user", Some(worker.uuid()));
                Ok::<_, Error>((home, entry.with(format!("device={device} session={session}"))))
            })
        })
        .await?;
    let credential = Credential { session, user: worker };
    let token = app.tokens.issue_for_sending(&credential, now, expires_at);
    Ok(Rescue { credential, token: token.map_err(|error| Error::Fault(Box::new(error)))?, home })
}

/// Whether a write was applied before, from the phone itself or from an earlier file.
///
/// # Errors
/// A fault of the store.
pub async fn is_done(app: &App, rescue: &Rescue, write: WriteId) -> Result<bool, Error> {
    let user = rescue.credential.user;
    Ok(app.store.read(move |tx| tx.reply(user, write)).await?.is_some())
}

/// Ends the sign-in.
///
/// # Errors
/// A fault of the store.
pub async fn end(app: &App, rescue: &Rescue, counts: Counts) -> Result<(), Error> {
    let (now, home) = (app.clock.now(), rescue.home);
    let Credential { session, user } = rescue.credential;
    app.store
        .write(move |tx| {
            tx.hold_centre(CentreId::SITE)?;
            tx.in_centre(home, now, |tx| {
                tx.end_session(session, "rescued", now)?;
                let Counts { applied, before, not_applied } = counts;
                let entry = Entry::by_the_server("rescued", "user", Some(user.uuid()));
                let detail =
                    format!("session={session} applied={applied} before={before} not_applied={not_applied}");
                Ok::<_, Error>(((), entry.with(detail)))
            })
        })
        .await
}
