//! Cases: one row each, with the facts of its stage, and what hangs on it.

mod stage;

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::{
    case::Case,
    case_number::CaseNumber,
    catalogue::DecidedAt,
    checklist::Cover,
    ids::{CaseId, CentreId, CommunityId, ResidentId, UserId, VisitId},
    text::{CatalogueVersion, DepartmentCode, ItemCode, MaterialCode},
};
use jiff::Timestamp;

use stage::{StageColumns, read_stage};

use crate::{
    case_lists,
    conn::MultiBackend,
    dialect::each,
    error::StoreError,
    kept::Kept,
    schema::{cases, visits},
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// A case and what is stored beside it.
#[derive(Clone)]
pub struct CaseRow {
    /// The case.
    pub case: Case,
    /// How the worker says each material is covered.
    pub covers: BTreeMap<MaterialCode, Cover>,
    /// Applicant as declared, form answers, note: sealed under the resident's key.
    pub declared: Vec<u8>,
    /// Keyed digest of the query code, once received.
    pub query_code: Option<Vec<u8>>,
    /// Wrong query codes in a row.
    pub query_failures: i32,
    /// Until when no query code is tried.
    pub query_locked_until: Option<Timestamp>,
    /// First filed.
    pub created_at: Timestamp,
    /// Latest write.
    pub updated_at: Timestamp,
}

/// What a case consists of on its way to receipt.
#[derive(Clone)]
pub struct CaseFile {
    /// The row.
    pub row: CaseRow,
    /// Claimed files and how far they have come.
    pub evidence: Vec<crate::StoredEvidence>,
    /// Mandate and consents; names of agent and witness stay sealed, and are placeholders here.
    pub mandate: domain::mandate::Mandate,
    /// Consents as answered.
    pub consents: Vec<domain::mandate::Consent>,
}

/// Which cases a list shows.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Centre.
    pub centre: Option<CentreId>,
    /// Only this worker's.
    pub worker: Option<UserId>,
    /// Only this community's.
    pub community: Option<CommunityId>,
    /// Only this department's, and only once they reached it.
    pub department: Option<DepartmentCode>,
    /// Only at this stage.
    pub stage: Option<String>,
    /// Only of this item.
    pub item: Option<ItemCode>,
}

/// Where the next page begins: sync number of the last row shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageKey(pub i64);

#[derive(Queryable)]
struct Row {
    centre_id: G,
    id: G,
    seq: i64,
    version: i32,
    community_id: G,
    resident_id: G,
    visit_id: G,
    worker_id: G,
    item: String,
    catalogue: String,
    immediate: bool,
    practice: bool,
    decided_at: String,
    department: String,
    stage: String,
    number: Option<String>,
    received_at: Option<T>,
    accepted_at: Option<T>,
    concluded_at: Option<T>,
    covers: String,
    declared: Vec<u8>,
    query_code: Option<Vec<u8>>,
    query_failures: i32,
    query_locked_until: Option<T>,
    created_at: T,
    updated_at: T,
    accepted_by: Option<String>,
    suspended_at: Option<T>,
    ended_at: Option<T>,
    outcome: Option<String>,
    issued_at: Option<T>,
    delivered_at: Option<T>,
}

const fn corrupt() -> StoreError {
    StoreError::Corrupt("cases")
}

fn write_covers(covers: &BTreeMap<MaterialCode, Cover>) -> String {
    let one =
        |(material, cover): (&MaterialCode, &Cover)| format!("{}={}", material.as_str(), cover.as_str());
    covers.iter().map(one).collect::<Vec<_>>().join(",")
}

fn read_covers(text: &str) -> Result<BTreeMap<MaterialCode, Cover>, StoreError> {
    let one = |entry: &str| {
        let (material, cover) = entry.split_once('=').ok_or_else(corrupt)?;
        let material = MaterialCode::parse(material).map_err(|_code| corrupt())?;
        Ok((material, Cover::parse(cover).ok_or_else(corrupt)?))
    };
    text.split(',').filter(|entry| !entry.is_empty()).map(one).collect()
}

