//! Looking at visits: one, or those of a day; what a write to one is answered with; the notes sealed beside it.

use domain::{
    actor::{Actor, Credential, Role},
    clock::day_start,
    ids::{CaseId, CentreId, VisitId},
    policy::{self, Action, act},
    resident::Profile,
    text::Note,
    visit::{self, Visit},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use store::{ReadTx, StoreError, StoredResident, StoredVisit};
use uuid::Uuid;

use crate::{
    actions::{Error, read_resident},
    app::App,
    vault::{ResidentKey, Vault, VaultError},
};

/// What a write to a visit comes to. Saved as its reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitOutcome {
    /// The visit.
    pub id: Uuid,
    /// Its version.
    pub version: i32,
    /// Its stage.
    pub stage: String,
}

impl VisitOutcome {
    /// The outcome of a write, from what the visit is after it.
    #[must_use]
    pub fn of(visit: &Visit) -> Self {
        Self { id: visit.id.uuid(), version: visit.version, stage: visit.stage.as_str().into() }
    }
}

/// What people said of a visit in words: sealed together under the resident's key, in one column.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct VisitNotes {
    plan: Option<String>,
    finish: Option<String>,
    /// One for each thing left for next time, in their order.
    next_time: Vec<Option<String>>,
}

impl VisitNotes {
    /// Those of a plan.
    #[must_use]
    pub fn planned(note: Option<&Note>) -> Self {
        Self { plan: words(note), ..Self::default() }
    }

    /// The same with what was said at the end.
    #[must_use]
    pub fn finished<'note>(
        self,
        note: Option<&'note Note>,
        next_time: impl Iterator<Item = Option<&'note Note>>,
    ) -> Self {
        Self { finish: words(note), next_time: next_time.map(words).collect(), ..self }
    }

    /// Seals them; nothing when nothing was said.
    ///
    /// # Errors
    /// A fault when they have no serial form.
    pub fn seal(&self, vault: &Vault, key: &ResidentKey, visit: VisitId) -> Result<Option<Vec<u8>>, Error> {
        if self.plan.is_none() && self.finish.is_none() && self.next_time.iter().all(Option::is_none) {
            return Ok(None);
        }
        let plain = serde_json::to_string(self).map_err(|_error| VaultError::Inside)?;
        Ok(Some(vault.seal(key, "visits", "note", visit.as_bytes(), &plain)))
    }

    /// Opens what was sealed.
    ///
    /// # Errors
    /// A fault when the seal does not open.
    pub fn open(
        vault: &Vault,
        key: &ResidentKey,
        visit: VisitId,
        sealed: Option<&[u8]>,
    ) -> Result<Self, Error> {
        let Some(sealed) = sealed else { return Ok(Self::default()) };
        let plain = vault.open(key, "visits", "note", visit.as_bytes(), sealed)?;
        Ok(serde_json::from_str(&plain).map_err(|_error| VaultError::Inside)?)
    }

    /// Everything that was said, and of what.
    pub fn said(&self) -> impl Iterator<Item = (String, &str)> {
        let ends = [("plan", &self.plan), ("finish", &self.finish)];
        let ends = ends.into_iter().filter_map(|(of, words)| Some((of.to_owned(), words.as_deref()?)));
        let next = self.next_time.iter().enumerate();
        ends.chain(next.filter_map(|(n, words)| Some((format!("next_time.{n}"), words.as_deref()?))))
    }

    /// What was said when it was planned.
    #[must_use]
    pub fn of_plan(&self) -> Option<&str> {
        self.plan.as_deref()
    }

    /// What was said of the `n`th thing left for next time.
    #[must_use]
    pub fn of_next_time(&self, n: usize) -> Option<&str> {
        self.next_time.get(n)?.as_deref()
    }
}

fn words(note: Option<&Note>) -> Option<String> {
    note.map(|note| note.as_str().to_owned())
}

/// A visit with everything that is shown of it.
pub struct SeenVisit {
    /// The visit.
    pub visit: Visit,
    /// What was said of it.
    pub notes: VisitNotes,
    /// The resident's row, for id, version and community.
    pub resident: StoredResident,
    /// Who the resident is, whole: the door masks it. Nobody once they were erased.
    pub profile: Option<Profile>,
    /// Whether it is known that the resident died.
    pub died: bool,
    /// The cases that came of it.
    pub cases: Vec<CaseId>,
}

/// A visit as read, still sealed.
struct Sealed {
    stored: StoredVisit,
    resident: StoredResident,
    died: bool,
    cases: Vec<CaseId>,
}

impl Sealed {
    fn open(self, vault: &Vault) -> Result<SeenVisit, Error> {
        let Self { stored: StoredVisit { visit, note }, resident, died, cases } = self;
        let profile = read_resident::seen(vault, &resident)?;
        let notes = match &profile {
            Some(_) => {
                let key = vault.resident_key(resident.centre, resident.id, &resident.data_key)?;
                VisitNotes::open(vault, &key, visit.id, note.as_deref())?
            }
            None => VisitNotes::default(),
        };
        Ok(SeenVisit { visit, notes, resident, profile, died, cases })
    }
}

/// A visit that was read for somebody who may see it, opened.
///
/// # Errors
/// A seal that does not open.
pub(super) fn seen(
    vault: &Vault,
    stored: StoredVisit,
    resident: StoredResident,
    died: bool,
    cases: Vec<CaseId>,
) -> Result<SeenVisit, Error> {
    Sealed { stored, resident, died, cases }.open(vault)
}

