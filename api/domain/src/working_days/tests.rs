use jiff::civil::{Date, date};

use super::{
    Calendar, DayChange, Days, FAULTS, MissingYear, Span, YearChange, YearTable,
    samples::{calendar, confirmed, provisional, table, tables, version},
};

/// Every day of the three confirmed years.
fn days() -> impl Iterator<Item = Date> {
    std::iter::successors(Some(date(2024, 1, 1)), |day| day.tomorrow().ok())
        .take_while(|day| day.year() < 2027)
}

fn faults(years: Vec<YearTable>) -> Vec<(String, &'static str)> {
    let found = Calendar::new(version("x"), years).unwrap_err().into_vec();
    found.into_iter().map(|fault| (fault.path, fault.code)).collect()
}

fn fault(path: &str, code: &'static str) -> (String, &'static str) {
    (path.to_owned(), code)
}

#[test]
fn the_years_count_as_published() {
    let calendar = calendar();
    let counts = [2024, 2025, 2026, 2027].map(|year| calendar.working_days_in(year).unwrap());
    assert_eq!(counts, [251, 248, 248, 248]);
    assert_eq!(calendar.between(date(2023, 12, 31), date(2026, 12, 31)), Ok(251 + 248 + 248));
    assert_eq!(calendar.working_days_in(2028), Err(MissingYear { year: 2028 }));
}

#[test]
fn reckoning_over_the_holidays_of_2025_and_2026() {
    let calendar = calendar();
    for (from, days, wanted) in [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 9, 24), 1, date(2026, 9, 28)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2025, 9, 26), 3, date(2025, 9, 30)),
        (date(2026, 4, 30), 1, date(2026, 5, 6)),
        (date(2026, 5, 8), 1, date(2026, 5, 9)),
        (date(2026, 2, 14), 0, date(2026, 2, 14)),
        (date(2026, 2, 15), 0, date(2026, 2, 24)),
    ] {
        let reckoned = calendar.add(from, days).unwrap();
        assert_eq!((reckoned.date, reckoned.provisional), (wanted, false), "{from} +{days}");
    }
    assert_eq!(calendar.is_working_day(date(2026, 2, 14)), Ok(true), "a Saturday that is worked");
    assert_eq!(calendar.is_working_day(date(2026, 2, 23)), Ok(false), "a Monday off");
}

#[test]
fn add_and_between_undo_each_other_from_every_day_of_three_years() {
    let calendar = calendar();
    for day in days() {
        let mut before = day;
        for n in 1..=31_u16 {
            let Ok(reckoned) = calendar.add(day, n) else { panic!("{day} +{n}") };
            assert!(reckoned.date > before, "{day} +{n}: one more day is later");
            assert_eq!(calendar.is_working_day(reckoned.date), Ok(true), "{day} +{n}");
            assert_eq!(calendar.between(day, reckoned.date), Ok(u32::from(n)), "{day} +{n}");
            assert_eq!(calendar.between(before, reckoned.date), Ok(1), "{day} +{n}: none is left out");
            assert_eq!(reckoned.provisional, reckoned.date.year() == 2027, "{day} +{n}");
            before = reckoned.date;
        }
    }
}

#[test]
fn a_later_start_never_ends_earlier() {
    let calendar = calendar();
    for n in [0, 1, 2, 5, 20, 60] {
        let ends: Vec<_> = days().map(|day| calendar.add(day, n).unwrap().date).collect();
        assert!(ends.is_sorted(), "+{n}");
    }
}

#[test]
fn two_steps_go_as_far_as_one() {
    let calendar = calendar();
    for day in days().step_by(3) {
        for (a, b) in [(1, 1), (2, 3), (5, 15), (7, 30)] {
            let halfway = calendar.add(day, a).unwrap().date;
            assert_eq!(
                calendar.add(halfway, b).unwrap().date,
                calendar.add(day, a + b).unwrap().date,
                "{day}"
            );
        }
    }
}

#[test]
fn a_working_day_stands_for_itself_and_a_day_off_for_the_next_one() {
    let calendar = calendar();
    for day in days() {
        let found = calendar.on_or_after(day).unwrap();
        assert_eq!(found, calendar.add(day, 0).unwrap());
        if calendar.is_working_day(day).unwrap() {
            assert_eq!(found.date, day);
        } else {
            assert_eq!(found.date, calendar.add(day, 1).unwrap().date);
        }
    }
}

