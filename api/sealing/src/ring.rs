//! The key ring: for each use one current key and any number of old ones, by id.

use std::fmt;

use domain::clock::{Chance, shanghai};
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::{
    checkpoint::Signer,
    field::{Site, Wrap},
    index::Indexer,
    key::{Bytes, Identity, KeyId, Secret, State, Use},
    text::{self, Entry, KeyFault, RingError},
    token::Tokens,
};

/// A key made ready for its work, so that nothing is derived twice.
pub(crate) trait Tool: Sized {
    type Secret: Secret;
    const USE: Use;

    fn prepare(secret: &Self::Secret) -> Self;
}

/// One key of the ring.
pub(crate) struct Held<T: Tool> {
    pub(crate) id: KeyId,
    created: Timestamp,
    secret: T::Secret,
    pub(crate) tool: T,
}

impl<T: Tool> Held<T> {
    fn new(id: KeyId, created: Timestamp, secret: T::Secret) -> Self {
        let tool = T::prepare(&secret);
        Self { id, created, secret, tool }
    }

    fn entry(&self, state: State) -> Entry {
        Entry { id: self.id.clone(), usage: T::USE, created: self.created, state, secret: self.secret.text() }
    }
}

/// The keys of one use.
pub(crate) struct Shelf<T: Tool> {
    current: Held<T>,
    old: Vec<Held<T>>,
}

impl<T: Tool> Shelf<T> {
    fn of(current: Held<T>) -> Self {
        Self { current, old: Vec::new() }
    }

    /// Takes the keys of this use out of the list.
    fn take(entries: &mut Vec<Entry>) -> Result<Self, RingError> {
        let mut current: Option<Held<T>> = None;
        let mut old = Vec::new();
        for entry in entries.extract_if(.., |entry| entry.usage == T::USE) {
            let Some(secret) = T::Secret::parse(&entry.secret) else {
                return Err(RingError::Key { id: entry.id, fault: KeyFault::Secret });
            };
            let held = Held::new(entry.id, entry.created, secret);
            match (entry.state, &current) {
                (State::Old, _) => old.push(held),
                (State::Current, None) => current = Some(held),
                (State::Current, Some(first)) => {
                    return Err(RingError::TwoCurrent {
                        usage: T::USE,
                        first: first.id.clone(),
                        second: held.id,
                    });
                }
            }
        }
        let current = current.ok_or(RingError::NoCurrent { usage: T::USE })?;
        Ok(Self { current, old })
    }

    pub(crate) const fn current(&self) -> &Held<T> {
        &self.current
    }

    /// Every key, the current one first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Held<T>> {
        std::iter::once(&self.current).chain(&self.old)
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Held<T>> {
        self.all().find(|held| held.id.as_str() == id)
    }

    fn rotate(&mut self, fresh: Held<T>) {
        self.old.insert(0, std::mem::replace(&mut self.current, fresh));
    }

    fn entries(&self) -> impl Iterator<Item = Entry> {
        let old = self.old.iter().map(|held| held.entry(State::Old));
        std::iter::once(self.current.entry(State::Current)).chain(old)
    }

    fn ids(&self) -> impl Iterator<Item = &KeyId> {
        self.all().map(|held| &held.id)
    }
}

/// The identity that opens evidence. This crate carries it and does nothing with it.
struct Evidence;

impl Tool for Evidence {
    type Secret = Identity;
    const USE: Use = Use::Evidence;

    fn prepare(_: &Identity) -> Self {
        Self
    }
}

/// The key ring of a site, parsed once and shared. Secrets are wiped when it is dropped; Debug prints ids only.
pub struct Ring {
    pub(crate) wrap: Shelf<Wrap>,
    pub(crate) index: Shelf<Indexer>,
    evidence: Shelf<Evidence>,
    pub(crate) token: Shelf<Tokens>,
    pub(crate) checkpoint: Shelf<Signer>,
    pub(crate) site: Shelf<Site>,
}

