//! Changes one's own password, and ends one's sign-ins everywhere else.
//!
//! A wrong old password counts as one at sign-in does: a phone left unlocked is no place to guess it.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    fault::{Fault, Faults},
    ids::CentreId,
    text::{Password, PasswordRefusal, Username},
};
use jiff::Timestamp;
use store::{StoreError, StoredUser, WriteTx};

use crate::{
    actions::{Error, hash_password, lock_out::Tries},
    app::App,
};

/// The passwords as typed.
pub struct ChangePassword {
    /// The one so far.
    pub old: String,
    /// The one from here on.
    pub new: String,
}

/// Changes the password.
///
/// # Errors
/// [`Error::Invalid`] with what is wrong with either password, [`Error::LockedOut`] after too many wrong ones.
pub async fn run(app: &App, credential: Credential, asked: ChangePassword) -> Result<(), Error> {
    let now = app.clock.now();
    let (home, user) = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let user = tx.user(actor.user)?.ok_or(Error::SessionEnded)?;
            Ok::<_, Error>((actor.home_centre(), user))
        })
        .await?;
    let new = fit(&asked, &user.username)?;
    // Both are worked out whatever the other comes to: time must not tell a right password during a lock.
    let hash = hash_password::hash(app, new).await?;
    let fits = hash_password::verify(app, asked.old, Some(user.password_hash.clone())).await?;
    let hash = fits.then_some(hash);
    let change = Change { credential, home, before: user.password_hash, hash, now };
    app.store.write(move |tx| change.write(tx)).await?
}

/// The new password, if it may be set.
fn fit(asked: &ChangePassword, username: &str) -> Result<Password, Error> {
    let username = Username::parse(username).map_err(|_code| StoreError::Corrupt("users"))?;
    let mut faults = Faults::default();
    let path = "$.new_password";
    let new = faults.keep(path, Password::parse(&asked.new, &username), PasswordRefusal::code);
    if asked.new == asked.old {
        faults.note(path, "password-same");
    }
    Ok(faults.or(new)?)
}

struct Change {
    credential: Credential,
    home: CentreId,
    /// The hash that the old password was compared with.
    before: String,
    /// The new one's; none when the old password was wrong.
    hash: Option<String>,
    now: Timestamp,
}

impl Change {
    fn write(&self, tx: &mut WriteTx<'_>) -> Result<Result<(), Error>, Error> {
        tx.hold_centre(CentreId::SITE)?;
        let actor = tx.actor(&self.credential, self.now)?.ok_or(Error::SessionEnded)?;
        let user = tx.user(actor.user)?.ok_or(Error::SessionEnded)?;
        let tries = Tries::of(&user, self.now);
        if let Some(seconds) = tries.locked_for(self.now) {
            return self.refuse(tx, &actor, "locked", Error::LockedOut(seconds));
        }
        let Some(hash) = self.hash.as_ref().filter(|_| user.password_hash == self.before) else {
            return self.wrong(tx, &actor, &user, tries);
        };
        tx.in_centre(self.home, self.now, |tx| {
            tx.set_password(user.id, hash, self.now)?;
            tx.end_sessions_of(user.id, Some(actor.session), "password-changed", self.now)?;
            Ok((Ok(()), Entry::by(&actor, None, "change-password", "user", user.id.uuid())))
        })
    }

    fn wrong(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        user: &StoredUser,
        tries: Tries,
    ) -> Result<Result<(), Error>, Error> {
        let tries = tries.after_failure(self.now);
        tx.set_failed_attempts(user.id, tries.failed, tries.locked_until)?;
        let fault = Fault { path: "$.old_password".into(), code: "password-wrong" };
        self.refuse(tx, actor, "password", Error::Invalid(vec![fault]))
    }

    /// A refusal is an outcome too: its count and its audit row are committed.
    fn refuse(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        reason: &str,
        answer: Error,
    ) -> Result<Result<(), Error>, Error> {
        let entry = Entry::by(actor, None, "change-password-failed", "user", actor.user.uuid());
        let entry = entry.with(format!("reason={reason}"));
        tx.in_centre(CentreId::SITE, self.now, |_tx| Ok::<_, Error>((Err(answer), entry)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(old: &str, new: &str) -> Vec<&'static str> {
        let asked = ChangePassword { old: old.into(), new: new.into() };
        match fit(&asked, "worker-1") {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.code).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_new_password_follows_the_rules_and_is_another_one() {
        assert_eq!(codes("made-up Passw0rd", "made-up Passw0rd 2"), [""; 0]);
        assert_eq!(codes("made-up Passw0rd", "made-up Passw0rd"), ["password-same"]);
        assert_eq!(codes("old", "Worker-1 was here"), ["password-username"]);
        assert_eq!(codes("short", "short"), ["password-length", "password-same"]);
    }
}
