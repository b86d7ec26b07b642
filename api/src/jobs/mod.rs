//! The second door: work that waits in the queue, and the timetable.
//!
//! A job is a kind and an id. It is claimed by lease in a short transaction, run with no lock held, and finished in
//! the transaction of its effect; a job whose process died is claimed again when its lease runs out. Every job can run
//! twice without harm.

pub mod timetable;

use std::{sync::Arc, time::Duration};

use domain::ids::{CaseId, LetterId, MessageId};
use futures_util::{StreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use store::ClaimedJob;
use tokio::sync::watch;

use crate::{
    actions::{Error, look_up, print_letter, tell_resident, verify_case},
    app::App,
};

/// What kinds of work there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Open a case's files and receive it.
    VerifyCase,
    /// Hand a message to the gateway.
    SendMessage,
    /// Ask registers for the shared materials of a case.
    LookUp,
    /// Print a letter.
    PrintLetter,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::VerifyCase, Self::SendMessage, Self::LookUp, Self::PrintLetter];

    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyCase => "verify-case",
            Self::SendMessage => "send-message",
            Self::LookUp => "look-up",
            Self::PrintLetter => "print-letter",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Jobs claimed at a time.
const CLAIM: i64 = 32;
/// Jobs run at once.
const AT_ONCE: usize = 4;
/// How long a claim holds: longer than any job takes.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// Longest wait between looks at the queue, for what another process has queued.
const LOOK: Duration = Duration::from_secs(2);

/// Runs what is due; how many jobs that was.
///
/// # Errors
/// When the queue itself cannot be read; a job that fails is put back and counted.
pub async fn run_due(app: &App) -> Result<usize, Error> {
    let now = app.clock.now();
    let until = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
    let claimed = app.store.write(move |tx| Ok::<_, Error>(tx.claim_jobs(now, until, CLAIM)?)).await?;
    let count = claimed.len();
    stream::iter(claimed).for_each_concurrent(AT_ONCE, |job| run(app, job)).await;
    Ok(count)
}

async fn run(app: &App, job: ClaimedJob) {
    let done = match Kind::parse(&job.kind) {
        Some(Kind::VerifyCase) => {
            verify_case::run(app, job.centre, CaseId::from_uuid(job.subject), job.id).await
        }
        Some(Kind::SendMessage) => {
            tell_resident::send(app, job.centre, MessageId::from_uuid(job.subject), job.id).await
        }
        Some(Kind::LookUp) => look_up::in_turn::run(app, &job).await,
        Some(Kind::PrintLetter) => {
            print_letter::run(app, job.centre, LetterId::from_uuid(job.subject), job.id).await
        }
        // A kind of a later release: it waits for that release.
        None => Err(Error::Unavailable(None)),
    };
    app.metrics.job(&job.kind, done.is_ok());
    if let Err(error) = done {
        put_back(app, job, &error).await;
    }
}

async fn put_back(app: &App, job: ClaimedJob, error: &Error) {
    tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, error = ?error, "a job was put back");
    let wait = SignedDuration::from_secs(1_i64 << job.attempts.clamp(0, 12));
    let at = app.clock.now().checked_add(wait).unwrap_or(Timestamp::MAX);
    let code = error.to_string();
    let kept = app.store.write(move |tx| Ok::<_, Error>(tx.retry_job(job.id, at, &code)?)).await;
    if let Err(error) = kept {
        tracing::error!(job = %job.id, error = ?error, "a job stays claimed until its lease runs out");
    }
}

/// Runs jobs and the timetable until told to stop.
pub async fn serve(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    if app.store.is_alone() {
        match app.store.write(|tx| Ok::<_, Error>(tx.free_leases()?)).await {
            Ok(0) => {}
            Ok(jobs) => tracing::info!(jobs, "taken over from a server that ended"),
            Err(error) => tracing::warn!(error = ?error, "claimed jobs wait until their leases run out"),
        }
    }
    let timetable = tokio::spawn(timetable::serve(Arc::clone(&app), stop.clone()));
    while !*stop.borrow() {
        match run_due(&app).await {
            Ok(0) => {
                tokio::select! {
                    () = app.bell.notified() => {}
                    () = tokio::time::sleep(LOOK) => {}
                    _changed = stop.changed() => {}
                }
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(error = ?error, "the queue cannot be read");
                tokio::select! {
                    () = tokio::time::sleep(LOOK) => {}
                    _changed = stop.changed() => {}
                }
            }
        }
    }
    timetable.abort();
}
