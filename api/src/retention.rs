//! How long each kind of data is kept and why, as data: a table that anybody may read and that the timetable goes by.
//! Knows the shape of the file; must not know store or wire.

use std::num::NonZeroU16;

use domain::retention::{Kept, Periods};
use serde::Deserialize;

/// The table of this release.
pub const SHIPPED: &str = include_str!("../retention/2026.toml");

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What kind.
    pub kind: Kept,
    /// For how many days; nothing for what is kept as long as the site.
    pub days: Option<NonZeroU16>,
    /// Whether a lawyer or the archive has to confirm it.
    pub lawyer: bool,
    /// What that is, in Chinese and English.
    pub what: (String, String),
    /// Why so long.
    pub why: (String, String),
}

/// Why a table is not taken.
#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    /// It is no such file.
    #[error("no table of retention: {0}")]
    Shape(#[from] toml::de::Error),
    /// What is wrong with it, all of it.
    #[error("table of retention: {}", .0.join("; "))]
    Faults(Vec<String>),
}

/// The table.
#[derive(Debug, Clone)]
pub struct Retention {
    /// Its version.
    pub version: String,
    /// One line a kind, in the file's order.
    pub lines: Vec<Line>,
    /// The periods alone.
    pub periods: Periods,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    kind: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: String,
    days: Option<u16>,
    lawyer: bool,
    what_zh: String,
    what_en: String,
    why_zh: String,
    why_en: String,
}

impl Entry {
    fn judge(self, lines: &[Line]) -> Result<Line, String> {
        let kind = Kept::parse(&self.kind).ok_or_else(|| format!("no kind {}", self.kind))?;
        if lines.iter().any(|line| line.kind == kind) {
            return Err(format!("{} is there twice", self.kind));
        }
        let least = kind.at_least();
        let days = match (self.days, kind.is_for_ever()) {
            (None, true) => None,
            (Some(_), true) => return Err(format!("{} is kept for ever", self.kind)),
            (None, false) => return Err(format!("{} needs days", self.kind)),
            (Some(days), false) if days < least => {
                return Err(format!("{} is kept for at least {least} days", self.kind));
            }
            (Some(days), false) => NonZeroU16::new(days),
        };
        let told = [&self.what_zh, &self.what_en, &self.why_zh, &self.why_en];
        if told.iter().any(|words| words.trim().is_empty()) {
            return Err(format!("{} lacks words", self.kind));
        }
        let (what, why) = ((self.what_zh, self.what_en), (self.why_zh, self.why_en));
        Ok(Line { kind, days, lawyer: self.lawyer, what, why })
    }
}

impl Retention {
    /// Reads and judges a table.
    ///
    /// # Errors
    /// [`RetentionError`], with everything that is wrong.
    pub fn read(text: &str) -> Result<Self, RetentionError> {
        let file: File = toml::from_str(text)?;
        let (mut lines, mut faults) = (Vec::new(), Vec::new());
        for entry in file.kind {
            match entry.judge(&lines) {
                Ok(line) => lines.push(line),
                Err(fault) => faults.push(fault),
            }
        }
        for kind in Kept::ALL {
            let is_told = lines.iter().any(|line| line.kind == kind);
            if !is_told && !faults.iter().any(|fault| fault.starts_with(kind.as_str())) {
                faults.push(format!("nothing about {}", kind.as_str()));
            }
        }
        if !faults.is_empty() {
            return Err(RetentionError::Faults(faults));
        }
        let periods = Periods(lines.iter().map(|line| (line.kind, line.days)).collect());
        Ok(Self { version: file.version, lines, periods })
    }

    /// The table for people to read.
    #[must_use]
    pub fn table(&self) -> String {
        let mut out = String::from("| kind | what | days | why |\n| --- | --- | --- | --- |\n");
        for line in &self.lines {
            let days = line.days.map_or_else(|| "as long as the site".to_owned(), |days| days.to_string());
            let lawyer = if line.lawyer { " (LAWYER)" } else { "" };
            let (kind, what, why) = (line.kind.as_str(), &line.what.1, &line.why.1);
            out.push_str(&format!("| {kind} | {what} | {days}{lawyer} | {why} |\n"));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        Retention::read(text).unwrap_err().to_string()
    }

    #[test]
    fn the_shipped_table_stands_in_the_runbook() {
        let retention = Retention::read(SHIPPED).unwrap();
        let runbook = include_str!("../../deploy/README.md");
        assert!(runbook.contains(&retention.table()), "deploy/README.md is to hold:\n{}", retention.table());
    }

    #[test]
    fn a_table_that_forgets_too_soon_is_not_taken() {
        let short = SHIPPED.replace("days = 90", "days = 89").replace("days = 30\n", "days = 7\n");
        assert_eq!(
            told(&short),
            "table of retention: uploads is kept for at least 30 days; replies is kept for at least 90 days"
        );
    }

    #[test]
    fn every_kind_is_told_once_and_what_is_kept_for_ever_stays() {
        assert_eq!(
            told(&SHIPPED.replace("\"links\"", "\"letters\"")),
            "table of retention: no kind letters; nothing about links"
        );
        let twice = SHIPPED.replace("\"case_ended\"", "\"case_decided\"");
        assert_eq!(told(&twice), "table of retention: case_decided is there twice; nothing about case_ended");
        let forgotten = SHIPPED.replace("kind = \"audit\"", "kind = \"audit\"\ndays = 900");
        assert_eq!(told(&forgotten), "table of retention: audit is kept for ever");
        assert_eq!(told(&SHIPPED.replace("days = 3650", "")), "table of retention: case_decided needs days");
    }
}
