//! Templates: fixed words with few named variables, as platforms approve them.
//!
//! A template is checked once, when it is read, at the longest values its variables can have. What passes can be filled
//! for any case without a further look. All faults are told at once, each with its place.
//!
//! Some rules are the platforms' (no address as a variable, no two variables side by side, none twice, no template of
//! variables alone, no brackets 【】 since they add the signature themselves, 500 characters with it), some are ours:
//! the hotline stands in every message, names are masked, nothing tells of illness or need.

pub(super) mod forbidden;
mod parse;
mod render;
mod set;
#[cfg(test)]
mod tests;
mod variable;

use crate::wording::Lang;

use super::MessageKind;

pub use render::{Audience, Missing, Rendered, Values};
pub use set::{Preview, TemplatePair, TemplateSet};
pub use variable::Variable;

/// Most units of UTF-16 in a message, signature and brackets included.
pub const MOST_UNITS: usize = 500;

/// The words of one kind of message in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    kind: MessageKind,
    lang: Lang,
    pieces: Vec<Piece>,
}

/// Fixed words, or a place for a value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String),
    Slot(Variable),
}

/// One thing wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// Where, in characters from 1; white space around the text is not counted.
    pub at: usize,
    /// What.
    pub reason: TemplateReason,
}

/// What is wrong at one place of a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message of each variant says what its fields are")]
pub enum TemplateReason {
    #[error("a brace without its fellow")]
    Brace,
    #[error("{{{name}}} is not known")]
    VariableUnknown { name: String },
    #[error("{{{name}}} would be an address: platforms take none as a variable, use {{lookup_address}}")]
    VariableUrl { name: String },
    #[error("{{{name}}} is not known to a message of the kind {kind}")]
    VariableOutOfPlace { name: &'static str, kind: &'static str },
    #[error("{{{name}}} stands there twice")]
    VariableTwice { name: &'static str },
    #[error("a variable follows another without words between them")]
    VariablesTouch,
    #[error("there are no words beside the variables")]
    VariablesOnly,
    #[error("an address in the words: use {{lookup_address}}")]
    AddressLiteral,
    #[error("the address runs into what is beside it: set a space after it, and no letter before it")]
    AddressRunsOn,
    #[error("{word:?} is not to be in a message")]
    WordForbidden { word: &'static str },
    #[error("the number of a person")]
    PersonalNumber,
    #[error("the platform sets the signature and its brackets")]
    Bracket,
    #[error("{character:?} is not carried everywhere")]
    Character { character: char },
    #[error("{{hotline}} is missing")]
    HotlineMissing,
    #[error("the way to say no is missing: 退订 or 拒收, in English T, TD or R as a word")]
    RefusalMissing,
    #[error("{units} units at the longest values, {most} are allowed", most = MOST_UNITS)]
    TooLong { units: usize },
}

impl TemplateReason {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Brace => "brace",
            Self::VariableUnknown { .. } => "variable-unknown",
            Self::VariableUrl { .. } => "variable-url",
            Self::VariableOutOfPlace { .. } => "variable-out-of-place",
            Self::VariableTwice { .. } => "variable-twice",
            Self::VariablesTouch => "variables-touch",
            Self::VariablesOnly => "variables-only",
            Self::AddressLiteral => "address-literal",
            Self::AddressRunsOn => "address-runs-on",
            Self::WordForbidden { .. } => "word-forbidden",
            Self::PersonalNumber => "personal-number",
            Self::Bracket => "bracket",
            Self::Character { .. } => "character",
            Self::HotlineMissing => "hotline-missing",
            Self::RefusalMissing => "refusal-missing",
            Self::TooLong { .. } => "too-long",
        }
    }
}

impl Template {
    /// Reads the words of a kind of message.
    ///
    /// # Errors
    /// Every fault, by place.
    pub fn parse(kind: MessageKind, lang: Lang, raw: &str) -> Result<Self, Vec<TemplateFault>> {
        parse::template(kind, lang, raw)
    }

    /// What it tells of.
    #[must_use]
    pub const fn kind(&self) -> MessageKind {
        self.kind
    }

    /// Its language.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// Its variables, in the order in which they stand.
    pub fn variables(&self) -> impl Iterator<Item = Variable> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Slot(variable) => Some(*variable),
            Piece::Words(_) => None,
        })
    }
}
