//! The transactions that queries hang on: reading, writing, and writing in a centre.

use std::ops::{Deref, DerefMut};

use domain::ids::CentreId;

use crate::{conn::Db, marks::Marks};

/// A transaction that reads.
pub struct ReadTx<'db> {
    pub(crate) db: &'db mut Db,
}

impl<'db> ReadTx<'db> {
    pub(crate) const fn over(db: &'db mut Db) -> Self {
        Self { db }
    }
}

/// A transaction that writes what belongs to no centre.
pub struct WriteTx<'db>(ReadTx<'db>);

impl<'db> WriteTx<'db> {
    pub(crate) const fn over(db: &'db mut Db) -> Self {
        Self(ReadTx::over(db))
    }
}

impl<'db> Deref for WriteTx<'db> {
    type Target = ReadTx<'db>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for WriteTx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

/// A transaction that holds a centre's head row and writes what belongs to the centre.
pub struct CentreTx<'tx, 'db> {
    pub(crate) tx: &'tx mut WriteTx<'db>,
    pub(crate) centre: CentreId,
    pub(crate) seq: i64,
    pub(crate) marks: Marks,
}

impl CentreTx<'_, '_> {
    /// The number of this write in the centre: audit number and sync cursor.
    #[must_use]
    pub const fn seq(&self) -> i64 {
        self.seq
    }

    /// The centre written to.
    #[must_use]
    pub const fn centre(&self) -> CentreId {
        self.centre
    }
}

impl<'db> Deref for CentreTx<'_, 'db> {
    type Target = WriteTx<'db>;
    fn deref(&self) -> &Self::Target {
        self.tx
    }
}

impl DerefMut for CentreTx<'_, '_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.tx
    }
}
