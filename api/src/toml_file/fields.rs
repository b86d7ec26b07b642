//! One table of a file, read key by key. A reading never fails: it notes its fault with its line and goes on, so that
//! one pass finds them all. Readings that only one kind of file needs stand with its loader.

use std::collections::BTreeSet;

use domain::text::TextRefusal;
use toml::de::{DeTable, DeValue};

use super::{Faults, FileReason};

/// One table being read.
pub struct Fields<'f, 't, R> {
    table: &'t DeTable<'t>,
    at: usize,
    asked: BTreeSet<&'static str>,
    faults: &'f mut Faults<R>,
}

impl<'f, 't, R: FileReason> Fields<'f, 't, R> {
    /// A table that begins at this byte of the text.
    pub const fn new(table: &'t DeTable<'t>, at: usize, faults: &'f mut Faults<R>) -> Self {
        Self { table, at, asked: BTreeSet::new(), faults }
    }

    /// Where the table begins.
    #[must_use]
    pub const fn place(&self) -> usize {
        self.at
    }

    /// Where the value of a key begins; where the table begins when it has no such key.
    #[must_use]
    pub fn at(&self, key: &str) -> usize {
        self.table.get(key).map_or(self.at, |value| value.span().start)
    }

    /// Notes a fault at a key.
    pub fn note(&mut self, key: &str, reason: R) {
        self.note_at(self.at(key), reason);
    }

    /// Notes a fault at a byte of the text.
    pub fn note_at(&mut self, at: usize, reason: R) {
        self.faults.note(at, reason);
    }

    /// Notes a fault of the table as a whole.
    pub fn note_table(&mut self, reason: R) {
        self.faults.note(self.at, reason);
    }

    /// Whether the table has such a key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Counts a key as read.
    pub fn ask(&mut self, key: &'static str) {
        self.asked.insert(key);
    }

    /// The names in a table of tables, faulty ones too: a reference to one of those is no second fault.
    #[must_use]
    pub fn names(&self, key: &str) -> BTreeSet<&'t str> {
        let table = self.table.get(key).and_then(|value| value.get_ref().as_table());
        table.map(|table| table.keys().map(|name| name.get_ref().as_ref()).collect()).unwrap_or_default()
    }

    /// A value that must be there, as `read` takes it.
    pub fn typed<T>(
        &mut self,
        key: &'static str,
        wanted: &'static str,
        read: impl FnOnce(&'t DeValue<'t>) -> Option<T>,
    ) -> Option<T> {
        self.ask(key);
        let Some(value) = self.table.get(key) else {
            self.note_table(R::missing(key));
            return None;
        };
        let typed = read(value.get_ref());
        if typed.is_none() {
            self.note(key, R::wrong_type(key.to_owned(), wanted));
        }
        typed
    }

    /// A text.
    pub fn text(&mut self, key: &'static str) -> Option<&'t str> {
        self.typed(key, "text", DeValue::as_str)
    }

    /// A text, as the domain reads it.
    pub fn parsed<T>(&mut self, key: &'static str, parse: fn(&str) -> Result<T, TextRefusal>) -> Option<T> {
        let text = self.text(key)?;
        self.parse(key, text, parse)
    }

    /// As [`Self::parsed`], for a text that was read before.
    pub fn parse<T>(
        &mut self,
        key: &'static str,
        text: &str,
        parse: fn(&str) -> Result<T, TextRefusal>,
    ) -> Option<T> {
        let parsed = parse(text);
        parsed.map_err(|refusal| self.note(key, R::malformed(key, refusal.code()))).ok()
    }

    /// The texts of a list, each with its place; what is no text is a fault and left out.
    pub fn list(&mut self, key: &'static str, wanted: &'static str) -> Option<Vec<(&'t str, usize)>> {
        let values = self.typed(key, wanted, DeValue::as_array)?;
        let mut texts = Vec::with_capacity(values.len());
        for value in values {
            let at = value.span().start;
            match value.get_ref().as_str() {
                Some(text) => texts.push((text, at)),
                None => self.note_at(at, R::wrong_type(key.to_owned(), wanted)),
            }
        }
        Some(texts)
    }

    /// A table within.
    pub fn table(&mut self, key: &'static str) -> Option<Fields<'_, 't, R>> {
        let table = self.typed(key, "table", DeValue::as_table)?;
        Some(Fields::new(table, self.at(key), self.faults))
    }

    /// Reads every table of a list, in its order.
    pub fn each_of<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(Fields<'_, 't, R>) -> Option<T>,
    ) -> Vec<T> {
        const WANTED: &str = "list of tables";
        let values = self.typed(key, WANTED, DeValue::as_array);
        let mut found = Vec::new();
        for value in values.into_iter().flatten() {
            let at = value.span().start;
            match value.get_ref().as_table() {
                Some(table) => found.extend(read(Fields::new(table, at, self.faults))),
                None => self.note_at(at, R::wrong_type(key.to_owned(), WANTED)),
            }
        }
        found
    }

    /// Reads every table of a table, under its name: what could be read, and whether all of them could. Nothing when
    /// there is no such table.
    pub fn each_named<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&'t str, Fields<'_, 't, R>) -> Option<T>,
    ) -> Option<(Vec<T>, bool)> {
        let entries = self.typed(key, "table", DeValue::as_table)?;
        let mut found = Vec::with_capacity(entries.len());
        for (name, value) in entries {
            let at = name.span().start;
            match value.get_ref().as_table() {
                Some(table) => found.extend(read(name.get_ref(), Fields::new(table, at, self.faults))),
                None => self.note_at(at, R::wrong_type(format!("{key}.{}", name.get_ref()), "table")),
            }
        }
        let whole = found.len() == entries.len();
        Some((found, whole))
    }

    /// Ends the reading: what nobody asked for is a fault, most often a slip in a key.
    pub fn end(self) {
        self.end_with(R::unknown);
    }

    /// As [`Self::end`], with a reason of its own.
    pub fn end_with(self, reason: impl Fn(String) -> R) {
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !self.asked.contains(name) {
                self.faults.note(key.span().start, reason(name.to_owned()));
            }
        }
    }
}
