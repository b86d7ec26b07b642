//! `zerotrip serve`: the server, its jobs, and an orderly end.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use store::Tenancy;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use super::{Outcome, complain, say};
use crate::{app::App, http::Server, jobs};

pub async fn run(config: Option<PathBuf>) -> Outcome {
    let (settings, app) = super::app(config, Tenancy::Server).await?;
    say_what_is_lacking(&app);
    let workers = settings.http.workers.unwrap_or_else(cores);
    until_told(Arc::new(app), settings.http.listen, workers, |address| {
        say(&format!("ready http://{address}"));
        Ok(())
    })
    .await
}

/// Better now than when the first letter is due. Cases go on without letters, so the server starts.
pub fn say_what_is_lacking(app: &App) {
    if let Err(fault) = app.press.check() {
        complain(&format!("zerotrip: no letters are printed here: {fault}"));
    }
}

/// As many threads as the machine has cores.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

/// Serves until SIGTERM or SIGINT: no new requests, those under way are finished, then the jobs under way.
pub async fn until_told(
    app: Arc<App>,
    listen: SocketAddr,
    workers: usize,
    ready: impl FnOnce(SocketAddr) -> Outcome,
) -> Outcome {
    let server = Server::bind(Arc::clone(&app), listen, workers)?;
    let handle = server.handle();
    let address = server.address;
    let (stop, stopped) = watch::channel(false);
    let jobs = tokio::spawn(jobs::serve(Arc::clone(&app), stopped));
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let serving = tokio::spawn(server.run());
    ready(address)?;
    tokio::select! {
        _signal = terminate.recv() => {}
        _signal = interrupt.recv() => {}
    }
    tracing::info!("told to stop");
    handle.stop(true).await;
    stop.send_replace(true);
    let _late = tokio::time::timeout(Duration::from_secs(20), jobs).await;
    serving.await??;
    Ok(())
}
