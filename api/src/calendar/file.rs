//! The file as a whole: its version and its years.

use std::collections::BTreeMap;

use domain::{
    text::{CalendarVersion, NoticeName, ProvisionalReason},
    working_days::{Calendar, Days, Status, YearTable, check},
};
use toml::de::DeTable;

use super::fault::Reason;
use crate::toml_file::{self, Faults};

type Fields<'f, 't> = toml_file::Fields<'f, 't, Reason>;

/// One year as read, with the places that a fault may be at.
struct Read {
    year: i16,
    at: usize,
    status: Option<Status>,
    expected: Option<(usize, usize)>,
    days: Days,
    off_at: Vec<usize>,
    work_at: Vec<usize>,
}

pub(super) fn read(root: &DeTable<'_>, faults: &mut Faults<Reason>) -> Option<Calendar> {
    let mut root = Fields::new(root, 0, faults);
    let version = root.parsed("version", CalendarVersion::parse);
    let (years, whole) = years(&mut root);
    root.end();
    hold_against_the_rules(&years, whole, faults);
    if !faults.is_empty() {
        return None;
    }

    let expected: Vec<_> = years.iter().filter_map(|read| Some((read.year, read.expected?))).collect();
    let tables = years.into_iter().filter_map(|read| {
        let Read { year, status, days, .. } = read;
        Some(YearTable { year, status: status?, days })
    });
    let calendar = Calendar::new(version?, tables.collect()).ok()?;
    for (year, (expected, at)) in expected {
        let counted = calendar.working_days_in(year).ok()?;
        if counted != expected {
            faults.note(at, Reason::Expectation { year, expected, counted });
        }
    }
    Some(calendar)
}

/// The years, and whether none had to be left out.
fn years(root: &mut Fields<'_, '_>) -> (Vec<Read>, bool) {
    let years = root.each_named("year", |name, mut fields| {
        let year = year_of(name);
        if year.is_none() {
            fields.note_table(Reason::YearMalformed { name: name.to_owned() });
        }
        let read = read_year(year, &mut fields);
        fields.end();
        read
    });
    years.unwrap_or_default()
}

fn year_of(name: &str) -> Option<i16> {
    let is_plain = name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| name.parse().ok()).flatten()
}

// Every key is read, so that each is heard, before a year without a number is left out.
fn read_year(year: Option<i16>, fields: &mut Fields<'_, '_>) -> Option<Read> {
    let at = fields.place();
    let status = status(fields);
    let expected_at = fields.at("working_days");
    let expected = fields.count("working_days").map(|expected| (expected, expected_at));
    let (off, off_at) = fields.spans("off").into_iter().unzip();
    let (work, work_at) = fields.days("work").into_iter().unzip();
    Some(Read { year: year?, at, status, expected, days: Days { off, work }, off_at, work_at })
}

fn status(fields: &mut Fields<'_, '_>) -> Option<Status> {
    match fields.text("status") {
        Some("confirmed") => {
            out_of_place("reason", "confirmed", fields);
            fields.parsed("notice", NoticeName::parse).map(|notice| Status::Confirmed { notice })
        }
        Some("provisional") => {
            out_of_place("notice", "provisional", fields);
            fields.parsed("reason", ProvisionalReason::parse).map(|reason| Status::Provisional { reason })
        }
        other => {
            if let Some(word) = other {
                fields.note("status", Reason::StatusUnknown { word: word.to_owned() });
            }
            // Which of the two belongs here is not known, so neither is a fault.
            fields.ask("notice");
            fields.ask("reason");
            None
        }
    }
}

/// Notes a key that is known but goes with the other status; it counts as read.
fn out_of_place(key: &'static str, status: &'static str, fields: &mut Fields<'_, '_>) {
    if fields.has(key) {
        fields.ask(key);
        fields.note(key, Reason::KeyOutOfPlace { key, status });
    }
}

/// Asks the domain, and puts each of its faults on its line. Where a year had to be left out, a gap is no second fault.
fn hold_against_the_rules(years: &[Read], whole: bool, faults: &mut Faults<Reason>) {
    let mut places = BTreeMap::new();
    for (n, read) in years.iter().enumerate() {
        places.insert(format!("$.years[{n}]"), (read.at, read.year));
        for (list, ats) in [("off", &read.off_at), ("work", &read.work_at)] {
            let entries = ats.iter().enumerate();
            places.extend(entries.map(|(i, at)| (format!("$.years[{n}].{list}[{i}]"), (*at, read.year))));
        }
    }
    for fault in check(years.iter().map(|read| (read.year, &read.days))).into_vec() {
        let code = fault.code;
        match places.get(&fault.path) {
            _ if !whole && matches!(code, "year-none" | "year-gap") => {}
            Some((at, year)) => faults.note(*at, Reason::Days { code, year: *year }),
            None => faults.note(0, Reason::YearNone),
        }
    }
}
