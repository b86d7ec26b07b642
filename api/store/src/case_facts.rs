//! What reports count of a case: one narrow row from its first receipt on, filled in once it is over. Everything in it
//! follows from other rows; here it is only kept.

use diesel::prelude::*;
use domain::{
    case::Case,
    figures::{CaseFacts, Counted, MessageTally, Over, SeenVisit, Verdict},
    ids::{CaseId, CentreId, CommunityId, ResidentId, UserId, VisitId},
    rating::Rating,
    text::{CatalogueVersion, ItemCode},
};
use jiff::Timestamp;

use crate::{
    case_lists::{page, past},
    dialect::{self, each},
    error::StoreError,
    kept::Kept,
    schema::{case_facts, cases, messages, visits},
    tx::{CentreTx, ReadTx, WriteTx},
    types::{G, T},
    visits::{read_items, read_next_time},
};

/// What is known once a case is over, as columns.
#[derive(Queryable, Selectable)]
#[diesel(table_name = case_facts)]
pub struct OverRow {
    over_at: Option<T>,
    verdict: Option<String>,
    zero_trip: Option<bool>,
    visits: Option<i32>,
    minutes: Option<i32>,
    working_days: Option<i32>,
    promise_kept: Option<bool>,
    corrections: Option<i32>,
    spared: Option<i32>,
    queued: Option<i32>,
    handed_over: Option<i32>,
    delivered: Option<i32>,
    failed: Option<i32>,
    rating: Option<i32>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_facts)]
pub struct Row {
    received_at: T,
    case_id: G,
    centre_id: G,
    community_id: G,
    worker_id: G,
    item: String,
    catalogue: String,
    deemed: bool,
    #[diesel(embed)]
    over: OverRow,
}

const fn corrupt() -> StoreError {
    StoreError::Corrupt("case_facts")
}

fn count(n: Option<i32>) -> Result<u32, StoreError> {
    n.and_then(|n| u32::try_from(n).ok()).ok_or_else(corrupt)
}

fn maybe(n: Option<i32>) -> Result<Option<u32>, StoreError> {
    n.map(|n| u32::try_from(n).map_err(|_range| corrupt())).transpose()
}

fn column(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

impl OverRow {
    pub fn read(self) -> Result<Option<Over>, StoreError> {
        let Some(at) = self.over_at else { return Ok(None) };
        let rating =
            self.rating.map(|level| u8::try_from(level).ok().and_then(Rating::new).ok_or_else(corrupt));
        Ok(Some(Over {
            at: at.0,
            verdict: self.verdict.as_deref().and_then(Verdict::parse).ok_or_else(corrupt)?,
            zero_trip: self.zero_trip.ok_or_else(corrupt)?,
            visits: count(self.visits)?,
            minutes: maybe(self.minutes)?,
            working_days: maybe(self.working_days)?,
            promise_kept: self.promise_kept,
            corrections: count(self.corrections)?,
            spared: count(self.spared)?,
            messages: MessageTally {
                queued: count(self.queued)?,
                handed_over: count(self.handed_over)?,
                delivered: count(self.delivered)?,
                failed: count(self.failed)?,
            },
            rating: rating.transpose()?,
        }))
    }
}

impl TryFrom<Row> for CaseFacts {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            case: CaseId::from_uuid(row.case_id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            community: CommunityId::from_uuid(row.community_id.0),
            worker: UserId::from_uuid(row.worker_id.0),
            item: ItemCode::parse(&row.item).map_err(|_code| corrupt())?,
            catalogue: CatalogueVersion::parse(&row.catalogue).map_err(|_code| corrupt())?,
            counted: Counted { received_at: row.received_at.0, deemed: row.deemed, over: row.over.read()? },
        })
    }
}

