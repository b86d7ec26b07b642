//! The working-day calendar: which days count, year by year, as data under a version.
//!
//! Days in the licensing law are working days, legal holidays not counted (行政许可法 art. 82). The State Council's
//! notice fixes each year: holidays on weekdays, and in their place weekends that are worked. A year whose notice is
//! not out may stand here as provisional, and whatever is reckoned over it says so. A year without a table is an
//! error wherever one of its days is needed: nobody guesses that an unknown year is plain Monday to Friday.
//!
//! This module knows dates and nothing of hours, cases or where a calendar is kept. Counting follows the Civil Code,
//! art. 201: the day on which a period begins is not counted.

mod changes;
#[cfg(test)]
pub(crate) mod samples;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use crate::{
    fault::Faults,
    text::{CalendarVersion, NoticeName, ProvisionalReason},
};

pub use changes::{DayChange, YearChange};
pub use table::{Days, FAULTS, LONGEST_SPAN, Span, YEARS, YearTable, check};

/// How sure the days of a year are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Fixed by the State Council's notice.
    Confirmed {
        /// Its number or name.
        notice: NoticeName,
    },
    /// The best that is known before the notice; due dates that lean on it are shown as such.
    Provisional {
        /// What is known and what is not.
        reason: ProvisionalReason,
    },
}

impl Status {
    /// Whether the notice is still to come.
    #[must_use]
    pub const fn is_provisional(&self) -> bool {
        matches!(self, Self::Provisional { .. })
    }

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Confirmed { .. } => "confirmed",
            Self::Provisional { .. } => "provisional",
        }
    }
}

/// The calendar has no table for a year that a reckoning needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("calendar-year-missing: {year}")]
pub struct MissingYear {
    /// The year to import.
    pub year: i16,
}

impl MissingYear {
    /// The stable code.
    pub const CODE: &str = "calendar-year-missing";
}

/// A working day that was reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoned {
    /// The day, always a working day.
    pub date: Date,
    /// Whether a day of a provisional year was looked at on the way: a later calendar may give another date.
    pub provisional: bool,
}

/// One year as it is read: every day of it, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Year {
    status: Status,
    worked: Vec<bool>,
}

impl Year {
    fn is_worked(&self, date: Date) -> bool {
        let at = usize::try_from(date.day_of_year()).ok().and_then(|day| day.checked_sub(1));
        at.and_then(|at| self.worked.get(at)).copied().unwrap_or(false)
    }
}

/// One version of the working-day calendar: years without a gap, none of them contradicting itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    version: CalendarVersion,
    years: BTreeMap<i16, Year>,
}

impl Calendar {
    /// The calendar of these years, in whatever order.
    ///
    /// # Errors
    /// Every fault that [`check`] finds.
    pub fn new(version: CalendarVersion, tables: Vec<YearTable>) -> Result<Self, Faults> {
        let faults = check(tables.iter().map(|table| (table.year, &table.days)));
        if !faults.is_empty() {
            return Err(faults);
        }
        let years = tables
            .into_iter()
            .map(|table| {
                let worked = table.days.spread_over(table.year);
                (table.year, Year { status: table.status, worked })
            })
            .collect();
        Ok(Self { version, years })
    }

    /// Its version, kept beside every date that was reckoned with it.
    #[must_use]
    pub const fn version(&self) -> &CalendarVersion {
        &self.version
    }

    /// Its years and how sure each is, in order.
    pub fn years(&self) -> impl Iterator<Item = (i16, &Status)> {
        self.years.iter().map(|(year, table)| (*year, &table.status))
    }

    /// How sure a year is.
    ///
    /// # Errors
    /// [`MissingYear`].
    pub fn status(&self, year: i16) -> Result<&Status, MissingYear> {
        self.year(year).map(|table| &table.status)
    }

    /// Working days of a whole year.
    ///
    /// # Errors
    /// [`MissingYear`].
    pub fn working_days_in(&self, year: i16) -> Result<usize, MissingYear> {
        self.year(year).map(|table| table.worked.iter().filter(|worked| **worked).count())
    }

    /// Whether a day is a working day.
    ///
    /// # Errors
    /// [`MissingYear`].
    pub fn is_working_day(&self, date: Date) -> Result<bool, MissingYear> {
        self.year(date.year()).map(|table| table.is_worked(date))
    }

    /// The day itself when it is a working day, otherwise the first one after it: where a period ends whose last day
    /// is a holiday (Civil Code art. 203).
    ///
    /// # Errors
    /// [`MissingYear`] of the day itself or of a day that it takes to find one.
    pub fn on_or_after(&self, date: Date) -> Result<Reckoned, MissingYear> {
        let table = self.year(date.year())?;
        let provisional = table.status.is_provisional();
        if table.is_worked(date) {
            return Ok(Reckoned { date, provisional });
        }
        let next = self.add(date, 1)?;
        Ok(Reckoned { provisional: provisional || next.provisional, ..next })
    }

    /// The `days`-th working day after `date`, which is not counted itself; for 0 the same as [`Self::on_or_after`].
    ///
    /// # Errors
    /// [`MissingYear`] of the first day on the way that has no table.
    pub fn add(&self, date: Date, days: u16) -> Result<Reckoned, MissingYear> {
        if days == 0 {
            return self.on_or_after(date);
        }
        let mut walk = self.walk(date);
        let mut day = walk.step()?;
        for _ in 1..days {
            day = walk.step()?;
        }
        Ok(day)
    }

    /// How many working days there are after `date` up to and with `up_to`; none when that is not later.
    ///
    /// # Errors
    /// [`MissingYear`] of the first day in between that has no table.
    pub fn between(&self, date: Date, up_to: Date) -> Result<u32, MissingYear> {
        let mut days = 0_u32;
        let mut day = date;
        while day < up_to {
            day = next(day)?;
            if self.is_working_day(day)? {
                days = days.saturating_add(1);
            }
        }
        Ok(days)
    }

    /// The working days after `date`, one by one.
    pub(crate) const fn walk(&self, date: Date) -> Walk<'_> {
        Walk { calendar: self, day: date, provisional: false }
    }

    fn year(&self, year: i16) -> Result<&Year, MissingYear> {
        self.years.get(&year).ok_or(MissingYear { year })
    }
}

/// A walk over working days that remembers whether it came through a provisional year.
pub(crate) struct Walk<'c> {
    calendar: &'c Calendar,
    day: Date,
    provisional: bool,
}

impl Walk<'_> {
    /// The next working day.
    pub(crate) fn step(&mut self) -> Result<Reckoned, MissingYear> {
        loop {
            self.day = next(self.day)?;
            let table = self.calendar.year(self.day.year())?;
            self.provisional |= table.status.is_provisional();
            if table.is_worked(self.day) {
                return Ok(Reckoned { date: self.day, provisional: self.provisional });
            }
        }
    }
}

/// The day after; past the end of all dates there is no table either.
fn next(day: Date) -> Result<Date, MissingYear> {
    day.tomorrow().map_err(|_end_of_dates| MissingYear { year: day.year().saturating_add(1) })
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}
