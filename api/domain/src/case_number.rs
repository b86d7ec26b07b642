//! Case numbers (办件编号): `330106013014-20261123-0007-K`, short enough to read out on the telephone. It knows
//! their shape and check character; it must not know how serials are drawn. A case number never holds
//! anything of a person.
//!
//! There is no national format; this one is the centre's code, the day in Asia/Shanghai, the centre's serial
//! of that day and a check character by ISO 7064 MOD 37,2 over all of it.

use std::fmt;

use jiff::civil::Date;

use crate::text::typed;

/// The code of a centre: the twelve digits of the community it stands in (统计用区划代码).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CentreCode(String);

/// The text is not twelve digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("centre-code")]
pub struct CentreCodeRefusal;

impl CentreCodeRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "centre-code"
    }
}

impl CentreCode {
    /// Reads twelve digits; trimmed, full-width or half-width.
    ///
    /// # Errors
    /// `centre-code`.
    pub fn parse(raw: &str) -> Result<Self, CentreCodeRefusal> {
        let code = typed::trimmed(raw);
        if code.len() == 12 && is_digits(&code) { Ok(Self(code)) } else { Err(CentreCodeRefusal) }
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CentreCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A case number. Ordered by centre, then day, then serial.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber {
    centre: CentreCode,
    date: Date,
    serial: u32,
    text: String,
}

/// Why a text is not a case number. All have the one code `case-number`: for a person on the telephone
/// there is no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CaseNumberRefusal {
    /// Not centre, real day, serial and check character; or a serial with needless zeros in front.
    #[error("case-number: not of the shape of a case number")]
    Shape,
    /// The check character does not fit: something was misread or mistyped.
    #[error("case-number: the check character does not fit")]
    Check,
}

impl CaseNumberRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "case-number"
    }
}

impl CaseNumber {
    /// The number of the `serial`-th case (counted from 1) a centre received on a day of Asia/Shanghai, a day
    /// of our era. The serial is written with four digits, and with more from 10,000 on.
    #[must_use]
    pub fn new(centre: &CentreCode, date: Date, serial: u32) -> Self {
        let day = format!("{:04}{:02}{:02}", date.year(), date.month(), date.day());
        let check = check_character(&format!("{centre}{day}{serial:04}"));
        let text = format!("{centre}-{day}-{serial:04}-{check}");
        Self { centre: centre.clone(), date, serial, text }
    }

    /// Reads a number as people type or dictate it: in either case, with or without hyphens, with spaces, in
    /// full-width characters.
    ///
    /// # Errors
    /// `case-number`.
    pub fn parse(raw: &str) -> Result<Self, CaseNumberRefusal> {
        let compact = typed::compact(raw);
        let (centre, rest) = compact.split_at_checked(12).ok_or(CaseNumberRefusal::Shape)?;
        let (day, rest) = rest.split_at_checked(8).ok_or(CaseNumberRefusal::Shape)?;
        let mut rest = rest.chars();
        let check = rest.next_back().ok_or(CaseNumberRefusal::Shape)?;
        let serial = rest.as_str();

        let centre = CentreCode(digits(centre)?.to_owned());
        let number = Self::new(&centre, parse_day(day)?, parse_digits(serial)?);
        // Four digits at least and no needless zeros: one case has one number.
        if serial.len() != format!("{:04}", number.serial).len() {
            return Err(CaseNumberRefusal::Shape);
        }
        if number.text.ends_with(check) { Ok(number) } else { Err(CaseNumberRefusal::Check) }
    }

    /// The number with its hyphens, in upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The centre that received the case.
    #[must_use]
    pub const fn centre(&self) -> &CentreCode {
        &self.centre
    }

    /// The day of receipt in Asia/Shanghai.
    #[must_use]
    pub const fn date(&self) -> Date {
        self.date
    }

