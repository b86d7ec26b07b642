//! A resident rates a concluded case: once, from their page or by message back, and never by anybody who is signed in:
//! the only way in is a [`ResidentDoor`], and no door of the API makes one.
//!
//! A bad rating asks somebody to call back within a term. No event of the case tells of a rating: the history is read by
//! whom it rates.

use std::sync::Arc;

use domain::{
    audit::Entry,
    case::Stage,
    case_number::CaseNumber,
    clock::Chance,
    deadlines::{BusinessHours, Reckoning},
    ids::{CaseId, CentreId, TaskId},
    message::MessageKind,
    query_code::QueryCode,
    rating::{CaseRating, Rating, RatingRules, ResidentDoor},
    task::{Task, TaskKind},
    text::Note,
};
use jiff::Timestamp;
use store::{CaseRow, CentreTx, WriteTx};

use crate::{
    actions::{
        Error,
        keep_deadlines::Calendars,
        look_up_case, read_case,
        tell_resident::{Facts, Telling, last_day},
    },
    app::App,
    vault::Vault,
};

/// A rating as it is given.
#[derive(Clone)]
pub struct Given {
    /// The level.
    pub rating: Rating,
    /// Words that came with it.
    pub words: Option<Note>,
}

/// Rates the case behind a link.
///
/// # Errors
/// [`Error::NotFound`] for a token that is not good, [`Error::Rating`] when it is not taken.
pub async fn by_link(app: &App, token: &str, given: Given) -> Result<(), Error> {
    let (taking, digests) = (Taking::of(app, given), app.vault.link_digests(token));
    let now = taking.now;
    let done = app
        .store
        .write(move |tx| {
            let (centre, case, kept) = tx.link(&digests, now)?.ok_or(Error::NotFound)?;
            let door = || digests.iter().find_map(|came| ResidentDoor::by_link(case, came, &kept));
            taking.take(tx, centre, case, |_row| door())
        })
        .await;
    app.bell.notify_one();
    done
}

/// Rates a case by its number and query code, whose wrong tries are counted as in every look-up.
///
/// # Errors
/// As [`by_link`].
pub async fn by_code(app: &App, number: CaseNumber, code: QueryCode, given: Given) -> Result<(), Error> {
    let (centre, case) = look_up_case::prove(app, number, Some(code.clone())).await?;
    let taking = Taking::of(app, given);
    let done = app
        .store
        .write(move |tx| {
            let vault = taking.vault.clone();
            taking.take(tx, centre, case, |row| {
                let kept = row.query_code.as_ref()?;
                ResidentDoor::by_code(case, &code, |code| vault.is_query_code(code, kept))
            })
        })
        .await;
    app.bell.notify_one();
    done
}

/// Everything that taking a rating needs.
pub struct Taking {
    vault: Vault,
    telling: Telling,
    calendars: Calendars,
    hours: BusinessHours,
    rules: RatingRules,
    chance: Arc<dyn Chance>,
    now: Timestamp,
    given: Given,
}

impl Taking {
    /// For one rating.
    #[must_use]
    pub fn of(app: &App, given: Given) -> Self {
        Self {
            vault: app.vault.clone(),
            telling: Telling::prepare(app),
            calendars: app.calendars.clone(),
            hours: app.site.hours,
            rules: app.site.rating,
            chance: Arc::clone(&app.chance),
            now: app.clock.now(),
            given,
        }
    }

    /// Takes it, if `open` opens the case's door.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a door that stays shut, [`Error::Rating`] when it is not taken.
    pub fn take(
        &self,
        tx: &mut WriteTx<'_>,
        centre: CentreId,
        case: CaseId,
        open: impl FnOnce(&CaseRow) -> Option<ResidentDoor>,
    ) -> Result<(), Error> {
        tx.in_centre(centre, self.now, |tx| {
            let row = tx.case(&[centre], case)?.ok_or(Error::NotFound)?;
            let door = open(&row).ok_or(Error::NotFound)?;
            let concluded = match row.case.stage {
                Stage::Concluded { at, .. } => Some(at),
                _ => None,
            };
            let before = tx.rating_of(centre, case)?;
            let rating = self.given.rating;
            let taken = CaseRating::give(&door, rating, &self.rules, concluded, before.as_ref(), self.now)?;
            self.keep(tx, &row, &taken)?;
            if taken.rating.is_bad() {
                self.ask_for_a_call(tx, &row, &taken)?;
            }
            let entry = Entry::by_the_server("rate-case", "case", Some(case.uuid()));
            Ok(((), entry.with(format!("source={}", taken.source.as_str()))))
        })
    }

    fn keep(&self, tx: &mut CentreTx<'_, '_>, row: &CaseRow, taken: &CaseRating) -> Result<(), Error> {
        let words = match &self.given.words {
            Some(words) => {
                let key = read_case::key_of(tx, &self.vault, &row.case)?;
                let place = row.case.id.as_bytes();
                Some(self.vault.seal(&key, "ratings", "words", place, words.as_str()))
            }
            None => None,
        };
        Ok(tx.insert_rating(taken, words.as_deref())?)
    }

    /// Where the calendar lacks a year the task has no term, and stands all the same.
    fn ask_for_a_call(
        &self,
        tx: &mut CentreTx<'_, '_>,
        row: &CaseRow,
        taken: &CaseRating,
    ) -> Result<(), Error> {
        let calendar = self.calendars.current(tx)?;
        let due = taken.call_back(&self.rules, &Reckoning::new(&calendar, self.hours));
        let due_at = due.ok().flatten().map(|due| due.at);
        let id = TaskId::from_uuid(self.chance.uuid_v7(self.now));
        let task = Task::about(id, row.case.centre, row.case.id, TaskKind::CallBack, self.now);
        tx.open_task(&task.due(due_at))?;
        let facts = Facts { due: due_at.map(last_day), ..Facts::default() };
        self.telling.tell_with(tx, &row.case, MessageKind::CallBack, &facts)
    }
}
