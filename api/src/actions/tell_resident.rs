//! Tells a resident by message. The message is queued in the transaction of what it tells; a job hands it to the
//! gateway after the commit.
//!
//! Number and text are sealed under the resident's key. A text names nobody in full, no item, no reason: a masked
//! name, the case number, the site's fixed look-up address and the query code. Where the channel allows it, a link.

use std::sync::Arc;

use domain::{
    case::Case,
    ids::{CentreId, JobId, MessageId},
    message::{Message, MessageKind, MessageState},
    query_code::QueryCode,
    wording::Lang,
};
use jiff::{SignedDuration, Timestamp};
use store::{CentreTx, NewMessage, StoredResident};

use crate::{
    actions::Error,
    app::{App, Site},
    jobs::Kind,
    sms::{Outgoing, SendError, texts},
    vault::Vault,
};

/// How long a link to the status page is good.
pub const LINK_DAYS: i64 = 90;

/// Everything that telling needs and that costs chance, drawn before the transaction.
pub struct Telling {
    kind: MessageKind,
    vault: Vault,
    site: Site,
    now: Timestamp,
    message: MessageId,
    job: store::NewJob,
    code: QueryCode,
    token: Option<String>,
}

impl Telling {
    /// Draws ids, a query code and, where the channel allows links, a token.
    #[must_use]
    pub fn prepare(app: &App, kind: MessageKind) -> Self {
        let message = app.fresh();
        let mut random = [0; 12];
        app.chance.fill(&mut random);
        let mut token = [0; 16];
        app.chance.fill(&mut token);
        Self {
            kind,
            vault: app.vault.clone(),
            site: app.site.clone(),
            now: app.clock.now(),
            message: MessageId::from_uuid(message),
            job: app.job(Kind::SendMessage, CentreId::SITE, message),
            code: QueryCode::from_random(random),
            token: app.gateway.allows_links().then(|| hex::encode(token)),
        }
    }

    /// Keyed digest of the query code, for the case's row.
    #[must_use]
    pub fn query_code_digest(&self) -> Vec<u8> {
        self.vault.query_code_digest(&self.code)
    }

    /// Queues the message and its job, and makes the link good. A resident without a number is not told this way.
    ///
    /// # Errors
    /// A fault of the store, or a seal that does not open.
    pub fn tell(
        &self,
        tx: &mut CentreTx<'_, '_>,
        case: &Case,
        resident: &StoredResident,
    ) -> Result<(), Error> {
        let key = self.vault.resident_key(case.centre, resident.id, &resident.data_key)?;
        let profile = self.vault.open_profile(case.centre, resident.id, &key, &resident.profile)?;
        let (Some(phone), Some(receipt)) = (&profile.phone, case.stage.receipt()) else { return Ok(()) };
        let text = texts::compose(
            self.kind,
            Lang::Zh,
            &texts::Facts {
                site: &self.site,
                name: &profile.name.masked(),
                number: &receipt.number,
                code: &self.code,
                token: self.token.as_deref(),
            },
        );
        let row = self.message.as_bytes();
        let message = Message {
            id: self.message,
            centre: case.centre,
            case: case.id,
            resident: resident.id,
            kind: self.kind,
            state: MessageState::Queued,
        };
        let new = NewMessage {
            message,
            recipient: self.vault.seal(&key, "messages", "recipient", row, &phone.e164()),
            text: self.vault.seal(&key, "messages", "text", row, &text),
        };
        tx.insert_message(&new, self.now)?;
        tx.enqueue(&store::NewJob { centre: case.centre, ..self.job })?;
        if let Some(token) = &self.token {
            let until =
                self.now.checked_add(SignedDuration::from_hours(LINK_DAYS * 24)).unwrap_or(Timestamp::MAX);
            if let Some(digest) = self.vault.link_digests(token).first() {
                tx.insert_link(digest, case.centre, case.id, self.now, until)?;
            }
        }
        Ok(())
    }
}

/// Hands a queued message to the gateway. Run again after a crash it may be sent twice, never not at all: the gateway
/// gets the message's id and can tell.
///
/// # Errors
/// Faults of the store, a seal that does not open, a gateway that is out of reach; the job is then tried again.
pub async fn send(app: &App, centre: CentreId, id: MessageId, job: JobId) -> Result<(), Error> {
    let found = app
        .store
        .read(move |tx| {
            let Some(stored) = tx.message(centre, id)? else { return Ok(None) };
            let resident = tx.resident(centre, stored.message.resident)?;
            Ok::<_, Error>(resident.map(|resident| (stored, resident)))
        })
        .await?;
    let Some((stored, resident)) = found.filter(|(stored, _)| stored.message.state == MessageState::Queued)
    else {
        return app.store.write(move |tx| Ok(tx.finish_job(job)?)).await;
    };
    let key = app.vault.resident_key(centre, resident.id, &resident.data_key)?;
    let row = id.as_bytes();
    let outgoing = Outgoing {
        id,
        recipient: app.vault.open(&key, "messages", "recipient", row, &stored.recipient)?,
        text: app.vault.open(&key, "messages", "text", row, &stored.text)?,
    };
    let gateway = Arc::clone(&app.gateway);
    let state = match gateway.send(outgoing).await {
        Ok(()) => MessageState::Accepted,
        Err(SendError::Refused) => MessageState::Failed,
        Err(SendError::Unavailable) => return Err(Error::Unavailable(None)),
    };
    app.metrics.message(state);
    let now = app.clock.now();
    app.store
        .write(move |tx| {
            tx.set_message_state(centre, id, state, now)?;
            Ok(tx.finish_job(job)?)
        })
        .await
}
