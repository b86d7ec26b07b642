//! The layout of a sealed value.
//!
//! ```text
//! version 1 | suite 1 | length of key id 1 | key id | nonce 24 | ciphertext | tag 16
//! ```
//!
//! Everything before the nonce is bound into the tag together with the associated data, so neither the header nor
//! the row a value belongs to can be changed.

use std::{fmt, marker::PhantomData, ops::Deref};

use chacha20poly1305::{AeadInOut as _, XChaCha20Poly1305};
use domain::clock::Chance;
use zeroize::Zeroizing;

use crate::key::Suite;

const VERSION: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;

/// Why a sealed value stays closed. A code and nothing else: the reason must tell nothing about the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}", self.code())]
pub enum OpenError {
    /// The bytes are no sealed value.
    Malformed,
    /// A version of the layout this program does not know.
    Version,
    /// A suite this program does not know.
    Suite,
    /// The ring holds no key of that id for this use.
    Key,
    /// Another key, another row, or changed bytes.
    Refused,
}

impl OpenError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "sealed-malformed",
            Self::Version => "sealed-version-unknown",
            Self::Suite => "sealed-suite-unknown",
            Self::Key => "sealed-key-unknown",
            Self::Refused => "sealed-refused",
        }
    }
}

/// Where a sealed value lives: table, column and row. It opens nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aad(Vec<u8>);

impl Aad {
    /// The place of a value. `row` is the row's whole key; where that is several ids, their bytes in order.
    #[must_use]
    pub fn new(table: &str, column: &str, row: impl AsRef<[u8]>) -> Self {
        let parts = [table.as_bytes(), column.as_bytes(), row.as_ref()];
        let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
        for part in parts {
            // The length first, so that no two places are written alike.
            bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        Self(bytes)
    }
}

/// A sealed `T`: bytes that say nothing without the key. `T` only names the kind of thing inside.
pub struct Sealed<T: ?Sized> {
    bytes: Vec<u8>,
    kind: PhantomData<fn() -> T>,
}

impl<T: ?Sized> Sealed<T> {
    /// Takes stored bytes. Whether they are a sealed value shows on opening.
    #[must_use]
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes, kind: PhantomData }
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes to store.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The id of the ring's key that sealed this; empty under a data key, nothing if the bytes are malformed.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        Parts::read(&self.bytes).ok().map(|parts| parts.key_id)
    }
}

impl<T: ?Sized> Clone for Sealed<T> {
    fn clone(&self) -> Self {
        Self::from_bytes(self.bytes.clone())
    }
}

impl<T: ?Sized> PartialEq for Sealed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<T: ?Sized> Eq for Sealed<T> {}

impl<T: ?Sized> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(..)")
    }
}

/// What was inside. Wiped when dropped; Debug prints nothing of it.
pub struct Plain(Zeroizing<Vec<u8>>);

impl Plain {
    /// The content as text.
    ///
    /// # Errors
    /// [`OpenError::Malformed`] if it is not UTF-8.
    pub fn text(&self) -> Result<&str, OpenError> {
        std::str::from_utf8(&self.0).ok().ok_or(OpenError::Malformed)
    }
}

impl Deref for Plain {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Plain(..)")
    }
}

/// Seals under a key named `key_id` (empty for a data key).
pub(crate) fn seal<T: ?Sized>(
    cipher: &XChaCha20Poly1305,
    key_id: &str,
    chance: &dyn Chance,
    aad: &Aad,
    plain: &[u8],
) -> Sealed<T> {
    let mut nonce = [0; NONCE];
    chance.fill(&mut nonce);
    let head_len = 3 + key_id.len();
    let mut bytes = Vec::with_capacity(head_len + NONCE + plain.len() + TAG);
    bytes.extend_from_slice(&[
        VERSION,
        Suite::XChaCha20Poly1305.byte(),
        u8::try_from(key_id.len()).unwrap_or(u8::MAX),
    ]);
    bytes.extend_from_slice(key_id.as_bytes());
    let bound = bind(&bytes, aad);
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(plain);
    let (_, body) = bytes.split_at_mut(head_len + NONCE);
    #[expect(clippy::expect_used, reason = "the cipher refuses only texts above 256 GiB")]
    let tag =
        cipher.encrypt_inout_detached(&nonce.into(), &bound, body.into()).expect("a field fits the cipher");
    bytes.extend_from_slice(&tag);
    Sealed::from_bytes(bytes)
}

/// A sealed value taken apart; nothing is verified yet.
pub(crate) struct Parts<'a> {
    head: &'a [u8],
    pub(crate) key_id: &'a str,
    nonce: &'a [u8; NONCE],
    body: &'a [u8],
    tag: &'a [u8; TAG],
}

impl<'a> Parts<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, OpenError> {
        let [version, suite, id_len, ..] = *bytes else { return Err(OpenError::Malformed) };
        if version != VERSION {
            return Err(OpenError::Version);
        }
        if suite != Suite::XChaCha20Poly1305.byte() {
            return Err(OpenError::Suite);
        }
        let (head, rest) = bytes.split_at_checked(3 + usize::from(id_len)).ok_or(OpenError::Malformed)?;
        let key_id = head.get(3..).and_then(|id| std::str::from_utf8(id).ok()).ok_or(OpenError::Malformed)?;
        let (nonce, rest) = rest.split_first_chunk().ok_or(OpenError::Malformed)?;
        let (body, tag) = rest.split_last_chunk().ok_or(OpenError::Malformed)?;
        Ok(Self { head, key_id, nonce, body, tag })
    }

    pub(crate) fn open(&self, cipher: &XChaCha20Poly1305, aad: &Aad) -> Result<Plain, OpenError> {
        let mut plain = Zeroizing::new(self.body.to_vec());
        cipher
            .decrypt_inout_detached(
                self.nonce.into(),
                &bind(self.head, aad),
                plain.as_mut_slice().into(),
                self.tag.into(),
            )
            .ok()
            .ok_or(OpenError::Refused)?;
        Ok(Plain(plain))
    }
}

/// The header states its own length, so header and place together are read in one way only.
fn bind(head: &[u8], aad: &Aad) -> Vec<u8> {
    [head, &aad.0].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_places_are_written_alike() {
        assert_ne!(Aad::new("ab", "c", [1]), Aad::new("a", "bc", [1]));
        assert_ne!(Aad::new("a", "b", [1, 2]), Aad::new("a", "b", [1]));
        assert_ne!(Aad::new("a", "", [b'b']), Aad::new("a", "b", []));
    }

    #[test]
    fn codes_are_all_there_is_to_an_error() {
        assert_eq!(OpenError::Refused.to_string(), "sealed-refused");
    }
}
