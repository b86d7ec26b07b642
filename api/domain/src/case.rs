//! A case (办件) and the moves it may make.
//!
//! ```text
//! receiving -> received -> accepted -> approved | refused
//!              received -> correction_requested -> received
//!              received -> not_accepted
//! ```
//! A stage carries its own facts. A move takes the permit for it and may refuse. Legal instants are the server's;
//! what the phone's clock said stands beside them in the case's events.

use jiff::Timestamp;

use crate::{
    case_number::CaseNumber,
    catalogue::DecidedAt,
    checklist::Checklist,
    fault::Refusal,
    ids::{CaseId, CentreId, CommunityId, ResidentId, UserId, VisitId},
    policy::{Permit, Resource, act},
    text::{CatalogueVersion, DepartmentCode, ItemCode},
};

/// The receipt (收件): number and legal instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Given by the centre, kept through corrections.
    pub number: CaseNumber,
    /// When the case was complete on the server.
    pub at: Timestamp,
}

/// How a case was concluded (办结).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 准予
    Granted,
    /// 不予许可
    Refused,
}

impl Outcome {
    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
        }
    }
}

/// Where a case stands, with the facts of that stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// On its way: metadata is safe, files trickle in.
    Receiving,
    /// Complete; the legal clock runs.
    Received(Receipt),
    /// Returned once with every defect (补正告知).
    CorrectionRequested(Receipt),
    /// Refused acceptance (不予受理).
    NotAccepted(Receipt),
    /// Accepted (受理).
    Accepted {
        /// The receipt before it.
        receipt: Receipt,
        /// When.
        at: Timestamp,
    },
    /// Concluded (办结).
    Concluded {
        /// The receipt before it.
        receipt: Receipt,
        /// When it was accepted.
        accepted_at: Timestamp,
        /// When it was concluded.
        at: Timestamp,
        /// With what result.
        outcome: Outcome,
    },
}

impl Stage {
    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Received(_) => "received",
            Self::CorrectionRequested(_) => "correction_requested",
            Self::NotAccepted(_) => "not_accepted",
            Self::Accepted { .. } => "accepted",
            Self::Concluded { outcome: Outcome::Granted, .. } => "approved",
            Self::Concluded { outcome: Outcome::Refused, .. } => "refused",
        }
    }

    /// The receipt, once there is one.
    #[must_use]
    pub const fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Receiving => None,
            Self::Received(receipt)
            | Self::CorrectionRequested(receipt)
            | Self::NotAccepted(receipt)
            | Self::Accepted { receipt, .. }
            | Self::Concluded { receipt, .. } => Some(receipt),
        }
    }

    /// Whether the phone may still add to it or mend it.
    #[must_use]
    pub const fn is_open_to_the_phone(&self) -> bool {
        matches!(self, Self::Receiving | Self::CorrectionRequested(_))
    }
}

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
    /// What policy asks about it. The department sees it once it is accepted for the department.
    #[must_use]
    pub fn resource(&self) -> Resource {
        let reached =
            self.decided_at == DecidedAt::Department && matches!(self.stage, Stage::Accepted { .. });
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

    /// Acceptance (受理).
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], [`Refusal::FourEyes`] for who collected it, [`Refusal::StageRefused`] unless
    /// it is received.
    pub fn accept(self, permit: &Permit<act::AcceptCase>, base: i32, at: Timestamp) -> Result<Self, Refusal> {
        self.at_version(base)?;
        self.four_eyes(permit.by())?;
        let Stage::Received(receipt) = self.stage.clone() else { return Err(Refusal::StageRefused) };
        Ok(self.moved(Stage::Accepted { receipt, at }))
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
        let (receipt, accepted_at) = match &self.stage {
            Stage::Received(receipt) => (receipt.clone(), at),
            Stage::Accepted { receipt, at: accepted_at } => (receipt.clone(), *accepted_at),
            _ => return Err(Refusal::StageRefused),
        };
        Ok(self.moved(Stage::Concluded { receipt, accepted_at, at, outcome }))
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

    /// Return with every defect at once (补正告知).
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] unless it is received.
    pub fn request_correction(self, _permit: &Permit<act::ReturnCase>, base: i32) -> Result<Self, Refusal> {
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

/// What can happen to a case, as its history and the reports know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The phone filed it.
    Filed,
    /// The phone mended it.
    Refiled,
    /// 收件
    Received,
    /// 受理
    Accepted,
    /// 不予受理
    NotAccepted,
    /// 补正告知
    CorrectionRequested,
    /// 准予
    Granted,
    /// 不予许可
    Refused,
}

impl EventKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Filed,
        Self::Refiled,
        Self::Received,
        Self::Accepted,
        Self::NotAccepted,
        Self::CorrectionRequested,
        Self::Granted,
        Self::Refused,
    ];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Refiled => "refiled",
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::NotAccepted => "not_accepted",
            Self::CorrectionRequested => "correction_requested",
            Self::Granted => "granted",
            Self::Refused => "refused",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One thing that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// When, by the server's clock: the legal instant.
    pub at: Timestamp,
    /// When, by the phone's clock, where a phone said it.
    pub device_at: Option<Timestamp>,
    /// Who; nobody when the server acted of itself.
    pub actor: Option<UserId>,
    /// In which role.
    pub role: Option<crate::actor::Role>,
    /// Coded reason, where the move has one.
    pub reason: Option<String>,
}
