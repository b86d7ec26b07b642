//! The audit log: one row a write in a centre, numbered without gaps, each carrying the digest of all before it.

use diesel::prelude::*;
use domain::{audit::Entry, ids::CentreId};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::{
    dialect::each,
    error::StoreError,
    schema::{audit, checkpoints, heads},
    tx::{CentreTx, ReadTx, WriteTx},
    types::{G, T},
};

/// One row of the log.
#[derive(Debug, Clone, Queryable)]
pub struct AuditRow {
    centre_id: G,
    /// Its number in the centre.
    pub seq: i64,
    at: T,
    actor_id: Option<G>,
    session_id: Option<G>,
    role: Option<String>,
    /// What was done.
    pub act: String,
    /// Kind of the thing.
    pub object_kind: String,
    object_id: Option<G>,
    /// Codes and counts.
    pub detail: String,
    secret: Option<Vec<u8>>,
    hash: Vec<u8>,
}

impl AuditRow {
    /// Which thing it was done to.
    #[must_use]
    pub fn object(&self) -> Option<uuid::Uuid> {
        self.object_id.map(|id| id.0)
    }

    /// When it was done.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at.0
    }

    /// In which role; none when the server acted of itself.
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        self.role.as_deref()
    }

    /// The sealed reason.
    #[must_use]
    pub fn secret(&self) -> Option<&[u8]> {
        self.secret.as_deref()
    }

    /// The chain's digest up to and including this row.
    #[must_use]
    pub fn hash(&self) -> &[u8] {
        &self.hash
    }

    /// The digest of the chain up to this row, reckoned anew from the row and the digest before it.
    fn digest(&self, before: &[u8]) -> Vec<u8> {
        let mut hasher = Sha256::new();
        // Each part with its length in front: nothing can move from one to the next. No part is not an empty one.
        let mut part = |part: Option<&[u8]>| {
            let length = part.map_or(u64::MAX, |bytes| u64::try_from(bytes.len()).unwrap_or(u64::MAX));
            hasher.update(length.to_be_bytes());
            hasher.update(part.unwrap_or_default());
        };
        part(Some(before));
        part(Some(self.centre_id.0.as_bytes()));
        part(Some(&self.seq.to_be_bytes()));
        part(Some(&self.at.0.as_microsecond().to_be_bytes()));
        part(self.actor_id.as_ref().map(|id| id.0.as_bytes().as_slice()));
        part(self.session_id.as_ref().map(|id| id.0.as_bytes().as_slice()));
        part(self.role.as_deref().map(str::as_bytes));
        part(Some(self.act.as_bytes()));
        part(Some(self.object_kind.as_bytes()));
        part(self.object_id.as_ref().map(|id| id.0.as_bytes().as_slice()));
        part(Some(self.detail.as_bytes()));
        part(self.secret.as_deref());
        hasher.finalize().to_vec()
    }
}

/// What walking a centre's chain has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditWalk {
    /// Every row follows from the one before; the last number and digest.
    Whole {
        /// Number of the last row; 0 when there is none.
        last: i64,
        /// Digest of the last row.
        hash: Vec<u8>,
    },
    /// The first number at which the chain does not hold.
    BrokenAt(i64),
}

/// Rows walked at a time.
const STRIDE: i64 = 1000;

