//! Tells a resident by message. The message is queued in the transaction of what it tells; a job hands it to the
//! gateway after the commit, in the hours in which residents get messages.
//!
//! Number and text are sealed under the resident's key. A text names nobody in full, no item, no reason: a masked
//! name, the case number, the site's fixed look-up address and, at receipt, the query code. Where the channel allows it, a
//! link. Who has died is told nothing; who cannot be told by message, or will not, is called.

mod facts;
mod follow;
mod send;
mod way;

use std::sync::Arc;

use domain::{
    case::Case,
    clock::Chance,
    ids::{CentreId, JobId, MessageId, TaskId},
    message::{Audience, Class, Message, MessageKind, MessageState, Values},
    phone::Phone,
    query_code::QueryCode,
    task::{Task, TaskKind},
    wording::Lang,
};
use jiff::{SignedDuration, Timestamp};
use store::{CentreTx, NewMessage, StoredResident};

use crate::{actions::Error, app::App, jobs::Kind, sms::Wording, vault::Vault};

pub use facts::{Facts, last_day};
pub use follow::{Report, expire, report};
pub use send::send;
use way::{Recipient, Way};

/// How long a link to the status page is good.
pub const LINK_DAYS: i64 = 90;
/// How long after the conclusion a rating is asked for: a text a day, not two in a minute.
const RATING_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Everything that telling needs. The query code is drawn before the transaction, since the case keeps its digest.
pub struct Telling {
    vault: Vault,
    wording: Arc<Wording>,
    chance: Arc<dyn Chance>,
    links: bool,
    rules: domain::rating::RatingRules,
    now: Timestamp,
    code: QueryCode,
}

impl Telling {
    /// Draws a query code.
    #[must_use]
    pub fn prepare(app: &App) -> Self {
        let mut random = [0; 12];
        app.chance.fill(&mut random);
        Self::with_code(app, QueryCode::from_random(random))
    }

    /// With a query code that the resident knows already.
    #[must_use]
    pub fn with_code(app: &App, code: QueryCode) -> Self {
        Self {
            vault: app.vault.clone(),
            wording: Arc::clone(&app.wording),
            chance: Arc::clone(&app.chance),
            links: app.gateway.allows_links(),
            rules: app.site.rating,
            now: app.clock.now(),
            code,
        }
    }

    /// Keyed digest of the query code, for the case's row.
    #[must_use]
    pub fn query_code_digest(&self) -> Vec<u8> {
        self.vault.query_code_digest(&self.code)
    }

    /// Queues a message about a case as it stands after the move, or opens a task to call where the resident has to be
    /// told and no message is the way. A case that was never received has no number to tell of.
    ///
    /// # Errors
    /// A fault of the store, or a seal that does not open.
    pub fn tell(&self, tx: &mut CentreTx<'_, '_>, case: &Case, kind: MessageKind) -> Result<(), Error> {
        let facts = Facts::read(tx, case, kind, &self.rules)?;
        self.tell_with(tx, case, kind, &facts)
    }

    /// The same, with what is known beyond the case.
    ///
    /// # Errors
    /// As [`Telling::tell`].
    pub fn tell_with(
        &self,
        tx: &mut CentreTx<'_, '_>,
        case: &Case,
        kind: MessageKind,
        facts: &Facts,
    ) -> Result<(), Error> {
        if case.stage.receipt().is_none() {
            return Ok(());
        }
        let resident = super::read_case::resident_of(tx, case)?;
        let profile = self.open(case.centre, &resident)?;
        match way::find(tx, &self.vault, &resident, &profile, kind, &[])? {
            Way::Message(recipient) => {
                let name = &profile.name;
                let values = Values { name: Some(name), ..Values::to(recipient.audience) };
                self.queue(tx, case, &resident, kind, &recipient, facts.fill(values))
            }
            Way::Call => open_call(tx, &*self.chance, case, TaskKind::CallResident, self.now),
            Way::Silence => Ok(()),
        }
    }

