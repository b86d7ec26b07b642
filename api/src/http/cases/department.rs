//! What departments do with cases, and how cases end without a decision.

use actix_web::{post, web};
use mobile_contract::{problem::Problem, v1};
use uuid::Uuid;

use crate::{
    app::App,
    http::{
        cases::{review, reviewed},
        extract::{Body, Lang, Signed},
        problem::Reply,
    },
};

/// Send to the department again what it had given back.
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::PassOnCase, responses(
    (status = 200, description = "Sent", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/forward")]
pub async fn forward_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::PassOnCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::forward).await
}

/// Write down the department's opinion.
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::WordsOnCase, responses(
    (status = 200, description = "Written down", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/opinion")]
pub async fn add_opinion(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::WordsOnCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::opinion).await
}

/// Decide for the department (准予 or 不予许可).
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::ConcludeCase, responses(
    (status = 200, description = "Decided", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/decide")]
pub async fn decide_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::ConcludeCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::decide).await
}

/// Give a case back to the window.
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::WordsOnCase, responses(
    (status = 200, description = "At the window", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/return-to-window")]
pub async fn return_to_window(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::WordsOnCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::return_to_window).await
}

/// Begin a special procedure (特别程序).
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::SuspendCase, responses(
    (status = 200, description = "Suspended", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/suspend")]
pub async fn suspend_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::SuspendCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::suspend).await
}

/// End a special procedure.
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::PassOnCase, responses(
    (status = 200, description = "In review again", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/resume")]
pub async fn resume_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::PassOnCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::resume).await
}

/// Take an application back for the resident (撤件).
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::WithdrawCase, responses(
    (status = 200, description = "Withdrawn", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/withdraw")]
pub async fn withdraw_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::WithdrawCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::withdraw).await
}

/// End a case that cannot go on (终止).
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::TerminateCase, responses(
    (status = 200, description = "Ended", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/terminate")]
pub async fn terminate_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::TerminateCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::terminate).await
}

/// End a case that should never have been.
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::VoidCase, responses(
    (status = 200, description = "Void", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/void")]
pub async fn void_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::VoidCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::void).await
}

/// Note that the resident takes the mandate back. What was filed stays filed; nothing more is done under it.
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::WordsOnCase, responses(
    (status = 200, description = "Taken back", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/revoke-mandate")]
pub async fn revoke_mandate(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::WordsOnCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::revoke_mandate).await
}
