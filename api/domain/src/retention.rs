//! How long each kind of data is kept. The periods are data; what may not be shorter is a rule and stands here.

use std::{collections::BTreeMap, num::NonZeroU16};

use jiff::{SignedDuration, Timestamp};

/// A kind of data with a period of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kept {
    /// A decided case with its files.
    CaseDecided,
    /// A case that ended without a decision, with its files.
    CaseEnded,
    /// What was said of a visit in words.
    VisitNotes,
    /// What was said with a request for a visit, once it was answered.
    VisitRequests,
    /// Where a resident lives, to about 100 m.
    HomePlaces,
    /// Numbers and texts of messages; that one was sent stays.
    Messages,
    /// Links to a case's page, once they have run out.
    Links,
    /// Uploads that no manifest names.
    Uploads,
    /// Saved replies to writes.
    Replies,
    /// That something was taken from a worker, for their phone to hear.
    ScopeExits,
    /// Writes of phones that were not applied, once somebody has seen to them.
    NotApplied,
    /// Sign-ins that have ended.
    Sessions,
    /// The audit log.
    Audit,
    /// That somebody was erased.
    Erasures,
}

impl Kept {
    /// All kinds.
    pub const ALL: [Self; 14] = [
        Self::CaseDecided,
        Self::CaseEnded,
        Self::VisitNotes,
        Self::VisitRequests,
        Self::HomePlaces,
        Self::Messages,
        Self::Links,
        Self::Uploads,
        Self::Replies,
        Self::ScopeExits,
        Self::NotApplied,
        Self::Sessions,
        Self::Audit,
        Self::Erasures,
    ];

    /// The printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CaseDecided => "case_decided",
            Self::CaseEnded => "case_ended",
            Self::VisitNotes => "visit_notes",
            Self::VisitRequests => "visit_requests",
            Self::HomePlaces => "home_places",
            Self::Messages => "messages",
            Self::Links => "links",
            Self::Uploads => "uploads",
            Self::Replies => "replies",
            Self::ScopeExits => "scope_exits",
            Self::NotApplied => "not_applied",
            Self::Sessions => "sessions",
            Self::Audit => "audit",
            Self::Erasures => "erasures",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The fewest days: what phones were promised (uploads, replies), five months of messages
    /// (通信短信息服务管理规定, LAWYER), six months of logs of use (网络安全法, LAWYER).
    #[must_use]
    pub const fn at_least(self) -> u16 {
        match self {
            Self::Uploads => 30,
            Self::Replies => 90,
            Self::ScopeExits | Self::NotApplied => 31,
            Self::Messages => 155,
            Self::Sessions => 184,
            _ => 1,
        }
    }

    /// Whether it is kept as long as the site: a chain cannot lose a link, and a restore needs every erasure.
    #[must_use]
    pub const fn is_for_ever(self) -> bool {
        matches!(self, Self::Audit | Self::Erasures)
    }
}

/// The period of each kind; nothing for what is kept for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periods(pub BTreeMap<Kept, Option<NonZeroU16>>);

impl Periods {
    fn length(&self, kind: Kept) -> Option<SignedDuration> {
        let days = self.0.get(&kind).copied().flatten()?;
        Some(SignedDuration::from_hours(i64::from(days.get()) * 24))
    }

    /// What is as old as this, or older, has been kept long enough; the beginning of time for what is kept for ever.
    #[must_use]
    pub fn cutoff(&self, kind: Kept, now: Timestamp) -> Timestamp {
        self.length(kind).and_then(|length| now.checked_sub(length).ok()).unwrap_or(Timestamp::MIN)
    }

    /// Until when something that was over at an instant is kept; the end of time for what is kept for ever.
    #[must_use]
    pub fn until(&self, kind: Kept, over: Timestamp) -> Timestamp {
        self.length(kind).and_then(|length| over.checked_add(length).ok()).unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_counted_both_ways() {
        let periods = Periods(BTreeMap::from([(Kept::Links, NonZeroU16::new(2)), (Kept::Audit, None)]));
        let now: Timestamp = "2026-11-23T00:00:00Z".parse().unwrap();
        assert_eq!(periods.cutoff(Kept::Links, now).to_string(), "2026-11-21T00:00:00Z");
        assert_eq!(periods.until(Kept::Links, now).to_string(), "2026-11-25T00:00:00Z");
        assert_eq!(periods.cutoff(Kept::Audit, now), Timestamp::MIN);
        assert_eq!(periods.until(Kept::Audit, now), Timestamp::MAX);
    }
}
