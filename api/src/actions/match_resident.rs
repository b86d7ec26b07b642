//! Finds the resident a phone speaks of, or enters them.
//!
//! Asking whether an ID number is known is itself a disclosure: a match attaches the phone's id to the known resident
//! and answers exactly as an entry does; matches are counted per person, and after too many in an hour nothing more is
//! taken, known or not.

use domain::{
    actor::Actor,
    fault::Refusal,
    ids::{CommunityId, ResidentId},
    resident::Profile,
};
use jiff::{SignedDuration, Timestamp};
use store::{CentreTx, StoredResident};

use crate::{
    actions::Error,
    vault::{SealedProfile, Vault},
};

/// Matches that one person may make in an hour.
pub const MATCHES_AN_HOUR: i64 = 60;

/// What a phone says of a resident, with everything that costs time or chance done before the transaction.
pub struct Spoken {
    /// The id that the phone uses.
    pub id: ResidentId,
    /// Who it is.
    pub profile: Profile,
    /// The profile sealed, in case it is entered.
    pub sealed: SealedProfile,
    /// Blind indexes of the ID number, one a key.
    pub digests: Vec<Vec<u8>>,
}

impl Spoken {
    /// Prepares what a phone says of a resident of a centre.
    ///
    /// # Errors
    /// When the profile cannot be sealed.
    pub fn prepare(
        vault: &Vault,
        centre: domain::ids::CentreId,
        id: ResidentId,
        profile: Profile,
    ) -> Result<Self, Error> {
        let (sealed, _key) = vault.seal_profile(centre, id, &profile)?;
        let digests = vault.identity_digests(&profile.id_number);
        Ok(Self { id, profile, sealed, digests })
    }
}

/// The resident behind what a phone says: known by this id, known by the ID number, or entered.
///
/// # Errors
/// [`Error::TooMany`] when the actor has matched too many within the hour.
pub fn find_or_enter(
    tx: &mut CentreTx<'_, '_>,
    actor: &Actor,
    community: CommunityId,
    spoken: &Spoken,
    now: Timestamp,
) -> Result<StoredResident, Error> {
    let centre = tx.centre();
    if let Some(known) = tx.resident(centre, spoken.id)? {
        if known.is_erased() {
            return Err(Refusal::Erased.into());
        }
        // An id stands for one person for ever.
        return if spoken.digests.contains(&known.id_index) {
            Ok(known)
        } else {
            Err(Refusal::Conflict.into())
        };
    }
    // Asked before the look-up, so that the refusal says nothing of this number.
    let hour_ago = now.checked_sub(SignedDuration::from_hours(1)).unwrap_or(now);
    if tx.matches_by(actor.user, hour_ago)? >= MATCHES_AN_HOUR {
        return Err(Error::TooMany(3600));
    }
    if let Some(known) = tx.resident_by_identity(centre, &spoken.digests)? {
        tx.insert_alias(spoken.id, known.id, community, (actor.user, now))?;
        return Ok(known);
    }
    let entered = StoredResident {
        id: spoken.id,
        centre,
        community,
        version: 1,
        data_key: spoken.sealed.data_key.clone(),
        profile: spoken.sealed.profile.clone(),
        id_index: spoken.sealed.id_index.clone(),
        name_index: spoken.sealed.name_index.clone(),
        phone_index: spoken.sealed.phone_index.clone(),
        created_by: actor.user,
        created_at: now,
    };
    tx.insert_resident(&entered)?;
    Ok(entered)
}
