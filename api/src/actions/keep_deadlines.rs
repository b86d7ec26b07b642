//! Reckons the clocks of a case and keeps them beside it, in the transaction that moves the case.
//!
//! The calendar is the one that the database names as current when the transaction looks, so that every replica reckons
//! by the same. A year that it lacks never holds up a move: what cannot be reckoned stays empty, and a task asks for
//! the year.

use std::{collections::BTreeMap, num::NonZeroU16, sync::Arc};

use domain::{
    case::{Case, Limits},
    deadlines::{BusinessHours, DEFERRAL_DAYS, Light, Reckoning},
    deferral::Deferral,
    ids::TaskId,
    task::{Task, TaskKind},
    text::{CalendarVersion, MaterialCode},
    working_days::Calendar,
};
use jiff::Timestamp;
use store::{CentreTx, ReadTx, StoreError, WriteTx};
use tokio::sync::watch;

use crate::{
    actions::{Error, keep_catalogues::Catalogues},
    app::App,
    calendar,
};

/// The mark that names the calendar that is reckoned by.
const CURRENT: &str = "calendar";

/// Calendars that were read before, by version. A version's text never changes.
#[derive(Clone)]
pub struct Calendars(watch::Sender<BTreeMap<String, Arc<Calendar>>>);

impl Default for Calendars {
    fn default() -> Self {
        Self(watch::Sender::new(BTreeMap::new()))
    }
}

impl Calendars {
    /// The calendar that is reckoned by at present.
    ///
    /// # Errors
    /// A fault of the store: a database without a calendar cannot be.
    pub fn current(&self, tx: &mut ReadTx<'_>) -> Result<Arc<Calendar>, Error> {
        let corrupt = || Error::Fault(Box::new(StoreError::Corrupt("calendars")));
        let version = tx.mark(CURRENT)?.ok_or_else(corrupt)?;
        if let Some(known) = self.0.borrow().get(&version) {
            return Ok(Arc::clone(known));
        }
        let text = tx.calendar(&version)?.ok_or_else(corrupt)?;
        let read = Arc::new(calendar::load(&text).map_err(|error| Error::Fault(Box::new(error)))?);
        self.0.send_modify(|known| {
            known.insert(version, Arc::clone(&read));
        });
        Ok(read)
    }
}

/// Keeps a calendar's text under its version, and reckons by it from here on.
///
/// # Errors
/// A fault of the store.
pub fn make_current(
    tx: &mut WriteTx<'_>,
    version: &CalendarVersion,
    text: &str,
    at: Timestamp,
) -> Result<(), Error> {
    tx.insert_calendar(version, text, at)?;
    Ok(tx.set_mark(CURRENT, version.as_str())?)
}

/// Gives a database that has no calendar the one that the release brings along.
///
/// # Errors
/// A fault of the store, or of the calendar that was brought along.
pub fn begin(tx: &mut WriteTx<'_>, at: Timestamp) -> Result<(), Error> {
    if tx.mark(CURRENT)?.is_some() {
        return Ok(());
    }
    let shipped = calendar::load(calendar::SHIPPED).map_err(|error| Error::Fault(Box::new(error)))?;
    make_current(tx, shipped.version(), calendar::SHIPPED, at)
}

/// What it takes to reckon inside a transaction.
pub struct Clockwork {
    calendars: Calendars,
    catalogues: Catalogues,
    hours: BusinessHours,
    /// For a limit and for a term that need a year which the calendar lacks.
    tasks: (TaskId, TaskId),
    now: Timestamp,
}

impl Clockwork {
    /// For one write.
    pub fn of(app: &App) -> Self {
        Self {
            calendars: app.calendars.clone(),
            catalogues: app.catalogues.clone(),
            hours: app.site.hours,
            tasks: (TaskId::from_uuid(app.fresh()), TaskId::from_uuid(app.fresh())),
            now: app.clock.now(),
        }
    }

