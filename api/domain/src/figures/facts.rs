//! What a report counts of one case. All of it follows from the case's events and from what hangs on it, so that it can
//! be made anew at any time; it is kept beside the case so that a year of cases is counted in one look.

use jiff::Timestamp;

use crate::{
    case::{Ending, Event, EventKind, Outcome, Stage, VoidReason},
    ids::{CaseId, CentreId, CommunityId, UserId, VisitId},
    message::MessageState,
    rating::Rating,
    text::{CatalogueVersion, ItemCode},
};

/// A case that a report may count: received once, and not for practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFacts {
    /// The case.
    pub case: CaseId,
    /// Its centre.
    pub centre: CentreId,
    /// Its community.
    pub community: CommunityId,
    /// Who collected it.
    pub worker: UserId,
    /// Its item.
    pub item: ItemCode,
    /// The version of the catalogue it is handled under.
    pub catalogue: CatalogueVersion,
    /// What figures weigh.
    pub counted: Counted,
}

/// What figures weigh of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// 收件, the first one.
    pub received_at: Timestamp,
    /// 视为受理: nobody had answered in time.
    pub deemed: bool,
    /// Once it is over.
    pub over: Option<Over>,
}

/// What is known of a case once it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    /// Since when.
    pub at: Timestamp,
    /// How.
    pub verdict: Verdict,
    /// Whether the resident had no way to go: every step of the item is done at home, and nobody fetched the result.
    pub zero_trip: bool,
    /// Visits it took.
    pub visits: u32,
    /// Minutes from the collection at home, by the phone's clock, to the end.
    pub minutes: Option<u32>,
    /// Working days from the first receipt to the end, without those in which the clocks stood still.
    pub working_days: Option<u32>,
    /// Whether it was decided in the promised time; unknown for what was not decided, or had no promise.
    pub promise_kept: Option<bool>,
    /// Correction notices it took.
    pub corrections: u32,
    /// Materials that the resident did not have to bring: found by look-ups, and struck from the list.
    pub spared: u32,
    /// Messages about it.
    pub messages: MessageTally,
    /// The resident's rating.
    pub rating: Option<Rating>,
}

/// How a case ended, as reports tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// 准予
    Granted,
    /// 不予许可
    Refused,
    /// 不予受理
    NotAccepted,
    /// 撤件
    Withdrawn,
    /// 终止
    Terminated,
    /// It should never have been.
    Void,
    /// It should never have been, for it was there as another case.
    Duplicate,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Granted,
        Self::Refused,
        Self::NotAccepted,
        Self::Withdrawn,
        Self::Terminated,
        Self::Void,
        Self::Duplicate,
    ];

    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::NotAccepted => "not_accepted",
            Self::Withdrawn => "withdrawn",
            Self::Terminated => "terminated",
            Self::Void => "void",
            Self::Duplicate => "duplicate",
        }
    }

    /// The verdict with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == text)
    }

    /// How a case ended and when, by its stage and its history; none while it is open.
    #[must_use]
    pub fn of(stage: &Stage, events: &[Event]) -> Option<(Self, Timestamp)> {
        let last = |kind: EventKind| events.iter().rfind(|event| event.kind == kind);
        match stage {
            Stage::Concluded { outcome: Outcome::Granted, at, .. } => Some((Self::Granted, *at)),
            Stage::Concluded { outcome: Outcome::Refused, at, .. } => Some((Self::Refused, *at)),
            Stage::NotAccepted(_) => Some((Self::NotAccepted, last(EventKind::NotAccepted)?.at)),
            Stage::Ended { how: Ending::Withdrawn, at, .. } => Some((Self::Withdrawn, *at)),
            Stage::Ended { how: Ending::Terminated, at, .. } => Some((Self::Terminated, *at)),
            Stage::Ended { how: Ending::Void, at, .. } => {
                let why = last(EventKind::Voided).and_then(|event| event.reason.as_deref());
                let twice = why == Some(VoidReason::DUPLICATE);
                Some((if twice { Self::Duplicate } else { Self::Void }, *at))
            }
            _ => None,
        }
    }

    /// Whether the application was decided (办结): granted or refused.
    #[must_use]
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Granted | Self::Refused)
    }

    /// Whether it was no application at all.
    #[must_use]
    pub const fn is_void(self) -> bool {
        matches!(self, Self::Void | Self::Duplicate)
    }
}

