//! What an extractor could not read: a problem like any other.

use actix_web::{
    HttpRequest,
    error::{PathError, QueryPayloadError, UrlencodedError},
};
use mobile_contract::problem::ProblemCode;

use crate::http::problem::refuse;

/// A query of the wrong form.
pub fn query(_error: QueryPayloadError, request: &HttpRequest) -> actix_web::Error {
    refuse(request, ProblemCode::InvalidQuery).into()
}

/// A path whose id is none: there is nothing there.
pub fn path(_error: PathError, request: &HttpRequest) -> actix_web::Error {
    refuse(request, ProblemCode::NotFound).into()
}

/// A form that is none, or too long.
#[expect(clippy::needless_pass_by_value, reason = "the signature that the framework asks for")]
pub fn form(error: UrlencodedError, request: &HttpRequest) -> actix_web::Error {
    let code = match error {
        UrlencodedError::Overflow { .. } => ProblemCode::BodyTooLarge,
        UrlencodedError::ContentType => ProblemCode::UnsupportedMediaType,
        _ => ProblemCode::InvalidBody,
    };
    refuse(request, code).into()
}
