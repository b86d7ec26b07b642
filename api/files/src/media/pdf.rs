//! PDF: its first line and its last.

use super::MediaError;

pub(super) const MAGIC: &[u8] = b"%PDF-";

/// How far from the end a reader looks for the last line.
const TAIL: usize = 1024;

pub(super) fn inspect(bytes: &[u8]) -> Result<(), MediaError> {
    let version = bytes.get(MAGIC.len()..).ok_or(MediaError::Broken)?;
    let versioned = matches!(version, [b'1'..=b'2', b'.', b'0'..=b'9', ..]);
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or(bytes);
    if versioned && memchr::memmem::rfind(tail, b"%%EOF").is_some() {
        Ok(())
    } else {
        Err(MediaError::Broken)
    }
}
