use std::collections::BTreeSet;

use jiff::{Timestamp, civil::date};

use super::*;
use crate::figures::facts::MessageTally;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn over(verdict: Verdict) -> Over {
    Over {
        at: at("2026-11-23T10:00:00+08:00"),
        verdict,
        zero_trip: true,
        visits: 2,
        minutes: Some(90),
        working_days: Some(1),
        promise_kept: Some(true),
        corrections: 0,
        spared: 3,
        messages: MessageTally { queued: 4, handed_over: 3, delivered: 0, failed: 1 },
        rating: Some(Rating::Good),
    }
}

fn counted(over: Option<Over>) -> Counted {
    Counted { received_at: at("2026-11-22T23:00:00+08:00"), deemed: false, over }
}

fn day(day: i8) -> Span {
    Span::new(date(2026, 11, day), date(2026, 11, day)).unwrap()
}

fn keys(counted: &Counted, span: Span) -> Vec<&'static str> {
    let has = |measure: &&Measure| measure.has(Part::Base, counted, span);
    MEASURES.iter().filter(has).map(|measure| measure.key).collect()
}

#[test]
fn each_key_is_there_once() {
    let unique: BTreeSet<_> = MEASURES.iter().map(|measure| measure.key).collect();
    assert_eq!(unique.len(), MEASURES.len());
    assert!(Measure::find("zero_trip_cases").is_some() && Measure::find("zero").is_none());
}

#[test]
fn a_case_counts_where_it_was_received_and_where_it_ended() {
    let concluded = counted(Some(over(Verdict::Granted)));
    assert_eq!(keys(&concluded, day(22)), ["cases_received", "deemed_acceptances"]);
    let ended = keys(&concluded, day(23));
    assert!(ended.contains(&"cases_concluded") && ended.contains(&"ratings_good"));
    assert!(!ended.contains(&"cases_received") && !ended.contains(&"ratings_5"));
    assert!(keys(&concluded, day(24)).is_empty());
    assert_eq!(keys(&counted(None), day(22)), ["cases_received", "deemed_acceptances"]);
}

#[test]
fn what_is_void_is_counted_apart_and_nowhere_else() {
    for (verdict, key) in [(Verdict::Void, "cases_void"), (Verdict::Duplicate, "cases_duplicate")] {
        let case = counted(Some(over(verdict)));
        assert_eq!(keys(&case, day(22)), [key]);
        assert!(keys(&case, day(23)).is_empty());
    }
    assert_eq!(keys(&counted(Some(over(Verdict::Withdrawn))), day(23)), ["cases_withdrawn"]);
}

#[test]
fn a_zero_in_the_base_is_not_counted_and_stays_in_the_base() {
    let broken = counted(Some(Over { promise_kept: Some(false), ..over(Verdict::Refused) }));
    let kept = Measure::find("promises_kept").unwrap();
    assert!(kept.has(Part::Base, &broken, day(23)) && !kept.has(Part::Counted, &broken, day(23)));
    let at_once = counted(Some(Over { minutes: Some(0), ..over(Verdict::Granted) }));
    let median = Measure::find("collected_to_concluded").unwrap();
    assert!(median.has(Part::Counted, &at_once, day(23)), "no time at all is a value too");
    let unmeasured = counted(Some(Over { minutes: None, ..over(Verdict::Granted) }));
    assert!(!median.has(Part::Base, &unmeasured, day(23)));
}

#[test]
fn sums_are_the_same_in_one_go_and_in_parts() {
    let weight = |numerator| Weight { numerator, denominator: 1 };
    let (mut whole, mut first, mut second) = (Sum::default(), Sum::default(), Sum::default());
    for n in [5, 1, 0] {
        whole.add(MedianHours, weight(n));
        first.add(MedianHours, weight(n));
    }
    whole.add(MedianHours, weight(7));
    second.add(MedianHours, weight(7));
    first.merge(&second);
    assert_eq!(whole, first);
    assert_eq!((whole.cases(Part::Counted), whole.cases(Part::Base)), (4, 4));
}

fn median(kind: Kind, values: &[u32]) -> Option<u64> {
    let mut sum = Sum::default();
    for value in values {
        sum.add(kind, Weight { numerator: *value, denominator: 1 });
    }
    sum.median_tenths(kind)
}

#[test]
fn a_median_is_the_middle_or_lies_between_the_two_middles() {
    assert_eq!(median(MedianHours, &[]), None);
    assert_eq!(median(MedianHours, &[90]), Some(15));
    assert_eq!(median(MedianHours, &[600, 0, 60]), Some(10));
    assert_eq!(median(MedianHours, &[60, 65]), Some(10), "62.5 minutes are 1.04 hours");
    assert_eq!(median(MedianHours, &[63]), Some(11), "1.05 hours: half up");
    assert_eq!(median(MedianDays, &[1, 2]), Some(15));
    assert_eq!(median(MedianDays, &[3, 1, 20]), Some(30));
    assert_eq!(median(Share, &[1, 2]), None);
}

#[test]
fn shares_of_messages_are_of_messages() {
    let case = counted(Some(over(Verdict::Granted)));
    let weigh = |key: &str| Measure::find(key).unwrap().weigh(&case).map(|w| (w.numerator, w.denominator));
    assert_eq!(weigh("messages_handed_over"), Some((3, 4)));
    assert_eq!(weigh("messages_reported_delivered"), Some((0, 4)));
    assert_eq!(weigh("messages_failed"), Some((1, 4)));
    let silent = counted(Some(Over { messages: MessageTally::default(), ..over(Verdict::Granted) }));
    assert_eq!(Measure::find("messages_failed").unwrap().weigh(&silent), None);
}
