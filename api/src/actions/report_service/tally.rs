//! What the cases of one part come to, figure by figure. Pure.

use std::collections::BTreeSet;

use domain::figures::{Basis, Counted, MEASURES, Measure, Part, Sum};

/// The sums of one part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    sums: Vec<Sum>,
    by_receipt: BTreeSet<String>,
    by_conclusion: BTreeSet<String>,
}

impl Tally {
    /// Adds a case by one of the instants that put it into a period.
    pub fn add(&mut self, basis: Basis, catalogue: &str, counted: &Counted) {
        self.sums.resize_with(MEASURES.len(), Sum::default);
        let versions = self.versions(basis);
        if !versions.contains(catalogue) {
            versions.insert(catalogue.to_owned());
        }
        for (measure, sum) in MEASURES.iter().zip(&mut self.sums) {
            if measure.basis == basis
                && let Some(weight) = measure.weigh(counted)
            {
                sum.add(measure.kind, weight);
            }
        }
    }

    /// Adds another part.
    pub fn merge(&mut self, other: &Self) {
        self.sums.resize_with(MEASURES.len(), Sum::default);
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            sum.merge(more);
        }
        self.by_receipt.extend(other.by_receipt.iter().cloned());
        self.by_conclusion.extend(other.by_conclusion.iter().cloned());
    }

    /// The versions of the catalogue under which its cases were handled.
    pub fn catalogues(&self) -> impl Iterator<Item = &String> {
        self.by_receipt.union(&self.by_conclusion)
    }

    /// How many cases of it were rated.
    #[must_use]
    pub fn ratings(&self) -> u64 {
        let rated = MEASURES.iter().zip(&self.sums).find(|(measure, _)| measure.key == "ratings_good");
        rated.map_or(0, |(_, sum)| sum.cases(Part::Base))
    }

    /// Every figure with its sum and the versions of the catalogue behind it.
    pub fn into_sums(mut self) -> impl Iterator<Item = (&'static Measure, Sum, Vec<String>)> {
        self.sums.resize_with(MEASURES.len(), Sum::default);
        let (by_receipt, by_conclusion) = (self.by_receipt, self.by_conclusion);
        MEASURES.iter().zip(self.sums).map(move |(measure, sum)| {
            let versions = match measure.basis {
                Basis::Receipt => &by_receipt,
                Basis::Conclusion => &by_conclusion,
            };
            (measure, sum, versions.iter().cloned().collect())
        })
    }

    const fn versions(&mut self, basis: Basis) -> &mut BTreeSet<String> {
        match basis {
            Basis::Receipt => &mut self.by_receipt,
            Basis::Conclusion => &mut self.by_conclusion,
        }
    }
}
