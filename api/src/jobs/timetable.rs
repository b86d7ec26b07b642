//! What is done again and again, without input: sweeping, checkpoints, forgetting.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use tokio::sync::watch;

use crate::{
    actions::{
        Error, checkpoint_audit, keep_facts, sweep_files, tell_resident, watch_deadlines, watch_deferrals,
        watch_originals,
    },
    app::App,
};

/// How often a round is done.
const ROUND: Duration = Duration::from_secs(60);
/// How many rounds go by between looks at every object there is.
const ROUNDS_A_SWEEP: u32 = 60;
/// How long saved replies are kept.
const REPLIES: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A round: checkpoints, deadlines, originals, messages that nobody reported on, uploads that have run out, replies that nobody will ask for again.
///
/// # Errors
/// The first that fails; the next round tries again.
pub async fn round(app: &App) -> Result<(), Error> {
    checkpoint_audit::run(app).await?;
    keep_facts::catch_up(app).await?;
    watch_deadlines::run(app).await?;
    watch_deferrals::run(app).await?;
    watch_originals::run(app).await?;
    tell_resident::expire(app).await?;
    sweep_files::expired(app).await?;
    let before = app.clock.now().checked_sub(REPLIES).unwrap_or(jiff::Timestamp::MIN);
    app.store.write(move |tx| Ok::<_, Error>(tx.forget_replies(before)?)).await?;
    let now = app.clock.now();
    let (waiting, _oldest) = app.store.read(move |tx| Ok::<_, Error>(tx.backlog(now)?)).await?;
    app.metrics.waiting(waiting);
    Ok(())
}

/// Does a round a minute and a sweep an hour until told to stop.
pub async fn serve(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut rounds = 0_u32;
    while !*stop.borrow() {
        if let Err(error) = round(&app).await {
            tracing::warn!(error = ?error, "a round of the timetable was cut short");
        }
        if rounds.is_multiple_of(ROUNDS_A_SWEEP)
            && let Err(error) = sweep_files::orphans(&app).await
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
