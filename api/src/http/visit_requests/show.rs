//! Requests for a visit on their way to the wire.

use domain::{
    ids::VisitRequestId,
    phone::Phone,
    text::{Address, ItemCode, Note},
    visit_request::{Caller, DeclineReason, HalfDay, RequestState, Source},
};
use mobile_contract::v1;

use crate::{
    actions::{
        idempotent::Answer,
        read_requests::{RequestOutcome, SeenRequest},
    },
    http::convert::resident_view,
};

/// The acknowledgement of a write.
pub fn ack(answer: Answer<RequestOutcome>) -> v1::VisitRequestAck {
    let RequestOutcome { id, version, state, visit } = answer.outcome;
    let state = match state.as_str() {
        "planned" => v1::VisitRequestState::Planned,
        "declined" => v1::VisitRequestState::Declined,
        "withdrawn" => v1::VisitRequestState::Withdrawn,
        _ => v1::VisitRequestState::Open,
    };
    v1::VisitRequestAck { id, version, state, visit_id: visit }
}

/// A page, everybody masked.
pub fn page((requests, next): (Vec<SeenRequest>, Option<VisitRequestId>)) -> v1::VisitRequestPage {
    v1::VisitRequestPage {
        requests: requests.into_iter().map(view).collect(),
        next: next.map(VisitRequestId::uuid),
    }
}

fn view(seen: SeenRequest) -> v1::VisitRequestView {
    let SeenRequest { request, resident, words, answer_words } = seen;
    let resident = resident.map(|(row, profile, died)| {
        resident_view(row.id, row.version, row.community, profile.as_ref(), died)
    });
    let (state, visit, reason) = match request.state {
        RequestState::Open => (v1::VisitRequestState::Open, None, None),
        RequestState::Planned { visit } => (v1::VisitRequestState::Planned, Some(visit), None),
        RequestState::Declined { reason } => {
            (v1::VisitRequestState::Declined, None, Some(self::reason(reason)))
        }
        RequestState::Withdrawn => (v1::VisitRequestState::Withdrawn, None, None),
    };
    let wished = request.wish.on;
    v1::VisitRequestView {
        id: request.id.uuid(),
        version: request.version,
        community_id: request.community.uuid(),
        source: source(request.wish.source),
        resident,
        caller: words.caller.as_ref().map(masked),
        items: request.wish.items.iter().map(ItemCode::as_str).map(str::to_owned).collect(),
        wished_on: wished.map(|wished| wished.day.to_string()),
        wished_half: wished.and_then(|wished| wished.half).map(half),
        note: words.note.as_ref().map(Note::as_str).map(str::to_owned),
        asked_at: request.asked.0.to_string(),
        after_visit_id: request.after.map(domain::ids::VisitId::uuid),
        state,
        visit_id: visit.map(domain::ids::VisitId::uuid),
        reason,
        answer: answer_words,
        answered_at: request.answered.map(|(at, _)| at.to_string()),
    }
}

fn masked(caller: &Caller) -> v1::MaskedCaller {
    v1::MaskedCaller { name: caller.name.masked(), phone: caller.phone.as_ref().map(Phone::masked) }
}

/// Who asks, whole.
pub fn caller(caller: &Caller) -> v1::Caller {
    v1::Caller {
        name: caller.name.as_str().to_owned(),
        phone: caller.phone.as_ref().map(Phone::as_str).map(str::to_owned),
        address: caller.address.as_ref().map(Address::as_str).map(str::to_owned),
    }
}

const fn source(source: Source) -> v1::VisitRequestSource {
    match source {
        Source::PhoneCall => v1::VisitRequestSource::PhoneCall,
        Source::Family => v1::VisitRequestSource::Family,
        Source::Community => v1::VisitRequestSource::Community,
        Source::Due => v1::VisitRequestSource::Due,
    }
}

const fn half(half: HalfDay) -> v1::HalfDay {
    match half {
        HalfDay::Morning => v1::HalfDay::Morning,
        HalfDay::Afternoon => v1::HalfDay::Afternoon,
    }
}

const fn reason(reason: DeclineReason) -> v1::VisitDeclineReason {
    match reason {
        DeclineReason::NoCapacity => v1::VisitDeclineReason::NoCapacity,
        DeclineReason::NotEligible => v1::VisitDeclineReason::NotEligible,
        DeclineReason::NotHandled => v1::VisitDeclineReason::NotHandled,
        DeclineReason::Unreachable => v1::VisitDeclineReason::Unreachable,
        DeclineReason::Duplicate => v1::VisitDeclineReason::Duplicate,
        DeclineReason::Other => v1::VisitDeclineReason::Other,
    }
}
