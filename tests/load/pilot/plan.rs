//! Who is visited for what: the pilot's volume as a list of visits, mixed by the seed.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use mobile_contract::v1::{Catalogue, ItemView};

use super::{
    people::{Age, Resident, Village},
    volume::{Share, Volume},
};
use crate::{dice::Dice, trouble::Trouble};

/// One visit to come, with the items it is about.
pub struct Visit {
    /// Its place in the plan.
    pub number: u64,
    /// Who is visited.
    pub resident: Resident,
    /// What for: one case an item.
    pub items: Vec<Arc<ItemView>>,
}

/// Everything to be done.
pub struct Plan {
    /// In the order they are made.
    pub visits: Vec<Visit>,
    /// Cases in all.
    pub cases: u64,
    /// Cases of immediate items.
    pub immediate: u64,
}

impl Plan {
    /// The pilot's volume, or another number of cases in its proportions.
    pub fn make(
        volume: &Volume,
        catalogue: Catalogue,
        cases: usize,
        seed: u64,
        today: Date,
    ) -> Result<Self, Trouble> {
        if catalogue.catalogue_version != volume.meta.version {
            let text = format!(
                "the server's catalogue is {:?}, the pilot's volume is of {:?}",
                catalogue.catalogue_version, volume.meta.version
            );
            return Err(Trouble::new("catalogue-version", text));
        }
        let known: BTreeMap<_, _> =
            catalogue.items.into_iter().map(|item| (item.code.clone(), Arc::new(item))).collect();
        let shares = volume.shares(cases);
        let mut to_do = to_do(&shares, &known)?;
        Dice::of(seed, "order", 0).shuffle(&mut to_do);
        let visits = visits(&to_do, seed, today);
        let immediate = shares.iter().filter(|share| share.immediate).map(|share| count(share.cases)).sum();
        Ok(Self { visits, cases: count(to_do.len()), immediate })
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn to_do(shares: &[Share], known: &BTreeMap<String, Arc<ItemView>>) -> Result<Vec<Arc<ItemView>>, Trouble> {
    let mut to_do = Vec::new();
    for share in shares {
        let item = known
            .get(&share.item)
            .ok_or_else(|| Trouble::new("item-unknown", format!("the server has no item {}", share.item)))?;
        if item.immediate != share.immediate {
            return Err(Trouble::new(
                "item",
                format!("{}: the server differs on whether it is immediate", share.item),
            ));
        }
        to_do.extend(std::iter::repeat_n(item, share.cases).cloned());
    }
    Ok(to_do)
}

/// Puts cases that one resident may have together into visits of one to three.
fn visits(to_do: &[Arc<ItemView>], seed: u64, today: Date) -> Vec<Visit> {
    let mut dice = Dice::of(seed, "visits", 0);
    let mut village = Village::of(seed, today);
    let mut visits = Vec::new();
    let mut rest = to_do.iter().peekable();
    while let Some(first) = rest.next() {
        let mut items = vec![Arc::clone(first)];
        let mut ages = ages(&first.code).to_vec();
        let most = if dice.percent(70) { 1 } else { dice.between(2, 3) };
        while items.len() < most {
            let fits = |next: &&Arc<ItemView>| {
                items.iter().all(|item| item.code != next.code)
                    && self::ages(&next.code).iter().any(|age| ages.contains(age))
            };
            let Some(next) = rest.next_if(fits) else { break };
            ages.retain(|age| self::ages(&next.code).contains(age));
            items.push(Arc::clone(next));
        }
        let resident = village.next(*dice.pick(&ages));
        visits.push(Visit { number: count(visits.len()), resident, items });
    }
    visits
}

/// Ages at which people ask for an item.
fn ages(item: &str) -> &'static [Age] {
    match item {
        // Joining the pension scheme, unemployment, births.
        "LJZ-SB-01" | "LJZ-SB-05" | "LJZ-WJ-01" | "LJZ-WJ-02" => &[Age::Adult],
        // Drawing a pension, support of ageing parents, the senior card, care at home.
        "LJZ-SB-02" | "LJZ-SB-03" | "LJZ-WJ-04" | "LJZ-MZ-01" | "LJZ-MZ-05" => &[Age::Senior, Age::Aged],
        "LJZ-MZ-02" => &[Age::Aged],
        _ => Age::ALL,
    }
}

#[cfg(test)]
mod tests {
    use mobile_contract::v1::*;

    use super::*;

    fn item(code: &str, immediate: bool) -> ItemView {
        let words = || Bilingual { zh: String::new(), en: String::new() };
        ItemView {
            code: code.to_owned(),
            name: words(),
            department: DepartmentView { code: String::new(), name: words() },
            legal_type: String::new(),
            immediate,
            newly_delegated: false,
            id_only: false,
            closed: false,
            guide: Guide {
                legal_basis: None,
                scope: words(),
                accepting_authority: String::new(),
                deciding_authority: String::new(),
                materials: Vec::new(),
                time_limit: TimeLimit { promised_working_days: 0, statutory_working_days: 0 },
                fee: Fee { cny: 0, basis: String::new() },
            },
            no_longer_asked: Vec::new(),
            decided_at: DecidedAt::Centre,
            home_mode: String::new(),
            presence: String::new(),
            result: ItemResult { kind: String::new(), name: String::new() },
            delivery: Vec::new(),
            served_at_home: Vec::new(),
            note: None,
        }
    }

    fn plan(seed: u64) -> Plan {
        let volume = Volume::of_the_pilot().unwrap();
        let items = volume.shares(1927).iter().map(|share| item(&share.item, share.immediate)).collect();
        let catalogue_version = volume.meta.version.clone();
        let catalogue = Catalogue { catalogue_version, status: String::new(), items };
        Plan::make(&volume, catalogue, 1927, seed, jiff::civil::date(2026, 11, 23)).unwrap()
    }

    #[test]
    fn the_pilots_cases_are_all_there_and_no_visit_asks_twice_for_one_item() {
        let plan = plan(1);
        assert_eq!((plan.cases, plan.immediate), (1927, 1888));
        let mut items: Vec<_> = plan.visits.iter().flat_map(|visit| &visit.items).collect();
        assert_eq!(items.len(), 1927);
        assert_eq!(items.iter().filter(|item| item.immediate).count(), 1888);
        assert!(plan.visits.iter().any(|visit| visit.items.len() == 3));
        for visit in &plan.visits {
            let mut codes: Vec<_> = visit.items.iter().map(|item| &item.code).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), visit.items.len());
        }
        items.sort_unstable_by_key(|item| &item.code);
        items.dedup_by_key(|item| &item.code);
        assert_eq!(items.len(), 25);
    }

    #[test]
    fn a_seed_repeats_its_plan() {
        let told = |plan: Plan| -> Vec<_> {
            plan.visits.into_iter().map(|visit| (visit.resident.id, visit.items.len())).collect()
        };
        assert_eq!(told(plan(3)), told(plan(3)));
        assert_ne!(told(plan(3)), told(plan(4)));
    }
}
