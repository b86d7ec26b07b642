use std::num::NonZeroU16;

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time, date, time},
};

use super::{
    BusinessHours, Deadlines, Due, Facts, Light, Pause, PauseKind, Reckoning, SUBMISSION_DAYS, Term, at,
    day_of,
};
use crate::{
    clock::{Chance, SeededChance, day_start, shanghai},
    working_days::{
        Calendar, MissingYear,
        samples::{calendar, provisional, tables, version},
    },
};

/// An instant by the clock on the wall in Shanghai.
fn on(day: Date, hour: i8, minute: i8) -> Timestamp {
    at(day, time(hour, minute, 0, 0))
}

/// 24:00 of a day.
fn end(day: Date) -> Timestamp {
    day_start(day.tomorrow().unwrap())
}

fn n(days: u16) -> NonZeroU16 {
    NonZeroU16::new(days).unwrap()
}

fn reckoning(calendar: &Calendar) -> Reckoning<'_> {
    Reckoning::new(calendar, BusinessHours::default())
}

fn pause(start: Timestamp, end: Timestamp) -> Pause {
    Pause { start, end: Some(end), kind: PauseKind::ExpertReview }
}

fn open(start: Timestamp) -> Pause {
    Pause { start, end: None, kind: PauseKind::PublicNotice }
}

fn received(received_at: Timestamp) -> Facts<'static> {
    Facts { received_at, accepted_at: None, promised_days: 5, statutory_days: 20, pauses: &[] }
}

fn accepted(accepted_at: Timestamp, promised_days: u16, pauses: &[Pause]) -> Facts<'_> {
    let statutory_days = promised_days.max(20);
    Facts { received_at: accepted_at, accepted_at: Some(accepted_at), promised_days, statutory_days, pauses }
}

#[track_caller]
fn due(term: &Result<Term, MissingYear>) -> &Due {
    term.as_ref().unwrap().due().unwrap()
}

/// By when an item promised for the same working day is due.
#[track_caller]
fn same_day(received_at: Timestamp, pauses: &[Pause]) -> Timestamp {
    due(&reckoning(&calendar()).deadlines(&accepted(received_at, 0, pauses)).promised).at
}

#[test]
fn a_receipt_is_answered_by_the_end_of_the_fifth_working_day() {
    let calendar = calendar();
    for (day, last) in [
        (date(2026, 11, 23), date(2026, 11, 30)),
        (date(2026, 2, 13), date(2026, 2, 27)),
        (date(2026, 9, 30), date(2026, 10, 13)),
        // Received on a day off: the hour and the kind of the first day make no difference.
        (date(2026, 2, 16), date(2026, 2, 28)),
        (date(2026, 11, 21), date(2026, 11, 27)),
    ] {
        for (hour, minute) in [(0, 0), (16, 59), (17, 1), (23, 59)] {
            let notice = reckoning(&calendar).deadlines(&received(on(day, hour, minute))).notice.unwrap();
            assert_eq!((notice.at, notice.day), (end(last), last), "{day} {hour}:{minute}");
            assert_eq!(notice.calendar.as_str(), "cn-2026-1");
            assert!(!notice.provisional);
        }
    }
}

#[test]
fn silence_over_spring_festival_is_acceptance_only_after_five_working_days() {
    let calendar = calendar();
    let deadlines = reckoning(&calendar).deadlines(&received(on(date(2026, 2, 13), 16, 30)));
    let last = end(date(2026, 2, 27));
    assert_eq!(last.to_string(), "2026-02-27T16:00:00Z");
    for (now, deemed) in [
        (on(date(2026, 2, 20), 12, 0), false),
        (on(date(2026, 2, 27), 23, 59), false),
        (last, false),
        (last.checked_add(SignedDuration::from_micros(1)).unwrap(), true),
        (on(date(2026, 2, 28), 9, 0), true),
    ] {
        assert_eq!(deadlines.is_deemed_accepted(now), Ok(deemed), "{now}");
    }
}

