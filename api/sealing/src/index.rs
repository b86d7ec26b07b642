//! Blind indexes: keyed digests that allow a search by equality and say nothing without the ring.
//!
//! ```text
//! suite 1 | length of key id 1 | key id | HMAC-SHA-256 32
//! ```
//!
//! The value is digested as it is handed in: whoever indexes a value first brings it into its one form.

use std::fmt;

use hmac::Mac as _;

use crate::{
    key::{Bytes, Keyed, Suite, Use, keyed},
    ring::{Held, Ring, Tool},
};

const MAC: usize = 32;

/// What a digest is made for. Equal values have unlike digests under unlike purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndexPurpose {
    /// An ID number, to find its resident.
    IdNumber,
    /// A phone number.
    Phone,
    /// A name.
    Name,
    /// The code a resident types with a case number.
    QueryCode,
    /// The token in a resident's link.
    LinkToken,
    /// The body of a write whose reply was saved.
    Reply,
    /// What a mandate or consent was signed for.
    Binding,
    /// What a look-up found, and people in a register's file.
    LookUp,
    /// The number of a result.
    ResultNumber,
}

impl IndexPurpose {
    /// Taken into every digest: stable for ever.
    const fn label(self) -> &'static str {
        match self {
            Self::IdNumber => "id-number",
            Self::Phone => "phone",
            Self::Name => "name",
            Self::QueryCode => "query-code",
            Self::LinkToken => "link-token",
            Self::Reply => "reply",
            Self::Binding => "binding",
            Self::LookUp => "look-up",
            Self::ResultNumber => "result-number",
        }
    }
}

/// A keyed digest with its suite and key id: what is stored and compared. Debug prints the key id only.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlindIndex(Vec<u8>);

impl BlindIndex {
    /// Takes stored bytes. Bytes of another form match nothing.
    #[must_use]
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes to store.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The id of the ring's key that made this; nothing if the bytes are of another form.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.parts().map(|(id, _)| id)
    }

    fn parts(&self) -> Option<(&str, &[u8; MAC])> {
        let [suite, id_len, rest @ ..] = self.0.as_slice() else { return None };
        if *suite != Suite::HmacSha256.byte() {
            return None;
        }
        let (id, mac) = rest.split_at_checked(usize::from(*id_len))?;
        Some((std::str::from_utf8(id).ok()?, mac.try_into().ok()?))
    }
}

impl fmt::Debug for BlindIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlindIndex({}, ..)", self.key_id().unwrap_or("malformed"))
    }
}

/// The prepared index key.
pub(crate) struct Indexer(Keyed);

impl Tool for Indexer {
    type Secret = Bytes;
    const USE: Use = Use::Index;

    fn prepare(secret: &Bytes) -> Self {
        Self(keyed(&secret.derive("zerotrip index 1")))
    }
}

impl Held<Indexer> {
    fn mac(&self, purpose: IndexPurpose, value: &[u8]) -> Keyed {
        // No label holds a zero byte, so it ends where the first one stands.
        self.tool.0.clone().chain_update(purpose.label()).chain_update([0]).chain_update(value)
    }

    fn index(&self, purpose: IndexPurpose, value: &[u8]) -> BlindIndex {
        let id = self.id.as_str().as_bytes();
        let mut bytes = Vec::with_capacity(2 + id.len() + MAC);
        bytes.extend_from_slice(&[Suite::HmacSha256.byte(), u8::try_from(id.len()).unwrap_or(u8::MAX)]);
        bytes.extend_from_slice(id);
        bytes.extend_from_slice(&self.mac(purpose, value).finalize().into_bytes());
        BlindIndex(bytes)
    }
}

impl Ring {
    /// The digest to store, under the current index key.
    #[must_use]
    pub fn index(&self, purpose: IndexPurpose, value: impl AsRef<[u8]>) -> BlindIndex {
        self.index.current().index(purpose, value.as_ref())
    }

    /// The digests to look for, under every index key, the current one first.
    #[must_use]
    pub fn indexes_all(&self, purpose: IndexPurpose, value: impl AsRef<[u8]>) -> Vec<BlindIndex> {
        self.index.all().map(|held| held.index(purpose, value.as_ref())).collect()
    }

    /// Whether a stored digest is that of `value`, under the key it names; compared in constant time.
    #[must_use]
    pub fn index_matches(&self, purpose: IndexPurpose, value: impl AsRef<[u8]>, stored: &BlindIndex) -> bool {
        let Some((id, mac)) = stored.parts() else { return false };
        let Some(held) = self.index.find(id) else { return false };
        held.mac(purpose, value.as_ref()).verify_slice(mac).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use domain::clock::SeededChance;

    use super::*;
    use crate::fixture;

    const ID: &str = "999999195801010010";

    #[test]
    fn equal_values_have_equal_indexes_and_unlike_purposes_do_not() {
        let ring = fixture::ring(1);
        let index = ring.index(IndexPurpose::IdNumber, ID);
        assert_eq!(index, ring.index(IndexPurpose::IdNumber, ID.as_bytes()));
        assert_ne!(index, ring.index(IndexPurpose::IdNumber, "999999195801010029"));
        assert_ne!(index, ring.index(IndexPurpose::Phone, ID));
        assert_ne!(index, fixture::ring(2).index(IndexPurpose::IdNumber, ID));
    }

    #[test]
    fn an_index_carries_its_suite_and_key() {
        let index = fixture::ring(1).index(IndexPurpose::Phone, "13900000000");
        assert_eq!(&index.as_bytes()[..11], b"\x02\x09i-2026-11");
        assert_eq!(index.as_bytes().len(), 11 + 32);
        assert_eq!(index.key_id(), Some("i-2026-11"));
    }

    #[test]
    fn rotation_still_finds_what_was_indexed_before() {
        let mut ring = fixture::ring(1);
        let before = ring.index(IndexPurpose::IdNumber, ID);
        ring.rotate(Use::Index, &SeededChance::new(2), fixture::at("2027-01-05T00:00:00Z")).unwrap();
        let after = ring.index(IndexPurpose::IdNumber, ID);
        assert_ne!(before, after);
        assert_eq!(ring.indexes_all(IndexPurpose::IdNumber, ID), [after, before.clone()]);
        assert!(ring.index_matches(IndexPurpose::IdNumber, ID, &before));
        assert!(!ring.index_matches(IndexPurpose::Phone, ID, &before));
    }

    #[test]
    fn changed_bytes_match_nothing() {
        let ring = fixture::ring(1);
        let good = ring.index(IndexPurpose::Reply, b"{}");
        assert!(ring.index_matches(IndexPurpose::Reply, b"{}", &good));
        for len in 0..good.as_bytes().len() {
            let cut = BlindIndex::from_bytes(good.as_bytes()[..len].to_vec());
            assert!(!ring.index_matches(IndexPurpose::Reply, b"{}", &cut));
        }
        for bit in 0..good.as_bytes().len() * 8 {
            let mut bytes = good.as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(!ring.index_matches(IndexPurpose::Reply, b"{}", &BlindIndex::from_bytes(bytes)));
        }
        let longer = BlindIndex::from_bytes([good.as_bytes(), &[0]].concat());
        assert!(!ring.index_matches(IndexPurpose::Reply, b"{}", &longer));
    }

    #[test]
    fn debug_prints_the_key_id_only() {
        let index = fixture::ring(1).index(IndexPurpose::IdNumber, ID);
        assert_eq!(format!("{index:?}"), "BlindIndex(i-2026-11, ..)");
        assert_eq!(format!("{:?}", BlindIndex::from_bytes(vec![1, 2])), "BlindIndex(malformed, ..)");
    }
}
