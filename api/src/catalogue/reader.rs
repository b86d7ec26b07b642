//! One table of the file, read key by key. A reading never fails: it notes its fault with its line and goes on, so that
//! one pass finds them all. It knows TOML and nothing of catalogues.

use std::{collections::BTreeSet, ops::RangeInclusive};

use domain::{catalogue::Catalogue, text::TextRefusal, wording::NamePair};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::fault::{CatalogueError, CatalogueFault, Reason};

/// The faults found so far in one text.
pub(super) struct Faults {
    line_ends: Vec<usize>,
    found: Vec<CatalogueFault>,
}

impl Faults {
    pub(super) fn in_text(text: &str) -> Self {
        Self { line_ends: text.match_indices('\n').map(|(at, _)| at).collect(), found: Vec::new() }
    }

    /// Notes a fault at a byte of the text.
    pub(super) fn note(&mut self, at: usize, reason: Reason) {
        let line = self.line_ends.partition_point(|end| *end < at) + 1;
        self.found.push(CatalogueFault { line, reason });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The catalogue when nothing is wrong, otherwise every fault by line.
    pub(super) fn or(mut self, catalogue: Option<Catalogue>) -> Result<Catalogue, CatalogueError> {
        match catalogue {
            Some(catalogue) if self.found.is_empty() => Ok(catalogue),
            _ => {
                self.found.sort_by_key(|fault| fault.line);
                Err(CatalogueError { faults: self.found })
            }
        }
    }
}

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

