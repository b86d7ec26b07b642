//! Reminds of what is to follow an acceptance (容缺), and tells when it did not come in time.

use domain::{
    audit::Entry,
    case::{Event, EventKind},
    deferral::Told,
    ids::{CaseId, CentreId, TaskId},
    message::MessageKind,
    task::{Task, TaskKind},
};
use store::ReadTx;

use crate::{
    actions::{
        Error, see_to_each,
        tell_resident::{Facts, Telling, last_day},
    },
    app::App,
};

/// Sees to every term about which something is to be said; how many those were.
///
/// # Errors
/// When the list cannot be read.
pub async fn run(app: &App) -> Result<usize, Error> {
    let now = app.clock.now();
    let list = move |tx: &mut ReadTx<'_>, after, limit| tx.deferrals_to_tell(now, after, limit);
    see_to_each::run(app, "watch-deferrals", list, |centre, case| one(app, centre, case)).await
}

async fn one(app: &App, centre: CentreId, id: CaseId) -> Result<(), Error> {
    let (now, task, telling) = (app.clock.now(), TaskId::from_uuid(app.fresh()), Telling::prepare(app));
    app.store
        .write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                let case = tx.case(&[centre], id)?.ok_or(Error::NotFound)?.case;
                let mut deferral = tx.deferral_of(centre, id)?.ok_or(Error::NotFound)?;
                // Another replica may have said it, or the material may have come.
                let told = deferral.to_tell(now).unwrap_or(deferral.told);
                let entry = Entry::by_the_server("tell-deferral", "case", Some(id.uuid()));
                if told == deferral.told {
                    return Ok::<_, Error>(((), entry));
                }
                deferral.told = told;
                tx.put_deferral(id, &deferral)?;
                let kind = match told {
                    Told::Missed => EventKind::DeferralMissed,
                    Told::Nothing | Told::Half | Told::LastDay => EventKind::DeferralReminded,
                };
                let reason = Some(told.as_str().to_owned());
                let event = Event { reason, ..Event::by_the_server(kind, now) };
                tx.append_note(id, case.version, &event)?;
                if told == Told::Missed {
                    tx.open_task(&Task::about(task, centre, id, TaskKind::DeferralMissed, now))?;
                } else {
                    let due = Some(last_day(deferral.due_at));
                    let materials = u8::try_from(deferral.materials.len()).ok();
                    let facts = Facts { due, materials, ..Facts::default() };
                    telling.tell_with(tx, &case, MessageKind::ToleranceReminder, &facts)?;
                }
                Ok(((), entry.with(format!("told={}", told.as_str()))))
            })
        })
        .await
}
