//! The contact circle: who is told when the resident cannot be reached, in the order the family agreed on.

use crate::phone::Phone;

/// Who somebody is to the resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactRole {
    /// The resident.
    Resident,
    /// 监护人
    Guardian,
    /// A relative.
    Relative,
    /// 社区工作者, who looks in.
    CommunityWorker,
}

impl ContactRole {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Resident, Self::Guardian, Self::Relative, Self::CommunityWorker];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Guardian => "guardian",
            Self::Relative => "relative",
            Self::CommunityWorker => "community_worker",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// Whether the resident lets this person be told of their cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContactConsent {
    /// Nobody asked yet: the person is not told.
    NotAsked,
    /// Given.
    Given,
    /// Given and taken back.
    Withdrawn,
}

impl ContactConsent {
    /// All states.
    pub const ALL: [Self; 3] = [Self::NotAsked, Self::Given, Self::Withdrawn];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::Given => "given",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|consent| consent.as_str() == text)
    }
}

/// One person of the circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Who they are.
    pub role: ContactRole,
    /// Their number; nothing when it turned out wrong.
    pub phone: Option<Phone>,
    /// The resident's consent to telling them. Not asked of the resident themselves, whose own no is
    /// [`super::Reach`]'s.
    pub consent: ContactConsent,
}

impl Contact {
    fn may_be_told(&self) -> bool {
        self.role == ContactRole::Resident || self.consent == ContactConsent::Given
    }
}

/// A circle, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle(Vec<Contact>);

/// Why people are no circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CircleRefusal {
    /// More than [`Circle::MOST`].
    #[error("contacts-too-many")]
    TooMany,
    /// The resident is not in it, or twice.
    #[error("contact-resident")]
    Resident,
    /// Somebody who is no guardian comes before the resident.
    #[error("contact-order")]
    Order,
    /// Two people other than the resident have one number.
    #[error("contact-twice")]
    Twice,
}

impl CircleRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooMany => "contacts-too-many",
            Self::Resident => "contact-resident",
            Self::Order => "contact-order",
            Self::Twice => "contact-twice",
        }
    }
}

/// Who is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next<'a> {
    /// A message to this one.
    Tell {
        /// Their place in the circle, from 0.
        place: usize,
        /// Who.
        contact: &'a Contact,
        /// Their number.
        phone: &'a Phone,
    },
    /// Nobody is left who may be told by message: somebody calls.
    CallTask,
    /// The resident died. Nobody is told anything any more.
    Stop,
}

impl Circle {
    /// Most people, the resident among them.
    pub const MOST: usize = 8;

    /// A circle in this order. The resident is in it once; before them there may only be guardians, who are told first
    /// where the resident lacks capacity.
    ///
    /// # Errors
    /// [`CircleRefusal`].
    pub fn new(contacts: Vec<Contact>) -> Result<Self, CircleRefusal> {
        if contacts.len() > Self::MOST {
            return Err(CircleRefusal::TooMany);
        }
        let is_resident = |contact: &&Contact| contact.role == ContactRole::Resident;
        if contacts.iter().filter(is_resident).count() != 1 {
            return Err(CircleRefusal::Resident);
        }
        let mut before = contacts.iter().take_while(|contact| contact.role != ContactRole::Resident);
        if !before.all(|contact| contact.role == ContactRole::Guardian) {
            return Err(CircleRefusal::Order);
        }
        let numbers: Vec<&Phone> = contacts
            .iter()
            .filter(|contact| !is_resident(contact))
            .filter_map(|contact| contact.phone.as_ref())
            .collect();
        let twice = numbers
            .iter()
            .enumerate()
            .any(|(at, phone)| numbers.iter().skip(at + 1).any(|other| other == phone));
        if twice { Err(CircleRefusal::Twice) } else { Ok(Self(contacts)) }
    }

    /// Everybody, in order.
    #[must_use]
    pub fn contacts(&self) -> &[Contact] {
        &self.0
    }

