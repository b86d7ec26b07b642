//! Which of these files has the asker already sent, whole? `POST /v1/uploads/have`.

use std::collections::HashMap;

use domain::{actor::Credential, digest::Sha256Digest};

use crate::{
    actions::{Error, own_upload},
    app::App,
};

/// The sizes of those that are here and will stay until a case can claim them.
///
/// # Errors
/// [`Error::Forbidden`] for who may not send files, faults of the store.
pub async fn run(
    app: &App,
    credential: Credential,
    digests: Vec<Sha256Digest>,
) -> Result<HashMap<Sha256Digest, u64>, Error> {
    let now = app.clock.now();
    app.store
        .read(move |tx| {
            let sender = own_upload::sender(tx, &credential, now)?;
            let mut here = HashMap::new();
            for upload in tx.uploads_by_digest(sender.actor.user, &digests)? {
                if let Some(digest) = upload.sha256
                    && !own_upload::has_expired(tx, &upload, now)?
                {
                    here.insert(digest, upload.offset);
                }
            }
            Ok(here)
        })
        .await
}
