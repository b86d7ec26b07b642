//! The days of a year as a notice states them, and what may be wrong with them.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    ops::RangeInclusive,
};

use jiff::civil::Date;

use super::{Status, is_weekend};
use crate::fault::Faults;

/// Years that a calendar may hold: one outside is a slip of the keyboard.
pub const YEARS: RangeInclusive<i16> = 2000..=2199;

/// Most days in one span off. The longest that a notice ever gave are ten; a slip in a month is longer than this.
pub const LONGEST_SPAN: i32 = 16;

/// Every code that [`check`] gives.
pub const FAULTS: [&str; 9] = [
    "year-none",
    "year-range",
    "year-twice",
    "year-gap",
    "span-backwards",
    "span-too-long",
    "day-of-another-year",
    "day-twice",
    "work-not-weekend",
];

/// Days in a row, both ends among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub first: Date,
    /// The last day, the same one for a single day.
    pub last: Date,
}

impl Span {
    /// One day.
    #[must_use]
    pub const fn day(date: Date) -> Self {
        Self { first: date, last: date }
    }

    /// Its days, as many as an unchecked one may have.
    fn days(self) -> impl Iterator<Item = Date> {
        std::iter::successors(Some(self.first), |day| day.tomorrow().ok())
            .take_while(move |day| *day <= self.last)
    }
}

/// What a notice changes in a year: everything else is worked from Monday to Friday and off at weekends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Days {
    /// Days off; weekend days may stand here too, alone or inside a span, as notices print them.
    pub off: Vec<Span>,
    /// Saturdays and Sundays that are worked.
    pub work: Vec<Date>,
}

impl Days {
    /// Every day of the year in order, true where it is worked. For days that [`check`] lets pass.
    pub(super) fn spread_over(&self, year: i16) -> Vec<bool> {
        let off: BTreeSet<Date> = self.off.iter().flat_map(|span| span.days()).collect();
        let work: BTreeSet<Date> = self.work.iter().copied().collect();
        let Ok(first) = Date::new(year, 1, 1) else { return Vec::new() };
        Span { first, last: first.last_of_year() }
            .days()
            .map(|day| work.contains(&day) || !(is_weekend(day) || off.contains(&day)))
            .collect()
    }

    fn check(&self, year: i16, path: &str, faults: &mut Faults) {
        let mut off = BTreeSet::new();
        for (at, span) in self.off.iter().enumerate() {
            let path = format!("{path}.off[{at}]");
            if span.first.year() != year || span.last.year() != year {
                faults.note(path, "day-of-another-year");
            } else if span.last < span.first {
                faults.note(path, "span-backwards");
            } else if i32::from(span.last.day_of_year()) - i32::from(span.first.day_of_year()) >= LONGEST_SPAN
            {
                faults.note(path, "span-too-long");
            } else {
                // One fault for a span, however many of its days stand elsewhere.
                let twice = span.days().filter(|day| !off.insert(*day)).count();
                if twice > 0 {
                    faults.note(path, "day-twice");
                }
            }
        }
        let mut work = BTreeSet::new();
        for (at, day) in self.work.iter().enumerate() {
            let path = format!("{path}.work[{at}]");
            if day.year() != year {
                faults.note(path, "day-of-another-year");
            } else if !is_weekend(*day) {
                faults.note(path, "work-not-weekend");
            } else if off.contains(day) || !work.insert(*day) {
                faults.note(path, "day-twice");
            }
        }
    }
}

/// One year of a calendar. A day stands in the table of its own year, whichever year's notice names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearTable {
    /// The year.
    pub year: i16,
    /// How sure it is.
    pub status: Status,
    /// Its days.
    pub days: Days,
}

/// Holds the days of several years against the rules, in whatever order the years come. Paths count the years from 0
/// as handed in: `$.years[0]`, `$.years[0].off[2]`, `$.years[0].work[1]`. Codes:
///
/// - `year-none`: no year at all; at `$.years`.
/// - `year-range`: not one of [`YEARS`]; its days are not looked at.
/// - `year-twice`: that year is there already.
/// - `year-gap`: the year before it is missing, and it is not the first.
/// - `span-backwards`, `span-too-long` (see [`LONGEST_SPAN`]), `day-of-another-year`.
/// - `day-twice`: a day off or worked that stands there already, or a day both off and worked.
/// - `work-not-weekend`: a day worked that is worked anyhow, a slip in the date.
pub fn check<'d>(years: impl Iterator<Item = (i16, &'d Days)>) -> Faults {
    let mut faults = Faults::default();
    let mut places = BTreeMap::new();
    for (at, (year, days)) in years.enumerate() {
        let path = format!("$.years[{at}]");
        if !YEARS.contains(&year) {
            faults.note(path, "year-range");
            continue;
        }
        days.check(year, &path, &mut faults);
        match places.entry(year) {
            Entry::Vacant(place) => drop(place.insert(path)),
            Entry::Occupied(_) => faults.note(path, "year-twice"),
        }
    }
    if places.is_empty() && faults.is_empty() {
        faults.note("$.years", "year-none");
    }
    let mut before = None;
    for (year, path) in places {
        if before.is_some_and(|before: i16| before.saturating_add(1) != year) {
            faults.note(path, "year-gap");
        }
        before = Some(year);
    }
    faults
}
