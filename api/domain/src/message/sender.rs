//! What of the centre stands in its messages: the filed signature, the landline, the fixed address for looking a case
//! up; and names of items and bodies that may be written to a telephone at all.

use std::fmt;

use crate::{catalogue::Item, mandate::ConsentKind, phone::Phone, wording::Lang};

use super::{parts::units, template::forbidden};

/// The text is not what it is to be. The error is its stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{0}")]
pub struct SenderRefusal(&'static str);

impl SenderRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.0
    }
}

/// The signature (签名) that a platform has on file, without the brackets 【】, which the platform adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature(String);

impl Signature {
    /// Most units; platforms take 12 to 20.
    pub const MOST: usize = 20;
    /// Units of the two brackets.
    pub const BRACKETS: usize = 2;

    /// Reads 2 to 20 letters and digits, trimmed.
    ///
    /// # Errors
    /// `signature`.
    pub fn parse(raw: &str) -> Result<Self, SenderRefusal> {
        let text = raw.trim();
        let fits = (2..=Self::MOST).contains(&units(text)) && text.chars().all(char::is_alphanumeric);
        if fits { Ok(Self(text.to_owned())) } else { Err(SenderRefusal("signature")) }
    }

    /// The signature without brackets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A text as it arrives: signature in brackets, then the text.
    #[must_use]
    pub fn before(&self, text: &str) -> String {
        format!("【{}】{text}", self.0)
    }
}

/// The landline that answers questions. A person's mobile number is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hotline(String);

impl Hotline {
    /// Most units.
    pub const MOST: usize = 20;

    /// Reads a number of five digits at least (12345, 0571-88880000), with hyphens, spaces and parentheses.
    ///
    /// # Errors
    /// `hotline`.
    pub fn parse(raw: &str) -> Result<Self, SenderRefusal> {
        let text = raw.trim();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let is_written_so = text.chars().all(|c| c.is_ascii_digit() || "- ()".contains(c));
        let fits = digits >= 5 && text.len() <= Self::MOST && is_written_so;
        if fits && Phone::parse(text).is_err() {
            Ok(Self(text.to_owned()))
        } else {
            Err(SenderRefusal("hotline"))
        }
    }

    /// The number as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The one address under which residents look cases up. It is fixed text of a template, never a variable of the
/// platform, and holds nothing of a person or a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookupAddress(String);

impl LookupAddress {
    /// Most units.
    pub const MOST: usize = 80;

    /// Reads an address such as `https://example.cn/status`: ASCII, without query, fragment or credentials.
    ///
    /// # Errors
    /// `lookup-address`.
    pub fn parse(raw: &str) -> Result<Self, SenderRefusal> {
        let text = raw.trim();
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let fits = rest.is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_alphanumeric())
                && rest.chars().all(|c| c.is_ascii_alphanumeric() || "-._:/".contains(c))
        });
        if fits && text.len() <= Self::MOST {
            Ok(Self(text.to_owned()))
        } else {
            Err(SenderRefusal("lookup-address"))
        }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a centre puts into each of its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// 签名
    pub signature: Signature,
    /// The landline.
    pub hotline: Hotline,
    /// Where cases are looked up.
    pub lookup: LookupAddress,
}

/// The name of an item or a body that tells nothing of a person's health, need or family, so that it may stand on the
/// screen of a telephone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicName(String);

impl PublicName {
    /// Most units.
    pub const MOST: usize = 40;

    /// Reads 2 to 40 units without any of the words that no message holds.
    ///
    /// # Errors
    /// `public-name`: say something general in its place.
    pub fn parse(raw: &str) -> Result<Self, SenderRefusal> {
        let text = raw.trim();
        let fits = (2..=Self::MOST).contains(&units(text))
            && !text.chars().any(|c| c.is_control() || "{}【】".contains(c))
            && forbidden::find(text).is_empty();
        if fits { Ok(Self(text.to_owned())) } else { Err(SenderRefusal("public-name")) }
    }

    /// The name of an item, unless it is of a sensitive kind: a benefit, one that asks for medical papers, for an
    /// assessment or a look at the household, or one whose name says such a thing.
    #[must_use]
    pub fn of_item(item: &Item, lang: Lang) -> Option<Self> {
        let is_sensitive = item.legal_type == "benefit"
            || matches!(item.presence.as_str(), "assessment" | "household_survey")
            || item.materials.iter().any(|material| material.consent == Some(ConsentKind::Health))
            // The Chinese words are the closer net, so they are asked in either language.
            || !forbidden::find(&item.name.zh).is_empty();
        if is_sensitive { None } else { Self::parse(item.name.in_lang(lang)).ok() }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PublicName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_has_no_brackets_of_its_own() {
        let signature = Signature::parse(" 骆家庄便民服务中心 ").unwrap();
        assert_eq!(signature.before("您好"), "【骆家庄便民服务中心】您好");
        assert!(Signature::parse(&"办".repeat(20)).is_ok());
        for bad in ["", "办", &"办".repeat(21), "【就近办】", "就近 办", "[办]办"] {
            assert_eq!(Signature::parse(bad).unwrap_err().code(), "signature", "{bad}");
        }
    }

    #[test]
    fn a_hotline_is_no_mobile_number() {
        for good in ["0571-88880000", "0571-8500 0000", "(0571) 88880000", "12345", "400-800-1234"] {
            assert_eq!(Hotline::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "1234",
            "13800001234",
            "138 0000 1234",
            "138-0000-1234",
            "ask 0571-88880000",
            "012345678901234567890",
        ] {
            assert_eq!(Hotline::parse(bad).unwrap_err().code(), "hotline", "{bad}");
        }
    }

    #[test]
    fn an_address_carries_nothing_along() {
        for good in ["https://zerotrip.example/status", "http://127.0.0.1:8080/status"] {
            assert_eq!(LookupAddress::parse(good).unwrap().as_str(), good);
        }
        let long = format!("https://{}", "a".repeat(73));
        for bad in [
            "",
            "zerotrip.example",
            "https://",
            "https://a/?t=1",
            "https://a/#x",
            "https://u@a/",
            "https://a b",
            "https://例/",
            &long,
        ] {
            assert_eq!(LookupAddress::parse(bad).unwrap_err().code(), "lookup-address", "{bad}");
        }
    }

    #[test]
    fn a_public_name_tells_nothing_of_a_person() {
        for good in ["老年人优待证办理", "社会保障卡(市民卡)申领、补换", "西湖区民政局", "Card for seniors"]
        {
            assert!(PublicName::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "办",
            "残疾人证申领",
            "西湖区残疾人联合会",
            "慢性病种门诊备案",
            "高龄津贴申请",
            "{name}",
            &"办".repeat(41),
        ] {
            assert_eq!(PublicName::parse(bad).unwrap_err().code(), "public-name", "{bad}");
        }
    }
}
