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
};

/// A request with a good token.
#[derive(Debug, Clone, Copy)]
pub struct Signed(pub Credential);

impl FromRequest for Signed {
    type Error = Refused;
    type Future = Ready<Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read(request: &HttpRequest) -> Result<Signed, Refused> {
    let app = request.app_data::<web::Data<App>>().ok_or_else(|| refuse(request, ProblemCode::Internal))?;
    let token = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| refuse(request, ProblemCode::NotAuthenticated))?;
    let read = app.tokens.read(token.trim(), app.clock.now());
    read.map(Signed).map_err(|refusal| Refused::of(Error::NotSignedIn(refusal), Lang::of(request)))
}
