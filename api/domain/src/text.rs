//! Bounded texts, parsed once at the door: what is in one of these types has been trimmed, counted and looked
//! through. It knows lengths (in characters, that is Unicode scalar values, never bytes), allowed characters
//! and which texts are personal. It knows nothing of sealing, languages or where a text is kept. Unicode
//! normalisation (NFC) is not done here: two spellings of one text compare unequal, so nothing is ever
//! matched by such a text alone.

use std::fmt;

mod password;
mod person_name;
mod result_number;
pub(crate) mod typed;

pub use password::{Password, PasswordRefusal};
pub use person_name::PersonName;

/// Why a text is refused. It never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TextRefusal {
    /// Trimmed, the text is shorter or longer than its kind allows; the bounds count characters and are
    /// inclusive.
    #[error("{code}: {least} to {most} characters are allowed")]
    Length {
        /// The stable code.
        code: &'static str,
        /// Fewest characters, after trimming.
        least: usize,
        /// Most characters, after trimming.
        most: usize,
    },
    /// The text holds a character its kind does not allow, or holds it in a place where it may not stand.
    #[error("{code}: a character is not allowed")]
    Character {
        /// The stable code.
        code: &'static str,
    },
}

impl TextRefusal {
    /// The stable kebab-case code, such as `address-length`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length { code, .. } | Self::Character { code } => code,
        }
    }
}

/// How one kind of text is read.
struct Rule {
    least: usize,
    most: usize,
    length: &'static str,
    character: &'static str,
    allows: fn(char) -> bool,
}

impl Rule {
    fn read(&self, raw: &str) -> Result<String, TextRefusal> {
        let text = raw.trim();
        if !(self.least..=self.most).contains(&text.chars().count()) {
            return Err(TextRefusal::Length { code: self.length, least: self.least, most: self.most });
        }
        if !text.chars().all(self.allows) {
            return Err(TextRefusal::Character { code: self.character });
        }
        Ok(text.to_owned())
    }
}

/// One line of print. Control characters go, and so do the two Unicode line ends and the marks that turn the
/// direction of writing: with those a text can show on screen as another text than it is.
fn is_print(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
}

