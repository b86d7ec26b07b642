//! What is done again and again, without input: sweeping, checkpoints, forgetting.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use tokio::sync::watch;

use crate::{
    actions::{Error, checkpoint_audit, sweep_files},
    app::App,
};

/// How often everything is done once.
const ROUND: Duration = Duration::from_secs(60);
/// How long saved replies are kept.
const REPLIES: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Does everything once.
///
/// # Errors
/// The first that fails; the next round tries again.
pub async fn round(app: &App) -> Result<(), Error> {
    checkpoint_audit::run(app).await?;
    sweep_files::run(app).await?;
    let before = app.clock.now().checked_sub(REPLIES).unwrap_or(jiff::Timestamp::MIN);
    app.store.write(move |tx| Ok::<_, Error>(tx.forget_replies(before)?)).await?;
    let now = app.clock.now();
    let (waiting, _oldest) = app.store.read(move |tx| Ok::<_, Error>(tx.backlog(now)?)).await?;
    app.metrics.waiting(waiting);
    Ok(())
}

/// Does everything once a round until told to stop.
pub async fn serve(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = round(&app).await {
            tracing::warn!(error = ?error, "a round of the timetable was cut short");
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _changed = stop.changed() => {}
        }
    }
}
