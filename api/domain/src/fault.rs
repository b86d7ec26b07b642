//! Why something is not done, in codes that never change their meaning.
//!
//! A [`Fault`] is about one place in what was handed in; a [`Refusal`] is about the state of things. Both carry a
//! stable kebab-case code and never a value of the person concerned.

/// One thing wrong with one place of what was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON path, such as `$.manifest[0].sha256`.
    pub path: String,
    /// Stable code, such as `id-number-check`.
    pub code: &'static str,
}

/// Everything wrong with what was handed in, gathered before anything is refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Notes a fault.
    pub fn note(&mut self, path: impl Into<String>, code: &'static str) {
        self.0.push(Fault { path: path.into(), code });
    }

    /// Keeps a parsed value, or notes why there is none.
    pub fn keep<T, E>(
        &mut self,
        path: &str,
        parsed: Result<T, E>,
        code: impl FnOnce(E) -> &'static str,
    ) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.note(path, code(error));
                None
            }
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults, in the order they were noted.
    #[must_use]
    pub fn into_vec(self) -> Vec<Fault> {
        self.0
    }

    /// `value` when nothing is wrong, otherwise every fault.
    ///
    /// # Errors
    /// All faults noted so far.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}

/// A move that the state of things does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The case, visit or resident is at another version than the writer knew.
    #[error("version-conflict")]
    VersionConflict,
    /// The stage does not allow the move.
    #[error("stage-refused")]
    StageRefused,
    /// Who collected a case may not accept it.
    #[error("four-eyes")]
    FourEyes,
    /// The item is decided by a department, not at the window.
    #[error("not-decided-at-centre")]
    NotDecidedAtCentre,
    /// The item is decided at the centre, not by a department.
    #[error("not-decided-by-department")]
    NotDecidedByDepartment,
    /// A case is no duplicate of itself, nor of another resident's or item's.
    #[error("not-a-duplicate")]
    NotADuplicate,
    /// Everything that is wrong is told once; a further notice takes the manager and a reason.
    #[error("corrected-once")]
    CorrectedOnce,
    /// The mandate has run out, was taken back, or lacks the power.
    #[error("mandate-ended")]
    MandateEnded,
    /// There is a calendar of this version; a changed one needs a version of its own.
    #[error("calendar-version-taken")]
    CalendarVersionTaken,
    /// A version of the catalogue begins on that day already, or later.
    #[error("catalogue-day-taken")]
    CatalogueDayTaken,
    /// The version is in force, or was, or another one follows it.
    #[error("catalogue-not-recallable")]
    CatalogueNotRecallable,
    /// The item is no longer handled.
    #[error("item-closed")]
    ItemClosed,
    /// The item is not in the catalogue, or not in that version.
    #[error("item-unknown")]
    ItemUnknown,
    /// That catalogue version is not known here.
    #[error("catalogue-version-unknown")]
    CatalogueVersionUnknown,
    /// The visit was to another resident than the case is of.
    #[error("visit-of-another-resident")]
    VisitOfAnotherResident,
    /// The resident has died: nothing is filed for them any more.
    #[error("resident-dead")]
    ResidentDead,
    /// What is asked for was erased.
    #[error("erased")]
    Erased,
    /// A case of the resident is open, or somebody is still asked to do something about one.
    #[error("erasure-case-open")]
    ErasureCaseOpen,
    /// A case of the resident has to be kept for some time yet.
    #[error("erasure-retained")]
    ErasureRetained,
    /// The letter does not print: somebody has been asked to see to it.
    #[error("letter-not-printed")]
    LetterNotPrinted,
    /// A write id was used before for something else.
    #[error("write-id-reused")]
    WriteIdReused,
    /// The resident has not agreed to it.
    #[error("consent-missing")]
    ConsentMissing,
    /// A shared library knows the resident under other particulars, and no original was photographed since.
    #[error("look-up-mismatch")]
    LookUpMismatch,
    /// A shared library has nothing, and no original was photographed.
    #[error("look-up-not-found")]
    LookUpNotFound,
    /// Who hands a thing over, or on, does not hold it.
    #[error("not-in-hand")]
    NotInHand,
    /// It passed to a colleague in the meantime.
    #[error("reassigned")]
    Reassigned,
    /// The number was given to another result of this item.
    #[error("result-number-taken")]
    ResultNumberTaken,
    /// What a phone holds is too old to be brought up to date, or is of another scope: it begins afresh.
    #[error("resync-required")]
    ResyncRequired,
    /// The object was made before with other essentials (another resident, item or visit).
    #[error("conflict")]
    Conflict,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::VersionConflict => "version-conflict",
            Self::StageRefused => "stage-refused",
            Self::FourEyes => "four-eyes",
            Self::NotDecidedAtCentre => "not-decided-at-centre",
            Self::NotDecidedByDepartment => "not-decided-by-department",
            Self::NotADuplicate => "not-a-duplicate",
            Self::CorrectedOnce => "corrected-once",
            Self::MandateEnded => "mandate-ended",
            Self::CalendarVersionTaken => "calendar-version-taken",
            Self::CatalogueDayTaken => "catalogue-day-taken",
            Self::CatalogueNotRecallable => "catalogue-not-recallable",
            Self::ItemClosed => "item-closed",
            Self::ItemUnknown => "item-unknown",
            Self::CatalogueVersionUnknown => "catalogue-version-unknown",
            Self::VisitOfAnotherResident => "visit-of-another-resident",
            Self::ResidentDead => "resident-dead",
            Self::Erased => "erased",
            Self::ErasureCaseOpen => "erasure-case-open",
            Self::ErasureRetained => "erasure-retained",
            Self::LetterNotPrinted => "letter-not-printed",
            Self::WriteIdReused => "write-id-reused",
            Self::ConsentMissing => "consent-missing",
            Self::LookUpMismatch => "look-up-mismatch",
            Self::LookUpNotFound => "look-up-not-found",
            Self::NotInHand => "not-in-hand",
            Self::Reassigned => "reassigned",
            Self::ResultNumberTaken => "result-number-taken",
            Self::ResyncRequired => "resync-required",
            Self::Conflict => "conflict",
        }
    }
}
