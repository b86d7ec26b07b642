//! The years 2024 to 2026 as the notices have them, and 2027 as it was known before its notice.

use jiff::civil::{Date, date};

use super::{Calendar, Days, Span, Status, YearTable};
use crate::text::{CalendarVersion, NoticeName, ProvisionalReason};

pub(crate) fn confirmed() -> Status {
    Status::Confirmed { notice: NoticeName::parse("国办发明电〔2025〕7号").unwrap() }
}

pub(crate) fn provisional() -> Status {
    Status::Provisional { reason: ProvisionalReason::parse("make-up days unknown").unwrap() }
}

/// A year; spans off are `(from month, from day, to month, to day)`.
pub(crate) fn table(year: i16, status: Status, off: &[(i8, i8, i8, i8)], work: &[(i8, i8)]) -> YearTable {
    let span = |&(month, day, to_month, to_day): &(i8, i8, i8, i8)| Span {
        first: date(year, month, day),
        last: date(year, to_month, to_day),
    };
    let off = off.iter().map(span).collect();
    let work: Vec<Date> = work.iter().map(|&(month, day)| date(year, month, day)).collect();
    YearTable { year, status, days: Days { off, work } }
}

pub(crate) fn tables() -> Vec<YearTable> {
    vec![
        table(
            2024,
            confirmed(),
            &[
                (1, 1, 1, 1),
                (2, 10, 2, 17),
                (4, 4, 4, 6),
                (5, 1, 5, 5),
                (6, 10, 6, 10),
                (9, 15, 9, 17),
                (10, 1, 10, 7),
            ],
            &[(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)],
        ),
        table(
            2025,
            confirmed(),
            &[(1, 1, 1, 1), (1, 28, 2, 4), (4, 4, 4, 6), (5, 1, 5, 5), (5, 31, 6, 2), (10, 1, 10, 8)],
            &[(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
        ),
        table(
            2026,
            confirmed(),
            &[
                (1, 1, 1, 3),
                (2, 15, 2, 23),
                (4, 4, 4, 6),
                (5, 1, 5, 5),
                (6, 19, 6, 21),
                (9, 25, 9, 27),
                (10, 1, 10, 7),
            ],
            &[(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
        ),
        table(
            2027,
            provisional(),
            &[
                (1, 1, 1, 1),
                (2, 5, 2, 10),
                (4, 5, 4, 5),
                (5, 1, 5, 4),
                (6, 9, 6, 9),
                (9, 15, 9, 15),
                (10, 1, 10, 5),
            ],
            &[],
        ),
    ]
}

pub(crate) fn version(text: &str) -> CalendarVersion {
    CalendarVersion::parse(text).unwrap()
}

pub(crate) fn calendar() -> Calendar {
    Calendar::new(version("cn-2026-1"), tables()).unwrap()
}
