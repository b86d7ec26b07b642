//! What a message tells of a case beyond its number: days and counts, read where the case stands.

use domain::{
    case::{Case, EventKind, Stage},
    clock::shanghai,
    message::{MessageKind, PublicName, Values},
    rating::RatingRules,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use store::ReadTx;

use crate::actions::Error;

/// Days and counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// By when.
    pub due: Option<Date>,
    /// Materials that are missing.
    pub materials: Option<u8>,
    /// Who decides on it instead.
    pub right_body: Option<PublicName>,
}

impl Facts {
    /// What a message of this kind tells of a case as it stands.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn read(
        tx: &mut ReadTx<'_>,
        case: &Case,
        kind: MessageKind,
        rules: &RatingRules,
    ) -> Result<Self, Error> {
        let due = match kind {
            MessageKind::Accepted | MessageKind::DeemedAccepted | MessageKind::Resumed => {
                let stored = tx.deadlines_of(case.centre, case.id)?;
                stored.and_then(|stored| stored.dues.due_at).map(last_day)
            }
            MessageKind::Suspended => tx.suspended_until(case.centre, case.id)?,
            MessageKind::RatingRequest => match case.stage {
                Stage::Concluded { at, .. } => Some(rules.last_day(at)),
                _ => None,
            },
            _ => None,
        };
        let materials = match kind {
            MessageKind::CorrectionRequested => defects(tx, case)?,
            _ => None,
        };
        Ok(Self { due, materials, right_body: None })
    }

    /// Values with these facts.
    #[must_use]
    pub const fn fill<'a>(&'a self, values: Values<'a>) -> Values<'a> {
        Values { due: self.due, materials: self.materials, right_body: self.right_body.as_ref(), ..values }
    }
}

/// The last day of a term: one that ends at 24:00 ends on the day before that midnight.
#[must_use]
pub fn last_day(end: Timestamp) -> Date {
    let before = end.checked_sub(SignedDuration::from_micros(1)).unwrap_or(end);
    shanghai(before).date()
}

/// Different materials of the last correction notice.
fn defects(tx: &mut ReadTx<'_>, case: &Case) -> Result<Option<u8>, Error> {
    let events = tx.events_of(case.centre, case.id)?;
    let last = events.into_iter().rev().find(|event| event.kind == EventKind::CorrectionRequested);
    Ok(last.and_then(|event| event.reason).map(|codes| {
        let mut materials: Vec<_> = codes.split(',').filter_map(|code| code.split(':').next()).collect();
        materials.sort_unstable();
        materials.dedup();
        u8::try_from(materials.len()).unwrap_or(u8::MAX)
    }))
}
