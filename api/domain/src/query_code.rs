//! The query code (查询密码) a resident types beside the case number. It knows the alphabet and how people
//! mistype; it must not know where chance comes from, nor how a code is kept.

use std::fmt;

use crate::text::typed;

/// Digits and upper-case letters without 0 O 1 I L, which look alike on a small screen and in large print.
const ALPHABET: [u8; 31] = *b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// Six characters out of 31: 887,503,681 codes, so guessing is stopped by counting attempts, not by length.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct QueryCode(String);

/// The text is not a query code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("query-code")]
pub struct QueryCodeRefusal;

impl QueryCodeRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "query-code"
    }
}

impl QueryCode {
    /// How many characters a code has.
    pub const LENGTH: usize = 6;

    /// Makes a code of random bytes, two for each character: the likeliest character comes up one part in two
    /// thousand more often than the rarest.
    #[must_use]
    pub fn from_random(random: [u8; 12]) -> Self {
        let (pairs, _) = random.as_chunks::<2>();
        Self(pairs.iter().map(|pair| character(u16::from_be_bytes(*pair))).collect())
    }

    /// Reads a code as people type it: in either case, with spaces or hyphens, in full-width characters.
    ///
    /// # Errors
    /// `query-code`.
    pub fn parse(raw: &str) -> Result<Self, QueryCodeRefusal> {
        let code = typed::compact(raw);
        if code.len() == Self::LENGTH && code.bytes().all(|c| ALPHABET.contains(&c)) {
            Ok(Self(code))
        } else {
            Err(QueryCodeRefusal)
        }
    }

    /// The six characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for QueryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QueryCode(..)")
    }
}

#[expect(clippy::indexing_slicing, reason = "a remainder of the length lies within it")]
fn character(random: u16) -> char {
    char::from(ALPHABET[usize::from(random) % ALPHABET.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_bytes_fill_every_place() {
        assert_eq!(QueryCode::from_random([0; 12]).as_str(), "222222");
        assert_eq!(QueryCode::from_random([0, 0, 0, 1, 0, 30, 0, 31, 1, 0, 255, 255]).as_str(), "23Z2A3");
    }

    #[test]
    fn every_character_is_as_likely_as_any_other() {
        let mut counts = std::collections::BTreeMap::new();
        for random in 0..=u16::MAX {
            *counts.entry(character(random)).or_insert(0_u32) += 1;
        }
        assert_eq!(counts.len(), 31);
        assert!(counts.values().all(|count| (2114..=2115).contains(count)), "{counts:?}");
        assert!(!counts.keys().any(|c| "0O1IL".contains(*c)));
    }

    #[test]
    fn a_code_made_is_a_code_read() {
        let code = QueryCode::from_random(*b"twelve bytes");
        assert_eq!(QueryCode::parse(code.as_str()), Ok(code));
    }

    #[test]
    fn typing_is_forgiven() {
        let code = QueryCode::parse("K7MX2P").unwrap();
        for raw in ["k7mx2p", " K7M X2P ", "k7m-x2p", "ｋ７ＭＸ２Ｐ"] {
            assert_eq!(QueryCode::parse(raw).as_ref(), Ok(&code), "{raw:?}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for bad in
            ["", "K7MX2", "K7MX2PP", "K7MX20", "K7MXO2", "K7MX21", "K7MXI2", "K7MXL2", "K7M_2P", "王芳"]
        {
            assert_eq!(QueryCode::parse(bad), Err(QueryCodeRefusal), "{bad:?}");
        }
        assert_eq!(QueryCodeRefusal.code(), "query-code");
    }

    #[test]
    fn debug_hides_the_code() {
        assert_eq!(format!("{:?}", QueryCode::parse("K7MX2P").unwrap()), "QueryCode(..)");
    }
}
