//! Signing in and out, and the keys that access tokens are checked with.

use actix_web::{
    CustomizeResponder, HttpResponse, Responder as _, delete, get, http::header, post, put, web,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    actor::Grant,
    fault::Faults,
    ids::{CentreId, CommunityId, DeviceId},
    text::{DeviceName, TextRefusal, Username},
};
use mobile_contract::{limits, problem::Problem, v1};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    actions::{
        self, Error,
        read_session::{Granted, Person},
    },
    app::App,
    http::{
        convert::role_view,
        extract::{Body, Lang, Signed},
        problem::{Refused, Reply},
    },
};

/// A body that no cache keeps.
type Private<T> = CustomizeResponder<web::Json<T>>;

fn private<T: Serialize>(body: T) -> Private<T> {
    web::Json(body).customize().insert_header((header::CACHE_CONTROL, "no-store"))
}

/// Sign in on a device.
///
/// An unknown name, a wrong password, a locked and a disabled account are answered alike. Five wrong passwords in a
/// row lock an account for half an hour; `locked-out` says so on devices that have signed in to it before.
#[utoipa::path(tag = "session", request_body = v1::SignIn, responses(
    (status = 200, description = "Signed in", body = v1::SessionGranted),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/session")]
pub async fn sign_in(
    app: web::Data<App>,
    lang: Lang,
    body: Body<v1::SignIn>,
) -> Reply<Private<v1::SessionGranted>> {
    let asked = read_sign_in(body.value).map_err(|error| Refused::of(error, lang))?;
    let granted = actions::sign_in::run(&app, asked).await.map_err(|error| Refused::of(error, lang))?;
    Ok(private(granted_view(&app, granted)))
}

/// Trade the refresh token for a new pair.
///
/// Each is good once. The same device may send the last one again when the reply was lost, and gets the same
/// successor while that one is unused; any other second use ends the session.
#[utoipa::path(tag = "session", request_body = v1::RefreshSession, responses(
    (status = 200, description = "The next pair", body = v1::SessionGranted),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/session/refresh")]
pub async fn refresh_session(
    app: web::Data<App>,
    lang: Lang,
    body: Body<v1::RefreshSession>,
) -> Reply<Private<v1::SessionGranted>> {
    let device = DeviceId::from_uuid(body.value.device_id);
    let granted = actions::refresh_session::run(&app, &body.value.refresh_token, device).await;
    Ok(private(granted_view(&app, granted.map_err(|error| Refused::of(error, lang))?)))
}

