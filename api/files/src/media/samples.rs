//! Small files of every kind for the tests.

use jpeg_encoder::{ColorType, Encoder};

pub(crate) fn jpeg(width: u16, height: u16) -> Vec<u8> {
    encode(width, height, false)
}

pub(crate) fn progressive_jpeg(width: u16, height: u16) -> Vec<u8> {
    encode(width, height, true)
}

fn encode(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let count = usize::from(width) * usize::from(height) * 3;
    // Noise, so that coded data holds some 0xff.
    let mut state = 1u32;
    let pixels = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [high, ..] = state.to_be_bytes();
        high
    });
    let pixels: Vec<u8> = pixels.take(count).collect();
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 90);
    encoder.set_progressive(progressive);
    encoder.set_restart_interval(2);
    encoder.encode(&pixels, width, height, ColorType::Rgb).unwrap();
    out
}

/// The same JPEG, its frame claiming another size.
pub(crate) fn claiming(jpeg: &[u8], width: u16, height: u16) -> Vec<u8> {
    let frame = jpeg.windows(4).position(|at| at == [0xff, 0xc0, 0x00, 0x11]).unwrap();
    let mut out = jpeg.to_vec();
    out[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    out[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    out
}

/// Whole as a container; what its data unpacks to does not matter here.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in
        [(b"IHDR", header.as_slice()), (b"tEXt", b"made-up"), (b"IDAT", &[1, 2, 3]), (b"IEND", &[])]
    {
        out.extend_from_slice(&u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
        out.extend_from_slice(name);
        out.extend_from_slice(data);
        out.extend_from_slice(&[0; 4]);
    }
    out
}

pub(crate) fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n47\n%%EOF\n".to_vec()
}
