//! Chance from a seed: the same seed gives the same plan. Only the ids of a run are new each time.

use domain::clock::{Chance, SeededChance};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A stream of chance of its own.
pub struct Dice(SeededChance);

impl Dice {
    /// The stream that belongs to a seed, a purpose and a number.
    pub fn of(seed: u64, purpose: &str, number: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_be_bytes());
        hash.update(number.to_be_bytes());
        hash.update(purpose.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash.finalize()[..8]);
        Self(SeededChance::new(u64::from_be_bytes(first)))
    }

    /// Eight random bytes.
    pub fn word(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// A number below `bound`; 0 when that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.word() % bound).unwrap_or(0)
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, times: usize) -> bool {
        self.below(100) < times
    }

    /// One of several. The slice must not be empty.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes);
        bytes
    }

    /// Mixes a list.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }

    /// A UUIDv7 of an instant.
    pub fn uuid(&mut self, at: Timestamp) -> Uuid {
        self.0.uuid_v7(at)
    }
}

/// Ids that no earlier run has used.
pub struct FreshIds(SeededChance);

impl FreshIds {
    /// Ids of a run that begins at an instant.
    pub fn of_run(seed: u64, begins: Timestamp) -> Self {
        let nanos = u64::try_from(begins.as_nanosecond() & i128::from(u64::MAX)).unwrap_or_default();
        Self(SeededChance::new(Dice::of(seed, "ids", nanos).word()))
    }

    /// A UUIDv7 of the present instant.
    pub fn next(&self) -> Uuid {
        self.0.uuid_v7(Timestamp::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_no_other() {
        let roll = |seed, purpose, number| Dice::of(seed, purpose, number).bytes::<16>();
        assert_eq!(roll(1, "plan", 0), roll(1, "plan", 0));
        assert_ne!(roll(1, "plan", 0), roll(2, "plan", 0));
        assert_ne!(roll(1, "plan", 0), roll(1, "plan", 1));
        assert_ne!(roll(1, "plan", 0), roll(1, "people", 0));
    }

    #[test]
    fn mixing_loses_nothing() {
        let mut list: Vec<_> = (0..100).collect();
        Dice::of(1, "plan", 0).shuffle(&mut list);
        assert_ne!(list, (0..100).collect::<Vec<_>>());
        list.sort_unstable();
        assert_eq!(list, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn numbers_stay_within_their_bounds() {
        let mut dice = Dice::of(7, "plan", 0);
        let rolls: Vec<_> = (0..1000).map(|_| dice.between(2, 4)).collect();
        assert!((2..=4).all(|n| rolls.contains(&n)));
        assert!(rolls.iter().all(|n| (2..=4).contains(n)));
        assert_eq!(dice.below(0), 0);
    }
}
