//! Copies of signed audit checkpoints, in a folder that is not the database's: one file a centre, one line a
//! checkpoint, appended and synced.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use domain::ids::CentreId;

/// The file of a centre's checkpoints.
#[must_use]
pub fn file(folder: &Path, centre: CentreId) -> PathBuf {
    folder.join(format!("{centre}.checkpoints"))
}

/// Appends a line, durable when this returns.
///
/// # Errors
/// Those of the file system.
pub fn append(folder: &Path, centre: CentreId, line: &str) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = OpenOptions::new().create(true).append(true).open(file(folder, centre))?;
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_all()?;
    File::open(folder)?.sync_all()
}

/// The lines kept for a centre; none when there is no file.
///
/// # Errors
/// Those of the file system.
pub fn lines(path: &Path) -> io::Result<Vec<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
