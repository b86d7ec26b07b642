//! What happens around every request: it gets an id, is counted and logged in one line, and its answer tells browsers
//! what not to do. A line names the route, never the path or the query: those may hold a token.

use std::time::Instant;

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web,
};
use tracing::Instrument as _;

use crate::app::App;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Middleware around every route: `wrap(from_fn(trace::around))`.
///
/// # Errors
/// Those of what it is around; it adds none.
pub async fn around<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let Some(app) = request.app_data::<web::Data<App>>().cloned() else { return next.call(request).await };
    let begun = begin();
    let method = method_name(request.method());
    let route = request.match_pattern();
    let id = request_id(request.headers()).unwrap_or_else(|| app.fresh().to_string());
    let span = tracing::info_span!("request", id);
    let mut answer = next.call(request).instrument(span).await;

    let status = match &mut answer {
        Ok(response) => {
            dress(response.headers_mut(), &id);
            response.status()
        }
        Err(error) => error.as_response_error().status_code(),
    };
    let seconds = begun.elapsed().as_secs_f64();
    let route = route.as_deref().unwrap_or("-");
    app.metrics.request(method, route, status.as_u16(), seconds);
    tracing::info!(
        id,
        method,
        route,
        status = status.as_u16(),
        milliseconds = (seconds * 1e6).round() / 1e3,
        "answered"
    );
    answer
}

#[expect(clippy::disallowed_methods, reason = "measures how long a request took, decides nothing")]
fn begin() -> Instant {
    Instant::now()
}

/// The caller's own id for the request, if it is one that a log line can carry.
fn request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let fits =
        (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits.then(|| id.to_owned())
}

/// The method, of those there are: a caller may send any word, and each would be a counter of its own.
fn method_name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// Adds the headers that every answer has, unless its door said otherwise.
fn dress(headers: &mut HeaderMap, id: &str) {
    let usual = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in usual {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_of(value: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(REQUEST_ID, value);
        }
        request_id(&headers)
    }

    #[test]
    fn only_a_short_plain_id_is_taken_from_a_caller() {
        assert_eq!(id_of("0b1f-ABC").as_deref(), Some("0b1f-ABC"));
        assert!(id_of(&"a".repeat(64)).is_some());
        for bad in ["", "a b", "a\"b", "a_b", "é", &"a".repeat(65)] {
            assert_eq!(id_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_answer_keeps_what_its_door_said() {
        let mut headers = HeaderMap::new();
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        dress(&mut headers, "some-id");
        let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        assert_eq!(value("referrer-policy").as_deref(), Some("same-origin"));
        assert_eq!(value("x-content-type-options").as_deref(), Some("nosniff"));
        assert_eq!(value("x-frame-options").as_deref(), Some("DENY"));
        assert_eq!(value("x-request-id").as_deref(), Some("some-id"));
    }

    #[test]
    fn a_made_up_method_is_no_counter_of_its_own() {
        let made_up = Method::from_bytes(b"BREW").unwrap_or_default();
        assert_eq!(method_name(&made_up), "other");
        assert_eq!(method_name(&Method::PATCH), "PATCH");
    }
}
