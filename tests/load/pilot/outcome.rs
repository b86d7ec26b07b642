//! The one JSON object that is printed at the end.

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;

use super::{bulletin::Checked, run::Run};
use crate::latency::Latency;

/// What a run came to.
#[derive(Serialize)]
pub struct Outcome {
    /// Cases received and handled at the window.
    pub cases: u64,
    pub photos: u64,
    /// Photos and signatures.
    pub files: u64,
    /// Sealed bytes of the files.
    pub bytes: u64,
    pub seconds: f64,
    pub cases_per_second: f64,
    pub latency_ms: Latencies,
    /// Of `put_case`.
    pub p50: f64,
    pub p99: f64,
    pub errors: usize,
    pub retries: u64,
    pub retries_by_code: BTreeMap<String, u64>,
    pub first_errors: Vec<String>,
    pub visits: u64,
    pub concluded: u64,
    pub accepted: u64,
    pub cut_off: CutOff,
    pub seed: u64,
    pub clients: usize,
    pub window: usize,
    pub bulletin: Compared,
}

/// Milliseconds.
#[derive(Serialize)]
pub struct Latencies {
    put_case: Latency,
    upload: Latency,
    case_to_received: Latency,
    conclude: Latency,
    accept: Latency,
}

/// Uploads that were cut off and taken up again.
#[derive(Serialize)]
pub struct CutOff {
    uploads: u64,
    bytes_sent: u64,
    bytes_kept: u64,
}

/// The report, compared.
#[derive(Serialize)]
pub struct Compared {
    pub catalogue_version: String,
    pub checked: Vec<Checked>,
    pub ok: bool,
}

/// How the tool was asked to run.
#[derive(Clone, Copy)]
pub struct Asked {
    pub clients: usize,
    pub window: usize,
}

impl Outcome {
    /// Adds everything up.
    pub fn of(run: &Run, asked: Asked, took: Duration, bulletin: Compared) -> Self {
        let tally = &run.tally;
        let (concluded, accepted) = (tally.concluded.get(), tally.accepted.get());
        let cases = concluded + accepted;
        let put_case = tally.put_case.latency();
        let retries_by_code = run.api.retried();
        let seconds = took.as_secs_f64();
        Self {
            cases,
            photos: tally.photos.get(),
            files: tally.files.get(),
            bytes: tally.bytes.get(),
            seconds: round(seconds, 10.0),
            cases_per_second: round(number(cases) / seconds.max(0.001), 100.0),
            latency_ms: Latencies {
                put_case,
                upload: tally.upload.latency(),
                case_to_received: tally.case_to_received.latency(),
                conclude: tally.conclude.latency(),
                accept: tally.accept.latency(),
            },
            p50: put_case.p50,
            p99: put_case.p99,
            errors: tally.errors(),
            retries: retries_by_code.values().sum(),
            retries_by_code,
            first_errors: tally.first_errors(),
            visits: tally.visits.get(),
            concluded,
            accepted,
            cut_off: CutOff {
                uploads: tally.cuts.get(),
                bytes_sent: tally.cut_bytes.get(),
                bytes_kept: tally.kept_bytes.get(),
            },
            seed: run.seed,
            clients: asked.clients,
            window: asked.window,
            bulletin,
        }
    }
}

fn round(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

fn number(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
