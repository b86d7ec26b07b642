//! The clocks of cases as they were reckoned last, and the reckonings before a change of the calendar.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    case::Dues,
    deadlines::Light,
    ids::{CaseId, CentreId},
    text::CalendarVersion,
};
use jiff::Timestamp;

use crate::{
    case_lists,
    error::StoreError,
    kept::Kept,
    schema::{cases, deadlines, old_deadlines},
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// The clocks of a case, and which warning has been given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDeadlines {
    /// The clocks.
    pub dues: Dues,
    /// The worst light that was told.
    pub light: Light,
}

/// The clocks of a case by a calendar that was superseded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldDeadlines {
    /// Version of that calendar.
    pub calendar: String,
    /// When a newer one took its place.
    pub superseded_at: Timestamp,
    /// By when the receipt was to be answered.
    pub notice_at: Option<Timestamp>,
    /// By when the centre had promised to conclude.
    pub promised_at: Option<Timestamp>,
    /// By when the law wanted it concluded.
    pub statutory_at: Option<Timestamp>,
    /// By when what was decided was to be served.
    pub service_at: Option<Timestamp>,
}

/// Which cases are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearing {
    /// Received, and the time to answer has gone by.
    Unanswered,
    /// What counts has gone by, and nobody was told.
    Overdue,
    /// What counts is near, and nobody was told.
    DueSoon,
}

#[derive(Queryable)]
struct Row {
    case_id: G,
    _centre_id: G,
    calendar: String,
    notice_at: Option<T>,
    promised_at: Option<T>,
    statutory_at: Option<T>,
    due_at: Option<T>,
    warn_at: Option<T>,
    light: String,
    provisional: bool,
    missing_year: Option<i32>,
    service_at: Option<T>,
}

const fn corrupt() -> StoreError {
    StoreError::Corrupt("deadlines")
}

impl TryFrom<Row> for StoredDeadlines {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let at = |at: Option<T>| at.map(|at| at.0);
        let dues = Dues {
            calendar: CalendarVersion::parse(&row.calendar).map_err(|_code| corrupt())?,
            notice_at: at(row.notice_at),
            promised_at: at(row.promised_at),
            statutory_at: at(row.statutory_at),
            service_at: at(row.service_at),
            due_at: at(row.due_at),
            warn_at: at(row.warn_at),
            provisional: row.provisional,
            missing_year: row.missing_year.map(i16::try_from).transpose().map_err(|_range| corrupt())?,
        };
        Ok(Self { dues, light: Light::parse(&row.light).ok_or_else(corrupt)? })
    }
}

#[derive(Queryable)]
struct OldRow {
    case_id: G,
    superseded_at: T,
    _centre_id: G,
    calendar: String,
    notice_at: Option<T>,
    promised_at: Option<T>,
    statutory_at: Option<T>,
    service_at: Option<T>,
}

impl TryFrom<OldRow> for OldDeadlines {
    type Error = StoreError;
    fn try_from(row: OldRow) -> Result<Self, StoreError> {
        let at = |at: Option<T>| at.map(|at| at.0);
        Ok(Self {
            calendar: row.calendar,
            superseded_at: row.superseded_at.0,
            notice_at: at(row.notice_at),
            promised_at: at(row.promised_at),
            statutory_at: at(row.statutory_at),
            service_at: at(row.service_at),
        })
    }
}

