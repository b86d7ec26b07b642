//! Who asks: the sign-in that a bearer token proves. Whether it still stands, the action's transaction says.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web};
use domain::actor::Credential;
use mobile_contract::problem::ProblemCode;

use crate::{
    actions::Error,
    app::App,
    http::{
        extract::Lang,
        problem::{Refused, refuse},
    },
    tokens::{TokenRefusal, Use},
};

/// A request with a good access token.
#[derive(Debug, Clone, Copy)]
pub struct Signed(pub Credential);

impl FromRequest for Signed {
    type Error = Refused;
    type Future = Ready<Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read(request).and_then(|(credential, for_what)| match for_what {
            Use::Everything => Ok(Self(credential)),
            Use::Sending => Err(refused(request, TokenRefusal::SendsOnly)),
        }))
    }
}

/// A request with a good access token, or with one for sending: of an operation whose answer tells no more than what
/// became of what was sent.
#[derive(Debug, Clone, Copy)]
pub struct Sender(pub Credential);

impl FromRequest for Sender {
    type Error = Refused;
    type Future = Ready<Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read(request).map(|(credential, _for_what)| Self(credential)))
    }
}

fn refused(request: &HttpRequest, refusal: TokenRefusal) -> Refused {
    Refused::of(Error::NotSignedIn(refusal), Lang::of(request))
}

fn read(request: &HttpRequest) -> Result<(Credential, Use), Refused> {
    let app = request.app_data::<web::Data<App>>().ok_or_else(|| refuse(request, ProblemCode::Internal))?;
    let token = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| refuse(request, ProblemCode::NotAuthenticated))?;
    app.tokens.read(token.trim(), app.clock.now()).map_err(|refusal| refused(request, refusal))
}
