//! A round over cases that the clock brings up: a page of them at a time, each seen to by itself, so that one which
//! cannot be seen to holds up no other.

use domain::ids::{CaseId, CentreId};
use store::{ReadTx, StoreError};

use crate::{actions::Error, app::App};

/// Cases looked at a time.
const PAGE: i64 = 200;

/// Sees to every case that `list` names, page by page in the order of ids; how many those were.
///
/// # Errors
/// When the list cannot be read. A case that cannot be seen to is logged, and tried again with the next round.
pub async fn run<L, S, F>(app: &App, round: &'static str, list: L, see_to: S) -> Result<usize, Error>
where
    L: Fn(&mut ReadTx<'_>, Option<CaseId>, i64) -> Result<Vec<(CentreId, CaseId)>, StoreError>,
    L: Clone + Send + 'static,
    S: Fn(CentreId, CaseId) -> F,
    F: Future<Output = Result<(), Error>>,
{
    let (mut seen_to, mut after) = (0_usize, None);
    loop {
        let list = list.clone();
        let page = app.store.read(move |tx| Ok::<_, Error>(list(tx, after, PAGE)?)).await?;
        let Some((_, last)) = page.last().copied() else { return Ok(seen_to) };
        after = Some(last);
        for (centre, case) in page {
            match see_to(centre, case).await {
                Ok(()) => seen_to = seen_to.saturating_add(1),
                Err(error) => {
                    tracing::error!(%case, round, error = ?error, "a case could not be seen to");
                    app.metrics.job(round, false);
                }
            }
        }
    }
}
