//! The rating of a case on its resident's page: the form with its words, and the doors it comes in by. The same link, or
//! the same number and code, that showed the page opens the door; there is no cookie, and a sign-in opens nothing here.

use actix_web::{HttpRequest, HttpResponse, post, web};
use domain::{
    case_number::CaseNumber,
    query_code::QueryCode,
    rating::{Rating, RatingRefusal},
    text::Note,
    wording,
};
use mobile_contract::problem::{Problem, ProblemCode};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{InLang, bare, dead_link, lang_of, page, read_form, refusal, sorry, view::NoticePage};
use crate::{
    actions::{
        Error, open_status,
        rate_case::{self, Given},
    },
    app::App,
    http::{
        extract::Lang,
        problem::{Refused, Reply},
    },
};

/// What a page was opened with: the same opens the rating.
#[derive(Debug, Clone, Copy)]
pub enum Door<'a> {
    /// The token of a link.
    Link(&'a str),
    /// Case number and query code, as typed.
    Code(&'a str, &'a str),
}

/// The words of the form.
pub struct Words {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) question: &'static str,
    pub(super) words: &'static str,
    pub(super) send: &'static str,
    pub(super) given: &'static str,
    taken_title: &'static str,
    taken: &'static str,
    anew: &'static str,
}

const ZH: Words = Words {
    title: "评价",
    lead: "评价自愿，不评价不影响办事。只能评价一次，经办人看不到是谁评的。",
    question: "您对这次服务满意吗？",
    words: "想说的话（可以不填）",
    send: "提交评价",
    given: "您的评价：",
    taken_title: "谢谢您的评价",
    taken: "评价已经收到。如果您不满意，我们会给您打电话。",
    anew: "请选一项，要说的话不超过 500 个字。请返回上一页再试。",
};

const EN: Words = Words {
    title: "Rating",
    lead: "Rate if you like; not to rate has no effect on anything. Once only. Who handled the case cannot see who rated it.",
    question: "How satisfied are you?",
    words: "In your own words, if you like",
    send: "Send the rating",
    given: "Your rating: ",
    taken_title: "Thank you for your rating",
    taken: "It was received. If you are not satisfied, we will call you.",
    anew: "Please choose one, with at most 500 characters of words. Go back and try again.",
};

/// The words in a language.
#[must_use]
pub const fn words(lang: wording::Lang) -> &'static Words {
    match lang {
        wording::Lang::Zh => &ZH,
        wording::Lang::En => &EN,
    }
}

const fn not_taken(refusal: RatingRefusal, lang: wording::Lang) -> &'static str {
    match (refusal, lang) {
        (RatingRefusal::NotYet, wording::Lang::Zh) => "办结以后才能评价。",
        (RatingRefusal::NotYet, wording::Lang::En) => "A case can be rated once it is concluded.",
        (RatingRefusal::Closed, wording::Lang::Zh) => "评价的时间已经过了。有话请打电话告诉我们。",
        (RatingRefusal::Closed, wording::Lang::En) => "The time for a rating is over. Please call us.",
        (RatingRefusal::Given, wording::Lang::Zh) => "这件事已经评价过了，只能评价一次。",
        (RatingRefusal::Given, wording::Lang::En) => "This case was rated; that can be done once only.",
    }
}

/// The form.
pub struct RateForm<'a> {
    pub(super) w: &'static Words,
    pub(super) action: String,
    /// Case number and query code.
    pub(super) code: Option<(&'a str, &'a str)>,
    /// Figure and words of each level, the best first.
    pub(super) levels: Vec<(u8, &'static str)>,
}

impl<'a> RateForm<'a> {
    /// The form behind a door.
    #[must_use]
    pub fn of(door: Door<'a>, lang: wording::Lang) -> Self {
        let tag = super::words::words(lang).tag;
        let (action, code) = match door {
            Door::Link(token) => (format!("/s/{token}/rating?lang={tag}"), None),
            Door::Code(number, code) => (format!("/status/rating?lang={tag}"), Some((number, code))),
        };
        let level = |rating: &Rating| (rating.level(), rating.in_lang(lang));
        Self { w: words(lang), action, code, levels: Rating::ALL.iter().rev().map(level).collect() }
    }
}

