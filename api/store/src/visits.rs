//! Visits.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    ids::{CaseId, CentreId, CommunityId, ResidentId, UserId, VisitId},
    text::{ItemCode, MaterialCode},
    visit::{NextTime, Visit, VisitOutcome, VisitStage},
};
use jiff::Timestamp;

use crate::{
    dialect::each,
    error::StoreError,
    schema::{cases, visits},
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// A visit and what is sealed beside it.
#[derive(Clone)]
pub struct StoredVisit {
    /// The visit.
    pub visit: Visit,
    /// A note for the worker, sealed.
    pub note: Option<Vec<u8>>,
}

#[derive(Queryable)]
struct Row {
    centre_id: G,
    id: G,
    _seq: i64,
    version: i32,
    community_id: G,
    resident_id: G,
    worker_id: G,
    planned_for: T,
    items: String,
    stage: String,
    started_at: Option<T>,
    finished_at: Option<T>,
    outcome: Option<String>,
    next_time: String,
    note: Option<Vec<u8>>,
    _created_by: G,
    _created_at: T,
    day_order: Option<i32>,
}

/// Codes have no spaces and no commas: a list of them is a line.
pub(crate) fn write_items(items: &[ItemCode]) -> String {
    items.iter().map(ItemCode::as_str).collect::<Vec<_>>().join(",")
}

pub(crate) fn read_items(text: &str) -> Result<Vec<ItemCode>, StoreError> {
    text.split(',')
        .filter(|code| !code.is_empty())
        .map(|code| ItemCode::parse(code).map_err(|_code| corrupt()))
        .collect()
}

fn write_next_time(left: &[NextTime]) -> String {
    let one = |left: &NextTime| match &left.material {
        Some(material) => format!("{}/{}", left.item.as_str(), material.as_str()),
        None => left.item.as_str().to_owned(),
    };
    left.iter().map(one).collect::<Vec<_>>().join(",")
}

pub(crate) fn read_next_time(text: &str) -> Result<Vec<NextTime>, StoreError> {
    let one = |entry: &str| {
        let (item, material) =
            entry.split_once('/').map_or((entry, None), |(item, material)| (item, Some(material)));
        Ok(NextTime {
            item: ItemCode::parse(item).map_err(|_code| corrupt())?,
            material: material.map(MaterialCode::parse).transpose().map_err(|_code| corrupt())?,
        })
    };
    text.split(',').filter(|entry| !entry.is_empty()).map(one).collect()
}

const fn corrupt() -> StoreError {
    StoreError::Corrupt("visits")
}

impl TryFrom<Row> for StoredVisit {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let started_at = row.started_at.map(|at| at.0);
        let stage = match (row.stage.as_str(), started_at, row.finished_at, row.outcome) {
            ("planned", None, None, None) => VisitStage::Planned,
            ("underway", Some(started_at), None, None) => VisitStage::Underway { started_at },
            ("finished", started_at, Some(finished_at), Some(outcome)) => VisitStage::Finished {
                started_at,
                finished_at: finished_at.0,
                outcome: VisitOutcome::parse(&outcome).ok_or_else(corrupt)?,
                next_time: read_next_time(&row.next_time)?,
            },
            _ => return Err(corrupt()),
        };
        let visit = Visit {
            id: VisitId::from_uuid(row.id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            community: CommunityId::from_uuid(row.community_id.0),
            resident: ResidentId::from_uuid(row.resident_id.0),
            worker: UserId::from_uuid(row.worker_id.0),
            planned_for: row.planned_for.0,
            items: read_items(&row.items)?,
            day_order: row.day_order,
            stage,
            version: row.version,
        };
        Ok(Self { visit, note: row.note })
    }
}

impl ReadTx<'_> {
    /// A visit in one of these centres.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn visit(&mut self, centres: &[CentreId], id: VisitId) -> Result<Option<StoredVisit>, StoreError> {
        for centre in centres {
            let key = (G(centre.uuid()), G(id.uuid()));
            let found = each!(self.db, db => visits::table.find(key).first::<Row>(db)).optional()?;
            if let Some(row) = found {
                return row.try_into().map(Some);
            }
        }
        Ok(None)
    }

    /// The visits of a centre planned within a span, in the order of their times.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn visits_between(
        &mut self,
        centre: CentreId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<StoredVisit>, StoreError> {
        visits::table
            .filter(visits::centre_id.eq(G(centre.uuid())))
            .filter(visits::planned_for.ge(T(from)).and(visits::planned_for.lt(T(to))))
            .order((visits::planned_for, visits::id))
            .limit(2000)
            .load::<Row>(self.db)?
            .into_iter()
            .map(StoredVisit::try_from)
            .collect()
    }

    /// Several visits of a centre.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn visits_of(&mut self, centre: CentreId, ids: &[VisitId]) -> Result<Vec<StoredVisit>, StoreError> {
        let ids: Vec<_> = ids.iter().map(|id| G(id.uuid())).collect();
        visits::table
            .filter(visits::centre_id.eq(G(centre.uuid())).and(visits::id.eq_any(ids)))
            .load::<Row>(self.db)?
            .into_iter()
            .map(StoredVisit::try_from)
            .collect()
    }

    /// The cases that came of several visits of a centre, by visit.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn cases_of_visits(
        &mut self,
        centre: CentreId,
        ids: &[VisitId],
    ) -> Result<HashMap<VisitId, Vec<CaseId>>, StoreError> {
        let ids: Vec<_> = ids.iter().map(|id| G(id.uuid())).collect();
        let rows = cases::table
            .filter(cases::centre_id.eq(G(centre.uuid())).and(cases::visit_id.eq_any(ids)))
            .order(cases::id)
            .select((cases::visit_id, cases::id))
            .load::<(G, G)>(self.db)?;
        let mut all = HashMap::<VisitId, Vec<CaseId>>::new();
        for (visit, case) in rows {
            all.entry(VisitId::from_uuid(visit.0)).or_default().push(CaseId::from_uuid(case.0));
        }
        Ok(all)
    }

    /// The cases that came of a visit.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn cases_of_visit(&mut self, visit: &Visit) -> Result<Vec<CaseId>, StoreError> {
        let ids = cases::table
            .filter(cases::centre_id.eq(G(visit.centre.uuid())).and(cases::visit_id.eq(G(visit.id.uuid()))))
            .order(cases::id)
            .select(cases::id)
            .load::<G>(self.db)?;
        Ok(ids.into_iter().map(|id| CaseId::from_uuid(id.0)).collect())
    }
}