/// One visit, if the actor may see it.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or none for this actor.
pub async fn one(app: &App, credential: Credential, id: VisitId) -> Result<SeenVisit, Error> {
    let now = app.clock.now();
    let sealed = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let stored = tx.visit(&actor.centres(), id)?.ok_or(Error::NotFound)?;
            policy::may::<act::ReadVisit>(&actor, &stored.visit.resource())?;
            let resident = tx.resident(stored.visit.centre, stored.visit.resident)?.ok_or_else(corrupt)?;
            let died = tx.has_died(resident.centre, resident.id)?;
            let cases = tx.cases_of_visit(&stored.visit)?;
            Ok::<_, Error>(Sealed { stored, resident, died, cases })
        })
        .await?;
    sealed.open(&app.vault)
}

/// The visits of a day in Asia/Shanghai, in the order they are planned for, or that their worker has chosen: a worker's
/// own; for the window and the manager, everybody's.
///
/// # Errors
/// [`Error::Forbidden`] when the actor sees no visits at all.
pub async fn of_day(app: &App, credential: Credential, day: Date) -> Result<Vec<SeenVisit>, Error> {
    let now = app.clock.now();
    let from = day_start(day);
    let to = day.tomorrow().map_or(Timestamp::MAX, day_start);
    let sealed = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            if policy::places(&actor, Action::ReadVisit).is_empty() {
                return Err(Error::Forbidden);
            }
            let mut sealed = Vec::new();
            for centre in actor.centres() {
                let mut visits = tx.visits_between(centre, from, to)?;
                visits.retain(|stored| is_listed(&actor, &stored.visit));
                with_residents(tx, centre, visits, &mut sealed)?;
            }
            visit::in_order_of_day(&mut sealed, |one| &one.stored.visit);
            Ok(sealed)
        })
        .await?;
    sealed.into_iter().map(|one| one.open(&app.vault)).collect()
}

fn with_residents(
    tx: &mut ReadTx<'_>,
    centre: CentreId,
    visits: Vec<StoredVisit>,
    sealed: &mut Vec<Sealed>,
) -> Result<(), Error> {
    let mut ids: Vec<_> = visits.iter().map(|stored| stored.visit.resident).collect();
    ids.sort_unstable();
    ids.dedup();
    let residents = tx.residents(centre, &ids)?;
    for stored in visits {
        let resident = residents.iter().find(|resident| resident.id == stored.visit.resident);
        let resident = resident.ok_or_else(corrupt)?.clone();
        let died = tx.has_died(centre, resident.id)?;
        let cases = tx.cases_of_visit(&stored.visit)?;
        sealed.push(Sealed { stored, resident, died, cases });
    }
    Ok(())
}

/// Whether a visit stands on the actor's list of a day: one's own, or any that one sees otherwise than as a worker.
fn is_listed(actor: &Actor, visit: &Visit) -> bool {
    if policy::may::<act::ReadVisit>(actor, &visit.resource()).is_err() {
        return false;
    }
    visit.worker == actor.user
        || policy::places(actor, Action::ReadVisit).iter().any(|(grant, _)| {
            grant.role != Role::Worker
                && grant.centre.is_none_or(|centre| centre == visit.centre)
                && grant.community.is_none_or(|community| community == visit.community)
        })
}

fn corrupt() -> Error {
    Error::Fault(Box::new(StoreError::Corrupt("visits")))
}

#[cfg(test)]
mod tests {
    use domain::{
        actor::Grant,
        ids::{CommunityId, DeviceId, ResidentId, SessionId, UserId},
    };

    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn actor(user: u128, role: Role, centre: u128, community: Option<u128>) -> Actor {
        Actor {
            user: UserId::from_uuid(id(user)),
            session: SessionId::from_uuid(id(90)),
            device: DeviceId::from_uuid(id(91)),
            grants: vec![Grant {
                role,
                centre: Some(CentreId::from_uuid(id(centre))),
                community: community.map(|community| CommunityId::from_uuid(id(community))),
                department: None,
            }],
            expires_at: Timestamp::MAX,
        }
    }

    fn visit(centre: u128, community: u128, worker: u128) -> Visit {
        Visit {
            id: VisitId::from_uuid(id(50)),
            centre: CentreId::from_uuid(id(centre)),
            community: CommunityId::from_uuid(id(community)),
            resident: ResidentId::from_uuid(id(60)),
            worker: UserId::from_uuid(id(worker)),
            planned_for: Timestamp::UNIX_EPOCH,
            items: Vec::new(),
            day_order: None,
            stage: visit::VisitStage::Planned,
            version: 1,
        }
    }

    #[test]
    fn a_workers_day_is_the_own_one() {
        let worker = actor(7, Role::Worker, 1, Some(11));
        assert!(is_listed(&worker, &visit(1, 11, 7)));
        assert!(!is_listed(&worker, &visit(1, 11, 8)), "a colleague's, though it may be looked at");
        assert!(!is_listed(&worker, &visit(1, 12, 7)), "where the worker works no longer");
    }

    #[test]
    fn the_window_and_the_manager_see_the_centres_day() {
        for role in [Role::Window, Role::Manager] {
            let staff = actor(9, role, 1, None);
            assert!(is_listed(&staff, &visit(1, 11, 7)));
            assert!(is_listed(&staff, &visit(1, 12, 8)));
            assert!(!is_listed(&staff, &visit(2, 11, 7)));
        }
        assert!(!is_listed(&actor(9, Role::Auditor, 1, None), &visit(1, 11, 7)));
    }
}