#[test]
fn limits_run_side_by_side_from_acceptance() {
    let calendar = calendar();
    let reckoning = reckoning(&calendar);
    let received_at = on(date(2026, 9, 28), 10, 0);
    let facts = Facts { received_at, ..received(received_at) };
    let waiting = reckoning.deadlines(&facts);
    assert_eq!((waiting.promised, waiting.statutory), (Ok(Term::NotStarted), Ok(Term::NotStarted)));

    let facts = Facts { accepted_at: Some(on(date(2026, 9, 30), 10, 0)), ..facts };
    let deadlines = reckoning.deadlines(&facts);
    assert_eq!(due(&deadlines.promised).day, date(2026, 10, 13));
    assert_eq!(due(&deadlines.promised).at, end(date(2026, 10, 13)));
    assert_eq!(due(&deadlines.statutory).day, date(2026, 11, 3));
    assert_eq!(deadlines.notice.unwrap().day, date(2026, 10, 10), "the notice keeps running from receipt");

    // Deemed accepted: dated back to the receipt.
    let dated_back = reckoning.deadlines(&Facts { accepted_at: Some(received_at), ..facts });
    assert_eq!(due(&dated_back.promised).day, date(2026, 10, 10));
}

#[test]
fn an_immediate_item_is_due_at_close_of_business() {
    let (friday, worked, reopened) = (date(2026, 2, 13), date(2026, 2, 14), date(2026, 2, 24));
    for (received_at, wanted) in [
        (on(friday, 0, 0), friday),
        (on(friday, 9, 30), friday),
        (on(friday, 17, 0), friday),
        // After closing: the next working day, which is a Saturday.
        (at(friday, time(17, 0, 0, 1_000)), worked),
        (on(friday, 23, 59), worked),
        (on(worked, 10, 0), worked),
        // After closing on the last day before the holiday, and in the midst of it.
        (on(worked, 18, 0), reopened),
        (on(date(2026, 2, 17), 3, 0), reopened),
        (on(date(2026, 2, 23), 20, 0), reopened),
    ] {
        assert_eq!(same_day(received_at, &[]), on(wanted, 17, 0), "{}", shanghai(received_at));
    }
}

#[test]
fn an_immediate_item_runs_from_receipt_also_before_acceptance() {
    let calendar = calendar();
    let received_at = on(date(2026, 11, 23), 9, 0);
    let facts = Facts { promised_days: 0, ..received(received_at) };
    let deadlines = reckoning(&calendar).deadlines(&facts);
    let due = due(&deadlines.promised);
    assert_eq!((due.at, due.day), (on(date(2026, 11, 23), 17, 0), date(2026, 11, 23)));
    assert_eq!(deadlines.statutory, Ok(Term::NotStarted));
    assert_eq!(
        [on(due.day, 9, 0), due.at, on(due.day, 17, 1)].map(|now| due.light(now)),
        [Light::Yellow, Light::Yellow, Light::Red]
    );
}

#[test]
fn a_centre_closes_when_it_says() {
    let calendar = calendar();
    let early = Reckoning::new(&calendar, BusinessHours { closes: time(16, 30, 0, 0) });
    let day = date(2026, 11, 23);
    let promised = |hour, minute| due(&early.deadlines(&accepted(on(day, hour, minute), 0, &[])).promised).at;
    assert_eq!(promised(16, 30), on(day, 16, 30));
    assert_eq!(promised(16, 31), on(date(2026, 11, 24), 16, 30));
    let longer = |hours| {
        let facts = accepted(on(day, 16, 45), 3, &[]);
        due(&Reckoning::new(&calendar, BusinessHours { closes: hours }).deadlines(&facts).promised).at
    };
    assert_eq!(longer(time(12, 0, 0, 0)), longer(time(23, 0, 0, 0)), "days end at 24:00 whatever the hours");
}

