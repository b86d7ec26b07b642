//! Requests for a visit: written down, listed, answered.

mod read;
mod show;

use actix_web::{HttpResponse, get, http::header, post, put, web};
use domain::{ids::VisitRequestId, text::Reason};
use mobile_contract::{problem::Problem, v1};
use uuid::Uuid;

use crate::{
    actions::{
        Error,
        answer_request::{self as answering, Reply as Answered},
        ask_visit as asking,
        idempotent::Written,
        read_requests as reading,
    },
    app::App,
    http::{
        convert::{Reading, written},
        extract::{Body, Lang, Sender, Signed},
        problem::{Refused, Reply},
    },
};

/// Write down that somebody asks for a visit, or change that while nobody has answered.
#[utoipa::path(tag = "visits", security(("access_token" = []), ("send_token" = [])), request_body = v1::AskVisit, responses(
    (status = 200, description = "Written down", body = v1::VisitRequestAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[put("/v1/visit-requests/{id}")]
pub async fn put_visit_request(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::AskVisit>,
) -> Reply<web::Json<v1::VisitRequestAck>> {
    let write = written(body.value.write_id, body.said);
    let command = read::ask(&app, VisitRequestId::from_uuid(*id), &body.value);
    let command = command.map_err(|error| Refused::of(error, lang))?;
    let answer = asking::run(&app, sender.0, write, command).await;
    Ok(web::Json(show::ack(answer.map_err(|error| Refused::of(error, lang))?)))
}

/// Requests for a visit, oldest first: of the centre, or of the communities that a worker works in.
#[utoipa::path(tag = "visits", security(("access_token" = [])), params(v1::VisitRequestsQuery), responses(
    (status = 200, description = "A page", body = v1::VisitRequestPage),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/visit-requests")]
pub async fn list_visit_requests(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    query: web::Query<read::Asked>,
) -> Reply {
    let (asked, after, limit) = read::asked(&query).map_err(|error| Refused::of(error, lang))?;
    let page = reading::page(&app, signed.0, asked, after, limit).await;
    let page = show::page(page.map_err(|error| Refused::of(error, lang))?);
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(page))
}

/// Somebody goes: plan the visit.
#[utoipa::path(tag = "visits", security(("access_token" = []), ("send_token" = [])), request_body = v1::PlanRequestedVisit, responses(
    (status = 200, description = "Planned", body = v1::VisitRequestAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/visit-requests/{id}/plan")]
pub async fn plan_visit_request(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::PlanRequestedVisit>,
) -> Reply<web::Json<v1::VisitRequestAck>> {
    let (write, base) = (written(body.value.write_id, body.said), body.value.base_version);
    answered(&app, sender, lang, (*id, write, base), read::plan(&app, &body.value)).await
}

/// Nobody goes.
#[utoipa::path(tag = "visits", security(("access_token" = []), ("send_token" = [])), request_body = v1::DeclineVisitRequest, responses(
    (status = 200, description = "Declined", body = v1::VisitRequestAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/visit-requests/{id}/decline")]
pub async fn decline_visit_request(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::DeclineVisitRequest>,
) -> Reply<web::Json<v1::VisitRequestAck>> {
    let (write, base) = (written(body.value.write_id, body.said), body.value.base_version);
    answered(&app, sender, lang, (*id, write, base), read::decline(&app, &body.value)).await
}

async fn answered(
    app: &App,
    sender: Sender,
    lang: Lang,
    (id, write, base): (Uuid, Written, i32),
    reply: Result<Answered, Error>,
) -> Reply<web::Json<v1::VisitRequestAck>> {
    let reply = reply.map_err(|error| Refused::of(error, lang))?;
    let answer = answering::run(app, sender.0, write, VisitRequestId::from_uuid(id), base, reply).await;
    Ok(web::Json(show::ack(answer.map_err(|error| Refused::of(error, lang))?)))
}

/// Show who asks in the clear, to ring them up, with a reason.
#[utoipa::path(tag = "visits", security(("access_token" = [])), request_body = v1::UnmaskCaller, responses(
    (status = 200, description = "Who asks", body = v1::Caller),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/visit-requests/{id}/unmask")]
pub async fn unmask_caller(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::UnmaskCaller>,
) -> Reply {
    let mut reading = Reading::begin(&app);
    let reason = reading.text("$.reason", &body.value.reason, Reason::parse);
    let reason = reading.faults.or(reason).map_err(|faults| Refused::of(faults.into(), lang))?;
    let shown = reading::unmask(&app, signed.0, VisitRequestId::from_uuid(*id), reason).await;
    let shown = show::caller(&shown.map_err(|error| Refused::of(error, lang))?);
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(shown))
}
