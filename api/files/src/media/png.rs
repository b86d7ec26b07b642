//! PNG: the walk from chunk to chunk to the last one.

use super::{MediaError, Pixels};

pub(super) const MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A chunk's length is at most 2³¹ − 1.
const MAX_LENGTH: u32 = 0x7fff_ffff;

pub(super) fn inspect(bytes: &[u8]) -> Result<Pixels, MediaError> {
    let mut rest = bytes.get(MAGIC.len()..).ok_or(MediaError::Broken)?;
    let Some((b"IHDR", header)) = chunk(&mut rest)? else { return Err(MediaError::Broken) };
    let pixels = size(header)?;
    let mut data = false;
    loop {
        match chunk(&mut rest)? {
            Some((b"IDAT", _)) => data = true,
            Some((b"IEND", [])) if data => return Ok(pixels),
            Some((b"IHDR" | b"IEND", _)) | None => return Err(MediaError::Broken),
            Some(_) => {}
        }
    }
}

type Chunk<'a> = (&'a [u8; 4], &'a [u8]);

/// Reads a length, a name of four letters, the data and a checksum, which is not checked; nothing at the end.
fn chunk<'a>(rest: &mut &'a [u8]) -> Result<Option<Chunk<'a>>, MediaError> {
    if rest.is_empty() {
        return Ok(None);
    }
    let (length, after) = rest.split_first_chunk::<4>().ok_or(MediaError::Broken)?;
    let (name, after) = after.split_first_chunk::<4>().ok_or(MediaError::Broken)?;
    let length = u32::from_be_bytes(*length);
    if length > MAX_LENGTH || !name.iter().all(u8::is_ascii_alphabetic) {
        return Err(MediaError::Broken);
    }
    let Ok(length) = usize::try_from(length) else { return Err(MediaError::Broken) };
    let (data, after) = after.split_at_checked(length).ok_or(MediaError::Broken)?;
    let (_checksum, after) = after.split_first_chunk::<4>().ok_or(MediaError::Broken)?;
    *rest = after;
    Ok(Some((name, data)))
}

fn size(header: &[u8]) -> Result<Pixels, MediaError> {
    let Ok(&[w3, w2, w1, w0, h3, h2, h1, h0, depth, colour, compression, filter, interlace]) =
        <&[u8; 13]>::try_from(header)
    else {
        return Err(MediaError::Broken);
    };
    let known = matches!(depth, 1 | 2 | 4 | 8 | 16)
        && matches!(colour, 0 | 2 | 3 | 4 | 6)
        && compression == 0
        && filter == 0
        && interlace <= 1;
    if !known {
        return Err(MediaError::Broken);
    }
    Pixels::checked(u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]))
}
