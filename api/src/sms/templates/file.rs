//! The file as a whole: its version, and a table of two texts for each kind of message.

use domain::{
    message::{MessageKind, Template, TemplatePair, TemplateSet},
    text::TemplateVersion,
    wording::Lang,
};
use toml::de::DeTable;

use super::fault::Reason;
use crate::toml_file::{self, Faults};

type Fields<'f, 't> = toml_file::Fields<'f, 't, Reason>;

pub(super) fn read(root: &DeTable<'_>, faults: &mut Faults<Reason>) -> Option<TemplateSet> {
    let mut root = Fields::new(root, 0, faults);
    let version = root.parsed("version", TemplateVersion::parse);
    let pairs = root.table("template").map(pairs);
    root.end();
    TemplateSet::new(version?, pairs?)
}

/// Those that are right.
fn pairs(mut templates: Fields<'_, '_>) -> Vec<TemplatePair> {
    let mut pairs = Vec::new();
    for kind in MessageKind::ALL {
        if !templates.has(kind.as_str()) {
            templates.note_table(Reason::KindMissing { kind: kind.as_str() });
            continue;
        }
        let Some(mut texts) = templates.table(kind.as_str()) else { continue };
        let zh = template(&mut texts, kind, Lang::Zh);
        let en = template(&mut texts, kind, Lang::En);
        texts.end();
        pairs.extend(zh.zip(en).and_then(|(zh, en)| TemplatePair::new(zh, en)));
    }
    templates.end_with(|name| Reason::KindUnknown { name });
    pairs
}

fn template(texts: &mut Fields<'_, '_>, kind: MessageKind, lang: Lang) -> Option<Template> {
    let key = match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let found = match Template::parse(kind, lang, texts.text(key)?) {
        Ok(template) => return Some(template),
        Err(found) => found,
    };
    for fault in found {
        texts.note(key, Reason::Words { lang: key, at: fault.at, reason: fault.reason });
    }
    None
}
