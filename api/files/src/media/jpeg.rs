//! JPEG: the walk from marker to marker, over every scan, to the end of the image.

use super::{MediaError, Pixels};

pub(super) const MAGIC: &[u8] = &[0xff, START, 0xff];

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
/// Baseline, extended and progressive: the frames a browser shows.
const FRAMES: std::ops::RangeInclusive<u8> = 0xc0..=0xc2;

/// A progressive picture has about ten scans. Thousands of empty ones keep a decoder busy for minutes.
const MAX_SCANS: u32 = 64;

pub(super) fn inspect(bytes: &[u8]) -> Result<Pixels, MediaError> {
    let mut walk = Walk { rest: bytes.get(2..).ok_or(MediaError::Broken)? };
    let mut frame = None;
    let mut scans = 0;
    loop {
        match walk.marker()? {
            END if scans > 0 => return frame.ok_or(MediaError::Broken),
            SCAN if frame.is_some() => {
                scans += 1;
                if scans > MAX_SCANS {
                    return Err(MediaError::Bomb);
                }
                walk.segment()?;
                walk.coded_data()?;
            }
            marker if FRAMES.contains(&marker) && frame.is_none() => frame = Some(size(walk.segment()?)?),
            // Tables, application data and comments.
            0xc4 | 0xdb | 0xdd | 0xe0..=0xef | 0xfe => {
                walk.segment()?;
            }
            _ => return Err(MediaError::Broken),
        }
    }
}

/// A frame says its precision, height, width and number of components, then three bytes for each of them.
fn size(frame: &[u8]) -> Result<Pixels, MediaError> {
    let Some(([_, h1, h0, w1, w0, components], each)) = frame.split_first_chunk::<6>() else {
        return Err(MediaError::Broken);
    };
    if *components == 0 || each.len() != usize::from(*components) * 3 {
        return Err(MediaError::Broken);
    }
    let side = |high: &u8, low: &u8| u32::from(u16::from_be_bytes([*high, *low]));
    Pixels::checked(side(w1, w0), side(h1, h0))
}

struct Walk<'a> {
    rest: &'a [u8],
}

impl<'a> Walk<'a> {
    /// Reads `ff xx`; more `ff` before it are filling.
    fn marker(&mut self) -> Result<u8, MediaError> {
        let Some((0xff, mut rest)) = self.rest.split_first() else { return Err(MediaError::Broken) };
        loop {
            let (byte, after) = rest.split_first().ok_or(MediaError::Broken)?;
            rest = after;
            if *byte != 0xff {
                self.rest = after;
                return Ok(*byte);
            }
        }
    }

    /// Reads what follows a marker: a length that counts itself, and the bytes.
    fn segment(&mut self) -> Result<&'a [u8], MediaError> {
        let (length, after) = self.rest.split_first_chunk::<2>().ok_or(MediaError::Broken)?;
        let length = usize::from(u16::from_be_bytes(*length)).checked_sub(2).ok_or(MediaError::Broken)?;
        let (segment, after) = after.split_at_checked(length).ok_or(MediaError::Broken)?;
        self.rest = after;
        Ok(segment)
    }

    /// Passes over coded data up to the next marker. `ff 00` is a coded ff, `ff d0` to `ff d7` are restarts.
    fn coded_data(&mut self) -> Result<(), MediaError> {
        loop {
            let at = memchr::memchr(0xff, self.rest).ok_or(MediaError::Broken)?;
            self.rest = self.rest.get(at..).ok_or(MediaError::Broken)?;
            match self.rest.get(1).ok_or(MediaError::Broken)? {
                0x00 | 0xd0..=0xd7 => self.rest = self.rest.get(2..).ok_or(MediaError::Broken)?,
                _ => return Ok(()),
            }
        }
    }
}
