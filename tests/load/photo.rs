//! Photos as a phone takes them: real JPEGs of 200 to 700 KB, no two alike, and signatures drawn with a finger.
//!
//! Encoding a photo takes longer than everything else a case needs. A few pictures are made at the start, and each
//! photo is one of them with a comment of its own right after the start of the image.

use std::{ops::RangeInclusive, thread};

use jpeg_encoder::{ColorType, Encoder, EncodingError};

use crate::dice::Dice;

/// Sizes of photos, in bytes.
pub const PHOTO_BYTES: RangeInclusive<usize> = 200_000..=700_000;
const QUALITY: u8 = 82;
/// Side of the piece that shows how many bytes a pixel takes.
const SAMPLE: u16 = 256;
const SIGNATURE: (u16, u16) = (640, 240);

/// Pictures to make photos of.
pub struct Album(Vec<Vec<u8>>);

impl Album {
    /// Makes so many pictures, on all cores.
    pub fn make(seed: u64, pictures: u64) -> Result<Self, EncodingError> {
        let workers =
            thread::available_parallelism().map_or(1, |cores| u64::try_from(cores.get()).unwrap_or(1));
        let share = |worker: u64| (worker..pictures).step_by(usize::try_from(workers).unwrap_or(1));
        let made: Vec<Result<Vec<_>, _>> = thread::scope(|scope| {
            let start = |worker| scope.spawn(move || share(worker).map(|n| picture(seed, n)).collect());
            let running: Vec<_> = (0..workers).map(start).collect();
            running.into_iter().filter_map(|worker| worker.join().ok()).collect()
        });
        let mut album = Vec::new();
        for part in made {
            album.extend(part?);
        }
        Ok(Self(album))
    }

    /// A photo that nobody else has taken.
    pub fn photo(&self, dice: &mut Dice) -> Vec<u8> {
        let picture = dice.pick(&self.0);
        marked(picture, dice)
    }
}

/// A signature: a few strokes of a finger on white.
pub fn signature(dice: &mut Dice) -> Result<Vec<u8>, EncodingError> {
    let (width, height) = (usize::from(SIGNATURE.0), usize::from(SIGNATURE.1));
    let mut paper = vec![255_u8; width * height];
    for _stroke in 0..dice.between(4, 9) {
        let (mut x, mut y) = (dice.between(20, width - 20), dice.between(20, height - 20));
        let (to_x, to_y) = (dice.between(20, width - 20), dice.between(20, height - 20));
        while (x, y) != (to_x, to_y) {
            for row in paper.chunks_mut(width).skip(y - 3).take(6) {
                row[x - 3..x + 3].fill(24);
            }
            // Towards the end of the stroke, unsteadily.
            if x != to_x && dice.percent(70) {
                x = if x < to_x { x + 1 } else { x - 1 };
            }
            if y != to_y && dice.percent(50) {
                y = if y < to_y { y + 1 } else { y - 1 };
            }
        }
    }
    let mut jpeg = Vec::new();
    Encoder::new(&mut jpeg, QUALITY).encode(&paper, SIGNATURE.0, SIGNATURE.1, ColorType::Luma)?;
    Ok(marked(&jpeg, dice))
}

/// The same picture with random bytes in a comment right after its start.
fn marked(jpeg: &[u8], dice: &mut Dice) -> Vec<u8> {
    let (start, rest) = jpeg.split_at(2);
    let mark = dice.bytes::<32>();
    let mut marked = Vec::with_capacity(jpeg.len() + mark.len() + 4);
    marked.extend_from_slice(start);
    marked.extend_from_slice(&[0xff, 0xfe, 0, 34]);
    marked.extend_from_slice(&mark);
    marked.extend_from_slice(rest);
    marked
}

fn picture(seed: u64, number: u64) -> Result<Vec<u8>, EncodingError> {
    let mut dice = Dice::of(seed, "pictures", number);
    let wanted = dice.between(*PHOTO_BYTES.start() + 25_000, *PHOTO_BYTES.end() - 25_000);
    let grain = dice.between(60, 160);
    let sample = encode(SAMPLE, SAMPLE, grain, &mut dice)?;
    let pixels = (wanted * usize::from(SAMPLE) * usize::from(SAMPLE)) / sample.len();
    // Four by three, in whole blocks of the encoder.
    let unit = (pixels / (12 * 64)).isqrt();
    let side = |units: usize| u16::try_from(units * unit * 8).unwrap_or(u16::MAX);
    encode(side(4), side(3), grain, &mut dice)
}

/// A grainy picture of light falling across a table.
fn encode(width: u16, height: u16, grain: usize, dice: &mut Dice) -> Result<Vec<u8>, EncodingError> {
    let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height) * 3);
    let mut noise = 0;
    for y in 0..height {
        for x in 0..width {
            if x % 8 == 0 {
                noise = dice.word();
            }
            let speck = usize::from(noise.to_le_bytes()[usize::from(x % 8)]) * grain / 255;
            let light = usize::from(x) * 40 / usize::from(width) + usize::from(y) * 40 / usize::from(height);
            let level = |tint: usize| u8::try_from(light + speck + tint).unwrap_or(u8::MAX);
            pixels.extend_from_slice(&[level(12), level(8), level(0)]);
        }
    }
    let mut jpeg = Vec::new();
    Encoder::new(&mut jpeg, QUALITY).encode(&pixels, width, height, ColorType::Rgb)?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests {
    use files::{Media, MediaKind};

    use super::*;

    #[test]
    fn photos_are_jpegs_of_a_photos_size_and_no_two_are_alike() {
        let album = Album::make(1, 6).unwrap();
        assert_eq!(album.0.len(), 6);
        let mut dice = Dice::of(1, "test", 0);
        let photos: Vec<_> = (0..12).map(|_| album.photo(&mut dice)).collect();
        for (n, photo) in photos.iter().enumerate() {
            assert_eq!(Media::inspect(photo).unwrap().kind, MediaKind::Jpeg);
            assert!(PHOTO_BYTES.contains(&photo.len()), "{} bytes", photo.len());
            assert!(!photos[..n].contains(photo));
        }
    }

    #[test]
    fn a_signature_is_a_small_jpeg() {
        let mut dice = Dice::of(1, "test", 0);
        let (one, other) = (signature(&mut dice).unwrap(), signature(&mut dice).unwrap());
        assert_eq!(Media::inspect(&one).unwrap().kind, MediaKind::Jpeg);
        assert!(one.len() < 60_000, "{} bytes", one.len());
        assert_ne!(one, other);
    }
}
