//! Begins an upload: `POST /v1/uploads`, with or without its first bytes.
//!
//! What the request carries lands first; one transaction then makes the upload as far as it has come, complete if all
//! of it is here. A request that breaks off makes none: its sender never hears where it would be.

use bytes::Bytes;
use domain::{actor::Credential, digest::Sha256Digest, ids::UploadId, retention::Kept};
use files::RunningDigest;
use futures_util::Stream;
use jiff::Timestamp;
use store::Upload;

use crate::{
    actions::{
        Error,
        complete_upload::Completion,
        error::UploadRefusal,
        land_body::{self, Body, Cut, End, Received, Room},
        own_upload::{self, LARGEST},
    },
    app::App,
};

/// An upload as its sender announces it.
pub struct CreateUpload {
    /// Total length in bytes, unless it is still to be said.
    pub length: Option<u64>,
    /// The SHA-256 of the whole, if the sender says it.
    pub declared: Option<Sha256Digest>,
    /// Upload-Metadata as sent. It may name a file, and with it a person.
    pub metadata: Option<String>,
}

/// An upload that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Created {
    /// Id.
    pub id: UploadId,
    /// Bytes that are durable.
    pub offset: u64,
    /// When it goes if no manifest names it.
    pub expires_at: Timestamp,
}

/// Makes an upload; nothing when its sender left before the body's end.
///
/// # Errors
/// [`Error::Forbidden`] for who may not send files, an [`UploadRefusal`] by length, checksum or digest, faults of store
/// and files.
pub async fn run<S>(
    app: &App,
    credential: Credential,
    command: CreateUpload,
    body: Option<Body<S>>,
) -> Result<Option<Created>, Error>
where
    S: Stream<Item = Result<Bytes, Cut>> + Unpin,
{
    if command.length.is_some_and(|length| length > LARGEST) {
        return Err(UploadRefusal::TooLarge.into());
    }
    let begun = app.clock.now();
    let sender = app.store.read(move |tx| own_upload::sender(tx, &credential, begun)).await?;
    let received = match body {
        None => Received::nothing(RunningDigest::new()),
        Some(body) => {
            let room = match command.length {
                Some(length) => Room { bytes: length, beyond: UploadRefusal::Length },
                None => Room { bytes: LARGEST, beyond: UploadRefusal::TooLarge },
            };
            land_body::land(app, body, RunningDigest::new(), room).await?
        }
    };
    let segments = received.segments();
    let landed = received.landed;
    let whole = command.length == Some(landed.bytes);
    let sha256 = whole.then(|| Sha256Digest::from_bytes(landed.digest.clone().finish()));
    let refusal = match received.end {
        End::Whole => announced_otherwise(command.declared, sha256),
        End::Failed(error) => Some(error),
        End::Cut => {
            land_body::discard(app, &landed.segments).await;
            return Ok(None);
        }
    };
    if let Some(refusal) = refusal {
        land_body::discard(app, &landed.segments).await;
        return Err(refusal);
    }

    let completion = Completion::prepare(app);
    let id = UploadId::from_uuid(app.fresh());
    let seal = |text: String| app.vault.seal_site("uploads", "metadata", id.as_bytes(), &text);
    let upload = Upload {
        id,
        owner: sender.actor.user,
        centre: sender.centre,
        length: command.length,
        offset: landed.bytes,
        digest_state: landed.digest.state(),
        sha256,
        declared: command.declared,
        metadata: command.metadata.map(seal),
        segments: i32::try_from(segments.len()).unwrap_or(i32::MAX),
        resident: None,
        visit: None,
        created_at: completion.at(),
        expires_at: app.retention.periods.until(Kept::Uploads, completion.at()),
        completed_at: whole.then_some(completion.at()),
    };
    let created = Created { id, offset: upload.offset, expires_at: upload.expires_at };
    let made = app.store.write(move |tx| {
        if let Some(digest) = &upload.sha256 {
            Completion::hold_back_filing(tx, &sender.actor)?;
            tx.insert_upload(&upload, &segments)?;
            return completion.tie_claims(tx, &upload, digest);
        }
        tx.insert_upload(&upload, &segments)?;
        Ok(false)
    });
    match made.await {
        Ok(queued) => {
            app.metrics.uploaded(created.offset);
            if queued {
                app.bell.notify_one();
            }
            Ok(Some(created))
        }
        Err(error) => {
            land_body::take_back(app, &landed.segments, &error).await;
            Err(error)
        }
    }
}

/// The refusal of a whole that is not what its sender announced.
fn announced_otherwise(declared: Option<Sha256Digest>, sha256: Option<Sha256Digest>) -> Option<Error> {
    let differs = declared.zip(sha256).is_some_and(|(declared, sha256)| declared != sha256);
    differs.then(|| UploadRefusal::Digest.into())
}
