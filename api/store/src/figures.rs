//! Cases as reports read them: all of a span of days in one look, and those behind one figure page by page.
//!
//! A span is read twice: what was received in it lies together, what was received earlier and ended in it is found by
//! its end.

use diesel::{connection::DefaultLoadingMode, prelude::*};
use domain::{
    figures::{CaseFacts, Counted, Span},
    ids::{CaseId, CentreId, CommunityId, UserId},
    text::ItemCode,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    case_facts::{OverRow, Row},
    dialect::each,
    error::StoreError,
    schema::case_facts,
    tx::ReadTx,
    types::{G, T},
};

/// Which cases are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactsScope {
    /// Received or ended within these days.
    pub span: Span,
    /// Of these centres; of the whole site.
    pub centres: Option<Vec<CentreId>>,
    /// Of this community alone.
    pub community: Option<CommunityId>,
    /// Of this item alone.
    pub item: Option<ItemCode>,
    /// Of this worker alone.
    pub worker: Option<UserId>,
}

/// By what cases are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactsGroup {
    /// Not at all.
    Whole,
    /// By centre.
    Centre,
    /// By community.
    Community,
    /// By item.
    Item,
    /// By worker.
    Worker,
}

/// What tells a case apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactsKey {
    /// Nothing.
    Whole,
    /// The id of centre, community or worker.
    Id(Uuid),
    /// An item's code.
    Item(String),
}

/// One case, as a report reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactsRow {
    /// What tells it apart.
    pub key: FactsKey,
    /// The version of the catalogue it is handled under.
    pub catalogue: String,
    /// What figures weigh of it.
    pub counted: Counted,
}

/// Where the next page of cases behind a figure begins: after the receipt and id of the last one shown.
pub type FactsPlace = (Timestamp, CaseId);

/// Rows that a page of cases behind a figure reads at first; then four times as many, and so on.
const ROWS_AT_FIRST: i64 = 400;
const ROWS_AT_MOST: i64 = 25_600;

type Weighed = (String, T, bool, OverRow);

/// Which half of a span is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    /// Received before it, over within it.
    Earlier,
    /// Received within it.
    Within,
}

/// The query of one half of a scope, for the backend that runs it.
macro_rules! half_of {
    ($scope:expr, $half:expr) => {{
        let (scope, (from, before)): (&FactsScope, _) = ($scope, $scope.span.instants());
        let mut query = case_facts::table.into_boxed();
        query = match $half {
            Half::Within => {
                query.filter(case_facts::received_at.ge(T(from)).and(case_facts::received_at.lt(T(before))))
            }
            Half::Earlier => {
                let late = diesel::alias!(case_facts as late);
                let over_at = late.field(case_facts::over_at);
                let over = over_at.ge(T(from)).and(over_at.lt(T(before)));
                let earlier = late.field(case_facts::received_at).lt(T(from));
                // By itself and by the index alone: the planner would walk all that was ever received.
                let ids =
                    late.filter(over.and(earlier).assume_not_null()).select(late.field(case_facts::case_id));
                query.filter(case_facts::case_id.eq_any(ids)).filter(case_facts::received_at.lt(T(from)))
            }
        };
        if let Some(centres) = &scope.centres {
            let centres: Vec<_> = centres.iter().map(|centre| G(centre.uuid())).collect();
            query = query.filter(case_facts::centre_id.eq_any(centres));
        }
        if let Some(community) = scope.community {
            query = query.filter(case_facts::community_id.eq(G(community.uuid())));
        }
        if let Some(worker) = scope.worker {
            query = query.filter(case_facts::worker_id.eq(G(worker.uuid())));
        }
        if let Some(item) = &scope.item {
            query = query.filter(case_facts::item.eq(item.as_str().to_owned()));
        }
        query
    }};
}

/// What figures weigh, as columns.
macro_rules! weighed {
    () => {
        (case_facts::catalogue, case_facts::received_at, case_facts::deemed, OverRow::as_select())
    };
}

