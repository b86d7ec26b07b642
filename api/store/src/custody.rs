//! Who has what: results on their way to residents, originals on their way back.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    custody::{Awaited, Custody, Holder, Thing},
    ids::{CaseId, CentreId, CustodyId, UserId},
    text::MaterialCode,
};
use jiff::Timestamp;

use crate::{
    case_lists,
    conn::MultiBackend,
    error::StoreError,
    schema::custody,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// Which things a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// What a worker carries.
    With(UserId),
    /// What a worker, or the centre, is to say to have.
    Awaited(Holder),
    /// What is to be made out.
    Unissued,
    /// What lies at the centre.
    AtTheCentre,
    /// What is with workers.
    WithWorkers,
    /// What is in the post.
    InThePost,
    /// What is not with its resident in time.
    Late(Timestamp),
}

/// Where the next page begins: the last thing shown.
pub type CustodyKey = CustodyId;

#[derive(Queryable)]
struct Row {
    id: G,
    centre_id: G,
    case_id: G,
    material: Option<String>,
    pieces: i32,
    holder: String,
    holder_id: Option<G>,
    awaited: Option<String>,
    awaited_id: Option<G>,
    missing: bool,
    since: T,
    due_at: Option<T>,
    attempts: i32,
    told_late: bool,
}

const fn corrupt() -> StoreError {
    StoreError::Corrupt("custody")
}

/// A thing by its material.
pub(crate) fn thing(material: Option<&str>) -> Option<Thing> {
    match material {
        None => Some(Thing::Result),
        Some(code) => MaterialCode::parse(code).ok().map(Thing::Original),
    }
}

/// A holder by its columns.
pub(crate) fn holder(word: &str, id: Option<G>) -> Option<Holder> {
    Holder::parse(word, id.map(|id| UserId::from_uuid(id.0)))
}

/// A holder's own column.
pub(crate) fn holder_id(holder: Holder) -> Option<G> {
    holder.worker().map(|worker| G(worker.uuid()))
}

impl TryFrom<Row> for Custody {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let awaited = match row.awaited {
            Some(word) => {
                let by = holder(&word, row.awaited_id).ok_or_else(corrupt)?;
                Some(Awaited { by, missing: row.missing })
            }
            None => None,
        };
        Ok(Self {
            id: CustodyId::from_uuid(row.id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            case: CaseId::from_uuid(row.case_id.0),
            thing: thing(row.material.as_deref()).ok_or_else(corrupt)?,
            count: u16::try_from(row.pieces).map_err(|_range| corrupt())?,
            holder: holder(&row.holder, row.holder_id).ok_or_else(corrupt)?,
            awaited,
            since: row.since.0,
            due_at: row.due_at.map(|at| at.0),
            attempts: row.attempts,
            told_late: row.told_late,
        })
    }
}

impl ReadTx<'_> {
    /// The things of a case, in the order they came up.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn custody_of(&mut self, centre: CentreId, case: CaseId) -> Result<Vec<Custody>, StoreError> {
        custody::table
            .filter(custody::case_id.eq(G(case.uuid())).and(custody::centre_id.eq(G(centre.uuid()))))
            .order(custody::id)
            .load::<Row>(self.db)?
            .into_iter()
            .map(Custody::try_from)
            .collect()
    }

    /// A page of things of a centre, oldest first, and where the next one begins.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn custody_list(
        &mut self,
        centre: CentreId,
        listed: Listed,
        after: Option<CustodyKey>,
        limit: u16,
    ) -> Result<(Vec<Custody>, Option<CustodyKey>), StoreError> {
        let mut query = custody::table
            .filter(custody::centre_id.eq(G(centre.uuid())))
            .filter(custody::id.gt(G(after.map_or(uuid::Uuid::nil(), CustodyKey::uuid))))
            .order(custody::id)
            .limit(i64::from(limit).saturating_add(1))
            .into_boxed::<MultiBackend>();
        query = match listed {
            Listed::With(worker) => {
                let held = Holder::Worker(worker);
                query.filter(custody::holder.eq(held.as_str()).and(custody::holder_id.eq(holder_id(held))))
            }
            Listed::Awaited(by) => match holder_id(by) {
                Some(id) => query.filter(custody::awaited.eq(by.as_str()).and(custody::awaited_id.eq(id))),
                None => query.filter(custody::awaited.eq(by.as_str())),
            },
            Listed::Unissued => query.filter(custody::holder.eq(Holder::Unissued.as_str())),
            Listed::AtTheCentre => query.filter(custody::holder.eq(Holder::Centre.as_str())),
            Listed::WithWorkers => query.filter(custody::holder.eq("worker")),
            Listed::InThePost => query.filter(custody::holder.eq(Holder::Post.as_str())),
            Listed::Late(now) => query.filter(custody::due_at.lt(T(now))),
        };
        let mut rows = query.load::<Row>(self.db)?;
        let more = rows.len() > usize::from(limit);
        rows.truncate(usize::from(limit));
        let next = rows.last().filter(|_| more).map(|row| CustodyId::from_uuid(row.id.0));
        Ok((rows.into_iter().map(Custody::try_from).collect::<Result<_, _>>()?, next))
    }

    /// Cases of which an original is late and nobody was told, in the order of their ids, from after `after` on.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn late_originals(
        &mut self,
        now: Timestamp,
        after: Option<CaseId>,
        limit: i64,
    ) -> Result<Vec<(CentreId, CaseId)>, StoreError> {
        let rows = custody::table
            .filter(custody::due_at.lt(T(now)).and(custody::material.is_not_null()))
            .filter(custody::told_late.eq(false))
            .filter(custody::case_id.gt(case_lists::past(after)))
            .select((custody::centre_id, custody::case_id))
            .distinct()
            .order(custody::case_id)
            .limit(limit)
            .load::<(G, G)>(self.db)?;
        Ok(case_lists::page(rows))
    }

    /// The things of several cases, in the order they came up.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn custody_of_all(
        &mut self,
        centre: CentreId,
        cases: &[CaseId],
    ) -> Result<HashMap<CaseId, Vec<Custody>>, StoreError> {
        let rows = custody::table
            .filter(
                custody::centre_id.eq(G(centre.uuid())).and(custody::case_id.eq_any(case_lists::ids(cases))),
            )
            .order(custody::id)
            .load::<Row>(self.db)?;
        case_lists::by_case(rows, |row| row.case_id)
    }
}

