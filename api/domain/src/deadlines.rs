//! The legal clocks of a case: by when its receipt is answered, by when the centre promised to conclude it and by when
//! the law wants it concluded. Facts and a calendar in, due instants out; nothing here reads a clock.
//!
//! How time is counted. All days are working days of the calendar ([`crate::working_days`]), in Asia/Shanghai.
//!
//! - **Days.** The day on which a period begins is not counted, whatever its hour and even when it is a day off; the
//!   period ends at 24:00 of its last day (Civil Code art. 201-203), which is 00:00 of the day after.
//! - **Limit 0**, the promise of an immediate item (即办件): close of business of the day of receipt. A receipt after
//!   close of business or on a day off is taken as one of the next working day. At the very instant of closing it is
//!   still in time. It runs from receipt, not from acceptance: the three steps are one act at the window.
//! - **Notice.** Five working days from receipt to accept, refuse or tell everything that is missing; after that the
//!   case is deemed accepted from the day of receipt (行政许可法 art. 32, 82). Nothing pauses this.
//! - **Promised and statutory limits** run from acceptance, side by side. An extension that the law allows (art. 42)
//!   is handed in as a longer limit. The time for a correction lies before acceptance and is no pause.
//! - **Pauses** (特别程序, art. 45) stop both limits, never the notice; see [`Pause`].
//! - **In time** is whatever happens not later than the due instant.
//!
//! A year that the calendar lacks spoils only the terms that need it, each of which then says so.

mod due;
mod pause;
#[cfg(test)]
mod tests;

use std::num::NonZeroU16;

use jiff::{
    Timestamp,
    civil::{self, Date, Time},
};

use crate::{
    clock::{day_start, shanghai},
    text::CalendarVersion,
    working_days::{Calendar, MissingYear, Reckoned},
};

pub use due::{Deadlines, Due, Light, Term, Tolerance};
pub use pause::{Pause, PauseKind};

/// Working days from receipt within which it is answered (行政许可法 art. 32).
pub const NOTICE_DAYS: NonZeroU16 = days(5);

/// Working days from collection at home to a complete submission: the centre's own promise.
pub const SUBMISSION_DAYS: NonZeroU16 = days(1);

/// Working days from acceptance for what may follow later (容缺), as the signed commitment says.
pub const DEFERRAL_DAYS: NonZeroU16 = days(10);

/// Working days from a decision until what was decided is made out and served (行政许可法 art. 44).
pub const SERVICE_DAYS: NonZeroU16 = days(10);

/// Working days within which the window sees to what could not be handed over.
pub const UNDELIVERED_DAYS: NonZeroU16 = days(5);

/// The hour at which a reminder of a day is due.
pub const REMINDER_HOUR: Time = civil::time(9, 0, 0, 0);

const fn days(days: u16) -> NonZeroU16 {
    match NonZeroU16::new(days) {
        Some(days) => days,
        None => NonZeroU16::MIN,
    }
}

/// When a centre closes on a working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BusinessHours {
    /// Close of business in Asia/Shanghai. What comes at that very instant is in time.
    pub closes: Time,
}

impl Default for BusinessHours {
    fn default() -> Self {
        Self { closes: civil::time(17, 0, 0, 0) }
    }
}

/// What the clocks of a case run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'a> {
    /// Receipt (收件), the last one when the case came back from a correction.
    pub received_at: Timestamp,
    /// Acceptance (受理), once there is one; for a deemed acceptance the instant of receipt.
    pub accepted_at: Option<Timestamp>,
    /// Promised working days; 0 for an immediate item.
    pub promised_days: u16,
    /// The legal ceiling in working days, extensions included.
    pub statutory_days: u16,
    /// Special procedures, in any order; they may overlap.
    pub pauses: &'a [Pause],
}

/// Reckons due instants by one calendar and the hours of one centre.
#[derive(Debug, Clone, Copy)]
pub struct Reckoning<'c> {
    calendar: &'c Calendar,
    hours: BusinessHours,
}

impl<'c> Reckoning<'c> {
    /// By this calendar and these hours.
    #[must_use]
    pub const fn new(calendar: &'c Calendar, hours: BusinessHours) -> Self {
        Self { calendar, hours }
    }

