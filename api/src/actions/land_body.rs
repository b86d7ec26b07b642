//! Lands the body of one upload request, segment by segment, as it comes.
//!
//! At most one segment is held in memory. A body that breaks off keeps what had arrived, unless it came with a
//! checksum: that is over the whole of it. A body with more in it than there is room for leaves nothing.

use std::time::Duration;

use bytes::Bytes;
use domain::ids::SegmentId;
use files::{Landed, NotLanded, RunningDigest, Segment, SegmentWriter};
use futures_util::{Stream, StreamExt as _};
use sha2::Digest as _;
use store::NewSegment;
use uuid::Uuid;

use crate::{
    actions::{Error, error::UploadRefusal},
    app::App,
};

/// A sender that is silent for so long has left, whatever its connection says.
const SILENCE: Duration = Duration::from_secs(60);

/// The body of an upload request.
pub struct Body<S> {
    /// Its bytes as they come.
    pub chunks: S,
    /// How many there are to be, when the sender has said so.
    pub announced: Option<u64>,
    /// What they must come to.
    pub checksum: Option<Checksum>,
}

/// The sender left before the body's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut;

/// What the bytes of one body must come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checksum {
    /// SHA-1: against damage on the way, not against malice.
    Sha1([u8; 20]),
    /// SHA-256.
    Sha256([u8; 32]),
}

/// How many bytes may still come, and what a longer body is refused as.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Bytes.
    pub bytes: u64,
    /// The refusal.
    pub beyond: UploadRefusal,
}

/// What has landed of a body. No record names it yet.
pub struct Received {
    /// Segments, length and the digest up to their end.
    pub landed: Landed,
    /// How the body ended.
    pub end: End,
}

/// How a body ended.
pub enum End {
    /// All of it is here.
    Whole,
    /// The sender left.
    Cut,
    /// The store of files took no more.
    Failed(Error),
}

impl Received {
    /// No body, after what `digest` is over.
    #[must_use]
    pub const fn nothing(digest: RunningDigest) -> Self {
        Self { landed: Landed { segments: Vec::new(), bytes: 0, digest }, end: End::Whole }
    }

    /// The segments as the database names them.
    #[must_use]
    pub fn segments(&self) -> Vec<NewSegment> {
        let named = |segment: &Segment| NewSegment {
            id: SegmentId::from_uuid(segment.key.uuid()),
            size: segment.size,
        };
        self.landed.segments.iter().map(named).collect()
    }
}

/// Lands a body after what `digest` is over.
///
/// # Errors
/// What [`Room`] says of a body that is too long, [`UploadRefusal::Checksum`], a fault of the store of files on a body
/// with a checksum. Nothing is kept then.
pub async fn land<S>(app: &App, body: Body<S>, digest: RunningDigest, room: Room) -> Result<Received, Error>
where
    S: Stream<Item = Result<Bytes, Cut>> + Unpin,
{
    if body.announced.is_some_and(|announced| announced > room.bytes) {
        return Err(room.beyond.into());
    }
    let all_or_nothing = body.checksum.is_some();
    let mut writer = SegmentWriter::new(&app.files, digest, || app.fresh());
    let end = match take(&mut writer, body, room).await {
        Ok(end) => end,
        Err(refused) => {
            writer.abandon().await;
            return Err(refused);
        }
    };
    match writer.finish().await {
        Ok(landed) => Ok(Received { landed, end }),
        Err(NotLanded { landed, source }) if all_or_nothing => {
            discard(app, &landed.segments).await;
            Err(source.into())
        }
        Err(NotLanded { landed, source }) => Ok(Received { landed, end: End::Failed(source.into()) }),
    }
}

/// Hands the chunks to the writer until they end; an error means that none of them may stay.
async fn take<S, F>(writer: &mut SegmentWriter<F>, mut body: Body<S>, room: Room) -> Result<End, Error>
where
    S: Stream<Item = Result<Bytes, Cut>> + Unpin,
    F: FnMut() -> Uuid,
{
    let mut left = room.bytes;
    let mut check = body.checksum.map(Check::begin);
    let end = loop {
        let chunk = match tokio::time::timeout(SILENCE, body.chunks.next()).await {
            Ok(Some(Ok(chunk))) => chunk,
            Ok(None) => break End::Whole,
            Ok(Some(Err(Cut))) | Err(_) => break End::Cut,
        };
        let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(length).ok_or(room.beyond)?;
        if let Some(check) = &mut check {
            check.update(&chunk);
        }
        if let Err(error) = writer.push(chunk).await {
            break End::Failed(error.into());
        }
    };
    match (check, end) {
        (Some(_), End::Failed(error)) => Err(error),
        (Some(check), End::Whole | End::Cut) if !check.holds() => Err(UploadRefusal::Checksum.into()),
        (_, end) => Ok(end),
    }
}

/// Deletes segments that no record names. What cannot be deleted is left to the sweeper.
pub async fn discard(app: &App, segments: &[Segment]) {
    for Segment { key, .. } in segments {
        if let Err(error) = app.files.delete(*key).await {
            tracing::warn!(%key, %error, "a segment that nothing names stays for the sweeper");
        }
    }
}

/// Takes back what had landed for a record that was then refused. While it is unknown whether the record was made,
/// nothing is touched: the sweeper will see.
pub async fn take_back(app: &App, segments: &[Segment], refused: &Error) {
    if !matches!(refused, Error::Unavailable(_) | Error::Fault(_)) {
        discard(app, segments).await;
    }
}

/// A checksum being formed, and what it must come to.
enum Check {
    Sha1(sha1::Sha1, [u8; 20]),
    Sha256(sha2::Sha256, [u8; 32]),
}

impl Check {
    fn begin(checksum: Checksum) -> Self {
        match checksum {
            Checksum::Sha1(wanted) => Self::Sha1(sha1::Sha1::new(), wanted),
            Checksum::Sha256(wanted) => Self::Sha256(sha2::Sha256::new(), wanted),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hasher, _) => hasher.update(bytes),
            Self::Sha256(hasher, _) => hasher.update(bytes),
        }
    }

    fn holds(&self) -> bool {
        match self {
            Self::Sha1(hasher, wanted) => hasher.clone().finalize() == *wanted,
            Self::Sha256(hasher, wanted) => hasher.clone().finalize() == *wanted,
        }
    }
}
