//! Writes of the phone's own worker that were not applied: those that stand, and those that were settled while the phone
//! may have had them.

use diesel::prelude::*;

use super::{SyncKey, SyncPlace, SyncScope, Synced};
use crate::{error::StoreError, schema::not_applied as rows, tx::ReadTx, types::G};

impl ReadTx<'_> {
    pub(super) fn not_applied_keys(
        &mut self,
        scope: &SyncScope,
        place: &SyncPlace,
        begun: i64,
        most: i64,
    ) -> Result<Vec<SyncKey>, StoreError> {
        let here = rows::seq.eq(place.seq).and(rows::id.gt(place.after(Synced::NotApplied)));
        let found = rows::table
            .filter(rows::centre_id.eq(G(scope.centre.uuid())))
            .filter(rows::worker_id.eq(G(scope.worker.uuid())))
            .filter(rows::seq.ge(place.seq).and(rows::seq.gt(place.seq).or(here)))
            .filter(rows::settled_at.is_null().or(rows::seq.gt(begun)))
            .order((rows::seq, rows::id))
            .limit(most)
            .select((rows::seq, rows::id))
            .load::<(i64, G)>(self.db)?;
        let key = |(seq, id): (i64, G)| SyncKey { seq, what: Synced::NotApplied, id: id.0, resident: None };
        Ok(found.into_iter().map(key).collect())
    }
}
