//! Why a calendar file is refused: a line and a reason for each fault.

use std::fmt;

use domain::working_days::Calendar;

/// Everything found wrong with a calendar file, by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarError {
    /// The faults; never empty.
    pub faults: Vec<CalendarFault>,
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the calendar is refused")?;
        self.faults.iter().try_for_each(|fault| write!(f, "\n{fault}"))
    }
}

impl std::error::Error for CalendarError {}

/// One fault of a calendar file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFault {
    /// Line, from 1. For a key that is missing, the line on which its table begins.
    pub line: usize,
    /// What is wrong there.
    pub reason: Reason,
}

impl fmt::Display for CalendarFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.reason.code(), self.reason)
    }
}

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

impl Reason {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
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
}

/// The faults found so far in one text.
pub(super) struct Faults {
    line_ends: Vec<usize>,
    found: Vec<CalendarFault>,
}

impl Faults {
    pub(super) fn in_text(text: &str) -> Self {
        Self { line_ends: text.match_indices('\n').map(|(at, _)| at).collect(), found: Vec::new() }
    }

    /// Notes a fault at a byte of the text.
    pub(super) fn note(&mut self, at: usize, reason: Reason) {
        let line = self.line_ends.partition_point(|end| *end < at) + 1;
        self.found.push(CalendarFault { line, reason });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The calendar when nothing is wrong, otherwise every fault by line.
    pub(super) fn or(mut self, calendar: Option<Calendar>) -> Result<Calendar, CalendarError> {
        match calendar {
            Some(calendar) if self.found.is_empty() => Ok(calendar),
            _ => {
                self.found.sort_by_key(|fault| fault.line);
                Err(CalendarError { faults: self.found })
            }
        }
    }
}
