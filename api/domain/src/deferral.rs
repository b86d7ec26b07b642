//! What may follow later (容缺受理): a case is accepted without a secondary material, on the resident's signed word that
//! it comes within a term.

use jiff::Timestamp;

use crate::{deadlines::Tolerance, text::MaterialCode};

/// What has been said about a term that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// Nothing yet.
    Nothing,
    /// A reminder when half of the term had gone.
    Half,
    /// A reminder on the last day.
    LastDay,
    /// That it was missed.
    Missed,
}

impl Told {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Half => "half",
            Self::LastDay => "last_day",
            Self::Missed => "missed",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Nothing, Self::Half, Self::LastDay, Self::Missed]
            .into_iter()
            .find(|told| told.as_str() == text)
    }
}

/// The term of one case for everything that follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deferral {
    /// What follows.
    pub materials: Vec<MaterialCode>,
    /// The acceptance, from which the term runs.
    pub since: Timestamp,
    /// When half of it has gone; nothing in a term of a day.
    pub half_at: Option<Timestamp>,
    /// The morning of the last day.
    pub last_day_at: Timestamp,
    /// The end of the last day.
    pub due_at: Timestamp,
    /// What has been said about it.
    pub told: Told,
    /// When everything was there, or the case was over without it.
    pub over_at: Option<Timestamp>,
}

impl Deferral {
    /// A term that begins.
    #[must_use]
    pub fn begin(materials: Vec<MaterialCode>, since: Timestamp, term: &Tolerance) -> Self {
        let deferral = Self {
            materials,
            since,
            half_at: None,
            last_day_at: since,
            due_at: since,
            told: Told::Nothing,
            over_at: None,
        };
        deferral.reckoned(term)
    }

    /// The same term by another reckoning.
    #[must_use]
    pub fn reckoned(self, term: &Tolerance) -> Self {
        Self { half_at: term.half, last_day_at: term.last_day, due_at: term.due.at, ..self }
    }

    /// What is to be said at an instant; of several, the latest.
    #[must_use]
    pub fn to_tell(&self, now: Timestamp) -> Option<Told> {
        let reached = if now > self.due_at {
            Told::Missed
        } else if now >= self.last_day_at {
            Told::LastDay
        } else if self.half_at.is_some_and(|half| now >= half) {
            Told::Half
        } else {
            Told::Nothing
        };
        (self.over_at.is_none() && reached > self.told).then_some(reached)
    }

    /// The next instant at which there may be something to say.
    #[must_use]
    pub fn next_at(&self) -> Option<Timestamp> {
        if self.over_at.is_some() {
            return None;
        }
        match self.told {
            Told::Nothing => Some(self.half_at.unwrap_or(self.last_day_at)),
            Told::Half => Some(self.last_day_at),
            Told::LastDay => Some(self.due_at),
            Told::Missed => None,
        }
    }
}
