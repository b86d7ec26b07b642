//! Looking at a resident, masked.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    ids::{CommunityId, ResidentId},
    policy::{self, Resource, act},
    resident::Profile,
};
use store::{ReadTx, StoredResident};

use crate::{actions::Error, app::App, vault::Vault};

/// A resident to be shown masked.
pub struct SeenResident {
    /// The id that was asked for, which may be an alias.
    pub id: ResidentId,
    /// Counts the writes.
    pub version: i32,
    /// The community that serves the resident.
    pub community: CommunityId,
    /// Who it is, whole: the door masks it. Nobody once they were erased.
    pub profile: Option<Profile>,
    /// Whether it is known that they died.
    pub died: bool,
}

/// A resident, if the actor may see them. A look through an alias shows that an ID number was known, and is recorded.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or none for this actor.
pub async fn run(app: &App, credential: Credential, id: ResidentId) -> Result<SeenResident, Error> {
    let now = app.clock.now();
    let (stored, died, entry) = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let stored = find(tx, &actor, id)?;
            let permit = policy::may::<act::ReadResident>(&actor, &resource(&stored))?;
            let entry = Entry::by(&actor, permit.role(), "read-resident", "resident", stored.id.uuid());
            let died = tx.has_died(stored.centre, stored.id)?;
            Ok::<_, Error>((stored, died, entry.with(format!("as={id}"))))
        })
        .await?;
    if stored.id != id {
        let centre = stored.centre;
        app.store
            .write(move |tx| tx.in_centre(centre, now, |_tx| Ok::<_, Error>(((), entry.clone()))))
            .await?;
    }
    let profile = seen(&app.vault, &stored)?;
    Ok(SeenResident { id, version: stored.version, community: stored.community, profile, died })
}

/// A resident of one of the actor's centres.
///
/// # Errors
/// [`Error::NotFound`] when none of them has it.
pub(super) fn find(tx: &mut ReadTx<'_>, actor: &Actor, id: ResidentId) -> Result<StoredResident, Error> {
    for centre in actor.centres() {
        if let Some(stored) = tx.resident(centre, id)? {
            return Ok(stored);
        }
    }
    Err(Error::NotFound)
}

/// What policy asks about a resident.
pub(super) const fn resource(stored: &StoredResident) -> Resource {
    Resource { centre: stored.centre, community: Some(stored.community), department: None, owner: None }
}

/// A stored resident's profile, opened.
///
/// # Errors
/// A fault when the seal does not open.
pub(super) fn open(vault: &Vault, stored: &StoredResident) -> Result<Profile, Error> {
    let key = vault.resident_key(stored.centre, stored.id, &stored.data_key)?;
    Ok(vault.open_profile(stored.centre, stored.id, &key, &stored.profile)?)
}

/// The same for who only looks: nobody where there is nobody any more.
///
/// # Errors
/// A fault when the seal does not open.
pub(super) fn seen(vault: &Vault, stored: &StoredResident) -> Result<Option<Profile>, Error> {
    if stored.is_erased() { Ok(None) } else { open(vault, stored).map(Some) }
}
