//! Signs out. The next request with any of the sign-in's tokens is refused.

use domain::{actor::Credential, audit::Entry};

use crate::{actions::Error, app::App};

/// Ends the sign-in in use.
///
/// # Errors
/// [`Error::SessionEnded`] when it has ended already.
pub async fn run(app: &App, credential: Credential) -> Result<(), Error> {
    let now = app.clock.now();
    app.store
        .write(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            tx.in_centre(actor.home_centre(), now, |tx| {
                tx.end_session(actor.session, "signed-out", now)?;
                Ok(((), Entry::by(&actor, None, "sign-out", "session", actor.session.uuid())))
            })
        })
        .await
}
