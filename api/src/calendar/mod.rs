//! The loader of a calendar file: text in, one working-day [`Calendar`] out, or everything that is wrong with the text.
//!
//! It knows the shape of the file; which days may stand in it is the domain's to say, and this room only puts the line
//! to it. It reads no files and knows neither the store nor HTTP: who has a text hands it in.

mod fault;
mod file;
mod reader;
#[cfg(test)]
mod tests;

use domain::working_days::Calendar;

use crate::toml_file;

pub use fault::{CalendarError, CalendarFault, Reason};

/// The calendar as shipped: 2024 to 2026 confirmed, 2027 provisional.
pub const SHIPPED: &str = include_str!("../../calendar/cn-2026-1.toml");

/// Reads the text of a calendar file.
///
/// # Errors
/// Every fault found, by line. A text that is no TOML is not looked into further, and the counts of working days are
/// compared only where nothing else is wrong.
pub fn load(text: &str) -> Result<Calendar, CalendarError> {
    toml_file::read(text, file::read)
}
