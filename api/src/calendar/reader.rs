//! One table of the file, read key by key. A reading never fails: it notes its fault with its line and goes on, so that
//! one pass finds them all. It knows TOML and how days are written, and nothing of calendars.

use std::collections::BTreeSet;

use domain::{text::TextRefusal, working_days::Span};
use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::fault::{Faults, Reason};

/// One table being read.
pub(super) struct Fields<'f, 't> {
    table: &'t DeTable<'t>,
    at: usize,
    asked: BTreeSet<&'static str>,
    faults: &'f mut Faults,
}

impl<'f, 't> Fields<'f, 't> {
    pub(super) fn new(table: &'t DeTable<'t>, at: usize, faults: &'f mut Faults) -> Self {
        Self { table, at, asked: BTreeSet::new(), faults }
    }

    /// Where the value of a key begins; where the table begins when it has no such key.
    pub(super) fn at(&self, key: &str) -> usize {
        self.table.get(key).map_or(self.at, |value| value.span().start)
    }

    /// Notes a fault at a key.
    pub(super) fn note(&mut self, key: &str, reason: Reason) {
        self.faults.note(self.at(key), reason);
    }

    /// Notes a fault of the table as a whole.
    pub(super) fn note_table(&mut self, reason: Reason) {
        self.faults.note(self.at, reason);
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Counts a key as read.
    pub(super) fn ask(&mut self, key: &'static str) {
        self.asked.insert(key);
    }

    fn typed<T>(
        &mut self,
        key: &'static str,
        wanted: &'static str,
        read: impl FnOnce(&'t DeValue<'t>) -> Option<T>,
    ) -> Option<T> {
        self.ask(key);
        let Some(value) = self.table.get(key) else {
            self.faults.note(self.at, Reason::KeyMissing { key });
            return None;
        };
        let typed = read(value.get_ref());
        if typed.is_none() {
            self.note(key, Reason::WrongType { key: key.to_owned(), wanted });
        }
        typed
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<&'t str> {
        self.typed(key, "text", DeValue::as_str)
    }

    /// A text, as the domain reads it.
    pub(super) fn parsed<T>(
        &mut self,
        key: &'static str,
        parse: fn(&str) -> Result<T, TextRefusal>,
    ) -> Option<T> {
        let refusal = match parse(self.text(key)?) {
            Ok(parsed) => return Some(parsed),
            Err(refusal) => refusal,
        };
        self.note(key, Reason::Malformed { key, code: refusal.code() });
        None
    }

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
        let values = self.typed(key, "list of texts", DeValue::as_array);
        let mut found = Vec::new();
        for value in values.into_iter().flatten() {
            let at = value.span().start;
            match value.get_ref().as_str().map(|text| read(text).ok_or(text)) {
                Some(Ok(read)) => found.push((read, at)),
                Some(Err(text)) => {
                    self.faults.note(at, Reason::DayMalformed { key, text: text.to_owned(), wanted });
                }
                None => {
                    self.faults.note(at, Reason::WrongType { key: key.to_owned(), wanted: "list of texts" });
                }
            }
        }
        found
    }

    /// Reads every table of a table, with its name and the place of it. Gives how many names there are, those that are
    /// no tables among them; nothing when there is no such table.
    pub(super) fn each_named(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&'t str, usize, Fields<'_, 't>),
    ) -> Option<usize> {
        let entries = self.typed(key, "table", DeValue::as_table)?;
        for (name, value) in entries {
            let at = name.span().start;
            match value.get_ref().as_table() {
                Some(table) => read(name.get_ref(), at, Fields::new(table, at, self.faults)),
                None => {
                    let key = format!("{key}.{}", name.get_ref());
                    self.faults.note(at, Reason::WrongType { key, wanted: "table" });
                }
            }
        }
        Some(entries.len())
    }

    /// Ends the reading: what nobody asked for is a fault, most often a slip in a key.
    pub(super) fn end(self) {
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !self.asked.contains(name) {
                self.faults.note(key.span().start, Reason::KeyUnknown { key: name.to_owned() });
            }
        }
    }
}

/// A day in its one spelling; other forms that the library reads are slips here.
fn day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|day: &Date| day.to_string() == text)
}
