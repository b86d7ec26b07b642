//! The key ring's file: readable by its owner alone, written whole or not at all.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use sealing::{Ring, RingError};

/// Why there is no ring.
#[derive(Debug, thiserror::Error)]
pub enum RingFault {
    /// The file cannot be read or written.
    #[error("key ring {0}: {1}")]
    File(PathBuf, #[source] io::Error),
    /// Others may read it.
    #[error("key ring {0}: others than its owner may read it; run: chmod 600 {0}")]
    Open(PathBuf),
    /// It is no ring.
    #[error("key ring {0}: {1}")]
    Text(PathBuf, #[source] RingError),
}

/// Reads a ring that nobody else can read.
///
/// # Errors
/// [`RingFault`].
pub fn read_ring(path: &Path) -> Result<Ring, RingFault> {
    let fault = |error| RingFault::File(path.to_owned(), error);
    let mode = std::fs::metadata(path).map_err(fault)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(RingFault::Open(path.to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(fault)?;
    Ring::parse(&text).map_err(|error| RingFault::Text(path.to_owned(), error))
}

/// Writes a ring where none is.
///
/// # Errors
/// [`RingFault::File`], also when a file is there: a ring is never overwritten.
pub fn write_ring(path: &Path, ring: &Ring) -> Result<(), RingFault> {
    let fault = |error| RingFault::File(path.to_owned(), error);
    if path.exists() {
        return Err(fault(io::Error::from(io::ErrorKind::AlreadyExists)));
    }
    write_secret(path, ring.to_toml().as_bytes()).map_err(fault)
}

/// Writes a file that only its owner can read, durable when this returns.
///
/// # Errors
/// Those of the file system.
pub fn write_secret(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let unfinished = path.with_extension("unfinished");
    let mut file =
        OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    File::open(folder)?.sync_all()
}
