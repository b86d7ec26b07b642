//! Time and chance, handed in.
//!
//! Legal instants are UTC instants of the server, kept to the microsecond since that is what both databases keep.
//! Calendar days are those of Asia/Shanghai, which has had no summer time since 1991: a fixed offset of eight hours.

use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp, civil, tz};

/// What time it is.
pub trait Clock: Send + Sync {
    /// The present instant, cut to whole microseconds.
    fn now(&self) -> Timestamp;
}

/// A source of random bytes fit for keys.
pub trait Chance: Send + Sync {
    /// Fills the whole slice.
    fn fill(&self, out: &mut [u8]);

    /// A fresh UUID of version 7.
    fn uuid_v7(&self, now: Timestamp) -> uuid::Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

/// Cuts an instant to whole microseconds.
#[must_use]
pub fn to_micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// The wall clock in Asia/Shanghai at an instant.
#[must_use]
pub fn shanghai(at: Timestamp) -> civil::DateTime {
    tz::Offset::constant(8).to_datetime(at)
}

/// The instant at which a day begins in Asia/Shanghai.
#[must_use]
pub fn day_start(day: civil::Date) -> Timestamp {
    tz::Offset::constant(8).to_timestamp(day.to_datetime(civil::Time::midnight())).unwrap_or(Timestamp::MAX)
}

/// A clock that stands still until it is moved: for tests and for replays.
#[derive(Debug)]
pub struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    /// A clock that shows `at`.
    #[must_use]
    pub fn at(at: Timestamp) -> Self {
        Self(Mutex::new(to_micros(at)))
    }

    /// Moves the clock on.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now = now.checked_add(by).unwrap_or(*now);
    }

    /// Sets the clock.
    pub fn set(&self, at: Timestamp) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to_micros(at);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Repeatable bytes from a seed (xorshift64*). Never for keys of a real site.
#[derive(Debug)]
pub struct SeededChance(Mutex<u64>);

impl SeededChance {
    /// The same seed gives the same bytes.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(Mutex::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1))
    }
}

impl Chance for SeededChance {
    fn fill(&self, out: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in out.chunks_mut(8) {
            *state ^= *state >> 12;
            *state ^= *state << 25;
            *state ^= *state >> 27;
            let word = state.wrapping_mul(0x2545_F491_4F6C_DD1D).to_le_bytes();
            for (to, from) in chunk.iter_mut().zip(word) {
                *to = from;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_eight_hours_before_utc() {
        let day = civil::date(2026, 11, 23);
        assert_eq!(day_start(day).to_string(), "2026-11-22T16:00:00Z");
        assert_eq!(shanghai(day_start(day)).date(), day);
    }

    #[test]
    fn ids_made_later_sort_later() {
        let chance = SeededChance::new(1);
        let early = chance.uuid_v7(Timestamp::from_second(1_000).unwrap());
        let late = chance.uuid_v7(Timestamp::from_second(2_000).unwrap());
        assert!(early < late);
        assert_eq!(early.get_version_num(), 7);
    }
}
