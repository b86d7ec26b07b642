//! Who signs for a resident that cannot bind themself: a minor, or an adult without capacity (Civil Code art. 19 to 23).

use jiff::civil::Date;

use super::{Consent, ConsentKind, Mandate};
use crate::{fault::Faults, ids::FileId, text::PersonName};

/// Below this age a guardian signs (Civil Code art. 17, 19).
// LAWYER: art. 18 lets who is 16 and lives on their own earnings sign for themself. No rule here knows of earnings.
pub const FULL_AGE: i16 = 18;

/// Below this age personal information takes a guardian's consent of its own (PIPL art. 31).
pub const CHILD_AGE: i16 = 14;

/// What a guardian is to the resident (Civil Code art. 27, 28).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GuardianRelation {
    /// 配偶
    Spouse,
    /// 父母
    Parent,
    /// 子女
    Child,
    /// 祖父母、外祖父母
    Grandparent,
    /// 兄姐
    Sibling,
    /// 其他近亲属
    OtherKin,
    /// 居民委员会、民政部门: when there is nobody else.
    Organisation,
}

impl GuardianRelation {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Spouse,
        Self::Parent,
        Self::Child,
        Self::Grandparent,
        Self::Sibling,
        Self::OtherKin,
        Self::Organisation,
    ];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spouse => "spouse",
            Self::Parent => "parent",
            Self::Child => "child",
            Self::Grandparent => "grandparent",
            Self::Sibling => "sibling",
            Self::OtherKin => "other_kin",
            Self::Organisation => "organisation",
        }
    }

    /// The relation with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.as_str() == text)
    }
}

/// Why somebody else signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GuardianGround {
    /// 未成年
    Minor,
    /// 无民事行为能力或者限制民事行为能力的成年人
    NoCapacity,
}

impl GuardianGround {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Minor, Self::NoCapacity];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::NoCapacity => "no_capacity",
        }
    }

    /// The ground with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == text)
    }
}

/// Who signs for the resident, and says yes or no for them.
#[derive(Clone, PartialEq, Eq)]
pub struct Guardian {
    /// Name.
    pub name: PersonName,
    /// What they are to the resident.
    pub relation: GuardianRelation,
    /// Why they sign.
    pub ground: GuardianGround,
    /// A paper that proves it, or their signed commitment that it is so; the manifest must name it.
    pub proof: FileId,
}

impl std::fmt::Debug for Guardian {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guardian(..)")
    }
}

/// Whether who signed may sign for a person born that day, at the day of the signing; every fault at once.
pub fn check_signer(mandate: &Mandate, consents: &[Consent], born: Date, signed_on: Date) -> Faults {
    let mut faults = Faults::default();
    let is_below = |age: i16| {
        // Who is born on 29 February comes of age on 1 March of other years.
        let birthday = (signed_on.year().saturating_sub(age), signed_on.month(), signed_on.day());
        (born.year(), born.month(), born.day()) > birthday
    };
    match &mandate.guardian {
        None if is_below(FULL_AGE) => faults.note("$.mandate.guardian", "mandate-guardian-required"),
        Some(guardian) if (guardian.ground == GuardianGround::Minor) != is_below(FULL_AGE) => {
            faults.note("$.mandate.guardian.ground", "mandate-guardian-ground");
        }
        _ => {}
    }
    let given = |consent: &Consent| consent.kind == ConsentKind::Child && consent.given;
    if is_below(CHILD_AGE) && !consents.iter().any(given) {
        faults.note("$.consents", "consent-child");
    }
    faults
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};

    use super::*;
    use crate::mandate::{Power, SignatureKind};

    fn mandate(ground: Option<GuardianGround>) -> Mandate {
        let guardian = ground.map(|ground| Guardian {
            name: PersonName::parse("王家长").unwrap(),
            relation: GuardianRelation::Parent,
            ground,
            proof: FileId::from_uuid(uuid::Uuid::nil()),
        });
        Mandate {
            agent: PersonName::parse("陈晓").unwrap(),
            powers: vec![Power::File],
            signed_at: Timestamp::UNIX_EPOCH,
            term_days: 30,
            kind: SignatureKind::Signature,
            signature: FileId::from_uuid(uuid::Uuid::nil()),
            witness: None,
            second_witness: None,
            guardian,
            revoked_at: None,
        }
    }

    fn faults(ground: Option<GuardianGround>, child: Option<bool>, born: Date) -> Vec<String> {
        let consents: Vec<_> = child
            .map(|given| Consent {
                kind: ConsentKind::Child,
                text_version: "2026-1".into(),
                given,
                given_at: Timestamp::UNIX_EPOCH,
                file: None,
            })
            .into_iter()
            .collect();
        let found = check_signer(&mandate(ground), &consents, born, date(2026, 11, 23));
        found.into_vec().iter().map(|fault| format!("{} {}", fault.path, fault.code)).collect()
    }

    #[test]
    fn a_minor_needs_a_guardian_until_the_birthday_itself() {
        let required = ["$.mandate.guardian mandate-guardian-required"];
        assert_eq!(faults(None, None, date(2008, 11, 24)), required);
        assert!(faults(None, None, date(2008, 11, 23)).is_empty());
        assert!(faults(Some(GuardianGround::Minor), None, date(2008, 11, 24)).is_empty());
    }

    #[test]
    fn the_ground_is_that_of_the_age() {
        let ground = ["$.mandate.guardian.ground mandate-guardian-ground"];
        assert_eq!(faults(Some(GuardianGround::Minor), None, date(1948, 7, 15)), ground);
        assert_eq!(faults(Some(GuardianGround::NoCapacity), None, date(2009, 7, 15)), ground);
        assert!(faults(Some(GuardianGround::NoCapacity), None, date(1948, 7, 15)).is_empty());
    }

    #[test]
    fn for_a_child_the_guardian_consents_by_itself() {
        let consent = ["$.consents consent-child"];
        assert_eq!(faults(Some(GuardianGround::Minor), None, date(2012, 11, 24)), consent);
        assert_eq!(faults(Some(GuardianGround::Minor), Some(false), date(2012, 11, 24)), consent);
        assert!(faults(Some(GuardianGround::Minor), Some(true), date(2012, 11, 24)).is_empty());
        assert!(faults(Some(GuardianGround::Minor), None, date(2012, 11, 23)).is_empty());
    }
}
