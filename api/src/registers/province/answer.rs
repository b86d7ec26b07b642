//! What the gateway answers, in all its shapes: records as an object, a list, a text that holds either, under `data` or
//! `datas`; numbers as texts. Read into one shape, and that into a finding.

use domain::{
    identity::{IdNumber, upgrade},
    lookup::{Answer as YesNo, Fact, FactKey, FactKind, Facts, Field, Subject},
    text::PersonName,
};
use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value};

use super::interface::{FactField, Interface};

/// Lists in lists and texts in texts are followed this deep.
const DEEPEST: u8 = 6;
/// Stands for every value that is not listed.
const ANY: &str = "*";

/// An answer in one shape.
pub(super) struct Answer {
    /// `00` is good.
    pub(super) code: String,
    /// The gateway's own number of the request, for asking its people; empty unless it looks like one.
    pub(super) request_id: String,
    /// The objects in it.
    pub(super) records: Vec<Map<String, Value>>,
    /// Texts in it that are no objects.
    words: Vec<String>,
}

impl Answer {
    /// Reads a body; nothing when it is no such answer.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut body: Value = serde_json::from_slice(bytes).ok()?;
        if let Value::String(text) = &body {
            body = serde_json::from_str(text).ok()?;
        }
        let body = body.as_object()?;
        let code = match body.get("code")? {
            Value::String(code) => code.trim().to_owned(),
            Value::Number(code) => format!("{:0>2}", code.to_string()),
            _ => return None,
        };
        let request_id = body.get("requestId").and_then(text_of).unwrap_or_default();
        let is_number = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let request_id = if request_id.len() <= 64 && request_id.chars().all(is_number) {
            request_id
        } else {
            String::new()
        };
        let mut answer = Self { code, request_id, records: Vec::new(), words: Vec::new() };
        for key in ["data", "datas"] {
            answer.unfold(body.get(key).unwrap_or(&Value::Null), DEEPEST);
        }
        Some(answer)
    }

    fn unfold(&mut self, value: &Value, depth: u8) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            Value::Object(record) if record.is_empty() => {}
            Value::Object(record) => self.records.push(record.clone()),
            Value::Array(values) => values.iter().for_each(|value| self.unfold(value, depth)),
            Value::String(text) => match serde_json::from_str(text) {
                Ok(inner @ (Value::Object(_) | Value::Array(_) | Value::String(_) | Value::Null)) => {
                    self.unfold(&inner, depth);
                }
                _ => self.words.extend(text_of(value)),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// What of the person differs from the question, by the answer's own fields.
    pub(super) fn differs(&self, interface: &Interface, subject: &Subject) -> Option<Field> {
        let any_other = |name: &Option<String>, is_same: &dyn Fn(&str) -> bool| {
            let values = self.records.iter().filter_map(|record| text_of(record.get(name.as_ref()?)?));
            values.into_iter().any(|text| !is_same(&text))
        };
        if any_other(&interface.id_number_field, &|text| is_number(text, &subject.id_number)) {
            Some(Field::IdNumber)
        } else if any_other(&interface.name_field, &|text| is_name(text, &subject.name)) {
            Some(Field::Name)
        } else {
            None
        }
    }

    /// Which of our parameters the answer calls wrong: it names it as a word, or as the value of a field.
    pub(super) fn blames(&self, interface: &Interface) -> Option<Field> {
        let values = || self.records.iter().flat_map(Map::values).filter_map(Value::as_str);
        let named = |parameter: &str| {
            self.words.iter().map(String::as_str).chain(values()).any(|word| word.trim() == parameter)
        };
        let fields = [(&interface.id_number, Field::IdNumber), (&interface.name, Field::Name)];
        fields.into_iter().find(|(parameter, _)| named(parameter)).map(|(_, field)| field)
    }

    /// The facts that are set for the interface, and nothing else. Of a yes or no, one record that says yes is enough,
    /// and no takes all of them; any other fact is that of the first record that has it.
    pub(super) fn facts(&self, interface: &Interface) -> Facts {
        let mut facts = Facts::default();
        for (key, field) in &interface.facts {
            let mut values = self.records.iter().filter_map(|record| text_of(record.get(&field.field)?));
            let fact = if key.kind() == FactKind::Answer {
                Some(Fact::Answer(yes_or_no(field, &values.collect::<Vec<_>>())))
            } else {
                values.find_map(|text| fact(*key, &text))
            };
            if let Some(fact) = fact {
                let _of_its_kind = facts.insert(*key, fact);
            }
        }
        facts
    }

    /// The day it speaks of, no later than today.
    pub(super) fn as_of(&self, interface: &Interface, today: Date) -> Date {
        let told = interface
            .as_of_field
            .as_ref()
            .and_then(|name| self.records.iter().find_map(|record| day(&text_of(record.get(name)?)?)));
        told.map_or(today, |day| day.min(today))
    }
}

/// A value as text; nothing when it is empty or no single value.
pub(super) fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

fn is_number(text: &str, id_number: &IdNumber) -> bool {
    let text = text.to_ascii_uppercase();
    text == id_number.as_str() || upgrade(&text).is_ok_and(|text| text == id_number.as_str())
}

