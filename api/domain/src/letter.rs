//! The letters of a case (文书): what the law or the resident wants on paper, in the order in which acts called for them.
//!
//! A letter is called for in the transaction of the act it tells of, with the facts of that moment. Printing comes after,
//! and changes nothing of what it says.

use jiff::Timestamp;

use crate::{
    actor::Actor,
    digest::Sha256Digest,
    ids::{CaseId, CentreId, LetterId, SegmentId},
    policy::{Denied, Permit, Resource, act, may},
};

/// What a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterKind {
    /// 收件回执
    Receipt,
    /// 授权委托书
    Mandate,
    /// 补正告知书
    Correction,
    /// 不予受理决定书
    Refusal,
    /// 受理通知书
    Acceptance,
    /// 准予、不予许可决定书
    Decision,
    /// 办理结果单
    Result,
    /// 老年人优待证
    SeniorCard,
}

impl LetterKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Receipt,
        Self::Mandate,
        Self::Correction,
        Self::Refusal,
        Self::Acceptance,
        Self::Decision,
        Self::Result,
        Self::SeniorCard,
    ];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Mandate => "mandate",
            Self::Correction => "correction",
            Self::Refusal => "refusal",
            Self::Acceptance => "acceptance",
            Self::Decision => "decision",
            Self::Result => "result",
            Self::SeniorCard => "senior_card",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Its place among the letters of one write of a case, of which each kind is one at most.
    const fn place(self) -> i32 {
        match self {
            Self::Receipt => 0,
            Self::Mandate => 1,
            Self::Correction => 2,
            Self::Refusal => 3,
            Self::Acceptance => 4,
            Self::Decision => 5,
            Self::Result => 6,
            Self::SeniorCard => 7,
        }
    }

    /// Its number in the case, by the case's version after the write that calls for it: in the order of the writes.
    #[must_use]
    pub const fn no(self, version: i32) -> i32 {
        version.saturating_mul(10).saturating_add(self.place())
    }

    /// Whether it is printed as soon as it is called for. Every case has a receipt and a mandate, and few are ever asked
    /// for on paper: these are printed when somebody first looks at them.
    #[must_use]
    pub const fn is_printed_at_once(self) -> bool {
        !matches!(self, Self::Receipt | Self::Mandate)
    }

    /// Whether the worker of the case carries it to the resident's door.
    #[must_use]
    pub const fn is_shown_at_the_door(self) -> bool {
        matches!(self, Self::Receipt | Self::Correction | Self::Result)
    }

    /// Whether `actor` may open a letter of this kind.
    ///
    /// # Errors
    /// As the policy says.
    pub fn may_read(self, actor: &Actor, case: &Resource) -> Result<Reader, Denied> {
        if self.is_shown_at_the_door() {
            may(actor, case).map(Reader::AtTheDoor)
        } else {
            may(actor, case).map(Reader::InTheHouse)
        }
    }
}

/// The permission to open a letter.
#[derive(Debug)]
pub enum Reader {
    /// One that is shown at the door.
    AtTheDoor(Permit<act::ReadDoorLetter>),
    /// Any other.
    InTheHouse(Permit<act::ReadLetter>),
}

impl Reader {
    /// The role that carried it.
    #[must_use]
    pub const fn role(&self) -> Option<crate::actor::Role> {
        match self {
            Self::AtTheDoor(permit) => permit.role(),
            Self::InTheHouse(permit) => permit.role(),
        }
    }
}

/// The sealed PDF of a letter, as the object store has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The edition of the template it was set with.
    pub template: String,
    /// When it was printed.
    pub printed_at: Timestamp,
    /// The object.
    pub object: SegmentId,
    /// SHA-256 of the sealed bytes.
    pub sha256: Sha256Digest,
    /// Length of the sealed bytes.
    pub size: u64,
}

/// How far a letter has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterState {
    /// Not printed yet.
    Waiting,
    /// It does not print, for a coded reason.
    Failed(String),
    /// Printed. What is printed stays as it is.
    Printed(Paper),
}

/// One letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Id.
    pub id: LetterId,
    /// Centre.
    pub centre: CentreId,
    /// Of which case.
    pub case: CaseId,
    /// What it is.
    pub kind: LetterKind,
    /// Its number in the case: what orders the letters. See [`LetterKind::no`].
    pub no: i32,
    /// When it was called for: its day.
    pub called_at: Timestamp,
    /// How far it has come.
    pub state: LetterState,
    /// How often it was printed once more.
    pub reprints: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_one_write_have_numbers_of_their_own_in_order() {
        let mut numbers: Vec<_> =
            [2, 3].into_iter().flat_map(|version| LetterKind::ALL.map(|kind| kind.no(version))).collect();
        let sorted = numbers.clone();
        numbers.dedup();
        numbers.sort_unstable();
        assert_eq!(numbers, sorted);
    }
}
