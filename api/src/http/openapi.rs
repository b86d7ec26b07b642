//! The document of the API, made from the very routes that serve it, and what it is asked for at run time: which
//! schema a body breaks, which methods a path knows.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

use actix_web::App;
use domain::fault::Fault;
use jsonschema::{Validator, error::ValidationErrorKind};
use mobile_contract::{problem::faults, v1};
use serde_json::{Value, json};
use utoipa::{
    OpenApi,
    openapi::{
        Content, KnownFormat, Object, RefOr, SchemaFormat, Type,
        request_body::RequestBody,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_actix_web::AppExt as _;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Zerotrip",
        description = "Home visits of a community convenience centre: phones, consoles, residents.",
        license(name = "Apache-2.0")
    ),
    components(schemas(mobile_contract::problem::Problem))
)]
struct Frame;

/// The document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    let (_app, mut document) =
        App::new().into_utoipa_app().openapi(Frame::openapi()).configure(super::routes).split_for_parts();
    let components = document.components.get_or_insert_default();
    for token in ["access_token", "send_token"] {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        components.add_security_scheme(token, SecurityScheme::Http(bearer));
    }
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
        for body in operations.into_iter().flatten().filter_map(|operation| operation.request_body.as_mut()) {
            if let RefOr::T(body) = body {
                take_sealed(body);
            }
        }
    }
    document
}

/// What takes a JSON body takes it sealed as well.
fn take_sealed(body: &mut RequestBody) {
    if body.content.contains_key("application/json") {
        let bytes = Object::builder()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
        body.content.insert(v1::SEALED_BODY.into(), Content::new(Some(bytes.build())).into());
    }
}

/// The document as it is served and checked in.
#[must_use]
pub fn text() -> String {
    document().to_pretty_json().unwrap_or_default() + "\n"
}

/// What is asked of the document at run time.
pub struct Schemas {
    /// The document's text, served as it is.
    pub text: String,
    document: Value,
    validators: Mutex<HashMap<String, Option<Arc<Validator>>>>,
    paths: BTreeMap<String, Vec<String>>,
}

impl Default for Schemas {
    fn default() -> Self {
        let text = text();
        let document: Value = serde_json::from_str(&text).unwrap_or_default();
        let methods = |item: &Value| {
            let keys = item.as_object().map(|item| item.keys().map(|key| key.to_ascii_uppercase()).collect());
            keys.unwrap_or_default()
        };
        let paths = document.get("paths").and_then(Value::as_object);
        let paths = paths.map_or_else(BTreeMap::new, |paths| {
            paths.iter().map(|(path, item)| (path.clone(), methods(item))).collect()
        });
        Self { text, document, validators: Mutex::default(), paths }
    }
}

impl Schemas {
    /// Every place at which a body breaks the schema of this name.
    #[must_use]
    pub fn faults_of(&self, name: &str, body: &Value) -> Vec<Fault> {
        let Some(validator) = self.validator(name) else { return Vec::new() };
        let mut found: Vec<Fault> = validator.iter_errors(body).flat_map(|error| faults_in(&error)).collect();
        found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        found.dedup();
        found.truncate(200);
        found
    }

    fn validator(&self, name: &str) -> Option<Arc<Validator>> {
        let mut known = self.validators.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        known
            .entry(name.to_owned())
            .or_insert_with(|| {
                let schema = json!({
                    "$ref": format!("#/components/schemas/{name}"),
                    "components": self.document.get("components"),
                });
                jsonschema::options().should_validate_formats(true).build(&schema).ok().map(Arc::new)
            })
            .clone()
    }

    /// The methods that a path knows; none when there is no such path.
    #[must_use]
    pub fn methods_of(&self, path: &str) -> Vec<String> {
        let fits = |pattern: &str| {
            let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
            loop {
                match (wanted.next(), given.next()) {
                    (None, None) => return true,
                    (Some(wanted), Some(given)) if wanted == given => {}
                    (Some(wanted), Some(given)) if wanted.starts_with('{') && !given.is_empty() => {}
                    _ => return false,
                }
            }
        };
        self.paths
            .iter()
            .find(|(pattern, _)| fits(pattern))
            .map(|(_, methods)| methods.clone())
            .unwrap_or_default()
    }
}

fn faults_in(error: &jsonschema::ValidationError<'_>) -> Vec<Fault> {
    let path = json_path(error.instance_path().as_str());
    let fault = |path: String, code: &'static str| vec![Fault { path, code }];
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            fault(format!("{path}.{}", property.as_str().unwrap_or_default()), faults::REQUIRED)
        }
        ValidationErrorKind::Type { .. } => fault(path, faults::TYPE),
        ValidationErrorKind::Format { format } if format == "date-time" => fault(path, faults::TIME),
        ValidationErrorKind::Enum { .. } | ValidationErrorKind::Constant { .. } => {
            fault(path, faults::UNKNOWN_WORD)
        }
        ValidationErrorKind::MaxLength { .. } => fault(path, faults::TOO_LONG),
        ValidationErrorKind::MinLength { .. } => fault(path, faults::TOO_SHORT),
        ValidationErrorKind::MaxItems { .. } | ValidationErrorKind::MaxProperties { .. } => {
            fault(path, faults::TOO_MANY)
        }
        ValidationErrorKind::MinItems { .. } | ValidationErrorKind::MinProperties { .. } => {
            fault(path, faults::TOO_FEW)
        }
        ValidationErrorKind::Minimum { .. }
        | ValidationErrorKind::Maximum { .. }
        | ValidationErrorKind::ExclusiveMinimum { .. }
        | ValidationErrorKind::ExclusiveMaximum { .. } => fault(path, faults::OUT_OF_RANGE),
        // An optional object is written as "null or this": what breaks "this" is what counts.
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let inner: Vec<Fault> =
                context.last().into_iter().flatten().flat_map(|error| faults_in(error)).collect();
            if inner.is_empty() { fault(path, faults::FORMAT) } else { inner }
        }
        _ => fault(path, faults::FORMAT),
    }
}

/// `/manifest/0/sha256` as `$.manifest[0].sha256`.
fn json_path(pointer: &str) -> String {
    pointer.split('/').skip(1).fold("$".to_owned(), |path, step| {
        if !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("{path}[{step}]")
        } else {
            format!("{path}.{}", step.replace("~1", "/").replace("~0", "~"))
        }
    })
}
