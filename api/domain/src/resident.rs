//! A resident as the register knows them. Everything here is personal data: nothing prints it.

use jiff::civil::Date;

use crate::{
    identity::IdNumber,
    message::{Circle, CircleRefusal, Contact, ContactConsent, ContactRole},
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

/// From whom it is known that a resident died.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeathSource {
    /// The family said so.
    Family,
    /// The community said so, or the worker saw it.
    Community,
    /// A register that the centre looks things up in.
    Register,
}

impl DeathSource {
    /// All sources.
    pub const ALL: [Self; 3] = [Self::Family, Self::Community, Self::Register];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Community => "community",
            Self::Register => "register",
        }
    }

    /// The source with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == text)
    }
}

/// Somebody of a resident's contact circle. Kept only sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct Relation {
    /// Their name.
    pub name: PersonName,
    /// Who they are to the resident, their number, and whether they may be told.
    pub contact: Contact,
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
    /// The contact circle without the resident, in its order.
    pub relations: Vec<Relation>,
}

impl Profile {
    /// Who is told, in order: the resident, then their people.
    ///
    /// # Errors
    /// [`CircleRefusal`].
    pub fn circle(&self) -> Result<Circle, CircleRefusal> {
        let resident = Contact {
            role: ContactRole::Resident,
            phone: self.phone.clone(),
            consent: ContactConsent::NotAsked,
        };
        let others = self.relations.iter().map(|relation| relation.contact.clone());
        Circle::new([resident].into_iter().chain(others).collect())
    }

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
