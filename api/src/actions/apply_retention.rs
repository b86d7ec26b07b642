//! Lets go of what has been kept long enough: each kind by its period, a batch a transaction, each with an audit row that
//! says how much. What is open, or what somebody is still asked to do something about, waits.
//!
//! Run twice, the second run finds nothing.

use std::collections::BTreeMap;

use domain::{audit::Entry, ids::CentreId, retention::Kept};
use jiff::Timestamp;
use store::{CentreTx, ReadTx, StoreError, WriteTx};

use crate::{actions::Error, app::App};

/// Rows of a batch.
const BATCH: i64 = 100;
/// Batches of a kind in one run; the next run goes on.
const AT_MOST: u32 = 50;

/// Lets go of everything that is due; how many rows of each kind that was.
///
/// # Errors
/// A fault of the store. What was let go before it stays so.
pub async fn run(app: &App) -> Result<BTreeMap<Kept, usize>, Error> {
    let mut gone = BTreeMap::new();
    for kind in Kept::ALL {
        let rows = match kind {
            Kept::CaseDecided | Kept::CaseEnded => {
                let find = move |tx: &mut ReadTx<'_>, before| tx.cases_kept_since(kind, before, BATCH);
                of_centres(app, kind, find, |tx, ids, now| {
                    tx.empty_cases(ids, now).map(|emptied| emptied.to_string())
                })
                .await?
            }
            Kept::VisitNotes => {
                let find = |tx: &mut ReadTx<'_>, before| tx.visits_noted_before(before, BATCH);
                of_centres(app, kind, find, |tx, ids, _now| Ok(format!("visits={}", tx.empty_visits(ids)?)))
                    .await?
            }
            Kept::VisitRequests => {
                let find = |tx: &mut ReadTx<'_>, before| tx.visit_requests_kept_since(before, BATCH);
                of_centres(app, kind, find, |tx, ids, _now| {
                    Ok(format!("visit_requests={}", tx.empty_visit_requests(ids)?))
                })
                .await?
            }
            Kept::HomePlaces => {
                let find = |tx: &mut ReadTx<'_>, before| tx.home_places_kept_since(before, BATCH);
                of_centres(app, kind, find, |tx, ids, _now| {
                    Ok(format!("home_places={}", tx.forget_home_places(ids)?))
                })
                .await?
            }
            Kept::Messages => {
                let find = |tx: &mut ReadTx<'_>, before| tx.messages_kept_since(before, BATCH);
                of_centres(app, kind, find, |tx, ids, _now| {
                    Ok(format!("messages={}", tx.empty_messages(ids)?))
                })
                .await?
            }
            Kept::Links => of_the_site(app, kind, |tx, before| tx.forget_links(before, BATCH)).await?,
            Kept::Replies => of_the_site(app, kind, |tx, before| tx.forget_replies(before, BATCH)).await?,
            Kept::ScopeExits => {
                of_the_site(app, kind, |tx, before| tx.forget_scope_exits(before, BATCH)).await?
            }
            Kept::NotApplied => {
                of_the_site(app, kind, |tx, before| tx.forget_not_applied(before, BATCH)).await?
            }
            Kept::Sessions => of_the_site(app, kind, |tx, before| tx.forget_sessions(before, BATCH)).await?,
            // The sweep of files has them; the others are kept for ever.
            Kept::Uploads | Kept::Audit | Kept::Erasures => continue,
        };
        gone.insert(kind, rows);
    }
    Ok(gone)
}

/// What lies in centres: found, and let go in each centre's own transaction.
async fn of_centres<Id: Copy + Eq + Send + 'static>(
    app: &App,
    kind: Kept,
    find: impl Fn(&mut ReadTx<'_>, Timestamp) -> Result<Vec<(CentreId, Id)>, StoreError> + Copy + Send + 'static,
    empty: impl Fn(&mut CentreTx<'_, '_>, &[Id], Timestamp) -> Result<String, StoreError> + Copy + Send + 'static,
) -> Result<usize, Error> {
    let now = app.clock.now();
    let before = app.retention.periods.cutoff(kind, now);
    let mut gone = 0_usize;
    for _batch in 0..AT_MOST {
        let found = app.store.read(move |tx| Ok::<_, Error>(find(tx, before)?)).await?;
        let mut centres = BTreeMap::<CentreId, Vec<Id>>::new();
        for (centre, id) in found {
            centres.entry(centre).or_default().push(id);
        }
        if centres.is_empty() {
            break;
        }
        for (centre, ids) in centres {
            gone = gone.saturating_add(ids.len());
            app.store
                .write(move |tx| {
                    tx.hold_centre(centre)?;
                    // Asked again where nobody else writes: a task may have been opened since.
                    let mut due = ids.clone();
                    let still = find(tx, before)?;
                    due.retain(|id| still.contains(&(centre, *id)));
                    if due.is_empty() {
                        return Ok(());
                    }
                    tx.in_centre(centre, now, |tx| {
                        let counts = empty(tx, &due, now)?;
                        Ok::<_, Error>(((), entry(centre, kind, &counts)))
                    })
                })
                .await?;
        }
    }
    Ok(gone)
}

/// What belongs to no centre.
async fn of_the_site(
    app: &App,
    kind: Kept,
    forget: impl Fn(&mut WriteTx<'_>, Timestamp) -> Result<usize, StoreError> + Copy + Send + 'static,
) -> Result<usize, Error> {
    let now = app.clock.now();
    let before = app.retention.periods.cutoff(kind, now);
    let mut gone = 0_usize;
    for _batch in 0..AT_MOST {
        let rows = app
            .store
            .write(move |tx| {
                let rows = forget(tx, before)?;
                if rows > 0 {
                    let counts = format!("rows={rows}");
                    tx.in_centre(CentreId::SITE, now, |_tx| {
                        Ok::<_, Error>(((), entry(CentreId::SITE, kind, &counts)))
                    })?;
                }
                Ok::<_, Error>(rows)
            })
            .await?;
        if rows == 0 {
            break;
        }
        gone = gone.saturating_add(rows);
    }
    Ok(gone)
}

fn entry(centre: CentreId, kind: Kept, counts: &str) -> Entry {
    Entry::by_the_server("let-go", "centre", Some(centre.uuid()))
        .with(format!("kind={} {counts}", kind.as_str()))
}
