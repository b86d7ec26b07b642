//! What can go wrong. A fault of opening is for the operator and says all. A fault of printing is about one person's
//! letter: neither its text nor its `Debug` holds anything of that letter, so that both may be logged.

use std::{fmt, io, path::PathBuf};

/// Why the printer does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    /// A font is not where it should be. On Debian the package is `fonts-noto-cjk`.
    #[error("no font {face}: {path} {source}; Debian's package is fonts-noto-cjk")]
    NoFont {
        /// Its PostScript name.
        face: &'static str,
        /// Where it was looked for.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file of a font is there and does not hold the face.
    #[error("no font {face} in {path}")]
    NoFace {
        /// Its PostScript name.
        face: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// A file of the folder of own templates cannot be read.
    #[error("templates: {path}: {source}")]
    Unreadable {
        /// File or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file of the folder of own templates is none that would ever be used, such as a misspelt name.
    #[error("templates: {path} is no template, no asset and no font")]
    Stray {
        /// The file.
        path: PathBuf,
    },
    /// With the own templates, a document with made-up people does not print.
    #[error("templates: {document}: {place}: {message}")]
    Template {
        /// Which document.
        document: &'static str,
        /// File and line, as far as known.
        place: String,
        /// In the words of typst.
        message: String,
    },
}

/// Why a document does not print. The place in a template is all it tells in words.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintFault {
    /// No font at hand has this character. A font that has it can be put beside the site's own templates.
    #[error("document-character: a character that no font at hand has")]
    Character {
        /// The character, for who wrote the text: as it may be half of a name, it stays out of words and `Debug`.
        character: char,
    },
    /// What is said does not fit the space of the card.
    #[error("document-space: the text does not fit its place")]
    Space,
    /// The address of the look-up page is too long for a QR code.
    #[error("document-look-up: the address is too long for a QR code")]
    LookUp,
    /// A picture passed for one by its head and cannot be decoded.
    #[error("document-picture: the {picture} is broken")]
    Picture {
        /// Which: `signature`, `witness` or `photo`.
        picture: &'static str,
    },
    /// The template fails with these contents. typst's own words are left out, as they may quote the contents.
    #[error("document-template: {place}")]
    Template {
        /// File and line, as far as known.
        place: String,
    },
}

impl PrintFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Character { .. } => "document-character",
            Self::Space => "document-space",
            Self::LookUp => "document-look-up",
            Self::Picture { .. } => "document-picture",
            Self::Template { .. } => "document-template",
        }
    }
}

impl fmt::Debug for PrintFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrintFault({self})")
    }
}
