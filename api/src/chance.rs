//! The wall clock and the operating system's randomness: the only place that reads either.

use domain::clock::{Chance, Clock, to_micros};
use jiff::Timestamp;

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        to_micros(Timestamp::now())
    }
}

/// The operating system's random bytes.
#[derive(Debug, Clone, Copy)]
pub struct SystemChance;

impl Chance for SystemChance {
    #[expect(clippy::disallowed_methods, reason = "the one place that draws randomness")]
    #[expect(clippy::expect_used, reason = "without randomness no key is safe: the process must not go on")]
    fn fill(&self, out: &mut [u8]) {
        getrandom::fill(out).expect("the operating system has randomness");
    }
}
