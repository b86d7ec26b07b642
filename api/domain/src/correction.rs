//! What is wrong with a case that goes back to the worker: every defect at once (行政许可法 art. 32).

use crate::text::{MaterialCode, Reason};

/// Why a case is returned, in the worker's hands again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The material at fault.
    pub material: MaterialCode,
    /// What is wrong with it.
    pub reason: DefectReason,
    /// In words.
    pub note: Option<Reason>,
}

/// What can be wrong with a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefectReason {
    /// Not there.
    Missing,
    /// Can't be read.
    Unreadable,
    /// No longer valid.
    Expired,
    /// Of another person.
    WrongPerson,
    /// Not in legal form.
    NotInForm,
    /// Parts are lacking.
    Incomplete,
    /// As the note says.
    Other,
}

impl DefectReason {
    /// All reasons.
    pub const ALL: [Self; 7] = [
        Self::Missing,
        Self::Unreadable,
        Self::Expired,
        Self::WrongPerson,
        Self::NotInForm,
        Self::Incomplete,
        Self::Other,
    ];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::Expired => "expired",
            Self::WrongPerson => "wrong_person",
            Self::NotInForm => "not_in_form",
            Self::Incomplete => "incomplete",
            Self::Other => "other",
        }
    }

    /// The reason with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}