impl ReadTx<'_> {
    /// What is kept of a case; nothing before its receipt, and never of a practice case.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn facts_of(&mut self, centre: CentreId, case: CaseId) -> Result<Option<CaseFacts>, StoreError> {
        let found = case_facts::table
            .filter(case_facts::case_id.eq(G(case.uuid())).and(case_facts::centre_id.eq(G(centre.uuid()))))
            .select(Row::as_select())
            .first::<Row>(self.db)
            .optional()?;
        found.map(CaseFacts::try_from).transpose()
    }

    /// The visits to the resident of a case, as far as they can be visits for it.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn visits_seen(&mut self, case: &Case) -> Result<Vec<SeenVisit>, StoreError> {
        let same = cases::visit_id.eq(visits::id).and(cases::centre_id.eq(visits::centre_id));
        let another = cases::item.eq(case.item.as_str()).and(cases::id.ne(G(case.id.uuid())));
        let rows = visits::table
            .left_join(cases::table.on(same.and(another)))
            .filter(visits::resident_id.eq(G(case.resident.uuid())))
            .filter(visits::centre_id.eq(G(case.centre.uuid())))
            .select((
                visits::id,
                visits::planned_for,
                visits::finished_at.is_not_null(),
                visits::items,
                visits::next_time,
                cases::id.nullable().is_not_null(),
            ))
            .distinct()
            .load::<(G, T, bool, String, String, bool)>(self.db)?;
        let seen =
            |(id, planned_for, finished, items, next_time, made_another): (G, T, _, String, String, _)| {
                let planned = read_items(&items)?.contains(&case.item);
                let left = read_next_time(&next_time)?.iter().any(|left| left.item == case.item);
                Ok(SeenVisit {
                    id: VisitId::from_uuid(id.0),
                    planned_for: planned_for.0,
                    finished,
                    names_item: planned || left,
                    made_another,
                })
            };
        rows.into_iter().map(seen).collect()
    }

    /// The cases of a resident that are kept as over.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn cases_over_of(
        &mut self,
        centre: CentreId,
        resident: ResidentId,
    ) -> Result<Vec<CaseId>, StoreError> {
        let came_of = cases::visit_id.eq(visits::id).and(cases::centre_id.eq(visits::centre_id));
        let kept = case_facts::case_id.eq(cases::id).and(case_facts::centre_id.eq(cases::centre_id));
        let ids = visits::table
            .inner_join(cases::table.on(came_of))
            .inner_join(case_facts::table.on(kept))
            .filter(visits::resident_id.eq(G(resident.uuid())).and(visits::centre_id.eq(G(centre.uuid()))))
            .filter(case_facts::over_at.is_not_null())
            .select(cases::id)
            .load::<G>(self.db)?;
        Ok(ids.into_iter().map(|id| CaseId::from_uuid(id.0)).collect())
    }

    /// Cases that were received, are not for practice and of which nothing is kept, in the order of their ids: those of
    /// a release that kept nothing.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn received_without_facts(
        &mut self,
        after: Option<CaseId>,
        limit: i64,
    ) -> Result<Vec<(CentreId, CaseId)>, StoreError> {
        let kept = case_facts::case_id.eq(cases::id).and(case_facts::centre_id.eq(cases::centre_id));
        let rows = cases::table
            .left_join(case_facts::table.on(kept))
            .filter(case_facts::case_id.nullable().is_null())
            .filter(cases::received_at.is_not_null().and(cases::practice.eq(false)))
            .filter(cases::id.gt(past(after)))
            .select((cases::centre_id, cases::id))
            .order(cases::id)
            .limit(limit)
            .load::<(G, G)>(self.db)?;
        Ok(page(rows))
    }

    /// How far the messages about a case have come.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn messages_tally(&mut self, centre: CentreId, case: CaseId) -> Result<MessageTally, StoreError> {
        let states = messages::table
            .filter(messages::case_id.eq(G(case.uuid())).and(messages::centre_id.eq(G(centre.uuid()))))
            .select(messages::state)
            .load::<String>(self.db)?;
        let parse = |state: String| {
            domain::message::MessageState::parse(&state).ok_or(StoreError::Corrupt("messages"))
        };
        Ok(MessageTally::of(states.into_iter().map(parse).collect::<Result<Vec<_>, _>>()?))
    }
}

