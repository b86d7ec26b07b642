//! What differs between two versions of the catalogue, item by item: codes, and both values. Items and materials stand
//! in the order of their codes, fields in the order of this file.

use std::collections::{BTreeMap, BTreeSet};

use super::{Catalogue, Item, Material, Source};
use crate::{
    mandate::ConsentKind,
    text::{ItemCode, MaterialCode},
    wording::NamePair,
};

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemChange {
    /// It is new.
    Added,
    /// It is gone altogether, which no published version does to the one before.
    Removed,
    /// It is no longer handled.
    Closed,
    /// It is handled again.
    Reopened,
    /// Something of it is different.
    Changed,
}

/// What became of a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaterialChange {
    /// It is asked for from here on.
    Added,
    /// It is no longer asked for.
    Dropped,
    /// It may no longer be asked for.
    Abolished,
    /// It is asked for on other terms.
    Changed,
}

/// One field and its two values; a value that is not there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDifference {
    /// Its name, such as `guide.promised_days`.
    pub field: &'static str,
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

/// What differs of a material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaterialDifference {
    /// Its code.
    pub material: MaterialCode,
    /// Its name, the later one where there are two; none of a proof that was never asked for by this code.
    pub name: Option<NamePair>,
    /// What became of it.
    pub change: MaterialChange,
    /// Its terms, each with both values; the values that a new or dropped one has or had.
    pub fields: Vec<FieldDifference>,
}

/// What differs of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDifference {
    /// Its code.
    pub item: ItemCode,
    /// Its name, the later one where there are two.
    pub name: NamePair,
    /// What became of it.
    pub change: ItemChange,
    /// The fields that differ; none of an item that is in one version only.
    pub fields: Vec<FieldDifference>,
    /// The materials that differ; none of an item that is in one version only.
    pub materials: Vec<MaterialDifference>,
}

/// What differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The items that differ.
    pub items: Vec<ItemDifference>,
}

impl Difference {
    /// What `after` makes of `before`.
    #[must_use]
    pub fn between(before: &Catalogue, after: &Catalogue) -> Self {
        let codes: BTreeSet<_> = before.items.iter().chain(&after.items).map(|item| &item.code).collect();
        let one = |code: &ItemCode| {
            ItemDifference::between(
                before.item(code).map(|item| &**item),
                after.item(code).map(|item| &**item),
            )
        };
        Self { items: codes.into_iter().filter_map(one).collect() }
    }
}

impl ItemDifference {
    /// What became of one item; nothing when it is in neither, or the same in both.
    #[must_use]
    pub fn between(before: Option<&Item>, after: Option<&Item>) -> Option<Self> {
        let of_one = |item: &Item, change| Self {
            item: item.code.clone(),
            name: item.name.clone(),
            change,
            fields: Vec::new(),
            materials: Vec::new(),
        };
        let (before, after) = match (before, after) {
            (Some(before), Some(after)) => (before, after),
            (Some(gone), None) => return Some(of_one(gone, ItemChange::Removed)),
            (None, Some(new)) => return Some(of_one(new, ItemChange::Added)),
            (None, None) => return None,
        };
        let fields = differing(facts(before), facts(after));
        let materials = materials(before, after);
        let change = match (before.closed, after.closed) {
            (false, true) => ItemChange::Closed,
            (true, false) => ItemChange::Reopened,
            _ if fields.is_empty() && materials.is_empty() => return None,
            _ => ItemChange::Changed,
        };
        Some(Self { fields, materials, ..of_one(after, change) })
    }
}

type Fact = (&'static str, Option<String>);

fn differing<const N: usize>(before: [Fact; N], after: [Fact; N]) -> Vec<FieldDifference> {
    let pairs = before.into_iter().zip(after);
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| FieldDifference { field, before, after })
        .collect()
}

/// Everything of an item but its materials and how often the pilot saw it.
fn facts(item: &Item) -> [Fact; 25] {
    let text = |text: &str| Some(text.to_owned());
    let flag = |flag: bool| Some(flag.to_string());
    let guide = &item.guide;
    [
        ("name.zh", text(&item.name.zh)),
        ("name.en", text(&item.name.en)),
        ("department", text(item.department.as_str())),
        ("legal_type", text(&item.legal_type)),
        ("newly_delegated", flag(item.newly_delegated)),
        ("immediate", flag(item.immediate)),
        ("immediate_before", flag(item.immediate_before)),
        ("id_only", flag(item.id_only)),
        ("guide.scope.zh", text(&guide.scope.zh)),
        ("guide.scope.en", text(&guide.scope.en)),
        ("guide.accepting_authority", text(&guide.accepting_authority)),
        ("guide.deciding_authority", text(&guide.deciding_authority)),
        ("guide.promised_days", Some(guide.promised_days.to_string())),
        ("guide.statutory_days", Some(guide.statutory_days.to_string())),
        ("guide.fee_cny", Some(guide.fee_cny.to_string())),
        ("guide.fee_basis", text(&guide.fee_basis)),
        ("guide.legal_basis", guide.legal_basis.clone()),
        ("decided_at", text(item.decided_at.as_str())),
        ("home_mode", text(&item.home_mode)),
        ("presence", text(&item.presence)),
        ("result", Some(format!("{} {}", item.result.0, item.result.1))),
        ("card", item.card.map(|card| card.as_str().to_owned())),
        ("delivery", Some(item.delivery.join(" "))),
        ("served_at_home", Some(item.served_at_home.join(" "))),
        ("note", item.note.clone()),
    ]
}

fn terms(material: Option<&Material>) -> [Fact; 7] {
    let library = material.and_then(|material| match material.source {
        Source::Share(library) => Some(library.as_str().to_owned()),
        _ => None,
    });
    let of = |read: &dyn Fn(&Material) -> String| material.map(read);
    [
        ("name.zh", of(&|material| material.name.zh.clone())),
        ("name.en", of(&|material| material.name.en.clone())),
        ("source", of(&|material| material.source.as_str().to_owned())),
        ("library", library),
        ("conditional", of(&|material| material.conditional.to_string())),
        ("deferrable", of(&|material| material.deferrable.to_string())),
        (
            "consent",
            material.and_then(|material| material.consent).map(ConsentKind::as_str).map(str::to_owned),
        ),
    ]
}

fn materials(before: &Item, after: &Item) -> Vec<MaterialDifference> {
    let struck = |item: &Item| item.no_longer_asked.keys().cloned().collect::<BTreeSet<_>>();
    let newly_struck: BTreeSet<_> = struck(after).difference(&struck(before)).cloned().collect();
    let asked = before.materials.iter().chain(&after.materials).map(|material| material.code.clone());
    let codes: BTreeSet<_> = asked.chain(newly_struck.iter().cloned()).collect();
    let by_code = |item: &'_ Item| -> BTreeMap<MaterialCode, Material> {
        item.materials.iter().map(|material| (material.code.clone(), material.clone())).collect()
    };
    let (earlier, later) = (by_code(before), by_code(after));
    codes
        .into_iter()
        .filter_map(|code| {
            let (was, is) = (earlier.get(&code), later.get(&code));
            let fields = differing(terms(was), terms(is));
            let change = match (was, is) {
                (None, Some(_)) => MaterialChange::Added,
                _ if newly_struck.contains(&code) => MaterialChange::Abolished,
                (Some(_), None) => MaterialChange::Dropped,
                _ if fields.is_empty() => return None,
                _ => MaterialChange::Changed,
            };
            let name = is.or(was).map(|material| material.name.clone());
            Some(MaterialDifference { material: code, name, change, fields })
        })
        .collect()
}
