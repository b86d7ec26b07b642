//! A write from a phone that the state of things did not allow: kept with what it said until its worker, who collected it
//! at a door, has dealt with it.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    ids::{CaseId, CentreId, DeviceId, NotAppliedId, ResidentId, UserId, VisitId, WriteId},
    policy::{Permit, Resource, act},
};

/// How long one may stand before the manager is asked to see to it.
pub const STANDING_AT_MOST: SignedDuration = SignedDuration::from_hours(72);

/// What a phone may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Plans a visit, or changes its plan.
    PutVisit,
    /// At the door.
    StartVisit,
    /// Out of it again.
    FinishVisit,
    /// Puts a resident into the register.
    PutResident,
    /// Files a case, or mends it.
    PutCase,
    /// Hands in what was to follow.
    SupplementCase,
    /// Takes originals from a home.
    TakeOriginals,
    /// Says to have what was handed on.
    TakeOver,
    /// Hands things on.
    HandOver,
    /// Hands things to the resident.
    DeliverCase,
    /// Says that a result could not be handed over.
    NoteAttempt,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::PutVisit,
        Self::StartVisit,
        Self::FinishVisit,
        Self::PutResident,
        Self::PutCase,
        Self::SupplementCase,
        Self::TakeOriginals,
        Self::TakeOver,
        Self::HandOver,
        Self::DeliverCase,
        Self::NoteAttempt,
    ];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PutVisit => "put_visit",
            Self::StartVisit => "start_visit",
            Self::FinishVisit => "finish_visit",
            Self::PutResident => "put_resident",
            Self::PutCase => "put_case",
            Self::SupplementCase => "supplement_case",
            Self::TakeOriginals => "take_originals",
            Self::TakeOver => "take_over",
            Self::HandOver => "hand_over",
            Self::DeliverCase => "deliver_case",
            Self::NoteAttempt => "note_attempt",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.as_str() == text)
    }
}

/// What became of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Settlement {
    /// Said again in another write.
    Resent,
    /// Given up.
    Dropped,
    /// The same write came again and was applied after all.
    Applied,
}

impl Settlement {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Resent, Self::Dropped, Self::Applied];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Resent => "resent",
            Self::Dropped => "dropped",
            Self::Applied => "applied",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|settlement| settlement.as_str() == text)
    }
}

/// A write that was not applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotApplied {
    /// Its id, whose order is that in which they came.
    pub id: NotAppliedId,
    /// Where it belongs.
    pub centre: CentreId,
    /// Whose it is.
    pub worker: UserId,
    /// The write as the phone knows it.
    pub write: WriteId,
    /// On which device.
    pub device: DeviceId,
    /// What was to be done.
    pub operation: Operation,
    /// To what.
    pub object: Uuid,
    /// The case that it named.
    pub case: Option<CaseId>,
    /// The visit that it named.
    pub visit: Option<VisitId>,
    /// Whose data it says, where that is known.
    pub resident: Option<ResidentId>,
    /// The version that it was made on, for what has versions.
    pub base_version: Option<i32>,
    /// The version that the server had, where the worker may know of it.
    pub current_version: Option<i32>,
    /// Why not: the refusal's code.
    pub code: String,
    /// When it was refused first.
    pub refused_at: Timestamp,
    /// When it was settled, by whom and how.
    pub settled: Option<(Timestamp, UserId, Settlement)>,
}

impl NotApplied {
    /// What policy asks about it.
    #[must_use]
    pub const fn resource(&self) -> Resource {
        Resource { centre: self.centre, community: None, department: None, owner: Some(self.worker) }
    }

    /// Settled by a person.
    #[must_use]
    pub fn settle(
        self,
        _permit: &Permit<act::SettleUnapplied>,
        by: UserId,
        how: Settlement,
        at: Timestamp,
    ) -> Self {
        Self { settled: Some((at, by, how)), ..self }
    }

    /// Settled by itself: its worker's phone sent it again, and it was applied.
    #[must_use]
    pub fn applied(self, at: Timestamp) -> Self {
        let by = self.worker;
        Self { settled: Some((at, by, Settlement::Applied)), ..self }
    }
}
