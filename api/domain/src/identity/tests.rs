//! The vectors of the standard, made-up people of area 999999, and what must be refused.

use jiff::civil::date;

use super::*;

const TODAY: Date = date(2026, 11, 23);

/// Made-up people: born on a leap day, a woman of 1948, a child, a woman born on the leap day of 2000.
const PEOPLE: [(&str, Date, Sex); 4] = [
    ("999999194002290010", date(1940, 2, 29), Sex::Male),
    ("999999194807150023", date(1948, 7, 15), Sex::Female),
    ("999999201506010038", date(2015, 6, 1), Sex::Male),
    ("999999200002290043", date(2000, 2, 29), Sex::Female),
];

fn read(raw: &str) -> IdNumber {
    IdNumber::parse(raw, TODAY, Areas::TestToo).unwrap()
}

fn code(raw: &str) -> Option<&'static str> {
    IdNumber::parse(raw, TODAY, Areas::TestToo).err().map(IdNumberRefusal::code)
}

/// A body of 17 digits with the check character it asks for.
fn with_right_check(body: &str) -> String {
    format!("{body}{}", check_character(body))
}

#[test]
fn made_up_people_are_read_where_they_are_wanted() {
    for (text, birth, sex) in PEOPLE {
        let id = read(text);
        assert_eq!((id.as_str(), id.birth_date(), id.sex()), (text, birth, sex));
        assert_eq!(IdNumber::parse(text, TODAY, Areas::Real), Err(IdNumberRefusal::TestArea));
    }
    assert_eq!(IdNumberRefusal::TestArea.code(), "id-number-test-area");
}

#[test]
fn the_examples_of_the_standard() {
    let id = IdNumber::parse("11010519491231002X", TODAY, Areas::Real).unwrap();
    assert_eq!((id.birth_date(), id.sex()), (date(1949, 12, 31), Sex::Female));
    // The second was born in 1880.
    assert_eq!(code("440524188001010014"), Some("id-number-too-old"));
}

#[test]
fn typing_is_forgiven() {
    for raw in ["11010519491231002x", " 11010519491231002X\n", "　１１０１０５１９４９１２３１００２ｘ"]
    {
        assert_eq!(read(raw).as_str(), "11010519491231002X", "{raw:?}");
    }
}

#[test]
fn fifteen_digits_become_eighteen() {
    assert_eq!(upgrade("110105491231002").as_deref(), Ok("11010519491231002X"));
    assert_eq!(read("１１０１０５４９１２３１００２"), read("11010519491231002X"));
}

#[test]
fn the_old_sequences_of_centenarians_mean_the_century_before() {
    assert_eq!(upgrade("999999991231996").as_deref(), Ok("999999189912319963"));
    for sequence in ["996", "997", "998", "999"] {
        assert!(
            upgrade(&format!("999999991231{sequence}")).unwrap().starts_with("99999918991231"),
            "{sequence}"
        );
    }
    assert_eq!(upgrade("999999000101995").as_deref(), Ok("99999919000101995X"));
    assert_eq!(read("999999991231996").birth_date(), date(1899, 12, 31));
    // Only numbers of 15 digits had that rule.
    assert_eq!(read("999999199912319997").birth_date(), date(1999, 12, 31));
}

#[test]
fn upgrade_takes_fifteen_digits_only() {
    assert_eq!(upgrade("11010549123100"), Err(IdNumberRefusal::Length));
    assert_eq!(upgrade("11010519491231002X"), Err(IdNumberRefusal::Length));
    assert_eq!(upgrade("11010549123100X"), Err(IdNumberRefusal::Character));
}

#[test]
fn length_is_18_or_15_characters() {
    for bad in ["", "1101051949123100", "11010519491231002", "11010519491231002XX", "110105 194912310 02X"] {
        assert_eq!(code(bad), Some("id-number-length"), "{bad:?}");
    }
}

#[test]
fn characters_are_digits_and_a_last_x() {
    for bad in [
        "1101051949123100XX",
        "X1010519491231002X",
        "11010519491231002Y",
        "11010519491231O02X",
        "+1010519491231002X",
        "11010549123100X",
        "王王王王王王王王王王王王王王王王王王",
        "１１０１０５１９４９１２３１００２王",
    ] {
        assert_eq!(code(bad), Some("id-number-character"), "{bad:?}");
    }
}

