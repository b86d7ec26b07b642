//! The days that a report is about, and their weeks and months.

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, Weekday},
};

use crate::clock::day_start;

/// Days in Asia/Shanghai, both ends included. Never longer than [`Span::MOST_DAYS`], so that a report has an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    from: Date,
    to: Date,
}

/// What a span is cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Weeks, from Monday on.
    Weeks,
    /// Months.
    Months,
}

/// Why two days are no span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanRefusal {
    /// It ends before it begins.
    Backwards,
    /// It is longer than a year.
    TooLong,
}

impl Span {
    /// A leap year.
    pub const MOST_DAYS: i32 = 366;

    /// From a day to a day.
    ///
    /// # Errors
    /// [`SpanRefusal`].
    pub fn new(from: Date, to: Date) -> Result<Self, SpanRefusal> {
        if from > to {
            return Err(SpanRefusal::Backwards);
        }
        let days = from.until(to).map_or(i32::MAX, |span| span.get_days());
        if days >= Self::MOST_DAYS { Err(SpanRefusal::TooLong) } else { Ok(Self { from, to }) }
    }

    /// From the first of January to a day.
    #[must_use]
    pub fn year_to(day: Date) -> Self {
        Self { from: day.first_of_year(), to: day }
    }

    /// First day.
    #[must_use]
    pub const fn from(self) -> Date {
        self.from
    }

    /// Last day.
    #[must_use]
    pub const fn to(self) -> Date {
        self.to
    }

    /// The instants from which on and before which something falls into it.
    #[must_use]
    pub fn instants(self) -> (Timestamp, Timestamp) {
        (day_start(self.from), self.to.tomorrow().map_or(Timestamp::MAX, day_start))
    }

    /// Whether an instant falls into it.
    #[must_use]
    pub fn holds(self, at: Timestamp) -> bool {
        let (from, before) = self.instants();
        from <= at && at < before
    }

    /// Its weeks or months in their order; the first and the last may be cut short.
    #[must_use]
    pub fn parts(self, cut: Cut) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            let last = match cut {
                Cut::Months => from.last_of_month(),
                Cut::Weeks => {
                    let days_left = Weekday::Sunday.since(from.weekday());
                    from.checked_add(i64::from(days_left).days()).unwrap_or(self.to)
                }
            };
            let to = last.min(self.to);
            parts.push(Self { from, to });
            match to.tomorrow() {
                Ok(next) => from = next,
                Err(_end_of_time) => break,
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn span(from: Date, to: Date) -> Span {
        Span::new(from, to).unwrap()
    }

    #[test]
    fn a_span_is_a_year_at_most_and_not_backwards() {
        let day = date(2026, 11, 23);
        assert!(Span::new(day, day).is_ok());
        assert_eq!(Span::new(day, date(2026, 11, 22)), Err(SpanRefusal::Backwards));
        assert!(Span::new(date(2024, 1, 1), date(2024, 12, 31)).is_ok());
        assert_eq!(Span::new(date(2024, 1, 1), date(2025, 1, 1)), Err(SpanRefusal::TooLong));
        assert!(Span::new(date(-9999, 1, 1), date(9999, 12, 31)).is_err());
        assert_eq!(Span::year_to(day), span(date(2026, 1, 1), day));
    }

    #[test]
    fn a_day_begins_at_midnight_in_shanghai() {
        let day = span(date(2026, 11, 23), date(2026, 11, 23));
        let (from, before) = day.instants();
        assert_eq!(from.to_string(), "2026-11-22T16:00:00Z");
        assert_eq!(before.to_string(), "2026-11-23T16:00:00Z");
        assert!(day.holds(from) && !day.holds(before));
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        let days = span(date(2026, 11, 25), date(2026, 12, 7));
        let weeks = [
            span(date(2026, 11, 25), date(2026, 11, 29)),
            span(date(2026, 11, 30), date(2026, 12, 6)),
            span(date(2026, 12, 7), date(2026, 12, 7)),
        ];
        assert_eq!(days.parts(Cut::Weeks), weeks);
        let months =
            [span(date(2026, 11, 25), date(2026, 11, 30)), span(date(2026, 12, 1), date(2026, 12, 7))];
        assert_eq!(days.parts(Cut::Months), months);
        assert_eq!(span(date(9999, 12, 31), date(9999, 12, 31)).parts(Cut::Weeks).len(), 1);
    }
}
