//! What a case's page is made of, read and still sealed: of one case, or of a page of them in a few statements.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use domain::{
    actor::Actor,
    case::Event,
    catalogue::Item,
    checklist::Checklist,
    custody::Custody,
    deferral::Deferral,
    ids::{CaseId, CentreId, ResidentId},
    lookup::Sharing,
    policy::Resource,
};
use jiff::Timestamp;
use store::{
    CaseFile, CaseRow, Handover, OldDeadlines, ReadTx, StoreError, StoredDeadlines, StoredNotice,
    StoredResident, StoredResult,
};

use super::{Opened, WholeCase, dossier, resident_of, resource_of};
use crate::{
    actions::{
        Error,
        look_up::{self, Places},
    },
    vault::Vault,
};

/// A case as read, with everything that hangs on it.
pub struct Parts {
    file: CaseFile,
    item: Arc<Item>,
    sharing: Sharing,
    events: Vec<Event>,
    notices: Vec<StoredNotice>,
    deferral: Option<Deferral>,
    deadlines: Option<StoredDeadlines>,
    old_deadlines: Vec<OldDeadlines>,
    resident: StoredResident,
    died: bool,
    result: Option<StoredResult>,
    things: Vec<Custody>,
    chain: Vec<Handover>,
}

impl Parts {
    /// What hangs on one case.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn of_one(tx: &mut ReadTx<'_>, places: &Places, row: CaseRow) -> Result<Self, Error> {
        let centre = row.case.centre;
        let resident = resident_of(tx, &row.case)?;
        let dead = tx.died_of(centre, &[resident.id])?;
        let mut parts = Self::of_many(tx, places, centre, vec![row], (&[resident], &dead))?;
        parts.pop().map(|(_id, parts)| parts).ok_or_else(corrupt)
    }

    /// What hangs on several cases of a centre, one statement a noun. Their residents were read before.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn of_many(
        tx: &mut ReadTx<'_>,
        places: &Places,
        centre: CentreId,
        rows: Vec<CaseRow>,
        (residents, dead): (&[StoredResident], &BTreeSet<ResidentId>),
    ) -> Result<Vec<(CaseId, Self)>, Error> {
        let ids: Vec<_> = rows.iter().map(|row| row.case.id).collect();
        let mut evidence = tx.evidence_of_all(centre, &ids)?;
        let mut mandates = tx.mandates_of_all(centre, &ids)?;
        let mut lookups = tx.lookups_of_all(centre, &ids)?;
        let mut events = tx.events_of_all(centre, &ids)?;
        let mut notices = tx.notices_of_all(centre, &ids)?;
        let mut deferrals = tx.deferrals_of_all(centre, &ids)?;
        let mut deadlines = tx.deadlines_of_all(centre, &ids)?;
        let mut old_deadlines = tx.old_deadlines_of_all(centre, &ids)?;
        let mut results = tx.results_of_all(centre, &ids)?;
        let mut things = tx.custody_of_all(centre, &ids)?;
        let mut chains = tx.handovers_of_all(centre, &ids)?;
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let id = row.case.id;
            let item = places.catalogues.item_of(tx, &row.case)?;
            let events = taken(&mut events, id);
            let asked = taken(&mut lookups, id);
            let resident = residents.iter().find(|resident| resident.id == row.case.resident);
            let resident = resident.ok_or_else(corrupt)?.clone();
            let (mandate, consents) = taken(&mut mandates, id).pop().ok_or_else(corrupt)?;
            let parts = Self {
                sharing: look_up::shared_by(&places.registers, &item, asked, &events),
                item,
                events,
                notices: taken(&mut notices, id),
                deferral: taken(&mut deferrals, id).pop(),
                deadlines: deadlines.remove(&id),
                old_deadlines: taken(&mut old_deadlines, id),
                died: dead.contains(&resident.id),
                resident,
                result: taken(&mut results, id).pop(),
                things: taken(&mut things, id),
                chain: taken(&mut chains, id),
                file: CaseFile { evidence: taken(&mut evidence, id), mandate, consents, row },
            };
            all.push((id, parts));
        }
        Ok(all)
    }

    /// What policy asks about the case and its things.
    pub fn resource(&self, actor: &Actor) -> Resource {
        resource_of(&self.file.row.case, &self.things, &self.chain, actor)
    }

    /// The whole case, opened for somebody who may see it.
    ///
    /// # Errors
    /// A seal that does not open.
    pub fn open(self, vault: &Vault, actor: &Actor, now: Timestamp) -> Result<WholeCase, Error> {
        let Self { file, resident, notices, result, chain, sharing, .. } = self;
        let evidence: Vec<_> = file.evidence.iter().map(|file| file.evidence.clone()).collect();
        let checklist = Checklist::of(&self.item, dossier(&file, &evidence, &sharing), now);
        let is_own = file.row.case.worker == actor.user;
        let Opened { profile, corrections, result, chain } = if file.row.is_erased() || resident.is_erased() {
            Opened::erased(vault, &resident, notices, chain)?
        } else {
            Opened::of(vault, &file.row, &resident, is_own, &notices, (result, chain))?
        };
        Ok(WholeCase {
            item: self.item,
            result,
            things: self.things,
            chain,
            file,
            checklist,
            lookups: sharing.asked,
            events: self.events,
            deadlines: self.deadlines,
            old_deadlines: self.old_deadlines,
            deferral: self.deferral,
            corrections,
            resident,
            profile,
            died: self.died,
        })
    }
}

fn taken<T>(all: &mut HashMap<CaseId, Vec<T>>, id: CaseId) -> Vec<T> {
    all.remove(&id).unwrap_or_default()
}

fn corrupt() -> Error {
    Error::Fault(Box::new(StoreError::Corrupt("cases")))
}
