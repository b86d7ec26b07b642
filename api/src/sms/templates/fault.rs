//! Why a file of templates is refused: a line and a reason for each fault.

use domain::message::TemplateReason;

use crate::toml_file::{FileError, FileFault, FileReason};

/// Everything found wrong with a file of templates, by line.
pub type TemplatesError = FileError<Reason>;
/// One fault of a file of templates.
pub type TemplatesFault = FileFault<Reason>;

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

impl FileReason for Reason {
    const FILE: &'static str = "the templates are";

    fn code(&self) -> &'static str {
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

    fn syntax(message: String) -> Self {
        Self::Syntax { message }
    }

    fn missing(key: &'static str) -> Self {
        Self::KeyMissing { key }
    }

    fn unknown(key: String) -> Self {
        Self::KeyUnknown { key }
    }

    fn wrong_type(key: String, wanted: &'static str) -> Self {
        Self::WrongType { key, wanted }
    }

    fn malformed(key: &'static str, code: &'static str) -> Self {
        Self::Malformed { key, code }
    }
}
