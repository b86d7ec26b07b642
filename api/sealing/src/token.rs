//! Refresh tokens, which are derived and never stored, and the keys of access tokens.
//!
//! A refresh token is base64url, without padding, of
//!
//! ```text
//! version 1 | length of key id 1 | key id | session 16 | generation 4, big-endian | HMAC-SHA-256 32
//! ```
//!
//! Session and generation are no secret; only the digest proves that the token was given out. Who may still use
//! it (which generation is due, whether the session has ended) is for the caller to know.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::SigningKey;
use hmac::Mac as _;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    key::{Bytes, KeyId, Keyed, Use, keyed},
    ring::{Ring, Tool},
};

const VERSION: u8 = 1;
const MAC: usize = 32;

/// No token is longer, so nothing longer is decoded.
const TEXT_MAX: usize = 128;

/// What stands before the seed of an Ed25519 key in PKCS #8 version 1 (RFC 8410).
const PKCS8_HEAD: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// Why a refresh token is refused. Callers answer all of them alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}", self.code())]
pub enum TokenError {
    /// Not a refresh token of this version.
    Malformed,
    /// The ring holds no token key of that id.
    Key,
    /// The digest is wrong.
    Refused,
}

impl TokenError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "token-malformed",
            Self::Key => "token-key-unknown",
            Self::Refused => "token-refused",
        }
    }
}

/// The prepared keys of one token secret: one for refresh tokens, one for access tokens.
pub(crate) struct Tokens {
    refresh: Keyed,
    pkcs8: Zeroizing<Vec<u8>>,
    public: [u8; 32],
}

impl Tool for Tokens {
    type Secret = Bytes;
    const USE: Use = Use::Token;

    fn prepare(secret: &Bytes) -> Self {
        let seed = secret.derive("zerotrip access token 1");
        Self {
            refresh: keyed(&secret.derive("zerotrip refresh token 1")),
            public: SigningKey::from_bytes(&seed).verifying_key().to_bytes(),
            pkcs8: Zeroizing::new([PKCS8_HEAD.as_slice(), seed.as_slice()].concat()),
        }
    }
}

