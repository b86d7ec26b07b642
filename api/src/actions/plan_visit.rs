//! Plans a visit, or changes the plan of one that has not begun: `PUT /v1/visits/{id}`.

use domain::{
    actor::{Actor, Credential, Grant, Role},
    audit::Entry,
    catalogue::Catalogue,
    fault::{Faults, Refusal},
    ids::{CentreId, CommunityId, ResidentId, UserId, VisitId},
    not_applied::Operation,
    policy::{self, Permit, Resource, act},
    text::{ItemCode, Note},
    visit::{Visit, VisitStage},
};
use jiff::Timestamp;
use store::{CentreTx, Left, StoredResident, StoredVisit, WriteTx};

use crate::{
    actions::{
        Error, find_community,
        idempotent::{Answer, Written},
        keep_catalogues::Catalogues,
        keep_not_applied::{self, Sent},
        read_resident,
        read_visits::{VisitNotes, VisitOutcome},
    },
    app::App,
    vault::Vault,
};

/// A plan. Everything in it is valid by itself.
#[derive(Clone)]
pub struct PlanVisit {
    /// Made by whoever plans.
    pub id: VisitId,
    /// The version it was made on; 0 for a visit that the server does not have.
    pub base_version: i32,
    /// The community.
    pub community: CommunityId,
    /// Who is visited: the register's id or an alias.
    pub resident: ResidentId,
    /// Who goes; left out, the worker who plans.
    pub worker: Option<UserId>,
    /// When.
    pub planned_for: Timestamp,
    /// What it is about.
    pub items: Vec<ItemCode>,
    /// What to bring, whom to ring first.
    pub note: Option<Note>,
}

/// Plans or replans a visit.
///
/// # Errors
/// [`Error::Invalid`] for an unknown community, item or worker, and for a resident of another community; [`Error::NotFound`] or [`Error::Forbidden`] by the
/// policy and for residents of other centres; [`Refusal`]s of version and stage, and [`Refusal::Conflict`] when the
/// id belongs to a visit to somebody else.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    command: PlanVisit,
) -> Result<Answer<VisitOutcome>, Error> {
    let planning = Planning {
        catalogues: app.catalogues.clone(),
        vault: app.vault.clone(),
        now: app.clock.now(),
        command,
    };
    let sent = Sent::about_visit(Operation::PutVisit, planning.command.id, planning.command.base_version)
        .within(planning.command.community)
        .of(planning.command.resident, None);
    keep_not_applied::once(app, credential, written, sent, move |tx, actor| planning.write(tx, actor)).await
}

/// A plan with everything that writing it takes.
pub(super) struct Planning {
    pub catalogues: Catalogues,
    pub vault: Vault,
    pub now: Timestamp,
    pub command: PlanVisit,
}

impl Planning {
    /// Writes it, under a number of the centre that is its own.
    pub fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<VisitOutcome, Error> {
        let command = &self.command;
        let centre = find_community::centre_of(tx, command.community)?;
        let place = Resource { centre, community: Some(command.community), department: None, owner: None };
        let permit = policy::may::<act::PlanVisit>(actor, &place)?;
        tx.in_centre(centre, self.now, |tx| {
            let mut faults = Faults::default();
            let catalogue = self.catalogues.in_force(tx, self.now)?;
            check_items(&catalogue, &command.items, &mut faults);
            let worker = self.worker(tx, actor, &mut faults)?;
            let resident = resident_of(tx, actor, (command.community, command.resident), &mut faults)?;
            let worker = faults.or(worker)?;
            let earlier = tx.visit(&actor.centres(), command.id)?.map(|stored| stored.visit);
            let went = earlier.as_ref().map(|visit| visit.worker);
            let (visit, fresh) = match earlier {
                Some(earlier) => (self.replanned(actor, earlier, &place, resident.id, worker)?, false),
                None if command.base_version == 0 => {
                    (self.planned(&permit, centre, resident.id, worker), true)
                }
                None => return Err(Refusal::VersionConflict.into()),
            };
            let key = self.vault.resident_key(centre, resident.id, &resident.data_key)?;
            let note = VisitNotes::planned(command.note.as_ref()).seal(&self.vault, &key, visit.id)?;
            let outcome = VisitOutcome::of(&visit);
            let entry = Entry::by(actor, permit.role(), "plan-visit", "visit", visit.id.uuid())
                .with(format!("version={} worker={worker} items={}", visit.version, visit.items.len()));
            let stored = StoredVisit { visit, note };
            if fresh {
                tx.insert_visit(&stored, actor.user, self.now)?;
            } else {
                tx.update_visit(&stored)?;
            }
            if let Some(before) = went.filter(|before| *before != worker) {
                tx.leave_scope(before, Left::Visit(command.id), resident.id, self.now)?;
            }
            Ok((outcome, entry))
        })
    }

