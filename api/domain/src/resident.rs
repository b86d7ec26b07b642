//! A resident as the register knows them. Everything here is personal data: nothing prints it.

use jiff::civil::Date;

use crate::{
    identity::IdNumber,
    phone::Phone,
    text::{Address, Note, PersonName},
};

/// The five groups served at home (老弱病残困).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CareGroup {
    /// 老
    Elderly,
    /// 弱
    Infirm,
    /// 病
    Sick,
    /// 残
    Disabled,
    /// 困
    Hardship,
}

impl CareGroup {
    /// All groups.
    pub const ALL: [Self; 5] = [Self::Elderly, Self::Infirm, Self::Sick, Self::Disabled, Self::Hardship];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Elderly => "elderly",
            Self::Infirm => "infirm",
            Self::Sick => "sick",
            Self::Disabled => "disabled",
            Self::Hardship => "hardship",
        }
    }

    /// The group with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == text)
    }
}

/// Who a resident is. Kept only sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// Name as on the ID card.
    pub name: PersonName,
    /// GB 11643 number.
    pub id_number: IdNumber,
    /// Mobile number for messages; may be shared by a family.
    pub phone: Option<Phone>,
    /// Where the worker calls.
    pub address: Option<Address>,
    /// Care groups; specific identity, so sensitive.
    pub care_groups: Vec<CareGroup>,
    /// What the next worker should know.
    pub note: Option<Note>,
}

impl Profile {
    /// Full years on a day.
    #[must_use]
    pub fn age_on(&self, day: Date) -> u16 {
        u16::try_from(self.id_number.age_on(day)).unwrap_or(0)
    }
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Profile(..)")
    }
}
