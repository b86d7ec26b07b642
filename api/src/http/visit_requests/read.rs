//! Requests for a visit from the wire: each body as a command that is valid by itself, or every fault at once.

use domain::{
    fault::Faults,
    ids::{CommunityId, ResidentId, UserId, VisitId, VisitRequestId},
    phone::{Phone, PhoneRefusal},
    text::{Address, Note, PersonName, Reason},
    visit_request::{Caller, DeclineReason, HalfDay, RequestState, RequestWords, Source, Wished},
};
use mobile_contract::{problem::faults as code, v1};
use serde::Deserialize;

use crate::{
    actions::{
        Error,
        answer_request::{Plan, Reply},
        ask_visit::AskVisit,
        read_requests,
    },
    app::App,
    http::{
        convert::{Reading, limit},
        day,
        visits::read::{items, planned_for},
    },
};

/// Reads a `PUT /v1/visit-requests/{id}`.
pub fn ask(app: &App, id: VisitRequestId, body: &v1::AskVisit) -> Result<AskVisit, Error> {
    let mut reading = Reading::begin(app);
    if body.resident_id.is_none() && body.caller.is_none() {
        reading.faults.note("$.caller", code::REQUIRED);
    }
    let caller = body.caller.as_ref().and_then(|caller| self::caller(&mut reading, caller));
    let items = items(&mut reading, &body.items);
    let on = wished(&mut reading, body);
    let note = reading.maybe("$.note", body.note.as_ref(), Note::parse);
    let command = AskVisit {
        id,
        base_version: body.base_version,
        community: CommunityId::from_uuid(body.community_id),
        source: match body.source {
            v1::VisitRequestSource::PhoneCall => Source::PhoneCall,
            v1::VisitRequestSource::Family => Source::Family,
            v1::VisitRequestSource::Community => Source::Community,
            v1::VisitRequestSource::Due => Source::Due,
        },
        resident: body.resident_id.map(ResidentId::from_uuid),
        items,
        on,
        words: RequestWords { caller, note },
    };
    Ok(reading.faults.or(Some(command))?)
}

fn caller(reading: &mut Reading, caller: &v1::Caller) -> Option<Caller> {
    let name = reading.text("$.caller.name", &caller.name, PersonName::parse);
    let phone = caller.phone.as_ref();
    let phone = phone
        .and_then(|phone| reading.faults.keep("$.caller.phone", Phone::parse(phone), PhoneRefusal::code));
    let address = reading.maybe("$.caller.address", caller.address.as_ref(), Address::parse);
    Some(Caller { name: name?, phone, address })
}

fn wished(reading: &mut Reading, body: &v1::AskVisit) -> Option<Wished> {
    let half = body.wished_half.map(|half| match half {
        v1::HalfDay::Morning => HalfDay::Morning,
        v1::HalfDay::Afternoon => HalfDay::Afternoon,
    });
    match &body.wished_on {
        Some(text) => day::read(&mut reading.faults, "$.wished_on", text).map(|day| Wished { day, half }),
        None if half.is_some() => {
            reading.faults.note("$.wished_on", code::REQUIRED);
            None
        }
        None => None,
    }
}

/// Reads a `POST /v1/visit-requests/{id}/plan`.
pub fn plan(app: &App, body: &v1::PlanRequestedVisit) -> Result<Reply, Error> {
    let mut reading = Reading::begin(app);
    let planned_for = planned_for(&mut reading, &body.planned_for);
    let items = items(&mut reading, &body.items);
    let note = reading.maybe("$.note", body.note.as_ref(), Note::parse);
    let plan = planned_for.map(|planned_for| {
        Reply::Plan(Plan {
            visit: VisitId::from_uuid(body.visit_id),
            resident: ResidentId::from_uuid(body.resident_id),
            worker: body.worker_id.map(UserId::from_uuid),
            planned_for,
            items,
            note,
        })
    });
    Ok(reading.faults.or(plan)?)
}

/// Reads a `POST /v1/visit-requests/{id}/decline`.
pub fn decline(app: &App, body: &v1::DeclineVisitRequest) -> Result<Reply, Error> {
    let mut reading = Reading::begin(app);
    let words = reading.maybe("$.note", body.note.as_ref(), Reason::parse);
    let reason = reason(body.reason);
    if reason == Some(DeclineReason::Other) && body.note.is_none() {
        reading.faults.note("$.note", code::REQUIRED);
    }
    Ok(reading.faults.or(Some(Reply::Decline { reason, words }))?)
}

const fn reason(reason: v1::VisitDeclineReason) -> Option<DeclineReason> {
    match reason {
        v1::VisitDeclineReason::NoCapacity => Some(DeclineReason::NoCapacity),
        v1::VisitDeclineReason::NotEligible => Some(DeclineReason::NotEligible),
        v1::VisitDeclineReason::NotHandled => Some(DeclineReason::NotHandled),
        v1::VisitDeclineReason::Unreachable => Some(DeclineReason::Unreachable),
        v1::VisitDeclineReason::Duplicate => Some(DeclineReason::Duplicate),
        v1::VisitDeclineReason::Other => Some(DeclineReason::Other),
        v1::VisitDeclineReason::Withdrawn => None,
    }
}

/// A [`v1::VisitRequestsQuery`] as it came, so that every fault in it can be named.
#[derive(Deserialize)]
pub struct Asked {
    state: Option<String>,
    community: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

/// Reads the query of `GET /v1/visit-requests`.
pub fn asked(query: &Asked) -> Result<(read_requests::Asked, Option<VisitRequestId>, u16), Error> {
    let mut faults = Faults::default();
    let state = query.state.as_deref().unwrap_or(RequestState::Open.as_str());
    let state = RequestState::NAMES.into_iter().find(|name| *name == state);
    if state.is_none() {
        faults.note("?state", code::UNKNOWN_WORD);
    }
    let community = query.community.as_ref();
    let community = community
        .and_then(|text| faults.keep("?community", text.parse::<CommunityId>(), |_shape| code::FORMAT));
    let cursor = query.cursor.as_ref();
    let after =
        cursor.and_then(|text| faults.keep("?cursor", text.parse::<VisitRequestId>(), |_shape| code::CURSOR));
    let limit = limit(&mut faults, query.limit.as_ref());
    let asked = state.map(|state| read_requests::Asked { state, community });
    Ok(faults.or(asked.zip(limit).map(|(asked, limit)| (asked, after, limit)))?)
}
