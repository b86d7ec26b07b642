//! The pages that residents meet: rendered here whole, without a script, in large type. A page is for one pair of eyes:
//! no cache keeps it, no other page frames it, no address of it travels on.
//!
//! Whatever is not right about a link looks the same, and so does whatever is not right about a look-up.

mod acts;
pub mod rate;
mod view;
mod words;

use actix_web::{
    HttpRequest, HttpResponse, ResponseError as _, get,
    http::header::{self, HeaderName},
    post, web,
};
use askama::Template;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{case_number::CaseNumber, query_code::QueryCode};
use mobile_contract::problem::{self, Problem, ProblemCode};
use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};
use utoipa::{IntoParams, ToSchema};

use crate::{
    actions::{Error, demo_messages, look_up_case, open_status},
    app::{App, Site},
    http::{
        extract::Lang,
        problem::{Refused, Reply, refuse},
    },
};
use rate::Door;
use view::{LookUpPage, MessagesPage, NoticePage, STYLE, StatusPage};

/// Largest form that is read.
const FORM_BYTES: usize = 8192;
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// How a page's address asks for a language.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "documents what `lang_of` reads: a query that is odd in other ways is no reason to refuse"
)]
struct InLang {
    /// `zh-CN` or `en`; Accept-Language decides when it is left out.
    lang: Option<String>,
}

/// What a resident types to look a case up, as people type it.
#[derive(Default, Deserialize, ToSchema)]
struct LookUp {
    /// The case number.
    #[serde(default)]
    number: String,
    /// The query code.
    #[serde(default)]
    code: String,
}

/// A resident's case, by the link they were sent.
///
/// A link that is wrong, was never there or has run out gets one and the same page.
#[utoipa::path(
    tag = "resident",
    params(InLang),
    responses(
        (status = 200, description = "The case", body = String, content_type = "text/html"),
        (status = 404, description = "The link is not good", body = String, content_type = "text/html"),
        (status = 503, description = "Not possible just now", body = String, content_type = "text/html")
    )
)]
#[get("/s/{token}")]
pub async fn open_link(app: web::Data<App>, request: HttpRequest, token: web::Path<String>) -> HttpResponse {
    let lang = lang_of(&request);
    match open_status::by_link(&app, bare(&token)).await {
        Ok(status) => {
            page(lang, &StatusPage::of(&app.site, lang.of_words(), &status, Door::Link(bare(&token))))
        }
        Err(Error::NotFound) => dead_link(&app.site, lang),
        Err(error) => sorry(&app.site, lang, error),
    }
}

/// A token without what a phone took for part of the link: the full stop after it and the words behind that.
fn bare(token: &str) -> &str {
    token.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

/// The form that looks a case up.
#[utoipa::path(
    tag = "resident",
    params(InLang),
    responses((status = 200, description = "The form", body = String, content_type = "text/html"))
)]
#[get("/status")]
pub async fn look_up_form(app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    let lang = lang_of(&request);
    page(lang, &LookUpPage::of(&app.site, lang.of_words(), false))
}

/// A resident's case, by its number and the query code they were sent.
///
/// A wrong number, a wrong code and a case that is locked after five wrong codes in a row get one and the same page.
#[utoipa::path(
    tag = "resident",
    params(InLang),
    request_body(content = LookUp, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The case", body = String, content_type = "text/html"),
        (status = 404, description = "Nothing fits", body = String, content_type = "text/html"),
        (status = 503, description = "Not possible just now", body = String, content_type = "text/html"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
#[post("/status")]
pub async fn look_up(app: web::Data<App>, request: HttpRequest, payload: web::Payload) -> Reply {
    let lang = lang_of(&request);
    let typed: LookUp = read_form(&request, payload).await?;
    let outcome = match CaseNumber::parse(&typed.number) {
        Ok(number) => look_up_case::run(&app, number, QueryCode::parse(&typed.code).ok()).await,
        Err(_refusal) => Err(Error::NotFound),
    };
    Ok(match outcome {
        Ok(status) => {
            let door = Door::Code(&typed.number, &typed.code);
            page(lang, &StatusPage::of(&app.site, lang.of_words(), &status, door))
        }
        Err(Error::NotFound) => {
            let refused = Refused::new(ProblemCode::NotFound, lang);
            refusal(&refused, lang, &LookUpPage::of(&app.site, lang.of_words(), true))
        }
        Err(error) => sorry(&app.site, lang, error),
    })
}

/// The messages of a demo, for everyone to read. No other site has them.
#[utoipa::path(
    tag = "resident",
    params(InLang),
    responses(
        (status = 200, description = "The latest messages", body = String, content_type = "text/html"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/demo/messages")]
pub async fn show_demo_messages(app: web::Data<App>, request: HttpRequest) -> Reply {
    let lang = lang_of(&request);
    let messages = demo_messages::run(&app).await.map_err(|error| Refused::of(error, lang))?;
    Ok(page(lang, &MessagesPage::of(&app.site, lang.of_words(), &messages)))
}

/// The one page for a link that is not good.
pub fn dead_link(site: &Site, lang: Lang) -> HttpResponse {
    refusal(&Refused::new(ProblemCode::NotFound, lang), lang, &NoticePage::dead_link(site, lang.of_words()))
}

fn sorry(site: &Site, lang: Lang, error: Error) -> HttpResponse {
    refusal(&Refused::of(error, lang), lang, &NoticePage::sorry(site, lang.of_words()))
}

/// A page in place of a problem: for people, with the status that the problem has.
fn refusal(refused: &Refused, lang: Lang, template: &impl Template) -> HttpResponse {
    let mut response = page(lang, template);
    *response.status_mut() = refused.status_code();
    if let Some(seconds) = refused.error_response().headers().get(header::RETRY_AFTER) {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.clone());
    }
    response
}

/// The language that a page was asked for in, by its address or else by the browser.
pub fn lang_of(request: &HttpRequest) -> Lang {
    match request.query_string().split('&').find_map(|pair| pair.strip_prefix("lang=")) {
        Some("zh-CN" | "zh") => Lang(problem::Lang::Zh),
        Some("en") => Lang(problem::Lang::En),
        _ => Lang::of(request),
    }
}

async fn read_form<T: Default + DeserializeOwned>(request: &HttpRequest, payload: web::Payload) -> Reply<T> {
    let declared = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = declared.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(refuse(request, ProblemCode::UnsupportedMediaType));
    }
    let read = payload.to_bytes_limited(FORM_BYTES).await;
    let bytes = read.map_err(|_exceeded| refuse(request, ProblemCode::BodyTooLarge))?.unwrap_or_default();
    // A form that cannot be read leads where an empty one leads.
    let form = web::Query::<T>::from_query(&String::from_utf8_lossy(&bytes));
    Ok(form.map(web::Query::into_inner).unwrap_or_default())
}

fn page(lang: Lang, template: &impl Template) -> HttpResponse {
    let Ok(html) = template.render() else {
        return Refused::new(ProblemCode::Internal, lang).error_response();
    };
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_LANGUAGE, lang.0.tag()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy()))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((ROBOTS, "noindex, nofollow"))
        .body(html)
}

/// What a browser may do with a page: show it in its own style, and send its form back here. Nothing else.
fn policy() -> String {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
}

#[cfg(test)]
mod tests;
