//! Puts a resident into the register: `PUT /v1/residents/{id}`.
//!
//! The answer is the same whether the ID number was known or not. Whether it was, stands in the audit log alone.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    fault::Refusal,
    ids::{CommunityId, ResidentId},
    policy::{self, Resource, act},
    resident::Profile,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::WriteTx;
use uuid::Uuid;

use crate::{
    actions::{
        Error, find_community,
        idempotent::{Answer, Written},
        keep_not_applied::{self, Sent},
        match_resident::{self, Spoken},
    },
    app::App,
    vault::Vault,
};

/// A resident as entered.
#[derive(Clone)]
pub struct RecordResident {
    /// The id that the phone uses from here on.
    pub id: ResidentId,
    /// The community that serves the resident.
    pub community: CommunityId,
    /// Who it is.
    pub profile: Profile,
}

/// What it comes to: the phone's own id and the version of an entry, always.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResidentRecorded {
    /// The id that was written to.
    pub id: Uuid,
    /// Its version.
    pub version: i32,
}

/// Enters a resident, or attaches the phone's id to a known one. Who is in the register stays there as they are.
///
/// # Errors
/// [`Error::Invalid`] for a community that does not exist, [`Error::NotFound`] or [`Error::Forbidden`] by the policy,
/// [`Refusal::Conflict`] when the id was given to somebody with another ID number, [`Error::TooMany`].
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    command: RecordResident,
) -> Result<Answer<ResidentRecorded>, Error> {
    let recording = Recording { vault: app.vault.clone(), now: app.clock.now(), command };
    let RecordResident { id, community, profile } = recording.command.clone();
    let sent = Sent::about_resident(id, community, profile);
    keep_not_applied::once(app, credential, written, sent, move |tx, actor| recording.write(tx, actor)).await
}

struct Recording {
    vault: Vault,
    now: Timestamp,
    command: RecordResident,
}

impl Recording {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<ResidentRecorded, Error> {
        let RecordResident { id, community, profile } = &self.command;
        let centre = find_community::centre_of(tx, *community)?;
        let place = Resource { centre, community: Some(*community), department: None, owner: None };
        let permit = policy::may::<act::RecordResident>(actor, &place)?;
        tx.in_centre(centre, self.now, |tx| {
            let spoken = Spoken::prepare(&self.vault, centre, *id, profile.clone())?;
            let earlier = tx.resident(centre, *id)?;
            let first = earlier.is_none();
            let resident = match earlier {
                Some(known) if known.is_erased() => return Err(Refusal::Erased.into()),
                // Judged by the ID number alone, which both a register's own id and an alias answer alike.
                Some(known) if spoken.digests.contains(&known.id_index) => known,
                Some(_other) => return Err(Refusal::Conflict.into()),
                None => match_resident::find_or_enter(tx, actor, *community, &spoken, self.now)?,
            };
            let matched = resident.id != *id;
            let entry = Entry::by(actor, permit.role(), "record-resident", "resident", resident.id.uuid())
                .with(format!("matched={matched} first={first} as={id}"));
            Ok((ResidentRecorded { id: id.uuid(), version: 1 }, entry))
        })
    }
}
