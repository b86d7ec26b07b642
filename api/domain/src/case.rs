//! A case (办件) and the moves it may make.
//!
//! ```text
//! receiving -> received -> accepted -> in_review <-> suspended
//!              received -> correction_requested -> received
//!              received -> not_accepted          in_review -> accepted (returned to the window)
//! accepted (the centre decides), in_review (the department decides) -> approved | refused
//! approved | refused -> issued -> delivered -> closed
//! withdrawn, terminated, void from every open stage; void also before a result is delivered
//! ```
//! A stage carries its own facts. A move takes the permit for it and may refuse. Legal instants are the server's;
//! what the phone's clock said stands beside them in the case's events.

mod department;
mod dues;
mod ending;
mod event;
mod service;
mod stage;

use jiff::Timestamp;

use crate::{
    case_number::CaseNumber,
    catalogue::{DecidedAt, Item},
    checklist::Checklist,
    fault::Refusal,
    ids::{CaseId, CentreId, CommunityId, ResidentId, UserId, VisitId},
    policy::{Permit, Resource, act},
    text::{CatalogueVersion, DepartmentCode, ItemCode},
};

pub use department::Procedure;
pub use dues::{Dues, Limits};
pub use ending::{TerminateReason, VoidReason, WithdrawReason};
pub use event::{Event, EventKind};
pub use service::{Service, Way};
pub use stage::{Acceptance, AcceptedBy, Ending, Held, Outcome, Receipt, Stage};

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Made by the phone.
    pub id: CaseId,
    /// Centre.
    pub centre: CentreId,
    /// Community.
    pub community: CommunityId,
    /// Whom it is for.
    pub resident: ResidentId,
    /// The visit it came of.
    pub visit: VisitId,
    /// Who collected it.
    pub worker: UserId,
    /// The item.
    pub item: ItemCode,
    /// The version of the catalogue it is handled under to the end.
    pub catalogue: CatalogueVersion,
    /// 即办件 under that version.
    pub immediate: bool,
    /// For training, on made-up people: handled like any other, and kept out of every figure.
    pub practice: bool,
    /// Who concludes it under that version.
    pub decided_at: DecidedAt,
    /// The owning department.
    pub department: DepartmentCode,
    /// Where it stands.
    pub stage: Stage,
    /// Counts the writes.
    pub version: i32,
}

impl Case {
    /// What policy asks about it. The department sees it from its acceptance for the department on.
    #[must_use]
    pub fn resource(&self) -> Resource {
        let reached = self.decided_at == DecidedAt::Department && self.stage.acceptance().is_some();
        Resource {
            centre: self.centre,
            community: Some(self.community),
            department: reached.then(|| self.department.clone()),
            owner: Some(self.worker),
        }
    }

    /// The phone mends what it filed.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] once the centre holds it.
    pub fn refile(self, _permit: &Permit<act::FileCase>, base: i32) -> Result<Self, Refusal> {
        self.at_version(base)?;
        if !self.stage.is_open_to_the_phone() {
            return Err(Refusal::StageRefused);
        }
        let stage = self.stage.clone();
        Ok(self.moved(stage))
    }

    /// Puts a case under another version of its item. Once received it stays under the one of its receipt.
    #[must_use]
    pub fn under(self, catalogue: &CatalogueVersion, item: &Item) -> Self {
        if !matches!(self.stage, Stage::Receiving) {
            return self;
        }
        Self {
            catalogue: catalogue.clone(),
            immediate: item.immediate,
            decided_at: item.decided_at,
            department: item.department.clone(),
            ..self
        }
    }

    /// Receipt (收件): the server finds the case complete.
    ///
    /// # Errors
    /// [`Refusal::StageRefused`] unless the phone still holds it and the checklist is complete.
    pub fn receive(
        self,
        _permit: &Permit<act::ReceiveCase>,
        checklist: &Checklist,
        number: impl FnOnce() -> CaseNumber,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        if !checklist.is_complete() {
            return Err(Refusal::StageRefused);
        }
        let receipt = match &self.stage {
            Stage::Receiving => Receipt { number: number(), at },
            Stage::CorrectionRequested(receipt) => Receipt { number: receipt.number.clone(), at },
            _ => return Err(Refusal::StageRefused),
        };
        Ok(self.moved(Stage::Received(receipt)))
    }

    /// Acceptance (受理). What a department decides goes on to its queue.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], [`Refusal::FourEyes`] for who collected it, [`Refusal::StageRefused`] unless
    /// it is received.
    pub fn accept(self, permit: &Permit<act::AcceptCase>, base: i32, at: Timestamp) -> Result<Self, Refusal> {
        self.at_version(base)?;
        self.four_eyes(permit.by())?;
        let Stage::Received(receipt) = self.stage.clone() else { return Err(Refusal::StageRefused) };
        Ok(self.accepted(receipt, Acceptance { at, by: AcceptedBy::Window }))
    }

