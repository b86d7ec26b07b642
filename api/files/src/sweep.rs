//! What lies in the store and should not: objects nobody's record names, and what crashes left behind.

use crate::key::{PROBES, SEGMENTS};
use crate::{Files, FilesError, ObjectKey};
use futures_util::future;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use jiff::Timestamp;
use object_store::ObjectMeta;
use object_store::path::Path as ObjectPath;
use std::fs;
use std::io;
use std::path::Path;

/// An object found in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    pub key: ObjectKey,
    /// Length in bytes.
    pub size: u64,
    /// When the store took it, by the store's own clock.
    pub modified: Timestamp,
}

impl Files {
    /// Every segment the store took before `cutoff`, page by page. An orphan is one that no record names; leave a
    /// day between `cutoff` and the present, since an object is always there before its record.
    pub fn list_older_than(&self, cutoff: Timestamp) -> BoxStream<'static, Result<Listed, FilesError>> {
        self.store
            .list(Some(&ObjectPath::from(SEGMENTS)))
            .map_err(FilesError::from)
            .try_filter_map(move |meta| future::ready(listed(&meta, cutoff)))
            .boxed()
    }

    /// Deletes what crashes left before `cutoff`: half-written files of a folder and probes. Returns how many.
    pub async fn sweep_temporary(&self, cutoff: Timestamp) -> Result<u64, FilesError> {
        let mut swept = 0;
        let mut probes = self.store.list(Some(&ObjectPath::from(PROBES)));
        while let Some(meta) = probes.try_next().await? {
            if modified(&meta)? < cutoff {
                match self.remove(&meta.location).await {
                    // Another replica sweeps as well.
                    Ok(()) | Err(FilesError::NotFound) => swept += 1,
                    Err(error) => return Err(error),
                }
            }
        }
        if let Some(folder) = self.folder.clone() {
            let staged = tokio::task::spawn_blocking(move || sweep_staged(&folder, cutoff));
            swept += staged.await.map_err(FilesError::fault)??;
        }
        Ok(swept)
    }
}

fn listed(meta: &ObjectMeta, cutoff: Timestamp) -> Result<Option<Listed>, FilesError> {
    let modified = modified(meta)?;
    if modified >= cutoff {
        return Ok(None);
    }
    let Some(key) = ObjectKey::at(&meta.location) else {
        tracing::warn!("the store holds an object that is not named by this service");
        return Ok(None);
    };
    Ok(Some(Listed { key, size: meta.size, modified }))
}

fn modified(meta: &ObjectMeta) -> Result<Timestamp, FilesError> {
    Timestamp::from_microsecond(meta.last_modified.timestamp_micros()).map_err(FilesError::fault)
}

/// A put writes `name#N` beside its place and renames it. The store neither lists such names nor deletes them.
fn sweep_staged(root: &Path, cutoff: Timestamp) -> io::Result<u64> {
    let mut swept = 0;
    let mut dirs = vec![root.to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                dirs.push(entry.path());
            } else if entry.file_name().to_str().is_some_and(is_staged) && remove_if_older(&entry, cutoff)? {
                swept += 1;
            }
        }
    }
    Ok(swept)
}

