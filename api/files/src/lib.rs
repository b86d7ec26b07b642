//! Where evidence lies and how it is opened: the only room that knows the object store and the age format.
//!
//! A file is a list of immutable segments ([`Segment`]) in a store ([`Files`]): a folder or an S3 bucket. What lies
//! there is sealed; [`Opener`] opens it in memory and [`Media`] says what it turned out to be. The room knows no
//! case, no resident and no database: keys, times and the ring's text are handed in, and what it finds wrong goes
//! out as an error with a stable code. Opened bytes never touch a disk and never show in `Debug`.

mod digest;
mod error;
mod key;
mod location;
mod media;
mod open;
mod payload;
mod seal;
mod segments;
mod store;
mod sweep;

pub use digest::{BadDigestState, RunningDigest};
pub use error::FilesError;
pub use key::{ObjectKey, Segment};
pub use location::Settings;
pub use media::{Media, MediaError, MediaKind, Pixels};
pub use open::{OpenError, Opened, Opener};
pub use seal::{BadKey, Identity, Recipient, SecretText, seal};
pub use segments::{Landed, MAX_SEGMENT, NotLanded, SegmentWriter};
pub use store::Files;
pub use sweep::Listed;

/// A length in memory as the 64 bits the store counts in.
fn len64(len: usize) -> u64 {
    // No machine this runs on has more than 64 bits of memory.
    u64::try_from(len).unwrap_or(u64::MAX)
}
