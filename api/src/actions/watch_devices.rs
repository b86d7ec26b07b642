//! Looks for phones that hold cases which do not come: a task for the manager, one a phone.

use domain::{
    audit::Entry,
    device::{SILENT_AT_MOST, UNSENT_AT_MOST},
    ids::{CentreId, DeviceId, TaskId},
    task::{Task, TaskKind},
};
use jiff::{SignedDuration, Timestamp};

use crate::{actions::Error, app::App};

/// Phones seen to in one round; the next goes on.
const PAGE: i64 = 200;

/// Sees to every phone that is to be looked for; how many those were.
///
/// # Errors
/// When the list cannot be read, or a phone cannot be seen to.
pub async fn run(app: &App) -> Result<usize, Error> {
    let now = app.clock.now();
    let before = |by: SignedDuration| now.checked_sub(by).unwrap_or(Timestamp::MIN);
    let (unsent, silent) = (before(UNSENT_AT_MOST), before(SILENT_AT_MOST));
    let list =
        app.store.read(move |tx| Ok::<_, Error>(tx.devices_to_look_for(unsent, silent, PAGE)?)).await?;
    let found = list.len();
    for (centre, device) in list {
        one(app, centre, device).await?;
    }
    Ok(found)
}

async fn one(app: &App, centre: CentreId, device: DeviceId) -> Result<(), Error> {
    let (now, task) = (app.clock.now(), TaskId::from_uuid(app.fresh()));
    app.store
        .write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                // Another replica may have told it; a task of before may still be open.
                const KIND: TaskKind = TaskKind::DeviceUnsent;
                let opens = tx.device_told(device, now)? && !tx.is_asked_about(centre, device, KIND)?;
                if opens {
                    tx.open_task(&Task::about_device(task, centre, device, KIND, now))?;
                }
                let entry = Entry::by_the_server("look-for-device", "device", Some(device.uuid()));
                Ok::<_, Error>(((), entry.with(format!("task={opens}"))))
            })
        })
        .await
}
