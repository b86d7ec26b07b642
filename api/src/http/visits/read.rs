//! Visits from the wire: each body as a command that is valid by itself, or every fault at once.

use domain::{
    clock::to_micros,
    ids::{CommunityId, ResidentId, UserId, VisitId},
    text::{ItemCode, MaterialCode, Note},
    visit::{NextTime, VisitOutcome},
};
use jiff::{SignedDuration, Timestamp};
use mobile_contract::{limits, problem::faults as code, v1};

use crate::{
    actions::{Error, plan_visit::PlanVisit, work_visit::Work},
    app::App,
    http::{convert::Reading, visits::order},
};

/// How far from today a plan may lie: further away it is a slip of the pen.
const PLANNED_WITHIN: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Reads a `PUT /v1/visits/{id}`.
pub fn plan(app: &App, id: VisitId, body: &v1::PlanVisit) -> Result<PlanVisit, Error> {
    let mut reading = Reading::begin(app);
    let planned_for = planned_for(&mut reading, &body.planned_for);
    let items = items(&mut reading, &body.items);
    let note = reading.maybe("$.note", body.note.as_ref(), Note::parse);
    let command = planned_for.map(|planned_for| PlanVisit {
        id,
        base_version: body.base_version,
        community: CommunityId::from_uuid(body.community_id),
        resident: ResidentId::from_uuid(body.resident_id),
        worker: body.worker_id.map(UserId::from_uuid),
        planned_for,
        items,
        note,
    });
    Ok(reading.faults.or(command)?)
}

/// When a visit is planned for.
pub fn planned_for(reading: &mut Reading, text: &str) -> Option<Timestamp> {
    const PATH: &str = "$.planned_for";
    let Ok(at) = text.parse::<Timestamp>() else {
        reading.faults.note(PATH, code::TIME);
        return None;
    };
    if at.duration_since(reading.now).abs() > PLANNED_WITHIN {
        reading.faults.note(PATH, code::OUT_OF_RANGE);
        return None;
    }
    Some(to_micros(at))
}

/// The items of a visit, each once.
pub fn items(reading: &mut Reading, codes: &[String]) -> Vec<ItemCode> {
    if codes.len() > limits::ITEMS_A_VISIT {
        reading.faults.note("$.items", code::TOO_MANY);
    }
    let mut items = Vec::new();
    for (n, text) in codes.iter().enumerate().take(limits::ITEMS_A_VISIT) {
        let path = format!("$.items[{n}]");
        match reading.text(&path, text, ItemCode::parse) {
            Some(item) if items.contains(&item) => reading.faults.note(path, code::DUPLICATE),
            Some(item) => items.push(item),
            None => {}
        }
    }
    items
}

/// Reads a `POST /v1/visits/{id}/start`.
pub fn start(app: &App, body: &v1::StartVisit) -> Result<(Timestamp, Work), Error> {
    let mut reading = Reading::begin(app);
    let at = reading.time("$.device_at", &body.device_at);
    let place = body.place.and_then(|place| order::place(&mut reading, "$.place", place));
    Ok(reading.faults.or(at.map(|at| (at, Work::Start { place })))?)
}

/// Reads a `POST /v1/visits/{id}/finish`.
pub fn finish(app: &App, body: &v1::FinishVisit) -> Result<(Timestamp, Work), Error> {
    let mut reading = Reading::begin(app);
    let at = reading.time("$.device_at", &body.device_at);
    let next_time = next_time(&mut reading, &body.collect_next_time);
    let note = reading.maybe("$.note", body.note.as_ref(), Note::parse);
    let outcome = match body.outcome {
        v1::VisitOutcome::Done => VisitOutcome::Done,
        v1::VisitOutcome::NotAtHome => VisitOutcome::NotAtHome,
        v1::VisitOutcome::Declined => VisitOutcome::Declined,
    };
    Ok(reading.faults.or(at.map(|at| (at, Work::Finish { outcome, next_time, note })))?)
}

fn next_time(reading: &mut Reading, left: &[v1::CollectNextTime]) -> Vec<(NextTime, Option<Note>)> {
    if left.len() > limits::NEXT_TIME_A_VISIT {
        reading.faults.note("$.collect_next_time", code::TOO_MANY);
    }
    let mut all: Vec<(NextTime, Option<Note>)> = Vec::new();
    for (n, one) in left.iter().enumerate().take(limits::NEXT_TIME_A_VISIT) {
        let path = format!("$.collect_next_time[{n}]");
        let item = reading.text(&format!("{path}.item"), &one.item, ItemCode::parse);
        let material = reading.maybe(&format!("{path}.material"), one.material.as_ref(), MaterialCode::parse);
        let note = reading.maybe(&format!("{path}.note"), one.note.as_ref(), Note::parse);
        if one.note.as_ref().is_some_and(|note| note.chars().count() > NEXT_TIME_NOTE) {
            reading.faults.note(format!("{path}.note"), code::TOO_LONG);
        }
        let Some(item) = item else { continue };
        let next = NextTime { item, material };
        if all.iter().any(|(earlier, _)| *earlier == next) {
            reading.faults.note(path, code::DUPLICATE);
        } else {
            all.push((next, note));
        }
    }
    all
}

/// Longest remark on one thing left for next time.
const NEXT_TIME_NOTE: usize = 500;