impl CentreTx<'_, '_> {
    /// Writes a thing that comes up.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn insert_custody(&mut self, thing: &Custody) -> Result<(), StoreError> {
        self.mark(thing.case);
        diesel::insert_into(custody::table)
            .values((
                custody::id.eq(G(thing.id.uuid())),
                custody::centre_id.eq(G(self.centre.uuid())),
                custody::case_id.eq(G(thing.case.uuid())),
                custody::material.eq(thing.thing.material().map(MaterialCode::as_str)),
                custody::pieces.eq(i32::from(thing.count)),
                facts(thing),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Writes who has a thing now.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn update_custody(&mut self, thing: &Custody) -> Result<(), StoreError> {
        self.mark(thing.case);
        diesel::update(custody::table.find((G(thing.id.uuid()), G(self.centre.uuid()))))
            .set(facts(thing))
            .execute(self.db)?;
        Ok(())
    }

    /// There is no such thing any more; its chain stays.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn delete_custody(&mut self, thing: &Custody) -> Result<(), StoreError> {
        self.mark(thing.case);
        diesel::delete(custody::table.find((G(thing.id.uuid()), G(self.centre.uuid())))).execute(self.db)?;
        Ok(())
    }

    /// By when a case's result is with its resident, while it is not.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn set_result_due(&mut self, case: CaseId, due: Option<Timestamp>) -> Result<(), StoreError> {
        self.mark(case);
        let of_case = custody::case_id.eq(G(case.uuid())).and(custody::centre_id.eq(G(self.centre.uuid())));
        let result = of_case.and(custody::material.is_null());
        diesel::update(custody::table.filter(result.and(custody::holder.ne(Holder::Received.as_str()))))
            .set(custody::due_at.eq(due.map(T)))
            .execute(self.db)?;
        Ok(())
    }
}

type Facts<'a> = (
    diesel::dsl::Eq<custody::holder, &'a str>,
    diesel::dsl::Eq<custody::holder_id, Option<G>>,
    diesel::dsl::Eq<custody::awaited, Option<&'a str>>,
    diesel::dsl::Eq<custody::awaited_id, Option<G>>,
    diesel::dsl::Eq<custody::missing, bool>,
    diesel::dsl::Eq<custody::since, T>,
    diesel::dsl::Eq<custody::due_at, Option<T>>,
    diesel::dsl::Eq<custody::attempts, i32>,
    diesel::dsl::Eq<custody::told_late, bool>,
);

/// What changes of a thing.
fn facts(thing: &Custody) -> Facts<'static> {
    let awaited = thing.awaited;
    (
        custody::holder.eq(thing.holder.as_str()),
        custody::holder_id.eq(holder_id(thing.holder)),
        custody::awaited.eq(awaited.map(|awaited| awaited.by.as_str())),
        custody::awaited_id.eq(awaited.and_then(|awaited| holder_id(awaited.by))),
        custody::missing.eq(awaited.is_some_and(|awaited| awaited.missing)),
        custody::since.eq(T(thing.since)),
        custody::due_at.eq(thing.due_at.map(T)),
        custody::attempts.eq(thing.attempts),
        custody::told_late.eq(thing.told_late),
    )
}
