//! Resident identity numbers (公民身份号码, GB 11643-1999). It knows their shape, check character, birth date and
//! sex; it must not know who exists, nor which divisions exist today: old people carry codes of districts
//! merged long ago.

use std::{fmt, ops::Range};

use jiff::civil::Date;

use crate::text::typed;

/// The division that is never assigned, for made-up people.
const TEST_AREA: &str = "999999";

/// Nobody is older than this, in full years.
const OLDEST: i16 = 130;

/// Weights of the first 17 digits in GB 11643: powers of 2 modulo 11.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Which divisions count: the switch `allow_test_area`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Areas {
    /// Only what may stand on a card.
    Real,
    /// Also 999999, the area of made-up people.
    TestToo,
}

/// Sex as the number gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// An even sequence number.
    Female,
    /// An odd sequence number.
    Male,
}

/// A resident's identity number: 18 characters, 17 digits and a digit or `X`. Personal: it has no `Display`,
/// and `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdNumber {
    text: String,
    birth: Date,
    sex: Sex,
}

/// Why a text is not taken for an identity number. It never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum IdNumberRefusal {
    /// Neither 18 nor 15 characters.
    #[error("id-number-length")]
    Length,
    /// Something else than digits, or than a digit or X in the last of 18 places.
    #[error("id-number-character")]
    Character,
    /// The first two digits are no province.
    #[error("id-number-area")]
    Area,
    /// The area of made-up people, where only real ones are wanted.
    #[error("id-number-test-area")]
    TestArea,
    /// The date of birth is no day of the calendar.
    #[error("id-number-birth-date")]
    BirthDate,
    /// The date of birth has not come yet.
    #[error("id-number-birth-future")]
    BirthFuture,
    /// Over 130 full years old.
    #[error("id-number-too-old")]
    TooOld,
    /// The check character does not fit: most likely a digit is mistyped.
    #[error("id-number-check")]
    Check,
}

impl IdNumberRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length => "id-number-length",
            Self::Character => "id-number-character",
            Self::Area => "id-number-area",
            Self::TestArea => "id-number-test-area",
            Self::BirthDate => "id-number-birth-date",
            Self::BirthFuture => "id-number-birth-future",
            Self::TooOld => "id-number-too-old",
            Self::Check => "id-number-check",
        }
    }
}

impl IdNumber {
    /// Reads a number as people type it: trimmed, a small x, full-width characters; one of 15 digits is
    /// upgraded.
    ///
    /// `today` is the day in Asia/Shanghai. Known areas are the provinces of GB/T 2260, 81 to 83 of the
    /// residence permits for people of Hong Kong, Macao and Taiwan, and a leading 9 of the permanent
    /// residence card of foreigners.
    ///
    /// # Errors
    /// The first of [`IdNumberRefusal`] that applies, in their order.
    pub fn parse(raw: &str, today: Date, areas: Areas) -> Result<Self, IdNumberRefusal> {
        let typed = typed::trimmed(raw);
        let text = match typed.chars().count() {
            18 => typed,
            15 => upgrade(&typed)?,
            _ => return Err(IdNumberRefusal::Length),
        };
        let (body, check) = text.split_at_checked(17).ok_or(IdNumberRefusal::Character)?;
        if !is_digits(body) || !(is_digits(check) || check == "X") {
            return Err(IdNumberRefusal::Character);
        }
        known_area(body, areas)?;
        let birth = birth_date(body)?;
        if birth > today {
            return Err(IdNumberRefusal::BirthFuture);
        }
        if full_years(birth, today) > OLDEST {
            return Err(IdNumberRefusal::TooOld);
        }
        if !check.starts_with(check_character(body)) {
            return Err(IdNumberRefusal::Check);
        }
        let sex = if number::<u16>(body, 14..17)? % 2 == 0 { Sex::Female } else { Sex::Male };
        Ok(Self { text, birth, sex })
    }

    /// Takes back a number that was parsed before and kept: how old the person has become is not asked again.
    ///
    /// # Errors
    /// [`IdNumberRefusal`] when the text is no such number.
    pub fn read_back(text: &str) -> Result<Self, IdNumberRefusal> {
        Self::parse(text, birth_date(text)?, Areas::TestToo)
    }

    /// The 18 characters, for sealing and for the blind index; a screen takes [`IdNumber::masked`].
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The date of birth.
    #[must_use]
    pub const fn birth_date(&self) -> Date {
        self.birth
    }

    /// Male or female.
    #[must_use]
    pub const fn sex(&self) -> Sex {
        self.sex
    }

    /// Age in full years on a day, the birthday itself counted, as civil and benefit rules do. Who was born
    /// on 29 February has the birthday on 1 March in common years. Negative on days before the birth.
    #[must_use]
    pub fn age_on(&self, date: Date) -> i16 {
        full_years(self.birth, date)
    }

    /// The number as shown by default: `330106********0014`.
    #[must_use]
    pub fn masked(&self) -> String {
        self.text.char_indices().map(|(at, c)| if (6..14).contains(&at) { '*' } else { c }).collect()
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdNumber(..)")
    }
}

/// The 18 characters that a number of 15 digits (issued until 1999) became: the century goes before the year,
/// the check character to the end. The sequences 996 to 999 were kept for people over a hundred, so those
/// were born in the 1800s.
///
/// # Errors
/// `id-number-length` or `id-number-character`; the area and the date are not looked at.
pub fn upgrade(fifteen: &str) -> Result<String, IdNumberRefusal> {
    if fifteen.chars().count() != 15 {
        return Err(IdNumberRefusal::Length);
    }
    if !is_digits(fifteen) {
        return Err(IdNumberRefusal::Character);
    }
    let (area, rest) = fifteen.split_at_checked(6).ok_or(IdNumberRefusal::Character)?;
    let century = if number::<u16>(rest, 6..9)? >= 996 { "18" } else { "19" };
    let body = format!("{area}{century}{rest}");
    let check = check_character(&body);
    Ok(format!("{body}{check}"))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn number<N: std::str::FromStr>(digits: &str, range: Range<usize>) -> Result<N, IdNumberRefusal> {
    digits.get(range).and_then(|part| part.parse().ok()).ok_or(IdNumberRefusal::Character)
}

fn known_area(body: &str, areas: Areas) -> Result<(), IdNumberRefusal> {
    if body.starts_with(TEST_AREA) {
        return match areas {
            Areas::TestToo => Ok(()),
            Areas::Real => Err(IdNumberRefusal::TestArea),
        };
    }
    match number(body, 0..2)? {
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 90..=99 => Ok(()),
        0_u8..=u8::MAX => Err(IdNumberRefusal::Area),
    }
}

fn birth_date(body: &str) -> Result<Date, IdNumberRefusal> {
    let (year, month, day) = (number(body, 6..10)?, number(body, 10..12)?, number(body, 12..14)?);
    Date::new(year, month, day).ok().ok_or(IdNumberRefusal::BirthDate)
}

fn full_years(birth: Date, date: Date) -> i16 {
    let birthday_to_come = (date.month(), date.day()) < (birth.month(), birth.day());
    date.year() - birth.year() - i16::from(birthday_to_come)
}

fn check_character(body: &str) -> char {
    let digits = body.chars().filter_map(|c| c.to_digit(10));
    match digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum::<u32>() % 11 {
        0 => '1',
        1 => '0',
        2 => 'X',
        3 => '9',
        4 => '8',
        5 => '7',
        6 => '6',
        7 => '5',
        8 => '4',
        9 => '3',
        _ => '2',
    }
}

#[cfg(test)]
mod tests;
