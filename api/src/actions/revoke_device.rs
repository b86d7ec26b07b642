//! Shuts a lost device out: what is signed in on it ends at once, and it signs in no more.

use domain::{
    actor::Credential,
    audit::Entry,
    ids::{CentreId, DeviceId},
    policy::{self, Resource, act},
};

use crate::{actions::Error, app::App};

/// Revokes a device. One that is revoked already stays as it is.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or none for this actor.
pub async fn run(app: &App, credential: Credential, id: DeviceId) -> Result<(), Error> {
    let now = app.clock.now();
    app.store
        .write(move |tx| {
            tx.hold_centre(CentreId::SITE)?;
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let device = tx.device(id)?.ok_or(Error::NotFound)?;
            let permit = policy::may::<act::RevokeDevice>(&actor, &Resource::of_centre(device.centre))?;
            if device.revoked_at.is_some() {
                return Ok(());
            }
            tx.in_centre(device.centre, now, |tx| {
                tx.revoke_device(id, now)?;
                Ok(((), Entry::by(&actor, permit.role(), "revoke-device", "device", id.uuid())))
            })
        })
        .await
}
