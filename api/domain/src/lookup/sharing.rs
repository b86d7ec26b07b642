//! What the look-ups of a case came to, and what that means for its materials.
//!
//! An answer (found, not found, mismatch) holds until a newer one. That nobody could tell takes nothing back: a
//! material found yesterday is still found while the library is out of reach.

use jiff::{Timestamp, civil::Date};

use crate::{
    case::Stage,
    catalogue::{Item, Library, Material, Source},
    fault::Refusal,
    ids::{LookUpId, UserId},
    mandate::{Consent, ConsentKind},
    text::{MaterialCode, RegisterName},
};

/// The kind of a finding: all that a list shows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The library knows, and its word covers the material.
    Found,
    /// The library has nothing: the paper is asked for.
    NotFound,
    /// The library knows the person under other particulars: the paper is asked for.
    Mismatch,
    /// Nobody can tell at the moment.
    Unavailable,
    /// The question was not let through.
    Denied,
}

impl Outcome {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Found, Self::NotFound, Self::Mismatch, Self::Unavailable, Self::Denied];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::NotFound => "not_found",
            Self::Mismatch => "mismatch",
            Self::Unavailable => "unavailable",
            Self::Denied => "denied",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }

    /// Whether the library has answered at all.
    #[must_use]
    pub const fn is_an_answer(self) -> bool {
        matches!(self, Self::Found | Self::NotFound | Self::Mismatch)
    }
}

/// One look-up as it is kept. What was found stays with the library; here is only its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUp {
    /// Its id.
    pub id: LookUpId,
    /// The material it was asked for.
    pub material: MaterialCode,
    /// Who asked; nobody when the server did by itself.
    pub operator: Option<UserId>,
    /// When.
    pub asked_at: Timestamp,
    /// Whose word it is, when something was found.
    pub source: Option<RegisterName>,
    /// The day on which it was so.
    pub as_of: Option<Date>,
    /// What it came to.
    pub outcome: Outcome,
    /// What differs, or why it was denied, as a code.
    pub reason: Option<String>,
}

/// How a shared material stands by its look-ups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not asked yet, and it can be.
    Unasked,
    /// Nobody could tell so far, or there is nobody to ask.
    Unknown,
    /// Found, last asked at this instant.
    Found(Timestamp),
    /// Not there.
    NotFound,
    /// There under other particulars, since this instant.
    Mismatch(Timestamp),
}

/// The look-ups of one case, and which libraries this site can ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sharing {
    /// Oldest first.
    pub asked: Vec<LookUp>,
    /// The libraries that there is a register for.
    pub libraries: Vec<Library>,
    /// When the phone last filed the case.
    pub filed_at: Option<Timestamp>,
}

impl Sharing {
    /// How a material stands; nothing when it is not a shared one.
    #[must_use]
    pub fn standing(&self, material: &Material) -> Option<Standing> {
        let Source::Share(library) = material.source else { return None };
        let mut of_it = self.asked.iter().rev().filter(|asked| asked.material == material.code);
        let latest = of_it.clone().next();
        Some(match of_it.find(|asked| asked.outcome.is_an_answer()) {
            Some(LookUp { outcome: Outcome::Found, asked_at, .. }) => Standing::Found(*asked_at),
            Some(LookUp { outcome: Outcome::Mismatch, asked_at, .. }) => Standing::Mismatch(*asked_at),
            Some(_) => Standing::NotFound,
            None if latest.is_none() && self.libraries.contains(&library) => Standing::Unasked,
            None => Standing::Unknown,
        })
    }

    /// The last look-up for a material, whatever it came to.
    #[must_use]
    pub fn latest(&self, material: &MaterialCode) -> Option<&LookUp> {
        self.asked.iter().rfind(|asked| asked.material == *material)
    }

    /// Whether there is a register to ask for a material.
    #[must_use]
    pub fn can_ask(&self, material: &Material) -> bool {
        matches!(material.source, Source::Share(library) if self.libraries.contains(&library))
    }

    /// Whether a photograph of the original was filed in answer to what a look-up had shown at `told`.
    #[must_use]
    pub fn was_filed_after(&self, told: Timestamp) -> bool {
        self.filed_at.is_some_and(|filed| filed > told)
    }
}

/// The materials of an item that a shared library may spare.
pub fn shared(item: &Item) -> impl Iterator<Item = &Material> {
    item.materials.iter().filter(|material| matches!(material.source, Source::Share(_)))
}

/// Whether anybody may be looked up for a case: it is open, and the resident has agreed.
///
/// # Errors
/// [`Refusal::StageRefused`] for a case that is over, [`Refusal::ConsentMissing`].
pub fn may_ask(stage: &Stage, consents: &[Consent]) -> Result<(), Refusal> {
    if !stage.is_open() {
        return Err(Refusal::StageRefused);
    }
    let agreed = |consent: &Consent| consent.kind == ConsentKind::PersonalInformation && consent.given;
    if consents.iter().any(agreed) { Ok(()) } else { Err(Refusal::ConsentMissing) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::NamePair;

    fn material() -> Material {
        Material {
            code: MaterialCode::parse("contrib").unwrap(),
            name: NamePair { zh: "参保缴费记录".into(), en: "contribution record".into() },
            source: Source::Share(Library::Social),
            conditional: false,
            deferrable: false,
            consent: None,
        }
    }

    fn asked(outcomes: &[Outcome]) -> Sharing {
        let one = |(n, outcome): (i64, &Outcome)| LookUp {
            id: LookUpId::from_uuid(uuid::Uuid::from_u128(7)),
            material: material().code,
            operator: None,
            asked_at: at(n),
            source: None,
            as_of: None,
            outcome: *outcome,
            reason: None,
        };
        Sharing {
            asked: (0..).zip(outcomes).map(one).collect(),
            libraries: vec![Library::Social],
            filed_at: None,
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn an_answer_holds_until_a_newer_one() {
        use Outcome as O;
        let standing = |outcomes: &[O]| asked(outcomes).standing(&material()).unwrap();
        assert_eq!(standing(&[]), Standing::Unasked);
        assert_eq!(standing(&[O::Unavailable]), Standing::Unknown);
        assert_eq!(standing(&[O::Found, O::Unavailable, O::Denied]), Standing::Found(at(0)));
        assert_eq!(standing(&[O::Found, O::Unavailable, O::NotFound]), Standing::NotFound);
        assert_eq!(standing(&[O::NotFound, O::Mismatch, O::Denied]), Standing::Mismatch(at(1)));
        assert_eq!(standing(&[O::Mismatch, O::Found]), Standing::Found(at(1)));
    }

    #[test]
    fn what_nobody_can_be_asked_about_is_unknown() {
        let sharing = Sharing::default();
        assert_eq!(sharing.standing(&material()), Some(Standing::Unknown));
        let copy = Material { source: Source::Copy, ..material() };
        assert_eq!(sharing.standing(&copy), None);
    }
}