#[test]
fn nothing_lies_between_a_day_and_an_earlier_one() {
    let calendar = calendar();
    assert_eq!(calendar.between(date(2026, 11, 23), date(2026, 11, 23)), Ok(0));
    assert_eq!(calendar.between(date(2026, 11, 23), date(2026, 11, 2)), Ok(0));
}

#[test]
fn a_year_without_a_table_is_an_error_and_never_a_guess() {
    let calendar = calendar();
    let (before, after) = (Err(MissingYear { year: 2023 }), Err(MissingYear { year: 2028 }));
    assert_eq!(calendar.is_working_day(date(2023, 12, 29)), before.map(|()| true));
    assert_eq!(calendar.on_or_after(date(2023, 12, 29)).map(drop), before);
    assert_eq!(calendar.add(date(2023, 12, 28), 1).map(drop), before);
    assert_eq!(calendar.between(date(2023, 12, 1), date(2024, 1, 5)).map(drop), before);
    assert_eq!(calendar.status(2023).map(drop), before);
    assert_eq!(calendar.add(date(2027, 12, 30), 2).map(drop), after);
    assert_eq!(calendar.add(date(2027, 1, 1), u16::MAX).map(drop), after);
    assert_eq!(calendar.between(date(2027, 12, 30), date(2028, 1, 1)).map(drop), after);
    assert_eq!(calendar.add(Date::MAX, 1).map(drop), Err(MissingYear { year: 10_000 }));
    // The start is not counted, so its year is not needed.
    assert_eq!(calendar.add(date(2023, 12, 31), 1).unwrap().date, date(2024, 1, 2));
    assert_eq!(calendar.add(date(2027, 12, 30), 1).unwrap().date, date(2027, 12, 31));
    assert_eq!(MissingYear { year: 2028 }.to_string(), format!("{}: 2028", MissingYear::CODE));
}

#[test]
fn what_leaned_on_a_provisional_year_says_so() {
    let calendar = calendar();
    assert!(!calendar.add(date(2026, 12, 30), 1).unwrap().provisional);
    assert!(calendar.add(date(2026, 12, 31), 1).unwrap().provisional);
    assert!(calendar.on_or_after(date(2027, 1, 1)).unwrap().provisional);
    assert!(calendar.on_or_after(date(2027, 1, 4)).unwrap().provisional);

    // The year in the middle is enough, also where no day of it is the result.
    let quiet = [(12, 28, 12, 31)];
    let years = vec![
        table(2025, confirmed(), &[], &[]),
        table(2026, provisional(), &quiet, &[]),
        table(2027, confirmed(), &[], &[]),
    ];
    let calendar = Calendar::new(version("x"), years).unwrap();
    let leaned = calendar.on_or_after(date(2026, 12, 28)).unwrap();
    assert_eq!((leaned.date, leaned.provisional), (date(2027, 1, 1), true));
    assert!(calendar.on_or_after(date(2026, 12, 31)).unwrap().provisional);
    assert!(calendar.add(date(2026, 12, 27), 1).unwrap().provisional);
    assert!(!calendar.add(date(2026, 12, 31), 1).unwrap().provisional);
}

#[test]
fn years_say_how_sure_they_are() {
    let calendar = calendar();
    let years: Vec<_> = calendar.years().map(|(year, status)| (year, status.as_str())).collect();
    let wanted = [(2024, "confirmed"), (2025, "confirmed"), (2026, "confirmed"), (2027, "provisional")];
    assert_eq!(years, wanted);
    assert_eq!(calendar.status(2027), Ok(&provisional()));
    assert_eq!(calendar.version().as_str(), "cn-2026-1");
}

#[test]
fn the_order_of_years_makes_no_difference() {
    let mut years = tables();
    years.reverse();
    assert_eq!(Calendar::new(version("cn-2026-1"), years).unwrap(), calendar());
}

#[test]
fn weekend_days_may_be_named_off() {
    let plain = Calendar::new(version("x"), vec![table(2026, confirmed(), &[], &[])]).unwrap();
    let named = table(2026, confirmed(), &[(3, 7, 3, 8), (3, 14, 3, 14)], &[]);
    assert_eq!(Calendar::new(version("x"), vec![named]).unwrap(), plain);
}

