//! What follows when a message did not arrive: another try, the next of the contact circle, a call, or nothing.

use domain::{
    audit::Entry,
    case::Case,
    ids::{JobId, MessageId},
    message::{
        Circumstances, Class, EXPIRY_HOURS, FailureKind, Loss, Mark, Message, MessageState, Objection,
        Purpose, Step, after, mark,
    },
    resident::CareGroup,
    task::TaskKind,
};
use jiff::{SignedDuration, Timestamp};
use store::{CentreTx, NewMessage, StoredMessage, StoredResident, Tried};

use super::{
    Telling, open_call, sending,
    way::{self, Recipient, Way},
};
use crate::{actions::Error, app::App};

/// What a gateway tells later of a message it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// It reached the telephone.
    Delivered,
    /// It did not.
    Lost(FailureKind),
}

/// Messages looked at a time.
const PAGE: i64 = 200;

/// Takes a report. One about a message that is unknown, or of which the end is known, changes nothing.
///
/// # Errors
/// A fault of the store.
pub async fn report(app: &App, id: MessageId, report: Report) -> Result<(), Error> {
    let Some(stored) = app.store.read(move |tx| Ok::<_, Error>(tx.message_anywhere(id)?)).await? else {
        return Ok(());
    };
    if stored.message.state != MessageState::Accepted {
        return Ok(());
    }
    match report {
        Report::Delivered => {
            let now = app.clock.now();
            app.metrics.message(MessageState::Delivered);
            app.store
                .write(move |tx| {
                    Ok(tx.report_message(&stored.message, MessageState::Delivered, None, now)?)
                })
                .await
        }
        Report::Lost(failure) => {
            app.metrics.message(MessageState::Failed);
            lose(app, stored, Loss::Failed(failure), None).await
        }
    }
}

/// Counts as lost what the gateway took three days ago and never reported on, where it reports at all.
///
/// # Errors
/// When the list cannot be read. A message that cannot be seen to is logged, and tried again with the next round.
pub async fn expire(app: &App) -> Result<(), Error> {
    if !app.gateway.reports() {
        return Ok(());
    }
    let silence = SignedDuration::from_hours(EXPIRY_HOURS);
    let before = app.clock.now().checked_sub(silence).unwrap_or(Timestamp::MIN);
    let page = app.store.read(move |tx| Ok::<_, Error>(tx.unreported(before, PAGE)?)).await?;
    for (_centre, id) in page {
        let stored = app.store.read(move |tx| Ok::<_, Error>(tx.message_anywhere(id)?)).await?;
        let Some(stored) = stored else { continue };
        app.metrics.message(MessageState::Expired);
        if let Err(error) = lose(app, stored, Loss::Expired, None).await {
            tracing::error!(message = %id, error = ?error, "a lost message could not be seen to");
        }
    }
    Ok(())
}

/// Sees to a message that was lost. `job` is the one that handed it over, where it was refused at once.
///
/// # Errors
/// A fault of the store, or a seal that does not open.
pub async fn lose(app: &App, stored: StoredMessage, loss: Loss, job: Option<JobId>) -> Result<(), Error> {
    let (centre, now) = (stored.message.centre, app.clock.now());
    let losing = Losing { telling: Telling::prepare(app), stored, loss, job, now };
    app.store
        .write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                let id = losing.stored.message.id;
                let row = tx.case(&[centre], losing.stored.message.case)?.ok_or(Error::NotFound)?;
                let step = losing.write(tx, &row.case)?;
                let kind = losing.stored.message.kind.as_str();
                let entry = Entry::by_the_server("message-lost", "message", Some(id.uuid()));
                Ok::<_, Error>(((), entry.with(format!("kind={kind} step={step}"))))
            })
        })
        .await?;
    app.bell.notify_one();
    Ok(())
}

struct Losing {
    telling: Telling,
    stored: StoredMessage,
    loss: Loss,
    job: Option<JobId>,
    now: Timestamp,
}

