//! Requests for visits. Words are sealed under the resident's key where the register knows them, else under the site's.

use diesel::prelude::*;
use domain::{
    ids::{CentreId, CommunityId, ResidentId, UserId, VisitId, VisitRequestId},
    text::ItemCode,
    visit_request::{DeclineReason, HalfDay, RequestState, Source, VisitRequest, Wish, Wished},
};
use jiff::Timestamp;

use crate::{
    conn::MultiBackend,
    error::StoreError,
    schema::visit_requests as requests,
    tx::{CentreTx, ReadTx},
    types::{G, T},
    visits::{read_items, write_items},
};

/// A request and what is sealed beside it.
#[derive(Clone)]
pub struct StoredVisitRequest {
    /// The request.
    pub request: VisitRequest,
    /// What was said with it.
    pub words: Option<Vec<u8>>,
    /// What was said with the answer.
    pub answer_words: Option<Vec<u8>>,
}

/// Which requests a list holds.
#[derive(Debug, Clone)]
pub struct RequestsScope {
    /// All of these centres.
    pub centres: Vec<CentreId>,
    /// And all of these communities.
    pub communities: Vec<CommunityId>,
    /// Of these, only this one's.
    pub community: Option<CommunityId>,
    /// In this state.
    pub state: &'static str,
}

#[derive(Queryable)]
struct Row {
    id: G,
    centre_id: G,
    version: i32,
    community_id: G,
    source: String,
    resident_id: Option<G>,
    items: String,
    wished_day: Option<String>,
    wished_half: Option<String>,
    words: Option<Vec<u8>>,
    after_visit_id: Option<G>,
    asked_at: T,
    asked_by: Option<G>,
    state: String,
    visit_id: Option<G>,
    reason: Option<String>,
    answer_words: Option<Vec<u8>>,
    answered_at: Option<T>,
    answered_by: Option<G>,
}

const OPEN: &str = RequestState::Open.as_str();

const fn corrupt() -> StoreError {
    StoreError::Corrupt("visit_requests")
}

fn read_wished(day: Option<String>, half: Option<String>) -> Result<Option<Wished>, StoreError> {
    let half = half.map(|half| HalfDay::parse(&half).ok_or_else(corrupt)).transpose()?;
    match (day, half) {
        (Some(day), half) => Ok(Some(Wished { day: day.parse().map_err(|_error| corrupt())?, half })),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(corrupt()),
    }
}

fn read_state(
    name: &str,
    visit: Option<VisitId>,
    reason: Option<String>,
) -> Result<RequestState, StoreError> {
    match (name, visit, reason) {
        ("open", None, None) => Ok(RequestState::Open),
        ("planned", Some(visit), None) => Ok(RequestState::Planned { visit }),
        ("declined", None, Some(reason)) => {
            Ok(RequestState::Declined { reason: DeclineReason::parse(&reason).ok_or_else(corrupt)? })
        }
        ("withdrawn", None, None) => Ok(RequestState::Withdrawn),
        _ => Err(corrupt()),
    }
}

const fn state_columns(state: RequestState) -> (Option<VisitId>, Option<&'static str>) {
    match state {
        RequestState::Open | RequestState::Withdrawn => (None, None),
        RequestState::Planned { visit } => (Some(visit), None),
        RequestState::Declined { reason } => (None, Some(reason.as_str())),
    }
}

impl TryFrom<Row> for StoredVisitRequest {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let user = |id: Option<G>| id.map(|id| UserId::from_uuid(id.0));
        let visit = |id: Option<G>| id.map(|id| VisitId::from_uuid(id.0));
        let request = VisitRequest {
            id: VisitRequestId::from_uuid(row.id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            community: CommunityId::from_uuid(row.community_id.0),
            wish: Wish {
                source: Source::parse(&row.source).ok_or_else(corrupt)?,
                resident: row.resident_id.map(|id| ResidentId::from_uuid(id.0)),
                items: read_items(&row.items)?,
                on: read_wished(row.wished_day, row.wished_half)?,
            },
            after: visit(row.after_visit_id),
            asked: (row.asked_at.0, user(row.asked_by)),
            state: read_state(&row.state, visit(row.visit_id), row.reason)?,
            answered: row.answered_at.map(|at| (at.0, user(row.answered_by))),
            version: row.version,
        };
        Ok(Self { request, words: row.words, answer_words: row.answer_words })
    }
}

