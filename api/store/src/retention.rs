//! What has been kept long enough: found here in bounded lists, emptied by its noun.

use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use domain::{
    erasure::Hold,
    ids::{CaseId, CentreId, MessageId, ResidentId, VisitId},
    retention::{Kept, Periods},
};
use jiff::Timestamp;

use crate::{
    case_lists::OVER,
    error::StoreError,
    schema::{cases, links, messages, sessions, tasks, visits},
    tx::{CentreTx, ReadTx, WriteTx},
    types::{G, T},
};

/// Stages of cases that were decided.
const DECIDED: [&str; 4] = ["approved", "refused", "delivered", "closed"];

/// The kind that a case of this stage is kept as.
fn kind_of(stage: &str) -> Kept {
    if DECIDED.contains(&stage) { Kept::CaseDecided } else { Kept::CaseEnded }
}

impl ReadTx<'_> {
    /// What stands against emptying a case now; nothing when nothing does, or nothing is left of it.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn hold_on(
        &mut self,
        centre: CentreId,
        case: CaseId,
        periods: &Periods,
        now: Timestamp,
    ) -> Result<Option<Hold>, StoreError> {
        let row = cases::table
            .find((G(case.uuid()), G(centre.uuid())))
            .select((cases::stage, cases::declared.ne(Vec::<u8>::new()), cases::updated_at))
            .first::<(String, bool, T)>(self.db)
            .optional()?;
        let Some((stage, is_kept, over)) = row else { return Ok(None) };
        let asked = tasks::case_id.eq(G(case.uuid())).and(tasks::centre_id.eq(G(centre.uuid())));
        let asked = tasks::table.filter(asked.and(tasks::done_at.is_null()));
        if !OVER.contains(&stage.as_str()) || diesel::select(exists(asked)).get_result(self.db)? {
            return Ok(Some(Hold::Open));
        }
        let until = periods.until(kind_of(&stage), over.0);
        Ok(Some(Hold::Until(until)).filter(|_| is_kept && until > now))
    }

    /// Cases of a kind that have been kept since before an instant, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn cases_kept_since(
        &mut self,
        kind: Kept,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<(CentreId, CaseId)>, StoreError> {
        let stages: Vec<&str> = OVER.into_iter().filter(|stage| kind_of(stage) == kind).collect();
        let asked = tasks::table
            .filter(tasks::case_id.eq(cases::id.nullable()).and(tasks::centre_id.eq(cases::centre_id)))
            .filter(tasks::done_at.is_null());
        let rows = cases::table
            .filter(cases::created_at.le(T(before)).and(cases::updated_at.le(T(before))))
            .filter(cases::stage.eq_any(stages).and(cases::declared.ne(Vec::<u8>::new())))
            .filter(not(exists(asked)))
            .order(cases::created_at)
            .limit(limit)
            .select((cases::centre_id, cases::id))
            .load::<(G, G)>(self.db)?;
        Ok(crate::case_lists::page(rows))
    }

    /// Visits planned before an instant of which words are kept, and of which no case is open.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn visits_noted_before(
        &mut self,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<(CentreId, VisitId)>, StoreError> {
        let open = cases::table
            .filter(cases::visit_id.eq(visits::id).and(cases::centre_id.eq(visits::centre_id)))
            .filter(cases::stage.ne_all(OVER));
        let rows = visits::table
            .filter(visits::planned_for.le(T(before)).and(visits::note.is_not_null()))
            .filter(not(exists(open)))
            .order(visits::planned_for)
            .limit(limit)
            .select((visits::centre_id, visits::id))
            .load::<(G, G)>(self.db)?;
        Ok(rows.into_iter().map(|(c, id)| (CentreId::from_uuid(c.0), VisitId::from_uuid(id.0))).collect())
    }

    /// Messages queued before an instant of which number and text are kept; none that still waits, and none of a case
    /// that is open or that somebody is asked to do something about.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn messages_kept_since(
        &mut self,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<(CentreId, MessageId)>, StoreError> {
        let asked = tasks::table
            .filter(
                tasks::case_id.eq(messages::case_id.nullable()).and(tasks::centre_id.eq(messages::centre_id)),
            )
            .filter(tasks::done_at.is_null());
        let open = cases::table
            .filter(cases::id.eq(messages::case_id).and(cases::centre_id.eq(messages::centre_id)))
            .filter(cases::stage.ne_all(OVER));
        let rows = messages::table
            .filter(not(exists(open)))
            .filter(not(exists(asked)))
            .filter(messages::queued_at.le(T(before)).and(messages::text.ne(Vec::<u8>::new())))
            .filter(messages::state.ne("queued"))
            .order(messages::queued_at)
            .limit(limit)
            .select((messages::centre_id, messages::id))
            .load::<(G, G)>(self.db)?;
        Ok(rows.into_iter().map(|(c, id)| (CentreId::from_uuid(c.0), MessageId::from_uuid(id.0))).collect())
    }

    /// The visits of a resident, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn visits_of_resident(
        &mut self,
        centre: CentreId,
        resident: ResidentId,
    ) -> Result<Vec<VisitId>, StoreError> {
        let ids = visits::table
            .filter(visits::centre_id.eq(G(centre.uuid())).and(visits::resident_id.eq(G(resident.uuid()))))
            .order((visits::planned_for, visits::id))
            .select(visits::id)
            .load::<G>(self.db)?;
        Ok(ids.into_iter().map(|id| VisitId::from_uuid(id.0)).collect())
    }
}

impl WriteTx<'_> {
    /// Forgets links that ran out before an instant.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn forget_links(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError> {
        let old = links::table.filter(links::expires_at.le(T(before))).limit(limit);
        let old = old.select(links::digest).load::<Vec<u8>>(self.db)?;
        Ok(diesel::delete(links::table.filter(links::digest.eq_any(old))).execute(self.db)?)
    }

    /// Forgets sign-ins that ran out before an instant.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn forget_sessions(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError> {
        let old = sessions::table.filter(sessions::expires_at.le(T(before))).limit(limit);
        let old = old.select(sessions::id).load::<G>(self.db)?;
        Ok(diesel::delete(sessions::table.filter(sessions::id.eq_any(old))).execute(self.db)?)
    }
}

impl CentreTx<'_, '_> {
    /// Forgets what was said of visits in words.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn empty_visits(&mut self, ids: &[VisitId]) -> Result<usize, StoreError> {
        let ids: Vec<_> = ids.iter().map(|id| G(id.uuid())).collect();
        let these = visits::centre_id.eq(G(self.centre.uuid())).and(visits::id.eq_any(ids));
        let emptied = (visits::note.eq(None::<Vec<u8>>), visits::seq.eq(self.seq));
        Ok(diesel::update(visits::table.filter(these)).set(emptied).execute(self.db)?)
    }
}