#[test]
fn only_one_check_character_fits() {
    for check in "0123456789X".chars() {
        let expected = (check != '0').then_some("id-number-check");
        assert_eq!(code(&format!("99999919400229001{check}")), expected, "{check}");
    }
    // The eighth place has weight 1 and the last one weight 2, so these sums run from 0 to 10.
    let ones = (0..=9).map(|digit| format!("0000000{digit}000000000"));
    let checks: String =
        ones.chain(["00000000000000005".to_owned()]).map(|body| check_character(&body)).collect();
    assert_eq!(checks, "10X98765432");
}

#[test]
fn two_neighbours_exchanged_are_noticed() {
    assert_eq!(code("999999194807150032"), Some("id-number-check"));
    assert_eq!(code("999999194801750023"), Some("id-number-birth-date"));
    assert_eq!(code("999999194087150023"), Some("id-number-birth-date"));
    assert_eq!(code("999999198407150023"), Some("id-number-check"));
}

#[test]
fn the_birth_date_is_a_day_of_the_calendar() {
    // The first has a right check digit and no such day.
    assert_eq!(code("999999193802290014"), Some("id-number-birth-date"));
    for body in ["99999919000229001", "99999919801301001", "99999919800100001", "99999919800431001"] {
        assert_eq!(code(&with_right_check(body)), Some("id-number-birth-date"), "{body}");
    }
    // Fifteen digits, 29 February of a common year.
    assert_eq!(code("999999380229001"), Some("id-number-birth-date"));
}

#[test]
fn the_birth_date_has_come() {
    assert_eq!(code("999999202611230010"), None);
    assert_eq!(code("999999202611240016"), Some("id-number-birth-future"));
    assert_eq!(code(&with_right_check("99999990001231001")), Some("id-number-birth-future"));
}

#[test]
fn nobody_is_over_130_full_years_old() {
    // 130 years today; 130 until tomorrow, when it is 131; 131 today.
    assert_eq!(code("999999189611230017"), None);
    assert_eq!(code("999999189511240015"), None);
    assert_eq!(code("99999918951123001X"), Some("id-number-too-old"));
}

#[test]
fn areas_are_provinces_and_residence_permits() {
    let real = |text: &str| IdNumber::parse(text, TODAY, Areas::Real).err().map(IdNumberRefusal::code);
    // 330104 was merged away in 2021 and stays valid; 81, 82, 83 and 9 are permits.
    for body in [
        "33010419400229001",
        "81000019800101001",
        "82000019800101001",
        "83000019800101001",
        "91112419810803002",
        "71010119800101001",
    ] {
        assert_eq!(real(&with_right_check(body)), None, "{body}");
    }
    for province in ["00", "10", "16", "20", "38", "49", "55", "66", "72", "80", "84", "89"] {
        let text = with_right_check(&format!("{province}010119800101001"));
        assert_eq!(real(&text), Some("id-number-area"), "{province}");
    }
    assert_eq!(real(&with_right_check("99999819800101001")), None);
}

#[test]
fn age_is_in_full_years_with_the_birthday_counted() {
    let child = read("999999201506010038");
    assert_eq!(child.age_on(date(2026, 5, 31)), 10);
    assert_eq!(child.age_on(date(2026, 6, 1)), 11);
    assert_eq!(child.age_on(date(2015, 6, 1)), 0);
    assert_eq!(child.age_on(date(2015, 5, 31)), -1);
}

#[test]
fn the_leap_day_moves_to_1_march_in_common_years() {
    let woman = read("999999200002290043");
    assert_eq!(woman.age_on(date(2018, 2, 28)), 17);
    assert_eq!(woman.age_on(date(2018, 3, 1)), 18);
    assert_eq!(woman.age_on(date(2020, 2, 28)), 19);
    assert_eq!(woman.age_on(date(2020, 2, 29)), 20);
}

#[test]
fn masked_and_debug_hide_the_number() {
    let id = read("999999194002290010");
    assert_eq!(id.masked(), "999999********0010");
    assert_eq!(format!("{id:?}"), "IdNumber(..)");
    // A refusal does not carry it either.
    let refusal = IdNumber::parse("999999194002290011", TODAY, Areas::TestToo).unwrap_err();
    assert_eq!(
        (format!("{refusal:?}"), refusal.to_string()),
        ("Check".to_owned(), "id-number-check".to_owned())
    );
}
