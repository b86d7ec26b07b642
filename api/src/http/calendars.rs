//! The calendar of working days.

use actix_web::{get, post, web};
use domain::working_days::{Calendar, Status};
use mobile_contract::{problem::Problem, v1};

use crate::{
    actions::import_calendar,
    app::App,
    http::{
        convert::written,
        extract::{Body, Lang, Signed},
        problem::{Refused, Reply},
    },
};

/// The calendar that legal clocks run by at present.
#[utoipa::path(tag = "calendars", security(("access_token" = [])), responses(
    (status = 200, description = "The calendar", body = v1::CalendarView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/calendars/current")]
pub async fn get_calendar(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
) -> Reply<web::Json<v1::CalendarView>> {
    let calendar = import_calendar::current(&app, signed.0).await;
    Ok(web::Json(view(&*calendar.map_err(|error| Refused::of(error, lang))?)))
}

/// Bring in a calendar, and reckon by it from here on.
#[utoipa::path(tag = "calendars", security(("access_token" = [])), request_body = v1::ImportCalendar, responses(
    (status = 200, description = "Brought in", body = v1::CalendarImported),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/calendars")]
pub async fn post_calendar(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    body: Body<v1::ImportCalendar>,
) -> Reply<web::Json<v1::CalendarImported>> {
    let write = written(body.value.write_id, body.said);
    let answer = import_calendar::run(&app, signed.0, write, body.value.text).await;
    let answer = answer.map_err(|error| Refused::of(error, lang))?;
    Ok(web::Json(v1::CalendarImported {
        version: answer.outcome.version,
        changed_days: answer.outcome.changed_days,
        replayed: answer.replayed,
    }))
}

fn view(calendar: &Calendar) -> v1::CalendarView {
    let year = |(year, status): (i16, &Status)| v1::CalendarYear {
        year,
        confirmed: !status.is_provisional(),
        source: match status {
            Status::Confirmed { notice } => notice.as_str().to_owned(),
            Status::Provisional { reason } => reason.as_str().to_owned(),
        },
    };
    v1::CalendarView {
        version: calendar.version().as_str().to_owned(),
        years: calendar.years().map(year).collect(),
    }
}
