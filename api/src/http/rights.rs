//! Residents' rights over what is held on them: a copy, a correction, erasure; and how long anything is kept.

use actix_web::{HttpResponse, get, http::header, post, web};
use domain::{
    erasure::{Answer, ErasureReason, Hold, RefusalGround},
    ids::{ErasureId, ResidentId},
    resident::Profile,
    text::Reason,
};
use mobile_contract::{
    problem::{Problem, faults as code},
    v1,
};
use uuid::Uuid;

use crate::{
    actions::{
        Error,
        correct_resident::{self as correcting, CorrectResident},
        erase_resident::{self, AskErasure, Asked, DecideErasure, ErasureOutcome},
        export_resident::{self as exporting, Export, Part},
    },
    app::App,
    http::{
        convert::{Reading, written},
        extract::{Body, Lang, Signed},
        problem::{Refused, Reply},
        residents::relations,
    },
    retention::Line,
};

/// Set right what was recorded wrong of a resident.
///
/// Open cases say so in their history; what was declared with them stays as it was signed.
#[utoipa::path(tag = "residents", security(("access_token" = [])), request_body = v1::CorrectResident, responses(
    (status = 200, description = "Set right", body = v1::ResidentAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/residents/{id}/correction")]
pub async fn correct_resident(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::CorrectResident>,
) -> Reply<web::Json<v1::ResidentAck>> {
    let write = written(body.value.write_id, body.said);
    let command = read_correction(&app, *id, &body.value).map_err(|error| Refused::of(error, lang))?;
    let done = correcting::run(&app, signed.0, write, command).await;
    let outcome = done.map_err(|error| Refused::of(error, lang))?.outcome;
    Ok(web::Json(v1::ResidentAck { id: outcome.id, version: outcome.version }))
}

/// Hand a resident everything that is held on them. Who asked and why is kept for ever.
#[utoipa::path(tag = "residents", security(("access_token" = [])), request_body = v1::ExportResident, responses(
    (status = 200, description = "Everything held on them", body = v1::ResidentExport),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/residents/{id}/export")]
pub async fn export_resident(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::ExportResident>,
) -> Reply {
    let mut reading = Reading::begin(&app);
    let reason = reading.text("$.reason", &body.value.reason, Reason::parse);
    let reason = reading.faults.or(reason).map_err(|faults| Refused::of(faults.into(), lang))?;
    let export = exporting::run(&app, signed.0, ResidentId::from_uuid(*id), reason).await;
    let export = export_view(export.map_err(|error| Refused::of(error, lang))?);
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(export))
}

/// Write down that a resident asks to be erased.
#[utoipa::path(tag = "residents", security(("access_token" = [])), request_body = v1::AskErasure, responses(
    (status = 200, description = "Written down", body = v1::ErasureAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/residents/{id}/erasure")]
pub async fn ask_erasure(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::AskErasure>,
) -> Reply<web::Json<v1::ErasureAck>> {
    let write = written(body.value.write_id, body.said);
    let mut reading = Reading::begin(&app);
    let words = reading.maybe("$.note", body.value.note.as_ref(), Reason::parse);
    let command = AskErasure { id: ResidentId::from_uuid(*id), reason: reason(body.value.reason), words };
    let command = reading.faults.or(Some(command)).map_err(|faults| Refused::of(faults.into(), lang))?;
    let asked = erase_resident::ask(&app, signed.0, write, command).await;
    Ok(ack(&asked.map_err(|error| Refused::of(error, lang))?.outcome))
}

/// Requests for erasure of the caller's centre, oldest first, each with what stands against granting it.
#[utoipa::path(tag = "residents", security(("access_token" = [])), params(v1::ErasuresQuery), responses(
    (status = 200, description = "A page", body = v1::ErasurePage),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/erasures")]
pub async fn list_erasures(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    query: web::Query<v1::ErasuresQuery>,
) -> Reply {
    let page = erase_resident::page(&app, signed.0, query.after.map(ErasureId::from_uuid)).await;
    let (requests, more) = page.map_err(|error| Refused::of(error, lang))?;
    let page = v1::ErasurePage { requests: requests.into_iter().map(request_view).collect(), more };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(page))
}