    /// The version of the calendar that is reckoned by.
    #[must_use]
    pub const fn calendar(&self) -> &'c CalendarVersion {
        self.calendar.version()
    }

    /// The clocks of a case, side by side.
    #[must_use]
    pub fn deadlines(&self, facts: &Facts<'_>) -> Deadlines {
        Deadlines {
            notice: self.within(facts.received_at, NOTICE_DAYS),
            promised: self.limit(facts, facts.promised_days),
            statutory: self.limit(facts, facts.statutory_days),
        }
    }

    /// By when what was collected at home is to be with the centre: the end of the next working day.
    ///
    /// # Errors
    /// [`MissingYear`].
    pub fn submission(&self, collected_at: Timestamp) -> Result<Due, MissingYear> {
        self.within(collected_at, SUBMISSION_DAYS)
    }

    /// The end of the `days`-th working day after an instant: the call-back after a bad rating, the answer to a
    /// request about one's data, and any other term that nothing pauses.
    ///
    /// # Errors
    /// [`MissingYear`].
    pub fn within(&self, from: Timestamp, days: NonZeroU16) -> Result<Due, MissingYear> {
        Ok(self.end_of(&self.count(from, days, &[])?))
    }

    /// Tolerant acceptance (容缺受理): by when the material that may follow is there, and when to remind of it.
    ///
    /// # Errors
    /// [`MissingYear`].
    pub fn tolerance(&self, accepted_at: Timestamp, days: NonZeroU16) -> Result<Tolerance, MissingYear> {
        let counted = self.count(accepted_at, days, &[])?;
        let half = counted.days.get(counted.days.len() / 2).filter(|half| **half < counted.last.date);
        Ok(Tolerance {
            half: half.map(|half| at(*half, REMINDER_HOUR)),
            last_day: at(counted.last.date, REMINDER_HOUR),
            due: self.end_of(&counted),
        })
    }

    /// Working days that a case took, from acceptance to an instant such as its conclusion: those after the day of
    /// acceptance up to and with the day of the instant, without those that a pause stopped. A limit of n days is
    /// kept when this is not more than n.
    ///
    /// # Errors
    /// [`MissingYear`].
    pub fn days_taken(
        &self,
        accepted_at: Timestamp,
        until: Timestamp,
        pauses: &[Pause],
    ) -> Result<u32, MissingYear> {
        let last = day_of(until);
        let mut taken = 0_u32;
        let mut day = day_of(accepted_at);
        while let Some(next) = day.tomorrow().ok().filter(|next| *next <= last) {
            day = next;
            let stopped = pauses.iter().any(|pause| pause.stops(day) || pause.is_open_before(day));
            if !stopped && self.calendar.is_working_day(day)? {
                taken = taken.saturating_add(1);
            }
        }
        Ok(taken)
    }

    fn limit(&self, facts: &Facts<'_>, limit: u16) -> Result<Term, MissingYear> {
        let Some(limit) = NonZeroU16::new(limit) else { return self.same_day(facts) };
        let Some(accepted_at) = facts.accepted_at else { return Ok(Term::NotStarted) };
        let counted = self.count(accepted_at, limit, facts.pauses);
        let open = facts.pauses.iter().filter(|pause| pause.end.is_none()).map(|pause| pause.start).min();
        match (counted, open) {
            // The limit had not run out when the pause began.
            (Ok(counted), Some(since)) if day_of(since) < counted.last.date => Ok(Term::Paused { since }),
            // The year that is missing lies behind the pause: nothing is due in it yet.
            (Err(missing), Some(since)) if day_of(since).year() < missing.year => Ok(Term::Paused { since }),
            (Ok(counted), _) => Ok(Term::Due(self.end_of(&counted))),
            (Err(missing), _) => Err(missing),
        }
    }

    /// Limit 0, see the module and [`Pause`].
    fn same_day(&self, facts: &Facts<'_>) -> Result<Term, MissingYear> {
        let received = shanghai(facts.received_at);
        let is_late = received.time() > self.hours.closes;
        let mut day = self.calendar.add(received.date(), u16::from(is_late))?;
        loop {
            let closing = at(day.date, self.hours.closes);
            let Some(pause) = facts.pauses.iter().find(|pause| pause.is_on(closing)) else { break };
            let Some(end) = pause.end else { return Ok(Term::Paused { since: pause.start }) };
            // It ends after this closing time, so that each round goes on by a day at least.
            let next = self.calendar.add(day_of(end), 1)?;
            day = Reckoned { provisional: day.provisional || next.provisional, ..next };
        }
        Ok(Term::Due(self.due(day, at(day.date, self.hours.closes), facts.received_at)))
    }

    /// Counts working days after an instant's day, without those that a closed pause stops.
    fn count(&self, from: Timestamp, days: NonZeroU16, pauses: &[Pause]) -> Result<Counted, MissingYear> {
        let mut walk = self.calendar.walk(day_of(from));
        let mut counted = Vec::new();
        loop {
            let day = walk.step()?;
            if pauses.iter().any(|pause| pause.stops(day.date)) {
                continue;
            }
            counted.push(day.date);
            if counted.len() == usize::from(days.get()) {
                return Ok(Counted { days: counted, last: day });
            }
        }
    }

    fn end_of(&self, counted: &Counted) -> Due {
        let warned = (counted.days.len() / 3).max(1);
        let from_end = counted.days.iter().rev().nth(warned - 1);
        let midnight = counted.last.date.tomorrow().map_or(Timestamp::MAX, day_start);
        self.due(counted.last, midnight, day_start(*from_end.unwrap_or(&counted.last.date)))
    }

    fn due(&self, day: Reckoned, at: Timestamp, warn_at: Timestamp) -> Due {
        let calendar = self.calendar.version().clone();
        Due { at, day: day.date, warn_at, provisional: day.provisional, calendar }
    }
}

/// The working days of a period, first to last; never empty.
struct Counted {
    days: Vec<Date>,
    last: Reckoned,
}

/// The day in Shanghai on which an instant falls.
fn day_of(instant: Timestamp) -> Date {
    shanghai(instant).date()
}

/// The instant of an hour of a day in Shanghai.
fn at(day: Date, hour: Time) -> Timestamp {
    let since_midnight = hour.duration_since(Time::midnight());
    day_start(day).checked_add(since_midnight).unwrap_or(Timestamp::MAX)
}
