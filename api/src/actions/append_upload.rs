//! Goes on with an upload: `PATCH /v1/uploads/{id}`.
//!
//! The bytes land first, durably, under names of their own; then a compare-and-set of the offset makes them part of
//! the upload. Two senders at once do no harm: the slower one's bytes are taken back. What the sender may do is asked
//! when the request begins. A sign-in that ends while bytes are under way changes nothing about them: they are here,
//! they are its owner's, and only the owner's manifest can claim them.

use bytes::Bytes;
use domain::{actor::Credential, digest::Sha256Digest, fault::Refusal, ids::UploadId};
use files::{RunningDigest, Segment};
use futures_util::Stream;
use jiff::Timestamp;
use store::{Upload, UploadChange, WriteTx};

use crate::{
    actions::{
        Error,
        complete_upload::Completion,
        error::UploadRefusal,
        land_body::{self, Body, Cut, End, Room},
        own_upload::{self, LARGEST},
        verify_case,
    },
    app::App,
};

/// Where the sender goes on.
pub struct AppendUpload {
    /// Which upload.
    pub id: UploadId,
    /// Where the sender believes it stands.
    pub offset: u64,
    /// Total length, when the sender says it.
    pub length: Option<u64>,
}

/// Where the upload stands after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Bytes that are durable.
    pub offset: u64,
    /// When it goes if no manifest names it.
    pub expires_at: Timestamp,
}

/// What became of the bytes.
enum Recorded {
    /// They belong to the upload; whether a job was queued.
    Kept { queued: bool },
    /// The whole is not what was announced: the upload is gone, and these lie there for nothing.
    Forgotten(Vec<Segment>),
}

/// Goes on with an upload. After a body that broke off the answer says how far it came, should anyone still hear it.
///
/// # Errors
/// [`Error::NotFound`] for what is not the sender's own, an [`UploadRefusal`], [`Refusal::Conflict`] for another length
/// than was said before, faults of store and files; after the latter what had landed is kept all the same.
pub async fn run<S>(
    app: &App,
    credential: Credential,
    command: AppendUpload,
    body: Body<S>,
) -> Result<Appended, Error>
where
    S: Stream<Item = Result<Bytes, Cut>> + Unpin,
{
    let (id, begun) = (command.id, app.clock.now());
    let found = app.store.read(move |tx| own_upload::find(tx, &credential, id, begun)).await;
    let (actor, upload) = found?;
    let length = length_of(&upload, &command)?;
    let room = match length {
        Some(length) => Room { bytes: length.saturating_sub(upload.offset), beyond: UploadRefusal::Length },
        None => Room { bytes: LARGEST.saturating_sub(upload.offset), beyond: UploadRefusal::TooLarge },
    };
    let digest =
        RunningDigest::resume(&upload.digest_state).map_err(|error| Error::Fault(Box::new(error)))?;
    let received = land_body::land(app, body, digest, room).await?;

    let (from, expires_at) = (upload.offset, upload.expires_at);
    let to = from.saturating_add(received.landed.bytes);
    if to > from || length != upload.length {
        let completion = Completion::prepare(app);
        let whole = length == Some(to);
        let sha256 = whole.then(|| Sha256Digest::from_bytes(received.landed.digest.clone().finish()));
        let change = UploadChange {
            from,
            to,
            length,
            digest_state: received.landed.digest.state(),
            landed: received.segments(),
            completed: sha256.map(|digest| (digest, completion.at())),
        };
        let recorded = app.store.write(move |tx| {
            if change.completed.is_some() {
                Completion::hold_back_filing(tx, &actor)?;
            }
            record(tx, &upload, &change, &completion)
        });
        match recorded.await {
            Ok(Recorded::Kept { queued }) => {
                app.metrics.uploaded(received.landed.bytes);
                if queued {
                    app.bell.notify_one();
                }
            }
            Ok(Recorded::Forgotten(segments)) => {
                land_body::discard(app, &segments).await;
                return Err(UploadRefusal::Digest.into());
            }
            Err(error) => {
                land_body::take_back(app, &received.landed.segments, &error).await;
                return Err(error);
            }
        }
    }
    match received.end {
        End::Failed(error) => Err(error),
        End::Whole | End::Cut => Ok(Appended { offset: to, expires_at }),
    }
}

/// The upload's length as it is or as it is now said, once the request fits where the upload stands.
fn length_of(upload: &Upload, command: &AppendUpload) -> Result<Option<u64>, Error> {
    if upload.offset != command.offset {
        return Err(UploadRefusal::Offset.into());
    }
    if upload.completed_at.is_some() {
        return Err(UploadRefusal::Complete.into());
    }
    match (upload.length, command.length) {
        (Some(known), Some(said)) if known != said => Err(Refusal::Conflict.into()),
        (None, Some(said)) if said > LARGEST => Err(UploadRefusal::TooLarge.into()),
        (None, Some(said)) if said < upload.offset => Err(UploadRefusal::Length.into()),
        (known, said) => Ok(known.or(said)),
    }
}

fn record(
    tx: &mut WriteTx<'_>,
    upload: &Upload,
    change: &UploadChange,
    completion: &Completion,
) -> Result<Recorded, Error> {
    if !tx.advance_upload(upload, change)? {
        return Err(UploadRefusal::Offset.into());
    }
    let Some((digest, at)) = change.completed else { return Ok(Recorded::Kept { queued: false }) };
    if upload.declared.is_some_and(|declared| declared != digest) {
        let segments = tx.segments_of(upload.id)?;
        tx.delete_upload(upload.id)?;
        return Ok(Recorded::Forgotten(verify_case::objects(&segments)));
    }
    let whole = Upload {
        offset: change.to,
        length: change.length,
        sha256: Some(digest),
        completed_at: Some(at),
        ..upload.clone()
    };
    Ok(Recorded::Kept { queued: completion.tie_claims(tx, &whole, &digest)? })
}
