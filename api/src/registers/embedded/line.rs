//! One line of the file, read key by key. A reading never fails: it notes its fault and goes on, so that one pass finds
//! them all.

use std::{collections::BTreeSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
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
            Ok(Value::Object(left)) => {
                for key in repeated(text) {
                    let told = if looks_like_a_key(&key) { key } else { "?".to_owned() };
                    faults.push(ImportFault { line: number, key: Some(told), code: "key-twice" });
                }
                return Some(Self { number, left, faults });
            }
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

    /// Takes a yes or no; yes when the key is not there.
    pub(super) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let Some(value) = self.left.remove(key) else { return Some(true) };
        value.as_bool().or_else(|| {
            self.note(key, "wrong-type");
            None
        })
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

/// The keys that an object repeats, in it or in what it holds: of two values nobody knows which one was meant, and the
/// usual reading silently takes the last.
fn repeated(text: &str) -> Vec<String> {
    let mut repeats = Repeats { found: Vec::new() };
    let mut json = serde_json::Deserializer::from_str(text);
    // That it is JSON is known by now.
    let _read = DeserializeSeed::deserialize(&mut repeats, &mut json);
    repeats.found
}

struct Repeats {
    found: Vec<String>,
}

impl<'de> DeserializeSeed<'de> for &mut Repeats {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Repeats {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if seen.contains(&key) {
                self.found.push(key.clone());
            }
            seen.insert(key);
            map.next_value_seed(&mut *self)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _value: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _value: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _value: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _value: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _value: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Whether it may be printed: a slip of a key, surely no name or number of a person.
pub(super) fn looks_like_a_key(key: &str) -> bool {
    key.len() <= 40 && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}
