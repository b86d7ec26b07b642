//! Access tokens: EdDSA JWTs of a quarter of an hour. They say which sign-in asks; whether it still stands, the
//! database says at every request.

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
}

/// Makes and reads access tokens.
pub struct Tokens {
    kid: String,
    signing: EncodingKey,
    verifying: HashMap<String, (DecodingKey, [u8; 32])>,
    /// Tokens whose signature was found good, until they expire: checking one costs more than the rest of a request.
    seen: Cache<Arc<str>, (Credential, i64)>,
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

    /// A token for a sign-in.
    ///
    /// # Errors
    /// When the ring's key does not sign.
    pub fn issue(
        &self,
        credential: &Credential,
        now: Timestamp,
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
            exp: iat.saturating_add(ACCESS_SECONDS),
        };
        jsonwebtoken::encode(&header, &claims, &self.signing)
    }

    /// Which sign-in a token proves.
    ///
    /// # Errors
    /// [`TokenRefusal`].
    pub fn read(&self, token: &str, now: Timestamp) -> Result<Credential, TokenRefusal> {
        if let Some((credential, exp)) = self.seen.get(token) {
            return if now.as_second() < exp { Ok(credential) } else { Err(TokenRefusal::Expired) };
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
        self.seen.insert(Arc::from(token), (credential, claims.exp));
        Ok(credential)
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
