//! The unified social credit code (统一社会信用代码, GB 32100-2015) of an organisation. It knows the alphabet and the
//! check character; it must not know which organisations exist.

use std::fmt;

use crate::text::typed;

/// The 31 characters, at the place of their value: no I, O, S, V, Z.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Powers of 3 modulo 31 for the first 17 characters, and 1 for the check character.
const WEIGHTS: [usize; 18] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1];

/// An organisation's credit code: 18 characters in upper case. Not personal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode(String);

/// Why a text is not taken for a credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CreditCodeRefusal {
    /// Not 18 characters.
    #[error("credit-code-length")]
    Length,
    /// A character that no credit code has.
    #[error("credit-code-character")]
    Character,
    /// The check character does not fit. Some codes that were really issued fail here, so a person may
    /// insist: see [`CreditCode::parse_despite_check`].
    #[error("credit-code-check")]
    Check,
}

impl CreditCodeRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length => "credit-code-length",
            Self::Character => "credit-code-character",
            Self::Check => "credit-code-check",
        }
    }
}

impl CreditCode {
    /// Reads a code with a right check character; trimmed, in either case, full-width or half-width.
    ///
    /// # Errors
    /// The first of [`CreditCodeRefusal`] that applies, in their order.
    pub fn parse(raw: &str) -> Result<Self, CreditCodeRefusal> {
        let code = Self::parse_despite_check(raw)?;
        if code.check_fits() { Ok(code) } else { Err(CreditCodeRefusal::Check) }
    }

    /// Reads a code whatever its check character, for a caller who was warned and holds a reason.
    ///
    /// # Errors
    /// `credit-code-length` or `credit-code-character`.
    pub fn parse_despite_check(raw: &str) -> Result<Self, CreditCodeRefusal> {
        let code = typed::trimmed(raw);
        if code.chars().count() != WEIGHTS.len() {
            return Err(CreditCodeRefusal::Length);
        }
        if !code.chars().all(|c| ALPHABET.contains(c)) {
            return Err(CreditCodeRefusal::Character);
        }
        Ok(Self(code))
    }

    /// Whether the check character is the one GB 32100 asks for: the weighted sum of all 18 values is a
    /// multiple of 31.
    #[must_use]
    pub fn check_fits(&self) -> bool {
        let values = self.0.chars().filter_map(|c| ALPHABET.find(c));
        values.zip(WEIGHTS).map(|(value, weight)| value * weight).sum::<usize>().is_multiple_of(31)
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(raw: &str) -> Option<&'static str> {
        CreditCode::parse(raw).err().map(CreditCodeRefusal::code)
    }

    #[test]
    fn weights_and_alphabet_are_those_of_gb_32100() {
        let powers = std::iter::successors(Some(1), |power| Some(power * 3 % 31));
        assert!(powers.take(17).eq(WEIGHTS.into_iter().take(17)));
        assert!(ALPHABET.chars().eq(('0'..='9').chain('A'..='Z').filter(|c| !"IOSVZ".contains(*c))));
    }

    #[test]
    fn right_codes_are_read() {
        for good in ["91350100M000100Y43", "11330106000000001B"] {
            assert_eq!(CreditCode::parse(good).unwrap().as_str(), good);
        }
        let typed = CreditCode::parse("　９１350100m000100y43 ").unwrap();
        assert_eq!(typed.to_string(), "91350100M000100Y43");
    }

    #[test]
    fn only_one_character_fits_as_check() {
        let fitting: Vec<char> =
            ALPHABET.chars().filter(|c| code(&format!("91350100M000100Y4{c}")).is_none()).collect();
        assert_eq!(fitting, ['3']);
        assert_eq!(code("91350100M000100Y44"), Some("credit-code-check"));
    }

    #[test]
    fn two_neighbours_exchanged_are_noticed() {
        assert_eq!(code("91350100M000100Y34"), Some("credit-code-check"));
        assert_eq!(code("19350100M000100Y43"), Some("credit-code-check"));
    }

    #[test]
    fn letters_that_look_like_digits_are_no_part_of_it() {
        // The first is the published negative example.
        for bad in ["91350100M000100Y4Z", "9135O100M000100Y43", "I1330106000000001B", "91350100M000100Y4王"]
        {
            assert_eq!(code(bad), Some("credit-code-character"), "{bad:?}");
        }
    }

    #[test]
    fn length_is_eighteen() {
        for bad in ["", "91350100M000100Y4", "91350100M000100Y433", "91350100 M000100Y43"] {
            assert_eq!(code(bad), Some("credit-code-length"), "{bad:?}");
        }
    }

    #[test]
    fn a_person_may_insist_on_a_check_that_fails_and_on_nothing_else() {
        let insisted = CreditCode::parse_despite_check("91350100m000100y44").unwrap();
        assert_eq!(insisted.as_str(), "91350100M000100Y44");
        assert!(!insisted.check_fits());
        assert_eq!(CreditCode::parse_despite_check("91350100M000100Y4Z"), Err(CreditCodeRefusal::Character));
        assert_eq!(CreditCode::parse_despite_check("91350100M000100Y4"), Err(CreditCodeRefusal::Length));
    }
}
