//! A visit (上门): planned, underway, finished. Several items and cases may come of one, or none.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use crate::{
    clock::shanghai,
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
    /// Which stop of its day it is, where the worker has chosen an order. No write of its own: the version stays.
    pub day_order: Option<i32>,
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

    /// Whether it is over.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self.stage, VisitStage::Finished { .. })
    }

    /// The items that somebody has to come again for: what is left for next time; all of them when nobody opened. Nothing
    /// when nobody has to, and while it is not over.
    #[must_use]
    pub fn left_over(&self) -> Option<Vec<ItemCode>> {
        let VisitStage::Finished { outcome, next_time, .. } = &self.stage else { return None };
        let next_time: Vec<_> = next_time.iter().map(|left| left.item.clone()).collect();
        match outcome {
            _ if !next_time.is_empty() => Some(next_time),
            VisitOutcome::NotAtHome => Some(self.items.clone()),
            VisitOutcome::Done | VisitOutcome::Declined => None,
        }
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
        if self.worker != worker || shanghai(self.planned_for).date() != shanghai(planned_for).date() {
            self.day_order = None;
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

/// Puts a day's visits in the order in which they are made. Planned times say when somebody is somewhere; where a worker has
/// chosen an order, their visits change places among themselves, those without a place in it last.
pub fn in_order_of_day<T>(visits: &mut Vec<T>, visit: impl Fn(&T) -> &Visit) {
    let planned = |one: &T| (visit(one).planned_for, visit(one).id);
    visits.sort_by_key(planned);
    let whose: Vec<UserId> = visits.iter().map(|one| visit(one).worker).collect();
    let mut of_workers = BTreeMap::<UserId, VecDeque<T>>::new();
    // Stable: of those without a place, the earlier one comes first.
    visits.sort_by_key(|one| visit(one).day_order.map_or((true, 0), |place| (false, place)));
    for one in visits.drain(..) {
        of_workers.entry(visit(&one).worker).or_default().push_back(one);
    }
    visits.extend(whose.iter().filter_map(|worker| of_workers.get_mut(worker)?.pop_front()));
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::policy::by_the_server;

    fn visit(id: u128, worker: u128, hour: i64, day_order: Option<i32>) -> Visit {
        Visit {
            id: VisitId::from_uuid(Uuid::from_u128(id)),
            centre: CentreId::from_uuid(Uuid::from_u128(1)),
            community: CommunityId::from_uuid(Uuid::from_u128(2)),
            resident: ResidentId::from_uuid(Uuid::from_u128(3)),
            worker: UserId::from_uuid(Uuid::from_u128(worker)),
            planned_for: Timestamp::from_second(hour * 3600).unwrap(),
            items: Vec::new(),
            day_order,
            stage: VisitStage::Planned,
            version: 1,
        }
    }

    #[test]
    fn a_chosen_order_moves_a_workers_visits_and_nobody_elses() {
        let mut day = vec![
            visit(4, 7, 4, Some(0)),
            visit(1, 7, 1, None),
            visit(2, 8, 2, None),
            visit(3, 7, 3, Some(1)),
            visit(5, 8, 5, None),
        ];
        in_order_of_day(&mut day, |visit| visit);
        let order: Vec<_> = day.iter().map(|visit| visit.id.uuid().as_u128()).collect();
        assert_eq!(order, [4, 2, 3, 1, 5]);
    }

    #[test]
    fn a_place_in_the_day_goes_with_worker_and_day() {
        let replan = |worker: u128, hour: i64| {
            let before = visit(1, 7, 1, Some(3));
            let worker = UserId::from_uuid(Uuid::from_u128(worker));
            let at = Timestamp::from_second(hour * 3600).unwrap();
            before.replan(&by_the_server(), 1, worker, at, Vec::new()).unwrap().day_order
        };
        assert_eq!(replan(7, 2), Some(3));
        assert_eq!(replan(8, 1), None, "somebody else goes");
        assert_eq!(replan(7, 16), None, "the day begins at 16:00 UTC");
    }
}
