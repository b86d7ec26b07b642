//! How lines of text, codes, numbers and words are written in a file. Knows nothing of catalogues.

use std::ops::RangeInclusive;

use domain::{text::TextRefusal, wording::NamePair};
use toml::de::DeValue;

use super::fault::Reason;
use crate::toml_file::{self, FileReason as _};

/// One table of a catalogue file.
pub(super) type Fields<'f, 't> = toml_file::Fields<'f, 't, Reason>;
/// The faults of a catalogue file.
pub(super) type Faults = toml_file::Faults<Reason>;

impl toml_file::Fields<'_, '_, Reason> {
    /// One line of text that is not empty.
    pub(super) fn line(&mut self, key: &'static str) -> Option<String> {
        let text = self.text(key)?;
        self.line_of_text(key, self.at(key), text)
    }

    /// As [`Self::line`]; the key may be missing.
    pub(super) fn optional_line(&mut self, key: &'static str) -> Option<String> {
        self.has(key).then(|| self.line(key)).flatten()
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
        self.note_at(at, refused);
        None
    }

    /// A name in both languages.
    pub(super) fn pair(&mut self, zh: &'static str, en: &'static str) -> Option<NamePair> {
        let (zh, en) = (self.line(zh), self.line(en));
        Some(NamePair { zh: zh?, en: en? })
    }

    /// A code, as the domain reads it.
    pub(super) fn code<T>(
        &mut self,
        key: &'static str,
        parse: fn(&str) -> Result<T, TextRefusal>,
    ) -> Option<T> {
        let text = self.line(key)?;
        self.parse(key, &text, parse)
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
        let text = self.text(key)?;
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
            self.note_at(at, reason);
        }
        known
    }

    /// Several of a closed list of words, none twice; perhaps none at all.
    pub(super) fn words(&mut self, key: &'static str, allowed: &[&'static str]) -> Option<Vec<String>> {
        let mut words: Vec<String> = Vec::new();
        for (text, at) in self.list(key, "list of words")? {
            let Some(word) = self.known_word(key, at, text, allowed) else { continue };
            if words.iter().any(|known| known == word) {
                self.note_at(at, Reason::WordTwice { key, word: word.to_owned() });
            }
            words.push(word.to_owned());
        }
        Some(words)
    }

    /// One or several lines of text.
    pub(super) fn lines(&mut self, key: &'static str) -> Option<Vec<String>> {
        if self.typed(key, "list of texts", DeValue::as_array)?.is_empty() {
            self.note(key, Reason::Empty { key });
        }
        let texts = self.list(key, "list of texts")?;
        Some(texts.into_iter().filter_map(|(text, at)| self.line_of_text(key, at, text)).collect())
    }
}
