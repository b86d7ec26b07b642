//! The server asks for the shared materials of a case: at once when it is filed, for what was photographed after its
//! receipt, and again for what nobody could tell, after 1, 5, 15 and 60 minutes, then half as often each time. What
//! comes to light against a received case is a task for the window.

use domain::{
    audit::Entry,
    catalogue::Material,
    ids::{CaseId, CentreId, TaskId},
    lookup::{self, Outcome, Standing},
    task::{Task, TaskKind},
};
use jiff::{SignedDuration, Timestamp};
use store::{CentreTx, ClaimedJob};

use super::{Asking, Places, Told, keep, sharing};
use crate::{actions::Error, app::App, jobs::Kind};

/// Asks what is open of a case. The job ends in the transaction that writes down the last answer, or waits on.
///
/// # Errors
/// Faults of the store; the job is then tried again.
pub async fn run(app: &App, job: &ClaimedJob) -> Result<(), Error> {
    let (centre, case, id) = (job.centre, CaseId::from_uuid(job.subject), job.id);
    let places = Places::of(app);
    let asking = app.store.read(move |tx| due(tx, &places, centre, case)).await?;
    let Some((asking, is_with_the_phone)) = asking else {
        return app.store.write(move |tx| Ok::<_, Error>(tx.finish_job(id)?)).await;
    };
    let told = asking.ask(app, None).await?;
    let now = app.clock.now();
    let verify = app.job(Kind::VerifyCase, centre, case.uuid());
    let tasks: Vec<_> = told.iter().map(|_| TaskId::from_uuid(app.fresh())).collect();
    let again = told
        .iter()
        .filter(|told| !told.row.asked.outcome.is_an_answer())
        .map(|told| wait(job.attempts, app.lookups.retry_at_most).max(told.retry_after))
        .max();
    let again = again.map(|wait| now.checked_add(wait).unwrap_or(Timestamp::MAX));
    app.store
        .write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                let detail = keep(tx, &told)?;
                // While the phone has it, it reads in the checklist what is lacking.
                if is_with_the_phone {
                    tx.enqueue(&verify)?;
                } else {
                    let late = told.iter().zip(&tasks);
                    late.into_iter().try_for_each(|(told, task)| open_task(tx, told, *task, case, now))?;
                }
                match again {
                    Some(at) => tx.retry_job(id, at, "look-up-unavailable")?,
                    None => tx.finish_job(id)?,
                }
                Ok::<_, Error>(((), Entry::by_the_server("look-up", "case", Some(case.uuid())).with(detail)))
            })
        })
        .await?;
    app.bell.notify_one();
    Ok(())
}

/// What is open, and whether the phone has the case; nothing once it is over. What the phone has photographed waits for
/// the receipt.
fn due(
    tx: &mut store::ReadTx<'_>,
    places: &Places,
    centre: CentreId,
    case: CaseId,
) -> Result<Option<(Asking, bool)>, Error> {
    let Some(file) = tx.case_file(&[centre], case)? else { return Ok(None) };
    let stage = &file.row.case.stage;
    if lookup::may_ask(stage, &file.consents).is_err() {
        return Ok(None);
    }
    let is_with_the_phone = stage.is_open_to_the_phone();
    let is_claimed = |material: &Material| {
        file.evidence.iter().any(|file| file.evidence.claim.purpose.material() == Some(&material.code))
    };
    let item = places.catalogues.item_of(tx, &file.row.case)?;
    let sharing = sharing(tx, &places.registers, &item, &file.row.case)?;
    let is_open = |material: &&Material| {
        let is_open = match sharing.standing(material) {
            Some(Standing::Unasked) => !is_with_the_phone || !is_claimed(material),
            Some(Standing::Unknown) => true,
            _ => false,
        };
        is_open && sharing.can_ask(material)
    };
    let open: Vec<_> = lookup::shared(&item).filter(is_open).cloned().collect();
    Ok(Asking::prepare(tx, &item, &file, open)?.map(|asking| (asking, is_with_the_phone)))
}

fn open_task(
    tx: &mut CentreTx<'_, '_>,
    told: &Told,
    id: TaskId,
    case: CaseId,
    now: Timestamp,
) -> Result<(), Error> {
    if !matches!(told.row.asked.outcome, Outcome::Mismatch | Outcome::NotFound) {
        return Ok(());
    }
    let task = Task::about(id, tx.centre(), case, TaskKind::LookUpMismatch, now);
    Ok(tx.open_task(&task)?)
}

/// How long after this many tries.
fn wait(tries: i32, at_most: SignedDuration) -> SignedDuration {
    let minutes = match tries {
        ..=1 => 1,
        2 => 5,
        3 => 15,
        more => 60_i64 << more.saturating_sub(4).clamp(0, 12),
    };
    SignedDuration::from_mins(minutes).min(at_most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_what_is_set() {
        let at_most = SignedDuration::from_hours(6);
        let minutes: Vec<_> = (1..8).map(|tries| wait(tries, at_most).as_mins()).collect();
        assert_eq!(minutes, [1, 5, 15, 60, 120, 240, 360]);
        assert_eq!(wait(i32::MAX, at_most), at_most);
    }
}
