//! Writing on PostgreSQL: a transaction a closure, run again when another stood in its way.

use diesel::{Connection, connection::SimpleConnection, connection::TransactionManager};

use crate::{
    conn::Db,
    dialect,
    error::{Failure, StoreError},
    tx::WriteTx,
};

/// A COMMIT after a refused statement that the closure has passed over rolls back, and calls that a success; a query
/// in front of it is refused instead. Both go in one message.
const COMMIT: &str = "SELECT; COMMIT";

/// Tries before the writer is told that the store is busy.
const TRIES: u32 = 5;

pub fn write<T, E: Failure>(db: &mut Db, work: &impl Fn(&mut WriteTx<'_>) -> Result<T, E>) -> Result<T, E> {
    let mut tries = 0;
    loop {
        tries += 1;
        let failure = match attempt(db, work) {
            Ok(value) => return Ok(value),
            Err(failure) => failure,
        };
        let again = failure.store_error().is_some_and(StoreError::is_worth_a_retry);
        if !again || tries == TRIES {
            return Err(match failure.store_error() {
                Some(StoreError::Contended) => StoreError::Busy.into(),
                _ => failure,
            });
        }
    }
}

fn attempt<T, E: Failure>(db: &mut Db, work: &impl Fn(&mut WriteTx<'_>) -> Result<T, E>) -> Result<T, E> {
    dialect::begin_write(db).map_err(StoreError::from)?;
    match work(&mut WriteTx::over(db)) {
        Ok(value) => match db.batch_execute(COMMIT).map_err(StoreError::from) {
            Ok(()) => Ok(value),
            Err(StoreError::Contended) => Err(StoreError::Contended.into()),
            Err(error) if is_in_transaction(db) => {
                roll_back(db);
                Err(StoreError::Fault(Box::new(error)).into())
            }
            // A commit that fails in any other way may have taken place.
            Err(error) => Err(StoreError::Unavailable(Some(Box::new(error))).into()),
        },
        Err(failure) => {
            roll_back(db);
            Err(failure)
        }
    }
}

/// Whether the transaction is still open: then it was not committed.
fn is_in_transaction(db: &mut Db) -> bool {
    let status = <Db as Connection>::TransactionManager::transaction_manager_status_mut(db);
    matches!(status.transaction_depth(), Ok(Some(_)))
}

fn roll_back(db: &mut Db) {
    if let Err(error) = dialect::rollback(db) {
        tracing::warn!(error = %error, "a rollback failed; the connection is given up");
    }
}
