use jiff::{SignedDuration, civil::date};
use uuid::Uuid;

use super::*;
use crate::{
    deadlines::BusinessHours,
    text::CalendarVersion,
    working_days::{Calendar, samples},
};

fn at(text: &str) -> Timestamp {
    format!("{text}+08:00").parse().unwrap()
}

fn case() -> CaseId {
    CaseId::from_uuid(Uuid::from_u128(7))
}

fn phone(text: &str) -> Phone {
    Phone::parse(text).unwrap()
}

fn door() -> ResidentDoor {
    ResidentDoor::by_link(case(), b"digest", b"digest").unwrap()
}

fn give(concluded: Option<&str>, now: &str) -> Result<CaseRating, RatingRefusal> {
    CaseRating::give(&door(), Rating::Bad, &RatingRules::default(), concluded.map(at), None, at(now))
}

#[test]
fn there_are_five_levels_and_two_are_bad() {
    let levels: Vec<_> =
        (0..=9).filter_map(Rating::new).map(|rating| (rating.level(), rating.is_bad())).collect();
    assert_eq!(levels, [(1, true), (2, true), (3, false), (4, false), (5, false)]);
    let words = Rating::ALL.map(|rating| rating.in_lang(Lang::Zh));
    assert_eq!(words, ["非常不满意", "不满意", "基本满意", "满意", "非常满意"]);
    assert_eq!(Rating::VeryGood.in_lang(Lang::En), "Very satisfied");
    for source in RatingSource::ALL {
        assert_eq!(RatingSource::parse(source.as_str()), Some(source));
    }
    assert_eq!(RatingSource::parse("worker"), None);
}

#[test]
fn the_door_opens_to_the_link_and_to_the_number_that_was_asked() {
    assert_eq!(door().case(), case());
    assert_eq!(ResidentDoor::by_link(case(), b"other", b"digest"), None);
    assert_eq!(ResidentDoor::by_link(case(), b"", b""), None, "no link was kept");
    let (asked, other) = (phone("13800001234"), phone("13800005678"));
    assert!(ResidentDoor::by_sms(case(), &phone("+86 138 0000 1234"), &asked).is_some());
    assert_eq!(ResidentDoor::by_sms(case(), &other, &asked), None);

    let given = CaseRating::give(
        &ResidentDoor::by_sms(case(), &asked, &asked).unwrap(),
        Rating::Good,
        &RatingRules::default(),
        Some(at("2026-11-23T10:00:00")),
        None,
        at("2026-11-23T11:00:00"),
    );
    assert_eq!(given.unwrap().source, RatingSource::Sms);
}

#[test]
fn a_rating_is_taken_from_conclusion_to_the_end_of_the_thirtieth_day() {
    let concluded = Some("2026-11-23T10:00:00");
    assert_eq!(give(None, "2026-11-23T10:00:00"), Err(RatingRefusal::NotYet));
    assert_eq!(give(concluded, "2026-11-23T09:59:59"), Err(RatingRefusal::NotYet));
    assert!(give(concluded, "2026-11-23T10:00:00").is_ok());
    assert_eq!(RatingRules::default().last_day(at("2026-11-23T10:00:00")), date(2026, 12, 23));
    assert!(give(concluded, "2026-12-23T23:59:59.999999").is_ok());
    assert_eq!(give(concluded, "2026-12-24T00:00:00"), Err(RatingRefusal::Closed));
    // An hour before midnight in Shanghai is still the same day there, whatever UTC says.
    assert!(give(Some("2026-11-23T23:00:00"), "2026-12-23T23:30:00").is_ok());
}

#[test]
fn a_case_is_rated_once() {
    let first = give(Some("2026-11-23T10:00:00"), "2026-11-24T10:00:00").unwrap();
    for now in ["2026-11-24T10:00:00", "2027-11-24T10:00:00"] {
        let again = CaseRating::give(
            &door(),
            Rating::VeryGood,
            &RatingRules::default(),
            Some(at("2026-11-23T10:00:00")),
            Some(&first),
            at(now),
        );
        assert_eq!(again.unwrap_err().code(), "rating-given", "{now}");
    }
}

#[test]
fn a_bad_one_is_called_back_within_five_working_days() {
    let calendar = Calendar::new(CalendarVersion::parse("t").unwrap(), samples::tables()).unwrap();
    let reckoning = Reckoning::new(&calendar, BusinessHours::default());
    let rules = RatingRules::default();
    for rating in Rating::ALL {
        // 30 September 2026: the holiday of October lies between.
        let given =
            CaseRating { case: case(), rating, source: RatingSource::Link, at: at("2026-09-30T22:00:00") };
        let due = given.call_back(&rules, &reckoning).unwrap();
        assert_eq!(due.map(|due| due.day), rating.is_bad().then_some(date(2026, 10, 13)), "{rating:?}");
    }
    let late = CaseRating {
        case: case(),
        rating: Rating::VeryBad,
        source: RatingSource::Sms,
        at: at("2028-05-01T12:00:00"),
    };
    assert_eq!(late.call_back(&rules, &reckoning), Err(MissingYear { year: 2028 }));
    let good = CaseRating { rating: Rating::Fair, ..late };
    assert_eq!(good.call_back(&rules, &reckoning), Ok(None), "no calendar is needed");
}

#[test]
fn the_window_is_a_setting() {
    let week = RatingRules { open_days: NonZeroU16::new(7).unwrap(), ..RatingRules::default() };
    let concluded = at("2026-11-23T10:00:00");
    let hours = |n| concluded.checked_add(SignedDuration::from_hours(n)).unwrap();
    // One stretch of time, from the conclusion on.
    let open: Vec<i64> = (-48..24 * 20).filter(|n| week.is_open(concluded, hours(*n))).collect();
    assert_eq!((open.first(), open.last()), (Some(&0), Some(&(7 * 24 + 13))));
    assert_eq!(open.len(), 7 * 24 + 14);
}

#[test]
fn the_rated_see_counts_and_never_a_few() {
    let tally = Tally::of([Rating::VeryGood, Rating::VeryGood, Rating::Bad, Rating::VeryBad]);
    assert_eq!(
        (tally.total(), tally.bad(), tally.count(Rating::VeryGood), tally.count(Rating::Fair)),
        (4, 2, 2, 0)
    );
    assert_eq!(tally.for_rated(), None);
    let five = Tally::of([Rating::Good; 5]);
    assert_eq!(five.for_rated(), Some(five));
    assert_eq!(Tally::default().for_rated(), None);
}