impl ReadTx<'_> {
    /// Walks a centre's whole chain. `witness` is asked about every number and digest, so that checkpoints kept
    /// elsewhere can object.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn walk_audit(
        &mut self,
        centre: CentreId,
        mut witness: impl FnMut(i64, &[u8]) -> bool,
    ) -> Result<AuditWalk, StoreError> {
        let mut last = 0_i64;
        let mut hash = Vec::new();
        loop {
            let rows = audit::table
                .filter(audit::centre_id.eq(G(centre.uuid())).and(audit::seq.gt(last)))
                .order(audit::seq)
                .limit(STRIDE)
                .load::<AuditRow>(self.db)?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let expected = last.saturating_add(1);
                if row.seq != expected || row.digest(&hash) != row.hash || !witness(row.seq, &row.hash) {
                    return Ok(AuditWalk::BrokenAt(expected));
                }
                last = row.seq;
                hash = row.hash;
            }
        }
        let counted = heads::table
            .find(G(centre.uuid()))
            .select(heads::seq)
            .first::<i64>(self.db)
            .optional()?
            .unwrap_or(0);
        if counted == last {
            Ok(AuditWalk::Whole { last, hash })
        } else {
            Ok(AuditWalk::BrokenAt(last.saturating_add(1)))
        }
    }

    /// The centres that have a chain.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn audited_centres(&mut self) -> Result<Vec<CentreId>, StoreError> {
        let ids = heads::table.order(heads::centre_id).select(heads::centre_id).load::<G>(self.db)?;
        Ok(ids.into_iter().map(|id| CentreId::from_uuid(id.0)).collect())
    }

    /// The last row of a centre's chain: number and digest.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn audit_tip(&mut self, centre: CentreId) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
        Ok(audit::table
            .filter(audit::centre_id.eq(G(centre.uuid())))
            .order(audit::seq.desc())
            .select((audit::seq, audit::hash))
            .first(self.db)
            .optional()?)
    }

    /// What was done to one thing, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn audit_of(
        &mut self,
        centre: CentreId,
        kind: &str,
        object: uuid::Uuid,
    ) -> Result<Vec<AuditRow>, StoreError> {
        Ok(audit::table
            .filter(audit::centre_id.eq(G(centre.uuid())).and(audit::object_kind.eq(kind)))
            .filter(audit::object_id.eq(G(object)))
            .order(audit::seq)
            .load(self.db)?)
    }

    /// The number of a centre's latest signed checkpoint.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn last_checkpoint(&mut self, centre: CentreId) -> Result<Option<i64>, StoreError> {
        Ok(checkpoints::table
            .filter(checkpoints::centre_id.eq(G(centre.uuid())))
            .order(checkpoints::seq.desc())
            .select(checkpoints::seq)
            .first(self.db)
            .optional()?)
    }

    /// A centre's signed checkpoints, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn checkpoints(&mut self, centre: CentreId) -> Result<Vec<String>, StoreError> {
        Ok(checkpoints::table
            .filter(checkpoints::centre_id.eq(G(centre.uuid())))
            .order(checkpoints::seq)
            .select(checkpoints::line)
            .load(self.db)?)
    }
}

impl WriteTx<'_> {
    /// Keeps a signed checkpoint.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when another replica has signed this number.
    pub fn insert_checkpoint(&mut self, centre: CentreId, seq: i64, line: &str) -> Result<(), StoreError> {
        diesel::insert_into(checkpoints::table)
            .values((
                checkpoints::centre_id.eq(G(centre.uuid())),
                checkpoints::seq.eq(seq),
                checkpoints::line.eq(line),
            ))
            .execute(self.db)?;
        Ok(())
    }
}

impl CentreTx<'_, '_> {
    /// Appends the entry of this write. The head row is held, so the row before it is the one just before.
    pub(crate) fn append_audit(&mut self, at: Timestamp, entry: &Entry) -> Result<(), StoreError> {
        let centre = G(self.centre.uuid());
        let before = match self.seq {
            1 => Vec::new(),
            seq => each!(self.db, db => audit::table
                .find((centre, seq.saturating_sub(1)))
                .select(audit::hash)
                .first::<Vec<u8>>(db))
            .optional()?
            .ok_or(StoreError::Corrupt("audit"))?,
        };
        let mut row = AuditRow {
            centre_id: centre,
            seq: self.seq,
            at: T(at),
            actor_id: entry.actor.map(|(user, _)| G(user)),
            session_id: entry.actor.map(|(_, session)| G(session)),
            role: entry.role.map(|role| role.as_str().to_owned()),
            act: entry.act.to_owned(),
            object_kind: entry.object_kind.to_owned(),
            object_id: entry.object.map(G),
            detail: entry.detail.clone(),
            secret: entry.secret.clone(),
            hash: Vec::new(),
        };
        row.hash = row.digest(&before);
        let columns = (
            audit::centre_id.eq(row.centre_id),
            audit::seq.eq(row.seq),
            audit::at.eq(row.at),
            audit::actor_id.eq(row.actor_id),
            audit::session_id.eq(row.session_id),
            audit::role.eq(&row.role),
            audit::act.eq(&row.act),
            audit::object_kind.eq(&row.object_kind),
            audit::object_id.eq(row.object_id),
            audit::detail.eq(&row.detail),
            audit::secret.eq(&row.secret),
            audit::hash.eq(&row.hash),
        );
        each!(self.db, db => diesel::insert_into(audit::table).values(columns).execute(db))?;
        Ok(())
    }
}
