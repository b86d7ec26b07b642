//! What a run has done so far.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use crate::{latency::Series, trouble::Trouble};

/// Errors printed while the run goes on; the rest are only counted.
const SHOWN: usize = 20;

/// A count that many add to.
#[derive(Default)]
pub struct Count(AtomicU64);

impl Count {
    /// Adds.
    pub fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    /// The count.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// All counts and durations.
#[derive(Default)]
pub struct Tally {
    pub visits: Count,
    pub received: Count,
    pub concluded: Count,
    pub accepted: Count,
    pub photos: Count,
    pub files: Count,
    pub bytes: Count,
    /// Uploads cut off, bytes of them that left this side, and bytes that the server had kept.
    pub cuts: Count,
    pub cut_bytes: Count,
    pub kept_bytes: Count,
    /// `PUT` of a case, until the acknowledgement.
    pub put_case: Series,
    /// A file's upload, until the server has answered for its last byte.
    pub upload: Series,
    /// From the moment that everything of a case has been sent until the phone sees it received.
    pub case_to_received: Series,
    /// The act at the window.
    pub conclude: Series,
    pub accept: Series,
    errors: Mutex<Vec<String>>,
}

impl Tally {
    /// Notes that something went wrong and was given up.
    pub fn give_up(&self, trouble: &Trouble) {
        let mut errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        if errors.len() < SHOWN {
            eprintln!("pilot: error: {trouble}");
        }
        errors.push(trouble.to_string());
    }

    /// How many things went wrong.
    pub fn errors(&self) -> usize {
        self.errors.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The first of them.
    pub fn first_errors(&self) -> Vec<String> {
        self.errors.lock().unwrap_or_else(PoisonError::into_inner).iter().take(SHOWN).cloned().collect()
    }
}
