//! The web apps, as their build left them: files of a folder that is built into the binary. Knows names, types and how long
//! a file may be kept; never what an app does. Files are no operations: the contract does not list them.
//!
//! A binary that was built before the front end serves a page that says so.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web,
};
use rust_embed::{EmbeddedFile, RustEmbed};

/// The worker's phone app.
#[derive(RustEmbed)]
#[folder = "web/phone/dist"]
#[allow_missing = true]
struct Phone;

/// What a page of an app may do: load and ask what is of this origin. Photos are shown from memory.
const POLICY: &str = "default-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self' data:; \
                      worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; \
                      form-action 'self'; frame-ancestors 'none'";

const NOT_BUILT: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>零次跑</title>\
                         <p>此程序未包含手机端页面。</p><p lang=\"en\">The front end was not built into this program.</p>";

/// The phone app's front door without its slash: relative addresses in it would lead astray.
pub async fn phone_door() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/m/")).finish()
}

/// A file of the phone app.
pub async fn phone(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    let path = if path.is_empty() { "index.html" } else { path.as_str() };
    answer(&request, path, Phone::get)
}

fn answer(request: &HttpRequest, path: &str, get: impl Fn(&str) -> Option<EmbeddedFile>) -> HttpResponse {
    let Some(plain) = get(path) else {
        return match get("index.html") {
            Some(_) => HttpResponse::NotFound().finish(),
            None => secured(HttpResponse::ServiceUnavailable(), "no-store")
                .content_type("text/html; charset=utf-8")
                .body(NOT_BUILT),
        };
    };
    let tag = format!("\"{}\"", hex::encode(plain.metadata.sha256_hash()));
    // A file with a digest in its name never changes; the others are asked about each time.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    if names(request.headers().get(header::IF_NONE_MATCH), &tag) {
        return secured(HttpResponse::NotModified(), cache).insert_header((header::ETAG, tag)).finish();
    }
    let (file, coding) = packed(request, path, &get).unwrap_or((plain, None));
    let mut response = secured(HttpResponse::Ok(), cache);
    response.content_type(media_type(path)).insert_header((header::ETAG, tag));
    if let Some(coding) = coding {
        response.insert_header((header::CONTENT_ENCODING, coding));
    }
    response.body(file.data.into_owned())
}

/// The smaller copy that the build put beside a file, when the browser takes it.
fn packed(
    request: &HttpRequest,
    path: &str,
    get: &impl Fn(&str) -> Option<EmbeddedFile>,
) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let taken = request.headers().get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    let takes =
        |coding: &str| taken.split(',').any(|one| one.split(';').next().map(str::trim) == Some(coding));
    [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| takes(coding))
        .find_map(|(coding, ending)| Some((get(&format!("{path}{ending}"))?, Some(coding))))
}

fn secured(
    mut response: actix_web::HttpResponseBuilder,
    cache: &'static str,
) -> actix_web::HttpResponseBuilder {
    response
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    response
}

fn names(asked: Option<&HeaderValue>, tag: &str) -> bool {
    asked
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|one| one.trim().trim_start_matches("W/") == tag))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
