//! Reminds of what is to follow an acceptance (容缺), and tells when it did not come in time.
//!
//! Each case is seen to in a transaction of its own, so that one which cannot be seen to holds up no other.

use domain::{
    audit::Entry,
    case::{Event, EventKind},
    deferral::Told,
    ids::{CaseId, CentreId, TaskId},
    message::MessageKind,
    task::{Task, TaskKind},
};

use crate::{
    actions::{
        Error,
        tell_resident::{Facts, Telling, last_day},
    },
    app::App,
};

/// Cases looked at a time.
const PAGE: i64 = 200;

/// Sees to every term about which something is to be said; how many those were.
///
/// # Errors
/// When the list cannot be read. A case that cannot be seen to is logged, and tried again with the next round.
pub async fn run(app: &App) -> Result<usize, Error> {
    let (now, mut after, mut seen_to) = (app.clock.now(), None, 0_usize);
    loop {
        let page = app.store.read(move |tx| Ok::<_, Error>(tx.deferrals_to_tell(now, after, PAGE)?)).await?;
        let Some((_, last)) = page.last().copied() else { return Ok(seen_to) };
        after = Some(last);
        for (centre, case) in page {
            match one(app, centre, case).await {
                Ok(()) => seen_to = seen_to.saturating_add(1),
                Err(error) => {
                    tracing::error!(%case, error = ?error, "a term of a case could not be seen to");
                    app.metrics.job("watch-deferrals", false);
                }
            }
        }
    }
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
                let event = Event { kind, at: now, device_at: None, actor: None, role: None, reason };
                tx.append_note(id, case.version, &event)?;
                if told == Told::Missed {
                    let (kind, case) = (TaskKind::DeferralMissed, Some(id));
                    tx.open_task(&Task {
                        id: task,
                        centre,
                        kind,
                        case,
                        opened_at: now,
                        due_at: None,
                        done: None,
                    })?;
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
