//! Passwords as people choose them; how they are kept is not known here.

use std::fmt;

use super::Username;

/// A password fit to be set. It is not trimmed or changed in any way, and it has no equality: a sign-in
/// compares against the stored hash.
///
/// The figures (10 characters, three of four kinds) are the usual ones for level 3 of GB/T 22239-2019, which
/// gives none itself; the upper bound keeps hashing cheap.
#[derive(Clone)]
pub struct Password(String);

/// Why a password may not be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PasswordRefusal {
    /// Shorter than [`Password::LEAST`] or longer than [`Password::MOST`] characters.
    #[error("password-length")]
    Length,
    /// Fewer than three of: lower-case letters, upper-case letters, digits, others.
    #[error("password-kinds")]
    Kinds,
    /// Holds the username, in whatever case.
    #[error("password-username")]
    Username,
}

impl PasswordRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length => "password-length",
            Self::Kinds => "password-kinds",
            Self::Username => "password-username",
        }
    }
}

impl Password {
    /// Fewest characters.
    pub const LEAST: usize = 10;
    /// Most characters.
    pub const MOST: usize = 128;

    /// Takes a password for the account `username`.
    ///
    /// # Errors
    /// The first of [`PasswordRefusal`] that applies, in their order.
    pub fn parse(raw: &str, username: &Username) -> Result<Self, PasswordRefusal> {
        if !(Self::LEAST..=Self::MOST).contains(&raw.chars().count()) {
            return Err(PasswordRefusal::Length);
        }
        if kinds(raw) < 3 {
            return Err(PasswordRefusal::Kinds);
        }
        if raw.to_lowercase().contains(username.as_str()) {
            return Err(PasswordRefusal::Username);
        }
        Ok(Self(raw.to_owned()))
    }

    /// The password itself, for the hash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// How many of the four kinds of character occur. Letters without case, Han among them, are "others".
fn kinds(raw: &str) -> usize {
    let other = |c: char| !(c.is_lowercase() || c.is_uppercase() || c.is_numeric());
    let kinds: [fn(char) -> bool; 4] = [char::is_lowercase, char::is_uppercase, char::is_numeric, other];
    kinds.into_iter().filter(|kind| raw.chars().any(kind)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(raw: &str) -> Option<&'static str> {
        Password::parse(raw, &Username::parse("wang").unwrap()).err().map(PasswordRefusal::code)
    }

    #[test]
    fn three_kinds_of_four_are_enough() {
        for good in
            ["abcdefgH12", "abcdefg-12", "ABCDEFG-12", "abcdefg-HI", "门铃坏了请敲门门aB", " pass word1"]
        {
            assert_eq!(code(good), None, "{good:?}");
        }
        for bad in
            ["abcdefghij", "abcdefgh12", "ABCDEFGHIJ", "1234567890", "abcdefg---", "门铃坏了请敲门a门铃x"]
        {
            assert_eq!(code(bad), Some("password-kinds"), "{bad:?}");
        }
    }

    #[test]
    fn length_is_counted_in_characters_and_nothing_is_trimmed() {
        assert_eq!(code("abcdefgH1"), Some("password-length"));
        assert_eq!(code("门门门aB"), Some("password-length"));
        assert_eq!(
            Password::parse("  abcdE1  ", &Username::parse("wang").unwrap()).unwrap().as_str(),
            "  abcdE1  "
        );
        assert_eq!(code(&format!("aB1{}", "x".repeat(125))), None);
        assert_eq!(code(&format!("aB1{}", "x".repeat(126))), Some("password-length"));
    }

    #[test]
    fn the_username_is_no_part_of_it() {
        assert_eq!(code("xxWaNg-12345"), Some("password-username"));
        assert_eq!(code("xxWaN-g12345"), None);
    }

    #[test]
    fn debug_hides_the_password() {
        let password = Password::parse("abcdefgH12", &Username::parse("wang").unwrap()).unwrap();
        assert_eq!(format!("{password:?}"), "Password(..)");
    }
}
