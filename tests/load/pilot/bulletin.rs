//! The report held against what was filed, and against what the bulletin says.

use mobile_contract::v1::{Bulletin, Figure, FigureBefore};
use serde::Serialize;

use super::volume::Expect;
use crate::{session::Session, trouble::Trouble};

/// Reads the report.
pub async fn read(manager: &Session) -> Result<Bulletin, Trouble> {
    manager.get("/v1/reports/bulletin").await
}

/// One figure and what it should be.
#[derive(Debug, Serialize)]
pub struct Checked {
    /// The figure's key.
    pub key: &'static str,
    /// `grown_by` for what this run has added, `stands_at` for what no run changes, `stood_before_at` for what
    /// the report says of the time before the pilot.
    pub how: &'static str,
    /// What it should be.
    pub expected: Ratio,
    /// What it is.
    pub found: Option<Ratio>,
    /// The report's own count before the run, the demo's cases in it.
    pub before: Option<Ratio>,
    /// The report's own count after the run.
    pub after: Option<Ratio>,
    /// Whether they agree.
    pub ok: bool,
}

/// A count, or a share in whole percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Ratio {
    numerator: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    denominator: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<u64>,
}

impl Ratio {
    const fn count(numerator: u64) -> Self {
        Self { numerator, denominator: None, percent: None }
    }

    /// Rounded half up, as the bulletin is.
    fn share(numerator: u64, denominator: u64) -> Self {
        let percent = (numerator * 200 + denominator).checked_div(denominator * 2);
        Self { numerator, denominator: Some(denominator), percent }
    }

    /// Whether this is what was expected. Of an expected count, the report may say besides what it is a part of.
    fn is(self, expected: Self) -> bool {
        match expected.denominator {
            Some(_) => self == expected,
            None => self.numerator == expected.numerator,
        }
    }

    const fn of(figure: &Figure) -> Self {
        Self { numerator: figure.numerator, denominator: figure.denominator, percent: figure.percent }
    }

    const fn of_before(before: &FigureBefore) -> Self {
        Self { numerator: before.numerator, denominator: before.denominator, percent: before.percent }
    }

    fn grown_to(self, after: Self) -> Self {
        let numerator = after.numerator.saturating_sub(self.numerator);
        match (self.denominator, after.denominator) {
            (Some(before), Some(after)) => Self::share(numerator, after.saturating_sub(before)),
            _ => Self::count(numerator),
        }
    }
}

/// What was filed, by this tool's own count.
#[derive(Debug, Clone, Copy)]
pub struct Filed {
    pub cases: u64,
    pub immediate: u64,
}

impl Checked {
    fn new(key: &'static str, how: &'static str, expected: Ratio, found: Option<Ratio>) -> Self {
        let ok = found.is_some_and(|found| found.is(expected));
        Self { key, how, expected, found, before: None, after: None, ok }
    }
}

/// Holds everything against each other.
pub fn check(before: &Bulletin, after: &Bulletin, filed: Filed, expect: &Expect) -> Vec<Checked> {
    let grown = |key, expected| {
        let (before, after) = (figure(before, key).map(Ratio::of), figure(after, key).map(Ratio::of));
        let found = before.zip(after).map(|(before, after)| before.grown_to(after));
        Checked { before, after, ..Checked::new(key, "grown_by", expected, found) }
    };
    let stands = |key, expected| Checked::new(key, "stands_at", expected, figure(after, key).map(Ratio::of));
    let stood = |key, expected| {
        let stood = figure(after, key).and_then(|figure| figure.before.as_ref());
        Checked::new(key, "stood_before_at", expected, stood.map(Ratio::of_before))
    };
    vec![
        grown("cases_total", Ratio::count(filed.cases)),
        grown("immediate_volume_share", Ratio::share(filed.immediate, filed.cases)),
        grown("cases_concluded", Ratio::count(filed.immediate)),
        stands("items_total", Ratio::count(expect.items)),
        stands("delegation_rate", Ratio::share(expect.newly_delegated, expect.items)),
        stands("immediate_rate", Ratio::share(expect.immediate_after, expect.items)),
        stood("immediate_rate", Ratio::share(expect.immediate_before, expect.existing)),
        stands("id_only_items", Ratio::count(expect.id_only)),
        stands("birth_materials", Ratio::count(expect.birth_registration_materials_after)),
        stood("birth_materials", Ratio::count(expect.birth_registration_materials_before)),
        stands("steps_removed", Ratio::count(expect.steps_removed)),
        stands("proofs_abolished", Ratio::count(expect.abolished_proofs)),
        stands("proofs_abolished_items", Ratio::count(expect.abolished_items)),
        stands("proofs_abolished_departments", Ratio::count(expect.abolished_departments)),
    ]
}

fn figure<'report>(report: &'report Bulletin, key: &str) -> Option<&'report Figure> {
    report.figures.iter().find(|figure| figure.key == key)
}
