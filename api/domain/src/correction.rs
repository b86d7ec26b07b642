//! What is wrong with a case that goes back to the worker: every defect at once (行政许可法 art. 32).
//!
//! A notice names materials; what it does not name was good enough and stays as it is. A second notice about what could
//! have been told with the first is barred, so a further one takes the manager, and a reason.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    checklist::Cover,
    evidence::Claim,
    fault::Faults,
    ids::UserId,
    text::{MaterialCode, Reason},
};

/// Stands in a notice for mandate and signature, which are no material of any item.
pub const MANDATE: &str = "mandate";

/// One correction notice (补正告知).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// When.
    pub issued_at: Timestamp,
    /// By whom.
    pub issued_by: UserId,
    /// Everything that was wrong.
    pub defects: Vec<Defect>,
    /// Why there is one more than the first.
    pub further: Option<Reason>,
    /// When the case was complete again.
    pub answered_at: Option<Timestamp>,
}

impl Notice {
    /// The defects in codes, for people who may not read the words.
    #[must_use]
    pub fn codes(&self) -> String {
        let one = |defect: &Defect| format!("{}:{}", defect.material, defect.reason.as_str());
        self.defects.iter().map(one).collect::<Vec<_>>().join(",")
    }

    /// Whether a material is to be mended.
    #[must_use]
    pub fn names(&self, material: &MaterialCode) -> bool {
        self.defects.iter().any(|defect| defect.material == *material)
    }

    /// What a case consists of once it is mended: what the notice names as it comes now, the rest as it was. The rest
    /// may be left out of what comes; it may not come changed.
    ///
    /// # Errors
    /// `not-asked-for` with the place of each change that nobody asked for.
    pub fn mend(&self, before: &Papers, mut mended: Papers) -> Result<Papers, Faults> {
        let mut faults = Faults::default();
        let kept = |claim: &Claim| claim.purpose.material().is_some_and(|code| !self.names(code));
        for (n, claim) in mended.claims.iter().enumerate() {
            if kept(claim) && !before.claims.contains(claim) {
                faults.note(format!("$.manifest[{n}]"), "not-asked-for");
            }
        }
        for (code, cover) in mended.covers.iter().filter(|(code, _)| !self.names(code)) {
            if before.covers.get(code) != Some(cover) {
                faults.note("$.materials", "not-asked-for");
            }
        }
        for (code, cover) in before.covers.iter().filter(|(code, _)| !self.names(code)) {
            mended.covers.entry(code.clone()).or_insert(*cover);
        }
        for claim in before.claims.iter().filter(|claim| kept(claim)) {
            if !mended.claims.contains(claim) {
                mended.claims.push(claim.clone());
            }
        }
        faults.or(Some(mended))
    }
}

/// What a case hands in: how each material is covered, and the files that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers {
    /// How each material is covered.
    pub covers: BTreeMap<MaterialCode, Cover>,
    /// The files.
    pub claims: Vec<Claim>,
}

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
