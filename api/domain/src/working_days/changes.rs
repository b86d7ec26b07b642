//! What a newer calendar changes, for who imports it.

use jiff::civil::Date;

use super::{Calendar, Status};

/// A day that both calendars have and see differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayChange {
    /// The day.
    pub date: Date,
    /// Whether the newer calendar has it worked; the older one says the contrary.
    pub works: bool,
}

/// A year that came, went or is sure in another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearChange {
    /// The year.
    pub year: i16,
    /// How sure it was; nothing for a year that comes.
    pub was: Option<Status>,
    /// How sure it is; nothing for a year that goes.
    pub is: Option<Status>,
}

impl Calendar {
    /// The days, in order, that a newer calendar sees differently, over the years that both have. A year that only
    /// one of them has is told by [`Self::year_changes`], not as 365 days.
    #[must_use]
    pub fn changes(&self, newer: &Self) -> Vec<DayChange> {
        let both = self.years.iter().filter_map(|(year, was)| Some((*year, was, newer.years.get(year)?)));
        both.flat_map(|(year, was, is)| {
            let pairs = was.worked.iter().zip(&is.worked).zip(1_i16..);
            pairs.filter(|((was, is), _day)| was != is).filter_map(move |((_was, works), day)| {
                let date = Date::new(year, 1, 1).ok()?.with().day_of_year(day).build().ok()?;
                Some(DayChange { date, works: *works })
            })
        })
        .collect()
    }

    /// The years, in order, that a newer calendar adds, drops or confirms.
    #[must_use]
    pub fn year_changes(&self, newer: &Self) -> Vec<YearChange> {
        let mut years: Vec<i16> = self.years.keys().chain(newer.years.keys()).copied().collect();
        years.sort_unstable();
        years.dedup();
        years
            .into_iter()
            .filter_map(|year| {
                let [was, is] =
                    [self, newer].map(|calendar| calendar.years.get(&year).map(|table| table.status.clone()));
                (was != is).then_some(YearChange { year, was, is })
            })
            .collect()
    }
}
