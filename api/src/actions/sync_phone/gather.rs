//! The rows of a page in one centre: read in a few statements, then opened.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    actor::Actor,
    audit::Entry,
    ids::{CaseId, CentreId, NotAppliedId, ResidentId, VisitId},
    policy::{self, act},
};
use jiff::Timestamp;
use store::{ReadTx, StoreError, StoredResident, StoredVisit, SyncKey, SyncScope, Synced};
use uuid::Uuid;

use super::{Change, Removed, Shown, SyncedResident, look};
use crate::{
    actions::{
        Error,
        look_up::Places,
        read_case::Parts,
        read_not_applied::{self, SealedWords},
        read_resident, read_visits,
    },
    vault::Vault,
};

/// What a page tells of one centre, still sealed.
pub struct Gathered {
    pub centre: CentreId,
    residents: BTreeMap<ResidentId, StoredResident>,
    dead: BTreeSet<ResidentId>,
    /// Those of them of whom anything is in scope, and whether the worker is yet to be at their door.
    in_scope: BTreeMap<ResidentId, bool>,
    /// In the order in which the keys bring them up.
    order: Vec<ResidentId>,
    visits: HashMap<VisitId, (StoredVisit, Vec<CaseId>)>,
    cases: HashMap<CaseId, Parts>,
    not_applied: HashMap<NotAppliedId, SealedWords>,
    keys: Vec<SyncKey>,
    /// Of what was taken from the worker, what has come back since.
    still: BTreeSet<Uuid>,
    begun: i64,
}

impl Gathered {
    /// Reads what these changes are of.
    pub fn read(
        tx: &mut ReadTx<'_>,
        places: &Places,
        actor: &Actor,
        scope: &SyncScope,
        begun: i64,
        keys: Vec<SyncKey>,
    ) -> Result<Self, Error> {
        let centre = scope.centre;
        let ids = |what: Synced| keys.iter().filter(move |key| key.what == what).map(|key| key.id);
        let visit_ids: Vec<_> = ids(Synced::Visit).map(VisitId::from_uuid).collect();
        let case_ids: Vec<_> = ids(Synced::Case).map(CaseId::from_uuid).collect();
        let left_visits: Vec<_> = ids(Synced::LeftVisit).map(VisitId::from_uuid).collect();
        let left_cases: Vec<_> = ids(Synced::LeftCase).map(CaseId::from_uuid).collect();
        let not_applied_ids: Vec<_> = ids(Synced::NotApplied).map(NotAppliedId::from_uuid).collect();
        let mut order = Vec::new();
        for resident in keys.iter().filter_map(|key| key.resident) {
            if !order.contains(&resident) {
                order.push(resident);
            }
        }
        if keys.is_empty() {
            return Ok(Self::nothing(centre, begun));
        }
        let residents = tx.residents(centre, &order)?;
        let dead = tx.died_of(centre, &order)?;
        let visits = Self::visits(tx, actor, centre, &visit_ids)?;
        let mut cases = HashMap::new();
        if !case_ids.is_empty() {
            let rows = tx.cases_of(centre, &case_ids)?;
            for (id, parts) in Parts::of_many(tx, places, centre, rows, (&residents, &dead))? {
                // Somebody who works there no longer does not see it, whoever collected it.
                if policy::may::<act::ReadCase>(actor, &parts.resource(actor)).is_ok() {
                    cases.insert(id, parts);
                }
            }
        }
        Ok(Self {
            centre,
            dead,
            in_scope: tx.residents_in_scope(scope, &order)?,
            order,
            residents: residents.into_iter().map(|resident| (resident.id, resident)).collect(),
            visits,
            cases,
            not_applied: Self::not_applied(tx, centre, &not_applied_ids)?,
            still: tx.still_in_scope(scope, &left_visits, &left_cases)?,
            keys,
            begun,
        })
    }

    fn nothing(centre: CentreId, begun: i64) -> Self {
        Self {
            centre,
            residents: BTreeMap::new(),
            dead: BTreeSet::new(),
            in_scope: BTreeMap::new(),
            order: Vec::new(),
            visits: HashMap::new(),
            cases: HashMap::new(),
            not_applied: HashMap::new(),
            keys: Vec::new(),
            still: BTreeSet::new(),
            begun,
        }
    }

