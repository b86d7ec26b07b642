//! What an opened file is, by its own bytes: no name and no declared type is believed.
//!
//! Containers are walked, pictures are not decoded: enough to know the kind, the size in pixels and that the file is
//! whole, and to keep a picture that unpacks to gigabytes away from the screens of others. Nothing here panics,
//! whatever the bytes.

mod jpeg;
mod pdf;
mod png;

/// A picture's longest allowed side.
const MAX_SIDE: u32 = 20_000;
/// A picture's most allowed pixels: above any phone's camera, below what a browser stumbles over.
const MAX_PIXELS: u64 = 60_000_000;

/// The kinds of file that are taken as evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaKind {
    Jpeg,
    Png,
    Pdf,
}

impl MediaKind {
    /// The media type to declare when the file is sent.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// The kind a declared media type names, if it is one that is taken.
    pub fn of_media_type(declared: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png, Self::Pdf]
            .into_iter()
            .find(|kind| kind.media_type().eq_ignore_ascii_case(declared))
    }
}

/// A picture's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pixels {
    pub width: u32,
    pub height: u32,
}

impl Pixels {
    fn checked(width: u32, height: u32) -> Result<Self, MediaError> {
        if width == 0 || height == 0 {
            return Err(MediaError::Broken);
        }
        if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
            return Err(MediaError::Bomb);
        }
        Ok(Self { width, height })
    }
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Media {
    pub kind: MediaKind,
    /// Nothing for a document.
    pub pixels: Option<Pixels>,
}

/// Why a file is no evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// None of the kinds that are taken.
    #[error("the file is of no known kind")]
    Unknown,
    /// Begins like a known kind and is not whole.
    #[error("the file is broken")]
    Broken,
    /// More pixels than anything can show.
    #[error("the picture is too large to unpack")]
    Bomb,
    /// A known kind, but not the declared one.
    #[error("the file is not of the declared kind")]
    Mismatch,
}

impl MediaError {
    /// The stable code of the refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "evidence-empty",
            Self::Unknown => "evidence-unknown-media",
            Self::Broken => "evidence-broken-media",
            Self::Bomb => "evidence-image-bomb",
            Self::Mismatch => "evidence-media-mismatch",
        }
    }
}

impl Media {
    /// Looks at a whole opened file.
    pub fn inspect(bytes: &[u8]) -> Result<Self, MediaError> {
        if bytes.is_empty() {
            Err(MediaError::Empty)
        } else if bytes.starts_with(jpeg::MAGIC) {
            jpeg::inspect(bytes).map(|pixels| Self { kind: MediaKind::Jpeg, pixels: Some(pixels) })
        } else if bytes.starts_with(png::MAGIC) {
            png::inspect(bytes).map(|pixels| Self { kind: MediaKind::Png, pixels: Some(pixels) })
        } else if bytes.starts_with(pdf::MAGIC) {
            pdf::inspect(bytes).map(|()| Self { kind: MediaKind::Pdf, pixels: None })
        } else {
            Err(MediaError::Unknown)
        }
    }

    /// Refuses a file that is something else than it was declared to be.
    pub fn expect(self, declared: MediaKind) -> Result<Self, MediaError> {
        if self.kind == declared { Ok(self) } else { Err(MediaError::Mismatch) }
    }
}

