//! The parts that a report is cut into, and what they are called.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use domain::{
    catalogue::Catalogue,
    figures::{Basis, Cut, Span},
    ids::{CentreId, CommunityId, UserId},
    text::ItemCode,
    unit::Unit,
    wording::NamePair,
};
use jiff::Timestamp;
use store::{FactsGroup, FactsKey, FactsRow, StoredUser};
use uuid::Uuid;

use super::{Asked, Group, Tally};
use crate::{actions::Error, app::App};

/// By what a report is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// 中心
    Centre,
    /// 社区
    Community,
    /// 事项
    Item,
    /// 社工
    Worker,
    /// Weeks, from Monday on.
    Week,
    /// Months.
    Month,
}

/// What tells one part from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// All of it.
    Whole,
    /// A centre.
    Centre(Uuid),
    /// A community.
    Community(Uuid),
    /// An item.
    Item(String),
    /// A worker.
    Worker(Uuid),
    /// Some days.
    Days(Span),
}

impl Key {
    /// An id, a code, or the first day.
    pub fn text(&self) -> String {
        match self {
            Self::Whole => "total".into(),
            Self::Centre(id) | Self::Community(id) | Self::Worker(id) => id.to_string(),
            Self::Item(code) => code.clone(),
            Self::Days(days) => days.from().to_string(),
        }
    }

    /// What would be asked for to have this part alone.
    pub fn narrow(&self, asked: &Asked) -> Asked {
        let mut part = asked.clone();
        match self {
            Self::Whole => {}
            Self::Centre(id) => part.centre = Some(CentreId::from_uuid(*id)),
            Self::Community(id) => part.community = Some(CommunityId::from_uuid(*id)),
            Self::Item(code) => part.item = ItemCode::parse(code).ok(),
            Self::Worker(id) => part.worker = Some(UserId::from_uuid(*id)),
            Self::Days(days) => part.span = *days,
        }
        part
    }
}

/// The parts while cases are counted into them.
pub struct Cells {
    by: Option<By>,
    from: Timestamp,
    before: Timestamp,
    /// Weeks or months with the instants at which they end.
    days: Vec<(Span, Timestamp)>,
    in_days: Vec<Tally>,
    by_key: HashMap<FactsKey, Tally>,
}

impl Cells {
    pub fn new(span: Span, by: Option<By>) -> Self {
        let cut = match by {
            Some(By::Week) => Some(Cut::Weeks),
            Some(By::Month) => Some(Cut::Months),
            _ => None,
        };
        let parts = cut.map_or_else(Vec::new, |cut| span.parts(cut));
        let days: Vec<_> = parts.into_iter().map(|days| (days, days.instants().1)).collect();
        let (from, before) = span.instants();
        let in_days = days.iter().map(|_| Tally::default()).collect();
        Self { by, from, before, days, in_days, by_key: HashMap::new() }
    }

    /// What the database tells apart.
    pub const fn grouping(&self) -> FactsGroup {
        match self.by {
            None | Some(By::Week | By::Month) => FactsGroup::Whole,
            Some(By::Centre) => FactsGroup::Centre,
            Some(By::Community) => FactsGroup::Community,
            Some(By::Item) => FactsGroup::Item,
            Some(By::Worker) => FactsGroup::Worker,
        }
    }

    /// Counts a case, by its receipt and by its end. One of them at least is within the span, or it would not be read.
    pub fn take(&mut self, FactsRow { key, catalogue, counted }: FactsRow) {
        let (from, before) = (self.from, self.before);
        let at = |basis: Basis| basis.at(&counted).filter(|at| from <= *at && *at < before);
        if self.days.is_empty() {
            let tally = self.by_key.entry(key).or_default();
            for basis in Basis::ALL.into_iter().filter(|basis| at(*basis).is_some()) {
                tally.add(basis, &catalogue, &counted);
            }
            return;
        }
        for basis in Basis::ALL {
            let Some(at) = at(basis) else { continue };
            let place = self.days.partition_point(|(_, ends)| *ends <= at);
            if let Some(tally) = self.in_days.get_mut(place) {
                tally.add(basis, &catalogue, &counted);
            }
        }
    }

    /// The versions of the catalogue under which cases of it were handled.
    pub fn catalogues(&self) -> BTreeSet<&String> {
        self.by_key.values().chain(&self.in_days).flat_map(Tally::catalogues).collect()
    }

    /// The parts; of weeks and months also those in which nothing was.
    pub fn parts(self) -> Vec<(Key, Tally)> {
        if !self.days.is_empty() {
            let days = self.days.into_iter().map(|(days, _)| Key::Days(days));
            return days.zip(self.in_days).collect();
        }
        let by = self.by;
        let key = |key: FactsKey| match (key, by) {
            (FactsKey::Id(id), Some(By::Centre)) => Key::Centre(id),
            (FactsKey::Id(id), Some(By::Community)) => Key::Community(id),
            (FactsKey::Id(id), _) => Key::Worker(id),
            (FactsKey::Item(code), _) => Key::Item(code),
            (FactsKey::Whole, _) => Key::Whole,
        };
        self.by_key.into_iter().map(|(found, tally)| (key(found), tally)).collect()
    }
}

/// What each part is called.
///
/// # Errors
/// A worker's name whose seal does not open.
pub fn names(
    app: &App,
    by: Option<By>,
    units: &[Unit],
    workers: &[StoredUser],
    catalogues: &[Arc<Catalogue>],
) -> Result<impl Fn(&Key) -> NamePair, Error> {
    let mut known = BTreeMap::<String, NamePair>::new();
    match by {
        Some(By::Centre | By::Community) => {
            known.extend(units.iter().map(|unit| (unit.id.to_string(), unit.name.clone())));
        }
        Some(By::Item) => {
            for catalogue in catalogues {
                let items = catalogue.items.iter();
                known.extend(items.map(|item| (item.code.as_str().to_owned(), item.name.clone())));
            }
        }
        Some(By::Worker) => {
            for user in workers {
                let name = app.vault.open_site("users", "name", user.id.as_bytes(), &user.name)?;
                known.insert(user.id.to_string(), NamePair { zh: name.clone(), en: name });
            }
        }
        Some(By::Week | By::Month) | None => {}
    }
    Ok(move |key: &Key| match key {
        Key::Days(days) => {
            let (from, to) = (days.from(), days.to());
            NamePair { zh: format!("{from} 至 {to}"), en: format!("{from} to {to}") }
        }
        _ => {
            let text = key.text();
            known.get(&text).cloned().unwrap_or(NamePair { zh: text.clone(), en: text })
        }
    })
}

/// Units in the order of their codes, the rest by their keys.
pub fn sort(groups: &mut [Group], by: Option<By>, units: &[Unit]) {
    let place = |group: &Group| units.iter().position(|unit| unit.id.to_string() == group.key);
    match by {
        Some(By::Centre | By::Community) => groups.sort_by_key(place),
        _ => groups.sort_by(|one, other| one.key.cmp(&other.key)),
    }
}
