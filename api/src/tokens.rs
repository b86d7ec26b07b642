//! Tokens: EdDSA JWTs that say which sign-in asks; whether it still stands, the database says at every request. An
//! access token lives a quarter of an hour. One for sending lives as long as the sign-in, and opens nothing that reads.

use std::{collections::HashMap, sync::Arc};

use domain::{
    actor::Credential,
    ids::{SessionId, UserId},
};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use quick_cache::sync::Cache;
use sealing::Ring;
use serde::{Deserialize, Serialize};

/// How long an access token is good, in seconds.
pub const ACCESS_SECONDS: i64 = 900;
const ISSUER: &str = "zerotrip";
const AUDIENCE: &str = "zerotrip-api";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: uuid::Uuid,
    sid: uuid::Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<Scope>,
}

/// What a token is narrowed to.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Scope {
    Send,
}

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// All that its person may do.
    Everything,
    /// Handing in what was done, and nothing that reads: a phone keeps it where no PIN is asked for.
    Sending,
}

/// Why a token is no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// It was good once.
    #[error("token-expired")]
    Expired,
    /// It never was.
    #[error("not-authenticated")]
    Forged,
    /// It is for sending, and this reads.
    #[error("send-only")]
    SendsOnly,
}

/// Makes and reads access tokens.
pub struct Tokens {
    kid: String,
    signing: EncodingKey,
    verifying: HashMap<String, (DecodingKey, [u8; 32])>,
    /// Tokens whose signature was found good, until they expire: checking one costs more than the rest of a request.
    seen: Cache<Arc<str>, (Credential, Use, i64)>,
}

impl Tokens {
    /// Takes the token keys of a ring.
    #[must_use]
    pub fn new(ring: &Ring) -> Self {
        let (kid, der) = ring.token_signing_key();
        let verifying = ring
            .token_verifying_keys()
            .into_iter()
            .map(|(kid, public)| (kid.as_str().to_owned(), (DecodingKey::from_ed_der(&public), public)))
            .collect();
        Self {
            kid: kid.as_str().to_owned(),
            signing: EncodingKey::from_ed_der(der),
            verifying,
            seen: Cache::new(4096),
        }
    }

    /// An access token for a sign-in.
    ///
    /// # Errors
    /// When the ring's key does not sign.
    pub fn issue(
        &self,
        credential: &Credential,
        now: Timestamp,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        self.sign(credential, now, now.as_second().saturating_add(ACCESS_SECONDS), None)
    }

    /// A token for sending, until the sign-in ends.
    ///
    /// # Errors
    /// When the ring's key does not sign.
    pub fn issue_for_sending(
        &self,
        credential: &Credential,
        now: Timestamp,
        ends_at: Timestamp,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        self.sign(credential, now, ends_at.as_second(), Some(Scope::Send))
    }

    fn sign(
        &self,
        credential: &Credential,
        now: Timestamp,
        exp: i64,
        scope: Option<Scope>,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.kid.clone());
        let iat = now.as_second();
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: credential.user.uuid(),
            sid: credential.session.uuid(),
            iat,
            nbf: iat,
            exp,
            scope,
        };
        jsonwebtoken::encode(&header, &claims, &self.signing)
    }

    /// Which sign-in a token proves, and what for.
    ///
    /// # Errors
    /// [`TokenRefusal`].
    pub fn read(&self, token: &str, now: Timestamp) -> Result<(Credential, Use), TokenRefusal> {
        if let Some((credential, for_what, exp)) = self.seen.get(token) {
            return if now.as_second() < exp {
                Ok((credential, for_what))
            } else {
                Err(TokenRefusal::Expired)
            };
        }
        let forged = |_error| TokenRefusal::Forged;
        let header = jsonwebtoken::decode_header(token).map_err(forged)?;
        let (key, _) = header.kid.and_then(|kid| self.verifying.get(&kid)).ok_or(TokenRefusal::Forged)?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[ISSUER]);
        // Times are checked below, against the clock that was handed in.
        rules.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &rules).map_err(forged)?.claims;
        if claims.nbf > now.as_second().saturating_add(60) {
            return Err(TokenRefusal::Forged);
        }
        if now.as_second() >= claims.exp {
            return Err(TokenRefusal::Expired);
        }
        let credential =
            Credential { session: SessionId::from_uuid(claims.sid), user: UserId::from_uuid(claims.sub) };
        let for_what = claims.scope.map_or(Use::Everything, |Scope::Send| Use::Sending);
        self.seen.insert(Arc::from(token), (credential, for_what, claims.exp));
        Ok((credential, for_what))
    }

    /// The public keys, by id: 32 bytes of Ed25519 each.
    #[must_use]
    pub fn public_keys(&self) -> Vec<(&str, &[u8; 32])> {
        let mut keys: Vec<_> =
            self.verifying.iter().map(|(kid, (_, public))| (kid.as_str(), public)).collect();
        keys.sort_unstable();
        keys
    }
}