impl CentreTx<'_, '_> {
    /// Adds a visit.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the id is taken.
    pub fn insert_visit(
        &mut self,
        stored: &StoredVisit,
        by: UserId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let visit = &stored.visit;
        diesel::insert_into(visits::table)
            .values((
                visits::centre_id.eq(G(self.centre.uuid())),
                visits::id.eq(G(visit.id.uuid())),
                visits::seq.eq(self.seq),
                visits::version.eq(visit.version),
                visits::community_id.eq(G(visit.community.uuid())),
                visits::resident_id.eq(G(visit.resident.uuid())),
                visits::worker_id.eq(G(visit.worker.uuid())),
                visits::planned_for.eq(T(visit.planned_for)),
                visits::items.eq(write_items(&visit.items)),
                visits::stage.eq(visit.stage.as_str()),
                visits::next_time.eq(""),
                visits::note.eq(&stored.note),
                visits::created_by.eq(G(by.uuid())),
                visits::created_at.eq(T(at)),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Gives a visit a place in its worker's day, or takes it away. Its version stays: what a phone has written on it is
    /// not out of date.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn place_visit(&mut self, id: VisitId, place: Option<i32>) -> Result<(), StoreError> {
        diesel::update(visits::table.find((G(self.centre.uuid()), G(id.uuid()))))
            .set((visits::seq.eq(self.seq), visits::day_order.eq(place)))
            .execute(self.db)?;
        Ok(())
    }

    /// Writes a visit's new state.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn update_visit(&mut self, stored: &StoredVisit) -> Result<(), StoreError> {
        let visit = &stored.visit;
        let (started_at, finished_at, outcome, next_time) = match &visit.stage {
            VisitStage::Planned => (None, None, None, String::new()),
            VisitStage::Underway { started_at } => (Some(*started_at), None, None, String::new()),
            VisitStage::Finished { started_at, finished_at, outcome, next_time } => {
                (*started_at, Some(*finished_at), Some(outcome.as_str()), write_next_time(next_time))
            }
        };
        diesel::update(visits::table.find((G(self.centre.uuid()), G(visit.id.uuid()))))
            .set((
                visits::seq.eq(self.seq),
                visits::version.eq(visit.version),
                visits::worker_id.eq(G(visit.worker.uuid())),
                visits::planned_for.eq(T(visit.planned_for)),
                visits::items.eq(write_items(&visit.items)),
                visits::stage.eq(visit.stage.as_str()),
                visits::started_at.eq(started_at.map(T)),
                visits::finished_at.eq(finished_at.map(T)),
                visits::outcome.eq(outcome),
                visits::next_time.eq(next_time),
                visits::note.eq(&stored.note),
                visits::day_order.eq(visit.day_order),
            ))
            .execute(self.db)?;
        Ok(())
    }
}
