//! Keeps beside a case what reports count of it, in the transaction of what changes it.
//!
//! A row is begun with the first receipt and filled in when the case is over; what comes later (a rating, messages, the
//! delivery, a visit that a phone tells of late) is written into it then. Everything follows from the case's events and from what
//! hangs on it: [`Bookkeeping::reckon`] makes it from nothing else.

use domain::{
    audit::Entry,
    case::{Case, EventKind},
    catalogue::Item,
    checklist::is_claimed,
    deadlines::{BusinessHours, Reckoning},
    figures::{CaseFacts, Counted, Over, Verdict, minutes_between, visits_made},
    ids::{CaseId, CentreId},
    lookup::{Sharing, Standing, shared},
    visit::Visit,
};
use jiff::Timestamp;
use store::{CentreTx, ReadTx};

use crate::{
    actions::{Error, keep_catalogues::Catalogues, keep_deadlines::Calendars, see_to_each},
    app::App,
};

/// The mark that says that nothing is left to be caught up with.
const CAUGHT_UP: &str = "case_facts";
/// How it is told in a catalogue that an item has no step outside the home.
const WHOLE_AT_HOME: &str = "full";

/// What it takes to reckon inside a transaction.
#[derive(Clone)]
pub struct Bookkeeping {
    catalogues: Catalogues,
    calendars: Calendars,
    hours: BusinessHours,
}

impl Bookkeeping {
    /// For one write.
    #[must_use]
    pub fn of(app: &App) -> Self {
        Self { catalogues: app.catalogues.clone(), calendars: app.calendars.clone(), hours: app.site.hours }
    }

    /// Keeps what became of a case after a move, if it is over with it.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn keep(&self, tx: &mut CentreTx<'_, '_>, case: &Case) -> Result<(), Error> {
        if case.stage.is_open() || case.practice {
            return Ok(());
        }
        tx.hold_facts(case.id)?;
        match self.reckon(tx, case)? {
            Some(facts) => Ok(tx.put_facts(case.id, &facts.counted)?),
            None => Ok(()),
        }
    }

    /// A visit that is told of late may belong to a case that is over.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn visited(&self, tx: &mut CentreTx<'_, '_>, visit: &Visit) -> Result<(), Error> {
        for id in tx.cases_over_of(visit.centre, visit.resident)? {
            if let Some(row) = tx.case(&[visit.centre], id)? {
                self.keep(tx, &row.case)?;
            }
        }
        Ok(())
    }

    /// What reports count of a case, from its events and what hangs on it; nothing before its receipt, and never of a
    /// practice case.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn reckon(&self, tx: &mut ReadTx<'_>, case: &Case) -> Result<Option<CaseFacts>, Error> {
        let (centre, id) = (case.centre, case.id);
        let events = tx.events_of(centre, id)?;
        let first = |kind: EventKind| events.iter().find(|event| event.kind == kind);
        let Some(received) = first(EventKind::Received).filter(|_| !case.practice) else { return Ok(None) };
        let received_at = received.at;
        let over = match Verdict::of(&case.stage, &events) {
            None => None,
            Some((verdict, at)) => {
                let collected = first(EventKind::Filed).map(|event| event.device_at.unwrap_or(event.at));
                let promised = tx.deadlines_of(centre, id)?.and_then(|stored| stored.dues.promised_at);
                let pauses = tx.pauses_of(centre, id)?;
                let calendar = self.calendars.current(tx)?;
                let taken = Reckoning::new(&calendar, self.hours).days_taken(received_at, at, &pauses);
                let item = self.catalogues.item_of(tx, case)?;
                Some(Over {
                    at,
                    verdict,
                    zero_trip: item.home_mode == WHOLE_AT_HOME && first(EventKind::Collected).is_none(),
                    visits: visits_made(case.visit, at, &tx.visits_seen(case)?),
                    minutes: collected.map(|collected| minutes_between(collected, at)),
                    working_days: taken.ok(),
                    promise_kept: promised.filter(|_| verdict.is_decided()).map(|due| at <= due),
                    corrections: count(tx.notices_of(centre, id)?.len()),
                    spared: spared(tx, &item, case)?,
                    messages: tx.messages_tally(centre, id)?,
                    rating: tx.rating_of(centre, id)?.map(|given| given.rating),
                })
            }
        };
        Ok(Some(CaseFacts {
            case: id,
            centre,
            community: case.community,
            worker: case.worker,
            item: case.item.clone(),
            catalogue: case.catalogue.clone(),
            counted: Counted { received_at, deemed: first(EventKind::DeemedAccepted).is_some(), over },
        }))
    }
}

/// Materials that the resident did not have to bring: a look-up found them and no file shows them, or the law no
/// longer asks for them.
fn spared(tx: &mut ReadTx<'_>, item: &Item, case: &Case) -> Result<u32, Error> {
    let abolished = count(item.no_longer_asked.len());
    if shared(item).next().is_none() {
        return Ok(abolished);
    }
    let sharing = Sharing { asked: tx.lookups_of(case.centre, case.id)?, ..Sharing::default() };
    let evidence: Vec<_> =
        tx.evidence_of(case.centre, case.id)?.into_iter().map(|file| file.evidence).collect();
    let found = shared(item).filter(|material| {
        matches!(sharing.standing(material), Some(Standing::Found(_)))
            && !is_claimed(&evidence, &material.code)
    });
    Ok(count(found.count()).saturating_add(abolished))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Begins to keep the cases of a release that kept nothing; how many those were. Once there are none left it never
/// looks again.
///
/// # Errors
/// A fault of the store.
pub async fn catch_up(app: &App) -> Result<usize, Error> {
    if app.store.read(|tx| Ok::<_, Error>(tx.mark(CAUGHT_UP)?)).await?.is_some() {
        return Ok(0);
    }
    let list = |tx: &mut ReadTx<'_>, after, limit| tx.received_without_facts(after, limit);
    let kept = see_to_each::run(app, "keep-facts", list, |centre, case| begin(app, centre, case)).await?;
    app.store
        .write(move |tx| {
            let left = tx.received_without_facts(None, 1)?;
            if left.is_empty() {
                tx.set_mark(CAUGHT_UP, "complete")?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(kept)
}

async fn begin(app: &App, centre: CentreId, id: CaseId) -> Result<(), Error> {
    let (books, now) = (Bookkeeping::of(app), app.clock.now());
    app.store
        .write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                let row = tx.case(&[centre], id)?.ok_or(Error::NotFound)?;
                // Another replica may have been faster.
                if tx.facts_of(centre, id)?.is_none()
                    && let Some(facts) = books.reckon(tx, &row.case)?
                {
                    tx.receive_facts(&row.case, facts.counted.received_at)?;
                    tx.put_facts(id, &facts.counted)?;
                }
                Ok(((), Entry::by_the_server("keep-facts", "case", Some(id.uuid()))))
            })
        })
        .await
}

/// Notes a first receipt. What is for practice is not counted.
///
/// # Errors
/// A fault of the store.
pub fn receive(tx: &mut CentreTx<'_, '_>, case: &Case, at: Timestamp) -> Result<(), Error> {
    if case.practice { Ok(()) } else { Ok(tx.receive_facts(case, at)?) }
}
