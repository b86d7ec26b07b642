//! The mandate (授权委托书, Civil Code art. 165) and the consents (PIPL art. 13, 29) taken at the table.

mod guardian;

use jiff::{SignedDuration, Timestamp};

pub use guardian::{CHILD_AGE, FULL_AGE, Guardian, GuardianGround, GuardianRelation, check_signer};

use crate::{ids::FileId, text::PersonName};

/// Longest term of a mandate, in days.
pub const LONGEST_TERM_DAYS: u16 = 90;

/// What the agent may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Power {
    /// File the case.
    File,
    /// Hand in what is missing.
    Supplement,
    /// Take the result to the resident.
    Collect,
    /// Withdraw the case.
    Withdraw,
}

impl Power {
    /// All powers.
    pub const ALL: [Self; 4] = [Self::File, Self::Supplement, Self::Collect, Self::Withdraw];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Supplement => "supplement",
            Self::Collect => "collect",
            Self::Withdraw => "withdraw",
        }
    }

    /// The power with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|power| power.as_str() == text)
    }
}

/// How the resident signed. A thumb-print counts as signing (Civil Code art. 490) and needs a witness; who cannot use
/// their hands says so aloud before two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureKind {
    /// By hand.
    Signature,
    /// 按指印
    Thumbprint,
    /// 口头同意, put down in writing and signed by those who heard it.
    OralAssent,
}

impl SignatureKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Signature, Self::Thumbprint, Self::OralAssent];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Thumbprint => "thumbprint",
            Self::OralAssent => "oral_assent",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// How many witnesses it needs.
    #[must_use]
    pub const fn witnesses(self) -> usize {
        match self {
            Self::Signature => 0,
            Self::Thumbprint => 1,
            Self::OralAssent => 2,
        }
    }
}

/// One who saw the thumb-print or heard the assent; never the worker.
#[derive(Clone, PartialEq, Eq)]
pub struct Witness {
    /// Name.
    pub name: PersonName,
    /// Last four characters of the ID number.
    pub id_last4: String,
    /// The witness's own signature, when it is a file.
    pub file: Option<FileId>,
}

impl std::fmt::Debug for Witness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Witness(..)")
    }
}

/// A resident's authorisation of the worker for one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// Who acts for the resident.
    pub agent: PersonName,
    /// What for.
    pub powers: Vec<Power>,
    /// When it was signed, by the phone's clock.
    pub signed_at: Timestamp,
    /// For how many days, 1 to [`LONGEST_TERM_DAYS`].
    pub term_days: u16,
    /// How it was signed.
    pub kind: SignatureKind,
    /// The signature's file; the manifest must name it.
    pub signature: FileId,
    /// Required with a thumb-print and with an oral assent.
    pub witness: Option<Witness>,
    /// Required with an oral assent.
    pub second_witness: Option<Witness>,
    /// Who signs for a resident that cannot.
    pub guardian: Option<Guardian>,
    /// When the resident took it back, by the server's clock. What was done before stands.
    pub revoked_at: Option<Timestamp>,
}

impl Mandate {
    /// The instant at which it ends.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        let term = SignedDuration::from_hours(i64::from(self.term_days) * 24);
        self.signed_at.checked_add(term).unwrap_or(Timestamp::MAX)
    }

    /// Whether it gives the agent a power at an instant.
    #[must_use]
    pub fn gives(&self, power: Power, at: Timestamp) -> bool {
        at < self.ends_at()
            && self.revoked_at.is_none_or(|revoked| at < revoked)
            && self.powers.contains(&power)
    }
}

/// What a consent is for: one consent a kind, not one box for all (PIPL art. 29).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsentKind {
    /// The visit and the handling of personal information at all.
    PersonalInformation,
    /// A photo of an identity card.
    IdPhoto,
    /// Medical papers.
    Health,
    /// A bank account.
    BankAccount,
    /// The place of the visit.
    Location,
    /// Service of documents by electronic means.
    ElectronicService,
    /// Anything about a child under fourteen, which takes the guardian's word (PIPL art. 31).
    Child,
}

impl ConsentKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::PersonalInformation,
        Self::IdPhoto,
        Self::Health,
        Self::BankAccount,
        Self::Location,
        Self::ElectronicService,
        Self::Child,
    ];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PersonalInformation => "personal_information",
            Self::IdPhoto => "id_photo",
            Self::Health => "health",
            Self::BankAccount => "bank_account",
            Self::Location => "location",
            Self::ElectronicService => "electronic_service",
            Self::Child => "child",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What a resident said to one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The kind.
    pub kind: ConsentKind,
    /// Version of the text that was read aloud.
    pub text_version: String,
    /// Yes or no. No is an answer too, and is kept.
    pub given: bool,
    /// When, by the phone's clock.
    pub given_at: Timestamp,
    /// The signed consent, when it is a file of its own.
    pub file: Option<FileId>,
}
