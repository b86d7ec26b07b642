//! The store itself: immutable objects put, read and deleted by key.

use crate::error::Short;
use crate::key::{PROBES, SEGMENTS};
use crate::location::{self, Place, Settings};
use crate::{FilesError, ObjectKey, Segment, len64};
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::slice;
use std::sync::Arc;
use uuid::Uuid;

/// Segments read ahead while one is being sent.
const READ_AHEAD: usize = 2;

/// A store of immutable objects. Cheap to clone; all clones are the same store.
#[derive(Clone)]
pub struct Files {
    pub(crate) store: Arc<dyn ObjectStore>,
    /// The root, if the store is a folder of this machine.
    pub(crate) folder: Option<Arc<Path>>,
}

impl Files {
    /// Opens `file:///absolute/folder` (made if absent) or `s3://bucket[/prefix]`. A bucket is not asked anything
    /// yet: [`Self::probe`] does.
    pub fn open(url: &str, settings: &Settings) -> Result<Self, FilesError> {
        location::open(url, settings).map(Self::at)
    }

    /// Opens a folder by its path, which need not be written as a URL.
    pub fn open_folder(root: &Path) -> Result<Self, FilesError> {
        location::folder(root).map(Self::at)
    }

    pub(crate) fn at(place: Place) -> Self {
        Self { store: place.store, folder: place.folder.map(Arc::from) }
    }

    /// Stores one object made of `pieces` in order; durable when it returns. In a folder the bytes are written once,
    /// beside their place, synced, renamed, and the folder synced. A repeat with the same key and bytes is harmless.
    /// A caller that is dropped meanwhile may leave the object behind: [`Self::list_older_than`] finds it.
    pub async fn put(&self, key: ObjectKey, pieces: Vec<Bytes>) -> Result<(), FilesError> {
        self.store.put(&key.path(), PutPayload::from_iter(pieces)).await?;
        Ok(())
    }

    /// Reads a whole object.
    pub async fn get(&self, key: ObjectKey) -> Result<Bytes, FilesError> {
        Ok(self.store.get(&key.path()).await?.bytes().await?)
    }

    /// Reads exactly `range` of an object; an object too short for it is a fault.
    pub async fn get_range(&self, key: ObjectKey, range: Range<u64>) -> Result<Bytes, FilesError> {
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        let wanted = range.end.saturating_sub(range.start);
        // In a folder this is one trip to a blocking thread, where a plain get is two.
        let read = self.store.get_ranges(&key.path(), slice::from_ref(&range)).await?;
        match read.into_iter().next() {
            Some(bytes) if len64(bytes.len()) == wanted => Ok(bytes),
            _ => Err(FilesError::fault(Short)),
        }
    }

