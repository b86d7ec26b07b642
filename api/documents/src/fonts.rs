//! The fonts: four faces of Noto CJK for Simplified Chinese, and whatever a site adds for names that even these lack.
//! Other faces of the same files (Japanese, Korean, traditional) draw the same characters otherwise and stay out.
//!
//! A file is read as a whole, not mapped: this house has no unsafe code, and a mapped font that somebody cuts short
//! would kill the process.

use std::{
    fs,
    path::{Path, PathBuf},
};

use typst::{
    foundations::Bytes,
    text::{Font, FontBook, is_default_ignorable},
    utils::LazyHash,
};

use crate::fault::OpenFault;

/// Where Debian's `fonts-noto-cjk` puts its fonts.
pub const DEBIAN_FONTS: &str = "/usr/share/fonts/opentype/noto";

/// File of the collection, family, PostScript name of the face.
const FACES: [(&str, &str, &str); 4] = [
    ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", "NotoSerifCJKsc-Regular"),
    ("NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC", "NotoSerifCJKsc-Bold"),
    ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", "NotoSansCJKsc-Regular"),
    ("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC", "NotoSansCJKsc-Bold"),
];

/// Where the collections keep their SC face, and where else it may be.
const PLACES: [u32; 10] = [2, 0, 1, 3, 4, 5, 6, 7, 8, 9];

/// Whether the fonts that [`crate::Printer::open`] reads are there, without reading them.
///
/// # Errors
/// [`OpenFault::NoFont`].
pub fn check_fonts(folder: &Path) -> Result<(), OpenFault> {
    FACES.iter().try_for_each(|(file, _family, face)| {
        let path = folder.join(file);
        match fs::File::open(&path) {
            Ok(_file) => Ok(()),
            Err(source) => Err(OpenFault::NoFont { face, path, source }),
        }
    })
}

/// Fonts in memory.
pub struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Fonts {
    /// Reads the four faces of the folder, then all of the further files.
    pub fn read(folder: &Path, further: &[PathBuf]) -> Result<Self, OpenFault> {
        let mut fonts = Vec::new();
        for (file, family, face) in FACES {
            let path = folder.join(file);
            let data = match fs::read(&path) {
                Ok(data) => Bytes::new(data),
                Err(source) => return Err(OpenFault::NoFont { face, path, source }),
            };
            let found = PLACES
                .into_iter()
                .filter_map(|index| Font::new(data.clone(), index))
                .find(|font| font.info().family == family);
            fonts.push(found.ok_or(OpenFault::NoFace { face, path })?);
        }
        for path in further {
            let data = fs::read(path)
                .map_err(|source| OpenFault::Unreadable { path: path.clone(), source })
                .map(Bytes::new)?;
            let before = fonts.len();
            fonts.extend(Font::iter(data));
            if fonts.len() == before {
                return Err(OpenFault::Stray { path: path.clone() });
            }
        }
        Ok(Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts })
    }

    /// What typst asks to choose a font.
    pub const fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// The font at a place of the book.
    pub fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// The first character that no font can show, or of which nobody knows what it is.
    pub fn missing(&self, text: &str) -> Option<char> {
        text.chars().find(|c| !self.has(*c))
    }

    fn has(&self, c: char) -> bool {
        // The Ogham space is a line.
        let needs_none = c.is_whitespace() && c != '\u{1680}' || is_default_ignorable(c);
        needs_none
            || !is_anyones_guess(c)
                && self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)))
    }
}

/// Private use, where each register had its own rare characters and each font has its own pictures, and what stands for
/// a character that was lost. PDF/A-2a allows no private use either.
const fn is_anyones_guess(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFFD}' | '\u{F0000}'..='\u{10FFFF}')
}