#[cfg(test)]
pub(crate) mod samples;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_files_are_what_they_are() {
        let sized = |width, height| Some(Pixels { width, height });
        assert_eq!(
            Media::inspect(&samples::jpeg(97, 61)).unwrap(),
            Media { kind: MediaKind::Jpeg, pixels: sized(97, 61) }
        );
        assert_eq!(
            Media::inspect(&samples::progressive_jpeg(40, 30)).unwrap(),
            Media { kind: MediaKind::Jpeg, pixels: sized(40, 30) }
        );
        assert_eq!(
            Media::inspect(&samples::png(5, 4)).unwrap(),
            Media { kind: MediaKind::Png, pixels: sized(5, 4) }
        );
        assert_eq!(Media::inspect(&samples::pdf()).unwrap(), Media { kind: MediaKind::Pdf, pixels: None });
    }

    #[test]
    fn what_follows_the_end_of_a_picture_is_let_be() {
        // Phones append a short film or a second picture.
        for mut picture in [samples::jpeg(20, 20), samples::png(5, 4)] {
            picture.extend_from_slice(b"film");
            assert!(Media::inspect(&picture).is_ok());
        }
    }

    #[test]
    fn nothing_else_is_taken() {
        assert_eq!(Media::inspect(b"").unwrap_err().code(), "evidence-empty");
        for other in
            [&b"GIF89a"[..], b"<svg/>", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic", b"\xff\xd8", b" %PDF-1.7"]
        {
            assert_eq!(Media::inspect(other).unwrap_err(), MediaError::Unknown);
        }
        assert_eq!(MediaError::Unknown.code(), "evidence-unknown-media");
    }

    #[test]
    fn a_declared_kind_is_held_against_the_file() {
        let media = Media::inspect(&samples::png(5, 4)).unwrap();
        assert!(media.expect(MediaKind::Png).is_ok());
        assert_eq!(media.expect(MediaKind::Jpeg).unwrap_err().code(), "evidence-media-mismatch");
        assert_eq!(MediaKind::of_media_type("image/JPEG"), Some(MediaKind::Jpeg));
        assert_eq!(MediaKind::of_media_type("image/svg+xml"), None);
    }

    #[test]
    fn pictures_that_would_fill_the_memory_are_refused() {
        for (width, height) in [(20_001, 1), (1, 20_001), (8_000, 7_501), (65_535, 65_535)] {
            assert_eq!(
                Media::inspect(&samples::claiming(&samples::jpeg(8, 8), width, height)),
                Err(MediaError::Bomb)
            );
        }
        assert_eq!(Media::inspect(&samples::png(u32::MAX, u32::MAX)), Err(MediaError::Bomb));
        assert!(Media::inspect(&samples::png(20_000, 3_000)).is_ok());
        assert!(Media::inspect(&samples::claiming(&samples::jpeg(8, 8), 8_000, 7_500)).is_ok());
        assert_eq!(MediaError::Bomb.code(), "evidence-image-bomb");
    }

    #[test]
    fn a_picture_of_endless_scans_is_refused() {
        let whole = samples::jpeg(8, 8);
        let scan = whole.windows(2).position(|at| at == [0xff, 0xda]).unwrap();
        let with_scans = |count| {
            let mut picture = whole[..scan].to_vec();
            for _ in 0..count {
                picture.extend_from_slice(&whole[scan..whole.len() - 2]);
            }
            picture.extend_from_slice(&[0xff, 0xd9]);
            Media::inspect(&picture)
        };
        assert!(with_scans(64).is_ok());
        assert_eq!(with_scans(65), Err(MediaError::Bomb));
        assert_eq!(with_scans(0), Err(MediaError::Broken));
    }

    #[test]
    fn a_second_frame_cannot_belie_the_first() {
        let (small, huge) = (samples::jpeg(8, 8), samples::claiming(&samples::jpeg(8, 8), 65_000, 65_000));
        let frame = |jpeg: &[u8]| jpeg.windows(2).position(|at| at == [0xff, 0xc0]).unwrap();
        let mut both = small[..frame(&small)].to_vec();
        both.extend_from_slice(&small[frame(&small)..frame(&small) + 19]);
        both.extend_from_slice(&huge[frame(&huge)..]);
        assert_eq!(Media::inspect(&both), Err(MediaError::Broken));
    }

    #[test]
    fn a_cut_file_is_broken() {
        for whole in [samples::jpeg(64, 48), samples::progressive_jpeg(24, 24), samples::png(5, 4)] {
            for cut in 8..whole.len() {
                assert_eq!(
                    Media::inspect(&whole[..cut]),
                    Err(MediaError::Broken),
                    "{cut} of {}",
                    whole.len()
                );
            }
        }
        let pdf = samples::pdf();
        for cut in 5..pdf.len() - 2 {
            assert_eq!(Media::inspect(&pdf[..cut]), Err(MediaError::Broken), "{cut}");
        }
        assert_eq!(MediaError::Broken.code(), "evidence-broken-media");
    }

    /// Every answer is allowed here; a panic, or a picture over the limits, is not.
    #[test]
    fn no_bytes_make_it_panic() {
        let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
        let mut roll = |sides: usize| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            usize::try_from(dice % u64::try_from(sides).unwrap()).unwrap()
        };
        for whole in
            [samples::jpeg(33, 17), samples::progressive_jpeg(24, 24), samples::png(5, 4), samples::pdf()]
        {
            for _ in 0..5_000 {
                let mut bytes = whole.clone();
                for _ in 0..=roll(4) {
                    let place = roll(bytes.len());
                    match roll(4) {
                        0 => bytes[place] = [0x00, 0xff, 0xd9, 0xda, 0xc0, 0x7f][roll(6)],
                        1 => bytes[place] ^= 1 << roll(8),
                        2 => bytes.truncate(place.max(1)),
                        _ => drop(bytes.splice(place..place, [0xff, 0xd8, 0x00])),
                    }
                }
                if let Ok(Media { pixels: Some(pixels), .. }) = Media::inspect(&bytes) {
                    assert!(pixels.width <= MAX_SIDE && pixels.height <= MAX_SIDE);
                }
            }
        }
    }
}