/// Who is signed in.
#[utoipa::path(tag = "session", security(("access_token" = [])), responses(
    (status = 200, description = "The session in use", body = v1::SessionView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/session")]
pub async fn get_session(app: web::Data<App>, signed: Signed, lang: Lang) -> Reply<Private<v1::SessionView>> {
    let session =
        actions::read_session::run(&app, signed.0).await.map_err(|error| Refused::of(error, lang))?;
    Ok(private(v1::SessionView {
        session_id: session.id.uuid(),
        device_id: session.device.uuid(),
        user: person_view(session.person),
    }))
}

/// Sign out. No token of this session is good from here on.
#[utoipa::path(tag = "session", security(("access_token" = [])), responses(
    (status = 204, description = "Signed out"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[delete("/v1/session")]
pub async fn end_session(app: web::Data<App>, signed: Signed, lang: Lang) -> Reply {
    actions::end_session::run(&app, signed.0).await.map_err(|error| Refused::of(error, lang))?;
    Ok(HttpResponse::NoContent().finish())
}

/// Change one's own password. One's sessions on all other devices end.
#[utoipa::path(tag = "session", security(("access_token" = [])), request_body = v1::ChangePassword, responses(
    (status = 204, description = "Changed"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[put("/v1/session/password")]
pub async fn change_password(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    body: Body<v1::ChangePassword>,
) -> Reply {
    let v1::ChangePassword { old_password: old, new_password: new } = body.value;
    let asked = actions::change_password::ChangePassword { old, new };
    let changed = actions::change_password::run(&app, signed.0, asked).await;
    changed.map_err(|error| Refused::of(error, lang))?;
    Ok(HttpResponse::NoContent().finish())
}

/// The public keys of access tokens (RFC 7517, RFC 8037).
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicKeys {
    /// The keys that tokens in use may be signed with.
    keys: Vec<PublicKey>,
}

/// One public key.
#[derive(Debug, Serialize, ToSchema)]
struct PublicKey {
    /// `OKP`
    kty: &'static str,
    /// `Ed25519`
    crv: &'static str,
    /// The 32 bytes in base64url without padding.
    x: String,
    /// As in the header of a token.
    kid: String,
    /// `sig`
    #[serde(rename = "use")]
    usage: &'static str,
    /// `EdDSA`
    alg: &'static str,
}

/// The keys that access tokens are checked with.
#[utoipa::path(tag = "session", responses(
    (status = 200, description = "A JSON Web Key Set", body = PublicKeys),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/.well-known/jwks.json")]
pub async fn get_keys(app: web::Data<App>) -> CustomizeResponder<web::Json<PublicKeys>> {
    let keys = app.tokens.public_keys().into_iter().map(|(kid, public)| PublicKey {
        kty: "OKP",
        crv: "Ed25519",
        x: URL_SAFE_NO_PAD.encode(public),
        kid: kid.to_owned(),
        usage: "sig",
        alg: "EdDSA",
    });
    // A new key is here as long before it signs as the operator leaves between the two steps of a rotation.
    web::Json(PublicKeys { keys: keys.collect() })
        .customize()
        .insert_header((header::CACHE_CONTROL, "public, max-age=600"))
}

fn read_sign_in(body: v1::SignIn) -> Result<actions::sign_in::SignIn, Error> {
    let mut faults = Faults::default();
    let name = DeviceName::parse(&body.device.name);
    let name = faults.keep("$.device.name", name, TextRefusal::code);
    Ok(actions::sign_in::SignIn {
        device_name: faults.or(name)?,
        // A name that breaks the rules for names is a name that nobody has: answered as such.
        username: Username::parse(&body.username).ok(),
        password: body.password,
        device: DeviceId::from_uuid(body.device.id),
    })
}

fn granted_view(app: &App, granted: Granted) -> v1::SessionGranted {
    v1::SessionGranted {
        access_token: granted.access_token,
        refresh_token: granted.refresh_token,
        send_token: granted.send_token,
        token_type: v1::TokenType::Bearer,
        expires_in: limits::ACCESS_TOKEN_SECONDS,
        send_expires_in: granted.send_seconds,
        session_id: granted.session.uuid(),
        user: person_view(granted.person),
        server_time: granted.at.to_string(),
        evidence_recipient: app.recipient.text.clone(),
    }
}

fn person_view(person: Person) -> v1::UserView {
    v1::UserView {
        id: person.id.uuid(),
        username: person.username,
        name: person.name,
        grants: person.grants.iter().map(grant_view).collect(),
    }
}

fn grant_view(grant: &Grant) -> v1::GrantView {
    v1::GrantView {
        role: role_view(grant.role),
        centre_id: grant.centre.map(CentreId::uuid),
        community_id: grant.community.map(CommunityId::uuid),
        department: grant.department.as_ref().map(|code| code.as_str().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_life_that_is_told_is_the_life_of_a_token() {
        assert_eq!(i64::from(limits::ACCESS_TOKEN_SECONDS), crate::tokens::ACCESS_SECONDS);
    }

    #[test]
    fn a_device_name_is_told_apart_from_a_username_that_nobody_has() {
        let body = |username: &str, device: &str| v1::SignIn {
            username: username.into(),
            password: "made-up Passw0rd".into(),
            device: v1::DeviceInfo { id: Uuid::from_u128(1), name: device.into() },
        };
        assert!(read_sign_in(body("No Such Name", "tablet 3")).unwrap().username.is_none());
        let Err(Error::Invalid(faults)) = read_sign_in(body("chen.jing", " ")) else { panic!() };
        assert_eq!((faults[0].path.as_str(), faults[0].code), ("$.device.name", "device-name-length"));
    }
}
