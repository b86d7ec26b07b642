//! Ends an upload: `DELETE /v1/uploads/{id}`. Not while a manifest names it.

use domain::{actor::Credential, ids::UploadId};

use crate::{
    actions::{Error, complete_upload::Completion, error::UploadRefusal, land_body, own_upload, verify_case},
    app::App,
};

/// Forgets an upload, rows first: an object without a row can be swept, a row without its object is a loss.
///
/// # Errors
/// [`Error::NotFound`] for what is not the sender's own, [`UploadRefusal::Claimed`], [`UploadRefusal::Expired`].
pub async fn run(app: &App, credential: Credential, id: UploadId) -> Result<(), Error> {
    let now = app.clock.now();
    let segments = app
        .store
        .write(move |tx| {
            let (actor, _upload) = own_upload::find(tx, &credential, id, now)?;
            // It may be completed or claimed at this very moment.
            Completion::hold_back_filing(tx, &actor)?;
            if tx.upload_is_claimed(id)? {
                return Err(UploadRefusal::Claimed.into());
            }
            let segments = tx.segments_of(id)?;
            tx.delete_upload(id)?;
            Ok::<_, Error>(segments)
        })
        .await?;
    land_body::discard(app, &verify_case::objects(&segments)).await;
    Ok(())
}