/// Hands each row of a query to `$take`, told apart by a column.
macro_rules! each_row {
    ($db:expr, $query:expr, $column:expr, $key:expr, $take:expr) => {{
        for row in $query.select(($column, weighed!())).load_iter::<(_, Weighed), DefaultLoadingMode>($db)? {
            let (key, weighed) = row?;
            $take(read($key(key), weighed)?);
        }
    }};
}

impl ReadTx<'_> {
    /// Hands every case of a scope to `take`, in no order.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn each_facts(
        &mut self,
        scope: &FactsScope,
        group: FactsGroup,
        mut take: impl FnMut(FactsRow),
    ) -> Result<(), StoreError> {
        let id = |id: G| FactsKey::Id(id.0);
        for half in [Half::Earlier, Half::Within] {
            // Through the enum over both, every column of every row is asked anew which backend it is of.
            each!(self.db, db => {
                let query = half_of!(scope, half);
                match group {
                    FactsGroup::Whole => {
                        for row in query.select(weighed!()).load_iter::<Weighed, DefaultLoadingMode>(db)? {
                            take(read(FactsKey::Whole, row?)?);
                        }
                    }
                    FactsGroup::Item => each_row!(db, query, case_facts::item, FactsKey::Item, take),
                    FactsGroup::Centre => each_row!(db, query, case_facts::centre_id, id, take),
                    FactsGroup::Community => each_row!(db, query, case_facts::community_id, id, take),
                    FactsGroup::Worker => each_row!(db, query, case_facts::worker_id, id, take),
                }
            });
        }
        Ok(())
    }

    /// The next cases of a scope of which `wanted` is true, in the order of their receipts, and whether there are more.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn facts_page(
        &mut self,
        scope: &FactsScope,
        after: Option<FactsPlace>,
        limit: usize,
        wanted: impl Fn(&Counted) -> bool,
    ) -> Result<(Vec<CaseFacts>, bool), StoreError> {
        let mut page = Vec::new();
        for half in [Half::Earlier, Half::Within] {
            // PostgreSQL's client takes a whole answer at once: a common figure fills its page from the first, short one.
            let (mut from, mut rows) = (after, ROWS_AT_FIRST);
            loop {
                let read = self.facts_from(scope, half, from, rows)?;
                let is_last = i64::try_from(read.len()).is_ok_and(|read| read < rows);
                from = read.last().map(|facts| (facts.counted.received_at, facts.case));
                for facts in read.into_iter().filter(|facts| wanted(&facts.counted)) {
                    if page.len() == limit {
                        return Ok((page, true));
                    }
                    page.push(facts);
                }
                if is_last {
                    break;
                }
                rows = rows.saturating_mul(4).min(ROWS_AT_MOST);
            }
        }
        Ok((page, false))
    }

    fn facts_from(
        &mut self,
        scope: &FactsScope,
        half: Half,
        after: Option<FactsPlace>,
        rows: i64,
    ) -> Result<Vec<CaseFacts>, StoreError> {
        let mut query = half_of!(scope, half);
        if let Some((at, case)) = after {
            let same = case_facts::received_at.eq(T(at)).and(case_facts::case_id.gt(G(case.uuid())));
            query = query
                .filter(case_facts::received_at.ge(T(at)))
                .filter(case_facts::received_at.gt(T(at)).or(same));
        }
        let query = query.order((case_facts::received_at, case_facts::case_id, case_facts::centre_id));
        let read = query.select(Row::as_select()).limit(rows).load::<Row>(self.db)?;
        read.into_iter().map(CaseFacts::try_from).collect()
    }
}

fn read(key: FactsKey, (catalogue, received_at, deemed, over): Weighed) -> Result<FactsRow, StoreError> {
    let counted = Counted { received_at: received_at.0, deemed, over: over.read()? };
    Ok(FactsRow { key, catalogue, counted })
}