    fn planned(
        &self,
        _permit: &Permit<act::PlanVisit>,
        centre: CentreId,
        resident: ResidentId,
        worker: UserId,
    ) -> Visit {
        Visit {
            id: self.command.id,
            centre,
            community: self.command.community,
            resident,
            worker,
            planned_for: self.command.planned_for,
            items: self.command.items.clone(),
            day_order: None,
            stage: VisitStage::Planned,
            version: 1,
        }
    }

    fn replanned(
        &self,
        actor: &Actor,
        earlier: Visit,
        place: &Resource,
        resident: ResidentId,
        worker: UserId,
    ) -> Result<Visit, Error> {
        let permit = policy::may::<act::PlanVisit>(actor, &earlier.resource())?;
        let stays = earlier.centre == place.centre
            && Some(earlier.community) == place.community
            && earlier.resident == resident;
        if !stays {
            return Err(Refusal::Conflict.into());
        }
        let PlanVisit { base_version, planned_for, items, .. } = &self.command;
        Ok(earlier.replan(&permit, *base_version, worker, *planned_for, items.clone())?)
    }

    /// Who goes: a person who works in this community and whose account is on.
    fn worker(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        faults: &mut Faults,
    ) -> Result<Option<UserId>, Error> {
        const PATH: &str = "$.worker_id";
        let (centre, community) = (tx.centre(), self.command.community);
        let Some(named) = self.command.worker else {
            if works_in(&actor.grants, centre, community) {
                return Ok(Some(actor.user));
            }
            faults.note(PATH, "required");
            return Ok(None);
        };
        let is_on = tx.user(named)?.is_some_and(|user| user.disabled_at.is_none());
        if is_on && works_in(&tx.grants_of(named)?, centre, community) {
            return Ok(Some(named));
        }
        faults.note(PATH, "worker-unknown");
        Ok(None)
    }
}

/// Whether somebody works in a community as a social worker.
#[must_use]
pub fn works_in(grants: &[Grant], centre: CentreId, community: CommunityId) -> bool {
    grants.iter().any(|grant| {
        grant.role == Role::Worker
            && grant.centre.is_none_or(|granted| granted == centre)
            && grant.community.is_none_or(|granted| granted == community)
    })
}

/// The resident of this id, who is to be of this community.
///
/// # Errors
/// [`Error::NotFound`] when there is none for this actor.
pub(super) fn resident_of(
    tx: &mut CentreTx<'_, '_>,
    actor: &Actor,
    (community, id): (CommunityId, ResidentId),
    faults: &mut Faults,
) -> Result<StoredResident, Error> {
    let centre = tx.centre();
    let resident = tx.resident(centre, id)?.ok_or(Error::NotFound)?;
    // A phone that entered somebody hears nothing of where else they are known to live.
    let lives = tx.community_by(&resident, id)?.unwrap_or(community);
    let place = Resource { community: Some(lives), ..read_resident::resource(&resident) };
    policy::may::<act::ReadResident>(actor, &place)?;
    if lives != community {
        faults.note("$.resident_id", "not-of-community");
    }
    Ok(resident)
}

/// Notes every item that is not handled.
pub(super) fn check_items(catalogue: &Catalogue, items: &[ItemCode], faults: &mut Faults) {
    for (n, code) in items.iter().enumerate() {
        let path = || format!("$.items[{n}]");
        match catalogue.item(code) {
            None => faults.note(path(), "item-unknown"),
            Some(item) if item.closed => faults.note(path(), "item-closed"),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn centre(n: u128) -> CentreId {
        CentreId::from_uuid(Uuid::from_u128(n))
    }

    fn community(n: u128) -> CommunityId {
        CommunityId::from_uuid(Uuid::from_u128(n))
    }

    fn grant(role: Role, centre_id: Option<u128>, community_id: Option<u128>) -> Grant {
        Grant {
            role,
            centre: centre_id.map(centre),
            community: community_id.map(community),
            department: None,
        }
    }

    #[test]
    fn only_a_worker_of_the_community_goes() {
        let goes = |grants: &[Grant]| works_in(grants, centre(1), community(11));
        assert!(goes(&[grant(Role::Window, Some(1), None), grant(Role::Worker, Some(1), Some(11))]));
        assert!(goes(&[grant(Role::Worker, Some(1), None)]), "of every community of the centre");
        assert!(!goes(&[grant(Role::Worker, Some(1), Some(12))]));
        assert!(!goes(&[grant(Role::Worker, Some(2), Some(11))]));
        assert!(!goes(&[grant(Role::Manager, Some(1), None)]));
    }

    #[test]
    fn every_unknown_item_is_named() {
        let catalogue = crate::catalogue::parse(crate::catalogue::LUOJIAZHUANG).unwrap();
        let codes = ["LJZ-X-1", "LJZ-WJ-01", "LJZ-X-2"].map(|code| ItemCode::parse(code).unwrap());
        let mut faults = Faults::default();
        check_items(&catalogue, &codes, &mut faults);
        let paths: Vec<_> = faults.into_vec().into_iter().map(|fault| fault.path).collect();
        assert_eq!(paths, ["$.items[0]", "$.items[2]"]);
    }
}