    /// Answers whoever asked by message and knew the query code: to the very number that asked.
    ///
    /// # Errors
    /// As [`Telling::tell`].
    pub fn answer(
        &self,
        tx: &mut CentreTx<'_, '_>,
        case: &Case,
        kind: MessageKind,
        to: &Phone,
    ) -> Result<(), Error> {
        let resident = super::read_case::resident_of(tx, case)?;
        // Nobody knows whose telephone that is.
        let recipient = Recipient {
            place: 0,
            number: self.vault.phone_index(to),
            phone: to.clone(),
            audience: Audience::Shared,
        };
        let facts = Facts::read(tx, case, kind, &self.rules)?;
        self.queue(tx, case, &resident, kind, &recipient, facts.fill(Values::to(Audience::Shared)))
    }

    fn open(&self, centre: CentreId, resident: &StoredResident) -> Result<domain::resident::Profile, Error> {
        let key = self.vault.resident_key(centre, resident.id, &resident.data_key)?;
        Ok(self.vault.open_profile(centre, resident.id, &key, &resident.profile)?)
    }

    fn queue(
        &self,
        tx: &mut CentreTx<'_, '_>,
        case: &Case,
        resident: &StoredResident,
        kind: MessageKind,
        recipient: &Recipient,
        values: Values<'_>,
    ) -> Result<(), Error> {
        let Some(receipt) = case.stage.receipt() else { return Ok(()) };
        // A link shows what the case is about, which a telephone that others read is not to tell.
        let token = (self.links && recipient.audience == Audience::Own).then(|| {
            let mut random = [0; 16];
            self.chance.fill(&mut random);
            hex::encode(random)
        });
        let values = Values { case_number: Some(&receipt.number), query_code: Some(&self.code), ..values };
        let text = self
            .wording
            .compose(kind, Lang::Zh, &values, token.as_deref())
            .map_err(|missing| Error::Fault(Box::new(missing)))?;
        let id = MessageId::from_uuid(self.chance.uuid_v7(self.now));
        let key = self.vault.resident_key(case.centre, resident.id, &resident.data_key)?;
        let row = id.as_bytes();
        let new = NewMessage {
            message: Message {
                id,
                centre: case.centre,
                case: case.id,
                resident: resident.id,
                kind,
                state: MessageState::Queued,
            },
            recipient: self.vault.seal(&key, "messages", "recipient", row, &recipient.phone.e164()),
            text: self.vault.seal(&key, "messages", "text", row, &text),
            number: recipient.number.clone(),
            template: self.wording.version().to_owned(),
            place: recipient.place,
        };
        tx.insert_message(&new, self.now)?;
        let wait = if kind == MessageKind::RatingRequest { RATING_AFTER } else { SignedDuration::ZERO };
        let earliest = self.now.checked_add(wait).unwrap_or(Timestamp::MAX);
        let run_at = self.wording.hours.not_before(Class::Notice, earliest);
        tx.enqueue(&sending(&*self.chance, self.now, case.centre, id, run_at))?;
        if let Some(digest) = token.and_then(|token| self.vault.link_digests(&token).into_iter().next()) {
            let life = SignedDuration::from_hours(LINK_DAYS * 24);
            let until = self.now.checked_add(life).unwrap_or(Timestamp::MAX);
            tx.insert_link(&digest, case.centre, case.id, self.now, until)?;
        }
        Ok(())
    }
}

/// The job that hands a message over.
fn sending(
    chance: &dyn Chance,
    now: Timestamp,
    centre: CentreId,
    message: MessageId,
    run_at: Timestamp,
) -> store::NewJob {
    store::NewJob {
        id: JobId::from_uuid(chance.uuid_v7(now)),
        kind: Kind::SendMessage.as_str(),
        centre,
        subject: message.uuid(),
        run_at,
    }
}

/// Asks somebody to call about a case, unless that is asked already.
///
/// # Errors
/// A fault of the store.
pub fn open_call(
    tx: &mut CentreTx<'_, '_>,
    chance: &dyn Chance,
    case: &Case,
    kind: TaskKind,
    now: Timestamp,
) -> Result<(), Error> {
    if tx.has_open_task(case.centre, case.id, kind)? {
        return Ok(());
    }
    let id = TaskId::from_uuid(chance.uuid_v7(now));
    Ok(tx.open_task(&Task::about(id, case.centre, case.id, kind, now))?)
}