    /// The serial of the day, from 1.
    #[must_use]
    pub const fn serial(&self) -> u32 {
        self.serial
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CaseNumber({})", self.text)
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The text, if it is digits only: `str::parse` would take a sign as well.
fn digits(text: &str) -> Result<&str, CaseNumberRefusal> {
    if is_digits(text) { Ok(text) } else { Err(CaseNumberRefusal::Shape) }
}

fn parse_digits<N: std::str::FromStr>(text: &str) -> Result<N, CaseNumberRefusal> {
    digits(text)?.parse().ok().ok_or(CaseNumberRefusal::Shape)
}

fn parse_day(text: &str) -> Result<Date, CaseNumberRefusal> {
    let (year, rest) = text.split_at_checked(4).ok_or(CaseNumberRefusal::Shape)?;
    let (month, day) = rest.split_at_checked(2).ok_or(CaseNumberRefusal::Shape)?;
    Date::new(parse_digits(year)?, parse_digits(month)?, parse_digits(day)?)
        .ok()
        .ok_or(CaseNumberRefusal::Shape)
}

/// The check character of ISO 7064 MOD 37,2 for a text of `0-9A-Z`: a digit, an upper-case letter or `*`.
fn check_character(text: &str) -> char {
    let product =
        text.chars().filter_map(|c| c.to_digit(36)).fold(0, |product, value| (product + value) * 2 % 37);
    char::from_digit((38 - product) % 37, 36).map_or('*', |c| c.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn centre() -> CentreCode {
        CentreCode::parse("330106013014").unwrap()
    }

    fn number(serial: u32) -> CaseNumber {
        CaseNumber::new(&centre(), date(2026, 11, 23), serial)
    }

    #[test]
    fn the_check_character_is_that_of_iso_7064_mod_37_2() {
        // The published example of ISBT 128, which uses the same system.
        assert_eq!(check_character("G123498654321"), 'H');
        // By hand: no sum asks for 1; (0 + 1) x 2 = 2 asks for 36, which is written as a star.
        assert_eq!(check_character("0"), '1');
        assert_eq!(check_character("1"), '*');
    }

    #[test]
    fn a_number_is_centre_day_serial_and_check() {
        let seventh = number(7);
        assert_eq!(seventh.as_str(), "330106013014-20261123-0007-4");
        assert_eq!(seventh.to_string(), seventh.as_str());
        assert_eq!(format!("{seventh:?}"), "CaseNumber(330106013014-20261123-0007-4)");
        assert_eq!(number(1).as_str(), "330106013014-20261123-0001-G");
    }

    #[test]
    fn the_serial_grows_beyond_four_digits_and_keeps_its_order() {
        assert_eq!(number(9999).as_str(), "330106013014-20261123-9999-7");
        assert_eq!(number(10_000).as_str(), "330106013014-20261123-10000-3");
        assert!(number(9999) < number(10_000));
        for serial in [1, 9999, 10_000, 123_456, u32::MAX] {
            assert_eq!(CaseNumber::parse(number(serial).as_str()), Ok(number(serial)));
        }
    }

    #[test]
    fn a_number_read_gives_its_parts() {
        let read = CaseNumber::parse("330106013014-20261123-0007-4").unwrap();
        assert_eq!((read.centre(), read.date(), read.serial()), (&centre(), date(2026, 11, 23), 7));
    }

    #[test]
    fn typing_is_forgiven() {
        for raw in [
            "3301060130142026112300 01G",
            " 330106013014-20261123-0001-g ",
            "330106 013014 20261123 0001 G",
            "３３０１０６０１３０１４－２０２６１１２３－０００１－ｇ",
            "330106013014—20261123—0001—G",
        ] {
            assert_eq!(CaseNumber::parse(raw), Ok(number(1)), "{raw:?}");
        }
        let starred = (1..200).map(number).find(|number| number.as_str().ends_with('*')).unwrap();
        assert_eq!(CaseNumber::parse(&starred.as_str().replace('-', "").replace('*', "＊")), Ok(starred));
    }

    #[test]
    fn any_one_character_changed_is_noticed() {
        let right = number(1234).as_str().replace('-', "");
        for (at, old) in right.char_indices() {
            for new in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*".chars().filter(|new| *new != old) {
                let mut wrong = right.clone();
                wrong.replace_range(at..=at, &new.to_string());
                assert!(CaseNumber::parse(&wrong).is_err(), "{wrong}");
            }
        }
        assert_eq!(CaseNumber::parse("330106013014-20261123-0002-G"), Err(CaseNumberRefusal::Check));
    }

    #[test]
    fn two_neighbours_exchanged_are_noticed() {
        let right: Vec<char> = number(1234).as_str().replace('-', "").chars().collect();
        let mut exchanged = 0;
        for at in 1..right.len() {
            let mut wrong = right.clone();
            wrong.swap(at - 1, at);
            if wrong != right {
                exchanged += 1;
                assert!(CaseNumber::parse(&wrong.iter().collect::<String>()).is_err(), "{wrong:?}");
            }
        }
        assert!(exchanged > 15);
    }

    #[test]
    fn other_shapes_are_refused() {
        let with_right_check = |text: &str| format!("{text}{}", check_character(text));
        for bad in [
            String::new(),
            "330106013014".to_owned(),
            "王".repeat(25),
            "33010601301420261123000王".to_owned(),
            // Three digits of serial, a needless zero, a serial beyond 32 bits, a sign.
            with_right_check("33010601301420261123001"),
            with_right_check("3301060130142026112300001"),
            with_right_check("330106013014202611234294967296"),
            with_right_check("33010601301420261123+001"),
            // No day of the calendar, a letter in the centre.
            with_right_check("330106013014202602300001"),
            with_right_check("330106013014202613010001"),
            with_right_check("33010601301A202611230001"),
        ] {
            assert_eq!(CaseNumber::parse(&bad), Err(CaseNumberRefusal::Shape), "{bad:?}");
        }
        assert_eq!(CaseNumberRefusal::Shape.code(), "case-number");
        assert_eq!(CaseNumberRefusal::Check.code(), "case-number");
    }

    #[test]
    fn a_centre_code_is_twelve_digits() {
        assert_eq!(CentreCode::parse(" ３３０１０６０１３０１４ ").unwrap().as_str(), "330106013014");
        for bad in ["", "33010601301", "3301060130140", "33010601301A", "330106-013014", "王王王王"] {
            assert_eq!(CentreCode::parse(bad), Err(CentreCodeRefusal), "{bad:?}");
        }
        assert_eq!(CentreCodeRefusal.code(), "centre-code");
    }
}