/// Answer a request for erasure. What is granted is done with this answer and cannot be taken back.
#[utoipa::path(tag = "residents", security(("access_token" = [])), request_body = v1::DecideErasure, responses(
    (status = 200, description = "Answered", body = v1::ErasureAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/erasures/{id}/decision")]
pub async fn decide_erasure(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::DecideErasure>,
) -> Reply<web::Json<v1::ErasureAck>> {
    let write = written(body.value.write_id, body.said);
    let mut reading = Reading::begin(&app);
    let words = reading.maybe("$.note", body.value.note.as_ref(), Reason::parse);
    let answer = answer(body.value.decision);
    if answer != Answer::Granted && body.value.note.is_none() {
        reading.faults.note("$.note", code::REQUIRED);
    }
    let command = DecideErasure { id: ErasureId::from_uuid(*id), answer, words };
    let command = reading.faults.or(Some(command)).map_err(|faults| Refused::of(faults.into(), lang))?;
    let decided = erase_resident::decide(&app, signed.0, write, command).await;
    Ok(ack(&decided.map_err(|error| Refused::of(error, lang))?.outcome))
}

/// How long each kind of data is kept, and why.
#[utoipa::path(tag = "items", responses(
    (status = 200, description = "The table", body = v1::RetentionTable),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/retention")]
pub async fn get_retention(app: web::Data<App>) -> HttpResponse {
    let line = |line: &Line| v1::RetentionLine {
        kind: line.kind.as_str().to_owned(),
        days: line.days.map(std::num::NonZeroU16::get),
        what_zh: line.what.0.clone(),
        what_en: line.what.1.clone(),
        why_zh: line.why.0.clone(),
        why_en: line.why.1.clone(),
    };
    let table = v1::RetentionTable {
        version: app.retention.version.clone(),
        kinds: app.retention.lines.iter().map(line).collect(),
    };
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-cache")).json(table)
}

fn read_correction(app: &App, id: Uuid, body: &v1::CorrectResident) -> Result<CorrectResident, Error> {
    let mut reading = Reading::begin(app);
    let reason = reading.text("$.reason", &body.reason, Reason::parse);
    let profile = reading.profile("$.identity", &body.identity);
    let relations = body.contacts.as_ref().map(|contacts| relations(&mut reading, contacts));
    let whole = profile.clone().zip(relations.clone());
    let whole = whole.map(|(profile, relations)| Profile { relations, ..profile });
    if let Some(Err(refusal)) = whole.as_ref().map(Profile::circle) {
        reading.faults.note("$.contacts", refusal.code());
    }
    let command = reason.zip(profile).map(|(reason, profile)| CorrectResident {
        id: ResidentId::from_uuid(id),
        base_version: body.base_version,
        reason,
        profile,
        relations,
    });
    Ok(reading.faults.or(command)?)
}

fn export_view(export: Export) -> v1::ResidentExport {
    let part = |Part { kind, title, entries }: Part| v1::ExportPart {
        kind: kind.to_owned(),
        title_zh: title.0.to_owned(),
        title_en: title.1.to_owned(),
        entries,
    };
    v1::ResidentExport {
        id: export.id.uuid(),
        at: export.at.to_string(),
        parts: export.parts.into_iter().map(part).collect(),
    }
}

fn request_view(asked: Asked) -> v1::ErasureRequest {
    let request = asked.request;
    let hold = |(case, hold): (domain::ids::CaseId, Hold)| v1::ErasureHold {
        case_id: case.uuid(),
        until: match hold {
            Hold::Open => None,
            Hold::Until(until) => Some(until.to_string()),
        },
    };
    v1::ErasureRequest {
        id: request.id.uuid(),
        resident_id: request.resident.uuid(),
        reason: reason_view(request.reason),
        note: asked.words,
        asked_at: request.asked.0.to_string(),
        due_at: request.due_at.map(|at| at.to_string()),
        decision: request.answer.map(|(answer, _, _)| decision_view(answer)),
        decided_at: request.answer.map(|(_, at, _)| at.to_string()),
        answer: asked.answer_words,
        holds: asked.holds.into_iter().map(hold).collect(),
    }
}

const fn ack(outcome: &ErasureOutcome) -> web::Json<v1::ErasureAck> {
    web::Json(v1::ErasureAck { id: outcome.id })
}

const fn reason(reason: v1::ErasureReason) -> ErasureReason {
    match reason {
        v1::ErasureReason::PurposeFulfilled => ErasureReason::PurposeFulfilled,
        v1::ErasureReason::ConsentWithdrawn => ErasureReason::ConsentWithdrawn,
        v1::ErasureReason::ServiceEnded => ErasureReason::ServiceEnded,
        v1::ErasureReason::Unlawful => ErasureReason::Unlawful,
    }
}

const fn reason_view(reason: ErasureReason) -> v1::ErasureReason {
    match reason {
        ErasureReason::PurposeFulfilled => v1::ErasureReason::PurposeFulfilled,
        ErasureReason::ConsentWithdrawn => v1::ErasureReason::ConsentWithdrawn,
        ErasureReason::ServiceEnded => v1::ErasureReason::ServiceEnded,
        ErasureReason::Unlawful => v1::ErasureReason::Unlawful,
    }
}

const fn answer(decision: v1::ErasureDecision) -> Answer {
    match decision {
        v1::ErasureDecision::Granted => Answer::Granted,
        v1::ErasureDecision::RefusedCaseOpen => Answer::Refused(RefusalGround::CaseOpen),
        v1::ErasureDecision::RefusedRetained => Answer::Refused(RefusalGround::Retained),
        v1::ErasureDecision::RefusedNotEntitled => Answer::Refused(RefusalGround::NotEntitled),
        v1::ErasureDecision::RefusedOther => Answer::Refused(RefusalGround::Other),
    }
}

const fn decision_view(answer: Answer) -> v1::ErasureDecision {
    match answer {
        Answer::Granted => v1::ErasureDecision::Granted,
        Answer::Refused(RefusalGround::CaseOpen) => v1::ErasureDecision::RefusedCaseOpen,
        Answer::Refused(RefusalGround::Retained) => v1::ErasureDecision::RefusedRetained,
        Answer::Refused(RefusalGround::NotEntitled) => v1::ErasureDecision::RefusedNotEntitled,
        Answer::Refused(RefusalGround::Other) => v1::ErasureDecision::RefusedOther,
    }
}
