//! A JSON body in the form the contract gives it. A body that is not is told every place at once: the schema that is
//! served says which.

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web};
use domain::fault::Fault;
use futures_util::StreamExt as _;
use mobile_contract::{limits, problem::ProblemCode, problem::faults};
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::http::{
    extract::Lang,
    openapi::Schemas,
    problem::{Refused, refuse},
};

/// A body of the form `T`, and its bytes.
pub struct Body<T> {
    /// What it says.
    pub value: T,
    /// The bytes it was said in.
    pub bytes: bytes::Bytes,
}

impl<T: DeserializeOwned + ToSchema + 'static> FromRequest for Body<T> {
    type Error = Refused;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refused>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            is_json(&request)?;
            let mut bytes = bytes::BytesMut::new();
            while let Some(chunk) = payload.next().await {
                let chunk = chunk.map_err(|_cut| refuse(&request, ProblemCode::MalformedJson))?;
                if bytes.len().saturating_add(chunk.len()) > limits::JSON_BODY_BYTES {
                    return Err(refuse(&request, ProblemCode::BodyTooLarge));
                }
                bytes.extend_from_slice(&chunk);
            }
            let bytes = bytes.freeze();
            match serde_json::from_slice(&bytes) {
                Ok(value) => Ok(Self { value, bytes }),
                Err(error) => Err(explain::<T>(&request, &bytes, &error)),
            }
        })
    }
}

fn is_json(request: &HttpRequest) -> Result<(), Refused> {
    let declared = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let json = declared.is_some_and(|declared| {
        let essence = declared.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    });
    if json { Ok(()) } else { Err(refuse(request, ProblemCode::UnsupportedMediaType)) }
}

/// Every place at which a body has not the form of `T`.
fn explain<T: ToSchema>(request: &HttpRequest, bytes: &[u8], error: &serde_json::Error) -> Refused {
    let Ok(body) = serde_json::from_slice::<serde_json::Value>(bytes) else {
        return refuse(request, ProblemCode::MalformedJson);
    };
    let mut found = request
        .app_data::<web::Data<Schemas>>()
        .map_or_else(Vec::new, |schemas| schemas.faults_of(&T::name(), &body));
    if found.is_empty() {
        // The schema is milder than the type in this place: at least say that, without quoting the body.
        let code = if error.is_data() { faults::FORMAT } else { faults::TYPE };
        found.push(Fault { path: "$".into(), code });
    }
    Refused::faults(found, Lang::of(request))
}
