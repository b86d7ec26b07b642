//! `[meta.expect]`: what its author counted, held against what the domain counts. A slip in an item shows here.

use domain::catalogue::{Catalogue, Counts};

use super::{
    fault::Reason,
    reader::{Faults, Fields},
};

type Count = fn(&Catalogue, &Counts) -> u32;

/// Every figure of the block, and how it is counted.
const FIGURES: [(&str, Count); 17] = [
    ("items", |_, counts| counts.items),
    ("newly_delegated", |_, counts| counts.newly_delegated),
    ("existing", |_, counts| counts.existing),
    ("delegation_rate_percent", |_, counts| percent(counts.newly_delegated, counts.items)),
    ("immediate_before", |_, counts| counts.immediate_before),
    ("immediate_after", |_, counts| counts.immediate_after),
    // Of the items that were there before the pilot, not of all.
    ("immediate_rate_before_percent", |_, counts| percent(counts.immediate_before, counts.existing)),
    ("immediate_rate_after_percent", |_, counts| percent(counts.immediate_after, counts.items)),
    ("id_only", |_, counts| counts.id_only),
    ("abolished_proofs", |_, counts| counts.abolished_proofs),
    ("abolished_items", |_, counts| counts.abolished_items),
    ("abolished_departments", |_, counts| counts.abolished_departments),
    ("birth_registration_materials_before", |catalogue, _| catalogue.stated.birth_materials_before),
    ("birth_registration_materials_after", |_, counts| counts.birth_materials),
    ("demo_cases", |_, counts| counts.demo_cases),
    ("demo_immediate_cases", |_, counts| counts.demo_immediate_cases),
    ("steps_removed", |_, counts| counts.steps_removed),
];

/// The block as read: one figure each, with its place.
pub(super) struct Expected(Vec<(&'static str, Count, u32, usize)>);

impl Expected {
    pub(super) fn read(mut fields: Fields<'_, '_>) -> Option<Self> {
        let figures = FIGURES.map(|(key, count)| {
            let expected = fields.number(key, 0..=u32::MAX)?;
            Some((key, count, expected, fields.at(key)))
        });
        fields.end();
        figures.into_iter().collect::<Option<_>>().map(Self)
    }

    pub(super) fn compare(&self, catalogue: &Catalogue, faults: &mut Faults) {
        let counts = catalogue.counts();
        for &(key, count, expected, at) in &self.0 {
            let counted = count(catalogue, &counts);
            if counted != expected {
                faults.note(at, Reason::Expectation { key, expected, counted });
            }
        }
    }
}

/// Whole percent, half up; 0 of nothing.
fn percent(part: u32, whole: u32) -> u32 {
    let (part, whole) = (u64::from(part), u64::from(whole));
    let rounded = (part * 200 + whole).checked_div(whole * 2).unwrap_or(0);
    u32::try_from(rounded).unwrap_or(u32::MAX)
}
