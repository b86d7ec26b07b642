//! Landing the body of one upload request as immutable segments, while its digest runs.

use crate::{Files, FilesError, ObjectKey, RunningDigest, Segment, len64};
use bytes::{Bytes, BytesMut};
use uuid::Uuid;

/// The longest segment, in bytes. One request holds at most this much in memory.
pub const MAX_SEGMENT: usize = 4 * 1024 * 1024;

/// A chunk below this is copied into a common buffer: a sender of single bytes would otherwise cost a write and a
/// handle for each of them.
const CRUMB: usize = 2 * 1024;
const CRUMBS: usize = 64 * 1024;

/// Takes the chunks of a request body as they come and lands them in segments. Chunks are kept as they are and handed
/// to the store as they are: nothing is joined.
///
/// What has landed and its digest always belong together, whatever failed in between. A writer dropped in the middle
/// leaves segments that no record names, for the sweeper of orphans.
pub struct SegmentWriter<F> {
    files: Files,
    fresh: F,
    gathered: Gathered,
    digest: RunningDigest,
    landed: Landed,
    /// The key of a segment that is being put, kept when the put fails: a repeat goes to the same place.
    pending: Option<ObjectKey>,
}

/// What lies durably in the store.
#[derive(Clone, Debug)]
pub struct Landed {
    /// In the order of the body.
    pub segments: Vec<Segment>,
    /// Their bytes together.
    pub bytes: u64,
    /// The digest over everything up to the last of them, what came before this request included.
    pub digest: RunningDigest,
}

/// The last segment did not land. What had landed before it still counts, if the caller records it.
#[derive(Debug, thiserror::Error)]
#[error("a segment did not land")]
pub struct NotLanded {
    pub landed: Landed,
    #[source]
    pub source: FilesError,
}

impl<F: FnMut() -> Uuid> SegmentWriter<F> {
    /// `digest` is over what came before this request; `fresh` gives a new uuid for each segment.
    pub fn new(files: &Files, digest: RunningDigest, fresh: F) -> Self {
        Self {
            files: files.clone(),
            fresh,
            gathered: Gathered::default(),
            digest: digest.clone(),
            landed: Landed { segments: Vec::new(), bytes: 0, digest },
            pending: None,
        }
    }

    /// Takes the next chunk; lands a segment whenever one is full. After an error only [`Self::finish`] and
    /// [`Self::abandon`] make sense.
    pub async fn push(&mut self, mut chunk: Bytes) -> Result<(), FilesError> {
        while !chunk.is_empty() {
            let room = MAX_SEGMENT - self.gathered.length;
            let part = chunk.split_to(room.min(chunk.len()));
            self.digest.update(&part);
            self.gathered.push(part);
            if self.gathered.length == MAX_SEGMENT {
                self.land().await?;
            }
        }
        Ok(())
    }

    /// Lands what is left. Right after a body that ended well as after one that broke off.
    pub async fn finish(mut self) -> Result<Landed, NotLanded> {
        match self.land().await {
            Ok(()) => Ok(self.landed),
            Err(source) => Err(NotLanded { landed: self.landed, source }),
        }
    }

    /// Deletes what has landed. What cannot be deleted is left to the sweeper.
    pub async fn abandon(self) {
        let landed = self.landed.segments.iter().map(|segment| segment.key);
        for key in landed.chain(self.pending) {
            if let Err(error) = self.files.delete(key).await {
                tracing::warn!(%key, %error, "an abandoned segment stays");
            }
        }
    }

    async fn land(&mut self) -> Result<(), FilesError> {
        if self.gathered.length == 0 {
            return Ok(());
        }
        let size = len64(self.gathered.length);
        let fresh = &mut self.fresh;
        let key = *self.pending.get_or_insert_with(|| ObjectKey::from_uuid(fresh()));
        self.files.put(key, self.gathered.pieces()).await?;
        self.pending = None;
        self.gathered = Gathered::default();
        self.landed.segments.push(Segment { key, size });
        self.landed.bytes = self.landed.bytes.saturating_add(size);
        self.landed.digest = self.digest.clone();
        Ok(())
    }
}

/// Chunks waiting to become a segment.
#[derive(Default)]
struct Gathered {
    chunks: Vec<Bytes>,
    crumbs: BytesMut,
    length: usize,
}

impl Gathered {
    fn push(&mut self, chunk: Bytes) {
        self.length += chunk.len();
        if chunk.len() < CRUMB {
            if self.crumbs.len() + chunk.len() > CRUMBS {
                self.sweep_up();
            }
            self.crumbs.extend_from_slice(&chunk);
        } else {
            self.sweep_up();
            self.chunks.push(chunk);
        }
    }

    fn sweep_up(&mut self) {
        if !self.crumbs.is_empty() {
            self.chunks.push(self.crumbs.split().freeze());
        }
    }

