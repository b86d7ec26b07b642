//! Hands a queued message to the gateway.

use std::sync::Arc;

use domain::{
    audit::Entry,
    ids::{CentreId, JobId, MessageId},
    message::{Class, FailureKind, Loss, Message, MessageKind, MessageState, Route, next_instant, route},
    task::TaskKind,
};
use jiff::{SignedDuration, Timestamp};
use store::{ReadTx, StoredMessage, StoredResident, Tried};

use crate::{
    actions::{
        Error,
        tell_resident::{follow, open_call, way},
    },
    app::App,
    sms::{Outgoing, SendError},
};

/// A message to be sent, and when such messages went to the same number within a day.
struct Found {
    stored: StoredMessage,
    resident: StoredResident,
    past: Vec<Timestamp>,
    fate: Fate,
}

/// What a queued message has come to in the meantime.
enum Fate {
    Goes,
    /// The resident has to be told, and no longer this way.
    Call,
    Dropped,
}

/// Hands a queued message to the gateway: not at night, not more often than platforms carry, and only if it may still
/// go. Run again after a crash it may be sent twice, never not at all: the gateway gets the message's id and can tell.
///
/// # Errors
/// Faults of the store, a seal that does not open, a gateway that is out of reach; the job is then tried again.
pub async fn send(app: &App, centre: CentreId, id: MessageId, job: JobId) -> Result<(), Error> {
    let now = app.clock.now();
    let found = app.store.read(move |tx| find(tx, centre, id, now)).await?;
    let Some(found) = found else {
        return app.store.write(move |tx| Ok(tx.finish_job(job)?)).await;
    };
    let Found { stored, resident, past, fate } = found;
    if !matches!(fate, Fate::Goes) {
        return take_back(app, stored.message, matches!(fate, Fate::Call), job).await;
    }
    let when = next_instant(&app.wording.hours, Class::Notice, &past, now);
    if when > now {
        return app.store.write(move |tx| Ok(tx.put_off_job(job, when)?)).await;
    }
    match hand_over(app, &stored, &resident).await {
        Ok(()) => {
            app.metrics.message(MessageState::Accepted);
            let tried = Tried { state: MessageState::Accepted, failure: None, at: app.clock.now() };
            app.store
                .write(move |tx| {
                    tx.note_try(&stored, &tried)?;
                    Ok(tx.finish_job(job)?)
                })
                .await
        }
        Err(Handing::Refused(failure)) => {
            app.metrics.message(MessageState::Failed);
            follow::lose(app, stored, Loss::Failed(failure), Some(job)).await
        }
        Err(Handing::Error(error)) => Err(error),
    }
}

fn find(
    tx: &mut ReadTx<'_>,
    centre: CentreId,
    id: MessageId,
    now: Timestamp,
) -> Result<Option<Found>, Error> {
    let Some(stored) = tx.message(centre, id)? else { return Ok(None) };
    let Some(resident) = tx.resident(centre, stored.message.resident)? else { return Ok(None) };
    // What was erased while it waited goes nowhere.
    if stored.message.state != MessageState::Queued || stored.text.is_empty() {
        return Ok(None);
    }
    let kind = stored.message.kind;
    // What was queued yesterday may be unwelcome today: a death, a no, a rating that was given.
    let rated = kind == MessageKind::RatingRequest && tx.rating_of(centre, stored.message.case)?.is_some();
    // A message of an earlier release has no digest of its number, and goes as it would have gone.
    let (past, reach) = match &stored.number {
        Some(number) => {
            let day_ago = now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(now);
            (tx.handed_over(number, kind, day_ago)?, way::reach(tx, &resident, number)?)
        }
        None => (Vec::new(), way::reach(tx, &resident, &[])?),
    };
    let fate = match route(kind, &reach) {
        Route::Message(_) if !rated => Fate::Goes,
        Route::CallTask(_) => Fate::Call,
        Route::Message(_) | Route::Silence(_) => Fate::Dropped,
    };
    Ok(Some(Found { stored, resident, past, fate }))
}

async fn take_back(app: &App, message: Message, call: bool, job: JobId) -> Result<(), Error> {
    let (chance, now) = (Arc::clone(&app.chance), app.clock.now());
    app.metrics.message(MessageState::Dropped);
    app.store
        .write(move |tx| {
            tx.in_centre(message.centre, now, |tx| {
                tx.report_message(&message, MessageState::Dropped, None, now)?;
                if call {
                    let row = tx.case(&[message.centre], message.case)?.ok_or(Error::NotFound)?;
                    open_call(tx, &*chance, &row.case, TaskKind::CallResident, now)?;
                }
                tx.finish_job(job)?;
                let entry = Entry::by_the_server("drop-message", "message", Some(message.id.uuid()));
                Ok::<_, Error>(((), entry.with(format!("kind={} call={call}", message.kind.as_str()))))
            })
        })
        .await
}

enum Handing {
    Refused(FailureKind),
    Error(Error),
}

async fn hand_over(app: &App, stored: &StoredMessage, resident: &StoredResident) -> Result<(), Handing> {
    let (centre, id) = (stored.message.centre, stored.message.id);
    let opened = |column: &str, sealed: &[u8]| {
        let key = app.vault.resident_key(centre, resident.id, &resident.data_key)?;
        app.vault.open(&key, "messages", column, id.as_bytes(), sealed)
    };
    let sealed = |error: crate::vault::VaultError| Handing::Error(error.into());
    let outgoing = Outgoing {
        id,
        recipient: opened("recipient", &stored.recipient).map_err(sealed)?,
        text: opened("text", &stored.text).map_err(sealed)?,
    };
    let gateway = Arc::clone(&app.gateway);
    match gateway.send(outgoing).await {
        Ok(()) => Ok(()),
        Err(SendError::Refused(failure)) => Err(Handing::Refused(failure)),
        Err(SendError::Unavailable) => Err(Handing::Error(Error::Unavailable(None))),
    }
}
