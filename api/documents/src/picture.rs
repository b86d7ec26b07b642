//! Pictures that go into a document: signatures, thumb-prints, a photo. A picture is taken by its head, so that nothing
//! monstrous reaches the decoder; whether the rest is whole shows when it is printed.

use typst::{
    foundations::Bytes,
    visualize::{ExchangeFormat, RasterImage},
};

/// A PNG or JPEG picture of bounded size.
#[derive(Clone)]
pub struct Picture {
    bytes: Bytes,
    format: ExchangeFormat,
}

/// Why bytes are not taken for a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureRefusal {
    /// Neither PNG nor JPEG, or cut short.
    #[error("picture-kind")]
    Kind,
    /// Over [`Picture::MOST_BYTES`], over [`Picture::MOST_PIXELS`], or no area at all.
    #[error("picture-size")]
    Size,
}

impl PictureRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kind => "picture-kind",
            Self::Size => "picture-size",
        }
    }
}

impl Picture {
    /// Most bytes of one picture.
    pub const MOST_BYTES: usize = 4 * 1024 * 1024;
    /// Most pixels. Each takes up to four bytes while the picture is decoded, and the pictures of the last few documents
    /// stay decoded: a photo of a modern camera is to be made smaller first.
    pub const MOST_PIXELS: u64 = 4_000_000;

    /// Takes a picture by its head.
    ///
    /// # Errors
    /// [`PictureRefusal`].
    pub fn parse(bytes: Vec<u8>) -> Result<Self, PictureRefusal> {
        if bytes.len() > Self::MOST_BYTES {
            return Err(PictureRefusal::Size);
        }
        let png = png_size(&bytes).map(|size| (size, ExchangeFormat::Png));
        let known = png.or_else(|| Some((jpeg_size(&bytes)?, ExchangeFormat::Jpg)));
        let ((width, height), format) = known.ok_or(PictureRefusal::Kind)?;
        if (1..=Self::MOST_PIXELS).contains(&(u64::from(width) * u64::from(height))) {
            Ok(Self { bytes: Bytes::new(bytes), format })
        } else {
            Err(PictureRefusal::Size)
        }
    }

    /// The bytes as they came.
    pub(crate) fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }

    /// Whether it can be decoded. typst keeps the outcome, so that setting the document does not decode it again.
    pub(crate) fn is_whole(&self) -> bool {
        RasterImage::plain(self.bytes(), self.format).is_ok()
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Picture(..)")
    }
}

/// Width and height by the IHDR chunk, which comes first.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    let (width, rest) = head.split_first_chunk::<4>()?;
    let (height, _rest) = rest.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}

/// Width and height by the first frame header (SOF0 to SOF15, ITU-T T.81 B.2.2).
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let ([0xff, marker, high, low], body) = rest.split_first_chunk::<4>()? else { return None };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        // C4, C8 and CC are of the range and are no frames.
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let [_precision, h1, h0, w1, w0] = body.first_chunk::<5>()?;
            let side = |one, zero| u32::from(u16::from_be_bytes([one, zero]));
            return Some((side(*w1, *w0), side(*h1, *h0)));
        }
        rest = body.get(length.checked_sub(2)?..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &sides].concat()
    }

    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let sides = [height.to_be_bytes(), width.to_be_bytes()].concat();
        // A table before the frame, as cameras write it.
        [b"\xff\xd8\xff\xc4\0\x05abc\xff\xc2\0\x11\x08".as_slice(), &sides].concat()
    }

    #[test]
    fn sides_are_read_from_the_head() {
        assert_eq!(png_size(&png(640, 480)), Some((640, 480)));
        assert_eq!(jpeg_size(&jpeg(640, 480)), Some((640, 480)));
    }

    #[test]
    fn what_is_monstrous_or_no_picture_is_refused() {
        let refusal = |bytes: Vec<u8>| Picture::parse(bytes).err().map(PictureRefusal::code);
        assert_eq!(refusal(png(640, 480)), None);
        assert_eq!(refusal(jpeg(640, 480)), None);
        assert_eq!(refusal(png(2_000, 2_000)), None);
        assert_eq!(refusal(png(2_000, 2_001)), Some("picture-size"));
        assert_eq!(refusal(png(u32::MAX, u32::MAX)), Some("picture-size"));
        assert_eq!(refusal(jpeg(65_535, 65_535)), Some("picture-size"));
        assert_eq!(refusal(png(0, 1)), Some("picture-size"));
        assert_eq!(refusal(vec![0xff; Picture::MOST_BYTES + 1]), Some("picture-size"));
        assert_eq!(refusal(b"GIF89a".to_vec()), Some("picture-kind"));
        assert_eq!(refusal(jpeg(640, 480).split_off(1)), Some("picture-kind"));
        assert_eq!(refusal(b"\xff\xd8\xff\xc4\0\0".to_vec()), Some("picture-kind"));
        for cut in 0..jpeg(640, 480).len() {
            assert_eq!(refusal(jpeg(640, 480).drain(..cut).collect()), Some("picture-kind"), "{cut}");
        }
    }

    #[test]
    fn debug_hides_the_picture() {
        assert_eq!(format!("{:?}", Picture::parse(png(1, 1)).unwrap()), "Picture(..)");
    }
}
