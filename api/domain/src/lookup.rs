//! Look-ups (数据共享查询): what is asked of a shared library and what comes back. It knows no register and no gateway,
//! only the words that all of them share.
//!
//! A look-up asks for the least: yes, no or unknown wherever the rule needs no more. It is always asked for one
//! material of one case, so that nobody is looked up without an open case.

mod facts;
mod sharing;

use std::{fmt, time::Duration};

use jiff::civil::Date;

pub use facts::{Answer, Fact, FactKey, FactKind, FactRefusal, Facts};
pub use sharing::{LookUp, Outcome, Sharing, Standing, may_ask, shared};

use crate::{
    catalogue::Library,
    identity::IdNumber,
    ids::CaseId,
    text::{ItemCode, MaterialCode, PersonName, Purpose, RegisterName},
};

/// Whom a look-up is about. Libraries find people by both together.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject {
    /// GB 11643 number.
    pub id_number: IdNumber,
    /// Name as on the ID card.
    pub name: PersonName,
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subject(..)")
    }
}

/// One look-up: what about whom, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The library asked.
    pub library: Library,
    /// The person.
    pub subject: Subject,
    /// What for, in words, as the library's owner is told.
    pub purpose: Purpose,
    /// The open case.
    pub case: CaseId,
    /// Its item.
    pub item: ItemCode,
    /// The material that the answer may spare.
    pub material: MaterialCode,
}

/// What a look-up came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The library knows the person and tells this much.
    Found {
        /// What it tells; at least one of the facts is known.
        facts: Facts,
        /// Whose word it is.
        source: RegisterName,
        /// The day (Asia/Shanghai) on which it was so.
        as_of: Date,
    },
    /// The library has nothing about the person, or nothing for this material.
    NotFound,
    /// The library knows the one under other particulars than the other.
    Mismatch {
        /// What differs.
        field: Field,
    },
    /// Nobody can tell at the moment. Never blocks a visit: the original is photographed and verified later.
    Unavailable {
        /// How long to leave the library alone.
        retry_after: Duration,
    },
    /// The question was not let through, and the same question never will be: a mistake of ours or of a setting.
    Denied {
        /// Why.
        code: Denial,
    },
}

impl Finding {
    /// The stored and printed name of the kind of finding.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.outcome().as_str()
    }

    /// The kind of finding, which is no personal data.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Found { .. } => Outcome::Found,
            Self::NotFound => Outcome::NotFound,
            Self::Mismatch { .. } => Outcome::Mismatch,
            Self::Unavailable { .. } => Outcome::Unavailable,
            Self::Denied { .. } => Outcome::Denied,
        }
    }

    /// What differs, or why it was denied, as a code.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Mismatch { field } => Some(field.as_str()),
            Self::Denied { code } => Some(code.as_str()),
            Self::Found { .. } | Self::NotFound | Self::Unavailable { .. } => None,
        }
    }

    /// One form in bytes for one finding, to be digested under a key and never kept itself: it holds personal data.
    ///
    /// Parts in a fixed order, each led by its length: `finding/1`, the kind, then source, day and every fact by
    /// name, or the field, or the code. How long to wait is no part of what was found.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut part = |text: &str| {
            out.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
            out.extend_from_slice(text.as_bytes());
        };
        part("finding/1");
        part(self.as_str());
        match self {
            Self::Found { facts, source, as_of } => {
                part(source.as_str());
                part(&as_of.to_string());
                for (key, fact) in facts.iter() {
                    part(key.as_str());
                    part(&fact.to_text());
                }
            }
            Self::Mismatch { field } => part(field.as_str()),
            Self::Denied { code } => part(code.as_str()),
            Self::NotFound | Self::Unavailable { .. } => {}
        }
        out
    }
}

/// What of a person's particulars differs in a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The ID number is another person's than the name.
    IdNumber,
    /// The name is not the one under this ID number.
    Name,
}

impl Field {
    /// All fields.
    pub const ALL: [Self; 2] = [Self::IdNumber, Self::Name];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdNumber => "id_number",
            Self::Name => "name",
        }
    }

    /// The field with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }
}

/// Why a question was not let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Denial {
    /// This site has no register for the library.
    NoRegister,
    /// The register has no interface set for the library and material.
    NoInterface,
    /// The interface misses a parameter (97).
    ParameterMissing,
    /// A parameter is of the wrong type (98).
    ParameterType,
    /// Our key, secret or clock is not accepted.
    NotAuthorised,
    /// There is no such interface, or it does not take the request at all.
    InterfaceRefused,
}

impl Denial {
    /// All denials.
    pub const ALL: [Self; 6] = [
        Self::NoRegister,
        Self::NoInterface,
        Self::ParameterMissing,
        Self::ParameterType,
        Self::NotAuthorised,
        Self::InterfaceRefused,
    ];

    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoRegister => "no-register",
            Self::NoInterface => "no-interface",
            Self::ParameterMissing => "parameter-missing",
            Self::ParameterType => "parameter-type",
            Self::NotAuthorised => "not-authorised",
            Self::InterfaceRefused => "interface-refused",
        }
    }

    /// The denial with this code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|denial| denial.as_str() == text)
    }
}

#[cfg(test)]
mod tests;
