//! What a reckoning gives: instants, where they come from, and how near they are.

use jiff::{Timestamp, civil::Date};

use crate::{text::CalendarVersion, working_days::MissingYear};

/// By when something is to happen. Kept as it was reckoned, with the calendar it was reckoned by: a newer calendar
/// makes new ones for open cases only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last instant that is in time: close of business, or 24:00, which is 00:00 of the day after in Shanghai.
    pub at: Timestamp,
    /// The working day in Shanghai that it closes. This is the date to print: for 24:00 it is not the date of `at`.
    pub day: Date,
    /// From when it is yellow, see [`Light`].
    pub warn_at: Timestamp,
    /// Whether a provisional year was leaned on.
    pub provisional: bool,
    /// The version of the calendar.
    pub calendar: CalendarVersion,
}

impl Due {
    /// Whether it is missed.
    #[must_use]
    pub fn is_past(&self, now: Timestamp) -> bool {
        now > self.at
    }

    /// How near it is.
    #[must_use]
    pub fn light(&self, now: Timestamp) -> Light {
        if self.is_past(now) {
            Light::Red
        } else if now >= self.warn_at {
            Light::Yellow
        } else {
            Light::Green
        }
    }
}

/// How near a due instant is. The later one is the worse one.
///
/// Yellow begins at 00:00 of the working day on which the counted working days that are left, that day among them, are
/// a third of the limit (rounded down) or fewer, and on the last day of any limit: the last 6 days of 20, the last day
/// of 5. A limit of 0 is yellow from receipt. Red begins when the due instant is past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// Time enough.
    Green,
    /// The last third, or the last day.
    Yellow,
    /// Overdue.
    Red,
}

impl Light {
    /// The light with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Green, Self::Yellow, Self::Red].into_iter().find(|light| light.as_str() == text)
    }

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

/// Where a limit stands that runs from acceptance and may be paused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// The case is not accepted yet.
    NotStarted,
    /// A special procedure is open and began in time: nothing is due until it ends.
    Paused {
        /// When it began.
        since: Timestamp,
    },
    /// It runs out then, or has run out.
    Due(Due),
}

impl Term {
    /// By when, if it runs.
    #[must_use]
    pub const fn due(&self) -> Option<&Due> {
        match self {
            Self::Due(due) => Some(due),
            Self::NotStarted | Self::Paused { .. } => None,
        }
    }

    /// How near it is; nothing for a limit that does not run.
    #[must_use]
    pub fn light(&self, now: Timestamp) -> Option<Light> {
        self.due().map(|due| due.light(now))
    }
}

/// The clocks of a case. One that needs a year which the calendar lacks says so and leaves the others alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadlines {
    /// By when the receipt is answered with an acceptance, a refusal or a correction notice.
    pub notice: Result<Due, MissingYear>,
    /// By when the centre promised to conclude.
    pub promised: Result<Term, MissingYear>,
    /// By when the law wants it concluded.
    pub statutory: Result<Term, MissingYear>,
}

impl Deadlines {
    /// Whether the time for the notice has gone by. Asked of a case that is received and was not accepted, refused or
    /// returned since: that case is accepted from the day of its receipt (行政许可法 art. 32).
    ///
    /// # Errors
    /// [`MissingYear`].
    pub fn is_deemed_accepted(&self, now: Timestamp) -> Result<bool, MissingYear> {
        self.notice.as_ref().map(|due| due.is_past(now)).map_err(|missing| *missing)
    }

    /// A year that some clock lacks, the earliest of them: to be imported before anything else.
    #[must_use]
    pub fn missing_year(&self) -> Option<MissingYear> {
        let [promised, statutory] = [&self.promised, &self.statutory].map(|term| term.as_ref().err());
        let missing = [self.notice.as_ref().err(), promised, statutory];
        missing.into_iter().flatten().min_by_key(|missing| missing.year).copied()
    }
}

/// A tolerant acceptance (容缺受理): until when, and when to remind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tolerance {
    /// The end of the last day.
    pub due: Due,
    /// The morning of the first working day on which half of the days, rounded down, have gone: the sixth of 10, the
    /// third of 5. Nothing where that is the last day.
    pub half: Option<Timestamp>,
    /// The morning of the last day.
    pub last_day: Timestamp,
}
