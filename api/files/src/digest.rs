//! A SHA-256 that can be put down on one replica and taken up on another.
//!
//! It runs over sealed bytes, so its state, which holds up to 63 of them, tells nothing about a person.

use crate::len64;
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::{Digest, Sha256};
use std::fmt;

/// The layout of a saved state. A hasher that saves itself otherwise gets another number.
const LAYOUT: u8 = 1;

/// A digest over the bytes so far.
#[derive(Clone, Default)]
pub struct RunningDigest {
    hasher: Sha256,
    length: u64,
}

/// The saved bytes are no digest state of this service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a saved digest")]
pub struct BadDigestState;

impl RunningDigest {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.length = self.length.saturating_add(len64(bytes.len()));
    }

    /// Bytes digested so far: the offset this digest belongs to.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// The state to store beside the offset.
    pub fn state(&self) -> Vec<u8> {
        let inner = self.hasher.serialize();
        let mut state = Vec::with_capacity(1 + 8 + inner.len());
        state.push(LAYOUT);
        state.extend_from_slice(&self.length.to_be_bytes());
        state.extend_from_slice(&inner);
        state
    }

    /// Takes up where [`Self::state`] was called.
    pub fn resume(state: &[u8]) -> Result<Self, BadDigestState> {
        let Some((&LAYOUT, rest)) = state.split_first() else { return Err(BadDigestState) };
        let Some((length, inner)) = rest.split_first_chunk::<8>() else { return Err(BadDigestState) };
        let Ok(inner) = SerializedState::<Sha256>::try_from(inner) else { return Err(BadDigestState) };
        let Ok(hasher) = Sha256::deserialize(&inner) else { return Err(BadDigestState) };
        Ok(Self { hasher, length: u64::from_be_bytes(*length) })
    }

    pub fn finish(self) -> [u8; 32] {
        self.hasher.finalize().into()
    }
}

impl fmt::Debug for RunningDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningDigest").field("length", &self.length).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(len: usize) -> Vec<u8> {
        (0u8..=255).cycle().map(|byte| byte.wrapping_mul(31)).take(len).collect()
    }

    #[test]
    fn cut_anywhere_the_digest_is_the_same() {
        let data = pattern(300);
        let whole: [u8; 32] = Sha256::digest(&data).into();
        for cut in 0..=data.len() {
            let mut first = RunningDigest::new();
            first.update(&data[..cut]);
            let mut second = RunningDigest::resume(&first.state()).unwrap();
            assert_eq!(second.length(), len64(cut));
            second.update(&data[cut..]);
            assert_eq!(second.length(), 300);
            assert_eq!(second.finish(), whole, "cut at {cut}");
        }
    }

    #[test]
    fn cut_at_every_byte_in_turn_the_digest_is_the_same() {
        let data = pattern(200);
        let mut digest = RunningDigest::new();
        for byte in &data {
            digest.update(&[*byte]);
            digest = RunningDigest::resume(&digest.state()).unwrap();
        }
        assert_eq!(digest.finish(), <[u8; 32]>::from(Sha256::digest(&data)));
    }

    /// States lie in databases across upgrades: a hasher that saves itself otherwise must not pass unseen.
    #[test]
    fn the_saved_layout_stays() {
        let mut digest = RunningDigest::new();
        digest.update(b"abc");
        let mut expected = "010000000000000003".to_owned();
        expected.push_str("67e6096a85ae67bb72f36e3c3af54fa57f520e518c68059babd9831f19cde05b");
        expected.push_str("0000000000000000");
        assert_eq!(hex::encode(digest.state())[..expected.len()], expected);
        assert_eq!(digest.state().len(), 1 + 8 + 32 + 8 + 64);
        let mut longer = RunningDigest::new();
        longer.update(&pattern(129));
        assert_eq!(longer.state()[41..49], 2u64.to_le_bytes());
    }

    #[test]
    fn what_is_no_state_is_refused() {
        let mut digest = RunningDigest::new();
        digest.update(b"abc");
        let state = digest.state();
        for len in 0..state.len() {
            assert_eq!(RunningDigest::resume(&state[..len]).unwrap_err(), BadDigestState);
        }
        let mut longer = state.clone();
        longer.push(0);
        assert_eq!(RunningDigest::resume(&longer).unwrap_err(), BadDigestState);
        let mut other_layout = state.clone();
        other_layout[0] = 2;
        assert_eq!(RunningDigest::resume(&other_layout).unwrap_err(), BadDigestState);
        let mut beyond_the_block = state;
        beyond_the_block[49] = 64;
        assert_eq!(RunningDigest::resume(&beyond_the_block).unwrap_err(), BadDigestState);
    }
}
