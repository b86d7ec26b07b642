//! Logs: one JSON object a line, to standard error. Ids, codes, routes and counts; never a name, a number, an address,
//! a body, a token or a path.

use tracing_subscriber::{EnvFilter, layer::SubscriberExt as _, registry, util::SubscriberInitExt as _};

/// Begins logging. `words` is a filter such as `info` or `zerotrip=debug,info`.
pub fn begin(words: &str) {
    let filter = EnvFilter::try_new(words).unwrap_or_else(|_error| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(std::io::stderr);
    // A second beginning in one process (tests) keeps the first.
    let _already_begun = registry().with(filter).with(lines).try_init();
}
