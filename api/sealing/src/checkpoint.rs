//! Signed checkpoints of the audit chains: one line of text each, copied off the machine, so that a chain that was
//! cut short or rewritten shows.
//!
//! ```text
//! zerotrip-checkpoint-1 CENTRE SEQ HASH AT KEY SIGNATURE
//! ```
//!
//! HASH is hexadecimal, AT an instant in UTC, SIGNATURE base64url of an Ed25519 signature over everything before
//! the space that precedes it. A checkpoint has exactly one text, and stock tools can check it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    key::{Bytes, KeyId, Use},
    ring::{Ring, Tool},
};

const WORD: &str = "zerotrip-checkpoint-1";

/// Why a checkpoint is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}", self.code())]
pub enum CheckpointError {
    /// The line is no checkpoint.
    Malformed,
    /// The ring holds no checkpoint key of that id.
    Key,
    /// The signature is not that key's, or the line was changed.
    Refused,
}

impl CheckpointError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "checkpoint-malformed",
            Self::Key => "checkpoint-key-unknown",
            Self::Refused => "checkpoint-refused",
        }
    }
}

/// The head of a centre's audit chain at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The centre whose chain it is.
    pub centre: Uuid,
    /// The number of the last row.
    pub seq: i64,
    /// The chained hash of that row.
    pub hash: [u8; 32],
    /// When it was signed.
    pub at: Timestamp,
}

/// A checkpoint and the signature over it. Holding one does not mean that it was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    key: KeyId,
    signature: Signature,
}

impl SignedCheckpoint {
    /// Reads the line, without its end; verifies nothing.
    ///
    /// # Errors
    /// Malformed if it is not, to the letter, the line of a checkpoint.
    pub fn parse(line: &str) -> Result<Self, CheckpointError> {
        let read = Self::read(line).ok_or(CheckpointError::Malformed)?;
        if read.to_line() == line { Ok(read) } else { Err(CheckpointError::Malformed) }
    }

    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        if words.next()? != WORD {
            return None;
        }
        let centre = words.next()?.parse().ok()?;
        let seq = words.next()?.parse().ok()?;
        let mut hash = [0; 32];
        hex::decode_to_slice(words.next()?, &mut hash).ok()?;
        let at = words.next()?.parse().ok()?;
        let key = KeyId::parse(words.next()?)?;
        let signature = URL_SAFE_NO_PAD.decode(words.next()?).ok()?;
        let signature = Signature::from_slice(&signature).ok()?;
        Some(Self { checkpoint: Checkpoint { centre, seq, hash, at }, key, signature })
    }

    /// The one line of text, without its end.
    #[must_use]
    pub fn to_line(&self) -> String {
        let signature = URL_SAFE_NO_PAD.encode(self.signature.to_bytes());
        format!("{} {signature}", signed_text(&self.checkpoint, &self.key))
    }

    /// What was signed.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The key it names.
    #[must_use]
    pub const fn key_id(&self) -> &KeyId {
        &self.key
    }

    /// Verifies with a public key, for those who hold no ring.
    ///
    /// # Errors
    /// Refused if the signature is not that key's.
    pub fn verify_with(&self, public: &[u8; 32]) -> Result<(), CheckpointError> {
        VerifyingKey::from_bytes(public)
            .and_then(|key| self.verify(&key))
            .ok()
            .ok_or(CheckpointError::Refused)
    }

    fn verify(&self, key: &VerifyingKey) -> Result<(), ed25519_dalek::SignatureError> {
        key.verify_strict(signed_text(&self.checkpoint, &self.key).as_bytes(), &self.signature)
    }
}

fn signed_text(checkpoint: &Checkpoint, key: &KeyId) -> String {
    let Checkpoint { centre, seq, hash, at } = checkpoint;
    format!("{WORD} {centre} {seq} {} {at} {key}", hex::encode(hash))
}

/// The prepared checkpoint key.
pub(crate) struct Signer(SigningKey);

impl Tool for Signer {
    type Secret = Bytes;
    const USE: Use = Use::Checkpoint;

    fn prepare(secret: &Bytes) -> Self {
        Self(SigningKey::from_bytes(&secret.derive("zerotrip checkpoint 1")))
    }
}