impl WriteTx<'_> {
    /// Counts the messages about a case anew, if it is over; before that nobody asks.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn count_messages_anew(&mut self, centre: CentreId, case: CaseId) -> Result<(), StoreError> {
        let key = (G(centre.uuid()), G(case.uuid()));
        if dialect::hold_facts(self.db, key)? != Some(true) {
            return Ok(());
        }
        let tally = self.messages_tally(centre, case)?;
        let told = diesel::update(case_facts::table)
            .filter(case_facts::case_id.eq(key.1).and(case_facts::centre_id.eq(key.0)))
            .set((
                case_facts::queued.eq(column(tally.queued)),
                case_facts::handed_over.eq(column(tally.handed_over)),
                case_facts::delivered.eq(column(tally.delivered)),
                case_facts::failed.eq(column(tally.failed)),
            ));
        Kept(told).execute(self.db)?;
        Ok(())
    }
}

impl CentreTx<'_, '_> {
    /// Begins to keep what reports count of a case, at its first receipt.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when it is kept.
    pub fn receive_facts(&mut self, case: &Case, received_at: Timestamp) -> Result<(), StoreError> {
        let new = (
            case_facts::received_at.eq(T(received_at)),
            case_facts::case_id.eq(G(case.id.uuid())),
            case_facts::centre_id.eq(G(self.centre.uuid())),
            case_facts::community_id.eq(G(case.community.uuid())),
            case_facts::worker_id.eq(G(case.worker.uuid())),
            case_facts::item.eq(case.item.as_str()),
            case_facts::catalogue.eq(case.catalogue.as_str()),
            case_facts::deemed.eq(false),
        );
        each!(self.db, db => diesel::insert_into(case_facts::table).values(new).execute(db))?;
        Ok(())
    }

    /// Notes that the law accepted a case.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn note_deemed(&mut self, case: CaseId) -> Result<(), StoreError> {
        diesel::update(case_facts::table)
            .filter(case_facts::case_id.eq(G(case.uuid())))
            .filter(case_facts::centre_id.eq(G(self.centre.uuid())))
            .set(case_facts::deemed.eq(true))
            .execute(self.db)?;
        Ok(())
    }

    /// Holds what is kept of a case until the end of this transaction: what is counted from here on stays so.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn hold_facts(&mut self, case: CaseId) -> Result<(), StoreError> {
        let key = (G(self.centre.uuid()), G(case.uuid()));
        Ok(dialect::hold_facts(self.db, key).map(|_over| ())?)
    }

    /// Keeps what became of a case, in place of what was kept before.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn put_facts(&mut self, case: CaseId, counted: &Counted) -> Result<(), StoreError> {
        let over = counted.over.as_ref();
        let of = |read: fn(&Over) -> u32| over.map(|over| column(read(over)));
        let facts = (
            case_facts::deemed.eq(counted.deemed),
            case_facts::over_at.eq(over.map(|over| T(over.at))),
            case_facts::verdict.eq(over.map(|over| over.verdict.as_str())),
            case_facts::zero_trip.eq(over.map(|over| over.zero_trip)),
            case_facts::visits.eq(of(|over| over.visits)),
            case_facts::minutes.eq(over.and_then(|over| over.minutes).map(column)),
            case_facts::working_days.eq(over.and_then(|over| over.working_days).map(column)),
            case_facts::promise_kept.eq(over.and_then(|over| over.promise_kept)),
            case_facts::corrections.eq(of(|over| over.corrections)),
            case_facts::spared.eq(of(|over| over.spared)),
            case_facts::queued.eq(of(|over| over.messages.queued)),
            case_facts::handed_over.eq(of(|over| over.messages.handed_over)),
            case_facts::delivered.eq(of(|over| over.messages.delivered)),
            case_facts::failed.eq(of(|over| over.messages.failed)),
            case_facts::rating.eq(over.and_then(|over| over.rating).map(|rating| i32::from(rating.level()))),
        );
        let changed = diesel::update(case_facts::table)
            .filter(case_facts::case_id.eq(G(case.uuid())))
            .filter(case_facts::centre_id.eq(G(self.centre.uuid())))
            .set(facts);
        each!(self.db, db => Kept(changed).execute(db))?;
        Ok(())
    }
}
