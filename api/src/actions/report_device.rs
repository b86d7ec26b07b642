//! Keeps what a phone says of itself: `PUT /v1/devices/this`. It is a state, and the last one counts.

use domain::{actor::Credential, device::DeviceReport};
use jiff::SignedDuration;
use store::StoredReport;

use crate::{actions::Error, app::App};

/// For how long the same words are not written again.
const STALE: SignedDuration = SignedDuration::from_mins(10);

/// Keeps a report of the device that the sign-in was made on.
///
/// # Errors
/// [`Error::SessionEnded`].
pub async fn run(app: &App, credential: Credential, report: DeviceReport) -> Result<(), Error> {
    let now = app.clock.now();
    let stored = StoredReport { at: now, report };
    let said = stored.report.clone();
    let (device, is_news) = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let before = tx.device_reports(&[actor.device])?.remove(&actor.device);
            let same = |before: &StoredReport| before.report == said && now.duration_since(before.at) < STALE;
            Ok::<_, Error>((actor.device, !before.as_ref().is_some_and(same)))
        })
        .await?;
    if !is_news {
        return Ok(());
    }
    let late = stored.report.is_overdue(now);
    app.store.write(move |tx| Ok::<_, Error>(tx.put_device_report(device, &stored, late)?)).await
}
