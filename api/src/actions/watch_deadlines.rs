//! What the clocks bring about by themselves: new reckonings after a change of the calendar, acceptance by the law when
//! nobody has answered a receipt in time, a warning when a case is nearly due, a task for the manager when it is overdue.

use domain::{
    audit::Entry,
    case::{Case, Event, EventKind, Stage},
    checklist,
    deadlines::Light,
    ids::{CaseId, CentreId, TaskId},
    message::MessageKind,
    policy::{self, act},
    task::{Task, TaskKind},
};
use jiff::Timestamp;
use store::{CaseRow, CentreTx, Nearing, ReadTx};

use crate::{
    actions::{
        Error,
        keep_deadlines::Clockwork,
        print_letter::{Call, Writing},
        see_to_each,
        tell_resident::Telling,
    },
    app::App,
};

/// The round's name in logs and metrics.
const ROUND: &str = "watch-deadlines";

/// Sees to every case whose time has come; how many those were.
///
/// # Errors
/// When the list cannot be read.
pub async fn run(app: &App) -> Result<usize, Error> {
    let mut seen_to = reckon_anew(app).await?;
    for what in [Nearing::Unanswered, Nearing::Overdue, Nearing::DueSoon] {
        let now = app.clock.now();
        let list = move |tx: &mut ReadTx<'_>, after, limit| tx.nearing(what, now, after, limit);
        let done = see_to_each::run(app, ROUND, list, |centre, case| one(app, what, centre, case)).await?;
        seen_to = seen_to.saturating_add(done);
    }
    Ok(seen_to)
}

/// Reckons anew the open cases that were reckoned by another calendar than the current one.
async fn reckon_anew(app: &App) -> Result<usize, Error> {
    let calendars = app.calendars.clone();
    let version = app.store.read(move |tx| Ok::<_, Error>(calendars.current(tx)?.version().clone())).await?;
    let list = move |tx: &mut ReadTx<'_>, after, limit| tx.reckoned_otherwise(&version, after, limit);
    see_to_each::run(app, ROUND, list, |centre, case| reckon(app, centre, case)).await
}

async fn reckon(app: &App, centre: CentreId, case: CaseId) -> Result<(), Error> {
    let (clockwork, now) = (Clockwork::of(app), app.clock.now());
    app.store
        .write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                let row = tx.case(&[centre], case)?.ok_or(Error::NotFound)?;
                clockwork.keep(tx, &row.case)?;
                if row.case.stage.is_open() {
                    clockwork.defer(tx, &row.case, checklist::deferred(&row.covers))?;
                }
                Ok::<_, Error>(((), Entry::by_the_server("reckon-anew", "case", Some(case.uuid()))))
            })
        })
        .await
}

async fn one(app: &App, what: Nearing, centre: CentreId, case: CaseId) -> Result<(), Error> {
    let watch = Watch {
        what,
        clockwork: Clockwork::of(app),
        telling: Telling::prepare(app),
        writing: Writing::of(app),
        task: TaskId::from_uuid(app.fresh()),
        now: app.clock.now(),
    };
    app.store
        .write(move |tx| {
            tx.in_centre(centre, watch.now, |tx| {
                let row = tx.case(&[centre], case)?.ok_or(Error::NotFound)?;
                let entry = match watch.what {
                    Nearing::Unanswered => watch.deem_accepted(tx, row)?,
                    Nearing::Overdue => watch.tell(tx, &row.case, Light::Red)?,
                    Nearing::DueSoon => watch.tell(tx, &row.case, Light::Yellow)?,
                };
                Ok::<_, Error>(((), entry))
            })
        })
        .await
}

struct Watch {
    what: Nearing,
    clockwork: Clockwork,
    telling: Telling,
    writing: Writing,
    task: TaskId,
    now: Timestamp,
}

impl Watch {
    /// 视为受理, dated back to the receipt.
    fn deem_accepted(&self, tx: &mut CentreTx<'_, '_>, row: CaseRow) -> Result<Entry, Error> {
        let permit = policy::by_the_server::<act::DeemAccepted>();
        let case = row.case.clone().deem_accepted(&permit)?;
        let row = CaseRow { case, updated_at: self.now, ..row };
        tx.update_case(&row)?;
        let case = &row.case;
        tx.append_event(
            case.id,
            case.version,
            0,
            &Event::by_the_server(EventKind::DeemedAccepted, self.now),
            None,
        )?;
        tx.note_deemed(case.id)?;
        if matches!(case.stage, Stage::InReview(_)) {
            tx.append_event(
                case.id,
                case.version,
                1,
                &Event::by_the_server(EventKind::SentForReview, self.now),
                None,
            )?;
        }
        self.clockwork.keep(tx, case)?;
        self.clockwork.defer(tx, case, checklist::deferred(&row.covers))?;
        self.telling.tell(tx, case, MessageKind::DeemedAccepted)?;
        self.writing.call_for(tx, &row, &[Call::Acceptance])?;
        tx.open_task(&self.task(case, TaskKind::DeemedAccepted))?;
        Ok(Entry::by_the_server("deem-accepted", "case", Some(case.id.uuid())))
    }

    fn tell(&self, tx: &mut CentreTx<'_, '_>, case: &Case, light: Light) -> Result<Entry, Error> {
        let stored = tx.deadlines_of(case.centre, case.id)?.ok_or(Error::NotFound)?;
        tx.put_deadlines(case.id, &stored.dues, light)?;
        let (kind, act) = match light {
            Light::Red => (EventKind::Overdue, "tell-overdue"),
            Light::Yellow | Light::Green => (EventKind::DueSoon, "tell-due-soon"),
        };
        tx.append_note(case.id, case.version, &Event::by_the_server(kind, self.now))?;
        if light == Light::Red {
            tx.open_task(&self.task(case, TaskKind::Overdue))?;
        }
        Ok(Entry::by_the_server(act, "case", Some(case.id.uuid())))
    }

    const fn task(&self, case: &Case, kind: TaskKind) -> Task {
        Task::about(self.task, case.centre, case.id, kind, self.now)
    }
}