    /// With the residents whose keys open them.
    fn not_applied(
        tx: &mut ReadTx<'_>,
        centre: CentreId,
        ids: &[NotAppliedId],
    ) -> Result<HashMap<NotAppliedId, SealedWords>, Error> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let stored = tx.not_applied_of(centre, ids)?;
        Ok(read_not_applied::with_residents(tx, centre, stored)?
            .into_iter()
            .map(|words| (words.stored.fact.id, words))
            .collect())
    }

    fn visits(
        tx: &mut ReadTx<'_>,
        actor: &Actor,
        centre: CentreId,
        ids: &[VisitId],
    ) -> Result<HashMap<VisitId, (StoredVisit, Vec<CaseId>)>, Error> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut cases = tx.cases_of_visits(centre, ids)?;
        let visits = tx.visits_of(centre, ids)?.into_iter();
        let seen =
            visits.filter(|stored| policy::may::<act::ReadVisit>(actor, &stored.visit.resource()).is_ok());
        Ok(seen
            .map(|stored| {
                let id = stored.visit.id;
                (id, (stored, cases.remove(&id).unwrap_or_default()))
            })
            .collect())
    }

    /// What the phone is told, and the audit row of it.
    pub fn open(
        mut self,
        vault: &Vault,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<(Vec<Change>, Option<Entry>), Error> {
        let mut changes = Vec::new();
        let mut shown = Shown::default();
        for id in std::mem::take(&mut self.order) {
            let resident = self.residents.get(&id).ok_or_else(corrupt)?;
            let may = policy::may::<act::UnmaskResident>(actor, &read_resident::resource(resident)).is_ok();
            let Some(at_the_door) = self.in_scope.get(&id).copied().filter(|_| !resident.is_erased()) else {
                if self.is_news(id) {
                    changes.push(Change::Removed(Removed::Resident(id)));
                }
                continue;
            };
            let at_the_door = at_the_door && may;
            shown.residents = shown.residents.saturating_add(1);
            shown.in_the_clear = shown.in_the_clear.saturating_add(usize::from(at_the_door));
            changes.push(Change::Resident(Box::new(SyncedResident {
                profile: read_resident::open(vault, resident)?,
                resident: resident.clone(),
                died: self.dead.contains(&id),
                at_the_door,
            })));
        }
        for key in std::mem::take(&mut self.keys) {
            if key.what == Synced::NotApplied {
                let told = self.not_applied_change(&key, vault)?;
                let said = matches!(&told, Some(Change::NotApplied(seen)) if seen.said.is_some());
                shown.not_applied = shown.not_applied.saturating_add(usize::from(said));
                changes.extend(told);
            } else {
                changes.extend(self.change(&key, vault, actor, now)?);
            }
        }
        let entry = look(actor, self.centre, &shown)?;
        Ok((changes, entry))
    }

    /// Whether a phone may have a resident of whom it is told nothing else: one that began after everything of theirs was
    /// gone has not.
    fn is_news(&self, id: ResidentId) -> bool {
        self.keys.iter().any(|key| key.resident == Some(id) && key.seq > self.begun)
    }

    /// One that stands, with what it said; one that was settled is dropped.
    fn not_applied_change(&mut self, key: &SyncKey, vault: &Vault) -> Result<Option<Change>, Error> {
        let Some(words) = self.not_applied.remove(&NotAppliedId::from_uuid(key.id)) else { return Ok(None) };
        if words.stored.fact.settled.is_some() {
            return Ok(Some(Change::Removed(Removed::NotApplied(words.stored.fact.id))));
        }
        Ok(Some(Change::NotApplied(Box::new(words.open(vault)?))))
    }

    fn change(
        &mut self,
        key: &SyncKey,
        vault: &Vault,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Option<Change>, Error> {
        let whose = key.resident.ok_or_else(corrupt)?;
        let resident = self.residents.get(&whose).ok_or_else(corrupt)?;
        // What was erased goes from the phone too; one that began afterwards never had it.
        let is_erased = resident.is_erased();
        let removed = |removed| (key.seq > self.begun).then_some(Change::Removed(removed));
        Ok(match key.what {
            Synced::Visit if is_erased => removed(Removed::Visit(VisitId::from_uuid(key.id))),
            Synced::Case if is_erased => removed(Removed::Case(CaseId::from_uuid(key.id))),
            Synced::Visit => match self.visits.remove(&VisitId::from_uuid(key.id)) {
                Some((stored, cases)) => {
                    let died = self.dead.contains(&whose);
                    let seen = read_visits::seen(vault, stored, resident.clone(), died, cases)?;
                    Some(Change::Visit(Box::new(seen)))
                }
                None => None,
            },
            Synced::Case => match self.cases.remove(&CaseId::from_uuid(key.id)) {
                Some(parts) => Some(Change::Case(Box::new(parts.open(vault, actor, now)?))),
                None => None,
            },
            Synced::LeftVisit | Synced::LeftCase if self.still.contains(&key.id) => None,
            Synced::LeftVisit => removed(Removed::Visit(VisitId::from_uuid(key.id))),
            Synced::LeftCase => removed(Removed::Case(CaseId::from_uuid(key.id))),
            Synced::NotApplied => None,
        })
    }
}

fn corrupt() -> Error {
    Error::Fault(Box::new(StoreError::Corrupt("sync")))
}
