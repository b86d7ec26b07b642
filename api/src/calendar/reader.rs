//! How counts and days are written in a file. Knows nothing of calendars.

use domain::working_days::Span;
use jiff::civil::Date;
use toml::de::DeValue;

use super::fault::Reason;
use crate::toml_file::Fields;

impl Fields<'_, '_, Reason> {
    /// A count, not negative.
    pub(super) fn count(&mut self, key: &'static str) -> Option<usize> {
        let read = |value: &DeValue<'_>| {
            let integer = value.as_integer()?;
            usize::from_str_radix(integer.as_str(), integer.radix()).ok()
        };
        self.typed(key, "count", read)
    }

    /// Days or spans of days, each with its place.
    pub(super) fn spans(&mut self, key: &'static str) -> Vec<(Span, usize)> {
        self.each_text(key, "day such as \"2026-01-01\" or span such as \"2026-01-01/2026-01-03\"", |text| {
            let (first, last) = text.split_once('/').unwrap_or((text, text));
            Some(Span { first: day(first)?, last: day(last)? })
        })
    }

    /// Days, each with its place.
    pub(super) fn days(&mut self, key: &'static str) -> Vec<(Date, usize)> {
        self.each_text(key, "day such as \"2026-01-04\"", day)
    }

    fn each_text<T>(
        &mut self,
        key: &'static str,
        wanted: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Vec<(T, usize)> {
        let mut found = Vec::new();
        for (text, at) in self.list(key, "list of texts").into_iter().flatten() {
            match read(text) {
                Some(read) => found.push((read, at)),
                None => self.note_at(at, Reason::DayMalformed { key, text: text.to_owned(), wanted }),
            }
        }
        found
    }
}

/// A day in its one spelling; other forms that the library reads are slips here.
fn day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|day: &Date| day.to_string() == text)
}
