//! The words for keys: what they are for, which suite they serve, and their secrets.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::clock::Chance;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// HMAC-SHA-256 with its key taken in.
pub(crate) type Keyed = Hmac<Sha256>;

/// The name of a key in the ring: 1 to 16 of `a-z`, `0-9` and `-`. Not secret.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(String);

impl KeyId {
    /// The longest name, in bytes.
    pub const MAX: usize = 16;

    /// Reads a name; nothing if it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::MAX).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (fits && plain).then(|| Self(text.to_owned()))
    }

    /// The name of a use's key made in a month, as `w-2026-11`.
    pub(crate) fn of_month(usage: Use, year: i16, month: i8) -> Self {
        Self(format!("{}-{year:04}-{month:02}", usage.letter()))
    }

    /// The name for another key of the same month, as `w-2026-11-2`.
    pub(crate) fn numbered(first: &Self, number: u16) -> Self {
        Self(format!("{first}-{number}"))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a key of the ring is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// Wraps the data keys of residents.
    Wrap,
    /// Makes blind indexes and other keyed digests.
    Index,
    /// Opens files sealed to the site (an age identity).
    Evidence,
    /// Signs access tokens and derives refresh tokens.
    Token,
    /// Signs checkpoints of the audit chains.
    Checkpoint,
    /// Seals what belongs to no resident.
    Site,
}

impl Use {
    /// Every use, in the order of the ring's text.
    pub const ALL: [Self; 6] =
        [Self::Wrap, Self::Index, Self::Evidence, Self::Token, Self::Checkpoint, Self::Site];

    /// The word of the ring's text. Stable for ever.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Wrap => "wrap",
            Self::Index => "index",
            Self::Evidence => "evidence",
            Self::Token => "token",
            Self::Checkpoint => "checkpoint",
            Self::Site => "site",
        }
    }

    /// Reads [`Use::word`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// The suite a new key of this use serves.
    #[must_use]
    pub const fn suite(self) -> Suite {
        match self {
            Self::Wrap | Self::Site => Suite::XChaCha20Poly1305,
            Self::Index => Suite::HmacSha256,
            Self::Evidence => Suite::AgeX25519,
            Self::Token | Self::Checkpoint => Suite::Ed25519,
        }
    }

    /// The letter that begins the id of a new key of this use.
    const fn letter(self) -> char {
        match self {
            Self::Wrap => 'w',
            Self::Index => 'i',
            Self::Evidence => 'e',
            Self::Token => 't',
            Self::Checkpoint => 'c',
            Self::Site => 's',
        }
    }
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Whether a key seals or only opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The one key of its use that seals.
    Current,
    /// A key that only opens what was sealed under it.
    Old,
}

impl State {
    /// The word of the ring's text. Stable for ever.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Old => "old",
        }
    }

    /// Reads [`State::word`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Current, Self::Old].into_iter().find(|one| one.word() == word)
    }
}

/// A set of algorithms, by a number that is stored beside each value. Numbers are never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Suite {
    /// XChaCha20-Poly1305 with a random 24-byte nonce: byte 1.
    XChaCha20Poly1305,
    /// HMAC-SHA-256: byte 2.
    HmacSha256,
    /// Ed25519; the refresh tokens beside it use HMAC-SHA-256: byte 3.
    Ed25519,
    /// age with X25519: byte 4.
    AgeX25519,
}

impl Suite {
    const ALL: [Self; 4] = [Self::XChaCha20Poly1305, Self::HmacSha256, Self::Ed25519, Self::AgeX25519];

    /// The number stored beside a value.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::XChaCha20Poly1305 => 1,
            Self::HmacSha256 => 2,
            Self::Ed25519 => 3,
            Self::AgeX25519 => 4,
        }
    }

    /// The word of the ring's text. Stable for ever.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::XChaCha20Poly1305 => "xchacha20-poly1305",
            Self::HmacSha256 => "hmac-sha256",
            Self::Ed25519 => "ed25519",
            Self::AgeX25519 => "age-x25519",
        }
    }

    /// Reads [`Suite::word`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// A secret as the ring's text holds it.
pub(crate) trait Secret: Sized {
    /// Reads the text form; nothing if it is not one.
    fn parse(text: &str) -> Option<Self>;
    /// Writes the text form.
    fn text(&self) -> Zeroizing<String>;
}

/// 32 secret bytes, in base64. Boxed, so that moving a key leaves no copy behind.
pub(crate) struct Bytes(Box<Zeroizing<[u8; 32]>>);

impl Bytes {
    pub(crate) fn draw(chance: &dyn Chance) -> Self {
        let mut bytes = Box::new(Zeroizing::new([0; 32]));
        chance.fill(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The key of one purpose: HKDF-Expand of RFC 5869 for one block, since the secret is uniform already.
    pub(crate) fn derive(&self, label: &str) -> Zeroizing<[u8; 32]> {
        let mac = keyed(&self.0).chain_update(label.as_bytes()).chain_update([1]);
        Zeroizing::new(mac.finalize().into_bytes().into())
    }
}

impl Secret for Bytes {
    fn parse(text: &str) -> Option<Self> {
        let raw = Zeroizing::new(STANDARD.decode(text).ok()?);
        let mut bytes = Box::new(Zeroizing::new([0; 32]));
        if raw.len() != bytes.len() {
            return None;
        }
        bytes.copy_from_slice(&raw);
        Some(Self(bytes))
    }

    fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.0.as_slice()))
    }
}

/// An age identity as text. Its form is checked here; only the room that holds files can use it.
pub(crate) struct Identity(Zeroizing<String>);

impl Identity {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Secret for Identity {
    fn parse(text: &str) -> Option<Self> {
        const DATA: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
        let data = text.strip_prefix("AGE-SECRET-KEY-1")?;
        let sound = data.len() == 58 && data.chars().all(|c| DATA.contains(c));
        sound.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    fn text(&self) -> Zeroizing<String> {
        self.0.clone()
    }
}

/// HMAC-SHA-256 ready for use. A key shorter than the block is padded with zeros, as RFC 2104 says.
pub(crate) fn keyed(key: &[u8; 32]) -> Keyed {
    let mut block = Zeroizing::new([0; 64]);
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Keyed::new((&*block).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_id_is_short_and_plain() {
        assert!(KeyId::parse("k-2026-01").is_some());
        for bad in ["", "K-1", "k 1", "k_1", "钥匙", "k-2026-01-0000001"] {
            assert!(KeyId::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn words_read_back_and_suite_bytes_are_distinct() {
        for one in Use::ALL {
            assert_eq!(Use::parse(one.word()), Some(one));
        }
        for one in Suite::ALL {
            assert_eq!(Suite::parse(one.word()), Some(one));
            assert_eq!(Suite::ALL.iter().filter(|other| other.byte() == one.byte()).count(), 1);
        }
    }

    #[test]
    fn the_padded_key_is_the_hmac_of_rfc_4231() {
        // Case 2 of the RFC, whose key "Jefe" is padded by zeros in any case.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let mac = keyed(&key).chain_update(b"what do ya want for nothing?").finalize().into_bytes();
        assert_eq!(hex::encode(mac), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn each_label_has_a_key_of_its_own() {
        let secret = Bytes::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
        assert_ne!(*secret.derive("a"), *secret.derive("b"));
        assert_eq!(*secret.derive("a"), *secret.derive("a"));
    }
}
