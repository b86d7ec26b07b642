//! What an action may come to besides its outcome: one closed list, without status codes.

use domain::{
    catalogue::ItemDifference,
    fault::{Fault, Faults, Refusal},
    ids::NotAppliedId,
    policy::Denied,
    rating::RatingRefusal,
    text::CatalogueVersion,
};
use files::FilesError;
use store::{Failure, StoreError};

use crate::{tokens::TokenRefusal, vault::VaultError};

/// Why an action was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was handed in is at fault, in these places.
    #[error("what was handed in is at fault")]
    Invalid(Vec<Fault>),
    /// The state of things does not allow it.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The item asks for other materials than it did in the version that the phone showed.
    #[error("the item has changed")]
    ItemChanged(Box<ItemChanged>),
    /// A phone's write that was refused, and is kept with what it said.
    #[error("not applied: {because}")]
    NotApplied {
        /// The refusal.
        because: Box<Self>,
        /// What is kept of it.
        id: NotAppliedId,
    },
    /// A rating is not taken.
    #[error("not rated: {0}")]
    Rating(#[from] RatingRefusal),
    /// There is no such thing, or the actor may not know of it.
    #[error("not found")]
    NotFound,
    /// The actor may see it but not do this to it.
    #[error("forbidden")]
    Forbidden,
    /// No token, or one that proves nothing.
    #[error("not signed in: {0}")]
    NotSignedIn(TokenRefusal),
    /// The sign-in was ended.
    #[error("the sign-in has ended")]
    SessionEnded,
    /// The device may not sign in.
    #[error("the device was revoked")]
    DeviceRevoked,
    /// User name or password is wrong: one answer for both.
    #[error("sign-in refused")]
    SignInRefused,
    /// Too many wrong passwords; seconds until the next is tried.
    #[error("locked out")]
    LockedOut(u32),
    /// Too much of this at once; seconds to wait.
    #[error("too many requests")]
    TooMany(u32),
    /// An upload is not where the request says.
    #[error("upload: {0}")]
    Upload(#[from] UploadRefusal),
    /// A sealed body does not open.
    #[error("a seal that does not open")]
    SealNotOpened,
    /// More than is read at once.
    #[error("too large")]
    TooLarge,
    /// No room for files or rows.
    #[error("storage is full")]
    Full,
    /// Busy or out of reach; worth trying again.
    #[error("unavailable")]
    Unavailable(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    /// The store is busy: try again at once.
    #[error("busy")]
    Busy,
    /// A key was taken in the meantime; the transaction is run again, and only what stays so is told.
    #[error("a duplicate")]
    Duplicate,
    /// Anything else: ours.
    #[error("a fault")]
    Fault(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What an item asks for otherwise than a phone showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemChanged {
    /// The version that the phone showed.
    pub from: CatalogueVersion,
    /// The version that the case is judged by.
    pub to: CatalogueVersion,
    /// What differs.
    pub item: ItemDifference,
}

/// Why an upload does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UploadRefusal {
    /// Upload-Offset is not the offset here.
    #[error("upload-offset-mismatch")]
    Offset,
    /// More bytes than were announced, or than a file may have.
    #[error("upload-length-exceeded")]
    Length,
    /// Longer than a file may be.
    #[error("upload-too-large")]
    TooLarge,
    /// It has run out.
    #[error("upload-expired")]
    Expired,
    /// The bytes are not what Upload-Checksum says; none were kept.
    #[error("upload-checksum-mismatch")]
    Checksum,
    /// The whole is not what its sender announced.
    #[error("upload-digest-mismatch")]
    Digest,
    /// It is complete already.
    #[error("upload-complete")]
    Complete,
    /// A manifest names it.
    #[error("upload-claimed")]
    Claimed,
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy | StoreError::Contended => Self::Busy,
            StoreError::Full => Self::Full,
            StoreError::Duplicate => Self::Duplicate,
            StoreError::Unavailable(source) => Self::Unavailable(source),
            fault => Self::Fault(Box::new(fault)),
        }
    }
}

impl Failure for Error {
    fn store_error(&self) -> Option<&StoreError> {
        const DUPLICATE: &StoreError = &StoreError::Duplicate;
        const FULL: &StoreError = &StoreError::Full;
        const CONTENDED: &StoreError = &StoreError::Contended;
        match self {
            Self::Duplicate => Some(DUPLICATE),
            Self::Full => Some(FULL),
            Self::Busy => Some(CONTENDED),
            Self::Fault(source) => source.downcast_ref(),
            _ => None,
        }
    }
}

impl From<FilesError> for Error {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::Full(_) => Self::Full,
            FilesError::Unavailable(_) => Self::Unavailable(Some(Box::new(error))),
            fault => Self::Fault(Box::new(fault)),
        }
    }
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Erased => Self::Refused(Refusal::Erased),
            fault => Self::Fault(Box::new(fault)),
        }
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Hidden => Self::NotFound,
            Denied::Forbidden => Self::Forbidden,
        }
    }
}

impl From<Faults> for Error {
    fn from(faults: Faults) -> Self {
        Self::Invalid(faults.into_vec())
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Fault(Box::new(error))
    }
}

impl From<tokio::sync::AcquireError> for Error {
    fn from(error: tokio::sync::AcquireError) -> Self {
        Self::Fault(Box::new(error))
    }
}