impl TryFrom<Row> for CaseRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let stage = read_stage(&row)?;
        let decided_at = match row.decided_at.as_str() {
            "centre" => DecidedAt::Centre,
            "department" => DecidedAt::Department,
            _ => return Err(corrupt()),
        };
        let case = Case {
            id: CaseId::from_uuid(row.id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            community: CommunityId::from_uuid(row.community_id.0),
            resident: ResidentId::from_uuid(row.resident_id.0),
            visit: VisitId::from_uuid(row.visit_id.0),
            worker: UserId::from_uuid(row.worker_id.0),
            item: ItemCode::parse(&row.item).map_err(|_code| corrupt())?,
            catalogue: CatalogueVersion::parse(&row.catalogue).map_err(|_code| corrupt())?,
            immediate: row.immediate,
            practice: row.practice,
            decided_at,
            department: DepartmentCode::parse(&row.department).map_err(|_code| corrupt())?,
            stage,
            version: row.version,
        };
        Ok(Self {
            case,
            covers: read_covers(&row.covers)?,
            declared: row.declared,
            query_code: row.query_code,
            query_failures: row.query_failures,
            query_locked_until: row.query_locked_until.map(|at| at.0),
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
    }
}

impl ReadTx<'_> {
    /// A case in one of these centres.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn case(&mut self, centres: &[CentreId], id: CaseId) -> Result<Option<CaseRow>, StoreError> {
        for centre in centres {
            let key = (G(id.uuid()), G(centre.uuid()));
            let found = each!(self.db, db => cases::table.find(key).first::<Row>(db)).optional()?;
            if let Some(row) = found {
                return row.try_into().map(Some);
            }
        }
        Ok(None)
    }

    /// Several cases of a centre.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn cases_of(&mut self, centre: CentreId, ids: &[CaseId]) -> Result<Vec<CaseRow>, StoreError> {
        cases::table
            .filter(cases::centre_id.eq(G(centre.uuid())).and(cases::id.eq_any(case_lists::ids(ids))))
            .load::<Row>(self.db)?
            .into_iter()
            .map(CaseRow::try_from)
            .collect()
    }

    /// The case with this number.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn case_by_number(&mut self, number: &CaseNumber) -> Result<Option<CaseRow>, StoreError> {
        let found =
            cases::table.filter(cases::number.eq(number.as_str())).first::<Row>(self.db).optional()?;
        found.map(CaseRow::try_from).transpose()
    }

    /// A case with everything that its checklist is reckoned from.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn case_file(&mut self, centres: &[CentreId], id: CaseId) -> Result<Option<CaseFile>, StoreError> {
        let Some(row) = self.case(centres, id)? else { return Ok(None) };
        let evidence = self.evidence_of(row.case.centre, id)?;
        let (mandate, consents) = self.mandate_of(row.case.centre, id)?;
        Ok(Some(CaseFile { row, evidence, mandate, consents }))
    }

    /// A page of cases, latest write first, and where the next one begins.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn cases(
        &mut self,
        filter: &CaseFilter,
        after: Option<PageKey>,
        limit: u16,
    ) -> Result<(Vec<CaseRow>, Option<PageKey>), StoreError> {
        let mut query = cases::table.into_boxed::<MultiBackend>();
        if let Some(centre) = filter.centre {
            query = query.filter(cases::centre_id.eq(G(centre.uuid())));
        }
        if let Some(worker) = filter.worker {
            query = query.filter(cases::worker_id.eq(G(worker.uuid())));
        }
        if let Some(community) = filter.community {
            query = query.filter(cases::community_id.eq(G(community.uuid())));
        }
        if let Some(department) = &filter.department {
            query = query
                .filter(cases::department.eq(department.as_str().to_owned()))
                .filter(cases::decided_at.eq("department"))
                .filter(cases::accepted_at.is_not_null());
        }
        if let Some(stage) = &filter.stage {
            query = query.filter(cases::stage.eq(stage.clone()));
        }
        if let Some(item) = &filter.item {
            query = query.filter(cases::item.eq(item.as_str().to_owned()));
        }
        if let Some(PageKey(seq)) = after {
            query = query.filter(cases::seq.lt(seq));
        }
        let mut rows =
            query.order(cases::seq.desc()).limit(i64::from(limit).saturating_add(1)).load::<Row>(self.db)?;
        let more = rows.len() > usize::from(limit);
        rows.truncate(usize::from(limit));
        let next = rows.last().filter(|_| more).map(|row| PageKey(row.seq));
        Ok((rows.into_iter().map(CaseRow::try_from).collect::<Result<_, _>>()?, next))
    }
}

