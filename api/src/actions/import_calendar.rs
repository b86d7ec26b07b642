//! The working-day calendar: what it is at present, and bringing in another one.

use std::sync::Arc;

use domain::{
    actor::Credential,
    audit::Entry,
    fault::{Fault, Refusal},
    ids::CentreId,
    policy::{self, Resource, act},
    working_days::Calendar,
};
use serde::{Deserialize, Serialize};

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
        keep_deadlines,
    },
    app::App,
    calendar,
};

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// The version that is reckoned by from here on.
    pub version: String,
    /// Days that count otherwise than before.
    pub changed_days: u32,
}

/// The calendar that is reckoned by.
///
/// # Errors
/// [`Error::SessionEnded`] or a fault of the store.
pub async fn current(app: &App, credential: Credential) -> Result<Arc<Calendar>, Error> {
    let (calendars, now) = (app.calendars.clone(), app.clock.now());
    app.store
        .read(move |tx| {
            tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            calendars.current(tx)
        })
        .await
}

/// Brings in a calendar. Open cases are reckoned anew by the next round of the timetable.
///
/// # Errors
/// [`Error::Invalid`] with every line at fault, [`Refusal::CalendarVersionTaken`], or [`Error::Forbidden`].
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    text: String,
) -> Result<Answer<Imported>, Error> {
    let newer = calendar::load(&text).map_err(|error| {
        let fault = |fault: &calendar::CalendarFault| Fault {
            path: format!("$.text:{}", fault.line),
            code: FILE_FAULT,
        };
        Error::Invalid(error.faults.iter().map(fault).collect())
    })?;
    let (calendars, now) = (app.calendars.clone(), app.clock.now());
    idempotent::once(app, credential, written, move |tx, actor| {
        // That there is a calendar is no secret.
        let Ok(permit) = policy::may::<act::ImportCalendar>(actor, &Resource::of_centre(CentreId::SITE))
        else {
            return Err(Error::Forbidden);
        };
        tx.in_centre(CentreId::SITE, now, |tx| {
            let version = newer.version();
            if tx.calendar(version.as_str())?.is_some() {
                return Err(Refusal::CalendarVersionTaken.into());
            }
            let changed = calendars.current(tx)?.changes(&newer).len();
            keep_deadlines::make_current(tx, version, &text, now)?;
            let outcome = Imported {
                version: version.as_str().to_owned(),
                changed_days: u32::try_from(changed).unwrap_or(u32::MAX),
            };
            let entry = Entry::by(actor, permit.role(), "import-calendar", "calendar", actor.user.uuid());
            let entry = entry.with(format!("version={} changed_days={changed}", version.as_str()));
            Ok((outcome, entry))
        })
    })
    .await
}

/// The code of a line at fault.
const FILE_FAULT: &str = "calendar-file";
