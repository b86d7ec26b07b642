//! Sealed fields: a data key for each resident, wrapped by the ring; and values of the site itself.

use std::fmt;

use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305};
use domain::clock::Chance;
use zeroize::Zeroizing;

use crate::{
    envelope::{self, Aad, OpenError, Parts, Plain, Sealed},
    key::{Bytes, Use},
    ring::{Ring, Shelf, Tool},
};

/// A data key as the ring wrapped it: what is stored in the resident's row.
pub type WrappedKey = Sealed<DataKey>;

/// The key of one resident's fields. Lives only while it is used; wiped when dropped.
pub struct DataKey(XChaCha20Poly1305);

impl DataKey {
    fn new(bytes: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(bytes.into()))
    }

    /// Seals a value for one place.
    #[must_use]
    pub fn seal<T: ?Sized>(&self, chance: &dyn Chance, aad: &Aad, plain: &[u8]) -> Sealed<T> {
        envelope::seal(&self.0, "", chance, aad, plain)
    }

    /// Opens a value of that place.
    ///
    /// # Errors
    /// Refused if the value was sealed under another key, for another place, or was changed.
    pub fn open<T: ?Sized>(&self, sealed: &Sealed<T>, aad: &Aad) -> Result<Plain, OpenError> {
        let parts = Parts::read(sealed.as_bytes())?;
        if parts.key_id.is_empty() { parts.open(&self.0, aad) } else { Err(OpenError::Key) }
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(..)")
    }
}

/// The cipher that wraps data keys.
pub(crate) struct Wrap(XChaCha20Poly1305);

/// The cipher for values of the site.
pub(crate) struct Site(XChaCha20Poly1305);

impl Tool for Wrap {
    type Secret = Bytes;
    const USE: Use = Use::Wrap;

    fn prepare(secret: &Bytes) -> Self {
        Self(XChaCha20Poly1305::new((&*secret.derive("zerotrip wrap 1")).into()))
    }
}

impl Tool for Site {
    type Secret = Bytes;
    const USE: Use = Use::Site;

    fn prepare(secret: &Bytes) -> Self {
        Self(XChaCha20Poly1305::new((&*secret.derive("zerotrip site 1")).into()))
    }
}

impl AsRef<XChaCha20Poly1305> for Wrap {
    fn as_ref(&self) -> &XChaCha20Poly1305 {
        &self.0
    }
}

impl AsRef<XChaCha20Poly1305> for Site {
    fn as_ref(&self) -> &XChaCha20Poly1305 {
        &self.0
    }
}

impl<T: Tool + AsRef<XChaCha20Poly1305>> Shelf<T> {
    fn seal<K: ?Sized>(&self, chance: &dyn Chance, aad: &Aad, plain: &[u8]) -> Sealed<K> {
        let held = self.current();
        envelope::seal(held.tool.as_ref(), held.id.as_str(), chance, aad, plain)
    }

    fn open<K: ?Sized>(&self, sealed: &Sealed<K>, aad: &Aad) -> Result<Plain, OpenError> {
        let parts = Parts::read(sealed.as_bytes())?;
        let held = self.find(parts.key_id).ok_or(OpenError::Key)?;
        parts.open(held.tool.as_ref(), aad)
    }
}

impl Ring {
    /// A fresh data key for the row `aad` names, and its wrapped form to store in that row.
    #[must_use]
    pub fn new_data_key(&self, chance: &dyn Chance, aad: &Aad) -> (DataKey, WrappedKey) {
        let mut bytes = Zeroizing::new([0; 32]);
        chance.fill(bytes.as_mut_slice());
        (DataKey::new(&bytes), self.wrap.seal(chance, aad, bytes.as_slice()))
    }

    /// Unwraps the data key of the row `aad` names.
    ///
    /// # Errors
    /// Refused if it is another row's, was changed, or its ring key is gone.
    pub fn unwrap(&self, wrapped: &WrappedKey, aad: &Aad) -> Result<DataKey, OpenError> {
        let plain = self.wrap.open(wrapped, aad)?;
        let bytes: &[u8; 32] =
            plain.first_chunk().filter(|_| plain.len() == 32).ok_or(OpenError::Malformed)?;
        Ok(DataKey::new(bytes))
    }

    /// Wraps the same data key again under the current key, so that an old key of the ring can go.
    ///
    /// # Errors
    /// As [`Ring::unwrap`].
    pub fn rewrap(
        &self,
        chance: &dyn Chance,
        wrapped: &WrappedKey,
        aad: &Aad,
    ) -> Result<WrappedKey, OpenError> {
        let plain = self.wrap.open(wrapped, aad)?;
        Ok(self.wrap.seal(chance, aad, &plain))
    }

