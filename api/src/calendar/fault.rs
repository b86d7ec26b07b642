//! Why a calendar file is refused: a line and a reason for each fault.

use crate::toml_file::{FileError, FileFault, FileReason};

/// Everything found wrong with a calendar file, by line.
pub type CalendarError = FileError<Reason>;
/// One fault of a calendar file.
pub type CalendarFault = FileFault<Reason>;

/// What is wrong with one place of a calendar file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message of each variant says what its fields are")]
pub enum Reason {
    #[error("no TOML: {message}")]
    Syntax { message: String },
    #[error("{key} is missing")]
    KeyMissing { key: &'static str },
    #[error("{key} is not known here")]
    KeyUnknown { key: String },
    #[error("{key} does not go with the status {status}")]
    KeyOutOfPlace { key: &'static str, status: &'static str },
    #[error("{key} is no {wanted}")]
    WrongType { key: String, wanted: &'static str },
    #[error("{key} is malformed: {code}")]
    Malformed { key: &'static str, code: &'static str },
    #[error("{word:?} is no status: confirmed, provisional")]
    StatusUnknown { word: String },
    #[error("{name:?} is no year of four digits")]
    YearMalformed { name: String },
    #[error("{text:?} in {key} is no {wanted}")]
    DayMalformed { key: &'static str, text: String, wanted: &'static str },
    #[error("{} ({year})", words(.code))]
    Days { code: &'static str, year: i16 },
    #[error("there is no year")]
    YearNone,
    #[error("{expected} working days are expected in {year}, and {counted} are counted")]
    Expectation { year: i16, expected: usize, counted: usize },
}

/// What a fault of the domain means, for who mends the file.
pub(super) fn words(code: &str) -> &'static str {
    match code {
        "year-range" => "a year that no calendar may hold",
        "year-twice" => "the year is there already",
        "year-gap" => "the year before it is missing",
        "span-backwards" => "the last day comes before the first",
        "span-too-long" => "more days off in a row than any notice gives",
        "day-of-another-year" => "a day of another year",
        "day-twice" => "a day that is named off or worked already",
        "work-not-weekend" => "a day from Monday to Friday is worked anyhow",
        _ => "refused",
    }
}

impl FileReason for Reason {
    const FILE: &'static str = "the calendar is";

    fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "syntax",
            Self::KeyMissing { .. } => "key-missing",
            Self::KeyUnknown { .. } => "key-unknown",
            Self::KeyOutOfPlace { .. } => "key-out-of-place",
            Self::WrongType { .. } => "wrong-type",
            Self::Malformed { .. } => "malformed",
            Self::StatusUnknown { .. } => "word-unknown",
            Self::YearMalformed { .. } => "year-malformed",
            Self::DayMalformed { .. } => "day-malformed",
            Self::Days { code, .. } => code,
            Self::YearNone => "year-none",
            Self::Expectation { .. } => "expectation",
        }
    }

    fn syntax(message: String) -> Self {
        Self::Syntax { message }
    }

    fn missing(key: &'static str) -> Self {
        Self::KeyMissing { key }
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