    /// Who is told next. `failed` are the places that were tried in vain; the first of all is asked for with none. A
    /// number that failed is not tried again under another name.
    #[must_use]
    pub fn next_contact(&self, alive: bool, failed: &[usize]) -> Next<'_> {
        if !alive {
            return Next::Stop;
        }
        let after = failed.iter().max().map_or(0, |place| place.saturating_add(1));
        let tried: Vec<&Phone> =
            failed.iter().filter_map(|place| self.0.get(*place)?.phone.as_ref()).collect();
        self.0
            .iter()
            .enumerate()
            .skip(after)
            .filter(|(_, contact)| contact.may_be_told())
            .find_map(|(place, contact)| {
                let phone = contact.phone.as_ref().filter(|phone| !tried.contains(phone))?;
                Some(Next::Tell { place, contact, phone })
            })
            .unwrap_or(Next::CallTask)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        ContactConsent::{Given, NotAsked, Withdrawn},
        ContactRole::{CommunityWorker, Guardian, Relative, Resident},
        *,
    };

    fn contact(role: ContactRole, last: Option<u8>, consent: ContactConsent) -> Contact {
        let phone = last.map(|last| Phone::parse(&format!("1380000000{last}")).unwrap());
        Contact { role, phone, consent }
    }

    fn circle(contacts: &[(ContactRole, Option<u8>, ContactConsent)]) -> Result<Circle, CircleRefusal> {
        Circle::new(contacts.iter().map(|(role, last, consent)| contact(*role, *last, *consent)).collect())
    }

    /// The places that are told when each fails in turn.
    fn walk(circle: &Circle) -> Vec<usize> {
        let mut failed = Vec::new();
        loop {
            match circle.next_contact(true, &failed) {
                Next::Tell { place, .. } => failed.push(place),
                Next::CallTask => return failed,
                Next::Stop => unreachable!("alive"),
            }
        }
    }

    #[test]
    fn each_is_told_in_order_when_the_one_before_failed() {
        let all = circle(&[
            (Resident, Some(1), NotAsked),
            (Guardian, Some(2), Given),
            (Relative, Some(3), Given),
            (CommunityWorker, Some(4), Given),
        ]);
        assert_eq!(walk(&all.unwrap()), [0, 1, 2, 3]);
    }

    #[test]
    fn who_may_not_be_told_or_has_no_number_is_passed_over() {
        let some = circle(&[
            (Guardian, Some(2), Given),
            (Resident, None, NotAsked),
            (Relative, Some(3), NotAsked),
            (Relative, Some(4), Withdrawn),
            (Relative, None, Given),
            (CommunityWorker, Some(5), Given),
        ]);
        assert_eq!(walk(&some.unwrap()), [0, 5]);
    }

    #[test]
    fn a_number_that_failed_is_not_tried_under_another_name() {
        let daughters =
            circle(&[(Resident, Some(1), NotAsked), (Relative, Some(1), Given), (Relative, Some(2), Given)]);
        assert_eq!(walk(&daughters.unwrap()), [0, 2]);
    }

    #[test]
    fn death_stops_every_message() {
        let circle = circle(&[(Resident, Some(1), NotAsked), (Relative, Some(2), Given)]).unwrap();
        for failed in [&[][..], &[0], &[0, 1]] {
            assert_eq!(circle.next_contact(false, failed), Next::Stop);
        }
        assert_eq!(circle.next_contact(true, &[0, 1, 9]), Next::CallTask, "a place that is none is no harm");
    }

    #[test]
    fn a_circle_has_its_resident_once_and_guardians_alone_before_them() {
        let code = |contacts: &[_]| circle(contacts).unwrap_err().code();
        assert_eq!(code(&[]), "contact-resident");
        assert_eq!(code(&[(Relative, Some(1), Given)]), "contact-resident");
        assert_eq!(code(&[(Resident, Some(1), Given), (Resident, Some(2), Given)]), "contact-resident");
        assert_eq!(code(&[(Relative, Some(1), Given), (Resident, Some(2), Given)]), "contact-order");
        let twice =
            [(Resident, Some(1), Given), (Relative, Some(2), Given), (CommunityWorker, Some(2), Given)];
        assert_eq!(code(&twice), "contact-twice");
        let mut many = vec![(Resident, Some(1), Given)];
        many.resize(9, (Relative, None, Given));
        assert_eq!(code(&many), "contacts-too-many");
        many.pop();
        assert!(circle(&many).is_ok());
    }

    #[test]
    fn names_are_read_as_written() {
        for role in ContactRole::ALL {
            assert_eq!(ContactRole::parse(role.as_str()), Some(role));
        }
        for consent in ContactConsent::ALL {
            assert_eq!(ContactConsent::parse(consent.as_str()), Some(consent));
        }
    }
}
