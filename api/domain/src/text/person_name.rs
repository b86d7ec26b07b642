//! Names of people, as on the ID card.

use std::fmt;

use super::{Rule, TextRefusal};

/// The middle dot between the parts of a name (买买提·艾则孜).
const MIDDLE_DOT: char = '\u{B7}';

/// A person's name: letters of any script, rare characters beyond the basic plane (生僻字) among them. The parts
/// of a name may be joined by one `·` (U+00B7; the look-alikes `．` `•` `‧` become it), Latin ones also by one
/// space. No digits; `〇` is a letter here, as people are called by it.
///
/// Nothing else is mapped. Unicode normalisation (NFC) is left out, as the standard library has none: the
/// same name in two encodings compares unequal. People are matched by ID number, never by name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Fewest characters after trimming.
    pub const LEAST: usize = 2;
    /// Most characters after trimming.
    pub const MOST: usize = 30;

    const RULE: Rule = Rule {
        least: Self::LEAST,
        most: Self::MOST,
        length: "name-length",
        character: "name-character",
        allows: |c| is_letter(c) || c == MIDDLE_DOT || c == ' ',
    };

    /// Reads a name, without the white space around it.
    ///
    /// # Errors
    /// `name-length` or `name-character`.
    pub fn parse(raw: &str) -> Result<Self, TextRefusal> {
        let mapped: String = raw.chars().map(middle_dot).collect();
        let name = Self::RULE.read(&mapped)?;
        if joints_fit(&name) {
            Ok(Self(name))
        } else {
            Err(TextRefusal::Character { code: Self::RULE.character })
        }
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as shown by default: the first character and one star, `王*`.
    #[must_use]
    pub fn masked(&self) -> String {
        self.0.chars().take(1).chain(['*']).collect()
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(..)")
    }
}

fn middle_dot(c: char) -> char {
    match c {
        '．' | '•' | '‧' => MIDDLE_DOT,
        _ => c,
    }
}

fn is_letter(c: char) -> bool {
    c == '〇' || (c.is_alphabetic() && !c.is_numeric())
}

/// Latin with its accented letters, those of Vietnamese among them.
fn is_latin(c: char) -> bool {
    is_letter(c) && matches!(c, '\0'..'\u{250}' | '\u{1E00}'..='\u{1EFF}')
}

/// No dot at an end or beside another; and where there are spaces, single ones between Latin words.
fn joints_fit(name: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(is_latin);
    name.split(MIDDLE_DOT)
        .all(|part| !part.is_empty() && (!part.contains(' ') || part.split(' ').all(is_word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(raw: &str) -> Option<&'static str> {
        PersonName::parse(raw).err().map(TextRefusal::code)
    }

    #[test]
    fn names_of_every_kind_are_kept_as_written() {
        for name in
            ["王芳", "欧阳修远", "𠮷野𬍛", "刘〇", "買買提·艾則孜", "Nguyễn Thị Mai", "Jörg Müller", "ＡＢ"]
        {
            assert_eq!(PersonName::parse(&format!(" {name}\u{3000}")).unwrap().as_str(), name);
        }
    }

    #[test]
    fn look_alikes_of_the_middle_dot_become_it() {
        for dot in ["·", "．", "•", "‧"] {
            let name = PersonName::parse(&format!("买买提{dot}艾则孜")).unwrap();
            assert_eq!(name.as_str(), "买买提\u{b7}艾则孜", "{dot}");
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(code("王"), Some("name-length"));
        assert_eq!(code("   "), Some("name-length"));
        assert!(PersonName::parse(&"𠮷".repeat(30)).is_ok());
        assert_eq!(code(&"𠮷".repeat(31)), Some("name-length"));
    }

    #[test]
    fn digits_signs_and_control_characters_are_no_part_of_a_name() {
        for bad in [
            "王芳1",
            "王芳１",
            "王芳Ⅷ",
            "王芳²",
            "王\n芳",
            "王\0芳",
            "王,芳",
            "王*",
            "王芳🙂",
            "王\u{200b}芳",
            "王\u{e000}",
        ] {
            assert_eq!(code(bad), Some("name-character"), "{bad:?}");
        }
    }

    #[test]
    fn a_joint_stands_once_and_between_letters() {
        for bad in ["·王芳", "王芳·", "买买提··艾则孜", "王 芳", "An  Li", "An ·Li", "An 李", "··"]
        {
            assert_eq!(code(bad), Some("name-character"), "{bad:?}");
        }
    }

    #[test]
    fn masked_shows_the_first_character_and_one_star() {
        assert_eq!(PersonName::parse("王小芳").unwrap().masked(), "王*");
        assert_eq!(PersonName::parse("𠮷野").unwrap().masked(), "𠮷*");
    }

    #[test]
    fn debug_hides_the_name() {
        assert_eq!(format!("{:?}", PersonName::parse("王芳").unwrap()), "PersonName(..)");
    }
}
