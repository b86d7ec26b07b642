//! What went wrong, in one line that a person can act on. Holds ids, codes and statuses, nothing of a resident.

use std::{error::Error, fmt, time::Duration};

use mobile_contract::problem::Problem;
use reqwest::{Response, header::RETRY_AFTER};

/// Code of a request that got no answer.
pub const NO_ANSWER: &str = "no-answer";

/// No server is asked to be waited for longer than this.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Something that went wrong.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// The problem's code, or a word of this tool's own.
    pub code: String,
    /// The HTTP status, when there was an answer.
    pub status: Option<u16>,
    retry_after: Option<u64>,
    text: String,
}

impl Trouble {
    /// Something that this tool has found wrong.
    pub fn new(code: &str, text: impl Into<String>) -> Self {
        Self { code: code.to_owned(), status: None, retry_after: None, text: text.into() }
    }

    /// A request that got no answer.
    pub fn unanswered(doing: &str, error: &dyn Error) -> Self {
        Self::new(NO_ANSWER, format!("{doing}: {}", chain(error)))
    }

    /// An answer that is no success.
    pub async fn refused(doing: &str, response: Response) -> Self {
        let status = response.status().as_u16();
        let header = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let header = header.and_then(|text| text.parse().ok());
        let body = response.bytes().await.unwrap_or_default();
        match serde_json::from_slice::<Problem>(&body) {
            Ok(problem) => {
                let faults: Vec<_> =
                    problem.faults.iter().map(|fault| format!("{} {}", fault.path, fault.code)).collect();
                Self {
                    code: problem.code.as_str().to_owned(),
                    status: Some(status),
                    retry_after: problem.retry_after.map(u64::from).or(header),
                    text: format!("{doing}: {status} {} [{}]", problem.code.as_str(), faults.join(", ")),
                }
            }
            Err(_) => {
                let start: String = String::from_utf8_lossy(&body).chars().take(200).collect();
                Self {
                    code: format!("status-{status}"),
                    status: Some(status),
                    retry_after: header,
                    text: format!("{doing}: {status}, no problem document: {start:?}"),
                }
            }
        }
    }

    /// The same, said to have happened in the middle of something.
    pub fn during(mut self, what: impl fmt::Display) -> Self {
        self.text = format!("{what}: {}", self.text);
        self
    }

    /// How long to wait before the same is sent again; nothing when that would not help.
    pub fn pause(&self, attempt: u32) -> Option<Duration> {
        let waits = matches!(self.status, Some(408 | 423 | 429 | 503 | 507)) || self.code == NO_ANSWER;
        let growing = Duration::from_millis(100 << attempt.min(6));
        let pause = self.retry_after.map_or(growing, Duration::from_secs);
        (waits && pause <= LONGEST_PAUSE).then_some(pause)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for Trouble {}

fn chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        line.push_str(": ");
        line.push_str(&source.to_string());
        next = source.source();
    }
    line
}
