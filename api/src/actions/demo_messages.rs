//! The messages of a demo, opened for everyone to read: a demo has no carrier, and all its people are made up. On any
//! other site there is no such thing.

use std::collections::BTreeMap;

use domain::{
    message::{MessageKind, MessageState},
    phone::Phone,
};
use jiff::Timestamp;
use store::{StoreError, StoredMessage};

use crate::{actions::Error, app::App};

/// How many are shown.
const SHOWN: i64 = 50;

/// A message, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedMessage {
    /// The number it goes to, masked.
    pub recipient: String,
    /// Signature and text.
    pub text: String,
    /// What occasioned it.
    pub kind: MessageKind,
    /// How far it has come.
    pub state: MessageState,
    /// When it was queued.
    pub queued_at: Timestamp,
}

fn corrupt() -> Error {
    Error::Fault(Box::new(StoreError::Corrupt("messages")))
}

/// The latest messages, latest first.
///
/// # Errors
/// [`Error::NotFound`] anywhere but in a demo.
pub async fn run(app: &App) -> Result<Vec<OpenedMessage>, Error> {
    if !app.site.demo {
        return Err(Error::NotFound);
    }
    let (messages, residents) = app
        .store
        .read(|tx| {
            let messages = tx.latest_messages(SHOWN)?;
            let mut residents = BTreeMap::new();
            for StoredMessage { message, .. } in &messages {
                if let Some(resident) = tx.resident(message.centre, message.resident)? {
                    residents.insert(message.resident, resident);
                }
            }
            Ok::<_, Error>((messages, residents))
        })
        .await?;
    let open = |stored: StoredMessage| {
        let message = &stored.message;
        let resident = residents.get(&message.resident).ok_or_else(corrupt)?;
        let key = app.vault.resident_key(message.centre, resident.id, &resident.data_key)?;
        let row = message.id.as_bytes();
        let recipient = app.vault.open(&key, "messages", "recipient", row, &stored.recipient)?;
        Ok(OpenedMessage {
            recipient: Phone::parse(&recipient).map_err(|_code| corrupt())?.masked(),
            text: app.vault.open(&key, "messages", "text", row, &stored.text)?,
            kind: message.kind,
            state: message.state,
            queued_at: stored.queued_at,
        })
    };
    messages.into_iter().filter(|stored| !stored.text.is_empty()).map(open).collect()
}
