//! Why a file of templates is refused: a line and a reason for each fault.

use std::fmt;

use domain::message::TemplateReason;

/// Everything found wrong with a file of templates, by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplatesError {
    /// The faults; never empty.
    pub faults: Vec<TemplatesFault>,
}

impl fmt::Display for TemplatesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the templates are refused")?;
        self.faults.iter().try_for_each(|fault| write!(f, "\n{fault}"))
    }
}

impl std::error::Error for TemplatesError {}

/// One fault of a file of templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplatesFault {
    /// Line, from 1. For a key that is missing, the line on which its table begins.
    pub line: usize,
    /// What is wrong there.
    pub reason: Reason,
}

impl fmt::Display for TemplatesFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.reason.code(), self.reason)
    }
}

/// What is wrong with one place of a file of templates.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message of each variant says what its fields are")]
pub enum Reason {
    #[error("no TOML: {message}")]
    Syntax { message: String },
    #[error("{key} is missing")]
    KeyMissing { key: &'static str },
    #[error("{key} is not known here")]
    KeyUnknown { key: String },
    #[error("{key} is no {wanted}")]
    WrongType { key: String, wanted: &'static str },
    #[error("{key} is malformed: {code}")]
    Malformed { key: &'static str, code: &'static str },
    #[error("{name:?} occasions no message")]
    KindUnknown { name: String },
    #[error("there is no template for {kind}")]
    KindMissing { kind: &'static str },
    #[error("{lang}, character {at}: {reason}")]
    Words { lang: &'static str, at: usize, reason: TemplateReason },
}

impl Reason {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "syntax",
            Self::KeyMissing { .. } => "key-missing",
            Self::KeyUnknown { .. } => "key-unknown",
            Self::WrongType { .. } => "wrong-type",
            Self::Malformed { .. } => "malformed",
            Self::KindUnknown { .. } => "kind-unknown",
            Self::KindMissing { .. } => "kind-missing",
            Self::Words { reason, .. } => reason.code(),
        }
    }
}

/// The faults found so far in one text.
pub(super) struct Faults {
    line_ends: Vec<usize>,
    found: Vec<TemplatesFault>,
}

impl Faults {
    pub(super) fn in_text(text: &str) -> Self {
        Self { line_ends: text.match_indices('\n').map(|(at, _)| at).collect(), found: Vec::new() }
    }

    /// Notes a fault at a byte of the text.
    pub(super) fn note(&mut self, at: usize, reason: Reason) {
        let line = self.line_ends.partition_point(|end| *end < at) + 1;
        self.found.push(TemplatesFault { line, reason });
    }

    /// What was read when nothing is wrong, otherwise every fault by line.
    pub(super) fn or<T>(mut self, read: Option<T>) -> Result<T, TemplatesError> {
        match read {
            Some(read) if self.found.is_empty() => Ok(read),
            _ => {
                self.found.sort_by_key(|fault| fault.line);
                Err(TemplatesError { faults: self.found })
            }
        }
    }
}
