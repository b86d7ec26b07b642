//! The file as a whole: its first line, its records, and what must fit between them.

use std::collections::HashMap;

use domain::{
    catalogue::Library,
    identity::{Areas, IdNumber, IdNumberRefusal},
    lookup::{Fact, FactKey, FactKind, Facts, Subject},
    text::{ItemCode, MaterialCode, PersonName, RegisterName, TextRefusal},
};
use jiff::civil::Date;
use serde_json::Value;

use super::{
    Digest, EmbeddedRegister, Person, Record,
    fault::{ImportError, ImportFault},
    keys,
    line::{Line, looks_like_a_key},
};

/// The first line.
struct Head {
    source: RegisterName,
    as_of: Date,
    unavailable: Vec<Library>,
    complete: bool,
}

pub(super) fn read(
    text: &str,
    today: Date,
    areas: Areas,
    digest: Digest,
) -> Result<EmbeddedRegister, ImportError> {
    let mut faults = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let head = match lines.next() {
        Some((line, number)) => head(line, number, today, &mut faults),
        None => {
            faults.push(ImportFault { line: 1, key: None, code: "empty" });
            None
        }
    };
    let mut people: HashMap<Vec<u8>, Person> = HashMap::new();
    for (line, number) in lines {
        let Some(mut line) = Line::read(number, line, &mut faults) else { continue };
        let read = record(&mut line, today, areas, head.as_ref().map(|head| head.as_of));
        if let Some((subject, record)) = read {
            let (number, name) = keys(&digest, &subject);
            let person =
                people.entry(number).or_insert_with(|| Person { name: name.clone(), records: Vec::new() });
            if person.name != name {
                line.note("name", "name-differs");
            }
            if person.records.iter().any(|other| is_same(other, &record)) {
                line.note("material", "record-twice");
            }
            person.records.push(record);
        }
        line.end();
    }
    match head {
        Some(Head { source, unavailable, complete, .. }) if faults.is_empty() => {
            Ok(EmbeddedRegister { digest, source, unavailable, complete, people })
        }
        _ => Err(ImportError { faults }),
    }
}

fn is_same(one: &Record, other: &Record) -> bool {
    one.library == other.library && one.material == other.material && one.item == other.item
}

fn head(line: &str, number: usize, today: Date, faults: &mut Vec<ImportFault>) -> Option<Head> {
    let mut line = Line::read(number, line, faults)?;
    let source = line.text("source", |text| RegisterName::parse(text).map_err(TextRefusal::code));
    let as_of = line.text("as_of", |text| day(text, today));
    let unavailable = line.texts("unavailable", library);
    let complete = line.flag("complete");
    line.end();
    Some(Head { source: source?, as_of: as_of?, unavailable: unavailable?, complete: complete? })
}

fn record(line: &mut Line<'_>, today: Date, areas: Areas, as_of: Option<Date>) -> Option<(Subject, Record)> {
    let id_number =
        line.text("id_number", |text| IdNumber::parse(text, today, areas).map_err(IdNumberRefusal::code));
    let name = line.text("name", |text| PersonName::parse(text).map_err(TextRefusal::code));
    let library = line.text("library", library);
    let material = line.text("material", |text| MaterialCode::parse(text).map_err(TextRefusal::code));
    let item = line.optional("item", |text| ItemCode::parse(text).map_err(TextRefusal::code));
    let own_day = line.optional("as_of", |text| day(text, today));
    let facts = facts(line);
    let subject = Subject { id_number: id_number?, name: name? };
    // Without a day of the first line there is a fault already; the record is looked at for faults of its own.
    let as_of = own_day?.or(as_of).unwrap_or(today);
    Some((subject, Record { library: library?, material: material?, item: item?, as_of, facts: facts? }))
}

fn library(text: &str) -> Result<Library, &'static str> {
    Library::parse(text).ok_or("library-unknown")
}

/// A day that has come.
fn day(text: &str, today: Date) -> Result<Date, &'static str> {
    let day: Date = text.parse().map_err(|_error| "date")?;
    if day > today { Err("date-future") } else { Ok(day) }
}

fn facts(line: &mut Line<'_>) -> Option<Facts> {
    let value = line.required("facts")?;
    let Value::Object(pairs) = value else {
        line.note("facts", "wrong-type");
        return None;
    };
    if pairs.is_empty() {
        line.note("facts", "empty");
    }
    let mut facts = Facts::default();
    for (name, value) in &pairs {
        let told = if looks_like_a_key(name) { name } else { "?" };
        let read = FactKey::parse(name).ok_or("fact-unknown").and_then(|key| {
            let fact = fact(key, value).ok_or("fact-kind")?;
            facts.insert(key, fact).map_err(domain::lookup::FactRefusal::code)
        });
        if let Err(code) = read {
            line.note(format!("facts.{told}"), code);
        }
    }
    Some(facts)
}

/// The value of a fact, in the type of JSON that goes with its kind.
fn fact(key: FactKey, value: &Value) -> Option<Fact> {
    let text = match (key.kind(), value) {
        (FactKind::Answer, Value::Bool(true)) => "yes".to_owned(),
        (FactKind::Answer, Value::Bool(false)) => "no".to_owned(),
        (FactKind::Answer, Value::Null) => "unknown".to_owned(),
        (FactKind::Count, Value::Number(number)) => number.to_string(),
        (FactKind::Day | FactKind::Text, Value::String(text)) => text.clone(),
        _ => return None,
    };
    Fact::parse(key, &text).ok()
}
