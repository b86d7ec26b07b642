//! Who may send files, and whose an upload is: what every step of one begins with.

use domain::{
    actor::{Actor, Credential},
    ids::{CentreId, UploadId},
    policy::{self, Action, Resource, act},
};
use jiff::Timestamp;
use store::{ReadTx, Upload};

use crate::actions::{Error, error::UploadRefusal};

/// Largest sealed file, in bytes.
pub const LARGEST: u64 = 20 * 1024 * 1024;

/// Someone who may send files.
pub struct Sender {
    /// Who.
    pub actor: Actor,
    /// The centre that their uploads belong to.
    pub centre: CentreId,
}

/// The sender behind a credential.
///
/// # Errors
/// [`Error::SessionEnded`]; [`Error::Forbidden`] for who may not send files: that there are uploads is no secret.
pub fn sender(tx: &mut ReadTx<'_>, credential: &Credential, now: Timestamp) -> Result<Sender, Error> {
    let actor = tx.actor(credential, now)?.ok_or(Error::SessionEnded)?;
    let places = policy::places(&actor, Action::UploadFile);
    let centre = places.iter().find_map(|(grant, _)| grant.centre).ok_or(Error::Forbidden)?;
    let resource = Resource { owner: Some(actor.user), ..Resource::of_centre(centre) };
    policy::may::<act::UploadFile>(&actor, &resource)?;
    Ok(Sender { actor, centre })
}

/// An upload of the asker's own that has not run out, and the asker.
///
/// # Errors
/// [`Error::SessionEnded`], [`Error::NotFound`] for what is not the asker's, [`UploadRefusal::Expired`].
pub fn find(
    tx: &mut ReadTx<'_>,
    credential: &Credential,
    id: UploadId,
    now: Timestamp,
) -> Result<(Actor, Upload), Error> {
    let actor = tx.actor(credential, now)?.ok_or(Error::SessionEnded)?;
    let upload = tx.upload(id)?.ok_or(Error::NotFound)?;
    let resource = Resource { owner: Some(upload.owner), ..Resource::of_centre(upload.centre) };
    policy::may::<act::UploadFile>(&actor, &resource)?;
    if has_expired(tx, &upload, now)? {
        return Err(UploadRefusal::Expired.into());
    }
    Ok((actor, upload))
}

/// Whether an upload has run out. One that a manifest names does not.
///
/// # Errors
/// A fault of the store.
pub fn has_expired(tx: &mut ReadTx<'_>, upload: &Upload, now: Timestamp) -> Result<bool, Error> {
    Ok(upload.expires_at <= now && (upload.resident.is_none() || !tx.upload_is_claimed(upload.id)?))
}
