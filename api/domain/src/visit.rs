//! A visit (上门): planned, underway, finished. Several items and cases may come of one, or none.

use jiff::Timestamp;

use crate::{
    fault::Refusal,
    ids::{CentreId, CommunityId, ResidentId, UserId, VisitId},
    policy::{Permit, Resource, act},
    text::{ItemCode, MaterialCode},
};

/// How a visit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitOutcome {
    /// What could be done was done; something may be left to collect next time.
    Done,
    /// Nobody opened.
    NotAtHome,
    /// The resident did not want it.
    Declined,
}

impl VisitOutcome {
    /// All outcomes.
    pub const ALL: [Self; 3] = [Self::Done, Self::NotAtHome, Self::Declined];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::NotAtHome => "not_at_home",
            Self::Declined => "declined",
        }
    }

    /// The outcome with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// Something left for the next visit: a normal state, not a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextTime {
    /// The item.
    pub item: ItemCode,
    /// The material, when it is one.
    pub material: Option<MaterialCode>,
}

/// Where a visit stands. Times of a phone are the phone's; the server's stand in the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitStage {
    /// On the list.
    Planned,
    /// The worker is there.
    Underway {
        /// Start by the phone's clock.
        started_at: Timestamp,
    },
    /// Over.
    Finished {
        /// Start by the phone's clock; absent when nobody opened.
        started_at: Option<Timestamp>,
        /// End by the phone's clock.
        finished_at: Timestamp,
        /// How it ended.
        outcome: VisitOutcome,
        /// What is left for the next visit.
        next_time: Vec<NextTime>,
    },
}

impl VisitStage {
    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Underway { .. } => "underway",
            Self::Finished { .. } => "finished",
        }
    }
}

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Made by whoever planned it.
    pub id: VisitId,
    /// Centre.
    pub centre: CentreId,
    /// Community.
    pub community: CommunityId,
    /// Whom it is for.
    pub resident: ResidentId,
    /// Who goes.
    pub worker: UserId,
    /// When.
    pub planned_for: Timestamp,
    /// Items expected to come up.
    pub items: Vec<ItemCode>,
    /// Where it stands.
    pub stage: VisitStage,
    /// Counts the writes.
    pub version: i32,
}

impl Visit {
    /// What policy asks about it.
    #[must_use]
    pub const fn resource(&self) -> Resource {
        Resource {
            centre: self.centre,
            community: Some(self.community),
            department: None,
            owner: Some(self.worker),
        }
    }

    /// The worker arrives.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] unless it is planned.
    pub fn start(self, _permit: &Permit<act::WorkVisit>, base: i32, at: Timestamp) -> Result<Self, Refusal> {
        self.at_version(base)?;
        match self.stage {
            VisitStage::Planned => Ok(self.moved(VisitStage::Underway { started_at: at })),
            VisitStage::Underway { .. } | VisitStage::Finished { .. } => Err(Refusal::StageRefused),
        }
    }

    /// The worker leaves, or finds nobody.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] when it is finished, or when something was done
    /// in a visit that never started.
    pub fn finish(
        self,
        _permit: &Permit<act::WorkVisit>,
        base: i32,
        at: Timestamp,
        outcome: VisitOutcome,
        next_time: Vec<NextTime>,
    ) -> Result<Self, Refusal> {
        self.at_version(base)?;
        let started_at = match (&self.stage, outcome) {
            (VisitStage::Underway { started_at }, _) => Some(*started_at),
            (VisitStage::Planned, VisitOutcome::NotAtHome | VisitOutcome::Declined) => None,
            (VisitStage::Planned, VisitOutcome::Done) | (VisitStage::Finished { .. }, _) => {
                return Err(Refusal::StageRefused);
            }
        };
        Ok(self.moved(VisitStage::Finished { started_at, finished_at: at, outcome, next_time }))
    }

    /// Changes the plan of a visit that has not begun.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] once it has begun.
    pub fn replan(
        mut self,
        _permit: &Permit<act::PlanVisit>,
        base: i32,
        worker: UserId,
        planned_for: Timestamp,
        items: Vec<ItemCode>,
    ) -> Result<Self, Refusal> {
        self.at_version(base)?;
        if self.stage != VisitStage::Planned {
            return Err(Refusal::StageRefused);
        }
        self.worker = worker;
        self.planned_for = planned_for;
        self.items = items;
        Ok(self.moved(VisitStage::Planned))
    }

    const fn at_version(&self, base: i32) -> Result<(), Refusal> {
        if self.version == base { Ok(()) } else { Err(Refusal::VersionConflict) }
    }

    fn moved(mut self, stage: VisitStage) -> Self {
        self.stage = stage;
        self.version = self.version.saturating_add(1);
        self
    }
}
