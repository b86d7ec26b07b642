//! What happened to a case, in order, with the server's clock and the phone's.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    actor::Role,
    case::{Event, EventKind},
    ids::{CaseId, CentreId, UserId},
};

use crate::{
    case_lists,
    dialect::each,
    error::StoreError,
    schema::case_events,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// Something that happened, and what was said of it in words, sealed.
pub type NotedEvent = (Event, Option<Vec<u8>>);

#[derive(Queryable)]
struct Row {
    _centre_id: G,
    case_id: G,
    _no: i32,
    kind: String,
    at: T,
    device_at: Option<T>,
    actor_id: Option<G>,
    role: Option<String>,
    reason: Option<String>,
    note: Option<Vec<u8>>,
}

impl TryFrom<Row> for Event {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt("case_events");
        Ok(Self {
            kind: EventKind::parse(&row.kind).ok_or_else(corrupt)?,
            at: row.at.0,
            device_at: row.device_at.map(|at| at.0),
            actor: row.actor_id.map(|actor| UserId::from_uuid(actor.0)),
            role: row.role.map(|role| Role::parse(&role).ok_or_else(corrupt)).transpose()?,
            reason: row.reason,
        })
    }
}

impl ReadTx<'_> {
    /// A case's history, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn events_of(&mut self, centre: CentreId, case: CaseId) -> Result<Vec<Event>, StoreError> {
        Ok(self.noted_events_of(centre, case)?.into_iter().map(|(event, _note)| event).collect())
    }

    /// The same with what was said in words, sealed.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn noted_events_of(&mut self, centre: CentreId, case: CaseId) -> Result<Vec<NotedEvent>, StoreError> {
        let rows = case_events::table
            .filter(case_events::centre_id.eq(G(centre.uuid())).and(case_events::case_id.eq(G(case.uuid()))))
            .order(case_events::no)
            .load::<Row>(self.db)?;
        rows.into_iter()
            .map(|mut row| {
                let note = row.note.take();
                Ok((row.try_into()?, note))
            })
            .collect()
    }

    /// The histories of several cases, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn events_of_all(
        &mut self,
        centre: CentreId,
        cases: &[CaseId],
    ) -> Result<HashMap<CaseId, Vec<Event>>, StoreError> {
        let rows = case_events::table
            .filter(
                case_events::centre_id
                    .eq(G(centre.uuid()))
                    .and(case_events::case_id.eq_any(case_lists::ids(cases))),
            )
            .order(case_events::no)
            .load::<Row>(self.db)?;
        case_lists::by_case(rows, |row| row.case_id)
    }
}

impl CentreTx<'_, '_> {
    /// Appends what happened to a case without changing it, after whatever stands there for this version. Where ten
    /// things stand already, no more are added.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn append_note(&mut self, case: CaseId, version: i32, event: &Event) -> Result<(), StoreError> {
        let first = version.saturating_mul(10);
        let last = case_events::table
            .filter(case_events::case_id.eq(G(case.uuid())))
            .filter(case_events::centre_id.eq(G(self.centre.uuid())))
            .filter(case_events::no.between(first, first.saturating_add(9)))
            .select(diesel::dsl::max(case_events::no))
            .first::<Option<i32>>(self.db)?;
        let place = last.map_or(0, |last| last.saturating_sub(first).saturating_add(1));
        match u8::try_from(place) {
            Ok(place) if place < 10 => self.append_event(case, version, place, event, None),
            _ => Ok(()),
        }
    }

    /// Appends to a case's history. `version` is the case's version after the write; `place` tells apart several
    /// events of one write (0 to 9). `note` is sealed.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn append_event(
        &mut self,
        case: CaseId,
        version: i32,
        place: u8,
        event: &Event,
        note: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        self.mark(case);
        let no = version.saturating_mul(10).saturating_add(i32::from(place));
        let new = (
            case_events::centre_id.eq(G(self.centre.uuid())),
            case_events::case_id.eq(G(case.uuid())),
            case_events::no.eq(no),
            case_events::kind.eq(event.kind.as_str()),
            case_events::at.eq(T(event.at)),
            case_events::device_at.eq(event.device_at.map(T)),
            case_events::actor_id.eq(event.actor.map(|actor| G(actor.uuid()))),
            case_events::role.eq(event.role.map(Role::as_str)),
            case_events::reason.eq(event.reason.as_deref()),
            case_events::note.eq(note),
        );
        each!(self.db, db => diesel::insert_into(case_events::table).values(new).execute(db))?;
        Ok(())
    }
}
