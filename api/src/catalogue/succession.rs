//! What a version must not do to the one before it: cases, letters and reports name items by their codes, so that a code
//! means one item for good.

use domain::catalogue::{Catalogue, Item, ItemDifference};

use super::{fault::Reason, reader::Faults};

/// Where things stand in the text.
pub(super) struct Places<'p> {
    /// The version.
    pub(super) version: usize,
    /// The list of items.
    pub(super) items: usize,
    /// Each item, in the order of the catalogue.
    pub(super) each: &'p [usize],
}

/// Holds a version against the last one.
pub(super) fn check(next: &Catalogue, last: &Catalogue, places: &Places<'_>, faults: &mut Faults) {
    if !next.version.is_after(&last.version) {
        faults.note(places.version, Reason::VersionNotAfter { last: last.version.to_string() });
    }
    for gone in last.items.iter().filter(|item| next.item(&item.code).is_none()) {
        faults.note(places.items, Reason::ItemRemoved { code: gone.code.to_string() });
    }
    for (item, at) in next.items.iter().zip(places.each) {
        let before = last.item(&item.code);
        if let Some(before) = before.filter(|before| is_another(before, item)) {
            faults
                .note(*at, Reason::CodeReused { code: item.code.to_string(), name: before.name.zh.clone() });
        }
        let struck =
            item.materials.iter().filter(|asked| before.is_some_and(|it| it.is_abolished(&asked.code)));
        for asked in struck {
            faults.note(*at, Reason::AbolishedAskedFor { code: asked.code.to_string() });
        }
        // Whoever touches an item says by what law; to close it is to say nothing of it.
        let is_touched = ItemDifference::between(before.map(|item| &**item), Some(item)).is_some();
        if is_touched && !item.closed && item.guide.legal_basis.is_none() {
            faults.note(*at, Reason::LegalBasisMissing { code: item.code.to_string() });
        }
    }
}

/// An item may be renamed, and a department may be merged into another; an item of another name whose result or legal
/// type is another one too is not the same.
fn is_another(before: &Item, after: &Item) -> bool {
    before.name.zh != after.name.zh
        && (before.legal_type != after.legal_type || before.result != after.result)
}