    /// Whether a data key is wrapped under the current key.
    #[must_use]
    pub fn wraps_currently(&self, wrapped: &WrappedKey) -> bool {
        wrapped.key_id() == Some(self.wrap.current().id.as_str())
    }

    /// Seals a value that belongs to no resident.
    #[must_use]
    pub fn seal_site<T: ?Sized>(&self, chance: &dyn Chance, aad: &Aad, plain: &[u8]) -> Sealed<T> {
        self.site.seal(chance, aad, plain)
    }

    /// Opens what [`Ring::seal_site`] sealed, under the current or an old key.
    ///
    /// # Errors
    /// Refused if it was sealed under another key, for another place, or was changed.
    pub fn open_site<T: ?Sized>(&self, sealed: &Sealed<T>, aad: &Aad) -> Result<Plain, OpenError> {
        self.site.open(sealed, aad)
    }
}

#[cfg(test)]
mod tests {
    use domain::clock::SeededChance;

    use super::*;
    use crate::fixture;

    struct Profile;

    const TEXT: &str = "王小明·测试";

    fn place(row: u8) -> Aad {
        Aad::new("residents", "profile", [row; 16])
    }

    fn sealed_profile(ring: &Ring, chance: &SeededChance) -> (DataKey, WrappedKey, Sealed<Profile>) {
        let (key, wrapped) = ring.new_data_key(chance, &place(1));
        let sealed = key.seal(chance, &place(1), TEXT.as_bytes());
        (key, wrapped, sealed)
    }

    #[test]
    fn a_field_comes_back_through_the_wrapped_key() {
        let (ring, chance) = (fixture::ring(1), SeededChance::new(9));
        let (_, wrapped, sealed) = sealed_profile(&ring, &chance);
        let stored = Sealed::<Profile>::from_bytes(sealed.clone().into_bytes());
        let key = ring.unwrap(&WrappedKey::from_bytes(wrapped.as_bytes().to_vec()), &place(1)).unwrap();
        assert_eq!(key.open(&stored, &place(1)).unwrap().text().unwrap(), TEXT);
        assert_eq!(sealed.key_id(), Some(""));
        assert_eq!(wrapped.key_id(), Some("w-2026-11"));
        assert_eq!(sealed.as_bytes().len(), 3 + 24 + TEXT.len() + 16);
    }

    #[test]
    fn the_layout_is_fixed() {
        let (ring, chance) = (fixture::ring(1), SeededChance::new(9));
        let (_, wrapped, _) = sealed_profile(&ring, &chance);
        let (head, rest) = wrapped.as_bytes().split_at(12);
        assert_eq!(head, b"\x01\x01\x09w-2026-11");
        assert_eq!(rest.len(), 24 + 32 + 16);
    }

    #[test]
    fn an_empty_value_can_be_sealed() {
        let (ring, chance) = (fixture::ring(1), SeededChance::new(9));
        let sealed: Sealed<Profile> = ring.seal_site(&chance, &place(1), b"");
        assert!(ring.open_site(&sealed, &place(1)).unwrap().is_empty());
    }

    #[test]
    fn the_same_value_is_never_sealed_alike() {
        let (ring, chance) = (fixture::ring(1), SeededChance::new(9));
        let (key, _) = ring.new_data_key(&chance, &place(1));
        let one: Sealed<Profile> = key.seal(&chance, &place(1), b"x");
        assert_ne!(one, key.seal(&chance, &place(1), b"x"));
    }

    #[test]
    fn another_row_column_or_table_is_refused() {
        let (ring, chance) = (fixture::ring(1), SeededChance::new(9));
        let (key, wrapped, sealed) = sealed_profile(&ring, &chance);
        for other in
            [place(2), Aad::new("residents", "note", [1; 16]), Aad::new("visits", "profile", [1; 16])]
        {
            assert_eq!(key.open(&sealed, &other).unwrap_err(), OpenError::Refused);
            assert_eq!(ring.unwrap(&wrapped, &other).unwrap_err(), OpenError::Refused);
        }
    }

