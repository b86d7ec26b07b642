//! What is done again and again, without input: sweeping, checkpoints, forgetting.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::{
    actions::{
        Error, apply_retention, checkpoint_audit, keep_facts, sweep_files, tell_resident, watch_deadlines,
        watch_deferrals, watch_devices, watch_not_applied, watch_originals,
    },
    app::App,
};

/// How often a round is done.
const ROUND: Duration = Duration::from_secs(60);
/// How many rounds go by between looks at every object there is, and at what has been kept long enough.
const ROUNDS_A_SWEEP: u32 = 60;

/// A round: checkpoints, deadlines, originals, phones that hold what does not come, writes that were not
/// applied, messages that nobody reported on, uploads that have run out.
///
/// # Errors
/// The first that fails; the next round tries again.
pub async fn round(app: &App) -> Result<(), Error> {
    checkpoint_audit::run(app).await?;
    keep_facts::catch_up(app).await?;
    watch_deadlines::run(app).await?;
    watch_deferrals::run(app).await?;
    watch_originals::run(app).await?;
    watch_devices::run(app).await?;
    watch_not_applied::run(app).await?;
    tell_resident::expire(app).await?;
    sweep_files::expired(app).await?;
    let now = app.clock.now();
    let (waiting, _oldest) = app.store.read(move |tx| Ok::<_, Error>(tx.backlog(now)?)).await?;
    app.metrics.waiting(waiting);
    Ok(())
}

/// A sweep: what has been kept long enough, then objects that nobody knows.
async fn sweep(app: &App) -> Result<(), Error> {
    apply_retention::run(app).await?;
    sweep_files::orphans(app).await.map(|_gone| ())
}

/// Does a round a minute and a sweep an hour until told to stop.
pub async fn serve(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut rounds = 0_u32;
    while !*stop.borrow() {
        if let Err(error) = round(&app).await {
            tracing::warn!(error = ?error, "a round of the timetable was cut short");
        }
        if rounds.is_multiple_of(ROUNDS_A_SWEEP)
            && let Err(error) = sweep(&app).await
        {
            tracing::warn!(error = ?error, "a sweep was cut short");
        }
        rounds = rounds.wrapping_add(1);
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _changed = stop.changed() => {}
        }
    }
}
