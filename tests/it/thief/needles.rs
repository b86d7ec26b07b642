//! What is searched for: a text in every form that a careless line would leave it in, and pieces of pictures.

use std::collections::BTreeMap;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// Texts and pictures to be searched for, all at once.
pub struct Needles {
    /// By the first two bytes: what it is, and its bytes.
    by_start: BTreeMap<[u8; 2], Vec<(String, Vec<u8>)>>,
    /// Whether anything begins so.
    starts: Vec<bool>,
}

impl Default for Needles {
    fn default() -> Self {
        Self { by_start: BTreeMap::new(), starts: vec![false; 1 << 16] }
    }
}

impl Needles {
    /// One text.
    pub fn of(text: &str) -> Self {
        let mut needles = Self::default();
        needles.text(text);
        needles
    }

    /// A text: as it is, in UTF-16, in base64 wherever it begins, escaped for JSON and for an address; and each of these
    /// in hex, as databases print bytes.
    pub fn text(&mut self, text: &str) {
        let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        let percent: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let mut forms = vec![text.as_bytes().to_vec(), utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)];
        forms.extend([escaped.into_bytes(), percent.into_bytes()]);
        for before in 0..3 {
            forms.extend(base64_after(before, text.as_bytes()));
        }
        for form in forms {
            self.add(text, hex::encode(&form).into_bytes());
            self.add(text, hex::encode_upper(&form).into_bytes());
            self.add(text, form);
        }
    }

    /// A picture: its beginning, and a piece of sixteen bytes now and then. Three bytes alone, as every JPEG has them,
    /// come about by chance among so many sealed ones.
    pub fn picture(&mut self, bytes: &[u8]) {
        let pieces = (0..bytes.len().saturating_sub(16)).step_by(50).map(|at| &bytes[at..at + 16]);
        for piece in pieces.chain([&b"\xff\xd8\xff\xe0\x00\x10JFIF"[..], b"\x89PNG\r\n\x1a\n"]) {
            // A run of one value is in every file.
            if piece.iter().any(|byte| byte != &piece[0]) {
                self.add("a piece of a picture", hex::encode(piece).into_bytes());
                self.add("a piece of a picture", piece.to_vec());
            }
        }
    }

    fn add(&mut self, what: &str, needle: Vec<u8>) {
        let start = [needle[0], needle[1]];
        self.starts[usize::from(u16::from_be_bytes(start))] = true;
        let same = self.by_start.entry(start).or_default();
        if same.iter().all(|(_, known)| *known != needle) {
            same.push((what.to_owned(), needle));
        }
    }

    /// What is found in bytes, each once.
    pub fn in_bytes(&self, bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for at in 0..bytes.len().saturating_sub(1) {
            let start = [bytes[at], bytes[at + 1]];
            if !self.starts[usize::from(u16::from_be_bytes(start))] {
                continue;
            }
            for (what, needle) in &self.by_start[&start] {
                if bytes[at..].starts_with(needle) && !found.contains(what) {
                    found.push(what.clone());
                }
            }
        }
        found
    }
}

/// The digits that a text certainly has when so many bytes stand before it, in both alphabets.
fn base64_after(before: usize, text: &[u8]) -> [Vec<u8>; 2] {
    let whole = [&vec![0; before][..], text].concat();
    // The first digits hold bits of what stands before, the last one those of what comes behind.
    let first = (before * 8).div_ceil(6);
    let last = whole.len() * 8 / 6;
    [STANDARD_NO_PAD.encode(&whole), URL_SAFE_NO_PAD.encode(&whole)]
        .map(|text| text.as_bytes()[first..last].to_vec())
}
