//! One line of the file, read key by key. A reading never fails: it notes its fault and goes on, so that one pass finds
//! them all.

use serde_json::{Map, Value};

use super::fault::ImportFault;

/// One line being read.
pub(super) struct Line<'f> {
    number: usize,
    left: Map<String, Value>,
    faults: &'f mut Vec<ImportFault>,
}

impl<'f> Line<'f> {
    /// A line that holds a JSON object; anything else is a fault.
    pub(super) fn read(number: usize, text: &str, faults: &'f mut Vec<ImportFault>) -> Option<Self> {
        let code = match serde_json::from_str(text) {
            Ok(Value::Object(left)) => return Some(Self { number, left, faults }),
            Ok(_) => "wrong-type",
            Err(_) => "syntax",
        };
        faults.push(ImportFault { line: number, key: None, code });
        None
    }

    /// Notes a fault at a key.
    pub(super) fn note(&mut self, key: impl Into<String>, code: &'static str) {
        self.faults.push(ImportFault { line: self.number, key: Some(key.into()), code });
    }

    /// Takes a value that must be there.
    pub(super) fn required(&mut self, key: &'static str) -> Option<Value> {
        let value = self.left.remove(key);
        if value.is_none() {
            self.note(key, "key-missing");
        }
        value
    }

    /// Takes a text that must be there, as `parse` reads it.
    pub(super) fn text<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let value = self.required(key)?;
        let parsed = value.as_str().ok_or("wrong-type").and_then(parse);
        parsed.map_err(|code| self.note(key, code)).ok()
    }

    /// As [`Self::text`]; `Some(None)` when the key is not there.
    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<Option<T>> {
        if self.left.contains_key(key) { self.text(key, parse).map(Some) } else { Some(None) }
    }

    /// Takes a list of texts; an empty one when the key is not there.
    pub(super) fn texts<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<Vec<T>> {
        let Some(value) = self.left.remove(key) else { return Some(Vec::new()) };
        let read = |value: &Value| value.as_str().ok_or("wrong-type").and_then(&parse);
        let values = value.as_array().ok_or("wrong-type");
        let parsed = values.and_then(|values| values.iter().map(read).collect());
        parsed.map_err(|code| self.note(key, code)).ok()
    }

    /// Ends the reading: a key that nobody asked for is a fault. Its name is told when it looks like a key.
    pub(super) fn end(mut self) {
        for key in std::mem::take(&mut self.left).keys() {
            let told = if looks_like_a_key(key) { key } else { "?" };
            self.note(told, "key-unknown");
        }
    }
}

/// Whether it may be printed: a slip of a key, surely no name or number of a person.
pub(super) fn looks_like_a_key(key: &str) -> bool {
    key.len() <= 40 && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}
