//! What typst sees while it sets one document: the templates, the fonts, the document's data and pictures at fixed
//! virtual paths. No disk, no packages, no clock.
//!
//! Typst keeps every path it ever met, 65,535 at most: that is why the paths are the same for every document.

use std::{collections::HashMap, path::PathBuf};

use typst::{
    Library, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use crate::{fonts::Fonts, templates::Templates};

/// Where the data are.
pub const DATA: &str = "data.json";
/// Where the QR code is.
pub const QR: &str = "qr.svg";

/// One document on its way.
pub struct Desk<'a> {
    pub library: &'a LazyHash<Library>,
    pub fonts: &'a Fonts,
    pub templates: &'a Templates,
    pub main: FileId,
    pub files: HashMap<FileId, Bytes>,
}

/// The id of a path within the templates. `None` for a path that leads out of them.
pub fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.vpath().get_with_slash()))
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.templates.source(id).ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).or_else(|| self.templates.asset(id)).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