#[test]
fn a_pause_stops_the_working_days_after_its_first() {
    let calendar = calendar();
    let accepted_at = on(date(2026, 11, 2), 10, 0);
    let day = |day| date(2026, 11, day);
    // Without a pause, five days from Monday the 2nd end on Monday the 9th.
    for (pauses, last) in [
        (vec![], 9),
        // Wednesday to Friday: Thursday and Friday do not count.
        (vec![pause(on(day(4), 9, 0), on(day(6), 16, 0))], 11),
        // The hours of the first and the last day make no difference.
        (vec![pause(on(day(4), 23, 0), on(day(6), 0, 1))], 11),
        // A weekend inside has no working days to stop.
        (vec![pause(on(day(6), 9, 0), on(day(8), 16, 0))], 9),
        (vec![pause(on(day(6), 9, 0), on(day(9), 9, 0))], 10),
        // Begun and ended on one day, or ended before it began.
        (vec![pause(on(day(4), 9, 0), on(day(4), 16, 0))], 9),
        (vec![pause(on(day(6), 9, 0), on(day(4), 9, 0))], 9),
        // Overlapping ones stop a day once; order makes no difference.
        (vec![pause(on(day(5), 9, 0), on(day(6), 9, 0)), pause(on(day(4), 9, 0), on(day(6), 16, 0))], 11),
        (vec![pause(on(day(4), 9, 0), on(day(5), 9, 0)), pause(on(day(9), 9, 0), on(day(10), 9, 0))], 11),
        (vec![pause(on(day(4), 9, 0), on(day(5), 9, 0)), pause(on(day(6), 9, 0), on(day(9), 9, 0))], 11),
        // Begun on the last day or later: that day still counts.
        (vec![pause(on(day(9), 9, 0), on(day(12), 9, 0))], 9),
        (vec![pause(on(day(10), 9, 0), on(day(12), 9, 0))], 9),
        // Over before acceptance.
        (vec![pause(on(date(2026, 10, 20), 9, 0), on(date(2026, 10, 26), 9, 0))], 9),
    ] {
        let facts = accepted(accepted_at, 5, &pauses);
        let deadlines = reckoning(&calendar).deadlines(&facts);
        assert_eq!(due(&deadlines.promised).day, day(last), "{pauses:?}");
        assert_eq!(deadlines.notice.unwrap().day, day(9), "nothing pauses the notice");
    }
}

#[test]
fn a_pause_stops_both_limits_alike() {
    let calendar = calendar();
    let pauses = [pause(on(date(2026, 9, 24), 9, 0), on(date(2026, 10, 9), 9, 0))];
    let facts = accepted(on(date(2026, 9, 23), 9, 0), 5, &pauses);
    let deadlines = reckoning(&calendar).deadlines(&facts);
    // Counted: 24 September, then from 10 October, a Saturday that is worked.
    assert_eq!(due(&deadlines.promised).day, date(2026, 10, 14));
    assert_eq!(due(&deadlines.statutory).day, date(2026, 11, 4));
}

#[test]
fn an_open_pause_leaves_nothing_due_unless_time_had_run_out() {
    let calendar = calendar();
    let reckoning = reckoning(&calendar);
    let accepted_at = on(date(2026, 11, 2), 10, 0);
    let since = on(date(2026, 11, 6), 15, 0);
    let later = open(on(date(2026, 11, 9), 8, 0));
    let pauses = [later, open(since)];
    let deadlines = reckoning.deadlines(&accepted(accepted_at, 5, &pauses));
    assert_eq!(
        (&deadlines.promised, &deadlines.statutory),
        (&Ok(Term::Paused { since }), &Ok(Term::Paused { since }))
    );
    assert_eq!(deadlines.promised.unwrap().light(Timestamp::MAX), None);

    // On the last day of the promise: that one stands, the legal limit waits.
    let deadlines = reckoning.deadlines(&accepted(accepted_at, 5, &pauses[..1]));
    assert_eq!(due(&deadlines.promised).day, date(2026, 11, 9));
    assert_eq!(deadlines.statutory, Ok(Term::Paused { since: later.start }));

    // Resumed.
    let resumed = [pause(since, on(date(2026, 11, 18), 9, 0))];
    let deadlines = reckoning.deadlines(&accepted(accepted_at, 5, &resumed));
    assert_eq!(due(&deadlines.promised).day, date(2026, 11, 19));
}

#[test]
fn a_same_day_promise_waits_for_a_pause_that_is_on_at_closing_time() {
    let day = |day| date(2026, 11, day);
    let received_at = on(day(26), 10, 0);
    for (pauses, wanted) in [
        (vec![pause(on(day(26), 11, 0), on(day(26), 16, 0))], 26),
        (vec![pause(on(day(26), 11, 0), on(day(26), 17, 0))], 26),
        (vec![pause(on(day(26), 11, 0), on(day(26), 18, 0))], 27),
        (vec![pause(on(day(26), 11, 0), on(day(27), 9, 0))], 30),
        (vec![pause(on(day(26), 17, 0), on(day(27), 9, 0))], 30),
        (vec![pause(on(day(26), 17, 1), on(day(30), 9, 0))], 26),
        (
            vec![pause(on(day(27), 9, 0), on(day(28), 9, 0)), pause(on(day(26), 16, 0), on(day(26), 19, 0))],
            30,
        ),
    ] {
        assert_eq!(same_day(received_at, &pauses), on(day(wanted), 17, 0), "{pauses:?}");
    }
    let calendar = calendar();
    let since = on(day(26), 16, 0);
    let pauses = [pause(on(day(26), 11, 0), on(day(26), 18, 0)), open(since)];
    let deadlines = reckoning(&calendar).deadlines(&accepted(received_at, 0, &pauses));
    assert_eq!(deadlines.promised, Ok(Term::Paused { since }));
    let late = [open(on(day(26), 17, 1))];
    assert_eq!(same_day(received_at, &late), on(day(26), 17, 0), "begun after the promise was broken");
}

