//! A JSON body in the form the contract gives it, plain or sealed to the server. A body that is not is told every place
//! at once: the schema that is served says which.

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web};
use domain::fault::Fault;
use futures_util::StreamExt as _;
use mobile_contract::{
    limits,
    problem::{ProblemCode, faults},
    v1,
};
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::{
    actions::open_body,
    app::App,
    http::{
        extract::Lang,
        openapi::Schemas,
        problem::{Refused, refuse},
    },
};

/// A body of the form `T`, and its words.
pub struct Body<T> {
    /// What it says.
    pub value: T,
    /// The words it was said in.
    pub said: Said,
}

/// The words of a body, and what they were said to.
pub struct Said {
    /// Method and path.
    pub to: String,
    /// As they came.
    pub bytes: bytes::Bytes,
}

impl<T: DeserializeOwned + ToSchema + 'static> FromRequest for Body<T> {
    type Error = Refused;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refused>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let form = form_of(&request)?;
            let mut bytes = bytes::BytesMut::new();
            while let Some(chunk) = payload.next().await {
                let chunk = chunk.map_err(|_cut| refuse(&request, ProblemCode::MalformedJson))?;
                if bytes.len().saturating_add(chunk.len()) > form.most() {
                    return Err(refuse(&request, ProblemCode::BodyTooLarge));
                }
                bytes.extend_from_slice(&chunk);
            }
            let bytes = match form {
                Form::Json => bytes.freeze(),
                Form::Sealed => open(&request, bytes.freeze()).await?,
            };
            match serde_json::from_slice(&bytes) {
                Ok(value) => {
                    let to = format!("{} {}", request.method(), request.path());
                    Ok(Self { value, said: Said { to, bytes } })
                }
                Err(_error) => Err(explain::<T>(&request, &bytes)),
            }
        })
    }
}

/// How a body comes.
#[derive(Clone, Copy)]
enum Form {
    /// As it is.
    Json,
    /// Sealed to the server's recipient, so that a phone can keep it and send it without being able to read it.
    Sealed,
}

impl Form {
    /// Bytes that are read of it. What it holds is measured when it is open.
    const fn most(self) -> usize {
        match self {
            Self::Json => limits::JSON_BODY_BYTES,
            Self::Sealed => limits::JSON_BODY_BYTES + limits::SEAL_BYTES,
        }
    }
}

async fn open(request: &HttpRequest, sealed: bytes::Bytes) -> Result<bytes::Bytes, Refused> {
    let app = request.app_data::<web::Data<App>>().ok_or_else(|| refuse(request, ProblemCode::Internal))?;
    open_body::run(app, sealed, limits::JSON_BODY_BYTES)
        .await
        .map_err(|error| Refused::of(error, Lang::of(request)))
}

fn form_of(request: &HttpRequest) -> Result<Form, Refused> {
    let declared = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = declared.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        Ok(Form::Json)
    } else if essence.eq_ignore_ascii_case(v1::SEALED_BODY) {
        Ok(Form::Sealed)
    } else {
        Err(refuse(request, ProblemCode::UnsupportedMediaType))
    }
}

/// Every place at which a body has not the form of `T`: those that the schema knows, and the one at which reading
/// broke off, which the schema may be too mild to see.
fn explain<T: DeserializeOwned + ToSchema>(request: &HttpRequest, bytes: &[u8]) -> Refused {
    let Ok(body) = serde_json::from_slice::<serde_json::Value>(bytes) else {
        return refuse(request, ProblemCode::MalformedJson);
    };
    let mut found = request
        .app_data::<web::Data<Schemas>>()
        .map_or_else(Vec::new, |schemas| schemas.faults_of(&T::name(), &body));
    let mut text = serde_json::Deserializer::from_slice(bytes);
    if let Err(error) = serde_path_to_error::deserialize::<_, T>(&mut text) {
        let broken = place_of(&error);
        if !found.iter().any(|fault| fault.path.starts_with(&broken.path)) {
            found.push(broken);
        }
    }
    Refused::faults(found, Lang::of(request))
}

/// Where reading broke off and why. The words of the error may quote the body: only their beginning is looked at.
fn place_of(error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let path = match error.path().to_string().as_str() {
        "." => "$".to_owned(),
        inner => format!("$.{inner}"),
    };
    let words = error.inner().to_string();
    // A member that is there twice or not at all is named by the words; the path ends at what it is a member of.
    let member =
        |mark: &str| words.strip_prefix(mark)?.split('`').next().map(|member| format!("{path}.{member}"));
    if let Some(path) = member("duplicate field `") {
        Fault { path, code: faults::DUPLICATE }
    } else if let Some(path) = member("missing field `") {
        Fault { path, code: faults::REQUIRED }
    } else if words.starts_with("invalid value: integer")
        || words.starts_with("invalid value: floating point")
    {
        Fault { path, code: faults::OUT_OF_RANGE }
    } else if words.starts_with("invalid type") {
        Fault { path, code: faults::TYPE }
    } else if words.starts_with("unknown variant") {
        Fault { path, code: faults::UNKNOWN_WORD }
    } else {
        Fault { path, code: faults::FORMAT }
    }
}