impl Ring {
    /// A ring with one fresh key for each use.
    ///
    /// # Errors
    /// [`RingError::Identity`] if `evidence_identity` is not an age identity as text.
    pub fn generate(
        chance: &dyn Chance,
        now: Timestamp,
        evidence_identity: String,
    ) -> Result<Self, RingError> {
        Ok(Self {
            wrap: Shelf::of(drawn(first_id(Use::Wrap, now), chance, now)),
            index: Shelf::of(drawn(first_id(Use::Index, now), chance, now)),
            evidence: Shelf::of(given(first_id(Use::Evidence, now), now, evidence_identity)?),
            token: Shelf::of(drawn(first_id(Use::Token, now), chance, now)),
            checkpoint: Shelf::of(drawn(first_id(Use::Checkpoint, now), chance, now)),
            site: Shelf::of(drawn(first_id(Use::Site, now), chance, now)),
        })
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// Says what is wrong and with which key; never repeats a part of the text other than a key's id.
    pub fn parse(toml: &str) -> Result<Self, RingError> {
        let mut entries = text::read(toml)?;
        Ok(Self {
            wrap: Shelf::take(&mut entries)?,
            index: Shelf::take(&mut entries)?,
            evidence: Shelf::take(&mut entries)?,
            token: Shelf::take(&mut entries)?,
            checkpoint: Shelf::take(&mut entries)?,
            site: Shelf::take(&mut entries)?,
        })
    }

    /// Writes the text form, secrets included.
    #[must_use]
    pub fn to_toml(&self) -> Zeroizing<String> {
        let entries: Vec<Entry> = self
            .wrap
            .entries()
            .chain(self.index.entries())
            .chain(self.evidence.entries())
            .chain(self.token.entries())
            .chain(self.checkpoint.entries())
            .chain(self.site.entries())
            .collect();
        text::write(&entries)
    }

    /// Draws a new current key for one use; the one before it becomes old. Gives the new key's id.
    ///
    /// # Errors
    /// [`RingError::IdentityWanted`] for evidence, whose identity is made elsewhere: [`Ring::rotate_evidence`].
    pub fn rotate(&mut self, usage: Use, chance: &dyn Chance, now: Timestamp) -> Result<KeyId, RingError> {
        let id = self.fresh_id(usage, now);
        match usage {
            Use::Wrap => self.wrap.rotate(drawn(id.clone(), chance, now)),
            Use::Index => self.index.rotate(drawn(id.clone(), chance, now)),
            Use::Token => self.token.rotate(drawn(id.clone(), chance, now)),
            Use::Checkpoint => self.checkpoint.rotate(drawn(id.clone(), chance, now)),
            Use::Site => self.site.rotate(drawn(id.clone(), chance, now)),
            Use::Evidence => return Err(RingError::IdentityWanted),
        }
        Ok(id)
    }

    /// Makes a new age identity the current one for evidence; the one before it becomes old.
    ///
    /// # Errors
    /// [`RingError::Identity`] if the text is not an age identity.
    pub fn rotate_evidence(&mut self, identity: String, now: Timestamp) -> Result<KeyId, RingError> {
        let id = self.fresh_id(Use::Evidence, now);
        self.evidence.rotate(given(id.clone(), now, identity)?);
        Ok(id)
    }

    /// The age identity whose recipient phones seal to, with its key id.
    #[must_use]
    pub fn evidence_identity(&self) -> (&KeyId, &str) {
        let held = self.evidence.current();
        (&held.id, held.secret.as_str())
    }

    /// Every age identity that may open a stored file, the current one first.
    pub fn evidence_identities(&self) -> impl Iterator<Item = (&KeyId, &str)> {
        self.evidence.all().map(|held| (&held.id, held.secret.as_str()))
    }

    /// The ids of all keys, by use, the current one of each use first.
    pub fn ids(&self) -> impl Iterator<Item = &KeyId> {
        self.wrap
            .ids()
            .chain(self.index.ids())
            .chain(self.evidence.ids())
            .chain(self.token.ids())
            .chain(self.checkpoint.ids())
            .chain(self.site.ids())
    }

    /// The month's id of a use, numbered where the month has one already.
    fn fresh_id(&self, usage: Use, now: Timestamp) -> KeyId {
        let first = first_id(usage, now);
        let mut id = first.clone();
        let mut number = 1_u16;
        while self.ids().any(|taken| *taken == id) && number < u16::MAX {
            number += 1;
            id = KeyId::numbered(&first, number);
        }
        id
    }
}

impl fmt::Debug for Ring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ring")?;
        f.debug_list().entries(self.ids()).finish()
    }
}

fn first_id(usage: Use, now: Timestamp) -> KeyId {
    let day = shanghai(now).date();
    KeyId::of_month(usage, day.year(), day.month())
}