#[test]
fn a_provisional_year_shows_on_what_leans_on_it() {
    let calendar = calendar();
    let facts = accepted(on(date(2026, 12, 22), 10, 0), 5, &[]);
    let deadlines = reckoning(&calendar).deadlines(&facts);
    assert_eq!(
        (due(&deadlines.promised).day, due(&deadlines.promised).provisional),
        (date(2026, 12, 29), false)
    );
    assert!(due(&deadlines.statutory).provisional);
    let new_year = reckoning(&calendar).deadlines(&accepted(on(date(2026, 12, 31), 17, 1), 0, &[]));
    assert_eq!(due(&new_year.promised).at, on(date(2027, 1, 4), 17, 0));
    assert!(due(&new_year.promised).provisional);

    // Moved by a pause out of the provisional year, it still came through it.
    let mut years = tables();
    years.truncate(3);
    years[1].status = provisional();
    let calendar = Calendar::new(version("x"), years).unwrap();
    let pauses = [pause(on(date(2025, 12, 31), 10, 0), on(date(2026, 1, 6), 10, 0))];
    let moved = reckoning(&calendar).deadlines(&accepted(on(date(2025, 12, 31), 9, 0), 0, &pauses));
    assert_eq!(due(&moved.promised).day, date(2026, 1, 7));
    assert!(due(&moved.promised).provisional);
}

#[test]
fn a_missing_year_spoils_only_what_needs_it() {
    let calendar = calendar();
    let missing = MissingYear { year: 2028 };
    let accepted_at = on(date(2027, 12, 22), 10, 0);
    let deadlines = reckoning(&calendar).deadlines(&accepted(accepted_at, 5, &[]));
    assert_eq!(due(&deadlines.promised).day, date(2027, 12, 29));
    assert_eq!(deadlines.statutory, Err(missing));
    assert_eq!(deadlines.missing_year(), Some(missing));
    assert_eq!(deadlines.is_deemed_accepted(on(date(2028, 1, 5), 0, 0)), Ok(true));

    // While a pause is open nothing is due in that year.
    let since = on(date(2027, 12, 23), 10, 0);
    let paused = [open(since)];
    let deadlines = reckoning(&calendar).deadlines(&accepted(accepted_at, 5, &paused));
    assert_eq!(deadlines.statutory, Ok(Term::Paused { since }));
    assert_eq!(deadlines.missing_year(), None);

    // Begun in that year: whether it began in time is not known.
    let late = [open(on(date(2028, 1, 5), 10, 0))];
    assert_eq!(reckoning(&calendar).deadlines(&accepted(accepted_at, 20, &late)).promised, Err(missing));

    let deadlines = reckoning(&calendar).deadlines(&received(on(date(2027, 12, 30), 9, 0)));
    assert_eq!(deadlines.notice, Err(missing));
    assert_eq!(deadlines.is_deemed_accepted(Timestamp::MAX), Err(missing), "never taken for silence");
    assert_eq!(reckoning(&calendar).submission(on(date(2027, 12, 31), 9, 0)), Err(missing));
}

