//! What the bulletin counts of cases: from their events, never typed in.

use diesel::prelude::*;
use domain::{
    case::{Ending, EventKind},
    ids::CentreId,
};
use jiff::Timestamp;

use crate::{
    conn::MultiBackend,
    error::StoreError,
    schema::{case_events, cases},
    tx::ReadTx,
    types::{G, T},
};

/// Cases to which something happened within a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CaseCounts {
    /// Cases of immediate items.
    pub immediate: u64,
    /// Cases of all items.
    pub all: u64,
}

impl ReadTx<'_> {
    /// Cases with at least one event of these kinds in the period, of one centre or of the whole site. An event that
    /// happened twice to a case (a receipt after a correction) counts once, in the period of its first time. Practice
    /// cases never count, nor do those that turned out to be void.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn count_cases(
        &mut self,
        centre: Option<CentreId>,
        kinds: &[EventKind],
        from: Option<Timestamp>,
        to: Option<Timestamp>,
    ) -> Result<CaseCounts, StoreError> {
        let mut counts = CaseCounts::default();
        for immediate in [true, false] {
            let kinds: Vec<&'static str> = kinds.iter().map(|kind| kind.as_str()).collect();
            let mut query =
                case_events::table
                    .inner_join(cases::table.on(
                        cases::centre_id.eq(case_events::centre_id).and(cases::id.eq(case_events::case_id)),
                    ))
                    .filter(case_events::kind.eq_any(kinds.clone()).and(cases::immediate.eq(immediate)))
                    .filter(cases::practice.eq(false).and(cases::stage.ne(Ending::Void.as_str())))
                    .into_boxed::<MultiBackend>();
            if let Some(centre) = centre {
                query = query.filter(case_events::centre_id.eq(G(centre.uuid())));
            }
            if let Some(from) = from {
                let earlier = diesel::alias!(case_events as earlier);
                let to_the_same_case = earlier
                    .field(case_events::centre_id)
                    .eq(case_events::centre_id)
                    .and(earlier.field(case_events::case_id).eq(case_events::case_id));
                let before = earlier
                    .filter(to_the_same_case)
                    .filter(earlier.field(case_events::kind).eq_any(kinds))
                    .filter(earlier.field(case_events::at).lt(T(from)));
                query = query
                    .filter(case_events::at.ge(T(from)))
                    .filter(diesel::dsl::not(diesel::dsl::exists(before)));
            }
            if let Some(to) = to {
                query = query.filter(case_events::at.lt(T(to)));
            }
            let n = query
                .select(diesel::dsl::count(case_events::case_id).aggregate_distinct())
                .get_result::<i64>(self.db)?;
            let n = u64::try_from(n).unwrap_or(0);
            counts.all = counts.all.saturating_add(n);
            if immediate {
                counts.immediate = n;
            }
        }
        Ok(counts)
    }
}
