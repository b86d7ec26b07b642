//! Messages to residents: number and text are sealed, the rest says how far one has come. The number is found again by
//! its keyed digest: for what was written back from it, and for how often it was written to.

use diesel::prelude::*;
use domain::{
    ids::{CaseId, CentreId, MessageId, ResidentId},
    message::{FailureKind, Message, MessageKind, MessageState},
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
    /// Keyed digest of the number.
    pub number: Vec<u8>,
    /// The version of the templates that worded it.
    pub template: String,
    /// Whose number it is, by their place in the contact circle.
    pub place: usize,
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
    /// Keyed digest of the number; a message of an earlier release has none.
    pub number: Option<Vec<u8>>,
    /// Whose number it is, by their place in the contact circle.
    pub place: usize,
    /// How often it was handed over.
    pub tries: u32,
    /// When it was handed over first.
    pub first_try_at: Option<Timestamp>,
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
    number_index: Option<Vec<u8>>,
    _template: Option<String>,
    place: Option<i32>,
    tries: Option<i32>,
    first_try_at: Option<T>,
    _reported_at: Option<T>,
    _failure: Option<String>,
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
            number: row.number_index,
            place: usize::try_from(row.place.unwrap_or(0)).map_err(|_range| corrupt())?,
            tries: u32::try_from(row.tries.unwrap_or(0)).map_err(|_range| corrupt())?,
            first_try_at: row.first_try_at.map(|at| at.0),
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

    /// One message of whichever centre, for a gateway that knows its id alone.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn message_anywhere(&mut self, id: MessageId) -> Result<Option<StoredMessage>, StoreError> {
        let found = messages::table.filter(messages::id.eq(G(id.uuid()))).first::<Row>(self.db).optional()?;
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

    /// The latest messages to a number, latest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn messages_to(&mut self, number: &[u8], limit: i64) -> Result<Vec<StoredMessage>, StoreError> {
        messages::table
            .filter(messages::number_index.eq(number))
            .order(messages::queued_at.desc())
            .limit(limit)
            .load::<Row>(self.db)?
            .into_iter()
            .map(StoredMessage::try_from)
            .collect()
    }

    /// The messages of a case, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn messages_of_case(
        &mut self,
        centre: CentreId,
        case: CaseId,
    ) -> Result<Vec<StoredMessage>, StoreError> {
        messages::table
            .filter(messages::case_id.eq(G(case.uuid())).and(messages::centre_id.eq(G(centre.uuid()))))
            .order((messages::queued_at, messages::id))
            .load::<Row>(self.db)?
            .into_iter()
            .map(StoredMessage::try_from)
            .collect()
    }

    /// When messages of a kind to a number were taken by the gateway, from an instant on.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn handed_over(
        &mut self,
        number: &[u8],
        kind: MessageKind,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let taken = messages::table
            .filter(messages::number_index.eq(number).and(messages::kind.eq(kind.as_str())))
            .filter(messages::tries.gt(0).and(messages::done_at.ge(T(since))))
            .select(messages::done_at.assume_not_null())
            .load::<T>(self.db)?;
        Ok(taken.into_iter().map(|at| at.0).collect())
    }

    /// Messages that the gateway took before an instant and of which nothing was heard since, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn unreported(
        &mut self,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<(CentreId, MessageId)>, StoreError> {
        let accepted = messages::state.eq(MessageState::Accepted.as_str());
        let rows = messages::table
            .filter(accepted.and(messages::done_at.le(T(before))))
            .order(messages::done_at)
            .select((messages::centre_id, messages::id))
            .limit(limit)
            .load::<(G, G)>(self.db)?;
        Ok(rows
            .into_iter()
            .map(|(centre, id)| (CentreId::from_uuid(centre.0), MessageId::from_uuid(id.0)))
            .collect())
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
            messages::number_index.eq(&new.number),
            messages::template.eq(&new.template),
            messages::place.eq(i32::try_from(new.place).unwrap_or(i32::MAX)),
        );
        each!(self.db, db => diesel::insert_into(messages::table).values(row).execute(db))?;
        self.count_messages_anew(new.message.centre, new.message.case)
    }

    /// Notes how a handing over went: the state it led to, how many there were, and why the last was in vain.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn note_try(&mut self, before: &StoredMessage, tried: &Tried) -> Result<(), StoreError> {
        let (id, centre) = (before.message.id, before.message.centre);
        let tries = before.tries.saturating_add(1);
        let told = diesel::update(messages::table.find((G(id.uuid()), G(centre.uuid())))).set((
            messages::state.eq(tried.state.as_str()),
            messages::done_at.eq(T(tried.at)),
            messages::tries.eq(i32::try_from(tries).unwrap_or(i32::MAX)),
            messages::first_try_at.eq(T(before.first_try_at.unwrap_or(tried.at))),
            messages::failure.eq(tried.failure.map(FailureKind::as_str)),
        ));
        Kept(told).execute(self.db)?;
        self.count_messages_anew(centre, before.message.case)
    }

    /// Notes what became of a message after the gateway had taken it.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn report_message(
        &mut self,
        message: &Message,
        state: MessageState,
        failure: Option<FailureKind>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let key = (G(message.id.uuid()), G(message.centre.uuid()));
        let told = diesel::update(messages::table.find(key)).set((
            messages::state.eq(state.as_str()),
            messages::reported_at.eq(T(at)),
            messages::failure.eq(failure.map(FailureKind::as_str)),
        ));
        Kept(told).execute(self.db)?;
        self.count_messages_anew(message.centre, message.case)
    }

    /// Takes every waiting message to a resident back; how many those were.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn drop_messages_to(
        &mut self,
        centre: CentreId,
        resident: ResidentId,
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        let theirs =
            messages::centre_id.eq(G(centre.uuid())).and(messages::resident_id.eq(G(resident.uuid())));
        let waiting = messages::table.filter(theirs.and(messages::state.eq(MessageState::Queued.as_str())));
        let about = waiting.select(messages::case_id).distinct().load::<G>(self.db)?;
        let dropped = diesel::update(waiting)
            .set((messages::state.eq(MessageState::Dropped.as_str()), messages::done_at.eq(T(at))))
            .execute(self.db)?;
        for case in about {
            self.count_messages_anew(centre, CaseId::from_uuid(case.0))?;
        }
        Ok(dropped)
    }
}

/// How a handing over went.
#[derive(Debug, Clone, Copy)]
pub struct Tried {
    /// Where it leaves the message.
    pub state: MessageState,
    /// Why it was in vain.
    pub failure: Option<FailureKind>,
    /// When.
    pub at: Timestamp,
}
