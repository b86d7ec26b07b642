//! Counters for operators, in Prometheus' text form. No label holds anything of a person.

use std::sync::Mutex;

use domain::message::MessageState;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Named {
    name: String,
}

/// The counters.
pub struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Request, Counter>,
    seconds: Histogram,
    jobs: Family<Named, Counter>,
    job_failures: Family<Named, Counter>,
    messages: Family<Named, Counter>,
    uploaded: Counter,
    backlog: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("zerotrip");
        let requests = Family::default();
        let seconds = Histogram::new([0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0]);
        let jobs = Family::default();
        let job_failures = Family::default();
        let messages = Family::default();
        let uploaded = Counter::default();
        let backlog = Gauge::default();
        registry.register("http_requests", "Requests by route and status", requests.clone());
        registry.register("http_seconds", "Seconds a request took", seconds.clone());
        registry.register("jobs", "Jobs run, by kind", jobs.clone());
        registry.register("job_failures", "Jobs put back, by kind", job_failures.clone());
        registry.register("messages", "Messages by what the gateway said", messages.clone());
        registry.register("uploaded_bytes", "Bytes of sealed files made durable", uploaded.clone());
        registry.register("jobs_waiting", "Jobs in the queue when last looked at", backlog.clone());
        Self {
            registry: Mutex::new(registry),
            requests,
            seconds,
            jobs,
            job_failures,
            messages,
            uploaded,
            backlog,
        }
    }
}

impl Metrics {
    /// A request was answered. `route` is the pattern, never the path.
    pub fn request(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let labels = Request { method: method.to_owned(), route: route.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.seconds.observe(seconds);
    }

    /// A job was run.
    pub fn job(&self, kind: &str, done: bool) {
        let labels = Named { name: kind.to_owned() };
        self.jobs.get_or_create(&labels).inc();
        if !done {
            self.job_failures.get_or_create(&labels).inc();
        }
    }

    /// The gateway answered.
    pub fn message(&self, state: MessageState) {
        self.messages.get_or_create(&Named { name: state.as_str().to_owned() }).inc();
    }

    /// Bytes were made durable.
    pub fn uploaded(&self, bytes: u64) {
        self.uploaded.inc_by(bytes);
    }

    /// How many jobs wait.
    pub fn waiting(&self, jobs: i64) {
        self.backlog.set(jobs);
    }

    /// All of it as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        let registry = self.registry.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match encode(&mut out, &registry) {
            Ok(()) => out,
            Err(error) => format!("# {error}\n"),
        }
    }
}
