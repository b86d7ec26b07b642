//! Sets right what was recorded wrong of a resident (个人信息保护法 art. 46): `POST /v1/residents/{id}/correction`.
//!
//! The register keeps what is right. Of what was there, the audit log keeps which fields changed and a keyed digest, which
//! proves what it was to whoever still has it and tells nobody else anything. Open cases say that their resident was set
//! right; what was declared with them stays as it was signed.

use domain::{
    actor::{Actor, Credential, Role},
    audit::Entry,
    case::{Event, EventKind},
    fault::Refusal,
    ids::ResidentId,
    policy::{self, act},
    resident::{Profile, Relation},
    text::Reason,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{CentreTx, StoredResident, WriteTx};

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
        read_resident,
    },
    app::App,
    vault::Vault,
};

/// What is right.
#[derive(Clone)]
pub struct CorrectResident {
    /// Of whom.
    pub id: ResidentId,
    /// The version that was looked at.
    pub base_version: i32,
    /// Why.
    pub reason: Reason,
    /// Who it is.
    pub profile: Profile,
    /// The contact circle; as it was when left out.
    pub relations: Option<Vec<Relation>>,
}

/// What it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResidentCorrected {
    /// The id that was written to.
    pub id: uuid::Uuid,
    /// The version from here on.
    pub version: i32,
}

/// Sets a resident right.
///
/// # Errors
/// [`Error::NotFound`], the policy's, [`Refusal::VersionConflict`], [`Refusal::Erased`], or [`Refusal::Conflict`] when
/// somebody else has the ID number.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    command: CorrectResident,
) -> Result<Answer<ResidentCorrected>, Error> {
    let correcting = Correcting { vault: app.vault.clone(), now: app.clock.now(), command };
    idempotent::once(app, credential, written, move |tx, actor| correcting.write(tx, actor)).await
}

struct Correcting {
    vault: Vault,
    now: Timestamp,
    command: CorrectResident,
}

impl Correcting {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<ResidentCorrected, Error> {
        let found = read_resident::find(tx, actor, self.command.id)?;
        let permit = policy::may::<act::CorrectResident>(actor, &read_resident::resource(&found))?;
        tx.in_centre(found.centre, self.now, |tx| {
            let before = tx.resident(found.centre, found.id)?.ok_or(Error::NotFound)?;
            let was = read_resident::open(&self.vault, &before)?;
            if before.version != self.command.base_version {
                return Err(Refusal::VersionConflict.into());
            }
            let is = self.command.profile.clone();
            let relations = self.command.relations.clone().unwrap_or_else(|| was.relations.clone());
            let is = Profile { relations, ..is };
            let version = before.version.saturating_add(1);
            let cases = self.keep(tx, &before, &is, (version, actor, permit.role()))?;
            let digest = self.vault.profile_digest(&before.data_key, &was)?;
            let key = self.vault.resident_key(before.centre, before.id, &before.data_key)?;
            let secret = self.vault.seal_reason(&key, before.id.uuid(), &self.command.reason);
            let entry = Entry::by(actor, permit.role(), "correct-resident", "resident", before.id.uuid());
            let changed = changed(&was, &is).join(",");
            let detail = format!("fields={changed} cases={cases} was={}", hex::encode(digest));
            let outcome = ResidentCorrected { id: self.command.id.uuid(), version };
            Ok((outcome, entry.with(detail).with_secret(secret)))
        })
    }

    /// Keeps what is right, and tells the open cases; how many those are.
    fn keep(
        &self,
        tx: &mut CentreTx<'_, '_>,
        before: &StoredResident,
        is: &Profile,
        (version, actor, role): (i32, &Actor, Option<Role>),
    ) -> Result<usize, Error> {
        let (centre, id) = (before.centre, before.id);
        let digests = self.vault.identity_digests(&is.id_number);
        if tx.resident_by_identity(centre, &digests)?.is_some_and(|other| other.id != id) {
            return Err(Refusal::Conflict.into());
        }
        let key = self.vault.resident_key(centre, id, &before.data_key)?;
        let sealed = self.vault.seal_profile_again((centre, id), &key, before.data_key.clone(), is)?;
        tx.correct_resident(&StoredResident {
            version,
            profile: sealed.profile,
            id_index: sealed.id_index,
            name_index: sealed.name_index,
            phone_index: sealed.phone_index,
            ..before.clone()
        })?;
        let open = tx.open_cases_of(centre, id)?;
        for case in &open {
            let row = tx.case(&[centre], *case)?.ok_or(Error::NotFound)?;
            let event = Event::by_the_server(EventKind::ResidentCorrected, self.now);
            let event = Event { actor: Some(actor.user), role, ..event };
            tx.append_note(*case, row.case.version, &event)?;
        }
        Ok(open.len())
    }
}

/// The fields that differ.
fn changed(was: &Profile, is: &Profile) -> Vec<&'static str> {
    let differs = [
        ("name", was.name != is.name),
        ("id_number", was.id_number != is.id_number),
        ("phone", was.phone != is.phone),
        ("address", was.address != is.address),
        ("care_groups", was.care_groups != is.care_groups),
        ("note", was.note != is.note),
        ("contacts", was.relations != is.relations),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}
