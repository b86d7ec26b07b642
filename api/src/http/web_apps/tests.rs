//! What a browser is told about the files of an app.

use std::borrow::Cow;

use actix_web::{body::to_bytes, http::StatusCode, test::TestRequest};
use rust_embed::Metadata;

use super::*;

/// An app of two files, one of them with a packed copy beside it.
fn app(path: &str) -> Option<EmbeddedFile> {
    let bytes: &'static [u8] = match path {
        "index.html" => b"<!doctype html>",
        "assets/app-1.js" => b"plain",
        "assets/app-1.js.br" => b"br",
        "assets/app-1.js.gz" => b"gz",
        _ => return None,
    };
    let metadata = Metadata::__rust_embed_new([7; 32], None, None);
    Some(EmbeddedFile { data: Cow::Borrowed(bytes), metadata })
}

fn get(path: &str, headers: &[(&str, &str)]) -> HttpResponse {
    let request = headers.iter().fold(TestRequest::get(), |request, pair| request.insert_header(*pair));
    answer(&request.to_http_request(), path, app)
}

fn header_of(response: &HttpResponse, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[test]
fn the_page_is_asked_about_each_time_and_hashed_files_never() {
    assert_eq!(header_of(&get("index.html", &[]), "cache-control"), "no-cache");
    assert_eq!(
        header_of(&get("assets/app-1.js", &[]), "cache-control"),
        "public, max-age=31536000, immutable"
    );
}

#[test]
fn the_page_loads_nothing_from_elsewhere() {
    let policy = header_of(&get("index.html", &[]), "content-security-policy");
    assert!(policy.starts_with("default-src 'self'; style-src 'self';"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
}

#[actix_web::test]
async fn the_smallest_copy_that_the_browser_takes_is_sent() {
    for (taken, coding, body) in
        [("gzip, deflate, br", "br", "br"), ("gzip;q=0.8", "gzip", "gz"), ("zstd", "", "plain")]
    {
        let response = get("assets/app-1.js", &[("accept-encoding", taken)]);
        assert_eq!(header_of(&response, "content-encoding"), coding);
        assert_eq!(header_of(&response, "content-type"), "text/javascript; charset=utf-8");
        assert_eq!(to_bytes(response.into_body()).await.unwrap(), body);
    }
}

#[test]
fn what_the_browser_has_is_not_sent_again() {
    let tag = header_of(&get("index.html", &[]), "etag");
    assert_eq!(get("index.html", &[("if-none-match", &tag)]).status(), StatusCode::NOT_MODIFIED);
    assert_eq!(get("index.html", &[("if-none-match", "\"other\"")]).status(), StatusCode::OK);
}

#[actix_web::test]
async fn a_program_without_the_front_end_says_so() {
    assert_eq!(get("assets/gone.js", &[]).status(), StatusCode::NOT_FOUND);
    let response = answer(&TestRequest::get().to_http_request(), "index.html", |_| None);
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let page = to_bytes(response.into_body()).await.unwrap();
    assert!(String::from_utf8_lossy(&page).contains("not built"));
}