    /// Reckons the clocks of a case as it stands after a move. A light that was told is told anew for what is due now.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn keep(&self, tx: &mut CentreTx<'_, '_>, case: &Case) -> Result<(), Error> {
        let calendar = self.calendars.current(tx)?;
        let item = self.catalogues.item_of(tx, case)?;
        let guide = &item.guide;
        let limits = Limits { promised: guide.promised_days, statutory: guide.statutory_days };
        let pauses = tx.pauses_of(case.centre, case.id)?;
        let reckoning = Reckoning::new(&calendar, self.hours);
        let Some(mut dues) = case.dues(&reckoning, limits, &pauses) else { return Ok(()) };
        if case.service().is_some() {
            // Nobody can be served who has died: what lies here is kept for the heirs.
            if tx.has_died(case.centre, case.resident)? {
                (dues.due_at, dues.warn_at) = (None, None);
            }
            tx.set_result_due(case.id, dues.due_at)?;
        }
        let before = tx.deadlines_of(case.centre, case.id)?;
        let lacked = before.as_ref().and_then(|before| before.dues.missing_year);
        if let Some(old) = before.as_ref().filter(|old| old.dues.calendar != dues.calendar) {
            tx.keep_old_deadlines(case.id, &old.dues, self.now)?;
        }
        if let Some(year) = dues.missing_year.filter(|year| Some(*year) != lacked) {
            tracing::error!(case = %case.id, year, "a clock of a case needs a year that the calendar lacks");
            tx.open_task(&Self::task(self.tasks.0, case, self.now))?;
        }
        let same_due = before.as_ref().is_some_and(|before| before.dues.due_at == dues.due_at);
        let light = before.filter(|_| same_due).map_or(Light::Green, |before| before.light);
        tx.put_deadlines(case.id, &dues, light)?;
        if item.materials.iter().any(|material| material.deferrable) {
            self.keep_deferral(tx, case, &reckoning)?;
        }
        Ok(())
    }

    /// The end of a term that begins now; nothing when the calendar lacks a year that it needs.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn within(&self, tx: &mut CentreTx<'_, '_>, days: NonZeroU16) -> Result<Option<Timestamp>, Error> {
        let calendar = self.calendars.current(tx)?;
        let due = Reckoning::new(&calendar, self.hours).within(self.now, days);
        Ok(due.ok().map(|due| due.at))
    }

    /// The term of what follows an acceptance begins, unless it has.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn defer(
        &self,
        tx: &mut CentreTx<'_, '_>,
        case: &Case,
        materials: Vec<MaterialCode>,
    ) -> Result<(), Error> {
        let Some(acceptance) = case.stage.acceptance().filter(|_| !materials.is_empty()) else {
            return Ok(());
        };
        if tx.deferral_of(case.centre, case.id)?.is_some() {
            return Ok(());
        }
        let calendar = self.calendars.current(tx)?;
        match Reckoning::new(&calendar, self.hours).tolerance(acceptance.at, DEFERRAL_DAYS) {
            Ok(term) => Ok(tx.put_deferral(case.id, &Deferral::begin(materials, acceptance.at, &term))?),
            Err(missing) => {
                tracing::error!(case = %case.id, year = missing.year, "a term needs a year that the calendar lacks");
                Ok(tx.open_task(&Self::task(self.tasks.1, case, self.now))?)
            }
        }
    }

    /// A term that runs is reckoned by the calendar of today, and is over with its case.
    fn keep_deferral(
        &self,
        tx: &mut CentreTx<'_, '_>,
        case: &Case,
        reckoning: &Reckoning<'_>,
    ) -> Result<(), Error> {
        if case.stage.acceptance().is_none() {
            return Ok(());
        }
        let running = tx.deferral_of(case.centre, case.id)?.filter(|deferral| deferral.over_at.is_none());
        let Some(mut deferral) = running else { return Ok(()) };
        if !case.stage.is_open() {
            deferral.over_at = Some(self.now);
        } else if let Ok(term) = reckoning.tolerance(deferral.since, DEFERRAL_DAYS) {
            deferral = deferral.reckoned(&term);
        }
        Ok(tx.put_deferral(case.id, &deferral)?)
    }

    const fn task(id: TaskId, case: &Case, now: Timestamp) -> Task {
        Task::about(id, case.centre, case.id, TaskKind::CalendarYearMissing, now)
    }
}
