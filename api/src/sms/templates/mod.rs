//! The loader of a file of message templates: text in, one whole [`TemplateSet`] out, or everything that is wrong with
//! the text.
//!
//! It knows the shape of the file; what a template may say is the domain's to judge, and this room only puts the line to
//! it. It reads no files: who has a text hands it in.

mod fault;
mod file;
#[cfg(test)]
mod tests;

use domain::message::TemplateSet;

use crate::toml_file;

pub use fault::{Reason, TemplatesError, TemplatesFault};

/// The templates as shipped.
pub const SHIPPED: &str = include_str!("../../../messages/cn-2026-1.toml");

/// Reads the text of a file of templates.
///
/// # Errors
/// Every fault found, by line; one within a text with its character as well. A text that is no TOML is not looked into
/// further.
pub fn load(text: &str) -> Result<TemplateSet, TemplatesError> {
    toml_file::read(text, file::read)
}