#[test]
fn yellow_is_the_last_third_and_always_the_last_day() {
    let calendar = calendar();
    let reckoning = reckoning(&calendar);
    let from = on(date(2026, 11, 2), 10, 0);
    for (limit, yellow) in
        [(1, 1), (2, 2), (3, 3), (5, 5), (6, 5), (9, 7), (10, 8), (15, 11), (20, 15), (30, 21)]
    {
        let due = reckoning.within(from, n(limit)).unwrap();
        let first = calendar.add(date(2026, 11, 2), yellow).unwrap().date;
        let last = calendar.add(date(2026, 11, 2), limit).unwrap().date;
        let just_before = day_start(first).checked_sub(SignedDuration::from_micros(1)).unwrap();
        let past = end(last).checked_add(SignedDuration::from_micros(1)).unwrap();
        assert_eq!(
            [from, just_before, day_start(first), end(last), past].map(|now| due.light(now)),
            [Light::Green, Light::Green, Light::Yellow, Light::Yellow, Light::Red],
            "{limit} days"
        );
    }
    assert!(Light::Green < Light::Yellow && Light::Yellow < Light::Red);
    assert_eq!([Light::Green, Light::Yellow, Light::Red].map(Light::as_str), ["green", "yellow", "red"]);
}

#[test]
fn the_warning_moves_with_a_pause() {
    let calendar = calendar();
    let pauses = [pause(on(date(2026, 11, 13), 9, 0), on(date(2026, 11, 20), 9, 0))];
    let deadlines = reckoning(&calendar).deadlines(&accepted(on(date(2026, 11, 2), 10, 0), 10, &pauses));
    // Counted: 3 to 13 November (nine), then Monday the 23rd.
    let due = due(&deadlines.promised);
    assert_eq!(due.day, date(2026, 11, 23));
    assert_eq!(due.warn_at, day_start(date(2026, 11, 12)), "the eighth of ten counted days");
}

#[test]
fn tolerance_reminds_at_half_and_on_the_last_day() {
    let calendar = calendar();
    let from = on(date(2026, 11, 2), 15, 0);
    for (days, half, last) in [
        (1, None, date(2026, 11, 3)),
        (2, None, date(2026, 11, 4)),
        (3, Some(date(2026, 11, 4)), date(2026, 11, 5)),
        (5, Some(date(2026, 11, 5)), date(2026, 11, 9)),
        (10, Some(date(2026, 11, 10)), date(2026, 11, 16)),
    ] {
        let tolerance = reckoning(&calendar).tolerance(from, n(days)).unwrap();
        assert_eq!(tolerance.half, half.map(|half| on(half, 9, 0)), "{days} days");
        assert_eq!(tolerance.last_day, on(last, 9, 0), "{days} days");
        assert_eq!(tolerance.due, reckoning(&calendar).within(from, n(days)).unwrap());
        assert_eq!(tolerance.due.at, end(last));
    }
}

#[test]
fn what_was_collected_is_with_the_centre_by_the_next_working_day() {
    let calendar = calendar();
    let submission = |at| reckoning(&calendar).submission(at).unwrap().at;
    assert_eq!(SUBMISSION_DAYS.get(), 1);
    assert_eq!(submission(on(date(2026, 11, 23), 8, 0)), end(date(2026, 11, 24)));
    assert_eq!(submission(on(date(2026, 11, 20), 19, 0)), end(date(2026, 11, 23)));
    assert_eq!(submission(on(date(2026, 9, 24), 10, 0)), end(date(2026, 9, 28)));
}

#[test]
fn a_call_back_has_its_term_of_working_days() {
    let calendar = calendar();
    let due = reckoning(&calendar).within(on(date(2026, 9, 30), 20, 15), n(5)).unwrap();
    assert_eq!((due.day, due.is_past(due.at)), (date(2026, 10, 13), false));
}

#[test]
fn days_taken_leave_out_days_off_and_pauses() {
    let calendar = calendar();
    let taken = |from, until, pauses: &[Pause]| reckoning(&calendar).days_taken(from, until, pauses);
    let from = on(date(2026, 9, 30), 9, 0);
    assert_eq!(taken(from, on(date(2026, 9, 30), 23, 0), &[]), Ok(0));
    assert_eq!(taken(from, on(date(2026, 10, 7), 23, 0), &[]), Ok(0));
    assert_eq!(taken(from, on(date(2026, 10, 13), 0, 0), &[]), Ok(5));
    let closed = pause(on(date(2026, 10, 8), 9, 0), on(date(2026, 10, 10), 9, 0));
    assert_eq!(taken(from, on(date(2026, 10, 13), 0, 0), &[closed]), Ok(3));
    assert_eq!(taken(from, on(date(2026, 10, 13), 0, 0), &[open(closed.start)]), Ok(1));
    assert_eq!(taken(from, on(date(2026, 9, 1), 0, 0), &[]), Ok(0));
    assert_eq!(taken(from, on(date(2028, 1, 1), 0, 0), &[]), Err(MissingYear { year: 2028 }));
}

