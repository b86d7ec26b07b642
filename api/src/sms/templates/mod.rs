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
use toml::de::DeTable;

pub use fault::{Reason, TemplatesError, TemplatesFault};

/// The templates as shipped.
pub const SHIPPED: &str = include_str!("../../../messages/cn-2026-1.toml");

/// Reads the text of a file of templates.
///
/// # Errors
/// Every fault found, by line; one within a text with its character as well. A text that is no TOML is not looked into
/// further.
pub fn load(text: &str) -> Result<TemplateSet, TemplatesError> {
    let mut faults = fault::Faults::in_text(text);
    let (document, broken) = DeTable::parse_recoverable(text);
    for error in &broken {
        let at = error.span().map_or(0, |span| span.start);
        faults.note(at, Reason::Syntax { message: error.message().to_owned() });
    }
    let set = if broken.is_empty() { file::read(document.get_ref(), &mut faults) } else { None };
    faults.or(set)
}