    /// All chunks in order; they stay here until they have landed.
    fn pieces(&mut self) -> Vec<Bytes> {
        self.sweep_up();
        self.chunks.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    fn pattern(len: usize) -> Bytes {
        (0u8..=250).cycle().take(len).collect()
    }

    fn numbers() -> impl FnMut() -> Uuid {
        let mut last = 0u128;
        move || {
            last += 1;
            Uuid::from_u128(last)
        }
    }

    fn folder() -> (TempDir, Files) {
        let dir = TempDir::new().unwrap();
        let files = Files::open_folder(dir.path()).unwrap();
        (dir, files)
    }

    fn digest_of(bytes: &[u8]) -> [u8; 32] {
        let mut digest = RunningDigest::new();
        digest.update(bytes);
        digest.finish()
    }

    async fn stored(files: &Files, landed: &Landed) -> Vec<u8> {
        files.gather(landed.segments.clone()).await.unwrap().concat()
    }

    #[tokio::test]
    async fn a_body_lands_whole_and_in_order_whatever_its_chunks() {
        let body = pattern(2 * MAX_SEGMENT + 4321);
        for chunk in [1_500, 2_048, 65_536, 1_000_003, MAX_SEGMENT, body.len()] {
            let (_dir, files) = folder();
            let mut writer = SegmentWriter::new(&files, RunningDigest::new(), numbers());
            let mut rest = body.clone();
            while !rest.is_empty() {
                writer.push(rest.split_to(chunk.min(rest.len()))).await.unwrap();
            }
            let landed = writer.finish().await.unwrap();
            let sizes: Vec<u64> = landed.segments.iter().map(|segment| segment.size).collect();
            assert_eq!(sizes, [len64(MAX_SEGMENT), len64(MAX_SEGMENT), 4321]);
            assert_eq!(landed.bytes, len64(body.len()));
            assert!(stored(&files, &landed).await == body, "chunks of {chunk}");
            assert_eq!(landed.digest.finish(), digest_of(&body));
        }
    }

    #[tokio::test]
    async fn crumbs_and_chunks_keep_their_order() {
        let (_dir, files) = folder();
        let mut writer = SegmentWriter::new(&files, RunningDigest::new(), numbers());
        let body = pattern(300_000);
        let mut rest = body.clone();
        for size in [1, 1, 5_000, 3, 0, 70_000, 1_999, 2_000, 1].into_iter().cycle() {
            if rest.is_empty() {
                break;
            }
            writer.push(rest.split_to(size.min(rest.len()))).await.unwrap();
        }
        let landed = writer.finish().await.unwrap();
        assert_eq!(landed.segments.len(), 1);
        assert!(stored(&files, &landed).await == body);
    }

    #[tokio::test]
    async fn a_second_request_takes_up_the_digest() {
        let (_dir, files) = folder();
        let body = pattern(100_000);
        let mut fresh = numbers();
        let mut first = SegmentWriter::new(&files, RunningDigest::new(), &mut fresh);
        first.push(body.slice(..33_333)).await.unwrap();
        let first = first.finish().await.unwrap();
        assert_eq!(first.digest.length(), 33_333);

        let digest = RunningDigest::resume(&first.digest.state()).unwrap();
        let mut second = SegmentWriter::new(&files, digest, &mut fresh);
        second.push(body.slice(33_333..)).await.unwrap();
        let second = second.finish().await.unwrap();
        assert_eq!((second.bytes, second.digest.length()), (66_667, 100_000));
        let whole = [first.segments, second.segments].concat();
        assert!(files.gather(whole).await.unwrap().concat() == body);
        assert_eq!(second.digest.finish(), digest_of(&body));
    }

    #[tokio::test]
    async fn an_empty_body_lands_nothing() {
        let (_dir, files) = folder();
        let landed = SegmentWriter::new(&files, RunningDigest::new(), numbers()).finish().await.unwrap();
        assert_eq!((landed.segments.len(), landed.bytes, landed.digest.length()), (0, 0, 0));
    }

    #[tokio::test]
    async fn an_abandoned_body_leaves_nothing() {
        let (_dir, files) = folder();
        let mut writer = SegmentWriter::new(&files, RunningDigest::new(), numbers());
        writer.push(pattern(MAX_SEGMENT + 1)).await.unwrap();
        assert!(files.get(ObjectKey::from_uuid(Uuid::from_u128(1))).await.is_ok());
        writer.abandon().await;
        let gone = files.get(ObjectKey::from_uuid(Uuid::from_u128(1))).await.unwrap_err();
        assert!(matches!(gone, FilesError::NotFound));
    }

    #[tokio::test]
    async fn what_landed_before_a_failure_keeps_its_own_digest() {
        let (dir, files) = folder();
        let body = pattern(2 * MAX_SEGMENT);
        let mut writer = SegmentWriter::new(&files, RunningDigest::new(), numbers());
        writer.push(body.slice(..MAX_SEGMENT + 10)).await.unwrap();

        // The second segment's folder is no folder.
        let shard = dir.path().join("seg/02");
        fs::remove_dir(&shard).unwrap();
        fs::write(&shard, b"").unwrap();
        let failed = writer.push(body.slice(MAX_SEGMENT + 10..)).await.unwrap_err();
        assert!(matches!(failed, FilesError::Fault(_)), "{failed:?}");

        let NotLanded { landed, .. } = writer.finish().await.unwrap_err();
        assert_eq!((landed.segments.len(), landed.bytes), (1, len64(MAX_SEGMENT)));
        assert!(stored(&files, &landed).await == body[..MAX_SEGMENT]);
        assert_eq!(landed.digest.finish(), digest_of(&body[..MAX_SEGMENT]));
    }

    #[tokio::test]
    async fn a_failure_that_passes_is_made_good_by_finish() {
        let (dir, files) = folder();
        let body = pattern(MAX_SEGMENT);
        let mut writer = SegmentWriter::new(&files, RunningDigest::new(), numbers());
        let shard = dir.path().join("seg/01");
        fs::remove_dir(&shard).unwrap();
        fs::write(&shard, b"").unwrap();
        assert!(writer.push(body.clone()).await.is_err());
        fs::remove_file(&shard).unwrap();
        fs::create_dir(&shard).unwrap();
        let landed = writer.finish().await.unwrap();
        assert_eq!(
            landed.segments,
            [Segment { key: ObjectKey::from_uuid(Uuid::from_u128(1)), size: len64(MAX_SEGMENT) }]
        );
        assert!(stored(&files, &landed).await == body);
    }
}
