//! Saved replies: a write that comes again gets the answer it got, and does nothing.

use diesel::prelude::*;
use domain::ids::{UserId, WriteId};
use jiff::Timestamp;

use crate::{
    dialect::each,
    error::StoreError,
    schema::replies,
    tx::{ReadTx, WriteTx},
    types::{G, T},
};

/// What a write was answered: ids, outcome and versions, never personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedReply {
    /// Keyed digest of the body that was written.
    pub body_digest: Vec<u8>,
    /// The outcome, in the words of whoever saved it.
    pub outcome: String,
}

impl ReadTx<'_> {
    /// The saved reply to a write.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn reply(&mut self, actor: UserId, write: WriteId) -> Result<Option<SavedReply>, StoreError> {
        let key = (G(write.uuid()), G(actor.uuid()));
        let found = each!(self.db, db => replies::table
            .find(key)
            .select((replies::body_digest, replies::outcome))
            .first::<(Vec<u8>, String)>(db))
        .optional()?;
        Ok(found.map(|(body_digest, outcome)| SavedReply { body_digest, outcome }))
    }
}

impl WriteTx<'_> {
    /// Saves the reply to a write.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the same write has just been answered elsewhere.
    pub fn save_reply(
        &mut self,
        actor: UserId,
        write: WriteId,
        reply: &SavedReply,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let row = (
            replies::actor_id.eq(G(actor.uuid())),
            replies::write_id.eq(G(write.uuid())),
            replies::body_digest.eq(&reply.body_digest),
            replies::outcome.eq(&reply.outcome),
            replies::at.eq(T(at)),
        );
        each!(self.db, db => diesel::insert_into(replies::table).values(row).execute(db))?;
        Ok(())
    }

    /// Forgets replies from before an instant.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn forget_replies(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError> {
        let old = replies::table.filter(replies::at.le(T(before))).limit(limit);
        let old = old.select(replies::write_id).load::<G>(self.db)?;
        let old = replies::write_id.eq_any(old).and(replies::at.le(T(before)));
        Ok(diesel::delete(replies::table.filter(old)).execute(self.db)?)
    }
}
