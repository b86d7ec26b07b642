//! The facts that a look-up may tell: a closed list, each of one kind.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use jiff::civil::Date;

use crate::text::FactText;

/// What kind of value a fact has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactKind {
    /// Yes, no or unknown.
    Answer,
    /// A whole number.
    Count,
    /// A day of the calendar in Asia/Shanghai.
    Day,
    /// Words or a code.
    Text,
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident, $text:literal, $kind:ident;)*) => {
        /// What a fact is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FactKey {
            $($(#[$doc])* $name,)*
        }

        impl FactKey {
            /// All keys.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stored and printed name, stable for ever.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The kind of its value.
            #[must_use]
            pub const fn kind(self) -> FactKind {
                match self { $(Self::$name => FactKind::$kind,)* }
            }

            /// The key with this name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|key| key.as_str() == text)
            }
        }
    };
}

// In the order of their names, which is the order of the canonical form.
keys! {
    /// 市场主体: the business is in operation.
    BusinessActive, "business_active", Answer;
    /// 市场主体: the person has a registered business.
    BusinessRegistered, "business_registered", Answer;
    /// 电子证照: the day after which the certificate no longer holds.
    CertificateExpires, "certificate_expires", Day;
    /// 电子证照: the day of issue.
    CertificateIssued, "certificate_issued", Day;
    /// 电子证照: its number.
    CertificateNumber, "certificate_number", Text;
    /// 电子证照: there is one and it holds.
    CertificateValid, "certificate_valid", Answer;
    /// 全员人口个案: how many children.
    Children, "children", Count;
    /// 死亡(殡葬): the person has died.
    Deceased, "deceased", Answer;
    /// 死亡(殡葬): the day of death.
    DiedOn, "died_on", Day;
    /// 残疾人证: category, 1 sight to 7 multiple.
    DisabilityCategory, "disability_category", Count;
    /// 残疾人证: level, 1 the worst to 4.
    DisabilityLevel, "disability_level", Count;
    /// 残疾人证: the person holds a valid one.
    Disabled, "disabled", Answer;
    /// 户籍注销: the household registration was cancelled.
    HouseholdCancelled, "household_cancelled", Answer;
    /// 户籍: division code of the household registration.
    HouseholdDivision, "household_division", Text;
    /// 户籍: relation to the head of the household.
    HouseholdRelation, "household_relation", Text;
    /// 参保: insured at present.
    Insured, "insured", Answer;
    /// 参保: months paid for.
    InsuredMonths, "insured_months", Count;
    /// 低保: receives the minimum living allowance.
    LowIncome, "low_income", Answer;
    /// 低保: granted until.
    LowIncomeUntil, "low_income_until", Day;
    /// 婚姻登记: married at present.
    Married, "married", Answer;
    /// 婚姻登记: since.
    MarriedOn, "married_on", Day;
    /// 人口: moved out of the division.
    MovedOut, "moved_out", Answer;
    /// 人口库证件照: there is a photo, so that none is asked for.
    PhotoKept, "photo_kept", Answer;
    /// 居住登记: registered as living here.
    ResidenceRegistered, "residence_registered", Answer;
    /// 就业失业: registered as out of work.
    Unemployed, "unemployed", Answer;
    /// 经济状况核对: income and property are within the limit.
    WithinMeans, "within_means", Answer;
}

/// As much as most rules need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// The library cannot tell.
    Unknown,
}

impl Answer {
    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// One fact about a person. Personal: nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub enum Fact {
    /// Yes, no or unknown.
    Answer(Answer),
    /// A whole number.
    Count(u32),
    /// A day.
    Day(Date),
    /// Words or a code.
    Text(FactText),
}

impl Fact {
    /// What kind of value it is.
    #[must_use]
    pub const fn kind(&self) -> FactKind {
        match self {
            Self::Answer(_) => FactKind::Answer,
            Self::Count(_) => FactKind::Count,
            Self::Day(_) => FactKind::Day,
            Self::Text(_) => FactKind::Text,
        }
    }

    /// The value as text, for sealing and for the canonical form; [`Fact::parse`] takes it back.
    #[must_use]
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Answer(answer) => answer.as_str().into(),
            Self::Count(count) => count.to_string().into(),
            Self::Day(day) => day.to_string().into(),
            Self::Text(text) => text.as_str().into(),
        }
    }

    /// The fact that [`Fact::to_text`] wrote, of the kind that goes with `key`.
    ///
    /// # Errors
    /// `fact-kind` when the text is no such value.
    pub fn parse(key: FactKey, text: &str) -> Result<Self, FactRefusal> {
        let answer = || [Answer::Yes, Answer::No, Answer::Unknown].into_iter().find(|a| a.as_str() == text);
        match key.kind() {
            FactKind::Answer => answer().map(Self::Answer),
            FactKind::Count => text.parse().ok().map(Self::Count),
            FactKind::Day => text.parse().ok().map(Self::Day),
            FactKind::Text => FactText::parse(text).ok().map(Self::Text),
        }
        .ok_or(FactRefusal)
    }
}

impl fmt::Debug for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fact(..)")
    }
}

/// The value is not of the kind that its key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("fact-kind")]
pub struct FactRefusal;

impl FactRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "fact-kind"
    }
}

/// Facts about one person, one of a key. Personal: nothing prints them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Facts(BTreeMap<FactKey, Fact>);

impl Facts {
    /// Adds a fact; a second one under the same key takes the place of the first.
    ///
    /// # Errors
    /// `fact-kind` when the value is of another kind than its key has.
    pub fn insert(&mut self, key: FactKey, fact: Fact) -> Result<(), FactRefusal> {
        if fact.kind() != key.kind() {
            return Err(FactRefusal);
        }
        self.0.insert(key, fact);
        Ok(())
    }

    /// One fact.
    #[must_use]
    pub fn get(&self, key: FactKey) -> Option<&Fact> {
        self.0.get(&key)
    }

    /// The answer to a question of yes or no: unknown when nothing was told.
    #[must_use]
    pub fn answer(&self, key: FactKey) -> Answer {
        match self.0.get(&key) {
            Some(Fact::Answer(answer)) => *answer,
            _ => Answer::Unknown,
        }
    }

    /// All facts, by name.
    pub fn iter(&self) -> impl Iterator<Item = (FactKey, &Fact)> {
        self.0.iter().map(|(key, fact)| (*key, fact))
    }

    /// Whether anything is told at all: a fact that is not unknown.
    #[must_use]
    pub fn tell_anything(&self) -> bool {
        self.0.values().any(|fact| *fact != Fact::Answer(Answer::Unknown))
    }
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Facts(..)")
    }
}
