//! Mobile numbers of mainland China. It knows their shape and their mask; it must not know whose number it is
//! (a family may share one) nor how a message is sent to it.

use std::fmt;

use crate::text::typed;

/// A mobile number: eleven digits, `1`, then `3` to `9`, then nine more. The country code is not kept in it,
/// since it is always 86.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// The text is not a mobile number of mainland China.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("phone-mobile")]
pub struct PhoneRefusal;

impl PhoneRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "phone-mobile"
    }
}

impl Phone {
    /// Reads a number as people write it: with `+86` or `0086` before it, spaces or hyphens in it, in
    /// full-width digits.
    ///
    /// # Errors
    /// `phone-mobile`; landlines and short numbers are refused too.
    pub fn parse(raw: &str) -> Result<Self, PhoneRefusal> {
        let typed = typed::compact(raw);
        let number = typed.strip_prefix("+86").or_else(|| typed.strip_prefix("0086")).unwrap_or(&typed);
        match number.as_bytes() {
            [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9 && rest.iter().all(u8::is_ascii_digit) => {
                Ok(Self(number.to_owned()))
            }
            _ => Err(PhoneRefusal),
        }
    }

    /// The eleven digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with its country code (E.164): `+86` and the eleven digits.
    #[must_use]
    pub fn e164(&self) -> String {
        format!("+86{}", self.0)
    }

    /// The number as shown by default: `138****1234`.
    #[must_use]
    pub fn masked(&self) -> String {
        self.0.char_indices().map(|(at, c)| if (3..7).contains(&at) { '*' } else { c }).collect()
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_gives_the_same_number() {
        for raw in [
            "13800001234",
            " 138 0000 1234 ",
            "138-0000-1234",
            "+86 138 0000 1234",
            "+8613800001234",
            "0086-13800001234",
            "＋８６　１３８００００１２３４",
            "\u{202d}13800001234\u{202c}",
        ] {
            let phone = Phone::parse(raw).unwrap();
            assert_eq!(phone.as_str(), "13800001234", "{raw:?}");
            assert_eq!(phone.e164(), "+8613800001234");
        }
    }

    #[test]
    fn the_second_digit_runs_from_3_to_9() {
        for second in 0..=9 {
            let accepted = Phone::parse(&format!("1{second}000001234")).is_ok();
            assert_eq!(accepted, second >= 3, "{second}");
        }
    }

    #[test]
    fn other_numbers_are_refused() {
        for bad in [
            "",
            "1380000123",
            "138000012345",
            "23800001234",
            "057188880000",
            "12345",
            "8613800001234",
            "+85213800001234",
            "+86+8613800001234",
            "1380000123a",
            "138o0001234",
            "١٣٨٠٠٠٠١٢٣٤",
        ] {
            assert_eq!(Phone::parse(bad), Err(PhoneRefusal), "{bad:?}");
        }
        assert_eq!(PhoneRefusal.code(), "phone-mobile");
    }

    #[test]
    fn masked_and_debug_hide_the_number() {
        let phone = Phone::parse("13898761234").unwrap();
        assert_eq!(phone.masked(), "138****1234");
        assert_eq!(format!("{phone:?}"), "Phone(..)");
    }
}
