//! What can go wrong with the database, in five words that the rest of the house understands.

use diesel::result::{ConnectionError, DatabaseErrorKind, Error as Diesel};

/// A fault of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The write queue is full or no connection came free: try again soon.
    #[error("the store is busy")]
    Busy,
    /// The database cannot be reached, or did not answer in time. Whether a write took place is unknown.
    #[error("the database is unavailable")]
    Unavailable(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    /// No room on the database's disk.
    #[error("no room for the database")]
    Full,
    /// A row with this key is there already.
    #[error("duplicate key")]
    Duplicate,
    /// Two transactions stood in each other's way; nothing was written.
    #[error("the transaction has to be run again")]
    Contended,
    /// A row says something that cannot be.
    #[error("a row of {0} makes no sense")]
    Corrupt(&'static str),
    /// The address names no database that this program speaks.
    #[error("the database address must begin with sqlite:// or postgres://")]
    Address,
    /// Another server has this database file.
    #[error("another server is running on this database file")]
    Taken,
    /// The schema is older than this program.
    #[error("migrations are pending: {0}")]
    Pending(String),
    /// Anything else.
    #[error("a database fault")]
    Fault(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What a closure that runs in a transaction may fail with: its own words, and among them the store's.
pub trait Failure: From<StoreError> + Send + 'static {
    /// The store's fault behind this failure, if that is what it is.
    fn store_error(&self) -> Option<&StoreError>;
}

impl Failure for StoreError {
    fn store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

impl StoreError {
    /// Whether running the same closure again may succeed.
    pub(crate) const fn is_worth_a_retry(&self) -> bool {
        matches!(self, Self::Contended | Self::Duplicate)
    }

    pub(crate) fn from_connection(error: ConnectionError) -> Self {
        Self::Unavailable(Some(Box::new(error)))
    }
}

impl From<Diesel> for StoreError {
    fn from(error: Diesel) -> Self {
        match &error {
            Diesel::DatabaseError(kind, information) => match kind {
                DatabaseErrorKind::UniqueViolation => Self::Duplicate,
                DatabaseErrorKind::SerializationFailure => Self::Contended,
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
                    Self::Unavailable(Some(Box::new(error)))
                }
                DatabaseErrorKind::ReadOnlyTransaction => Self::Unavailable(Some(Box::new(error))),
                _ => crate::dialect::classify(information.message())
                    .unwrap_or_else(|| Self::Fault(Box::new(error))),
            },
            Diesel::BrokenTransactionManager => Self::Unavailable(Some(Box::new(error))),
            _ => Self::Fault(Box::new(error)),
        }
    }
}
