//! Stories about the store, each told on both databases unless it is about one of them.

mod bulletin;
mod jobs;
mod numbers;
mod queue;
mod races;
mod rows;
mod sample;
mod tenancy;
mod transactions;

use ::store::{Failure, Store, StoreError};
use domain::{audit::Entry, ids::CentreId};
use jiff::Timestamp;
use uuid::Uuid;

/// The instant `seconds` after the stories begin.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + seconds).unwrap()
}

fn id(n: u32) -> Uuid {
    Uuid::from_u128(n.into())
}

fn centre() -> CentreId {
    CentreId::from_uuid(id(1))
}

fn entry() -> Entry {
    Entry::by_the_server("story-told", "story", None)
}

/// A write of nothing but its audit row; its number.
async fn count_one(store: &Store, centre: CentreId) -> Result<i64, StoreError> {
    store.write(move |tx| tx.in_centre(centre, at(0), |tx| Ok((tx.seq(), entry())))).await
}

async fn mark(store: &Store, key: &'static str) -> Result<(), StoreError> {
    store.write(move |tx| tx.set_mark(key, "set")).await
}

/// Which of these marks are set.
async fn marks<const N: usize>(store: &Store, keys: [&'static str; N]) -> [bool; N] {
    let mut set = [false; N];
    let found: Result<Vec<_>, StoreError> =
        store.read(move |tx| keys.iter().map(|key| tx.mark(key)).collect()).await;
    for (set, found) in set.iter_mut().zip(found.unwrap()) {
        *set = found.is_some();
    }
    set
}

/// Two ends of a door in a closure: the story learns that the closure has come so far, and lets it go on.
fn door() -> (Inside, Outside) {
    let (reached, has_reached) = tokio::sync::mpsc::unbounded_channel();
    let (open, is_open) = std::sync::mpsc::channel();
    (Inside { reached, is_open }, Outside { has_reached, open })
}

struct Inside {
    reached: tokio::sync::mpsc::UnboundedSender<()>,
    is_open: std::sync::mpsc::Receiver<()>,
}

impl Inside {
    fn wait(&self) {
        self.reached.send(()).unwrap();
        self.is_open.recv().unwrap();
    }
}

struct Outside {
    has_reached: tokio::sync::mpsc::UnboundedReceiver<()>,
    open: std::sync::mpsc::Sender<()>,
}

impl Outside {
    async fn reached(&mut self) {
        self.has_reached.recv().await.unwrap();
    }

    fn open(&self) {
        self.open.send(()).unwrap();
    }
}

/// What a story's closure fails with: a word of its own, or the store's.
#[derive(Debug)]
enum Refused {
    OnPurpose,
    ByTheStore(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::ByTheStore(error)
    }
}

impl Failure for Refused {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::OnPurpose => None,
            Self::ByTheStore(error) => Some(error),
        }
    }
}
