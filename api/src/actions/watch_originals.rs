//! Tells of originals that have not come back in time: a task for each case, once for each original.

use domain::{
    audit::Entry,
    case::{Event, EventKind},
    custody::{Custody, Thing},
    ids::{CaseId, CentreId, TaskId},
    task::{Task, TaskKind},
};
use store::ReadTx;

use crate::{
    actions::{Error, see_to_each},
    app::App,
};

/// Sees to every case of which an original is late; how many those were.
///
/// # Errors
/// When the list cannot be read.
pub async fn run(app: &App) -> Result<usize, Error> {
    let now = app.clock.now();
    let list = move |tx: &mut ReadTx<'_>, after, limit| tx.late_originals(now, after, limit);
    see_to_each::run(app, "watch-originals", list, |centre, case| one(app, centre, case)).await
}

async fn one(app: &App, centre: CentreId, id: CaseId) -> Result<(), Error> {
    let (now, task) = (app.clock.now(), TaskId::from_uuid(app.fresh()));
    app.store
        .write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                let case = tx.case(&[centre], id)?.ok_or(Error::NotFound)?.case;
                // Another replica may have told it, or it may have come back.
                let late = |thing: &Custody| {
                    let is_due = thing.due_at.is_some_and(|due| due < now);
                    is_due && thing.is_open() && !thing.told_late && thing.thing != Thing::Result
                };
                let originals: Vec<_> = tx.custody_of(centre, id)?.into_iter().filter(late).collect();
                for original in &originals {
                    let reason = original.thing.material().map(|code| code.as_str().to_owned());
                    let event = Event { reason, ..Event::by_the_server(EventKind::OriginalLate, now) };
                    tx.append_note(id, case.version, &event)?;
                    tx.update_custody(&Custody { told_late: true, ..original.clone() })?;
                }
                if !originals.is_empty() {
                    tx.open_task(&Task::about(task, centre, id, TaskKind::OriginalLate, now))?;
                }
                let entry = Entry::by_the_server("tell-late-original", "case", Some(id.uuid()));
                Ok::<_, Error>(((), entry.with(format!("originals={}", originals.len()))))
            })
        })
        .await
}
