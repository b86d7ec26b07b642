//! A message came back from a telephone. Only what is clear is acted on: a no, a rating of the one case that was asked
//! about, a question with number and code, a wrong number. Of all else somebody is asked to call; its words are not kept.
//!
//! Who writes is known by the keyed digest of the number alone, and by what was written to it before: a number that was
//! never written to is nobody's here.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    audit::Entry,
    case::{Case, Stage},
    case_number::CaseNumber,
    clock::Chance,
    ids::{CaseId, CentreId, ResidentId},
    message::{Inbound, MessageKind, MessageState, Objection, Purpose},
    phone::Phone,
    query_code::QueryCode,
    rating::{Rating, ResidentDoor},
    task::TaskKind,
};
use jiff::Timestamp;
use store::{ReadTx, StoredMessage};

use crate::{
    actions::{
        Error, look_up_case,
        rate_case::{Given, Taking},
        tell_resident::{Telling, open_call},
    },
    app::App,
};

/// Messages to a number that are looked at.
const LOOKED_AT: i64 = 100;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// No more requests for a rating go to this number.
    OptedOut,
    /// The case that was asked about is rated.
    Rated,
    /// The question is answered by a message.
    Answered,
    /// The number is taken off whoever was thought to have it.
    Detached,
    /// Somebody is asked to call.
    ForPerson,
    /// Nothing: nobody here was ever written to under this number, or number and code do not fit.
    Nothing,
}

/// Takes a text from a number.
///
/// # Errors
/// Faults of the store.
pub async fn run(app: &App, from: &Phone, text: &str) -> Result<Received, Error> {
    let number = app.vault.phone_index(from);
    let looked_up = number.clone();
    let told = app.store.read(move |tx| Ok::<_, Error>(tx.messages_to(&looked_up, LOOKED_AT)?)).await?;
    if let Inbound::Status { number, code } = Inbound::read(text) {
        return answer(app, from, number, code).await;
    }
    if told.is_empty() {
        return Ok(Received::Nothing);
    }
    let hearing = Hearing { number, told, chance: Arc::clone(&app.chance), now: app.clock.now() };
    match Inbound::read(text) {
        Inbound::OptOut => hearing.object(app, Objection::Said, &[Purpose::RatingRequest]).await,
        Inbound::WrongNumber => hearing.object(app, Objection::SomebodyElse, &Purpose::ALL).await,
        Inbound::Rating(rating) => hearing.rate(app, from, rating).await,
        Inbound::Status { .. } | Inbound::ForPerson => hearing.ask_for_a_person(app).await,
    }
}

struct Hearing {
    number: Vec<u8>,
    /// Latest first.
    told: Vec<StoredMessage>,
    chance: Arc<dyn Chance>,
    now: Timestamp,
}

impl Hearing {
    /// Who was written to under this number, by centre, each with the latest case.
    fn residents(&self) -> BTreeMap<CentreId, BTreeMap<ResidentId, CaseId>> {
        let mut centres = BTreeMap::<_, BTreeMap<_, _>>::new();
        for stored in &self.told {
            let message = &stored.message;
            centres.entry(message.centre).or_default().entry(message.resident).or_insert(message.case);
        }
        centres
    }

    async fn object(
        self,
        app: &App,
        how: Objection,
        purposes: &'static [Purpose],
    ) -> Result<Received, Error> {
        let now = self.now;
        app.store
            .write(move |tx| {
                for (centre, residents) in self.residents() {
                    tx.in_centre(centre, now, |tx| {
                        for (resident, case) in &residents {
                            for purpose in purposes {
                                tx.object(*resident, &self.number, *purpose, how, now)?;
                            }
                            // Whoever was to be reached there is to be reached otherwise.
                            if how == Objection::SomebodyElse {
                                let row = tx.case(&[centre], *case)?.ok_or(Error::NotFound)?;
                                open_call(tx, &*self.chance, &row.case, TaskKind::CallResident, now)?;
                            }
                        }
                        let entry = Entry::by_the_server("object-to-messages", "centre", Some(centre.uuid()));
                        let detail = format!("how={} residents={}", how.as_str(), residents.len());
                        Ok::<_, Error>(((), entry.with(detail)))
                    })?;
                }
                Ok::<_, Error>(())
            })
            .await?;
        Ok(match how {
            Objection::SomebodyElse => Received::Detached,
            _ => Received::OptedOut,
        })
    }

