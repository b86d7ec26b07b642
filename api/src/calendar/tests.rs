use domain::working_days::{Calendar, FAULTS, Status};
use jiff::civil::{Date, date};

use super::{CalendarFault, Reason, SHIPPED, fault::words, load};
use crate::toml_file::FileReason as _;

fn faults(text: &str) -> Vec<(usize, &'static str)> {
    let found = load(text).unwrap_err().faults;
    found.iter().map(|fault| (fault.line, fault.reason.code())).collect()
}

/// The shipped file with the first line that begins with `start`, from the line that begins with `after` on, replaced;
/// and the number of that line.
fn with_line(text: &str, after: &str, start: &str, line: &str) -> (String, usize) {
    let mut lines: Vec<&str> = text.lines().collect();
    let from = lines.iter().position(|line| line.starts_with(after)).unwrap();
    let at = from + lines[from..].iter().position(|line| line.trim_start().starts_with(start)).unwrap();
    lines[at] = line;
    (lines.join("\n"), at + 1)
}

/// Asserts that this one line is answered by this one fault, on that line.
#[track_caller]
fn refused(after: &str, start: &str, line: &str, code: &str) -> CalendarFault {
    let (text, at) = with_line(SHIPPED, after, start, line);
    assert_eq!(faults(&text), [(at, code)], "{line}");
    load(&text).unwrap_err().faults.remove(0)
}

fn days(calendar: &Calendar) -> Vec<Date> {
    let all = std::iter::successors(Some(date(2024, 1, 1)), |day| day.tomorrow().ok());
    all.take_while(|day| day.year() < 2028).filter(|day| calendar.is_working_day(*day).unwrap()).collect()
}

const Y2024: &str = "[year.2024]";
const Y2026: &str = "[year.2026]";
const Y2027: &str = "[year.2027]";

#[test]
fn the_shipped_calendar_is_what_the_notices_say() {
    let calendar = load(SHIPPED).unwrap();
    assert_eq!(calendar.version().as_str(), "cn-2026-1");
    let years: Vec<_> = calendar.years().collect();
    let names: Vec<_> = years
        .iter()
        .map(|(year, status)| match status {
            Status::Confirmed { notice } => (*year, notice.as_str()),
            Status::Provisional { .. } => (*year, "-"),
        })
        .collect();
    let wanted = [
        (2024, "国办发明电〔2023〕7号"),
        (2025, "国办发明电〔2024〕12号"),
        (2026, "国办发明电〔2025〕7号"),
        (2027, "-"),
    ];
    assert_eq!(names, wanted);
    let counts = [2024, 2025, 2026].map(|year| calendar.working_days_in(year).unwrap());
    assert_eq!(counts, [251, 248, 248]);

    for (from, days, wanted) in [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 9, 24), 1, date(2026, 9, 28)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2025, 9, 26), 3, date(2025, 9, 30)),
        (date(2026, 4, 30), 1, date(2026, 5, 6)),
        (date(2026, 5, 8), 1, date(2026, 5, 9)),
        (date(2026, 2, 14), 0, date(2026, 2, 14)),
    ] {
        assert_eq!(calendar.add(from, days).unwrap().date, wanted, "{from} +{days}");
    }
    assert!(calendar.add(date(2026, 12, 31), 1).unwrap().provisional);
    assert!(calendar.is_working_day(date(2028, 1, 4)).is_err());
}