fn is_staged(name: &str) -> bool {
    name.rsplit_once('#')
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

fn remove_if_older(entry: &fs::DirEntry, cutoff: Timestamp) -> io::Result<bool> {
    let modified = match entry.metadata().and_then(|meta| meta.modified()) {
        Ok(modified) => Timestamp::try_from(modified).map_err(io::Error::other)?,
        Err(error) => return unless_gone(error),
    };
    if modified >= cutoff {
        return Ok(false);
    }
    fs::remove_file(entry.path()).map(|()| true).or_else(unless_gone)
}

/// A put still running may rename its file away between the listing and here.
fn unless_gone(error: io::Error) -> io::Result<bool> {
    if error.kind() == io::ErrorKind::NotFound { Ok(false) } else { Err(error) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use jiff::ToSpan;
    use std::path::PathBuf;
    use tempfile::TempDir;
    use uuid::Uuid;

    fn folder() -> (TempDir, Files) {
        let dir = TempDir::new().unwrap();
        let files = Files::open_folder(dir.path()).unwrap();
        (dir, files)
    }

    async fn list(files: &Files, cutoff: Timestamp) -> Vec<Listed> {
        files.list_older_than(cutoff).try_collect().await.unwrap()
    }

    /// Sets a file's age to a fixed instant.
    fn dated(path: PathBuf, at: Timestamp) -> PathBuf {
        fs::File::options().write(true).open(&path).unwrap().set_modified(at.into()).unwrap();
        path
    }

    #[tokio::test]
    async fn only_segments_from_before_the_cutoff_are_listed() {
        let (dir, files) = folder();
        let noon: Timestamp = "2026-03-02T04:00:00Z".parse().unwrap();
        for number in 1..=3u8 {
            let key = ObjectKey::from_uuid(Uuid::from_u128(number.into()));
            files.put(key, vec![Bytes::from(vec![0; number.into()])]).await.unwrap();
            dated(dir.path().join(format!("seg/{number:02x}/{key}")), noon + i64::from(number).hours());
        }
        fs::write(dir.path().join("seg/01/notes.txt"), b"not ours").unwrap();
        dated(dir.path().join("seg/01/notes.txt"), noon);

        assert_eq!(list(&files, noon).await, []);
        let mut older = list(&files, noon + 3.hours()).await;
        older.sort_by_key(|listed| listed.size);
        let expected = [1u8, 2].map(|number| Listed {
            key: ObjectKey::from_uuid(Uuid::from_u128(number.into())),
            size: number.into(),
            modified: noon + i64::from(number).hours(),
        });
        assert_eq!(older, expected);
        assert_eq!(list(&files, Timestamp::MAX).await.len(), 3);
    }

    #[tokio::test]
    async fn leftovers_of_crashes_are_swept_and_nothing_else() {
        let (dir, files) = folder();
        let noon: Timestamp = "2026-03-02T04:00:00Z".parse().unwrap();
        let uuid = Uuid::from_u128(0xab);
        let made = |name: &str, at: Timestamp| {
            let path = dir.path().join(name);
            fs::write(&path, b"half").unwrap();
            dated(path, at)
        };
        let gone = [
            made(&format!("seg/ab/{uuid}#1"), noon),
            made(&format!("seg/00/{uuid}#12"), noon),
            made(&format!("probe/{uuid}"), noon),
            made(&format!("probe/{uuid}#1"), noon),
        ];
        let stay = [
            made(&format!("seg/ab/{uuid}"), noon),
            made(&format!("seg/ab/{uuid}#2"), noon + 1.hour()),
            made(&format!("probe/{}", Uuid::from_u128(2)), noon + 1.hour()),
            made("seg/ab/draft#", noon),
            made("seg/ab/draft#1b", noon),
        ];
        assert_eq!(files.sweep_temporary(noon).await.unwrap(), 0);
        assert_eq!(files.sweep_temporary(noon + 1.second()).await.unwrap(), 4);
        assert!(gone.iter().all(|path| !path.exists()));
        assert!(stay.iter().all(|path| path.exists()));
    }

    /// Without this the sweeper would be the only one to see a crashed put, and a repeat of it would fail.
    #[tokio::test]
    async fn a_put_goes_past_the_leftover_of_a_crashed_one() {
        let (dir, files) = folder();
        let key = ObjectKey::from_uuid(Uuid::from_u128(5));
        fs::write(dir.path().join(format!("seg/05/{key}#1")), b"half").unwrap();
        files.put(key, vec![Bytes::from_static(b"whole")]).await.unwrap();
        assert_eq!(files.get(key).await.unwrap(), "whole");
        assert_eq!(list(&files, Timestamp::MAX).await.len(), 1);
    }
}
