//! Visits: planned, started at the door, finished; the list of a day.

pub mod order;
pub mod read;
mod show;
pub mod slip;

pub use show::view;

use actix_web::{get, post, put, web};
use domain::{clock::shanghai, fault::Faults, ids::VisitId};
use jiff::civil::Date;
use mobile_contract::{problem::Problem, v1};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    actions::{
        Error, plan_visit, read_visits,
        work_visit::{self, Work},
    },
    app::App,
    http::{
        convert::written,
        day,
        extract::{Body, Lang, Said, Sender, Signed},
        problem::{Refused, Reply},
    },
};

/// Plan a visit, or change the plan of one that has not begun.
#[utoipa::path(tag = "visits", security(("access_token" = []), ("send_token" = [])), request_body = v1::PlanVisit, responses(
    (status = 200, description = "Planned", body = v1::VisitAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[put("/v1/visits/{id}")]
pub async fn put_visit(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::PlanVisit>,
) -> Reply<web::Json<v1::VisitAck>> {
    let write = written(body.value.write_id, body.said);
    let command = read::plan(&app, VisitId::from_uuid(*id), &body.value);
    let command = command.map_err(|error| Refused::of(error, lang))?;
    let answer = plan_visit::run(&app, sender.0, write, command).await;
    Ok(web::Json(show::ack(answer.map_err(|error| Refused::of(error, lang))?)))
}

/// The query of a list; without a day it is today's.
#[derive(Deserialize)]
struct Asked {
    day: Option<String>,
}

/// The visits of a day: a worker's own; for the window and the manager, the centre's.
#[utoipa::path(tag = "visits", security(("access_token" = [])), params(v1::VisitsQuery), responses(
    (status = 200, description = "In the order they are planned for", body = v1::VisitList),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/visits")]
pub async fn list_visits(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    query: web::Query<Asked>,
) -> Reply<web::Json<v1::VisitList>> {
    let day = asked_day(&app, &query).map_err(|error| Refused::of(error, lang))?;
    let seen = read_visits::of_day(&app, signed.0, day).await.map_err(|error| Refused::of(error, lang))?;
    Ok(web::Json(v1::VisitList { day: day.to_string(), visits: seen.iter().map(show::view).collect() }))
}

/// One visit, its resident masked.
#[utoipa::path(tag = "visits", security(("access_token" = [])), responses(
    (status = 200, description = "The visit", body = v1::VisitView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/visits/{id}")]
pub async fn get_visit(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
) -> Reply<web::Json<v1::VisitView>> {
    let seen = read_visits::one(&app, signed.0, VisitId::from_uuid(*id)).await;
    Ok(web::Json(show::view(&seen.map_err(|error| Refused::of(error, lang))?)))
}

/// Start a visit: at the door.
#[utoipa::path(tag = "visits", security(("access_token" = []), ("send_token" = [])), request_body = v1::StartVisit, responses(
    (status = 200, description = "Started", body = v1::VisitAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/visits/{id}/start")]
pub async fn start_visit(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::StartVisit>,
) -> Reply<web::Json<v1::VisitAck>> {
    let work = read::start(&app, &body.value);
    let (write_id, base) = (body.value.write_id, body.value.base_version);
    do_work(&app, sender, lang, *id, (write_id, base, body.said), work).await
}

/// Finish a visit: out of the door again. What is to be fetched another time is a normal end.
#[utoipa::path(tag = "visits", security(("access_token" = []), ("send_token" = [])), request_body = v1::FinishVisit, responses(
    (status = 200, description = "Finished", body = v1::VisitAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/visits/{id}/finish")]
pub async fn finish_visit(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::FinishVisit>,
) -> Reply<web::Json<v1::VisitAck>> {
    let work = read::finish(&app, &body.value);
    let (write_id, base) = (body.value.write_id, body.value.base_version);
    do_work(&app, sender, lang, *id, (write_id, base, body.said), work).await
}

async fn do_work(
    app: &App,
    sender: Sender,
    lang: Lang,
    id: Uuid,
    (write_id, base, said): (Uuid, i32, Said),
    work: Result<(jiff::Timestamp, Work), Error>,
) -> Reply<web::Json<v1::VisitAck>> {
    let (at, work) = work.map_err(|error| Refused::of(error, lang))?;
    let write = written(write_id, said);
    let answer = work_visit::run(app, sender.0, write, VisitId::from_uuid(id), base, at, work).await;
    Ok(web::Json(show::ack(answer.map_err(|error| Refused::of(error, lang))?)))
}

fn asked_day(app: &App, query: &Asked) -> Result<Date, Error> {
    let mut faults = Faults::default();
    let day = match &query.day {
        Some(text) => day::read(&mut faults, "?day", text),
        None => Some(shanghai(app.clock.now()).date()),
    };
    Ok(faults.or(day)?)
}
