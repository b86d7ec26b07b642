//! The file as a whole: its version, and a table of two texts for each kind of message. A reading never fails: it notes
//! its fault with its place and goes on, so that one pass finds them all.

use domain::{
    message::{MessageKind, Template, TemplatePair, TemplateSet},
    text::TemplateVersion,
    wording::Lang,
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::fault::{Faults, Reason};

type Entry<'t> = &'t Spanned<DeValue<'t>>;

pub(super) fn read<'t>(root: &'t DeTable<'t>, faults: &mut Faults) -> Option<TemplateSet> {
    unknown(root, &["version", "template"], faults);
    let version = version(root, faults);
    let pairs = pairs(root, faults);
    TemplateSet::new(version?, pairs?)
}

fn version<'t>(root: &'t DeTable<'t>, faults: &mut Faults) -> Option<TemplateVersion> {
    let (at, text) = text(root, 0, "version", faults)?;
    let refusal = match TemplateVersion::parse(text) {
        Ok(version) => return Some(version),
        Err(refusal) => refusal,
    };
    faults.note(at, Reason::Malformed { key: "version", code: refusal.code() });
    None
}

/// Those that are right; nothing where there is no table of them at all.
fn pairs<'t>(root: &'t DeTable<'t>, faults: &mut Faults) -> Option<Vec<TemplatePair>> {
    let entry = required(root, 0, "template", faults)?;
    let table = typed(entry, "template", "table", DeValue::as_table, faults)?;
    let mut pairs = Vec::new();
    let mut named = Vec::new();
    for (name, value) in table {
        let at = name.span().start;
        let Some(kind) = MessageKind::parse(name.get_ref()) else {
            faults.note(at, Reason::KindUnknown { name: name.get_ref().to_string() });
            continue;
        };
        named.push(kind);
        let Some(texts) = value.get_ref().as_table() else {
            faults
                .note(at, Reason::WrongType { key: format!("template.{}", kind.as_str()), wanted: "table" });
            continue;
        };
        unknown(texts, &["zh", "en"], faults);
        let (zh, en) =
            (template(texts, at, kind, Lang::Zh, faults), template(texts, at, kind, Lang::En, faults));
        pairs.extend(zh.zip(en).and_then(|(zh, en)| TemplatePair::new(zh, en)));
    }
    for kind in MessageKind::ALL.into_iter().filter(|kind| !named.contains(kind)) {
        faults.note(entry.span().start, Reason::KindMissing { kind: kind.as_str() });
    }
    Some(pairs)
}

fn template<'t>(
    texts: &'t DeTable<'t>,
    table_at: usize,
    kind: MessageKind,
    lang: Lang,
    faults: &mut Faults,
) -> Option<Template> {
    let key = match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let (at, words) = text(texts, table_at, key, faults)?;
    let found = match Template::parse(kind, lang, words) {
        Ok(template) => return Some(template),
        Err(found) => found,
    };
    for fault in found {
        faults.note(at, Reason::Words { lang: key, at: fault.at, reason: fault.reason });
    }
    None
}

/// A text, with its place.
fn text<'t>(
    table: &'t DeTable<'t>,
    table_at: usize,
    key: &'static str,
    faults: &mut Faults,
) -> Option<(usize, &'t str)> {
    let entry = required(table, table_at, key, faults)?;
    let text = typed(entry, key, "text", DeValue::as_str, faults)?;
    Some((entry.span().start, text))
}

fn required<'t>(
    table: &'t DeTable<'t>,
    table_at: usize,
    key: &'static str,
    faults: &mut Faults,
) -> Option<Entry<'t>> {
    let entry = table.get(key);
    if entry.is_none() {
        faults.note(table_at, Reason::KeyMissing { key });
    }
    entry
}

fn typed<'t, T>(
    entry: Entry<'t>,
    key: &'static str,
    wanted: &'static str,
    read: impl FnOnce(&'t DeValue<'t>) -> Option<T>,
    faults: &mut Faults,
) -> Option<T> {
    let typed = read(entry.get_ref());
    if typed.is_none() {
        faults.note(entry.span().start, Reason::WrongType { key: key.to_owned(), wanted });
    }
    typed
}

/// What nobody asks for is a fault, most often a slip in a key.
fn unknown(table: &DeTable<'_>, known: &[&str], faults: &mut Faults) {
    for key in table.keys() {
        let name: &str = key.get_ref();
        if !known.contains(&name) {
            faults.note(key.span().start, Reason::KeyUnknown { key: name.to_owned() });
        }
    }
}
