//! What has changed for a worker's phone since a number of a centre: keys in the order of numbers; the rows behind them are
//! read by their nouns, a few statements a page.
//!
//! A number is drawn under the centre's head and becomes visible with everything below it, so a page never skips what is
//! committed later. What a page of a case or visit shows and other tables hold counts as a change of its row
//! (`marks.rs`).

mod not_applied;

use std::collections::{BTreeMap, BTreeSet};

use diesel::{dsl::AsExprOf, prelude::*, sql_types::Bool};
use domain::{
    custody::Holder,
    ids::{CaseId, CentreId, CommunityId, ResidentId, UserId, VisitId},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    error::StoreError,
    schema::{audit, cases, custody, heads, scope_exits, visits},
    scope_exits::Left,
    tx::ReadTx,
    types::{G, T},
};

/// Stages of cases of which nothing is open any more.
const CLOSED: [&str; 5] = ["closed", "not_accepted", "withdrawn", "terminated", "void"];

/// Stage of a visit that is over.
const FINISHED: &str = "finished";

/// What a worker's phone holds of one centre.
#[derive(Debug, Clone)]
pub struct SyncScope {
    /// The centre.
    pub centre: CentreId,
    /// Whose phone.
    pub worker: UserId,
    /// The communities that they work in; none named is all.
    pub communities: Vec<CommunityId>,
    /// Finished visits that were planned from here on.
    pub visits_from: Timestamp,
    /// Closed cases that were written from here on.
    pub cases_from: Timestamp,
}

/// How far a phone has come in a centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncPlace {
    /// The number up to which it has everything, but for `rest`.
    pub seq: i64,
    /// Of that number, the last that it has; nothing when it has all of it.
    pub rest: Option<(Synced, Uuid)>,
}

/// What a change is of, in the order of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Synced {
    /// A visit.
    Visit,
    /// A case.
    Case,
    /// A visit that is somebody else's now.
    LeftVisit,
    /// A case of which nothing is carried any more.
    LeftCase,
    /// A write of the worker's that was not applied, standing or settled.
    NotApplied,
}

impl Synced {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [Self::Visit, Self::Case, Self::LeftVisit, Self::LeftCase, Self::NotApplied];

    /// The name in a cursor.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visit => "visit",
            Self::Case => "case",
            Self::LeftVisit => "left-visit",
            Self::LeftCase => "left-case",
            Self::NotApplied => "not-applied",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.as_str() == text)
    }
}

/// One change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SyncKey {
    /// Its number.
    pub seq: i64,
    /// Of what.
    pub what: Synced,
    /// Which.
    pub id: Uuid,
    /// Of which resident, for what brings one up.
    pub resident: Option<ResidentId>,
}

impl SyncPlace {
    /// The id within its number after which the changes of a kind begin.
    fn after(&self, what: Synced) -> G {
        G(match self.rest {
            Some((kind, id)) if kind == what => id,
            Some((kind, _)) if kind < what => Uuid::nil(),
            _ => Uuid::max(),
        })
    }
}

impl SyncScope {
    fn everywhere(&self) -> AsExprOf<bool, Bool> {
        self.communities.is_empty().into_sql::<Bool>()
    }

    fn community_ids(&self) -> Vec<G> {
        self.communities.iter().map(|community| G(community.uuid())).collect()
    }
}

/// The cases of the communities of a scope.
macro_rules! there {
    ($scope:expr) => {
        $scope.everywhere().or(cases::community_id.eq_any($scope.community_ids()))
    };
}

/// The visits of a scope.
macro_rules! visits_in {
    ($scope:expr) => {
        visits::centre_id
            .eq(G($scope.centre.uuid()))
            .and(visits::worker_id.eq(G($scope.worker.uuid())))
            .and($scope.everywhere().or(visits::community_id.eq_any($scope.community_ids())))
            .and(visits::stage.ne(FINISHED).or(visits::planned_for.ge(T($scope.visits_from))))
    };
}

/// The cases of a scope that the worker collected.
macro_rules! own_cases_in {
    ($scope:expr) => {
        cases::centre_id
            .eq(G($scope.centre.uuid()))
            .and(cases::worker_id.eq(G($scope.worker.uuid())))
            .and(there!($scope))
            .and(cases::stage.ne_all(CLOSED).or(cases::updated_at.ge(T($scope.cases_from))))
    };
}

