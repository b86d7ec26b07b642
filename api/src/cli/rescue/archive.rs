//! The file that a phone wrote: a tar of sealed bodies and photos, and a list of plain facts beside them. Read where it
//! lies, one thing at a time: photos of weeks may be in it.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read as _, Seek as _, SeekFrom},
    path::Path,
};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

const LIST: &str = "list.json";
/// Longest list: a phone that has so many writes queued does not exist.
const LIST_BYTES: u64 = 16 << 20;

/// What the file says of itself.
#[derive(Deserialize)]
pub struct List {
    /// Whose writes these are.
    pub worker_id: Uuid,
    /// The phone.
    pub device_id: Uuid,
    /// In the order in which they were made.
    pub writes: Vec<ListedWrite>,
    /// Photos.
    pub files: Vec<ListedFile>,
}

/// A write that waits.
#[derive(Clone, Deserialize)]
pub struct ListedWrite {
    /// Made with it.
    pub write_id: Uuid,
    /// What it is, for people.
    pub act: String,
    /// How it is sent.
    pub method: String,
    /// Where to.
    pub path: String,
    /// The version it is made on; left out while an earlier write to the same thing has not told it.
    pub base_version: Option<i32>,
}

/// A photo, sealed.
#[derive(Clone, Deserialize)]
pub struct ListedFile {
    /// Its id.
    pub file_id: Uuid,
    /// Of the sealed bytes.
    pub sha256: String,
    /// Likewise.
    pub size: u64,
}

/// The body of a write.
pub enum WriteBody {
    /// Sealed to the server, its version in it.
    Sealed(Vec<u8>),
    /// As it is, without write id and version.
    Plain(Vec<u8>),
}

/// Why nothing can be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveFault {
    /// The file itself.
    #[error("the file cannot be read: {0}")]
    File(#[from] std::io::Error),
    /// No list, so nobody knows what is in it.
    #[error("this is no rescue file, or its list is damaged")]
    List,
}

/// The file.
pub struct Archive {
    file: File,
    /// Where each entry's bytes lie, and how many.
    places: BTreeMap<String, (u64, u64)>,
    /// What it says of itself.
    pub list: List,
    /// Whether it ends in the middle.
    pub is_cut: bool,
}

impl Archive {
    /// Opens one.
    ///
    /// # Errors
    /// [`ArchiveFault`].
    pub fn open(path: &Path) -> Result<Self, ArchiveFault> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let (mut places, mut is_cut) = (BTreeMap::new(), false);
        let mut tar = tar::Archive::new(&file);
        for entry in tar.entries_with_seek()? {
            let Ok(entry) = entry else {
                is_cut = true;
                break;
            };
            let (begins, size) = (entry.raw_file_position(), entry.size());
            if begins.checked_add(size).is_none_or(|end| end > length) {
                is_cut = true;
                break;
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            places.insert(name, (begins, size));
        }
        let list = places.get(LIST).copied().filter(|(_, size)| *size <= LIST_BYTES);
        let list = read(&mut file, list.ok_or(ArchiveFault::List)?)?;
        let list = serde_json::from_slice(&list).map_err(|_shape| ArchiveFault::List)?;
        Ok(Self { file, places, list, is_cut })
    }

    /// The body of a write; nothing when it is not there whole.
    pub fn body_of(&mut self, write: &ListedWrite) -> Option<WriteBody> {
        let name = format!("writes/{}.json", write.write_id);
        let sealed = self.bytes(&format!("{name}.age")).map(WriteBody::Sealed);
        sealed.or_else(|| self.bytes(&name).map(WriteBody::Plain))
    }

    /// The bytes of a photo; nothing when they are not there, or are not those that were sealed.
    pub fn photo(&mut self, file: &ListedFile) -> Option<Vec<u8>> {
        let bytes = self.bytes(&format!("files/{}.age", file.file_id))?;
        let is_whole = u64::try_from(bytes.len()).is_ok_and(|length| length == file.size);
        Some(bytes).filter(|bytes| is_whole && hex::encode(Sha256::digest(bytes)) == file.sha256)
    }

    fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        let place = self.places.get(name).copied()?;
        read(&mut self.file, place).ok()
    }
}

fn read(file: &mut File, (begins, size): (u64, u64)) -> std::io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(begins))?;
    let mut bytes = Vec::new();
    file.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}
