//! Photos of 300,000 bytes: real JPEGs, no two alike.

use domain::clock::Chance as _;
use jpeg_encoder::{ColorType, Encoder};
use zerotrip::chance::SystemChance;

use super::Outcome;

/// Size of a photo before it is sealed.
pub const PHOTO_BYTES: usize = 300_000;
/// A comment holds so many bytes at most, its length included.
const COMMENT: usize = 65_000;
/// Marker and length of a comment.
const COMMENT_HEAD: usize = 4;
/// Random bytes that make a photo the only one of its kind.
const MARK: usize = 32;

/// Pictures that photos are made of.
pub struct Pictures(Vec<u8>);

impl Pictures {
    /// Draws one: a grainy picture as large as fits into a photo.
    pub fn draw() -> Outcome<Self> {
        let (width, mut height) = (1024_u16, 1024_u16);
        let mut grain = vec![0; usize::from(width) * usize::from(height) * 3];
        SystemChance.fill(&mut grain);
        for (at, level) in grain.iter_mut().enumerate() {
            *level = *level / 6 + u8::try_from(at / 3 % usize::from(width) / 8).unwrap_or(u8::MAX);
        }
        loop {
            let mut jpeg = Vec::new();
            let pixels = &grain[..usize::from(width) * usize::from(height) * 3];
            Encoder::new(&mut jpeg, 82).encode(pixels, width, height, ColorType::Rgb)?;
            if jpeg.len() + COMMENT_HEAD + MARK <= PHOTO_BYTES {
                return Ok(Self(jpeg));
            }
            height = height.checked_sub(16).ok_or("no picture is small enough for a photo")?;
        }
    }

    /// A photo: the picture, with comments right after its start that fill it up, the first of them random.
    pub fn photo(&self) -> Vec<u8> {
        let (start, rest) = self.0.split_at(2);
        let mut photo = Vec::with_capacity(PHOTO_BYTES);
        photo.extend_from_slice(start);
        let mut mark = [0; MARK];
        SystemChance.fill(&mut mark);
        comment(&mut photo, &mark);
        let mut left = PHOTO_BYTES.saturating_sub(photo.len() + rest.len());
        while left >= COMMENT_HEAD {
            let text = (left - COMMENT_HEAD).min(COMMENT);
            comment(&mut photo, &vec![b' '; text]);
            left -= text + COMMENT_HEAD;
        }
        photo.extend_from_slice(rest);
        photo
    }
}

fn comment(photo: &mut Vec<u8>, text: &[u8]) {
    photo.extend_from_slice(&[0xff, 0xfe]);
    photo.extend_from_slice(&u16::try_from(text.len() + 2).unwrap_or(u16::MAX).to_be_bytes());
    photo.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use files::{Media, MediaKind};

    use super::*;

    #[test]
    fn a_photo_is_a_jpeg_of_its_size_and_the_only_one() {
        let pictures = Pictures::draw().unwrap();
        assert!(pictures.0.len() > PHOTO_BYTES * 9 / 10, "{} bytes of picture", pictures.0.len());
        let (one, other) = (pictures.photo(), pictures.photo());
        assert!(PHOTO_BYTES - one.len() < COMMENT_HEAD);
        assert_eq!(Media::inspect(&one).unwrap().kind, MediaKind::Jpeg);
        assert_ne!(one, other);
    }
}