fn drawn<T: Tool<Secret = Bytes>>(id: KeyId, chance: &dyn Chance, now: Timestamp) -> Held<T> {
    Held::new(id, now, Bytes::draw(chance))
}

fn given<T: Tool<Secret = Identity>>(
    id: KeyId,
    now: Timestamp,
    identity: String,
) -> Result<Held<T>, RingError> {
    let text = Zeroizing::new(identity);
    let secret = Identity::parse(&text).ok_or(RingError::Identity)?;
    Ok(Held::new(id, now, secret))
}

#[cfg(test)]
mod tests {
    use domain::clock::SeededChance;

    use super::*;
    use crate::fixture::{self, IDENTITY, OTHER_IDENTITY};

    #[test]
    fn a_new_ring_has_a_key_for_every_use() {
        let ring = fixture::ring(1);
        let ids: Vec<_> = ring.ids().map(KeyId::as_str).collect();
        assert_eq!(ids, ["w-2026-11", "i-2026-11", "e-2026-11", "t-2026-11", "c-2026-11", "s-2026-11"]);
        assert_eq!(ring.evidence_identity().1, IDENTITY);
    }

    #[test]
    fn a_broken_identity_is_refused() {
        let chance = SeededChance::new(1);
        let now = fixture::at("2026-11-23T00:00:00Z");
        for bad in ["", "age1qqq", &IDENTITY[1..], &IDENTITY.to_lowercase(), &format!("{IDENTITY}Q")] {
            assert_eq!(Ring::generate(&chance, now, bad.to_owned()).unwrap_err(), RingError::Identity);
        }
    }

    #[test]
    fn rotation_makes_the_current_key_old() {
        let mut ring = fixture::ring(1);
        let chance = SeededChance::new(2);
        let now = fixture::at("2026-11-30T16:00:00Z");
        // The month is the one in China.
        assert_eq!(ring.rotate(Use::Wrap, &chance, now).unwrap().as_str(), "w-2026-12");
        assert_eq!(ring.rotate(Use::Wrap, &chance, now).unwrap().as_str(), "w-2026-12-2");
        assert_eq!(ring.rotate(Use::Wrap, &chance, now).unwrap().as_str(), "w-2026-12-3");
        let ids: Vec<_> = ring.wrap.ids().map(KeyId::as_str).collect();
        assert_eq!(ids, ["w-2026-12-3", "w-2026-12-2", "w-2026-12", "w-2026-11"]);
    }

    #[test]
    fn evidence_rotates_by_an_identity_handed_in() {
        let mut ring = fixture::ring(1);
        let now = fixture::at("2027-01-05T00:00:00Z");
        let error = ring.rotate(Use::Evidence, &SeededChance::new(2), now).unwrap_err();
        assert_eq!(error, RingError::IdentityWanted);
        assert_eq!(ring.rotate_evidence("x".to_owned(), now).unwrap_err(), RingError::Identity);
        ring.rotate_evidence(OTHER_IDENTITY.to_owned(), now).unwrap();
        let all: Vec<_> = ring.evidence_identities().map(|(id, text)| (id.as_str(), text)).collect();
        assert_eq!(all, [("e-2027-01", OTHER_IDENTITY), ("e-2026-11", IDENTITY)]);
    }

    #[test]
    fn the_text_comes_back_whole() {
        let mut ring = fixture::ring(1);
        let chance = SeededChance::new(2);
        for usage in Use::ALL {
            let _ = ring.rotate(usage, &chance, fixture::at("2027-01-05T08:30:00.5Z"));
        }
        let text = ring.to_toml();
        let read = Ring::parse(&text).unwrap();
        assert_eq!(read.to_toml(), text);
        assert_eq!(format!("{read:?}"), format!("{ring:?}"));
    }

    #[test]
    fn debug_prints_ids_only() {
        let ring = fixture::ring(1);
        let printed = format!("{ring:?} {ring:#?}");
        assert!(printed.starts_with("Ring[w-2026-11, i-2026-11, "), "{printed}");
        for line in ring.to_toml().lines() {
            if let Some(secret) = line.strip_prefix("secret = ") {
                assert!(!printed.contains(secret.trim_matches('"')));
            }
        }
    }

    #[test]
    fn a_ring_can_be_shared_between_threads() {
        const fn shared<T: Send + Sync>() {}
        shared::<Ring>();
    }
}