/// Holidays on weekdays and weekends worked, each year once more in another form: month and day in figures.
#[test]
fn the_shipped_days_are_these_and_no_others() {
    let off_weekdays: [(i16, &[i16]); 4] = [
        (
            2024,
            &[
                101, 212, 213, 214, 215, 216, 404, 405, 501, 502, 503, 610, 916, 917, 1001, 1002, 1003, 1004,
                1007,
            ],
        ),
        (
            2025,
            &[101, 128, 129, 130, 131, 203, 204, 404, 501, 502, 505, 602, 1001, 1002, 1003, 1006, 1007, 1008],
        ),
        (
            2026,
            &[
                101, 102, 216, 217, 218, 219, 220, 223, 406, 501, 504, 505, 619, 925, 1001, 1002, 1005, 1006,
                1007,
            ],
        ),
        (2027, &[101, 205, 208, 209, 210, 405, 503, 504, 609, 915, 1001, 1004, 1005]),
    ];
    let worked_weekends: [(i16, &[i16]); 4] = [
        (2024, &[204, 218, 407, 428, 511, 914, 929, 1012]),
        (2025, &[126, 208, 427, 928, 1011]),
        (2026, &[104, 214, 228, 509, 920, 1010]),
        (2027, &[]),
    ];
    let spelled = |years: &[(i16, &[i16])]| -> Vec<Date> {
        let all = years.iter().flat_map(|(year, days)| days.iter().map(move |day| (*year, *day)));
        all.map(|(year, day)| date(year, i8::try_from(day / 100).unwrap(), i8::try_from(day % 100).unwrap()))
            .collect()
    };
    let (off, worked) = (spelled(&off_weekdays), spelled(&worked_weekends));
    let is_weekend = |day: Date| day.weekday().to_monday_zero_offset() > 4;
    let found = days(&load(SHIPPED).unwrap());
    let mut day = date(2024, 1, 1);
    while day.year() < 2028 {
        let wanted = worked.contains(&day) || !(is_weekend(day) || off.contains(&day));
        assert_eq!(found.contains(&day), wanted, "{day}");
        day = day.tomorrow().unwrap();
    }
}

