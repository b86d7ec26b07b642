//! A figure of a report: always with what it was divided by. The figures of the service itself are rules over the facts
//! of cases.

mod facts;
mod measure;
mod span;

pub use facts::{CaseFacts, Counted, MessageTally, Over, SeenVisit, Verdict, minutes_between, visits_made};
pub use measure::{Basis, Kind, MEASURES, Measure, Part, Sum, Weight};
pub use span::{Cut, Span, SpanRefusal};

/// A count, or a share of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// What was counted.
    pub numerator: u64,
    /// Of how many, where it is a share.
    pub denominator: Option<u64>,
}

impl Ratio {
    /// A plain count.
    #[must_use]
    pub const fn count(numerator: u64) -> Self {
        Self { numerator, denominator: None }
    }

    /// A share.
    #[must_use]
    pub const fn share(numerator: u64, denominator: u64) -> Self {
        Self { numerator, denominator: Some(denominator) }
    }

    /// Whole per cent, half up; none for a plain count or of nothing.
    #[must_use]
    pub fn percent(self) -> Option<u64> {
        self.scaled(100)
    }

    /// Tenths, half up.
    #[must_use]
    pub fn tenths(self) -> Option<u64> {
        self.scaled(10)
    }

    /// Tenths of a per cent, half up.
    #[must_use]
    pub fn permille(self) -> Option<u64> {
        self.scaled(1000)
    }

    fn scaled(self, by: u64) -> Option<u64> {
        let denominator = self.denominator.filter(|denominator| *denominator > 0)?;
        self.numerator
            .checked_mul(by)?
            .checked_mul(2)?
            .checked_add(denominator)?
            .checked_div(denominator.checked_mul(2)?)
    }
}

#[cfg(test)]
mod tests {
    use super::Ratio;

    #[test]
    fn the_bulletins_shares_round_as_printed() {
        assert_eq!(Ratio::share(12, 25).percent(), Some(48));
        assert_eq!(Ratio::share(3, 11).percent(), Some(27));
        assert_eq!(Ratio::share(3, 11).permille(), Some(273));
        assert_eq!(Ratio::share(14, 25).percent(), Some(56));
        assert_eq!(Ratio::share(1888, 1927).percent(), Some(98));
        assert_eq!(Ratio::share(1879, 1927).percent(), Some(98));
        assert_eq!(Ratio::share(1878, 1927).percent(), Some(97));
        assert_eq!(Ratio::share(1, 200).percent(), Some(1), "half goes up");
        assert_eq!(Ratio::share(0, 0).percent(), None);
        assert_eq!(Ratio::count(25).percent(), None);
    }
}
