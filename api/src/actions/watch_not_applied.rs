//! Looks for writes that were not applied and that nobody has seen to: a task for the manager, one a case, or one a phone
//! where no case is named.

use domain::{
    audit::Entry,
    ids::{CentreId, NotAppliedId, TaskId},
    not_applied::STANDING_AT_MOST,
    task::{Task, TaskKind},
};
use jiff::Timestamp;

use crate::{actions::Error, app::App};

/// Seen to in one round; the next goes on.
const PAGE: i64 = 200;

/// Sees to every one that has stood for too long; how many those were.
///
/// # Errors
/// When the list cannot be read, or one cannot be seen to.
pub async fn run(app: &App) -> Result<usize, Error> {
    let before = app.clock.now().checked_sub(STANDING_AT_MOST).unwrap_or(Timestamp::MIN);
    let list = app.store.read(move |tx| Ok::<_, Error>(tx.not_applied_since(before, PAGE)?)).await?;
    let found = list.len();
    for (centre, id) in list {
        one(app, centre, id).await?;
    }
    Ok(found)
}

async fn one(app: &App, centre: CentreId, id: NotAppliedId) -> Result<(), Error> {
    let (now, task) = (app.clock.now(), TaskId::from_uuid(app.fresh()));
    app.store
        .write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                const KIND: TaskKind = TaskKind::WriteNotApplied;
                let fact = tx.not_applied(&[centre], id)?.ok_or(Error::NotFound)?.fact;
                let device = fact.device;
                // A task about a case holds up its erasure, and who opens it finds the case: one that was never filed
                // has nothing to find.
                let case = match fact.case {
                    Some(case) => tx.case(&[centre], case)?.map(|row| row.case.id),
                    None => None,
                };
                let asked = match case {
                    Some(case) => tx.has_open_task(centre, case, KIND)?,
                    None => tx.is_asked_about(centre, device, KIND)?,
                };
                let opens = tx.not_applied_told(id, now)? && !asked;
                if opens {
                    tx.open_task(&match case {
                        Some(case) => Task::about(task, centre, case, KIND, now),
                        None => Task::about_device(task, centre, device, KIND, now),
                    })?;
                }
                let entry = Entry::by_the_server("look-at-not-applied", "not-applied", Some(id.uuid()));
                Ok::<_, Error>(((), entry.with(format!("task={opens}"))))
            })
        })
        .await
}