    /// The bytes of a file, one item a segment, in order, with a little read ahead.
    pub fn stream(&self, segments: Vec<Segment>) -> BoxStream<'static, Result<Bytes, FilesError>> {
        let files = self.clone();
        stream::iter(segments)
            .map(move |segment| {
                let files = files.clone();
                async move { files.get_range(segment.key, 0..segment.size).await }
            })
            .buffered(READ_AHEAD)
            .boxed()
    }

    /// The whole file in memory, a piece a segment: what [`crate::Opener::open`] reads.
    pub async fn gather(&self, segments: Vec<Segment>) -> Result<Vec<Bytes>, FilesError> {
        self.stream(segments).try_collect().await
    }

    /// Deletes an object; one that is not there is deleted already. In a folder the deletion is durable when this
    /// returns: an erased photo must not come back with the power.
    pub async fn delete(&self, key: ObjectKey) -> Result<(), FilesError> {
        match self.remove(&key.path()).await {
            Err(FilesError::NotFound) | Ok(()) => {}
            Err(error) => return Err(error),
        }
        let Some(folder) = &self.folder else { return Ok(()) };
        let [.., shard] = *key.uuid().as_bytes();
        let dir = folder.join(SEGMENTS).join(format!("{shard:02x}"));
        tokio::task::spawn_blocking(move || location::sync(&dir)).await.map_err(FilesError::fault)??;
        Ok(())
    }

    pub(crate) async fn remove(&self, path: &ObjectPath) -> Result<(), FilesError> {
        Ok(self.store.delete(path).await?)
    }

    /// Proves that the store takes, keeps and gives: writes a few bytes under a fresh `id`, reads them back and
    /// deletes them. What a crash leaves of it goes with [`Self::sweep_temporary`].
    pub async fn probe(&self, id: Uuid) -> Result<(), FilesError> {
        let path = ObjectPath::from(format!("{PROBES}/{id}"));
        let written = Bytes::copy_from_slice(id.as_bytes());
        self.store.put(&path, PutPayload::from_bytes(written.clone())).await?;
        let read = self.store.get(&path).await?.bytes().await?;
        self.remove(&path).await?;
        if read == written { Ok(()) } else { Err(FilesError::fault(Short)) }
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Files({})", self.store)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    fn folder() -> (TempDir, Files) {
        let dir = TempDir::new().unwrap();
        let files = Files::open_folder(dir.path()).unwrap();
        (dir, files)
    }

    fn key(number: u128) -> ObjectKey {
        ObjectKey::from_uuid(Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn what_is_put_is_read_back_and_deleted() {
        let (dir, files) = folder();
        let pieces = vec![Bytes::from_static(b"sealed "), Bytes::new(), Bytes::from_static(b"photo")];
        files.put(key(0xab), pieces).await.unwrap();
        assert!(dir.path().join("seg/ab/00000000-0000-0000-0000-0000000000ab").is_file());
        assert_eq!(files.get(key(0xab)).await.unwrap(), "sealed photo");
        assert_eq!(files.get_range(key(0xab), 7..12).await.unwrap(), "photo");
        assert_eq!(files.get_range(key(0xab), 3..3).await.unwrap(), "");

        files.delete(key(0xab)).await.unwrap();
        assert!(matches!(files.get(key(0xab)).await, Err(FilesError::NotFound)));
        assert!(matches!(files.get_range(key(0xab), 0..1).await, Err(FilesError::NotFound)));
        files.delete(key(0xab)).await.unwrap();
        assert_eq!(fs::read_dir(dir.path().join("seg/ab")).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_file_is_its_segments_in_order() {
        let (_dir, files) = folder();
        let parts = ["一", "次", "都", "不", "跑"];
        let mut segments = Vec::new();
        for (number, part) in (1u128..).zip(parts) {
            files.put(key(number), vec![Bytes::from_static(part.as_bytes())]).await.unwrap();
            segments.push(Segment { key: key(number), size: len64(part.len()) });
        }
        assert_eq!(files.gather(segments.clone()).await.unwrap(), parts);
        files.delete(key(3)).await.unwrap();
        assert!(matches!(files.gather(segments).await, Err(FilesError::NotFound)));
    }

    #[tokio::test]
    async fn an_object_shorter_than_its_record_is_a_fault() {
        let (_dir, files) = folder();
        files.put(key(1), vec![Bytes::from_static(b"cut")]).await.unwrap();
        for range in [0..4, 3..4, 9..10] {
            assert!(matches!(files.get_range(key(1), range).await, Err(FilesError::Fault(_))));
        }
    }

    #[tokio::test]
    async fn a_probe_passes_while_the_store_works_and_leaves_nothing() {
        let (dir, files) = folder();
        files.probe(Uuid::from_u128(1)).await.unwrap();
        assert_eq!(fs::read_dir(dir.path().join(PROBES)).unwrap().count(), 0);
        fs::remove_dir(dir.path().join(PROBES)).unwrap();
        fs::write(dir.path().join(PROBES), b"in the way").unwrap();
        assert!(files.probe(Uuid::from_u128(2)).await.is_err());
    }
}