fn is_name(text: &str, name: &PersonName) -> bool {
    PersonName::parse(text).is_ok_and(|parsed| parsed == *name)
}

fn yes_or_no(field: &FactField, values: &[String]) -> YesNo {
    let listed = |list: &[String], value: &str| list.iter().any(|listed| listed == value);
    let one = |value: &String| match () {
        () if listed(&field.yes, value) => YesNo::Yes,
        () if listed(&field.no, value) => YesNo::No,
        () if listed(&field.yes, ANY) => YesNo::Yes,
        () if listed(&field.no, ANY) => YesNo::No,
        () => YesNo::Unknown,
    };
    let answers: Vec<_> = values.iter().map(one).collect();
    match () {
        () if answers.contains(&YesNo::Yes) => YesNo::Yes,
        () if answers.is_empty() || answers.contains(&YesNo::Unknown) => YesNo::Unknown,
        () => YesNo::No,
    }
}

fn fact(key: FactKey, text: &str) -> Option<Fact> {
    match key.kind() {
        FactKind::Day => day(text).map(Fact::Day),
        _ => Fact::parse(key, text).ok(),
    }
}

/// `2026-11-20`, `2026/11/20`, `20261120`, each with or without a time behind it, or Unix milliseconds.
fn day(text: &str) -> Option<Date> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits && text.len() == 13 {
        let at = Timestamp::from_millisecond(text.parse().ok()?).ok()?;
        return Some(domain::clock::shanghai(at).date());
    }
    let (year, month, day) = if is_digits {
        (text.get(..4)?, text.get(4..6)?, text.get(6..8)?)
    } else {
        let mut parts = text.split(['T', ' ']).next()?.split(['-', '/', '.']);
        (parts.next()?, parts.next()?, parts.next()?)
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_come_in_many_spellings() {
        for text in ["2026-11-20", "2026/11/20", "2026.11.20", "20261120", "20261120093000"] {
            assert_eq!(day(text), Some(date(2026, 11, 20)), "{text}");
        }
        assert_eq!(day("2026-11-20 09:30:00"), Some(date(2026, 11, 20)));
        assert_eq!(day("2026-11-20T09:30:00+08:00"), Some(date(2026, 11, 20)));
        // 2026-11-19T16:30:00Z is the 20th in Hangzhou.
        assert_eq!(day("1795105800000"), Some(date(2026, 11, 20)));
        for text in ["", "2026", "2026-02-30", "长期", "202611"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn one_yes_is_yes_and_no_takes_all() {
        let field = FactField { field: "zt".into(), yes: vec!["1".into()], no: vec!["0".into()] };
        let of =
            |values: &[&str]| yes_or_no(&field, &values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["0", "1"]), YesNo::Yes);
        assert_eq!(of(&["0", "0"]), YesNo::No);
        assert_eq!(of(&["0", "7"]), YesNo::Unknown);
        assert_eq!(of(&[]), YesNo::Unknown);
        let any = FactField { field: "zp".into(), yes: vec![ANY.into()], no: vec!["无".into()] };
        assert_eq!(yes_or_no(&any, &["base64".to_owned()]), YesNo::Yes);
        assert_eq!(yes_or_no(&any, &["无".to_owned()]), YesNo::No);
    }

    #[test]
    fn every_shape_is_read_into_one() {
        let read = |data: &str| {
            let body = format!(r#"{{"code":"00","msg":"成功",{data},"requestId":"a-1"}}"#);
            let answer = Answer::read(body.as_bytes()).unwrap();
            assert_eq!((answer.code.as_str(), answer.request_id.as_str()), ("00", "a-1"));
            let texts: Vec<_> = answer.records.iter().filter_map(|record| text_of(&record["a"])).collect();
            texts.join(" ")
        };
        assert_eq!(read(r#""data":{"a":1}"#), "1");
        assert_eq!(read(r#""data":[{"a":"1"},{"a":2}]"#), "1 2");
        assert_eq!(read(r#""data":"{\"a\":\"1\"}""#), "1");
        assert_eq!(read(r#""data":"[{\"a\":1},{\"a\":2}]","datas":null"#), "1 2");
        assert_eq!(read(r#""data":["{\"a\":1}"],"datas":{"a":2}"#), "1 2");
        assert_eq!(read(r#""data":"","datas":"\"{\\\"a\\\":1}\"""#), "1");
        assert_eq!(read(r#""data":null"#), "");
        assert_eq!(read(r#""data":{},"datas":[]"#), "");
    }

    #[test]
    fn what_is_no_answer_is_told_apart() {
        for bad in ["", "<html>", "[]", "{}", r#"{"code":null}"#, r#"{"code":["00"]}"#, "\u{0}"] {
            assert!(Answer::read(bad.as_bytes()).is_none(), "{bad}");
        }
        assert_eq!(Answer::read(br#"{"code":0}"#).unwrap().code, "00");
        assert_eq!(Answer::read(br#""{\"code\":96}""#).unwrap().code, "96");
        let deep = format!(r#"{{"code":"00","data":{}{}}}"#, "[".repeat(100), "]".repeat(100));
        assert!(Answer::read(deep.as_bytes()).unwrap().records.is_empty());
    }
}
