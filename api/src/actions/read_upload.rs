//! Looks at an upload: how far it has come (`HEAD`), or its bytes once it is whole (`GET`). They are the sender's own
//! sealed bytes, unopened.

use bytes::Bytes;
use domain::{actor::Credential, ids::UploadId};
use files::FilesError;
use futures_util::{Stream, TryStreamExt as _};
use jiff::Timestamp;

use crate::{
    actions::{Error, own_upload, verify_case},
    app::App,
};

/// How far an upload has come.
pub struct Standing {
    /// Bytes that are durable.
    pub offset: u64,
    /// Total length, once it is known.
    pub length: Option<u64>,
    /// Upload-Metadata as sent.
    pub metadata: Option<String>,
    /// When it goes if no manifest names it.
    pub expires_at: Timestamp,
}

/// How far an upload has come.
///
/// # Errors
/// [`Error::NotFound`] for what is not the asker's own, [`crate::actions::error::UploadRefusal::Expired`].
pub async fn standing(app: &App, credential: Credential, id: UploadId) -> Result<Standing, Error> {
    let now = app.clock.now();
    let (_actor, upload) = app.store.read(move |tx| own_upload::find(tx, &credential, id, now)).await?;
    let open = |sealed: Vec<u8>| app.vault.open_site("uploads", "metadata", id.as_bytes(), &sealed);
    let metadata = upload.metadata.map(open).transpose()?;
    Ok(Standing { offset: upload.offset, length: upload.length, metadata, expires_at: upload.expires_at })
}

/// The sealed bytes of an upload and how many there are; nothing while it is not whole.
///
/// # Errors
/// As for [`standing`].
pub async fn bytes(
    app: &App,
    credential: Credential,
    id: UploadId,
) -> Result<Option<(u64, impl Stream<Item = Result<Bytes, FilesError>> + use<>)>, Error> {
    let now = app.clock.now();
    let whole = app
        .store
        .read(move |tx| {
            let (_actor, upload) = own_upload::find(tx, &credential, id, now)?;
            let segments = tx.segments_of(id)?;
            Ok::<_, Error>(upload.completed_at.map(|_| (upload.offset, segments)))
        })
        .await?;
    Ok(whole.map(|(size, segments)| {
        let stream = app.files.stream(verify_case::objects(&segments));
        let told = stream
            .inspect_err(move |error| tracing::error!(upload = %id, %error, "an upload cannot be read"));
        (size, told)
    }))
}
