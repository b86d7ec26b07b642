//! Clients at work: each on a connection of its own, one errand after the other.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use super::{
    Outcome,
    line::{Line, Request},
    server::Server,
    site::Site,
    usage::{Spent, Watch},
};

/// Requests that belong together, sent in order on one connection; timed as one.
pub struct Errand(pub Vec<Request>);

/// What came of it.
pub struct Driven {
    /// From the first request to the last answer.
    pub answered: Duration,
    /// From the first request until the server had no job left.
    pub drained: Duration,
    /// How long each errand took, shortest first.
    pub each: Vec<Duration>,
    /// What it cost, jobs included.
    pub spent: Spent,
}

impl Driven {
    /// The smallest duration that at least `percent` in a hundred do not exceed, in milliseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.each.len() * percent).div_ceil(100).saturating_sub(1);
        self.each.get(rank).map_or(0.0, |took| took.as_secs_f64() * 1000.0)
    }
}

/// Does all errands with so many clients, and waits for the jobs that come of them.
pub async fn drive(site: &Site, server: &Server, clients: usize, errands: Vec<Errand>) -> Outcome<Driven> {
    let mut lines = Vec::new();
    for _client in 0..clients {
        lines.push(Line::to(server.address).await?);
    }
    let (errands, mut at_work) = (Arc::new(errands), JoinSet::new());
    let watch = Watch { server: server.pid, postmaster: site.postmaster };
    let before = watch.read()?;
    let begun = Instant::now();
    for (client, line) in lines.into_iter().enumerate() {
        at_work.spawn(work(line, Arc::clone(&errands), client, clients));
    }
    let mut each = Vec::with_capacity(errands.len());
    while let Some(done) = at_work.join_next().await {
        each.extend(done??);
    }
    let answered = begun.elapsed();
    site.drained().await?;
    let drained = begun.elapsed();
    let spent = before.until(&watch.read()?);
    each.sort_unstable();
    Ok(Driven { answered, drained, each, spent })
}

async fn work(
    mut line: Line,
    errands: Arc<Vec<Errand>>,
    first: usize,
    step: usize,
) -> Outcome<Vec<Duration>> {
    let mut each = Vec::with_capacity(errands.len() / step + 1);
    for errand in errands.iter().skip(first).step_by(step) {
        let begun = Instant::now();
        for request in &errand.0 {
            line.send(request).await?;
        }
        each.push(begun.elapsed());
    }
    Ok(each)
}
