//! The department's moves (后台审批): it decides, gives back to the window, or stops the clocks for a special procedure.

use jiff::Timestamp;

use super::{Case, Held, Outcome, Service, Stage};
use crate::{
    catalogue::DecidedAt,
    deadlines::PauseKind,
    fault::Refusal,
    policy::{Permit, act},
    text::Reason,
};

/// A special procedure (特别程序, 行政许可法 art. 45): its length is told to the applicant in writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// What is done in the meantime.
    pub kind: PauseKind,
    /// The rule that asks for it.
    pub legal_basis: Reason,
    /// Until when it is expected to last.
    pub until: jiff::civil::Date,
}

impl Case {
    /// The window sends a case to the department again that the department had given back.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], [`Refusal::NotDecidedByDepartment`], or [`Refusal::StageRefused`] unless the
    /// accepted case is at the window.
    pub fn forward(self, _permit: &Permit<act::ForwardCase>, base: i32) -> Result<Self, Refusal> {
        self.at_version(base)?;
        self.of_a_department()?;
        let Stage::Accepted(held) = self.stage.clone() else { return Err(Refusal::StageRefused) };
        Ok(self.moved(Stage::InReview(held)))
    }

    /// The department writes down its opinion; the case stays with it.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] unless the department has it.
    pub fn add_opinion(self, _permit: &Permit<act::DecideCase>, base: i32) -> Result<Self, Refusal> {
        self.at_version(base)?;
        if !matches!(self.stage, Stage::InReview(_) | Stage::Suspended { .. }) {
            return Err(Refusal::StageRefused);
        }
        let stage = self.stage.clone();
        Ok(self.moved(stage))
    }

    /// The department decides (准予 or 不予许可).
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], [`Refusal::FourEyes`] for who collected it, or [`Refusal::StageRefused`]
    /// unless it is in review.
    pub fn decide(
        self,
        permit: &Permit<act::DecideCase>,
        base: i32,
        outcome: Outcome,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.four_eyes(permit.by())?;
        let held = self.in_review(base)?;
        Ok(self.moved(Stage::Concluded { held, at, outcome, service: Service::Due }))
    }

    /// The department gives it back to the window, not to the worker. The clocks run on.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] unless it is in review.
    pub fn return_to_window(self, _permit: &Permit<act::DecideCase>, base: i32) -> Result<Self, Refusal> {
        let held = self.in_review(base)?;
        Ok(self.moved(Stage::Accepted(held)))
    }

    /// A special procedure begins; promised and statutory clocks stand still.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] unless it is in review.
    pub fn suspend(
        self,
        _permit: &Permit<act::SuspendCase>,
        base: i32,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        let held = self.in_review(base)?;
        Ok(self.moved(Stage::Suspended { held, since: at }))
    }

    /// The special procedure is over; the clocks go on.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] unless it is suspended.
    pub fn resume(self, _permit: &Permit<act::SuspendCase>, base: i32) -> Result<Self, Refusal> {
        self.at_version(base)?;
        let Stage::Suspended { held, .. } = self.stage.clone() else { return Err(Refusal::StageRefused) };
        Ok(self.moved(Stage::InReview(held)))
    }

    fn in_review(&self, base: i32) -> Result<Held, Refusal> {
        self.at_version(base)?;
        match &self.stage {
            Stage::InReview(held) => Ok(held.clone()),
            _ => Err(Refusal::StageRefused),
        }
    }

    fn of_a_department(&self) -> Result<(), Refusal> {
        if self.decided_at == DecidedAt::Department { Ok(()) } else { Err(Refusal::NotDecidedByDepartment) }
    }
}
