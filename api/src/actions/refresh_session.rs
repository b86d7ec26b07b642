//! Trades a refresh token for the next pair.
//!
//! Each token is good once. A phone whose answer was lost on the way shows its token again and gets the same
//! successor, as long as that one is unused. Any other second use means that a token is in two hands: the sign-in
//! ends, for both.

use domain::{
    audit::Entry,
    ids::{DeviceId, SessionId},
};
use jiff::Timestamp;
use store::{SessionRow, StoredUser, WriteTx};

use crate::{
    actions::{
        Error,
        read_session::{self, Granted},
        sign_in::home_of,
    },
    app::App,
    tokens::TokenRefusal,
};

/// Refreshes a sign-in.
///
/// # Errors
/// [`Error::NotSignedIn`] for what is no refresh token of this site, [`Error::DeviceRevoked`] on a device that was shut
/// out, [`Error::SessionEnded`] for one of a sign-in that has ended, ends by this, or ran out.
pub async fn run(app: &App, token: &str, device: DeviceId) -> Result<Granted, Error> {
    let read = app.vault.ring.read_refresh_token(token);
    let (session, shown) = read.map_err(|_code| Error::NotSignedIn(TokenRefusal::Forged))?;
    let now = app.clock.now();
    let refresh = Refresh { session: SessionId::from_uuid(session), shown, device, now };
    let (session, user) = app.store.write(move |tx| refresh.write(tx)).await??;
    read_session::grant(app, session, user, now)
}

/// What a token of generation `shown` is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    /// The next pair.
    Next,
    /// The pair that was given for it before.
    Again,
    /// The end.
    Reuse,
}

fn worth(due: i32, shown: u32, same_device: bool) -> Worth {
    match i64::from(due).saturating_sub(i64::from(shown)) {
        0 if same_device => Worth::Next,
        1 if same_device => Worth::Again,
        _ => Worth::Reuse,
    }
}

struct Refresh {
    session: SessionId,
    shown: u32,
    device: DeviceId,
    now: Timestamp,
}

/// What a refresh came to. Reuse is an outcome too: the end of the sign-in is committed.
type Outcome = Result<(SessionRow, StoredUser), Error>;

impl Refresh {
    fn write(&self, tx: &mut WriteTx<'_>) -> Result<Outcome, Error> {
        let mut session = tx.session(self.session)?.ok_or(Error::SessionEnded)?;
        if session.ended_at.is_some() || session.expires_at <= self.now {
            return Err(self.why_ended(tx, &session)?);
        }
        match worth(session.generation, self.shown, session.device == self.device) {
            Worth::Next => {
                if !tx.turn_session(session.id, session.generation)? {
                    // Another refresh was faster: look again at what the token is worth after it.
                    return Err(Error::Busy);
                }
                session.generation = session.generation.saturating_add(1);
            }
            Worth::Again => {}
            Worth::Reuse => return self.end(tx, &session),
        }
        tx.touch_device(self.device, self.now)?;
        let user = tx.user(session.user)?.filter(|user| user.disabled_at.is_none());
        Ok(Ok((session, user.ok_or(Error::SessionEnded)?)))
    }

    /// A phone that was reported lost hears so, and destroys what it holds: it need not wait for somebody's password.
    fn why_ended(&self, tx: &mut WriteTx<'_>, session: &SessionRow) -> Result<Error, Error> {
        let device = tx.device(session.device)?.filter(|device| device.id == self.device);
        let revoked = device.is_some_and(|device| device.revoked_at.is_some());
        Ok(if revoked { Error::DeviceRevoked } else { Error::SessionEnded })
    }

    fn end(&self, tx: &mut WriteTx<'_>, session: &SessionRow) -> Result<Outcome, Error> {
        tx.in_centre(home_of(&session.grants), self.now, |tx| {
            tx.end_session(session.id, "refresh-reuse", self.now)?;
            let entry = Entry::by_the_server("refresh-reuse", "session", Some(session.id.uuid()));
            let detail = format!("shown={} due={} device={}", self.shown, session.generation, self.device);
            Ok((Err(Error::SessionEnded), entry.with(detail)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_due_token_is_worth_the_next_pair() {
        assert_eq!(worth(0, 0, true), Worth::Next);
        assert_eq!(worth(7, 7, true), Worth::Next);
    }

    #[test]
    fn the_one_before_is_worth_the_same_pair_again() {
        assert_eq!(worth(1, 0, true), Worth::Again);
        assert_eq!(worth(8, 7, true), Worth::Again);
    }

    #[test]
    fn every_other_token_and_every_other_device_is_reuse() {
        assert_eq!(worth(2, 0, true), Worth::Reuse);
        assert_eq!(worth(7, 8, true), Worth::Reuse);
        assert_eq!(worth(0, u32::MAX, true), Worth::Reuse);
        assert_eq!(worth(i32::MAX, 0, true), Worth::Reuse);
        assert_eq!(worth(7, 7, false), Worth::Reuse);
        assert_eq!(worth(8, 7, false), Worth::Reuse);
    }
}