impl ReadTx<'_> {
    /// The clocks of a case; none before its receipt.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn deadlines_of(
        &mut self,
        centre: CentreId,
        case: CaseId,
    ) -> Result<Option<StoredDeadlines>, StoreError> {
        let found =
            deadlines::table.find((G(case.uuid()), G(centre.uuid()))).first::<Row>(self.db).optional()?;
        found.map(StoredDeadlines::try_from).transpose()
    }

    /// The clocks of several cases of a centre.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn deadlines_of_all(
        &mut self,
        centre: CentreId,
        ids: &[CaseId],
    ) -> Result<HashMap<CaseId, StoredDeadlines>, StoreError> {
        let ids: Vec<_> = ids.iter().map(|id| G(id.uuid())).collect();
        let rows = deadlines::table
            .filter(deadlines::centre_id.eq(G(centre.uuid())).and(deadlines::case_id.eq_any(ids)))
            .load::<Row>(self.db)?;
        let keyed = |row: Row| Ok((CaseId::from_uuid(row.case_id.0), StoredDeadlines::try_from(row)?));
        rows.into_iter().map(keyed).collect()
    }

    /// The clocks of several cases by superseded calendars, of each the oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn old_deadlines_of_all(
        &mut self,
        centre: CentreId,
        cases: &[CaseId],
    ) -> Result<HashMap<CaseId, Vec<OldDeadlines>>, StoreError> {
        let of_cases = old_deadlines::case_id.eq_any(case_lists::ids(cases));
        let rows = old_deadlines::table
            .filter(of_cases.and(old_deadlines::centre_id.eq(G(centre.uuid()))))
            .order(old_deadlines::superseded_at)
            .load::<OldRow>(self.db)?;
        case_lists::by_case(rows, |row| row.case_id)
    }

    /// Cases to be seen to, in the order of their ids, from after `after` on.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn nearing(
        &mut self,
        what: Nearing,
        now: Timestamp,
        after: Option<CaseId>,
        limit: i64,
    ) -> Result<Vec<(CentreId, CaseId)>, StoreError> {
        let now = T(now);
        let rows = deadlines::table
            .filter(deadlines::case_id.gt(case_lists::past(after)))
            .select((deadlines::centre_id, deadlines::case_id))
            .order(deadlines::case_id)
            .limit(limit);
        let rows = match what {
            Nearing::Unanswered => rows.filter(deadlines::notice_at.lt(now)).load::<(G, G)>(self.db)?,
            Nearing::Overdue => rows
                .filter(deadlines::due_at.lt(now).and(deadlines::light.ne(Light::Red.as_str())))
                .load(self.db)?,
            Nearing::DueSoon => rows
                .filter(deadlines::warn_at.le(now).and(deadlines::light.eq(Light::Green.as_str())))
                .load(self.db)?,
        };
        Ok(case_lists::page(rows))
    }

    /// Cases with a clock that runs, reckoned by another version of the calendar, in the order of their ids. What an
    /// earlier release concluded has no clock after that.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn reckoned_otherwise(
        &mut self,
        calendar: &CalendarVersion,
        after: Option<CaseId>,
        limit: i64,
    ) -> Result<Vec<(CentreId, CaseId)>, StoreError> {
        let open = cases::stage.ne_all(case_lists::OVER).and(cases::stage.ne("issued"));
        let owed = cases::stage
            .eq_any(["approved", "refused", "issued"])
            .and(deadlines::service_at.is_not_null().or(deadlines::missing_year.is_not_null()));
        let same = cases::id.eq(deadlines::case_id).and(cases::centre_id.eq(deadlines::centre_id));
        let rows = deadlines::table
            .inner_join(cases::table.on(same))
            .filter(deadlines::calendar.ne(calendar.as_str()))
            .filter(open.or(owed))
            .filter(deadlines::case_id.gt(case_lists::past(after)))
            .select((deadlines::centre_id, deadlines::case_id))
            .order(deadlines::case_id)
            .limit(limit)
            .load::<(G, G)>(self.db)?;
        Ok(case_lists::page(rows))
    }
}

impl CentreTx<'_, '_> {
    /// Writes the clocks of a case, in place of earlier ones.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn put_deadlines(&mut self, case: CaseId, dues: &Dues, light: Light) -> Result<(), StoreError> {
        self.mark(case);
        let (case, centre) = (G(case.uuid()), G(self.centre.uuid()));
        let facts = (
            deadlines::calendar.eq(dues.calendar.as_str()),
            deadlines::notice_at.eq(dues.notice_at.map(T)),
            deadlines::promised_at.eq(dues.promised_at.map(T)),
            deadlines::statutory_at.eq(dues.statutory_at.map(T)),
            deadlines::due_at.eq(dues.due_at.map(T)),
            deadlines::warn_at.eq(dues.warn_at.map(T)),
            deadlines::light.eq(light.as_str()),
            deadlines::provisional.eq(dues.provisional),
            deadlines::missing_year.eq(dues.missing_year.map(i32::from)),
            deadlines::service_at.eq(dues.service_at.map(T)),
        );
        let changed =
            Kept(diesel::update(deadlines::table.find((case, centre))).set(facts)).execute(self.db)?;
        if changed == 0 {
            let key = (deadlines::case_id.eq(case), deadlines::centre_id.eq(centre));
            diesel::insert_into(deadlines::table).values((key, facts)).execute(self.db)?;
        }
        Ok(())
    }

    /// Keeps a reckoning that a newer calendar supersedes.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn keep_old_deadlines(&mut self, case: CaseId, old: &Dues, at: Timestamp) -> Result<(), StoreError> {
        self.mark(case);
        diesel::insert_into(old_deadlines::table)
            .values((
                old_deadlines::case_id.eq(G(case.uuid())),
                old_deadlines::superseded_at.eq(T(at)),
                old_deadlines::centre_id.eq(G(self.centre.uuid())),
                old_deadlines::calendar.eq(old.calendar.as_str()),
                old_deadlines::notice_at.eq(old.notice_at.map(T)),
                old_deadlines::promised_at.eq(old.promised_at.map(T)),
                old_deadlines::statutory_at.eq(old.statutory_at.map(T)),
                old_deadlines::service_at.eq(old.service_at.map(T)),
            ))
            .execute(self.db)?;
        Ok(())
    }
}