    /// Rates the one case that was asked about and is not rated. Of two, nobody knows which is meant.
    async fn rate(self, app: &App, from: &Phone, rating: Rating) -> Result<Received, Error> {
        let asked = self.told.clone();
        let open = app.store.read(move |tx| asked_about(tx, asked)).await?;
        let [asked] = open.as_slice() else { return self.ask_for_a_person(app).await };
        let (centre, case, id) = (asked.message.centre, asked.message.case, asked.message.id);
        let resident = asked.message.resident;
        let stored = app.store.read(move |tx| Ok::<_, Error>(tx.resident(centre, resident)?)).await?;
        let stored = stored.ok_or(Error::NotFound)?;
        let key = app.vault.resident_key(centre, stored.id, &stored.data_key)?;
        let number = app.vault.open(&key, "messages", "recipient", id.as_bytes(), &asked.recipient)?;
        let Ok(asked) = Phone::parse(&number) else { return Ok(Received::Nothing) };
        let (taking, from) = (Taking::of(app, Given { rating, words: None }), from.clone());
        let taken = app
            .store
            .write(move |tx| taking.take(tx, centre, case, |_row| ResidentDoor::by_sms(case, &from, &asked)))
            .await;
        match taken {
            Ok(()) => {
                app.bell.notify_one();
                Ok(Received::Rated)
            }
            // Too late for a rating is not too late for a word.
            Err(Error::Rating(_)) => self.ask_for_a_person(app).await,
            Err(error) => Err(error),
        }
    }

    async fn ask_for_a_person(self, app: &App) -> Result<Received, Error> {
        let Some(latest) = self.told.first().map(|stored| stored.message.clone()) else {
            return Ok(Received::Nothing);
        };
        let (chance, now) = (self.chance, self.now);
        app.store
            .write(move |tx| {
                tx.in_centre(latest.centre, now, |tx| {
                    let row = tx.case(&[latest.centre], latest.case)?.ok_or(Error::NotFound)?;
                    open_call(tx, &*chance, &row.case, TaskKind::ResidentReplied, now)?;
                    let entry = Entry::by_the_server("hear-resident", "case", Some(latest.case.uuid()));
                    Ok::<_, Error>(((), entry))
                })
            })
            .await?;
        Ok(Received::ForPerson)
    }
}

/// The requests for a rating that went out and have none yet, one a case.
fn asked_about(tx: &mut ReadTx<'_>, told: Vec<StoredMessage>) -> Result<Vec<StoredMessage>, Error> {
    let mut open: Vec<StoredMessage> = Vec::new();
    for stored in told {
        let message = &stored.message;
        let is_asked = message.kind == MessageKind::RatingRequest
            && matches!(message.state, MessageState::Accepted | MessageState::Delivered);
        let is_there = open.iter().any(|other| other.message.case == message.case);
        if is_asked && !is_there && tx.rating_of(message.centre, message.case)?.is_none() {
            open.push(stored);
        }
    }
    Ok(open)
}

/// Tells again where a case stands, to the number that asked and knew the code.
async fn answer(app: &App, from: &Phone, number: CaseNumber, code: QueryCode) -> Result<Received, Error> {
    let (centre, id) = match look_up_case::prove(app, number, Some(code.clone())).await {
        Ok(found) => found,
        Err(Error::NotFound) => return Ok(Received::Nothing),
        Err(error) => return Err(error),
    };
    let (telling, from, now) = (Telling::with_code(app, code), from.clone(), app.clock.now());
    let answered = app
        .store
        .write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                let row = tx.case(&[centre], id)?.ok_or(Error::NotFound)?;
                let entry = Entry::by_the_server("answer-by-message", "case", Some(id.uuid()));
                let alive = !tx.has_died(centre, row.case.resident)?;
                let kind = kind_of(&row.case).filter(|_| alive);
                if let Some(kind) = kind {
                    telling.answer(tx, &row.case, kind, &from)?;
                }
                Ok::<_, Error>((kind.is_some(), entry))
            })
        })
        .await?;
    app.bell.notify_one();
    Ok(if answered { Received::Answered } else { Received::Nothing })
}

/// The message that tells of the stage where a case stands.
const fn kind_of(case: &Case) -> Option<MessageKind> {
    use domain::case::Ending;
    Some(match case.stage {
        Stage::Receiving => return None,
        Stage::Received(_) => MessageKind::Receipt,
        Stage::CorrectionRequested(_) => MessageKind::CorrectionRequested,
        Stage::NotAccepted(_) => MessageKind::NotAccepted,
        Stage::Accepted(_) | Stage::InReview(_) => MessageKind::Accepted,
        Stage::Suspended { .. } => MessageKind::Suspended,
        Stage::Concluded { .. } => MessageKind::Conclusion,
        Stage::Ended { how: Ending::Withdrawn, .. } => MessageKind::Withdrawn,
        Stage::Ended { how: Ending::Terminated, .. } => MessageKind::Terminated,
        Stage::Ended { how: Ending::Void, .. } => MessageKind::Voided,
    })
}
