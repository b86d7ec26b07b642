//! How long things took.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde::Serialize;

/// The durations of one kind of thing.
#[derive(Default)]
pub struct Series(Mutex<Vec<Duration>>);

/// What is told of a series: milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Latency {
    /// Half took no longer.
    pub p50: f64,
    /// One in a hundred took longer.
    pub p99: f64,
    /// The longest.
    pub max: f64,
    /// Of how many.
    pub count: usize,
}

impl Series {
    /// Notes one.
    pub fn note(&self, took: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(took);
    }

    /// What they come to.
    pub fn latency(&self) -> Latency {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        all.sort_unstable();
        Latency { p50: rank(&all, 50), p99: rank(&all, 99), max: rank(&all, 100), count: all.len() }
    }
}

/// The nearest rank: the smallest value that at least `percent` in a hundred do not exceed.
fn rank(sorted: &[Duration], percent: usize) -> f64 {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).map_or(0.0, |took| (took.as_secs_f64() * 10_000.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        let series = Series::default();
        assert_eq!(series.latency(), Latency::default());
        for millis in (1..=200).rev() {
            series.note(Duration::from_millis(millis));
        }
        assert_eq!(series.latency(), Latency { p50: 100.0, p99: 198.0, max: 200.0, count: 200 });
    }
}