#[test]
fn days_that_cannot_be_are_refused_on_their_lines() {
    refused(Y2026, "\"2026-02-15", r#"  "2026-02-23/2026-02-15","#, "span-backwards");
    refused(Y2026, "\"2026-02-15", r#"  "2026-02-15/2026-12-23","#, "span-too-long");
    refused(Y2026, "\"2026-02-15", r#"  "2025-02-15/2025-02-23","#, "day-of-another-year");
    refused(Y2024, "\"2024-02-18", r#"  "2024-02-19","#, "work-not-weekend");
    refused(Y2024, "\"2024-02-18", r#"  "2024-02-04","#, "day-twice");
    refused(Y2024, "\"2024-02-18", r#"  "2024-02-17","#, "day-twice");
    let fault = refused(Y2026, "\"2026-09-25", r#"  "2026-06-21/2026-06-22","#, "day-twice");
    assert_eq!(fault.reason, Reason::Days { code: "day-twice", year: 2026 });
    assert!(
        fault.to_string().ends_with("day-twice: a day that is named off or worked already (2026)"),
        "{fault}"
    );
}

#[test]
fn every_fault_of_the_domain_has_words() {
    for code in FAULTS.into_iter().filter(|code| *code != "year-none") {
        assert_ne!(words(code), words(""), "{code}");
    }
}

#[test]
fn days_are_written_in_one_way() {
    for bad in ["2026-2-15", "20260215", "2026-02-30", "02-15", "2026-02-15T00:00", "2026-02-15/", "", "春节"]
    {
        refused(Y2026, "\"2026-02-15", &format!("  \"{bad}\","), "day-malformed");
    }
    refused(Y2026, "\"2026-02-15", r#"  "2026-02-15/2026-02-16/2026-02-17","#, "day-malformed");
    refused(Y2024, "\"2024-02-18", r#"  "2024-02-17/2024-02-18","#, "day-malformed");
    refused(Y2026, "\"2026-02-15", "  20260215,", "wrong-type");
    refused(Y2026, "\"2026-02-15", "  2026-02-15,", "wrong-type");
}

#[test]
fn a_status_carries_its_own_ground_and_no_other() {
    refused(Y2026, "status", "status = \"sure\"", "word-unknown");
    refused(Y2026, "status", "status = 1", "wrong-type");
    refused(Y2026, "notice", "notice = \" \"", "malformed");
    refused(Y2027, "reason", "reason = \"a\\u0007b\"", "malformed");
    refused(Y2026, "status", "reason = \"x\"\nstatus = \"confirmed\"", "key-out-of-place");
    refused(Y2027, "status", "notice = \"x\"\nstatus = \"provisional\"", "key-out-of-place");
}

#[test]
fn what_is_missing_is_named_at_its_table() {
    let lines: Vec<&str> = SHIPPED.lines().collect();
    let table = lines.iter().position(|line| *line == Y2027).unwrap() + 1;
    for key in ["status", "reason", "working_days", "work"] {
        let (text, _) = with_line(SHIPPED, Y2027, key, "");
        assert_eq!(faults(&text), [(table, "key-missing")], "{key}");
    }
    let (text, _) = with_line(SHIPPED, "version", "version", "");
    assert_eq!(faults(&text), [(1, "key-missing")]);
    assert_eq!(faults("version = \"x\""), [(1, "key-missing")]);
    assert_eq!(faults("version = \"x\"\n[year]\n"), [(1, "year-none")]);
    refused(Y2027, "work ", "works = []\nwork = []", "key-unknown");
    refused("version", "version", "version = \"a/b\"", "malformed");
}

#[test]
fn years_are_whole_and_without_a_gap() {
    refused(Y2027, "[year", "[year.27]", "year-malformed");
    refused(Y2024, "[year", "[year.next]", "year-malformed");
    let head = SHIPPED.lines().position(|line| line == "[year.2025]").unwrap();
    let tail = SHIPPED.lines().position(|line| line == Y2026).unwrap();
    let lines: Vec<&str> = SHIPPED.lines().collect();
    let text = [&lines[..head], &lines[tail..]].concat().join("\n");
    assert_eq!(faults(&text), [(head + 1, "year-gap")]);
    let twice = format!("{SHIPPED}\n[year.2026]\n");
    assert_eq!(faults(&twice)[0].1, "syntax");
    let old = "version = \"x\"\n[year.1998]\nstatus = \"confirmed\"\nnotice = \"x\"\nworking_days = 261\noff = []\nwork = []\n";
    assert_eq!(faults(old), [(2, "year-range")]);
    assert_eq!(faults("version = \"x\"\nyear = 2026"), [(2, "wrong-type")]);
    assert_eq!(faults("version = \"x\"\nyear.2026 = 1"), [(2, "wrong-type")]);
}

#[test]
fn a_day_left_out_shows_in_the_count() {
    let fault = refused(Y2026, "working_days", "working_days = 249", "expectation");
    assert_eq!(fault.reason, Reason::Expectation { year: 2026, expected: 249, counted: 248 });
    let (text, _) = with_line(SHIPPED, Y2024, "\"2024-10-12", "");
    let at = SHIPPED.lines().position(|line| line == "working_days = 251").unwrap() + 1;
    assert_eq!(faults(&text), [(at, "expectation")]);
    refused(Y2026, "working_days", "working_days = -1", "wrong-type");
}

#[test]
fn everything_wrong_is_told_at_once_in_the_order_of_the_lines() {
    let (text, first) = with_line(SHIPPED, "version", "version", "version = 1");
    let (text, second) = with_line(&text, Y2024, "\"2024-02-10", r#"  "2024-02-17/2024-02-10","#);
    let (text, third) = with_line(&text, Y2024, "\"2024-04-28", r#"  "April","#);
    let (text, fourth) = with_line(&text, Y2024, "\"2024-05-11", r#"  "2024-05-13","#);
    let (text, fifth) = with_line(&text, "[year.2025]", "status", "status = \"perhaps\"");
    let text = text.replace("2025-04-27", "2025-04-28");
    let sixth = text.lines().position(|line| line.starts_with("work = [\"2025")).unwrap() + 1;
    let wanted = [
        (first, "wrong-type"),
        (second, "span-backwards"),
        (third, "day-malformed"),
        (fourth, "work-not-weekend"),
        (fifth, "word-unknown"),
        (sixth, "work-not-weekend"),
    ];
    assert_eq!(faults(&text), wanted);
}

#[test]
fn a_text_that_is_no_toml_is_refused_with_its_line() {
    let fault = refused(Y2026, "working_days", "working_days = many", "syntax");
    assert!(fault.line > 1);
    let shown = load("version = \"x\"\nyear = 2026").unwrap_err().to_string();
    assert_eq!(shown, "the calendar is refused\nline 2: wrong-type: year is no table");
    assert_eq!(faults("").first(), Some(&(1, "key-missing")));
}
