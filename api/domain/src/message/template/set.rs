//! The templates of a site: one version, every kind, both languages.

use crate::{text::TemplateVersion, wording::Lang};

use super::{
    super::{MessageKind, sender::Sender},
    Rendered, Template,
};

const KINDS: usize = MessageKind::ALL.len();

/// The words of one kind in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplatePair {
    zh: Template,
    en: Template,
}

impl TemplatePair {
    /// Pairs two templates of one kind, Chinese and English.
    #[must_use]
    pub fn new(zh: Template, en: Template) -> Option<Self> {
        let fit = zh.kind() == en.kind() && zh.lang() == Lang::Zh && en.lang() == Lang::En;
        fit.then_some(Self { zh, en })
    }

    /// The template in one language.
    #[must_use]
    pub const fn in_lang(&self, lang: Lang) -> &Template {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// One version of the templates, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSet {
    version: TemplateVersion,
    /// In the order of [`MessageKind::ALL`].
    pairs: [TemplatePair; KINDS],
}

/// One template as a person looks at it before it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The kind of message.
    pub kind: MessageKind,
    /// The language.
    pub lang: Lang,
    /// With made-up values.
    pub sample: Rendered,
    /// Parts at the longest values.
    pub most_parts: usize,
}

impl TemplateSet {
    /// A set of exactly one pair for each kind, in any order; nothing when a kind is missing or there twice.
    #[must_use]
    pub fn new(version: TemplateVersion, mut pairs: Vec<TemplatePair>) -> Option<Self> {
        pairs.sort_by_key(|pair| pair.zh.kind());
        let fit = pairs.iter().map(|pair| pair.zh.kind()).eq(MessageKind::ALL);
        if !fit {
            return None;
        }
        Some(Self { version, pairs: pairs.try_into().ok()? })
    }

    /// The version, kept beside each message that it worded.
    #[must_use]
    pub const fn version(&self) -> &TemplateVersion {
        &self.version
    }

    /// The words of a kind.
    #[must_use]
    pub fn get(&self, kind: MessageKind, lang: Lang) -> &Template {
        // There is one of each kind, so the first of all is never the answer to another kind.
        let [first, ..] = &self.pairs;
        self.pairs.iter().find(|pair| pair.zh.kind() == kind).unwrap_or(first).in_lang(lang)
    }

    /// Every template with made-up values and the centre's own words, for who decides on the set.
    #[must_use]
    pub fn preview(&self, sender: &Sender) -> Vec<Preview> {
        let templates = self.pairs.iter().flat_map(|pair| [&pair.zh, &pair.en]);
        let preview = |template: &Template| Preview {
            kind: template.kind(),
            lang: template.lang(),
            sample: template.sample(sender),
            most_parts: template.most_parts(sender),
        };
        templates.map(preview).collect()
    }
}
