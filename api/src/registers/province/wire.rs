//! One POST to the gateway: bounded in time and size, without redirects, and told apart by what it means for us.

use std::time::Duration;

use domain::lookup::Denial;
use reqwest::{
    Client, Response, StatusCode, Url,
    header::{CONTENT_TYPE, RETRY_AFTER},
    redirect::Policy,
};

use super::{ProvinceFault, interface::BodyForm};

/// Answers are no longer than this, in bytes.
pub(super) const MOST: usize = 1024 * 1024;
/// How long the gateway is left alone when it does not say so itself.
pub(super) const RETRY: Duration = Duration::from_secs(60);
/// However long it says, we come again after this.
const LONGEST_RETRY: u64 = 3600;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Too slow, out of reach, out of order, or not making sense.
    Unreachable { retry_after: Duration },
    /// The secret is not taken (any more).
    SecretRefused,
    /// It never will answer this.
    Refused(Denial),
}

impl Trouble {
    pub(super) const fn unreachable() -> Self {
        Self::Unreachable { retry_after: RETRY }
    }
}

/// The way to the gateway.
pub(super) struct Wire {
    client: Client,
    base: Url,
}

impl Wire {
    pub(super) fn open(url: &str, allow_http: bool, timeout: Duration) -> Result<Self, ProvinceFault> {
        let base = Url::parse(url).map_err(|_error| ProvinceFault::Url)?;
        let tls = match base.scheme() {
            "https" => true,
            "http" if allow_http => false,
            "http" => return Err(ProvinceFault::WithoutTls),
            _ => return Err(ProvinceFault::Url),
        };
        // TLS needs a provider for the whole process; an error says that there is one.
        let _installed_before = rustls::crypto::ring::default_provider().install_default();
        // A redirect or a proxy would carry a person's number somewhere else.
        let client = Client::builder().redirect(Policy::none()).no_proxy().https_only(tls);
        let client = client.timeout(timeout).connect_timeout(timeout);
        // Reading the machine's list of authorities is spared where nobody will be asked for one.
        let client = if tls { client } else { client.tls_certs_only([]) };
        let client = client.build().map_err(|_error| ProvinceFault::Client)?;
        Ok(Self { client, base })
    }

    /// Posts parameters and takes the whole answer.
    pub(super) async fn post(
        &self,
        path: &str,
        headers: &[(&'static str, String)],
        form: BodyForm,
        parameters: &[(&str, String)],
    ) -> Result<Vec<u8>, Trouble> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        let (kind, body) = written(form, parameters);
        let mut request = self.client.post(url).header(CONTENT_TYPE, kind).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = request.send().await.map_err(|error| unreached(&error))?;
        match response.status() {
            status if status.is_success() => whole(response).await,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Trouble::SecretRefused),
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Err(later(&response)),
            status if status.is_server_error() => Err(later(&response)),
            _ => Err(Trouble::Refused(Denial::InterfaceRefused)),
        }
    }
}

fn written(form: BodyForm, parameters: &[(&str, String)]) -> (&'static str, String) {
    match form {
        BodyForm::Form => {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
            ("application/x-www-form-urlencoded; charset=utf-8", body)
        }
        BodyForm::Json => {
            let pairs = parameters.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into()));
            let object = serde_json::Value::Object(pairs.collect());
            ("application/json; charset=utf-8", object.to_string())
        }
    }
}

async fn whole(mut response: Response) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreached(&error))? {
        if bytes.len() + chunk.len() > MOST {
            tracing::warn!(most = MOST, "the gateway's answer is too long and is left unread");
            return Err(Trouble::unreachable());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Of the error only its kind is told: its text names addresses.
fn unreached(error: &reqwest::Error) -> Trouble {
    let kind = match () {
        () if error.is_timeout() => "time-out",
        () if error.is_connect() => "connection",
        () => "transfer",
    };
    tracing::warn!(kind, "the gateway is out of reach");
    Trouble::unreachable()
}

fn later(response: &Response) -> Trouble {
    let told = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let retry_after = told.map_or(RETRY, |seconds: u64| Duration::from_secs(seconds.clamp(1, LONGEST_RETRY)));
    tracing::warn!(status = response.status().as_u16(), "the gateway is out of order");
    Trouble::Unreachable { retry_after }
}
