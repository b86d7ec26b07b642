//! How many wrong passwords an account takes: five in a row, then none is tried for half an hour (the usual figures
//! for level 3 of GB/T 22239-2019, which gives none itself). Whatever is tried meanwhile neither counts nor prolongs.

use jiff::{SignedDuration, Timestamp};
use store::StoredUser;

/// Wrong passwords in a row that lock an account.
pub const TRIES: i32 = 5;
/// For how long.
pub const LOCK: SignedDuration = SignedDuration::from_mins(30);

/// How sign-in has gone for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// Wrong passwords in a row.
    pub failed: i32,
    /// Until when none is tried.
    pub locked_until: Option<Timestamp>,
}

impl Tries {
    /// How it has gone until now. A lock that has run out leaves a clean slate.
    #[must_use]
    pub fn of(user: &StoredUser, now: Timestamp) -> Self {
        match user.locked_until {
            Some(until) if until <= now => Self { failed: 0, locked_until: None },
            until => Self { failed: user.failed_attempts, locked_until: until },
        }
    }

    /// Seconds until the next password is tried, if none is at present.
    #[must_use]
    pub fn locked_for(self, now: Timestamp) -> Option<u32> {
        let left = self.locked_until?.duration_since(now);
        // Rounded up: whoever waits that long finds it open.
        let seconds = left.as_secs().saturating_add(i64::from(left.subsec_nanos() > 0));
        u32::try_from(seconds).ok().filter(|seconds| *seconds > 0)
    }

    /// The same after one more wrong password.
    #[must_use]
    pub fn after_failure(self, now: Timestamp) -> Self {
        let failed = self.failed.saturating_add(1);
        let locked_until = if failed < TRIES { None } else { now.checked_add(LOCK).ok() };
        Self { failed, locked_until }
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::UserId;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + seconds).unwrap()
    }

    fn user(tries: Tries) -> StoredUser {
        StoredUser {
            id: UserId::from_uuid(uuid::Uuid::from_u128(1)),
            username: "worker-1".into(),
            name: Vec::new(),
            password_hash: String::new(),
            failed_attempts: tries.failed,
            locked_until: tries.locked_until,
            disabled_at: None,
        }
    }

    const NONE: Tries = Tries { failed: 0, locked_until: None };

    #[test]
    fn the_fifth_wrong_password_locks() {
        let mut tries = NONE;
        for failed in 1..TRIES {
            tries = Tries::of(&user(tries), at(0)).after_failure(at(0));
            assert_eq!(tries, Tries { failed, locked_until: None });
            assert_eq!(tries.locked_for(at(0)), None);
        }
        tries = tries.after_failure(at(0));
        assert_eq!(tries.locked_for(at(0)), Some(1800));
        assert_eq!(Tries::of(&user(tries), at(60)).locked_for(at(60)), Some(1740));
    }

    #[test]
    fn a_lock_ends_at_its_second_and_leaves_a_clean_slate() {
        let locked = user(Tries { failed: TRIES, locked_until: Some(at(1800)) });
        assert_eq!(Tries::of(&locked, at(1799)).locked_for(at(1799)), Some(1));
        assert_eq!(Tries::of(&locked, at(1800)), NONE);
        assert_eq!(Tries::of(&locked, at(1800)).after_failure(at(1800)).failed, 1);
    }

    #[test]
    fn part_of_a_second_counts_as_one() {
        let tries = Tries { failed: TRIES, locked_until: Some(at(10) + SignedDuration::from_micros(1)) };
        assert_eq!(tries.locked_for(at(10)), Some(1));
        assert_eq!(tries.locked_for(at(9)), Some(2));
    }
}