impl Ring {
    /// Signs with the current checkpoint key.
    #[must_use]
    pub fn sign_checkpoint(&self, checkpoint: Checkpoint) -> SignedCheckpoint {
        let held = self.checkpoint.current();
        let signature = held.tool.0.sign(signed_text(&checkpoint, &held.id).as_bytes());
        SignedCheckpoint { checkpoint, key: held.id.clone(), signature }
    }

    /// Verifies with the checkpoint key it names, current or old.
    ///
    /// # Errors
    /// Refused if the ring has no such key or the signature is not that key's.
    pub fn verify_checkpoint(&self, signed: &SignedCheckpoint) -> Result<(), CheckpointError> {
        let held = self.checkpoint.find(signed.key.as_str()).ok_or(CheckpointError::Key)?;
        signed.verify(held.tool.0.as_ref()).ok().ok_or(CheckpointError::Refused)
    }

    /// The public keys checkpoints are verified with, the current one first.
    #[must_use]
    pub fn public_checkpoint_keys(&self) -> Vec<(KeyId, [u8; 32])> {
        self.checkpoint.all().map(|held| (held.id.clone(), held.tool.0.verifying_key().to_bytes())).collect()
    }
}

#[cfg(test)]
mod tests {
    use domain::clock::SeededChance;

    use super::*;
    use crate::fixture;

    fn head() -> Checkpoint {
        Checkpoint {
            centre: Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001),
            seq: 1_927,
            hash: [0xab; 32],
            at: fixture::at("2026-11-23T08:30:00.000123Z"),
        }
    }

    #[test]
    fn a_checkpoint_comes_back_from_its_line() {
        let ring = fixture::ring(1);
        let line = ring.sign_checkpoint(head()).to_line();
        let words: Vec<_> = line.split(' ').collect();
        assert_eq!(words.len(), 7);
        assert_eq!(words[..3], [WORD, "01990000-0000-7000-8000-000000000001", "1927"]);
        assert_eq!(words[4..6], ["2026-11-23T08:30:00.000123Z", "c-2026-11"]);
        let read = SignedCheckpoint::parse(&line).unwrap();
        assert_eq!(*read.checkpoint(), head());
        ring.verify_checkpoint(&read).unwrap();
        read.verify_with(&ring.public_checkpoint_keys()[0].1).unwrap();
    }

    #[test]
    fn every_cut_and_every_changed_letter_is_refused() {
        let ring = fixture::ring(1);
        let line = ring.sign_checkpoint(head()).to_line();
        let check = |line: &str| SignedCheckpoint::parse(line).and_then(|one| ring.verify_checkpoint(&one));
        for len in 0..line.len() {
            assert!(check(&line[..len]).is_err(), "cut to {len}");
        }
        for at in 0..line.len() {
            let mut letters = line.clone().into_bytes();
            letters[at] = if letters[at] == b'1' { b'2' } else { b'1' };
            let changed = String::from_utf8(letters).unwrap();
            assert!(check(&changed).is_err(), "{changed}");
        }
        for other in [
            format!("{line} "),
            format!("{line}\n"),
            line.replace("ab", "AB"),
            line.replace(" 1927", " +1927"),
        ] {
            assert_eq!(check(&other).unwrap_err(), CheckpointError::Malformed);
        }
    }

    #[test]
    fn another_key_is_refused() {
        let (ring, other) = (fixture::ring(1), fixture::ring(2));
        let signed = ring.sign_checkpoint(head());
        assert_eq!(other.verify_checkpoint(&signed).unwrap_err(), CheckpointError::Refused);
        let public = other.public_checkpoint_keys()[0].1;
        assert_eq!(signed.verify_with(&public).unwrap_err(), CheckpointError::Refused);
        let renamed = other.to_toml().replace("c-2026-11", "c-2026-10");
        let renamed = crate::Ring::parse(&renamed).unwrap();
        assert_eq!(renamed.verify_checkpoint(&signed).unwrap_err(), CheckpointError::Key);
    }

    #[test]
    fn rotation_still_verifies_what_was_signed_before() {
        let mut ring = fixture::ring(1);
        let before = ring.sign_checkpoint(head());
        ring.rotate(Use::Checkpoint, &SeededChance::new(2), fixture::at("2027-01-05T00:00:00Z")).unwrap();
        ring.verify_checkpoint(&before).unwrap();
        let after = ring.sign_checkpoint(head());
        assert_eq!(after.key_id().as_str(), "c-2027-01");
        ring.verify_checkpoint(&after).unwrap();
        assert_eq!(ring.public_checkpoint_keys().len(), 2);
    }
}
