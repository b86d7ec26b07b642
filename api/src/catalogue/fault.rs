//! Why a catalogue file is refused: a line and a reason for each fault.

use crate::toml_file::{FileError, FileFault, FileReason};

/// Everything found wrong with a catalogue file, by line.
pub type CatalogueError = FileError<Reason>;
/// One fault of a catalogue file.
pub type CatalogueFault = FileFault<Reason>;

/// The keys that make up the six elements of a guide.
const GUIDE: [&str; 9] = [
    "scope_zh",
    "scope_en",
    "accepting_authority_zh",
    "deciding_authority_zh",
    "materials",
    "limit_days",
    "statutory_days",
    "fee_cny",
    "fee_basis_zh",
];

/// What is wrong with one place of a catalogue file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message of each variant says what its fields are")]
pub enum Reason {
    #[error("no TOML: {message}")]
    Syntax { message: String },
    #[error("{key} is missing")]
    KeyMissing { key: &'static str },
    #[error("{key} is missing: a guide has all six elements")]
    GuideElementMissing { key: &'static str },
    #[error("{key} is not known here")]
    KeyUnknown { key: String },
    #[error("{key} is no {wanted}")]
    WrongType { key: String, wanted: &'static str },
    #[error("{key} is empty")]
    Empty { key: &'static str },
    #[error("{key} holds a control character")]
    Character { key: &'static str },
    #[error("{key} is not between {least} and {most}")]
    Range { key: &'static str, least: u32, most: u32 },
    #[error("{key} is malformed: {code}")]
    Malformed { key: &'static str, code: &'static str },
    #[error("{key} is \"{word}\", not one of: {allowed}")]
    WordUnknown { key: &'static str, word: String, allowed: String },
    #[error("{key} holds \"{word}\" twice")]
    WordTwice { key: &'static str, word: String },
    #[error("more than {most} items")]
    ItemsTooMany { most: usize },
    #[error("the item {code} is there already")]
    ItemTwice { code: String },
    #[error("the material {code} is there already")]
    MaterialTwice { code: String },
    #[error("there is no item {code}")]
    ItemUnknown { code: String },
    #[error("there is no department {code}")]
    DepartmentUnknown { code: String },
    #[error("there is no proof {key}")]
    ProofUnknown { key: String },
    #[error("there is no issuer {key}")]
    IssuerUnknown { key: String },
    #[error("an abolished material holds its code and its proof, and no {key}")]
    AbolishedCarriesMore { key: String },
    #[error("{key} does not go with the source {from}")]
    KeyOutOfPlace { key: &'static str, from: &'static str },
    #[error("the window makes a card of an item of which a card comes out")]
    CardOfNoCard,
    #[error("{promised} working days are promised where the law allows {statutory}")]
    PromiseAboveLimit { promised: u16, statutory: u16 },
    #[error("an immediate item is promised for the same working day, not for {days}")]
    ImmediateWithDays { days: u16 },
    #[error("an immediate item is decided at the centre")]
    ImmediateByDepartment,
    #[error("an item that is not immediate is promised for a working day to come")]
    PromisedWithoutDays,
    #[error("an item that the pilot delegated was not immediate before it")]
    ImmediateBeforeDelegation,
    #[error("the ID card is the one thing to show, yet {counted} materials are asked of the resident")]
    IdOnlyMaterials { counted: usize },
    #[error("the version does not come after the last one, {last}")]
    VersionNotAfter { last: String },
    #[error("the item {code} is left out: close it, so that its cases keep it")]
    ItemRemoved { code: String },
    #[error("the code {code} is that of another item, {name}")]
    CodeReused { code: String, name: String },
    #[error("the material {code} was abolished and may not be asked for")]
    AbolishedAskedFor { code: String },
    #[error("the item {code} is new or changed, and names no law: legal_basis_zh")]
    LegalBasisMissing { code: String },
    #[error("{key} is expected to be {expected}, and {counted} are counted")]
    Expectation { key: &'static str, expected: u32, counted: u32 },
}

impl FileReason for Reason {
    const FILE: &'static str = "the catalogue is";

    fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "syntax",
            Self::KeyMissing { .. } => "key-missing",
            Self::GuideElementMissing { .. } => "guide-element-missing",
            Self::KeyUnknown { .. } => "key-unknown",
            Self::WrongType { .. } => "wrong-type",
            Self::Empty { .. } => "empty",
            Self::Character { .. } => "character",
            Self::Range { .. } => "range",
            Self::Malformed { .. } => "malformed",
            Self::WordUnknown { .. } => "word-unknown",
            Self::WordTwice { .. } => "word-twice",
            Self::ItemsTooMany { .. } => "items-too-many",
            Self::ItemTwice { .. } => "item-twice",
            Self::MaterialTwice { .. } => "material-twice",
            Self::ItemUnknown { .. } => "item-unknown",
            Self::DepartmentUnknown { .. } => "department-unknown",
            Self::ProofUnknown { .. } => "proof-unknown",
            Self::IssuerUnknown { .. } => "issuer-unknown",
            Self::AbolishedCarriesMore { .. } => "abolished-carries-more",
            Self::KeyOutOfPlace { .. } => "key-out-of-place",
            Self::CardOfNoCard => "card-of-no-card",
            Self::PromiseAboveLimit { .. } => "promise-above-limit",
            Self::ImmediateWithDays { .. } => "immediate-with-days",
            Self::ImmediateByDepartment => "immediate-by-department",
            Self::PromisedWithoutDays => "promised-without-days",
            Self::ImmediateBeforeDelegation => "immediate-before-delegation",
            Self::IdOnlyMaterials { .. } => "id-only-materials",
            Self::VersionNotAfter { .. } => "catalogue-version-not-after",
            Self::ItemRemoved { .. } => "item-removed",
            Self::CodeReused { .. } => "item-code-reused",
            Self::AbolishedAskedFor { .. } => "material-abolished",
            Self::LegalBasisMissing { .. } => "legal-basis-missing",
            Self::Expectation { .. } => "expectation",
        }
    }

    fn syntax(message: String) -> Self {
        Self::Syntax { message }
    }

    fn missing(key: &'static str) -> Self {
        if GUIDE.contains(&key) { Self::GuideElementMissing { key } } else { Self::KeyMissing { key } }
    }

    fn unknown(key: String) -> Self {
        Self::KeyUnknown { key }
    }

    fn wrong_type(key: String, wanted: &'static str) -> Self {
        Self::WrongType { key, wanted }
    }

    fn malformed(key: &'static str, code: &'static str) -> Self {
        Self::Malformed { key, code }
    }
}