/// The messages about a case, by how far they came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MessageTally {
    /// Those that were to go out; what was dropped with reason is not among them.
    pub queued: u32,
    /// Those that the gateway took, and did not report as failed.
    pub handed_over: u32,
    /// Those that a carrier reported as delivered.
    pub delivered: u32,
    /// Those that the gateway refused, or that a carrier reported as failed.
    pub failed: u32,
}

impl MessageTally {
    /// Counts messages by their states.
    #[must_use]
    pub fn of(states: impl IntoIterator<Item = MessageState>) -> Self {
        let mut tally = Self::default();
        for state in states {
            let taken = match state {
                MessageState::Dropped => continue,
                MessageState::Queued => 0,
                MessageState::Accepted | MessageState::Expired => 1,
                MessageState::Delivered => {
                    tally.delivered = tally.delivered.saturating_add(1);
                    1
                }
                MessageState::Failed => {
                    tally.failed = tally.failed.saturating_add(1);
                    0
                }
            };
            tally.queued = tally.queued.saturating_add(1);
            tally.handed_over = tally.handed_over.saturating_add(taken);
        }
        tally
    }
}

/// A visit to the resident of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenVisit {
    /// The visit.
    pub id: VisitId,
    /// For when it was planned.
    pub planned_for: Timestamp,
    /// Whether it is over, in whichever way.
    pub finished: bool,
    /// Whether the case's item was planned for it, or left for next time.
    pub names_item: bool,
    /// Whether another case of the same item came of it.
    pub made_another: bool,
}

/// The visits that a case took: the one it came of, and those for its item since the resident's last case of it,
/// those among them at which nobody opened too. What came after its end, such as a delivery, is none of them.
#[must_use]
pub fn visits_made(origin: VisitId, over_at: Timestamp, seen: &[SeenVisit]) -> u32 {
    let began = seen.iter().find(|visit| visit.id == origin).map(|visit| visit.planned_for);
    let others = seen.iter().filter(|visit| visit.id != origin);
    let before = others.clone().filter(|visit| visit.made_another && Some(visit.planned_for) < began);
    let since = before.map(|visit| visit.planned_for).max();
    let for_it = others.filter(|visit| {
        visit.finished
            && visit.names_item
            && !visit.made_another
            && visit.planned_for <= over_at
            && since.is_none_or(|since| visit.planned_for > since)
    });
    u32::try_from(for_it.count()).unwrap_or(u32::MAX).saturating_add(1)
}

/// Whole minutes between two instants; none are less than none, whatever a phone's clock says.
#[must_use]
pub fn minutes_between(from: Timestamp, to: Timestamp) -> u32 {
    let minutes = to.duration_since(from).as_mins();
    u32::try_from(minutes.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> VisitId {
        VisitId::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn visit(n: u128, hour: i64) -> SeenVisit {
        let planned_for = Timestamp::from_second(hour * 3600).unwrap();
        SeenVisit { id: id(n), planned_for, finished: true, names_item: true, made_another: false }
    }

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3600).unwrap()
    }

    #[test]
    fn a_case_takes_the_visits_for_its_item_since_the_last_case_of_it() {
        let last_year = SeenVisit { made_another: true, ..visit(1, 10) };
        let before_that = visit(2, 5);
        let nobody_opened = visit(3, 20);
        let for_something_else = SeenVisit { names_item: false, ..visit(4, 21) };
        let still_planned = SeenVisit { finished: false, ..visit(5, 22) };
        let origin = SeenVisit { finished: false, ..visit(6, 30) };
        let delivery = visit(7, 50);
        let seen =
            [last_year, before_that, nobody_opened, for_something_else, still_planned, origin, delivery];
        assert_eq!(visits_made(id(6), at(40), &seen), 2);
        assert_eq!(visits_made(id(1), at(11), &seen), 2, "the one in vain before it, and its own");
        assert_eq!(visits_made(id(9), at(40), &[]), 1, "a case without a visit cannot be");
    }

    #[test]
    fn what_the_gateway_took_is_handed_over_whatever_nobody_reported() {
        use MessageState as S;
        let tally =
            MessageTally::of([S::Queued, S::Accepted, S::Delivered, S::Expired, S::Failed, S::Dropped]);
        assert_eq!(tally, MessageTally { queued: 5, handed_over: 3, delivered: 1, failed: 1 });
    }

    #[test]
    fn a_clock_that_is_ahead_makes_no_time_negative() {
        assert_eq!(minutes_between(at(1), at(3)), 120);
        assert_eq!(minutes_between(at(3), at(1)), 0);
    }

    #[test]
    fn a_verdict_has_one_name() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::parse(verdict.as_str()), Some(verdict));
        }
    }
}
