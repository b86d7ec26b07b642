//! The pilot's volume: how many cases of each item, as the catalogue file says, and what the bulletin made of them.

use serde::Deserialize;

use crate::trouble::Trouble;

const CATALOGUE: &str = include_str!("../../../api/catalogue/luojiazhuang-2018-01.toml");

/// What is read of the catalogue file.
#[derive(Deserialize)]
pub struct Volume {
    /// About the file.
    pub meta: Meta,
    item: Vec<Item>,
}

/// About the file.
#[derive(Deserialize)]
pub struct Meta {
    /// Version of the catalogue.
    pub version: String,
    /// The bulletin's figures.
    pub expect: Expect,
}

/// The bulletin's figures, as far as they are compared.
#[derive(Deserialize)]
pub struct Expect {
    pub items: u64,
    pub newly_delegated: u64,
    pub existing: u64,
    pub immediate_before: u64,
    pub immediate_after: u64,
    pub id_only: u64,
    pub abolished_proofs: u64,
    pub abolished_items: u64,
    pub abolished_departments: u64,
    pub birth_registration_materials_before: u64,
    pub birth_registration_materials_after: u64,
    pub steps_removed: u64,
}

#[derive(Deserialize)]
struct Item {
    code: String,
    immediate: bool,
    demo_volume: usize,
}

/// Some cases of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Code of the item.
    pub item: String,
    /// 即办件
    pub immediate: bool,
    /// How many.
    pub cases: usize,
}

impl Volume {
    /// Reads the catalogue that this tool was built with.
    pub fn of_the_pilot() -> Result<Self, Trouble> {
        toml::from_str(CATALOGUE).map_err(|error| Trouble::new("catalogue-file", error.to_string()))
    }

    /// `cases` cases in the pilot's proportions, by largest remainder; ties go to the item that stands first.
    pub fn shares(&self, cases: usize) -> Vec<Share> {
        let all = self.item.iter().map(|item| item.demo_volume).sum::<usize>().max(1);
        let mut shares: Vec<_> = self
            .item
            .iter()
            .map(|item| Share {
                item: item.code.clone(),
                immediate: item.immediate,
                cases: cases * item.demo_volume / all,
            })
            .collect();
        let missing = cases.saturating_sub(shares.iter().map(|share| share.cases).sum());
        let mut by_remainder: Vec<_> = self.item.iter().enumerate().collect();
        by_remainder.sort_by_key(|(_, item)| std::cmp::Reverse(cases * item.demo_volume % all));
        for (n, _) in by_remainder.into_iter().take(missing) {
            shares[n].cases += 1;
        }
        shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(shares: &[Share]) -> usize {
        shares.iter().map(|share| share.cases).sum()
    }

    #[test]
    fn the_whole_volume_is_the_files_own() {
        let volume = Volume::of_the_pilot().unwrap();
        let shares = volume.shares(1927);
        assert!(shares.iter().zip(&volume.item).all(|(share, item)| share.cases == item.demo_volume));
        assert_eq!(total(&shares), 1927);
        let immediate: usize = shares.iter().filter(|share| share.immediate).map(|share| share.cases).sum();
        assert_eq!(immediate, 1888);
    }

    #[test]
    fn any_number_of_cases_is_given_out_whole_and_in_proportion() {
        let volume = Volume::of_the_pilot().unwrap();
        for cases in [0, 1, 7, 25, 200, 1926, 1928, 10_000] {
            let shares = volume.shares(cases);
            assert_eq!(total(&shares), cases);
            for (share, item) in shares.iter().zip(&volume.item) {
                let exact = cases * item.demo_volume / 1927;
                assert!((exact..=exact + 1).contains(&share.cases), "{} of {cases}", share.item);
            }
        }
    }
}
