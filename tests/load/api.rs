//! The server as a client sees it: one HTTP client, requests that are sent again when the server asks to wait.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use reqwest::{Client, RequestBuilder, Response, Url};
use serde::de::DeserializeOwned;

use crate::{session::Session, trouble::Trouble};

/// Times that one request is sent, at most.
const MOST_ATTEMPTS: u32 = 8;
/// No request of this tool takes so long on a server that is alive.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A server.
pub struct Api {
    http: Client,
    base: Url,
    retried: Mutex<BTreeMap<String, u64>>,
}

impl Api {
    /// The server at an address.
    pub fn at(base: &str) -> Result<Self, Trouble> {
        let base = Url::parse(base).map_err(|error| Trouble::new("address", format!("{base:?}: {error}")))?;
        // A second one in the same process keeps the first, which is the same.
        let _kept = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .tcp_nodelay(true)
            .timeout(TIMEOUT)
            .build()
            .map_err(|error| Trouble::new("client", error.to_string()))?;
        Ok(Self { http, base, retried: Mutex::default() })
    }

    /// A path, or a location that the server has named.
    pub fn url(&self, path: &str) -> Result<Url, Trouble> {
        self.base.join(path).map_err(|error| Trouble::new("address", format!("{path:?}: {error}")))
    }

    /// The client below.
    pub fn http(&self) -> &Client {
        &self.http
    }

    /// Sends until there is a success, a refusal that waiting does not help, or too many attempts.
    ///
    /// The same request may arrive twice: `build` makes each attempt alike, with the same `write_id`.
    pub async fn exchange(
        &self,
        signed_in: Option<&Session>,
        doing: &str,
        build: impl Fn(&Client) -> RequestBuilder + Send + Sync,
    ) -> Result<Response, Trouble> {
        let (mut attempt, mut renewed) = (0, false);
        loop {
            attempt += 1;
            let mut request = build(&self.http);
            let token = match signed_in {
                Some(session) => Some(session.token().await?),
                None => None,
            };
            if let Some(token) = &token {
                request = request.bearer_auth(token);
            }
            let trouble = match request.send().await {
                Ok(response) if response.status().is_success() => return Ok(response),
                Ok(response) => Trouble::refused(doing, response).await,
                Err(error) => Trouble::unanswered(doing, &error.without_url()),
            };
            if let (Some(session), Some(token)) = (signed_in, token)
                && trouble.code == "token-expired"
                && !renewed
            {
                renewed = true;
                session.renew(&token).await?;
                continue;
            }
            match trouble.pause(attempt) {
                Some(pause) if attempt < MOST_ATTEMPTS => {
                    self.count_retry(&trouble.code);
                    tokio::time::sleep(pause).await;
                }
                _ => return Err(trouble),
            }
        }
    }

    /// Reads something that needs no sign-in.
    pub async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A, Trouble> {
        let url = self.url(path)?;
        let doing = format!("GET {path}");
        read(&doing, self.exchange(None, &doing, |http| http.get(url.clone())).await?).await
    }

    /// Notes that something is sent again.
    pub fn count_retry(&self, code: &str) {
        let mut retried = self.retried.lock().unwrap_or_else(PoisonError::into_inner);
        *retried.entry(code.to_owned()).or_default() += 1;
    }

    /// How often something was sent again, by the reason.
    pub fn retried(&self) -> BTreeMap<String, u64> {
        self.retried.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The body of an answer.
pub async fn read<A: DeserializeOwned>(doing: &str, response: Response) -> Result<A, Trouble> {
    let body = response.bytes().await.map_err(|error| Trouble::unanswered(doing, &error.without_url()))?;
    serde_json::from_slice(&body)
        .map_err(|error| Trouble::new("answer", format!("{doing}: not what the contract says: {error}")))
}