impl ReadTx<'_> {
    /// A request in one of these centres.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn visit_request(
        &mut self,
        centres: &[CentreId],
        id: VisitRequestId,
    ) -> Result<Option<StoredVisitRequest>, StoreError> {
        let centres: Vec<_> = centres.iter().map(|centre| G(centre.uuid())).collect();
        let found = requests::table
            .filter(requests::id.eq(G(id.uuid())).and(requests::centre_id.eq_any(centres)))
            .first::<Row>(self.db)
            .optional()?;
        found.map(StoredVisitRequest::try_from).transpose()
    }

    /// A page of requests, in the order of their ids, and where the next one begins.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn visit_requests(
        &mut self,
        scope: &RequestsScope,
        after: Option<VisitRequestId>,
        limit: u16,
    ) -> Result<(Vec<StoredVisitRequest>, Option<VisitRequestId>), StoreError> {
        let centres: Vec<_> = scope.centres.iter().map(|centre| G(centre.uuid())).collect();
        let communities: Vec<_> = scope.communities.iter().map(|community| G(community.uuid())).collect();
        let mut query = requests::table
            .filter(requests::centre_id.eq_any(centres).or(requests::community_id.eq_any(communities)))
            .filter(requests::state.eq(scope.state))
            .filter(requests::id.gt(G(after.map_or(uuid::Uuid::nil(), VisitRequestId::uuid))))
            .order(requests::id)
            .limit(i64::from(limit).saturating_add(1))
            .into_boxed::<MultiBackend>();
        if let Some(community) = scope.community {
            query = query.filter(requests::community_id.eq(G(community.uuid())));
        }
        let mut rows = query.load::<Row>(self.db)?;
        let more = rows.len() > usize::from(limit);
        rows.truncate(usize::from(limit));
        let next = rows.last().filter(|_| more).map(|row| VisitRequestId::from_uuid(row.id.0));
        Ok((rows.into_iter().map(StoredVisitRequest::try_from).collect::<Result<_, _>>()?, next))
    }

    /// The items of each request of a resident that stands.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn items_asked_for(
        &mut self,
        centre: CentreId,
        resident: ResidentId,
    ) -> Result<Vec<Vec<ItemCode>>, StoreError> {
        let rows = requests::table
            .filter(requests::resident_id.eq(G(resident.uuid())))
            .filter(requests::centre_id.eq(G(centre.uuid())).and(requests::state.eq(OPEN)))
            .select(requests::items)
            .load::<String>(self.db)?;
        rows.iter().map(|items| read_items(items)).collect()
    }

    /// The requests of a resident, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn visit_requests_of(
        &mut self,
        centre: CentreId,
        resident: ResidentId,
    ) -> Result<Vec<StoredVisitRequest>, StoreError> {
        let rows = requests::table
            .filter(requests::resident_id.eq(G(resident.uuid())))
            .filter(requests::centre_id.eq(G(centre.uuid())))
            .order((requests::asked_at, requests::id))
            .load::<Row>(self.db)?;
        rows.into_iter().map(StoredVisitRequest::try_from).collect()
    }

    /// Requests answered before an instant of which words are kept.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn visit_requests_kept_since(
        &mut self,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<(CentreId, VisitRequestId)>, StoreError> {
        let rows = requests::table
            .filter(requests::answered_at.le(T(before)))
            .filter(requests::words.is_not_null().or(requests::answer_words.is_not_null()))
            .order(requests::answered_at)
            .limit(limit)
            .select((requests::centre_id, requests::id))
            .load::<(G, G)>(self.db)?;
        let ids = |(centre, id): (G, G)| (CentreId::from_uuid(centre.0), VisitRequestId::from_uuid(id.0));
        Ok(rows.into_iter().map(ids).collect())
    }
}

impl CentreTx<'_, '_> {
    /// Adds a request.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the id is taken.
    pub fn insert_visit_request(&mut self, stored: &StoredVisitRequest) -> Result<(), StoreError> {
        let request = &stored.request;
        let (asked_at, asked_by) = request.asked;
        diesel::insert_into(requests::table)
            .values((
                requests::id.eq(G(request.id.uuid())),
                requests::centre_id.eq(G(self.centre.uuid())),
                requests::version.eq(request.version),
                requests::community_id.eq(G(request.community.uuid())),
                requests::source.eq(request.wish.source.as_str()),
                requests::items.eq(write_items(&request.wish.items)),
                requests::after_visit_id.eq(request.after.map(|visit| G(visit.uuid()))),
                requests::asked_at.eq(T(asked_at)),
                requests::asked_by.eq(asked_by.map(|user| G(user.uuid()))),
                requests::state.eq(OPEN),
            ))
            .execute(self.db)?;
        self.update_visit_request(stored)
    }

    /// Writes a request's new state.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn update_visit_request(&mut self, stored: &StoredVisitRequest) -> Result<(), StoreError> {
        let request = &stored.request;
        let wish = &request.wish;
        let (visit, reason) = state_columns(request.state);
        let answered_by = request.answered.and_then(|(_, by)| by);
        diesel::update(requests::table.find((G(request.id.uuid()), G(self.centre.uuid()))))
            .set((
                requests::version.eq(request.version),
                requests::source.eq(wish.source.as_str()),
                requests::resident_id.eq(wish.resident.map(|resident| G(resident.uuid()))),
                requests::items.eq(write_items(&wish.items)),
                requests::wished_day.eq(wish.on.map(|wished| wished.day.to_string())),
                requests::wished_half.eq(wish.on.and_then(|wished| wished.half).map(HalfDay::as_str)),
                requests::words.eq(&stored.words),
                requests::state.eq(request.state.as_str()),
                requests::visit_id.eq(visit.map(|visit| G(visit.uuid()))),
                requests::reason.eq(reason),
                requests::answer_words.eq(&stored.answer_words),
                requests::answered_at.eq(request.answered.map(|(at, _)| T(at))),
                requests::answered_by.eq(answered_by.map(|user| G(user.uuid()))),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Forgets what was said with requests.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn empty_visit_requests(&mut self, ids: &[VisitRequestId]) -> Result<usize, StoreError> {
        let ids: Vec<_> = ids.iter().map(|id| G(id.uuid())).collect();
        let these = requests::centre_id.eq(G(self.centre.uuid())).and(requests::id.eq_any(ids));
        let emptied = (requests::words.eq(None::<Vec<u8>>), requests::answer_words.eq(None::<Vec<u8>>));
        Ok(diesel::update(requests::table.filter(these)).set(emptied).execute(self.db)?)
    }
}
