//! Ends without a decision: withdrawn, terminated, void. From every open stage, each with a coded reason.

use jiff::Timestamp;

use super::{Case, Ending, Stage};
use crate::{
    fault::Refusal,
    ids::CaseId,
    policy::{Permit, act},
};

/// Why the resident takes an application back (撤件).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithdrawReason {
    /// The resident no longer wants it.
    ChangedMind,
    /// The matter was settled in another way.
    SettledOtherwise,
    /// The mandate was revoked.
    MandateRevoked,
}

/// Why a case cannot go on (终止).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TerminateReason {
    /// What was asked for in a correction notice never came.
    NotCorrected,
    /// A paper that might follow (容缺) did not come in time.
    DeferredMissing,
    /// The item was closed.
    ItemClosed,
    /// The resident has died and nobody goes on with it.
    Death,
    /// It cannot be done any more.
    Impossible,
}

/// Why a case should never have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoidReason {
    /// The same application is there as another case, which goes on.
    Duplicate(CaseId),
    /// It was filed for somebody else than the one visited.
    WrongPerson,
    /// The resident had died before it was filed.
    Death,
}

impl WithdrawReason {
    /// All reasons.
    pub const ALL: [Self; 3] = [Self::ChangedMind, Self::SettledOtherwise, Self::MandateRevoked];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ChangedMind => "changed_mind",
            Self::SettledOtherwise => "settled_otherwise",
            Self::MandateRevoked => "mandate_revoked",
        }
    }

    /// The reason with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

impl TerminateReason {
    /// All reasons.
    pub const ALL: [Self; 5] =
        [Self::NotCorrected, Self::DeferredMissing, Self::ItemClosed, Self::Death, Self::Impossible];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotCorrected => "not_corrected",
            Self::DeferredMissing => "deferred_missing",
            Self::ItemClosed => "item_closed",
            Self::Death => "death",
            Self::Impossible => "impossible",
        }
    }

    /// The reason with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

impl VoidReason {
    /// The stored and printed name of a case that was there twice.
    pub const DUPLICATE: &str = "duplicate";

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Duplicate(_) => Self::DUPLICATE,
            Self::WrongPerson => "wrong_person",
            Self::Death => "death",
        }
    }
}

impl Case {
    /// The resident takes the application back (撤件).
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] unless it is open.
    pub fn withdraw(
        self,
        _permit: &Permit<act::WithdrawCase>,
        base: i32,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.end(base, at, Ending::Withdrawn)
    }

    /// It cannot go on (终止).
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] unless it is open.
    pub fn terminate(
        self,
        _permit: &Permit<act::TerminateCase>,
        base: i32,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.end(base, at, Ending::Terminated)
    }

    /// It should never have been.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], [`Refusal::NotADuplicate`], or [`Refusal::StageRefused`] unless it is open or its
    /// result not delivered: what should never have been is not handed out.
    pub fn void(
        self,
        _permit: &Permit<act::VoidCase>,
        base: i32,
        reason: VoidReason,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        if reason == VoidReason::Duplicate(self.id) {
            return Err(Refusal::NotADuplicate);
        }
        self.end(base, at, Ending::Void)
    }

    fn end(self, base: i32, at: Timestamp, how: Ending) -> Result<Self, Refusal> {
        self.at_version(base)?;
        let is_open = self.stage.is_open() || how == Ending::Void && self.stage.owes_service();
        if !is_open {
            return Err(Refusal::StageRefused);
        }
        let receipt = self.stage.receipt().cloned();
        let acceptance = self.stage.acceptance().copied();
        Ok(self.moved(Stage::Ended { receipt, acceptance, at, how }))
    }
}
