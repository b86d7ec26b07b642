//! How far a phone has come, as the phone keeps it: sealed under the site's key and bound to its worker, so that nobody
//! reads, changes or lends it.
//!
//! It names what it is a cursor of: the worker, where they work, and of each centre the number up to which the phone has
//! everything, with the digest of the audit chain at that number. A database that was restored has another history from
//! some number on, and its digests tell.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    actor::{Actor, Grant},
    ids::CentreId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{SyncPlace, Synced};
use uuid::Uuid;

use crate::vault::{Vault, VaultError};

/// A cursor from a phone, not opened yet.
#[derive(Debug, Clone)]
pub struct SealedCursor(Vec<u8>);

impl SealedCursor {
    /// Reads its text; nothing when it has the form of no cursor.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| !bytes.is_empty()).map(Self)
    }
}

/// How far a phone has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Where the worker works, as the sign-in says.
    scope: String,
    /// Seconds since 1970: after some weeks it is not answered any more.
    made_at: i64,
    /// One a centre, in the order of their ids.
    pub places: Vec<Place>,
}

/// How far it has come in one centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub centre: Uuid,
    /// The centre's number when the phone began afresh: what was taken from the worker before that, it never had.
    pub begun: i64,
    /// The number up to which it has everything.
    pub seq: i64,
    /// The digest of the audit chain at that number, the beginning of it in hex.
    pub mark: String,
    /// Of that number, the last thing that the phone has, if it lacks any.
    rest: Option<(String, Uuid)>,
}

impl Place {
    /// A place in a centre.
    pub fn at(centre: CentreId, begun: i64, place: SyncPlace, mark: String) -> Self {
        let rest = place.rest.map(|(what, id)| (what.as_str().to_owned(), id));
        Self { centre: centre.uuid(), begun, seq: place.seq, mark, rest }
    }

    /// As the store reads on from it. A kind of a later release begins its number anew: nothing is left out.
    pub fn place(&self) -> SyncPlace {
        let rest = self.rest.as_ref().and_then(|(what, id)| Some((Synced::parse(what)?, *id)));
        match (&self.rest, rest) {
            (Some(_), None) => SyncPlace { seq: self.seq.saturating_sub(1), rest: None },
            _ => SyncPlace { seq: self.seq, rest },
        }
    }
}

/// The beginning of a digest, enough to tell one history from another.
pub fn mark(hash: Option<Vec<u8>>) -> String {
    hash.map(|hash| hex::encode(hash.get(..8).unwrap_or(&hash))).unwrap_or_default()
}

impl Cursor {
    /// A cursor of the worker's scope.
    pub fn of(grants: &[Grant], now: Timestamp, places: Vec<Place>) -> Self {
        Self { scope: scope(grants), made_at: now.as_second(), places }
    }

    /// Whether it is of this scope, and not made before an instant.
    pub fn is_of(&self, grants: &[Grant], since: Timestamp) -> bool {
        self.scope == scope(grants) && self.made_at >= since.as_second()
    }

    /// As the phone keeps it.
    ///
    /// # Errors
    /// [`VaultError::Inside`] when it has no serial form.
    pub fn seal(&self, vault: &Vault, actor: &Actor) -> Result<String, VaultError> {
        let plain = serde_json::to_string(self).map_err(|_error| VaultError::Inside)?;
        Ok(URL_SAFE_NO_PAD.encode(vault.seal_site("sync", "cursor", actor.user.as_bytes(), &plain)))
    }

    /// Opens what the phone kept; nothing for a cursor of somebody else, of another site or of another make.
    pub fn open(vault: &Vault, actor: &Actor, sealed: &SealedCursor) -> Option<Self> {
        let plain = vault.open_site("sync", "cursor", actor.user.as_bytes(), &sealed.0).ok()?;
        serde_json::from_str(&plain).ok()
    }
}

/// Where somebody works, in one form.
fn scope(grants: &[Grant]) -> String {
    let place = |grant: &Grant| {
        let community = grant.community.map(|community| community.to_string()).unwrap_or_default();
        format!("{}/{community}", grant.centre.unwrap_or(CentreId::SITE))
    };
    let mut places: Vec<_> = grants.iter().map(place).collect();
    places.sort_unstable();
    places.dedup();
    places.join(",")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::{
        actor::Role,
        clock::SeededChance,
        ids::{CommunityId, DeviceId, SessionId, UserId},
    };
    use sealing::Ring;

    use super::*;

    fn actor(user: u128) -> Actor {
        Actor {
            user: UserId::from_uuid(Uuid::from_u128(user)),
            session: SessionId::from_uuid(Uuid::from_u128(8)),
            device: DeviceId::from_uuid(Uuid::from_u128(9)),
            grants: Vec::new(),
            expires_at: Timestamp::MAX,
        }
    }

    fn grant(community: u128) -> Grant {
        Grant {
            role: Role::Worker,
            centre: Some(CentreId::from_uuid(Uuid::from_u128(1))),
            community: Some(CommunityId::from_uuid(Uuid::from_u128(community))),
            department: None,
        }
    }

    fn vault() -> Vault {
        let chance = Arc::new(SeededChance::new(1));
        let identity = files::Identity::generate().to_secret_text().expose().to_owned();
        Vault::new(Arc::new(Ring::generate(&*chance, Timestamp::UNIX_EPOCH, identity).unwrap()), chance)
    }

    #[test]
    fn a_cursor_is_its_workers_alone_and_cannot_be_changed() {
        let (vault, now) = (vault(), Timestamp::UNIX_EPOCH);
        let rest = Some((Synced::Case, Uuid::from_u128(5)));
        let centre = CentreId::from_uuid(Uuid::from_u128(1));
        let place = Place::at(centre, 3, SyncPlace { seq: 7, rest }, "00ff".into());
        let cursor = Cursor::of(&[grant(1)], now, vec![place]);
        let text = cursor.seal(&vault, &actor(7)).unwrap();
        let sealed = SealedCursor::parse(&text).unwrap();
        assert_eq!(Cursor::open(&vault, &actor(7), &sealed), Some(cursor.clone()));
        assert_eq!(cursor.places[0].place(), SyncPlace { seq: 7, rest });
        assert_eq!(Cursor::open(&vault, &actor(6), &sealed), None);
        let mut bent = sealed.clone();
        *bent.0.last_mut().unwrap() ^= 1;
        assert_eq!(Cursor::open(&vault, &actor(7), &bent), None);
        for wrong in ["", "1", "not base64!"] {
            assert!(SealedCursor::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn it_is_of_one_scope_and_grows_old() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        let cursor = Cursor::of(&[grant(1), grant(2)], now, Vec::new());
        assert!(cursor.is_of(&[grant(2), grant(1), grant(1)], now));
        assert!(!cursor.is_of(&[grant(1)], now), "a community less");
        assert!(!cursor.is_of(&[grant(1), grant(2)], Timestamp::from_second(1_000_001).unwrap()));
    }
}
