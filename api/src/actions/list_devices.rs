//! The devices that sign in to the actor's centres.

use std::collections::BTreeMap;

use domain::{
    actor::{Actor, Credential},
    ids::{CentreId, UserId},
    policy::{self, Action, Resource, act},
};
use store::{DeviceRow, StoredReport};

use crate::{actions::Error, app::App};

/// A device and the sign-in name of its owner.
pub struct ListedDevice {
    /// The device.
    pub device: DeviceRow,
    /// Sign-in name of who signed in on it last.
    pub username: String,
    /// What it said of itself last. Of one that was shut out, what had not come by then.
    pub report: Option<StoredReport>,
}

/// Which devices an actor may see.
#[derive(Debug, PartialEq, Eq)]
enum Sight {
    /// Those of the whole site.
    All,
    /// Those of these centres.
    Of(Vec<CentreId>),
}

/// The devices that the actor may see, latest seen first, 500 at most.
///
/// # Errors
/// [`Error::Forbidden`] when the actor sees no devices at all.
pub async fn run(app: &App, credential: Credential) -> Result<Vec<ListedDevice>, Error> {
    let now = app.clock.now();
    app.store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let devices = match sight(&actor)? {
                Sight::All => tx.devices()?,
                Sight::Of(centres) => tx.devices_of(&centres)?,
            };
            let owners: Vec<UserId> = devices.iter().map(|device| device.user).collect();
            let names: BTreeMap<_, _> = tx.usernames_of(&owners)?.into_iter().collect();
            let ids: Vec<_> = devices.iter().map(|device| device.id).collect();
            let mut reports = tx.device_reports(&ids)?;
            let listed = devices.into_iter().map(|device| {
                let username = names.get(&device.user).cloned().unwrap_or_default();
                let report = reports.remove(&device.id);
                ListedDevice { device, username, report }
            });
            Ok(listed.collect())
        })
        .await
}

fn sight(actor: &Actor) -> Result<Sight, Error> {
    let places = policy::places(actor, Action::ReadDevice);
    if places.iter().any(|(grant, _)| grant.centre.is_none() && grant.community.is_none()) {
        return Ok(Sight::All);
    }
    let mut centres = actor.centres();
    centres.retain(|centre| policy::may::<act::ReadDevice>(actor, &Resource::of_centre(*centre)).is_ok());
    if centres.is_empty() { Err(Error::Forbidden) } else { Ok(Sight::Of(centres)) }
}

#[cfg(test)]
mod tests {
    use domain::{
        actor::{Grant, Role},
        ids::{CommunityId, DeviceId, SessionId},
    };
    use uuid::Uuid;

    use super::*;

    fn centre(n: u128) -> CentreId {
        CentreId::from_uuid(Uuid::from_u128(n))
    }

    fn grant(role: Role, centre: Option<CentreId>) -> Grant {
        Grant { role, centre, community: None, department: None }
    }

    fn seen(grants: Vec<Grant>) -> Option<Sight> {
        let id = Uuid::from_u128(9);
        sight(&Actor {
            user: UserId::from_uuid(id),
            session: SessionId::from_uuid(id),
            device: DeviceId::from_uuid(id),
            grants,
            expires_at: jiff::Timestamp::MAX,
        })
        .ok()
    }

    #[test]
    fn a_manager_sees_the_own_centre_and_a_sites_admin_all() {
        let manager = grant(Role::Manager, Some(centre(1)));
        assert_eq!(seen(vec![manager.clone()]), Some(Sight::Of(vec![centre(1)])));
        let window = grant(Role::Window, Some(centre(2)));
        assert_eq!(seen(vec![window, manager]), Some(Sight::Of(vec![centre(1)])));
        assert_eq!(seen(vec![grant(Role::Admin, None)]), Some(Sight::All));
    }

    #[test]
    fn who_keeps_no_devices_sees_none() {
        assert_eq!(seen(vec![grant(Role::Window, Some(centre(1)))]), None);
        assert_eq!(seen(vec![grant(Role::Auditor, None)]), None);
        let community = Some(CommunityId::from_uuid(Uuid::from_u128(3)));
        assert_eq!(seen(vec![Grant { community, ..grant(Role::Manager, Some(centre(1))) }]), None);
        assert_eq!(seen(Vec::new()), None);
    }
}