    /// What was to follow comes in (容缺): the case stays where it is.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] unless it is accepted and not over.
    pub fn supplement(self, _permit: &Permit<act::SupplementCase>, base: i32) -> Result<Self, Refusal> {
        self.at_version(base)?;
        match self.stage.clone() {
            stage @ (Stage::Accepted(_) | Stage::InReview(_) | Stage::Suspended { .. }) => {
                Ok(self.moved(stage))
            }
            _ => Err(Refusal::StageRefused),
        }
    }

    /// The resident takes the mandate back. What was filed while it stood stays filed.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] when the case is over.
    pub fn revoke_mandate(self, _permit: &Permit<act::RevokeMandate>, base: i32) -> Result<Self, Refusal> {
        self.at_version(base)?;
        if !self.stage.is_open() {
            return Err(Refusal::StageRefused);
        }
        let stage = self.stage.clone();
        Ok(self.moved(stage))
    }

    /// 视为受理: nobody has answered the receipt in time, so the law accepts from the day of receipt (行政许可法
    /// art. 32).
    ///
    /// # Errors
    /// [`Refusal::StageRefused`] unless it is received.
    pub fn deem_accepted(self, _permit: &Permit<act::DeemAccepted>) -> Result<Self, Refusal> {
        let Stage::Received(receipt) = self.stage.clone() else { return Err(Refusal::StageRefused) };
        let acceptance = Acceptance { at: receipt.at, by: AcceptedBy::Law };
        Ok(self.accepted(receipt, acceptance))
    }

    fn accepted(self, receipt: Receipt, acceptance: Acceptance) -> Self {
        let held = Held { receipt, acceptance };
        let stage = match self.decided_at {
            DecidedAt::Centre => Stage::Accepted(held),
            DecidedAt::Department => Stage::InReview(held),
        };
        self.moved(stage)
    }

    /// Conclusion (办结) of an item that the centre decides: acceptance and decision in one act, or the decision
    /// after an acceptance.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], [`Refusal::FourEyes`], [`Refusal::NotDecidedAtCentre`], or
    /// [`Refusal::StageRefused`] unless it is received or accepted.
    pub fn conclude(
        self,
        permit: &Permit<act::ConcludeCase>,
        base: i32,
        outcome: Outcome,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.at_version(base)?;
        self.four_eyes(permit.by())?;
        if self.decided_at != DecidedAt::Centre {
            return Err(Refusal::NotDecidedAtCentre);
        }
        let held = match self.stage.clone() {
            Stage::Received(receipt) => {
                Held { receipt, acceptance: Acceptance { at, by: AcceptedBy::Window } }
            }
            Stage::Accepted(held) => held,
            _ => return Err(Refusal::StageRefused),
        };
        Ok(self.moved(Stage::Concluded { held, at, outcome, service: Service::Due }))
    }

    /// Refusal to accept (不予受理).
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], [`Refusal::FourEyes`], or [`Refusal::StageRefused`] unless it is received.
    pub fn not_accept(self, permit: &Permit<act::NotAcceptCase>, base: i32) -> Result<Self, Refusal> {
        self.at_version(base)?;
        self.four_eyes(permit.by())?;
        let Stage::Received(receipt) = self.stage.clone() else { return Err(Refusal::StageRefused) };
        Ok(self.moved(Stage::NotAccepted(receipt)))
    }

    /// Return with every defect at once (补正告知), for the first time.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], [`Refusal::CorrectedOnce`] when there was a notice before, or
    /// [`Refusal::StageRefused`] unless it is received.
    pub fn request_correction(
        self,
        _permit: &Permit<act::ReturnCase>,
        base: i32,
        earlier: usize,
    ) -> Result<Self, Refusal> {
        if earlier == 0 { self.corrected(base) } else { Err(Refusal::CorrectedOnce) }
    }

    /// Return once more, on the manager's word.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] unless it is received.
    pub fn request_further_correction(
        self,
        _permit: &Permit<act::ReturnAgain>,
        base: i32,
    ) -> Result<Self, Refusal> {
        self.corrected(base)
    }

    fn corrected(self, base: i32) -> Result<Self, Refusal> {
        self.at_version(base)?;
        let Stage::Received(receipt) = self.stage.clone() else { return Err(Refusal::StageRefused) };
        Ok(self.moved(Stage::CorrectionRequested(receipt)))
    }

    fn four_eyes(&self, by: Option<UserId>) -> Result<(), Refusal> {
        if by == Some(self.worker) { Err(Refusal::FourEyes) } else { Ok(()) }
    }

    const fn at_version(&self, base: i32) -> Result<(), Refusal> {
        if self.version == base { Ok(()) } else { Err(Refusal::VersionConflict) }
    }

    fn moved(mut self, stage: Stage) -> Self {
        self.stage = stage;
        self.version = self.version.saturating_add(1);
        self
    }
}