#[test]
fn every_fault_is_told_at_once() {
    let days = |off: Vec<Span>, work: Vec<Date>| Days { off, work };
    let span = |first, last| Span { first, last };
    let year = |year, days| YearTable { year, status: confirmed(), days };
    let many = days(
        vec![
            span(date(2026, 2, 23), date(2026, 2, 15)),
            span(date(2026, 10, 1), date(2026, 10, 7)),
            Span::day(date(2026, 10, 7)),
            span(date(2025, 12, 31), date(2026, 1, 2)),
            span(date(2026, 12, 31), date(2027, 1, 1)),
            span(date(2026, 2, 5), date(2026, 12, 10)),
        ],
        vec![date(2026, 5, 9), date(2026, 5, 9), date(2026, 10, 3), date(2026, 10, 12), date(2027, 1, 2)],
    );
    let years = vec![
        year(2026, many),
        year(1999, Days::default()),
        year(2029, Days::default()),
        year(2026, Days::default()),
    ];
    let wanted = [
        fault("$.years[0].off[0]", "span-backwards"),
        fault("$.years[0].off[2]", "day-twice"),
        fault("$.years[0].off[3]", "day-of-another-year"),
        fault("$.years[0].off[4]", "day-of-another-year"),
        fault("$.years[0].off[5]", "span-too-long"),
        fault("$.years[0].work[1]", "day-twice"),
        fault("$.years[0].work[2]", "day-twice"),
        fault("$.years[0].work[3]", "work-not-weekend"),
        fault("$.years[0].work[4]", "day-of-another-year"),
        fault("$.years[1]", "year-range"),
        fault("$.years[3]", "year-twice"),
        fault("$.years[2]", "year-gap"),
    ];
    let found = faults(years);
    assert_eq!(found, wanted);
    assert_eq!(faults(vec![]), [fault("$.years", "year-none")]);
    let told = found.iter().map(|(_path, code)| *code).chain(["year-none"]);
    assert!(told.clone().all(|code| FAULTS.contains(&code)));
    assert!(FAULTS.iter().all(|code| told.clone().any(|told| told == *code)));
}

#[test]
fn a_span_may_be_as_long_as_two_weeks_with_their_weekends() {
    assert!(Calendar::new(version("x"), vec![table(2026, confirmed(), &[(2, 1, 2, 16)], &[])]).is_ok());
    let longer = vec![table(2026, confirmed(), &[(2, 1, 2, 17)], &[])];
    assert_eq!(faults(longer), [fault("$.years[0].off[0]", "span-too-long")]);
}

#[test]
fn a_notice_that_comes_out_shows_as_the_days_it_changes() {
    let older = calendar();
    let mut years = tables();
    years.pop();
    years.remove(0);
    years.push(table(2027, confirmed(), &[(1, 1, 1, 3), (2, 5, 2, 11)], &[(2, 20)]));
    years.push(table(2028, provisional(), &[], &[]));
    let newer = Calendar::new(version("cn-2027-1"), years).unwrap();

    let change = |day: Date, works| DayChange { date: day, works };
    let changes = older.changes(&newer);
    assert_eq!(
        changes[..4],
        [
            change(date(2027, 2, 11), false),
            change(date(2027, 2, 20), true),
            change(date(2027, 4, 5), true),
            change(date(2027, 5, 3), true),
        ]
    );
    let back: Vec<_> = newer.changes(&older).iter().map(|c| change(c.date, !c.works)).collect();
    assert_eq!(back, changes);
    for DayChange { date, works } in changes {
        assert_eq!((older.is_working_day(date), newer.is_working_day(date)), (Ok(!works), Ok(works)));
    }
    assert_eq!(
        older.year_changes(&newer),
        [
            YearChange { year: 2024, was: Some(confirmed()), is: None },
            YearChange { year: 2027, was: Some(provisional()), is: Some(confirmed()) },
            YearChange { year: 2028, was: None, is: Some(provisional()) },
        ]
    );
    assert!(older.changes(&older).is_empty() && older.year_changes(&older).is_empty());
}
