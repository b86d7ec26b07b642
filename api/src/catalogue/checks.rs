//! Rules between the values of an item, and between the items.

use domain::catalogue::{Catalogue, DecidedAt, Item, Material, Source};

use super::{
    fault::Reason,
    reader::{Faults, Fields},
};
use crate::toml_file::FileReason as _;

/// Holds an item against the rules between its values.
pub(super) fn item(item: &Item, fields: &mut Fields<'_, '_>) {
    let (promised, statutory) = (item.guide.promised_days, item.guide.statutory_days);
    if promised > statutory {
        fields.note("limit_days", Reason::PromiseAboveLimit { promised, statutory });
    }
    if item.immediate && promised != 0 {
        fields.note("limit_days", Reason::ImmediateWithDays { days: promised });
    }
    if item.immediate && item.decided_at == DecidedAt::Department {
        fields.note("decided_at", Reason::ImmediateByDepartment);
    }
    if !item.immediate && promised == 0 {
        fields.note("limit_days", Reason::PromisedWithoutDays);
    }
    // The share of immediate items before the pilot is one of the items that were there before.
    if item.newly_delegated && item.immediate_before {
        fields.note("immediate_before", Reason::ImmediateBeforeDelegation);
    }
}

/// Holds the materials of an item against the rules for all of them.
pub(super) fn materials(materials: &[Material], id_only: bool, fields: &mut Fields<'_, '_>) {
    if materials.is_empty() {
        fields.note("materials", Reason::missing("materials"));
    }
    let shown = |source: Source| matches!(source, Source::Copy | Source::Original);
    let counted = materials.iter().filter(|material| shown(material.source)).count();
    if id_only && counted != 1 {
        fields.note("id_only", Reason::IdOnlyMaterials { counted });
    }
}

/// The item whose materials before and after are reported is one of the items.
pub(super) fn birth_registration(catalogue: &Catalogue, at: usize, faults: &mut Faults) {
    let code = &catalogue.birth_registration;
    if catalogue.item(code).is_none() {
        faults.note(at, Reason::ItemUnknown { code: code.to_string() });
    }
}