impl Ring {
    /// The refresh token of a session's generation, under the current token key. Always the same text while that
    /// key is current.
    #[must_use]
    pub fn refresh_token(&self, session: Uuid, generation: u32) -> String {
        let held = self.token.current();
        let id = held.id.as_str().as_bytes();
        let mut bytes = Vec::with_capacity(2 + id.len() + 16 + 4 + MAC);
        bytes.extend_from_slice(&[VERSION, u8::try_from(id.len()).unwrap_or(u8::MAX)]);
        bytes.extend_from_slice(id);
        bytes.extend_from_slice(session.as_bytes());
        bytes.extend_from_slice(&generation.to_be_bytes());
        let mac = held.tool.refresh.clone().chain_update(&bytes).finalize();
        bytes.extend_from_slice(&mac.into_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The session and generation of a refresh token given out under any token key of the ring.
    ///
    /// # Errors
    /// Refused if no key of the ring made it. The digest is compared in constant time.
    pub fn read_refresh_token(&self, text: &str) -> Result<(Uuid, u32), TokenError> {
        if text.len() > TEXT_MAX {
            return Err(TokenError::Malformed);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().ok_or(TokenError::Malformed)?;
        let (body, mac) = bytes.split_last_chunk::<MAC>().ok_or(TokenError::Malformed)?;
        let (id, session, generation) = read_body(body).ok_or(TokenError::Malformed)?;
        let held = self.token.find(id).ok_or(TokenError::Key)?;
        held.tool.refresh.clone().chain_update(body).verify_slice(mac).ok().ok_or(TokenError::Refused)?;
        Ok((session, generation))
    }

    /// The key that signs access tokens: its id (`kid`) and the private key as PKCS #8 DER, the form
    /// `EncodingKey::from_ed_der` takes.
    #[must_use]
    pub fn token_signing_key(&self) -> (&KeyId, &[u8]) {
        let held = self.token.current();
        (&held.id, &held.tool.pkcs8)
    }

    /// The public keys access tokens are verified with, the current one first: the 32 bytes that
    /// `DecodingKey::from_ed_der` takes, and, in base64url, the `x` of a JWK.
    #[must_use]
    pub fn token_verifying_keys(&self) -> Vec<(KeyId, [u8; 32])> {
        self.token.all().map(|held| (held.id.clone(), held.tool.public)).collect()
    }
}

fn read_body(body: &[u8]) -> Option<(&str, Uuid, u32)> {
    let [VERSION, id_len, rest @ ..] = body else { return None };
    let (id, rest) = rest.split_at_checked(usize::from(*id_len))?;
    let (session, generation) = rest.split_first_chunk::<16>()?;
    let generation = u32::from_be_bytes(generation.try_into().ok()?);
    Some((std::str::from_utf8(id).ok()?, Uuid::from_bytes(*session), generation))
}

#[cfg(test)]
mod tests {
    use domain::clock::SeededChance;
    use ed25519_dalek::pkcs8::DecodePrivateKey as _;
    use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};

    use super::*;
    use crate::fixture;

    const SESSION: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001);

    #[test]
    fn a_refresh_token_comes_back_and_is_always_the_same() {
        let ring = fixture::ring(1);
        let token = ring.refresh_token(SESSION, 7);
        assert_eq!(token, ring.refresh_token(SESSION, 7));
        assert_ne!(token, ring.refresh_token(SESSION, 8));
        assert_eq!(ring.read_refresh_token(&token).unwrap(), (SESSION, 7));
        assert_eq!(token.len(), 84);
    }

    #[test]
    fn every_cut_and_every_changed_letter_is_refused() {
        let ring = fixture::ring(1);
        let token = ring.refresh_token(SESSION, 7);
        for len in 0..token.len() {
            assert!(ring.read_refresh_token(&token[..len]).is_err(), "cut to {len}");
        }
        for at in 0..token.len() {
            let mut letters = token.clone().into_bytes();
            letters[at] = if letters[at] == b'A' { b'B' } else { b'A' };
            assert!(ring.read_refresh_token(std::str::from_utf8(&letters).unwrap()).is_err(), "at {at}");
        }
        for bad in [format!("{token}A"), format!("{token}="), format!(" {token}"), "A".repeat(100_000)] {
            assert_eq!(ring.read_refresh_token(&bad).unwrap_err(), TokenError::Malformed);
        }
    }

    #[test]
    fn another_ring_refuses_it_and_a_ring_without_the_key_says_so() {
        let token = fixture::ring(1).refresh_token(SESSION, 7);
        assert_eq!(fixture::ring(2).read_refresh_token(&token).unwrap_err(), TokenError::Refused);
        let text = fixture::ring(1).to_toml().replace("t-2026-11", "t-2026-10");
        let renamed = crate::Ring::parse(&text).unwrap();
        assert_eq!(renamed.read_refresh_token(&token).unwrap_err(), TokenError::Key);
    }

    #[test]
    fn rotation_still_reads_tokens_given_out_before() {
        let mut ring = fixture::ring(1);
        let token = ring.refresh_token(SESSION, 7);
        ring.rotate(Use::Token, &SeededChance::new(2), fixture::at("2027-01-05T00:00:00Z")).unwrap();
        assert_eq!(ring.read_refresh_token(&token).unwrap(), (SESSION, 7));
        assert_ne!(token, ring.refresh_token(SESSION, 7));
        let kids: Vec<_> = ring.token_verifying_keys().into_iter().map(|(kid, _)| kid.to_string()).collect();
        assert_eq!(kids, ["t-2027-01", "t-2026-11"]);
    }

    #[test]
    fn the_der_is_a_pkcs8_private_key() {
        let ring = fixture::ring(1);
        let key = SigningKey::from_pkcs8_der(ring.token_signing_key().1).unwrap();
        assert_eq!(key.verifying_key().to_bytes(), ring.token_verifying_keys()[0].1);
    }

    #[test]
    fn access_tokens_are_signed_and_verified() {
        let mut ring = fixture::ring(1);
        let (kid, der) = ring.token_signing_key();
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(kid.to_string());
        let claims = std::collections::BTreeMap::from([("sub", "worker")]);
        let token = encode(&header, &claims, &EncodingKey::from_ed_der(der)).unwrap();

        let chance = SeededChance::new(2);
        ring.rotate(Use::Token, &chance, fixture::at("2027-01-05T00:00:00Z")).unwrap();
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        let results: Vec<bool> = ring
            .token_verifying_keys()
            .into_iter()
            .map(|(_, public)| {
                let raw = DecodingKey::from_ed_der(&public);
                let jwk = DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(public)).unwrap();
                let read =
                    |key| decode::<std::collections::BTreeMap<String, String>>(&token, key, &validation);
                assert_eq!(read(&raw).is_ok(), read(&jwk).is_ok());
                read(&raw).is_ok()
            })
            .collect();
        assert_eq!(results, [false, true]);
    }
}