impl CentreTx<'_, '_> {
    /// Adds a case.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the id is taken.
    pub fn insert_case(&mut self, row: &CaseRow) -> Result<(), StoreError> {
        let case = &row.case;
        let new = (
            cases::centre_id.eq(G(self.centre.uuid())),
            cases::id.eq(G(case.id.uuid())),
            cases::seq.eq(self.seq),
            cases::version.eq(case.version),
            cases::community_id.eq(G(case.community.uuid())),
            cases::resident_id.eq(G(case.resident.uuid())),
            cases::visit_id.eq(G(case.visit.uuid())),
            cases::worker_id.eq(G(case.worker.uuid())),
            cases::item.eq(case.item.as_str()),
            cases::catalogue.eq(case.catalogue.as_str()),
            cases::immediate.eq(case.immediate),
            cases::practice.eq(case.practice),
            cases::decided_at.eq(case.decided_at.as_str()),
            cases::department.eq(case.department.as_str()),
            cases::stage.eq(case.stage.as_str()),
            cases::covers.eq(write_covers(&row.covers)),
            cases::declared.eq(&row.declared),
            cases::query_failures.eq(0),
            cases::created_at.eq(T(row.created_at)),
            cases::updated_at.eq(T(row.updated_at)),
        );
        each!(self.db, db => diesel::insert_into(cases::table).values(new).execute(db))?;
        self.mark_written(case.id);
        // The page of a visit names its cases.
        let visit = visits::table.find((G(self.centre.uuid()), G(case.visit.uuid())));
        let numbered = diesel::update(visit).set(visits::seq.eq(self.seq));
        each!(self.db, db => Kept(numbered).execute(db))?;
        Ok(())
    }

    /// Writes a case's new state.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn update_case(&mut self, row: &CaseRow) -> Result<(), StoreError> {
        let case = &row.case;
        let (receipt, columns) = (case.stage.receipt(), StageColumns::of(&case.stage));
        let changed = diesel::update(cases::table.find((G(case.id.uuid()), G(self.centre.uuid())))).set((
            cases::seq.eq(self.seq),
            cases::version.eq(case.version),
            cases::catalogue.eq(case.catalogue.as_str()),
            cases::immediate.eq(case.immediate),
            cases::decided_at.eq(case.decided_at.as_str()),
            cases::department.eq(case.department.as_str()),
            cases::stage.eq(case.stage.as_str()),
            cases::number.eq(receipt.map(|receipt| receipt.number.as_str())),
            cases::received_at.eq(receipt.map(|receipt| T(receipt.at))),
            cases::accepted_at.eq(columns.accepted_at),
            cases::accepted_by.eq(columns.accepted_by),
            cases::suspended_at.eq(columns.suspended_at),
            cases::concluded_at.eq(columns.concluded_at),
            cases::ended_at.eq(columns.ended_at),
            cases::outcome.eq(columns.outcome),
            cases::issued_at.eq(columns.service.issued_at().map(T)),
            cases::delivered_at.eq(columns.service.delivered_at().map(T)),
            cases::covers.eq(write_covers(&row.covers)),
            cases::declared.eq(&row.declared),
            cases::query_code.eq(&row.query_code),
            cases::query_failures.eq(row.query_failures),
            cases::query_locked_until.eq(row.query_locked_until.map(T)),
            cases::updated_at.eq(T(row.updated_at)),
        ));
        each!(self.db, db => Kept(changed).execute(db))?;
        self.mark_written(case.id);
        Ok(())
    }
}