#[test]
fn kinds_of_pauses_have_names() {
    for kind in PauseKind::ALL {
        assert_eq!(PauseKind::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(PauseKind::parse("lunch"), None);
}

/// Draws from a seed.
struct Draw(SeededChance);

impl Draw {
    fn below(&self, bound: u32) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_le_bytes(bytes) % bound
    }

    /// An instant in the confirmed years, with a year to spare.
    fn instant(&self) -> Timestamp {
        self.after(day_start(date(2024, 1, 1)), 700 * 24 * 60)
    }

    fn after(&self, from: Timestamp, minutes: u32) -> Timestamp {
        from.checked_add(SignedDuration::from_mins(i64::from(self.below(minutes)))).unwrap()
    }

    fn pauses(&self, from: Timestamp) -> Vec<Pause> {
        let one = |_| {
            let start = self.after(from, 30 * 24 * 60);
            let end = self.after(start, 15 * 24 * 60);
            Pause { start, end: (self.below(6) > 0).then_some(end), kind: PauseKind::Hearing }
        };
        (0..self.below(4)).map(one).collect()
    }
}

/// The last instant of a limit of days, found day by day from the words of the rule.
fn by_hand(calendar: &Calendar, accepted_at: Timestamp, limit: u16, pauses: &[Pause]) -> Option<Date> {
    let first = day_of(accepted_at);
    let mut left = limit;
    let mut day = first;
    while left > 0 {
        day = day.tomorrow().unwrap();
        let begun = pauses.iter().filter(|pause| day_of(pause.start) < day);
        if begun.clone().any(|pause| pause.end.is_none()) {
            return None;
        }
        let stopped = begun.clone().any(|pause| day_of(pause.end.unwrap()) >= day);
        if calendar.is_working_day(day).unwrap() && !stopped {
            left -= 1;
        }
    }
    Some(day)
}

#[test]
fn limits_agree_with_counting_by_hand_and_with_the_days_taken() {
    let calendar = calendar();
    let reckoning = reckoning(&calendar);
    let draw = Draw(SeededChance::new(3));
    let (mut dues, mut paused) = (0, 0);
    for round in 0..4000 {
        let accepted_at = draw.instant();
        let pauses = draw.pauses(accepted_at);
        let limit = u16::try_from(1 + draw.below(40)).unwrap();
        let facts = accepted(accepted_at, limit, &pauses);
        let promised = reckoning.deadlines(&facts).promised.unwrap();
        let wanted = by_hand(&calendar, accepted_at, limit, &pauses);
        assert_eq!(promised.due().map(|due| due.day), wanted, "round {round}: {facts:?}");
        let Some(due) = promised.due() else {
            paused += 1;
            continue;
        };
        dues += 1;
        assert_eq!(calendar.is_working_day(due.day), Ok(true), "round {round}");
        assert_eq!(due.at, end(due.day), "round {round}");
        assert!(accepted_at < due.warn_at && due.warn_at < due.at, "round {round}");
        let last = due.at.checked_sub(SignedDuration::from_micros(1)).unwrap();
        assert_eq!(reckoning.days_taken(accepted_at, last, &pauses), Ok(u32::from(limit)), "round {round}");
    }
    assert!(dues > 1000 && paused > 500, "{dues} {paused}");
}

/// The terms as instants that can be compared: a paused one is later than all.
fn instants(deadlines: &Deadlines) -> [Timestamp; 3] {
    let instant =
        |term: &Result<Term, MissingYear>| term.as_ref().unwrap().due().map_or(Timestamp::MAX, |due| due.at);
    [deadlines.notice.as_ref().unwrap().at, instant(&deadlines.promised), instant(&deadlines.statutory)]
}

#[test]
fn clocks_are_monotone() {
    let calendar = calendar();
    let reckoning = reckoning(&calendar);
    let draw = Draw(SeededChance::new(7));
    for round in 0..4000 {
        let received_at = draw.instant();
        let accepted_at = draw.after(received_at, 10 * 24 * 60);
        let pauses = draw.pauses(accepted_at);
        let promised_days = u16::try_from(draw.below(20)).unwrap();
        let facts = Facts {
            received_at,
            accepted_at: Some(accepted_at),
            promised_days,
            statutory_days: promised_days + u16::try_from(1 + draw.below(20)).unwrap(),
            pauses: &pauses,
        };
        let base = instants(&reckoning.deadlines(&facts));
        let not_earlier = |other: &Facts<'_>, what: &str| {
            let other = instants(&reckoning.deadlines(other));
            assert!(
                base.iter().zip(other).all(|(base, other)| *base <= other),
                "round {round}: {what}: {facts:?}"
            );
        };

        assert!(base[1] <= base[2], "round {round}: the law allows no less than was promised: {facts:?}");
        assert!(base[0] > received_at && base[1] >= received_at && base[2] > accepted_at, "round {round}");

        let by = SignedDuration::from_mins(i64::from(draw.below(3 * 24 * 60)));
        let later = accepted_at.checked_add(by).unwrap();
        not_earlier(&Facts { accepted_at: Some(later), ..facts }, "a later acceptance");
        let later = received_at.checked_add(by).unwrap();
        not_earlier(&Facts { received_at: later, ..facts }, "a later receipt");
        let days = promised_days + 1;
        not_earlier(&Facts { promised_days: days, ..facts }, "a day more");

        let mut more = pauses.clone();
        more.extend(draw.pauses(accepted_at));
        not_earlier(&Facts { pauses: &more, ..facts }, "one more pause");
        let mut still_open = pauses.clone();
        if let Some(pause) = still_open.first_mut() {
            pause.end = None;
        }
        not_earlier(&Facts { pauses: &still_open, ..facts }, "a pause that is not over");
    }
}

