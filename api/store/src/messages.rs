//! Messages to residents: number and text are sealed, the rest says how far one has come.

use diesel::prelude::*;
use domain::{
    ids::{CaseId, CentreId, MessageId, ResidentId},
    message::{Message, MessageKind, MessageState},
};
use jiff::Timestamp;

use crate::{
    dialect::each,
    error::StoreError,
    kept::Kept,
    schema::messages,
    tx::{ReadTx, WriteTx},
    types::{G, T},
};

/// A message to be sent.
#[derive(Clone)]
pub struct NewMessage {
    /// The message.
    pub message: Message,
    /// The number, sealed.
    pub recipient: Vec<u8>,
    /// The text, sealed.
    pub text: Vec<u8>,
}

/// A message as stored.
#[derive(Clone)]
pub struct StoredMessage {
    /// The message.
    pub message: Message,
    /// The number, sealed.
    pub recipient: Vec<u8>,
    /// The text, sealed.
    pub text: Vec<u8>,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// When the gateway took it, or would not.
    pub done_at: Option<Timestamp>,
}

#[derive(Queryable)]
struct Row {
    centre_id: G,
    id: G,
    case_id: G,
    resident_id: G,
    kind: String,
    state: String,
    recipient: Vec<u8>,
    text: Vec<u8>,
    queued_at: T,
    done_at: Option<T>,
}

impl TryFrom<Row> for StoredMessage {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt("messages");
        let message = Message {
            id: MessageId::from_uuid(row.id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            case: CaseId::from_uuid(row.case_id.0),
            resident: ResidentId::from_uuid(row.resident_id.0),
            kind: MessageKind::parse(&row.kind).ok_or_else(corrupt)?,
            state: MessageState::parse(&row.state).ok_or_else(corrupt)?,
        };
        Ok(Self {
            message,
            recipient: row.recipient,
            text: row.text,
            queued_at: row.queued_at.0,
            done_at: row.done_at.map(|at| at.0),
        })
    }
}

impl ReadTx<'_> {
    /// One message.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn message(&mut self, centre: CentreId, id: MessageId) -> Result<Option<StoredMessage>, StoreError> {
        let found =
            messages::table.find((G(id.uuid()), G(centre.uuid()))).first::<Row>(self.db).optional()?;
        found.map(StoredMessage::try_from).transpose()
    }

    /// The latest messages of the whole site, for a demo's page.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn latest_messages(&mut self, limit: i64) -> Result<Vec<StoredMessage>, StoreError> {
        messages::table
            .order(messages::queued_at.desc())
            .limit(limit)
            .load::<Row>(self.db)?
            .into_iter()
            .map(StoredMessage::try_from)
            .collect()
    }

    /// How many messages stand at a state.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn messages_at(&mut self, state: MessageState) -> Result<i64, StoreError> {
        Ok(messages::table.filter(messages::state.eq(state.as_str())).count().get_result(self.db)?)
    }
}

impl WriteTx<'_> {
    /// Queues a message.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn insert_message(&mut self, new: &NewMessage, at: Timestamp) -> Result<(), StoreError> {
        let row = (
            messages::centre_id.eq(G(new.message.centre.uuid())),
            messages::id.eq(G(new.message.id.uuid())),
            messages::case_id.eq(G(new.message.case.uuid())),
            messages::resident_id.eq(G(new.message.resident.uuid())),
            messages::kind.eq(new.message.kind.as_str()),
            messages::state.eq(new.message.state.as_str()),
            messages::recipient.eq(&new.recipient),
            messages::text.eq(&new.text),
            messages::queued_at.eq(T(at)),
        );
        each!(self.db, db => diesel::insert_into(messages::table).values(row).execute(db))?;
        Ok(())
    }

    /// Notes what the gateway said.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn set_message_state(
        &mut self,
        centre: CentreId,
        id: MessageId,
        state: MessageState,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let told = diesel::update(messages::table.find((G(id.uuid()), G(centre.uuid()))))
            .set((messages::state.eq(state.as_str()), messages::done_at.eq(T(at))));
        Kept(told).execute(self.db)?;
        Ok(())
    }
}