impl Losing {
    fn write(&self, tx: &mut CentreTx<'_, '_>, case: &Case) -> Result<&'static str, Error> {
        let (message, now) = (&self.stored.message, self.now);
        let resident = crate::actions::read_case::resident_of(tx, case)?;
        if resident.is_erased() {
            self.note(tx, false)?;
            self.job.map_or(Ok(()), |job| tx.finish_job(job))?;
            return Ok("erased");
        }
        let profile = self.telling.open(message.centre, &resident)?;
        // What was refused at once is a try that nobody has counted yet.
        let tries = self.stored.tries.saturating_add(u32::from(self.job.is_some()));
        let circumstances = Circumstances {
            kind: message.kind,
            elderly: profile.care_groups.contains(&CareGroup::Elderly),
            tries,
            first_try: self.stored.first_try_at.unwrap_or(now),
        };
        let step = after(self.loss, &circumstances, now);
        self.note(tx, matches!(step, Step::Retry { .. }))?;
        if let Loss::Failed(failure) = self.loss {
            self.mark(tx, &resident, failure)?;
        }
        match step {
            Step::Retry { at } => {
                let at = self.telling.wording.hours.not_before(Class::Notice, at);
                match self.job {
                    Some(job) => tx.put_off_job(job, at)?,
                    None => {
                        let job = sending(&*self.telling.chance, now, message.centre, message.id, at);
                        tx.enqueue(&job)?;
                    }
                }
                return Ok("retry");
            }
            Step::PassOn => {
                let failed: Vec<usize> = (0..=self.stored.place).collect();
                match way::find(tx, &self.telling.vault, &resident, &profile, message.kind, &failed)? {
                    Way::Message(next) => self.pass_on(tx, &resident, &next)?,
                    Way::Call => self.call(tx, case)?,
                    Way::Silence => {}
                }
            }
            Step::CallTask if self.is_alive(tx, &resident)? => self.call(tx, case)?,
            Step::CallTask | Step::Drop => {}
        }
        if let Some(job) = self.job {
            tx.finish_job(job)?;
        }
        Ok(match step {
            Step::PassOn => "pass-on",
            Step::CallTask => "call",
            Step::Retry { .. } | Step::Drop => "drop",
        })
    }

    fn is_alive(&self, tx: &mut CentreTx<'_, '_>, resident: &StoredResident) -> Result<bool, Error> {
        Ok(!tx.has_died(resident.centre, resident.id)?)
    }

    fn note(&self, tx: &mut CentreTx<'_, '_>, again: bool) -> Result<(), Error> {
        let (state, failure) = match self.loss {
            Loss::Expired => (MessageState::Expired, None),
            Loss::Failed(failure) if again => (MessageState::Queued, Some(failure)),
            Loss::Failed(failure) => (MessageState::Failed, Some(failure)),
        };
        match self.job {
            Some(_) => tx.note_try(&self.stored, &Tried { state, failure, at: self.now })?,
            None => tx.report_message(&self.stored.message, state, failure, self.now)?,
        }
        Ok(())
    }

    fn mark(
        &self,
        tx: &mut CentreTx<'_, '_>,
        resident: &StoredResident,
        failure: FailureKind,
    ) -> Result<(), Error> {
        let objection = match mark(failure) {
            Some(Mark::TakesNoMessages) => Objection::Carrier,
            Some(Mark::NumberInvalid) => Objection::NoSuchNumber,
            Some(Mark::WordsRefused) => {
                let kind = self.stored.message.kind.as_str();
                tracing::error!(kind, "the platform refuses the words of this kind of message");
                return Ok(());
            }
            None => return Ok(()),
        };
        let Some(number) = &self.stored.number else { return Ok(()) };
        for purpose in Purpose::ALL {
            tx.object(resident.id, number, purpose, objection, self.now)?;
        }
        Ok(())
    }

    fn call(&self, tx: &mut CentreTx<'_, '_>, case: &Case) -> Result<(), Error> {
        open_call(tx, &*self.telling.chance, case, TaskKind::CallResident, self.now)
    }

    /// The same words to the next one.
    fn pass_on(
        &self,
        tx: &mut CentreTx<'_, '_>,
        resident: &StoredResident,
        next: &Recipient,
    ) -> Result<(), Error> {
        let (vault, chance) = (&self.telling.vault, &*self.telling.chance);
        let before = &self.stored.message;
        let key = vault.resident_key(before.centre, resident.id, &resident.data_key)?;
        let text = vault.open(&key, "messages", "text", before.id.as_bytes(), &self.stored.text)?;
        let id = MessageId::from_uuid(chance.uuid_v7(self.now));
        let new = NewMessage {
            message: Message { id, state: MessageState::Queued, ..before.clone() },
            recipient: vault.seal(&key, "messages", "recipient", id.as_bytes(), &next.phone.e164()),
            text: vault.seal(&key, "messages", "text", id.as_bytes(), &text),
            number: next.number.clone(),
            template: self.telling.wording.version().to_owned(),
            place: next.place,
        };
        tx.insert_message(&new, self.now)?;
        let at = self.telling.wording.hours.not_before(Class::Notice, self.now);
        Ok(tx.enqueue(&sending(chance, self.now, before.centre, id, at))?)
    }
}