/// What a resident chose.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
struct Rate {
    /// 5 (very satisfied) to 1 (very dissatisfied).
    level: String,
    /// In their own words.
    words: String,
    /// The case number, where the page was opened with it.
    number: String,
    /// The query code, where the page was opened with it.
    code: String,
}

impl Rate {
    fn read(&self) -> Option<Given> {
        let rating = Rating::new(self.level.parse().ok()?)?;
        let said = self.words.trim();
        let words = if said.is_empty() { None } else { Some(Note::parse(said).ok()?) };
        Some(Given { rating, words })
    }
}

/// Rate the case behind a link: once, after its conclusion.
#[utoipa::path(
    tag = "resident",
    params(InLang),
    request_body(content = Rate, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Taken", body = String, content_type = "text/html"),
        (status = 404, description = "The link is not good", body = String, content_type = "text/html"),
        (status = 409, description = "Not concluded, rated before, or too late", body = String, content_type = "text/html"),
        (status = 422, description = "No level, or too many words", body = String, content_type = "text/html"),
        (status = 503, description = "Not possible just now", body = String, content_type = "text/html"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
#[post("/s/{token}/rating")]
pub async fn rate_by_link(
    app: web::Data<App>,
    request: HttpRequest,
    token: web::Path<String>,
    payload: web::Payload,
) -> Reply {
    let lang = lang_of(&request);
    let rate: Rate = read_form(&request, payload).await?;
    // A link that is not good is told as such before anything that was typed.
    if let Err(error) = open_status::by_link(&app, bare(&token)).await {
        return Ok(answer(&app, lang, Err(error)));
    }
    let Some(given) = rate.read() else { return Ok(choose(&app, lang)) };
    Ok(answer(&app, lang, rate_case::by_link(&app, bare(&token), given).await))
}

/// Rate a case by its number and query code: once, after its conclusion.
#[utoipa::path(
    tag = "resident",
    params(InLang),
    request_body(content = Rate, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Taken", body = String, content_type = "text/html"),
        (status = 404, description = "Nothing fits", body = String, content_type = "text/html"),
        (status = 409, description = "Not concluded, rated before, or too late", body = String, content_type = "text/html"),
        (status = 422, description = "No level, or too many words", body = String, content_type = "text/html"),
        (status = 503, description = "Not possible just now", body = String, content_type = "text/html"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
#[post("/status/rating")]
pub async fn rate_by_code(app: web::Data<App>, request: HttpRequest, payload: web::Payload) -> Reply {
    let lang = lang_of(&request);
    let rate: Rate = read_form(&request, payload).await?;
    let (Ok(number), Ok(code)) = (CaseNumber::parse(&rate.number), QueryCode::parse(&rate.code)) else {
        return Ok(answer(&app, lang, Err(Error::NotFound)));
    };
    let Some(given) = rate.read() else { return Ok(choose(&app, lang)) };
    Ok(answer(&app, lang, rate_case::by_code(&app, number, code, given).await))
}

fn choose(app: &App, lang: Lang) -> HttpResponse {
    let w = words(lang.of_words());
    let notice = NoticePage::saying(&app.site, lang.of_words(), w.title, w.anew);
    refusal(&Refused::new(ProblemCode::InvalidBody, lang), lang, &notice)
}

fn answer(app: &App, lang: Lang, outcome: Result<(), Error>) -> HttpResponse {
    let w = words(lang.of_words());
    match outcome {
        Ok(()) => page(lang, &NoticePage::saying(&app.site, lang.of_words(), w.taken_title, w.taken)),
        Err(Error::NotFound) => dead_link(&app.site, lang),
        Err(Error::Rating(why)) => {
            let text = not_taken(why, lang.of_words());
            let notice = NoticePage::saying(&app.site, lang.of_words(), w.title, text);
            refusal(&Refused::of(Error::Rating(why), lang), lang, &notice)
        }
        Err(error) => sorry(&app.site, lang, error),
    }
}