#[test]
fn a_light_never_turns_back() {
    let calendar = calendar();
    let draw = Draw(SeededChance::new(11));
    for _round in 0..300 {
        let from = draw.instant();
        let limit = u16::try_from(draw.below(12)).unwrap();
        let deadlines = reckoning(&calendar).deadlines(&accepted(from, limit, &[]));
        let due = due(&deadlines.promised);
        let hours = (0..24 * 45).map(|hour| from.checked_add(SignedDuration::from_hours(hour)).unwrap());
        let lights: Vec<_> = hours.map(|now| due.light(now)).collect();
        assert!(lights.is_sorted());
        assert_eq!(
            (lights[0], lights.last()),
            (if limit == 0 { Light::Yellow } else { Light::Green }, Some(&Light::Red))
        );
    }
}

#[test]
fn same_day_promises_close_on_a_working_day_for_every_hour_of_three_years() {
    let calendar = calendar();
    let closes = BusinessHours::default().closes;
    let mut before = Timestamp::MIN;
    let mut received_at = day_start(date(2024, 1, 1));
    while day_of(received_at).year() < 2027 {
        let due = same_day_by(&calendar, received_at);
        assert_eq!(calendar.is_working_day(due.day), Ok(true));
        assert_eq!(shanghai(due.at).time(), closes);
        assert!(due.at >= received_at && due.at >= before);
        let own = day_of(received_at);
        let in_time = calendar.is_working_day(own).unwrap() && shanghai(received_at).time() <= closes;
        assert_eq!(due.day == own, in_time);
        assert_eq!(
            calendar.between(own, due.day).unwrap(),
            u32::from(!in_time),
            "never further than the next"
        );
        before = due.at;
        received_at = received_at.checked_add(SignedDuration::from_mins(60)).unwrap();
    }
}

fn same_day_by(calendar: &Calendar, received_at: Timestamp) -> Due {
    due(&reckoning(calendar).deadlines(&accepted(received_at, 0, &[])).promised).clone()
}

#[test]
fn hours_are_those_of_shanghai() {
    // 23:30 in Shanghai on the 23rd is 15:30 UTC; 00:30 on the 24th is still the 23rd in UTC.
    let calendar = calendar();
    let notice = |at: &str| reckoning(&calendar).deadlines(&received(at.parse().unwrap())).notice.unwrap();
    assert_eq!(notice("2026-11-23T15:30:00Z").day, date(2026, 11, 30));
    assert_eq!(notice("2026-11-23T16:30:00Z").day, date(2026, 12, 1));
    assert_eq!(notice("2026-11-23T15:30:00Z").at.to_string(), "2026-11-30T16:00:00Z");
    assert_eq!(BusinessHours::default().closes, Time::constant(17, 0, 0, 0));
}
