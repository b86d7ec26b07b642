//! What an access token proves, and what proves nothing.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use harness::{Backend, TestApp, TestDatabase, person};
use jiff::SignedDuration;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde_json::{Value, json};

use super::refused;

#[tokio::test(flavor = "multi_thread")]
async fn anybody_can_check_a_token_with_the_published_keys() {
    let app = TestApp::start(TestDatabase::fresh(Backend::Sqlite)).await;
    let worker = app.worker().await;
    let answer = person::answer(person::client().get(format!("{}/.well-known/jwks.json", app.url))).await;
    assert_eq!(answer.headers["cache-control"], "public, max-age=600");
    let keys = answer.ok();
    let key = &keys["keys"][0];
    for (member, value) in [("kty", "OKP"), ("crv", "Ed25519"), ("use", "sig"), ("alg", "EdDSA")] {
        assert_eq!(key[member], value);
    }
    let header = jsonwebtoken::decode_header(&worker.token).unwrap();
    assert_eq!((header.alg, header.kid.as_deref()), (Algorithm::EdDSA, key["kid"].as_str()));
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_audience(&["zerotrip-api"]);
    rules.validate_exp = false;
    let public = DecodingKey::from_ed_components(key["x"].as_str().unwrap()).unwrap();
    let claims = decode::<Value>(&worker.token, &public, &rules).unwrap().claims;
    assert_eq!(claims["sub"], worker.credential.user.to_string());
    let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert!(life <= 900, "{life}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_token_opens_nothing() {
    let app = TestApp::start(TestDatabase::fresh(Backend::Sqlite)).await;
    let worker = app.worker().await;
    let mut parts = worker.token.split('.');
    let (head, body, signature) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap();
    let kid = jsonwebtoken::decode_header(&worker.token).unwrap().kid;
    let public = app.app.tokens.public_keys()[0].1.to_vec();
    // The public key taken for a secret, the classic of forgeries.
    let mut hs256 = Header::new(Algorithm::HS256);
    hs256.kid.clone_from(&kid);
    let confused = encode(&hs256, &claims, &EncodingKey::from_secret(&public)).unwrap();
    let unsigned = URL_SAFE_NO_PAD.encode(json!({"alg": "none", "kid": kid}).to_string());
    let later = URL_SAFE_NO_PAD.encode(claims.to_string().replace("zerotrip-api", "zerotrip-apj"));
    let cut = &signature[1..];
    for forged in [
        confused,
        format!("{unsigned}.{body}."),
        format!("{head}.{later}.{signature}"),
        format!("{head}.{body}.{cut}"),
        format!("{head}.{body}"),
        "nonsense".to_owned(),
        String::new(),
    ] {
        let mut thief = worker.clone();
        thief.token = forged;
        assert_eq!(
            thief.get("/v1/session").await.refusal(),
            refused(401, "not-authenticated"),
            "{}",
            thief.token
        );
    }
    let bare = person::answer(person::client().get(format!("{}/v1/session", app.url))).await;
    assert_eq!(bare.refusal(), refused(401, "not-authenticated"));
    worker.get("/v1/session").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_lives_a_quarter_of_an_hour() {
    let app = TestApp::start(TestDatabase::fresh(Backend::Sqlite)).await;
    let worker = app.worker().await;
    app.pass(SignedDuration::from_secs(899));
    worker.get("/v1/session").await.ok();
    app.pass(SignedDuration::from_secs(1));
    assert_eq!(worker.get("/v1/session").await.refusal(), refused(401, "token-expired"));
}