/// The things of a scope: those that the worker has or is to have.
macro_rules! things_in {
    ($scope:expr) => {{
        let (worker, held) = (Some(G($scope.worker.uuid())), Holder::Worker($scope.worker).as_str());
        custody::centre_id.eq(G($scope.centre.uuid())).and(
            custody::holder
                .eq(held)
                .and(custody::holder_id.eq(worker))
                .or(custody::awaited.eq(held).and(custody::awaited_id.eq(worker))),
        )
    }};
}

impl ReadTx<'_> {
    /// The next changes of a scope from a place on, and whether there are more. Of what was taken from the worker, only
    /// what was taken after `begun`: a phone that begins afresh has nothing to drop.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn sync_keys(
        &mut self,
        scope: &SyncScope,
        place: &SyncPlace,
        begun: i64,
        limit: usize,
    ) -> Result<(Vec<SyncKey>, bool), StoreError> {
        let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let mut keys = self.visit_keys(scope, place, most)?;
        keys.extend(self.case_keys(scope, place, most)?);
        keys.extend(self.exit_keys(scope, place, begun, most)?);
        keys.extend(self.not_applied_keys(scope, place, begun, most)?);
        keys.sort_unstable();
        let more = keys.len() > limit;
        keys.truncate(limit);
        Ok((keys, more))
    }

    fn visit_keys(
        &mut self,
        scope: &SyncScope,
        place: &SyncPlace,
        most: i64,
    ) -> Result<Vec<SyncKey>, StoreError> {
        let here = visits::seq.eq(place.seq).and(visits::id.gt(place.after(Synced::Visit)));
        let rows = visits::table
            .filter(visits_in!(scope))
            .filter(visits::seq.ge(place.seq).and(visits::seq.gt(place.seq).or(here)))
            .order((visits::seq, visits::id))
            .limit(most)
            .select((visits::seq, visits::id, visits::resident_id))
            .load::<(i64, G, G)>(self.db)?;
        Ok(keys(Synced::Visit, rows))
    }

    fn case_keys(
        &mut self,
        scope: &SyncScope,
        place: &SyncPlace,
        most: i64,
    ) -> Result<Vec<SyncKey>, StoreError> {
        let here = || cases::seq.eq(place.seq).and(cases::id.gt(place.after(Synced::Case)));
        let from = || cases::seq.ge(place.seq).and(cases::seq.gt(place.seq).or(here()));
        let mut rows = cases::table
            .filter(own_cases_in!(scope).and(from()))
            .order((cases::seq, cases::id))
            .limit(most)
            .select((cases::seq, cases::id, cases::resident_id))
            .load::<(i64, G, G)>(self.db)?;
        let carried = custody::table.filter(things_in!(scope)).select(custody::case_id);
        let of_others = cases::centre_id
            .eq(G(scope.centre.uuid()))
            .and(cases::worker_id.ne(G(scope.worker.uuid())))
            .and(there!(scope))
            .and(cases::id.eq_any(carried));
        rows.extend(
            cases::table
                .filter(of_others.and(from()))
                .order((cases::seq, cases::id))
                .limit(most)
                .select((cases::seq, cases::id, cases::resident_id))
                .load::<(i64, G, G)>(self.db)?,
        );
        Ok(keys(Synced::Case, rows))
    }

    fn exit_keys(
        &mut self,
        scope: &SyncScope,
        place: &SyncPlace,
        begun: i64,
        most: i64,
    ) -> Result<Vec<SyncKey>, StoreError> {
        let mut all = Vec::new();
        for (what, kind) in [(Synced::LeftVisit, Left::VISIT), (Synced::LeftCase, Left::CASE)] {
            let here = scope_exits::seq.eq(place.seq).and(scope_exits::id.gt(place.after(what)));
            let rows = scope_exits::table
                .filter(scope_exits::centre_id.eq(G(scope.centre.uuid())))
                .filter(scope_exits::worker_id.eq(G(scope.worker.uuid())).and(scope_exits::kind.eq(kind)))
                .filter(scope_exits::seq.ge(place.seq).and(scope_exits::seq.gt(begun)))
                .filter(scope_exits::seq.gt(place.seq).or(here))
                .order((scope_exits::seq, scope_exits::id))
                .limit(most)
                .select((scope_exits::seq, scope_exits::id, scope_exits::resident_id))
                .load::<(i64, G, G)>(self.db)?;
            all.extend(keys(what, rows));
        }
        Ok(all)
    }

    /// Those of these visits and cases that are in a scope.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn still_in_scope(
        &mut self,
        scope: &SyncScope,
        visit_ids: &[VisitId],
        case_ids: &[CaseId],
    ) -> Result<BTreeSet<Uuid>, StoreError> {
        let mut still = BTreeSet::new();
        if !visit_ids.is_empty() {
            let ids: Vec<_> = visit_ids.iter().map(|id| G(id.uuid())).collect();
            let theirs = visits::table.filter(visits_in!(scope).and(visits::id.eq_any(ids)));
            still.extend(theirs.select(visits::id).load::<G>(self.db)?.into_iter().map(|id| id.0));
        }
        if !case_ids.is_empty() {
            let ids: Vec<_> = case_ids.iter().map(|id| G(id.uuid())).collect();
            let own = cases::table.filter(own_cases_in!(scope).and(cases::id.eq_any(ids.clone())));
            still.extend(own.select(cases::id).load::<G>(self.db)?.into_iter().map(|id| id.0));
            let case = cases::id.eq(custody::case_id).and(cases::centre_id.eq(custody::centre_id));
            let carried = custody::table.inner_join(cases::table.on(case)).filter(there!(scope));
            let carried = carried.filter(things_in!(scope).and(custody::case_id.eq_any(ids)));
            still.extend(carried.select(custody::case_id).load::<G>(self.db)?.into_iter().map(|id| id.0));
        }
        Ok(still)
    }

    /// Those of these residents of whom anything is in a scope, and whether the worker is yet to be at their door: with a
    /// visit that is not over, or with a thing of theirs.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn residents_in_scope(
        &mut self,
        scope: &SyncScope,
        ids: &[ResidentId],
    ) -> Result<BTreeMap<ResidentId, bool>, StoreError> {
        let ids: Vec<_> = ids.iter().map(|id| G(id.uuid())).collect();
        let mut found = BTreeMap::new();
        let mut note = |id: G, door: bool| *found.entry(ResidentId::from_uuid(id.0)).or_insert(false) |= door;
        let visited = visits::table.filter(visits_in!(scope).and(visits::resident_id.eq_any(ids.clone())));
        let visited = visited.select((visits::resident_id, visits::stage.ne(FINISHED)));
        for (id, open) in visited.load::<(G, bool)>(self.db)? {
            note(id, open);
        }
        let filed = cases::table.filter(own_cases_in!(scope).and(cases::resident_id.eq_any(ids.clone())));
        for id in filed.select(cases::resident_id).distinct().load::<G>(self.db)? {
            note(id, false);
        }
        let carried = custody::table
            .inner_join(
                cases::table.on(cases::id.eq(custody::case_id).and(cases::centre_id.eq(custody::centre_id))),
            )
            .filter(there!(scope))
            .filter(things_in!(scope).and(cases::resident_id.eq_any(ids)))
            .select(cases::resident_id)
            .distinct();
        for id in carried.load::<G>(self.db)? {
            note(id, true);
        }
        Ok(found)
    }

    /// The last number of a centre; 0 where nothing was written yet.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn head_of(&mut self, centre: CentreId) -> Result<i64, StoreError> {
        let head = heads::table.find(G(centre.uuid())).select(heads::seq);
        Ok(head.first::<i64>(self.db).optional()?.unwrap_or(0))
    }

    /// The digest of a centre's audit chain at a number: what tells a history from another one that a restore began.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn audit_hash(&mut self, centre: CentreId, seq: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let row = audit::table.find((G(centre.uuid()), seq)).select(audit::hash);
        Ok(row.first::<Vec<u8>>(self.db).optional()?)
    }
}

fn keys(what: Synced, rows: Vec<(i64, G, G)>) -> Vec<SyncKey> {
    rows.into_iter()
        .map(|(seq, id, resident)| SyncKey {
            seq,
            what,
            id: id.0,
            resident: Some(ResidentId::from_uuid(resident.0)),
        })
        .collect()
}
