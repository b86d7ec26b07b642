//! The order of a day's visits: proposed, and kept.

use actix_web::{post, put, web};
use domain::{ids::VisitId, route::Place};
use mobile_contract::{
    limits,
    problem::{Problem, faults as code},
    v1,
};
use uuid::Uuid;

use crate::{
    actions::{
        Error,
        order_day::{self as ordering, KeepOrder, OrderDay},
    },
    app::App,
    http::{
        convert::{Reading, written},
        day,
        extract::{Body, Lang, Sender, Signed},
        problem::{Refused, Reply},
    },
};

/// Propose a short way through a day's visits. Nothing of it is kept.
#[utoipa::path(tag = "visits", security(("access_token" = [])), request_body = v1::OrderVisits, responses(
    (status = 200, description = "An order", body = v1::VisitOrder),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/visits/order")]
pub async fn order_visits(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    body: Body<v1::OrderVisits>,
) -> Reply<web::Json<v1::VisitOrder>> {
    let command = read_order(&app, &body.value).map_err(|error| Refused::of(error, lang))?;
    let proposed = ordering::propose(&app, signed.0, command).await;
    let proposed = proposed.map_err(|error| Refused::of(error, lang))?;
    let bare = |ids: Vec<VisitId>| ids.into_iter().map(VisitId::uuid).collect();
    Ok(web::Json(v1::VisitOrder {
        visit_ids: bare(proposed.visits),
        metres: proposed.metres,
        unplaced: bare(proposed.unplaced),
    }))
}

/// Keep the order that the worker has chosen for a day.
#[utoipa::path(tag = "visits", security(("access_token" = []), ("send_token" = [])), request_body = v1::PutDayOrder, responses(
    (status = 200, description = "Kept", body = v1::DayOrder),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[put("/v1/visits/day-order")]
pub async fn put_day_order(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    body: Body<v1::PutDayOrder>,
) -> Reply<web::Json<v1::DayOrder>> {
    let write = written(body.value.write_id, body.said);
    let command = read_kept(&app, &body.value).map_err(|error| Refused::of(error, lang))?;
    let day = command.day;
    let kept = ordering::keep(&app, sender.0, write, command).await;
    let kept = kept.map_err(|error| Refused::of(error, lang))?.outcome;
    Ok(web::Json(v1::DayOrder { date: day.to_string(), visit_ids: kept.visits }))
}

fn read_order(app: &App, body: &v1::OrderVisits) -> Result<OrderDay, Error> {
    let mut reading = Reading::begin(app);
    let day = day::read(&mut reading.faults, "$.date", &body.date);
    if body.visit_ids.len() < 2 {
        reading.faults.note("$.visit_ids", code::TOO_FEW);
    }
    let visits = visits(&mut reading, &body.visit_ids, limits::STOPS_AN_ORDER);
    let start = body.start.as_ref().and_then(|place| self::place(&mut reading, "$.start", *place));
    for (path, pin) in [("$.first", body.first), ("$.last", body.last)] {
        if pin.is_some_and(|pin| !body.visit_ids.contains(&pin)) {
            reading.faults.note(path, code::NOT_APPLICABLE);
        }
    }
    if body.first.is_some() && body.first == body.last {
        reading.faults.note("$.last", code::DUPLICATE);
    }
    let command = day.map(|day| OrderDay {
        day,
        visits,
        start,
        first: body.first.map(VisitId::from_uuid),
        last: body.last.map(VisitId::from_uuid),
    });
    Ok(reading.faults.or(command)?)
}

fn read_kept(app: &App, body: &v1::PutDayOrder) -> Result<KeepOrder, Error> {
    let mut reading = Reading::begin(app);
    let day = day::read(&mut reading.faults, "$.date", &body.date);
    let visits = visits(&mut reading, &body.visit_ids, limits::VISITS_A_DAY);
    Ok(reading.faults.or(day.map(|day| KeepOrder { day, visits }))?)
}

/// Visits, each once.
fn visits(reading: &mut Reading, ids: &[Uuid], most: usize) -> Vec<VisitId> {
    if ids.len() > most {
        reading.faults.note("$.visit_ids", code::TOO_MANY);
    }
    let mut visits = Vec::new();
    for (n, id) in ids.iter().enumerate().take(most) {
        let id = VisitId::from_uuid(*id);
        if visits.contains(&id) {
            reading.faults.note(format!("$.visit_ids[{n}]"), code::DUPLICATE);
        } else {
            visits.push(id);
        }
    }
    visits
}

/// A place, rounded.
pub fn place(reading: &mut Reading, path: &str, place: v1::CoarsePlace) -> Option<Place> {
    let near = Place::near(place.lat, place.lon);
    if near.is_none() {
        reading.faults.note(path, code::OUT_OF_RANGE);
    }
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_are_asked_for_as_can_be_ordered() {
        assert_eq!(limits::STOPS_AN_ORDER, domain::route::STOPS_MOST);
    }
}