    #[test]
    fn every_cut_and_every_flipped_bit_is_refused() {
        let (ring, chance) = (fixture::ring(1), SeededChance::new(9));
        let (key, wrapped, sealed) = sealed_profile(&ring, &chance);
        for len in 0..sealed.as_bytes().len() {
            let cut = Sealed::<Profile>::from_bytes(sealed.as_bytes()[..len].to_vec());
            assert!(key.open(&cut, &place(1)).is_err(), "cut to {len}");
        }
        for len in 0..wrapped.as_bytes().len() {
            let cut = WrappedKey::from_bytes(wrapped.as_bytes()[..len].to_vec());
            assert!(ring.unwrap(&cut, &place(1)).is_err(), "cut to {len}");
        }
        for bit in 0..sealed.as_bytes().len() * 8 {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(key.open(&Sealed::<Profile>::from_bytes(bytes), &place(1)).is_err(), "bit {bit}");
        }
        for bit in 0..wrapped.as_bytes().len() * 8 {
            let mut bytes = wrapped.as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(ring.unwrap(&WrappedKey::from_bytes(bytes), &place(1)).is_err(), "bit {bit}");
        }
        let longer = [sealed.as_bytes(), &[0]].concat();
        assert_eq!(
            key.open(&Sealed::<Profile>::from_bytes(longer), &place(1)).unwrap_err(),
            OpenError::Refused
        );
    }

    #[test]
    fn strange_bytes_have_codes_of_their_own() {
        let ring = fixture::ring(1);
        let open = |bytes: &[u8]| ring.open_site(&Sealed::<Profile>::from_bytes(bytes.to_vec()), &place(1));
        assert_eq!(open(b"").unwrap_err(), OpenError::Malformed);
        assert_eq!(open(&[9; 80]).unwrap_err(), OpenError::Version);
        assert_eq!(open(&[1, 9, 0]).unwrap_err(), OpenError::Suite);
        assert_eq!(open(&[1, 1, 255, 0]).unwrap_err(), OpenError::Malformed);
        assert_eq!(open(&[&[1, 1, 1, b'x'][..], &[0; 60]].concat()).unwrap_err(), OpenError::Key);
        assert_eq!(open(&[&[1, 1, 0][..], &[0; 60]].concat()).unwrap_err(), OpenError::Key);
        assert_eq!(open(&[&[1, 1, 1, 0xff][..], &[0; 60]].concat()).unwrap_err(), OpenError::Malformed);
    }

    #[test]
    fn another_key_is_refused() {
        let (ring, other, chance) = (fixture::ring(1), fixture::ring(2), SeededChance::new(9));
        let (_, wrapped, sealed) = sealed_profile(&ring, &chance);
        assert_eq!(other.unwrap(&wrapped, &place(1)).unwrap_err(), OpenError::Refused);
        let (foreign, _) = ring.new_data_key(&chance, &place(1));
        assert_eq!(foreign.open(&sealed, &place(1)).unwrap_err(), OpenError::Refused);
        let of_site: Sealed<Profile> = ring.seal_site(&chance, &place(1), b"x");
        assert_eq!(foreign.open(&of_site, &place(1)).unwrap_err(), OpenError::Key);
        let as_wrapped = WrappedKey::from_bytes(of_site.into_bytes());
        assert_eq!(ring.unwrap(&as_wrapped, &place(1)).unwrap_err(), OpenError::Key);
    }

    #[test]
    fn rotation_opens_what_was_sealed_before_and_can_rewrap_it() {
        let (mut ring, chance) = (fixture::ring(1), SeededChance::new(9));
        let (_, wrapped, sealed) = sealed_profile(&ring, &chance);
        let of_site: Sealed<Profile> = ring.seal_site(&chance, &place(1), b"x");
        assert!(ring.wraps_currently(&wrapped));
        let now = fixture::at("2027-01-05T00:00:00Z");
        ring.rotate(Use::Wrap, &chance, now).unwrap();
        ring.rotate(Use::Site, &chance, now).unwrap();

        assert!(!ring.wraps_currently(&wrapped));
        let key = ring.unwrap(&wrapped, &place(1)).unwrap();
        assert_eq!(key.open(&sealed, &place(1)).unwrap().text().unwrap(), TEXT);
        assert_eq!(&*ring.open_site(&of_site, &place(1)).unwrap(), b"x");

        let moved = ring.rewrap(&chance, &wrapped, &place(1)).unwrap();
        assert_eq!(moved.key_id(), Some("w-2027-01"));
        let key = ring.unwrap(&moved, &place(1)).unwrap();
        assert_eq!(key.open(&sealed, &place(1)).unwrap().text().unwrap(), TEXT);
    }

    #[test]
    fn debug_prints_nothing_of_the_content() {
        let (ring, chance) = (fixture::ring(1), SeededChance::new(9));
        let (key, _, sealed) = sealed_profile(&ring, &chance);
        let opened = key.open(&sealed, &place(1)).unwrap();
        assert_eq!(format!("{sealed:?} {key:?} {opened:?}"), "Sealed(..) DataKey(..) Plain(..)");
    }
}
