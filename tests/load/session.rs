//! A member of staff who has signed in on a device, and stays so.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use mobile_contract::v1::{self, DeviceInfo, RefreshSession, SessionGranted, SignIn};
use reqwest::Method;
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::{
    api::{Api, read},
    trouble::Trouble,
};

/// An access token is renewed this long before it runs out.
const AHEAD: Duration = Duration::from_secs(60);

/// One sign-in on one device.
pub struct Session {
    api: Arc<Api>,
    device: Uuid,
    /// Who has signed in.
    pub user: v1::UserView,
    tokens: Mutex<Tokens>,
}

struct Tokens {
    access: String,
    refresh: String,
    good_until: Instant,
}

impl Tokens {
    fn of(granted: SessionGranted, asked: Instant) -> (Self, v1::UserView) {
        let life = Duration::from_secs(u64::from(granted.expires_in));
        let tokens = Self {
            access: granted.access_token,
            refresh: granted.refresh_token,
            good_until: asked + life.saturating_sub(AHEAD),
        };
        (tokens, granted.user)
    }
}

impl Session {
    /// Signs in.
    pub async fn open(
        api: Arc<Api>,
        username: &str,
        password: &str,
        device: DeviceInfo,
    ) -> Result<Self, Trouble> {
        let (asked, device_id) = (Instant::now(), device.id);
        let body = SignIn { username: username.to_owned(), password: password.to_owned(), device };
        let granted =
            post_open(&api, "/v1/session", &body).await.map_err(|trouble| trouble.during(username))?;
        let (tokens, user) = Tokens::of(granted, asked);
        Ok(Self { api, device: device_id, user, tokens: Mutex::new(tokens) })
    }

    /// The server.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// An access token that is good for a while yet.
    pub async fn token(&self) -> Result<String, Trouble> {
        let mut tokens = self.tokens.lock().await;
        if Instant::now() >= tokens.good_until {
            self.refresh(&mut tokens).await?;
        }
        Ok(tokens.access.clone())
    }

    /// Trades a token that the server took for run out; one that has been traded meanwhile is let be.
    pub async fn renew(&self, run_out: &str) -> Result<(), Trouble> {
        let mut tokens = self.tokens.lock().await;
        if tokens.access == run_out { self.refresh(&mut tokens).await } else { Ok(()) }
    }

    async fn refresh(&self, tokens: &mut Tokens) -> Result<(), Trouble> {
        let asked = Instant::now();
        let body = RefreshSession { refresh_token: tokens.refresh.clone(), device_id: self.device };
        // Boxed: a request asks for a token, and a token may take a request.
        let granted = Box::pin(post_open(&self.api, "/v1/session/refresh", &body)).await;
        *tokens = Tokens::of(granted.map_err(|trouble| trouble.during(&self.user.username))?, asked).0;
        Ok(())
    }

    /// Reads something.
    pub async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A, Trouble> {
        self.call(Method::GET, path, Bytes::new()).await
    }

    /// Writes something to its own address.
    pub async fn put<A: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<A, Trouble> {
        self.call(Method::PUT, path, json(path, body)?).await
    }

    /// Asks for an act.
    pub async fn post<A: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<A, Trouble> {
        self.call(Method::POST, path, json(path, body)?).await
    }

    async fn call<A: DeserializeOwned>(&self, method: Method, path: &str, body: Bytes) -> Result<A, Trouble> {
        let url = self.api.url(path)?;
        let doing = format!("{method} {path}");
        let response = self.api.exchange(Some(self), &doing, |http| {
            let request = http.request(method.clone(), url.clone());
            if body.is_empty() {
                request
            } else {
                request.header("content-type", "application/json").body(body.clone())
            }
        });
        read(&doing, response.await?).await
    }
}

async fn post_open<A: DeserializeOwned>(api: &Api, path: &str, body: &impl Serialize) -> Result<A, Trouble> {
    let (url, body, doing) = (api.url(path)?, json(path, body)?, format!("POST {path}"));
    let response = api.exchange(None, &doing, |http| {
        http.post(url.clone()).header("content-type", "application/json").body(body.clone())
    });
    read(&doing, response.await?).await
}

fn json(path: &str, body: &impl Serialize) -> Result<Bytes, Trouble> {
    let body = serde_json::to_vec(body).map_err(|error| Trouble::new("body", format!("{path}: {error}")))?;
    Ok(Bytes::from(body))
}