    /// The names in a table of tables, faulty ones too: a reference to one of those is no second fault.
    pub(super) fn names(&self, key: &str) -> BTreeSet<&'t str> {
        let table = self.table.get(key).and_then(|value| value.get_ref().as_table());
        table.map(|table| table.keys().map(|name| name.get_ref().as_ref()).collect()).unwrap_or_default()
    }

    fn required(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.ask(key);
        let value = self.table.get(key);
        if value.is_none() {
            self.faults.note(self.at, Reason::missing(key));
        }
        value
    }

    fn typed<T>(
        &mut self,
        key: &'static str,
        wanted: &'static str,
        read: impl FnOnce(&'t DeValue<'t>) -> Option<T>,
    ) -> Option<T> {
        let value = self.required(key)?;
        let typed = read(value.get_ref());
        if typed.is_none() {
            self.note(key, Reason::WrongType { key: key.to_owned(), wanted });
        }
        typed
    }

    /// One line of text that is not empty.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        let text = self.typed(key, "text", DeValue::as_str)?;
        self.line_of_text(key, self.at(key), text)
    }

    /// As [`Self::text`]; the key may be missing.
    pub(super) fn optional_text(&mut self, key: &'static str) -> Option<String> {
        self.has(key).then(|| self.text(key)).flatten()
    }

    fn line_of_text(&mut self, key: &'static str, at: usize, text: &str) -> Option<String> {
        let text = text.trim();
        let refused = if text.is_empty() {
            match Reason::missing(key) {
                Reason::KeyMissing { key } => Reason::Empty { key },
                element => element,
            }
        } else if text.chars().any(char::is_control) {
            Reason::Character { key }
        } else {
            return Some(text.to_owned());
        };
        self.faults.note(at, refused);
        None
    }

    /// A name in both languages.
    pub(super) fn pair(&mut self, zh: &'static str, en: &'static str) -> Option<NamePair> {
        let (zh, en) = (self.text(zh), self.text(en));
        Some(NamePair { zh: zh?, en: en? })
    }

    /// A code, as the domain reads it.
    pub(super) fn code<T>(
        &mut self,
        key: &'static str,
        parse: fn(&str) -> Result<T, TextRefusal>,
    ) -> Option<T> {
        let text = self.text(key)?;
        match parse(&text) {
            Ok(code) => Some(code),
            Err(refusal) => {
                self.note(key, Reason::Malformed { key, code: refusal.code() });
                None
            }
        }
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.typed(key, "true or false", DeValue::as_bool)
    }

    /// As [`Self::flag`]; false when the key is missing.
    pub(super) fn flag_if_any(&mut self, key: &'static str) -> Option<bool> {
        if self.has(key) { self.flag(key) } else { Some(false) }
    }

    /// A whole number within bounds.
    pub(super) fn number(&mut self, key: &'static str, bounds: RangeInclusive<u32>) -> Option<u32> {
        let integer = self.typed(key, "whole number", DeValue::as_integer)?;
        let number = u32::from_str_radix(integer.as_str(), integer.radix()).ok();
        let number = number.filter(|number| bounds.contains(number));
        if number.is_none() {
            self.note(key, Reason::Range { key, least: *bounds.start(), most: *bounds.end() });
        }
        number
    }

    /// One of a closed list of words.
    pub(super) fn word(&mut self, key: &'static str, allowed: &[&'static str]) -> Option<&'static str> {
        let text = self.typed(key, "text", DeValue::as_str)?;
        self.known_word(key, self.at(key), text, allowed)
    }

    fn known_word(
        &mut self,
        key: &'static str,
        at: usize,
        text: &str,
        allowed: &[&'static str],
    ) -> Option<&'static str> {
        let known = allowed.iter().copied().find(|word| *word == text);
        if known.is_none() {
            let reason = Reason::WordUnknown { key, word: text.to_owned(), allowed: allowed.join(", ") };
            self.faults.note(at, reason);
        }
        known
    }

    /// Several of a closed list of words, none twice; perhaps none at all.
    pub(super) fn words(&mut self, key: &'static str, allowed: &[&'static str]) -> Option<Vec<String>> {
        let values = self.typed(key, "list of words", DeValue::as_array)?;
        let mut words: Vec<String> = Vec::new();
        for value in values {
            let at = value.span().start;
            let Some(text) = value.get_ref().as_str() else {
                self.faults.note(at, Reason::WrongType { key: key.to_owned(), wanted: "list of words" });
                continue;
            };
            let Some(word) = self.known_word(key, at, text, allowed) else { continue };
            if words.iter().any(|known| known == word) {
                self.faults.note(at, Reason::WordTwice { key, word: word.to_owned() });
            }
            words.push(word.to_owned());
        }
        Some(words)
    }

    /// One or several lines of text.
    pub(super) fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        let values = self.typed(key, "list of texts", DeValue::as_array)?;
        if values.is_empty() {
            self.note(key, Reason::Empty { key });
        }
        let mut texts = Vec::new();
        for value in values {
            let at = value.span().start;
            match value.get_ref().as_str() {
                Some(text) => texts.extend(self.line_of_text(key, at, text)),
                None => {
                    self.faults.note(at, Reason::WrongType { key: key.to_owned(), wanted: "list of texts" });
                }
            }
        }
        Some(texts)
    }

    /// A table within.
    pub(super) fn table(&mut self, key: &'static str) -> Option<Fields<'_, 't>> {
        let table = self.typed(key, "table", DeValue::as_table)?;
        Some(Fields::new(table, self.at(key), self.faults))
    }

    /// Reads every table of a list, in its order.
    pub(super) fn each_of<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(Fields<'_, 't>) -> Option<T>,
    ) -> Vec<T> {
        let values = self.typed(key, "list of tables", DeValue::as_array);
        let mut found = Vec::new();
        for value in values.into_iter().flatten() {
            match value.get_ref().as_table() {
                Some(table) => found.extend(read(Fields::new(table, value.span().start, self.faults))),
                None => self.faults.note(
                    value.span().start,
                    Reason::WrongType { key: key.to_owned(), wanted: "list of tables" },
                ),
            }
        }
        found
    }

    /// Reads every table of a table, under its name.
    pub(super) fn each_named<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&'t str, Fields<'_, 't>) -> Option<T>,
    ) -> Vec<T> {
        let entries = self.typed(key, "table", DeValue::as_table);
        let mut found = Vec::new();
        for (name, value) in entries.into_iter().flatten() {
            let at = name.span().start;
            match value.get_ref().as_table() {
                Some(table) => {
                    found.extend(read(name.get_ref(), Fields::new(table, at, self.faults)));
                }
                None => {
                    let key = format!("{key}.{}", name.get_ref());
                    self.faults.note(at, Reason::WrongType { key, wanted: "table" });
                }
            }
        }
        found
    }

    /// Ends the reading: what nobody asked for is a fault, most often a slip in an optional key.
    pub(super) fn end(self, reason: fn(String) -> Reason) {
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !self.asked.contains(name) {
                self.faults.note(key.span().start, reason(name.to_owned()));
            }
        }
    }
}

/// The reason for a key that no reading asked for.
pub(super) fn unknown(key: String) -> Reason {
    Reason::KeyUnknown { key }
}