fn is_code(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

fn is_username(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-')
}

/// A newtype over one trimmed text. `personal` hides the text in `Debug` and has no `Display`; `open` shows
/// and orders it.
macro_rules! text {
    (
        $(#[$doc:meta])*
        personal $name:ident, $least:literal..=$most:literal, $length:literal, $character:literal, $allows:expr
    ) => {
        #[derive(Clone, PartialEq, Eq, Hash)]
        $(#[$doc])*
        pub struct $name(String);

        text!(@common $name, $least, $most, $length, $character, $allows);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
    (
        $(#[$doc:meta])*
        open $name:ident, $least:literal..=$most:literal, $length:literal, $character:literal, $allows:expr
    ) => {
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $(#[$doc])*
        pub struct $name(String);

        text!(@common $name, $least, $most, $length, $character, $allows);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
    (@common $name:ident, $least:literal, $most:literal, $length:literal, $character:literal, $allows:expr) => {
        impl $name {
            /// Fewest characters after trimming.
            pub const LEAST: usize = $least;
            /// Most characters after trimming.
            pub const MOST: usize = $most;

            const RULE: Rule =
                Rule { least: $least, most: $most, length: $length, character: $character, allows: $allows };

            /// Reads the text, without the white space around it.
            ///
            /// # Errors
            #[doc = concat!("`", $length, "` or `", $character, "`.")]
            pub fn parse(raw: &str) -> Result<Self, TextRefusal> {
                Self::RULE.read(raw).map(Self)
            }

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

mod device;

pub use device::{AgentWords, AppVersion};

text! {
    /// A postal address in one line of free text: road, building, unit, room.
    personal Address, 1..=200, "address-length", "address-character", is_print
}

text! {
    /// Why something was done, in the words of who did it: unmasking, returning, withdrawing.
    personal Reason, 2..=500, "reason-length", "reason-character", is_print
}

text! {
    /// What the owner calls a phone or tablet. Personal, because people name a phone after themselves.
    personal DeviceName, 1..=80, "device-name-length", "device-name-character", is_print
}

text! {
    /// The sign-in name of an account: lower-case ASCII letters, digits, `.`, `_`, `-`. Upper case is
    /// refused, not folded, so that one account has one spelling.
    open Username, 3..=40, "username", "username", is_username
}

text! {
    /// The code of a service item (事项) in the catalogue.
    open ItemCode, 1..=64, "item-code", "item-code", is_code
}

text! {
    /// The code of a material (材料) in the catalogue.
    open MaterialCode, 1..=64, "material-code", "material-code", is_code
}

text! {
    /// The code of a department (部门) in the catalogue.
    open DepartmentCode, 1..=64, "department-code", "department-code", is_code
}

text! {
    /// What a resident adds to a rating in words. Personal, as people name others and themselves in it.
    personal RatingComment, 1..=500, "rating-comment-length", "rating-comment-character", is_print
}

text! {
    /// What a look-up in a shared library is for, in words. Personal, as it may tell what somebody applies for.
    personal Purpose, 2..=200, "purpose-length", "purpose-character", is_print
}

text! {
    /// One fact out of a shared library that is neither yes or no, nor a number or a day.
    personal FactText, 1..=200, "fact-length", "fact-character", is_print
}

text! {
    /// What a register (an authority's library, a list of the centre) is called by people.
    open RegisterName, 1..=80, "register-name", "register-name", is_print
}

text! {
    /// The version of a catalogue.
    open CatalogueVersion, 1..=64, "catalogue-version", "catalogue-version", is_code
}

text! {
    /// The version of a working-day calendar.
    open CalendarVersion, 1..=64, "calendar-version", "calendar-version", is_code
}

text! {
    /// The version of a set of message templates.
    open TemplateVersion, 1..=64, "template-version", "template-version", is_code
}

text! {
    /// The number or name of the notice that fixes a year's days off and days worked.
    open NoticeName, 1..=200, "notice-length", "notice-character", is_print
}

text! {
    /// Why the days of a year are provisional, for who reads a date that leans on them.
    open ProvisionalReason, 1..=200, "provisional-reason-length", "provisional-reason-character", is_print
}

text! {
    /// The number of a result (证照编号, 文书编号). Personal: some authorities make it out of the ID number.
    personal ResultNumber, 2..=64, "result-number-length", "result-number-character", is_print
}

text! {
    /// Who carries a parcel, and its number with them.
    personal Tracking, 4..=80, "tracking-length", "tracking-character", is_print
}

/// A remark of one or several lines. Lines end with `\n`; the `\r\n` of a web form becomes one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Note(String);

impl Note {
    /// Fewest characters after trimming.
    pub const LEAST: usize = 1;
    /// Most characters after trimming.
    pub const MOST: usize = 2000;

    const RULE: Rule = Rule {
        least: Self::LEAST,
        most: Self::MOST,
        length: "note-length",
        character: "note-character",
        allows: |c| c == '\n' || is_print(c),
    };

    /// Reads the text, without the white space around it.
    ///
    /// # Errors
    /// `note-length` or `note-character`.
    pub fn parse(raw: &str) -> Result<Self, TextRefusal> {
        Self::RULE.read(&raw.replace("\r\n", "\n")).map(Self)
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Note(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T>(parsed: Result<T, TextRefusal>) -> Option<&'static str> {
        parsed.err().map(TextRefusal::code)
    }

    #[test]
    fn white_space_around_is_dropped_also_the_wide_one() {
        assert_eq!(Address::parse("\u{3000} 文三路 1 号\t\n").unwrap().as_str(), "文三路 1 号");
    }

    #[test]
    fn length_is_counted_in_characters_after_trimming() {
        // Four bytes each in UTF-8.
        let most = "𠮷".repeat(Address::MOST);
        assert_eq!(Address::parse(&format!("  {most}  ")).unwrap().as_str(), most);
        assert_eq!(
            Address::parse(&format!("{most}号")),
            Err(TextRefusal::Length { code: "address-length", least: 1, most: 200 })
        );
        assert_eq!(code(Address::parse(" \u{3000}\n")), Some("address-length"));
        assert_eq!(code(Reason::parse(" x ")), Some("reason-length"));
        assert!(Reason::parse("核对").is_ok());
    }

    #[test]
    fn every_kind_has_its_bounds() {
        fn accepted<T>(parse: fn(&str) -> Result<T, TextRefusal>) -> (usize, usize) {
            let lengths: Vec<usize> =
                (0..=2100).filter(|length| parse(&"a".repeat(*length)).is_ok()).collect();
            let (least, most) = (lengths[0], lengths[lengths.len() - 1]);
            assert_eq!(lengths.len(), most - least + 1, "no gaps");
            (least, most)
        }
        assert_eq!(accepted(PersonName::parse), (2, 30));
        assert_eq!(accepted(Address::parse), (1, 200));
        assert_eq!(accepted(Note::parse), (1, 2000));
        assert_eq!(accepted(Reason::parse), (2, 500));
        assert_eq!(accepted(DeviceName::parse), (1, 80));
        assert_eq!(accepted(Username::parse), (3, 40));
        assert_eq!(accepted(ItemCode::parse), (1, 64));
        assert_eq!(accepted(MaterialCode::parse), (1, 64));
        assert_eq!(accepted(DepartmentCode::parse), (1, 64));
        assert_eq!(accepted(CatalogueVersion::parse), (1, 64));
        assert_eq!(accepted(CalendarVersion::parse), (1, 64));
        assert_eq!(accepted(TemplateVersion::parse), (1, 64));
        assert_eq!(accepted(NoticeName::parse), (1, 200));
        assert_eq!(accepted(ProvisionalReason::parse), (1, 200));
        assert_eq!(accepted(Purpose::parse), (2, 200));
        assert_eq!(accepted(RatingComment::parse), (1, 500));
        assert_eq!(accepted(FactText::parse), (1, 200));
        assert_eq!(accepted(RegisterName::parse), (1, 80));
        assert_eq!(accepted(ResultNumber::parse), (2, 64));
        assert_eq!(accepted(Tracking::parse), (4, 80));
    }

    #[test]
    fn a_line_holds_no_control_and_no_direction_character() {
        for bad in ["a\nb", "a\tb", "a\0b", "a\u{7f}b", "a\u{85}b", "a\u{2028}b", "a\u{202e}b", "a\u{2066}b"]
        {
            assert_eq!(code(Address::parse(bad)), Some("address-character"), "{bad:?}");
            assert_eq!(code(Reason::parse(bad)), Some("reason-character"), "{bad:?}");
            assert_eq!(code(DeviceName::parse(bad)), Some("device-name-character"), "{bad:?}");
        }
    }

    #[test]
    fn a_note_has_lines_and_nothing_else_of_control() {
        assert_eq!(Note::parse("门铃坏了\r\n请敲门\n").unwrap().as_str(), "门铃坏了\n请敲门");
        for bad in ["a\rb", "a\tb", "a\0b", "a\u{202e}b"] {
            assert_eq!(code(Note::parse(bad)), Some("note-character"), "{bad:?}");
        }
        assert_eq!(code(Note::parse(&"a".repeat(2001))), Some("note-length"));
    }

    #[test]
    fn a_username_has_one_spelling() {
        assert_eq!(Username::parse(" window-1.a_b ").unwrap().to_string(), "window-1.a_b");
        for bad in ["ab", "Window", "win dow", "王芳芳", "win@dow", &"a".repeat(41)] {
            assert_eq!(code(Username::parse(bad)), Some("username"), "{bad:?}");
        }
    }

    #[test]
    fn codes_keep_their_case_and_their_alphabet() {
        assert_eq!(ItemCode::parse("LJZ-SB-01").unwrap().as_str(), "LJZ-SB-01");
        assert_eq!(
            CatalogueVersion::parse("2018-01-illustrative-1").unwrap().as_str(),
            "2018-01-illustrative-1"
        );
        for bad in ["", "a b", "a/b", "../x", "材料", &"a".repeat(65)] {
            assert_eq!(code(MaterialCode::parse(bad)), Some("material-code"), "{bad:?}");
            assert_eq!(code(ItemCode::parse(bad)), Some("item-code"), "{bad:?}");
            assert_eq!(code(DepartmentCode::parse(bad)), Some("department-code"), "{bad:?}");
            assert_eq!(code(CatalogueVersion::parse(bad)), Some("catalogue-version"), "{bad:?}");
            assert_eq!(code(CalendarVersion::parse(bad)), Some("calendar-version"), "{bad:?}");
            assert_eq!(code(TemplateVersion::parse(bad)), Some("template-version"), "{bad:?}");
        }
    }

    #[test]
    fn debug_hides_what_is_personal_and_shows_what_is_not() {
        assert_eq!(format!("{:?}", Address::parse("文三路").unwrap()), "Address(..)");
        assert_eq!(format!("{:?}", Note::parse("门铃坏了").unwrap()), "Note(..)");
        assert_eq!(format!("{:?}", Reason::parse("核对").unwrap()), "Reason(..)");
        assert_eq!(format!("{:?}", DeviceName::parse("王芳的手机").unwrap()), "DeviceName(..)");
        assert_eq!(format!("{:?}", Purpose::parse("核对低保").unwrap()), "Purpose(..)");
        assert_eq!(format!("{:?}", RatingComment::parse("谢谢小李").unwrap()), "RatingComment(..)");
        assert_eq!(format!("{:?}", FactText::parse("户主").unwrap()), "FactText(..)");
        assert_eq!(format!("{:?}", ItemCode::parse("A-1").unwrap()), "ItemCode(\"A-1\")");
    }
}
