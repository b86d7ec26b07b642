//! The loader of a catalogue file: text in, one consistent [`Catalogue`] out, or everything that is wrong with the text.
//!
//! It knows the shape of the file, its words and the rules between its values; the file's own `[meta.expect]` is held
//! against what the domain counts. It reads no files and knows neither the store nor HTTP: who has a text hands it in.

mod checks;
mod expect;
mod fault;
mod item;
mod parse;
mod reader;
mod succession;
#[cfg(test)]
mod tests;

use domain::catalogue::Catalogue;

use crate::toml_file;

pub use fault::{CatalogueError, CatalogueFault, Reason};

/// The illustrative catalogue of the pilot, as shipped.
pub const LUOJIAZHUANG: &str = include_str!("../../catalogue/luojiazhuang-2018-01.toml");

/// Reads the text of a catalogue file.
///
/// # Errors
/// Every fault found, by line. A text that is no TOML is not looked into further, and figures are compared only where
/// nothing else is wrong.
pub fn parse(text: &str) -> Result<Catalogue, CatalogueError> {
    toml_file::read(text, |root, faults| parse::document(root, None, faults))
}

/// Reads the text of a catalogue file that is to follow the last one.
///
/// # Errors
/// As [`parse`]; and what a version must not do to the one before it, where nothing else is wrong.
pub fn parse_after(text: &str, last: &Catalogue) -> Result<Catalogue, CatalogueError> {
    toml_file::read(text, |root, faults| parse::document(root, Some(last), faults))
}
