//! Signs a person in on a device.
//!
//! A name that nobody has, a wrong password, a locked and a disabled account answer alike, and after the same work:
//! one password hashed, one audit row made durable. That an account is locked is told only on a device that has
//! signed in to it before, where it betrays nothing, and never depends on the password: an answer that told a right
//! password from a wrong one would make the lock useless.
//!
//! Whoever opens or ends sign-ins waits for the site's head row first, so that parallel guesses are counted one by
//! one, and no sign-in slips past a password change, a revoked device or a disabled account.

use domain::{
    actor::{Actor, Grant},
    audit::Entry,
    ids::{CentreId, DeviceId, SessionId, UserId},
    text::{DeviceName, Username},
};
use jiff::{SignedDuration, Timestamp};
use store::{DeviceRow, SessionRow, StoredUser, WriteTx};

use crate::{
    actions::{
        Error, hash_password,
        lock_out::Tries,
        read_session::{self, Granted},
    },
    app::App,
};

/// How long a sign-in lasts, however often it is refreshed.
const LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Who says to be whom, and where.
pub struct SignIn {
    /// The name; none when it is of a form that no account has.
    pub username: Option<Username>,
    /// The password as typed.
    pub password: String,
    /// The device.
    pub device: DeviceId,
    /// What its owner calls it.
    pub device_name: DeviceName,
}

/// Signs in.
///
/// # Errors
/// [`Error::SignInRefused`] for all that is said above; after the right password [`Error::DeviceRevoked`]; on a device
/// of the account [`Error::LockedOut`].
pub async fn run(app: &App, asked: SignIn) -> Result<Granted, Error> {
    let SignIn { username, password, device, device_name } = asked;
    let user = app
        .store
        .read(move |tx| match username {
            Some(username) => Ok::<_, Error>(tx.user_by_name(username.as_str())?),
            None => Ok(None),
        })
        .await?;
    let stored = user.as_ref().map(|user| user.password_hash.clone());
    let fits = hash_password::verify(app, password, stored).await?;
    let now = app.clock.now();
    let attempt =
        Attempt { user, fits, device, device_name, session: SessionId::from_uuid(app.fresh()), now };
    let (session, user) = app.store.write(move |tx| attempt.write(tx)).await??;
    read_session::grant(app, session, user, now)
}

/// The centre in whose log a person's sign-ins stand.
pub(super) fn home_of(grants: &[Grant]) -> CentreId {
    grants.iter().find_map(|grant| grant.centre).unwrap_or(CentreId::SITE)
}

struct Attempt {
    /// The account as it was when the password was compared.
    user: Option<StoredUser>,
    fits: bool,
    device: DeviceId,
    device_name: DeviceName,
    session: SessionId,
    now: Timestamp,
}

/// What an attempt came to. A refusal is an outcome too: its count and its audit row are committed.
type Outcome = Result<(SessionRow, StoredUser), Error>;

impl Attempt {
    fn write(&self, tx: &mut WriteTx<'_>) -> Result<Outcome, Error> {
        tx.hold_centre(CentreId::SITE)?;
        let user = match &self.user {
            Some(user) => tx.user(user.id)?,
            None => None,
        };
        let Some(user) = user else { return self.refuse(tx, None, "unknown", Error::SignInRefused) };
        if user.disabled_at.is_some() {
            return self.refuse(tx, Some(user.id), "disabled", Error::SignInRefused);
        }
        let device = tx.device(self.device)?;
        let tries = Tries::of(&user, self.now);
        if let Some(seconds) = tries.locked_for(self.now) {
            let is_known = device.is_some_and(|device| device.user == user.id);
            let answer = if is_known { Error::LockedOut(seconds) } else { Error::SignInRefused };
            return self.refuse(tx, Some(user.id), "locked", answer);
        }
        if !self.fits_still(&user) {
            let tries = tries.after_failure(self.now);
            tx.set_failed_attempts(user.id, tries.failed, tries.locked_until)?;
            return self.refuse(tx, Some(user.id), "password", Error::SignInRefused);
        }
        if device.is_some_and(|device| device.revoked_at.is_some()) {
            return self.refuse(tx, Some(user.id), "device-revoked", Error::DeviceRevoked);
        }
        let session = self.open(tx, &user)?;
        Ok(Ok((session, user)))
    }

    /// Whether the password is the right one for the account as it stands, not only as it stood.
    fn fits_still(&self, user: &StoredUser) -> bool {
        self.fits && self.user.as_ref().is_some_and(|before| before.password_hash == user.password_hash)
    }

    /// In the site's log, not in that of a centre: guessing at a door must not slow the centre behind it.
    fn refuse(
        &self,
        tx: &mut WriteTx<'_>,
        user: Option<UserId>,
        reason: &str,
        answer: Error,
    ) -> Result<Outcome, Error> {
        let entry = Entry::by_the_server("sign-in-failed", "user", user.map(UserId::uuid));
        let entry = entry.with(format!("reason={reason} device={}", self.device));
        tx.in_centre(CentreId::SITE, self.now, |_tx| Ok::<_, Error>((Err(answer), entry)))
    }

    fn open(&self, tx: &mut WriteTx<'_>, user: &StoredUser) -> Result<SessionRow, Error> {
        let grants = tx.grants_of(user.id)?;
        let actor = Actor {
            user: user.id,
            session: self.session,
            device: self.device,
            grants,
            expires_at: self.now.checked_add(LIFE).unwrap_or(Timestamp::MAX),
        };
        let home = home_of(&actor.grants);
        tx.in_centre(home, self.now, |tx| {
            if user.failed_attempts != 0 || user.locked_until.is_some() {
                tx.set_failed_attempts(user.id, 0, None)?;
            }
            tx.see_device(&DeviceRow {
                id: self.device,
                user: user.id,
                centre: home,
                name: self.device_name.as_str().to_owned(),
                first_seen: self.now,
                last_seen: self.now,
                revoked_at: None,
                last_sync_at: None,
            })?;
            let entry = Entry::by(&actor, None, "sign-in", "session", self.session.uuid());
            let entry = entry.with(format!("device={}", self.device));
            let session = SessionRow {
                id: self.session,
                user: user.id,
                device: self.device,
                generation: 0,
                grants: actor.grants,
                expires_at: actor.expires_at,
                ended_at: None,
            };
            tx.insert_session(&session, self.now)?;
            Ok((session, entry))
        })
    }
}
