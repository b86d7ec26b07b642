//! Writes from phones that were not applied: seen, and settled.

use actix_web::{HttpResponse, get, http::header, post, web};
use domain::{
    fault::Faults,
    ids::{CaseId, NotAppliedId, VisitId},
    not_applied::{Operation, Settlement},
    text::Reason,
};
use mobile_contract::{
    problem::{Problem, ProblemCode, faults as code},
    v1,
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    actions::{
        Error,
        read_not_applied::{self, SeenNotApplied},
        settle_not_applied::{self as settling, SettleNotApplied},
    },
    app::App,
    http::{
        convert::{Reading, limit, written},
        extract::{Body, Lang, Sender, Signed},
        problem::{Refused, Reply},
    },
};

/// A [`v1::NotAppliedQuery`] as it came, so that every fault in it can be named.
#[derive(Deserialize)]
pub struct Asked {
    cursor: Option<String>,
    limit: Option<String>,
}

/// The writes from phones that were not applied and that nobody has dealt with: one's own, or those of the centre.
#[utoipa::path(tag = "sync", security(("access_token" = [])), params(v1::NotAppliedQuery), responses(
    (status = 200, description = "A page", body = v1::NotAppliedPage),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/not-applied")]
pub async fn list_unapplied(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    query: web::Query<Asked>,
) -> Reply {
    let (after, limit) = read_query(&query).map_err(|error| Refused::of(error, lang))?;
    let page = read_not_applied::page(&app, signed.0, after, limit).await;
    let page = page.map_err(|error| Refused::of(error, lang))?;
    let not_applied = page.rows.into_iter().map(view).collect();
    let page = v1::NotAppliedPage { not_applied, next: page.next.map(|id| id.to_string()) };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(page))
}

/// Say what became of a write that was not applied.
#[utoipa::path(tag = "sync", security(("access_token" = []), ("send_token" = [])), request_body = v1::SettleNotApplied, responses(
    (status = 204, description = "Settled"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/not-applied/{id}/settle")]
pub async fn settle_unapplied(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::SettleNotApplied>,
) -> Reply {
    let command = read(&app, *id, &body.value).map_err(|error| Refused::of(error, lang))?;
    let write = written(body.value.write_id, body.said);
    let settled = settling::run(&app, sender.0, write, command).await;
    settled.map_err(|error| Refused::of(error, lang))?;
    Ok(HttpResponse::NoContent().finish())
}

fn read_query(query: &Asked) -> Result<(Option<NotAppliedId>, u16), Error> {
    let mut faults = Faults::default();
    let cursor = query.cursor.as_ref();
    let after = cursor
        .and_then(|cursor| faults.keep("?cursor", cursor.parse::<NotAppliedId>(), |_shape| code::CURSOR));
    let limit = limit(&mut faults, query.limit.as_ref());
    Ok(faults.or(limit.map(|limit| (after, limit)))?)
}

fn read(app: &App, id: Uuid, body: &v1::SettleNotApplied) -> Result<SettleNotApplied, Error> {
    let mut reading = Reading::begin(app);
    let note = reading.maybe("$.note", body.note.as_ref(), Reason::parse);
    let how = match body.how {
        v1::Settlement::Resent => Settlement::Resent,
        v1::Settlement::Dropped => Settlement::Dropped,
    };
    let command = SettleNotApplied { id: NotAppliedId::from_uuid(id), how, note };
    Ok(reading.faults.or(Some(command))?)
}

/// One as shown.
pub fn view(seen: SeenNotApplied) -> v1::NotApplied {
    let SeenNotApplied { fact, said } = seen;
    v1::NotApplied {
        id: fact.id.uuid(),
        write_id: fact.write.uuid(),
        worker_id: fact.worker.uuid(),
        operation: operation(fact.operation),
        object_id: fact.object,
        case_id: fact.case.map(CaseId::uuid),
        visit_id: fact.visit.map(VisitId::uuid),
        // A code of a later release, after a step back: what it was refused for, in the most general word.
        code: ProblemCode::parse(&fact.code).unwrap_or(ProblemCode::Conflict),
        base_version: fact.base_version,
        current_version: fact.current_version,
        refused_at: fact.refused_at.to_string(),
        settled: fact.settled.is_some(),
        // It was read as an object when it came.
        said: said.and_then(|said| serde_json::from_str(&said).ok()),
    }
}

const fn operation(operation: Operation) -> v1::PhoneWrite {
    match operation {
        Operation::PutVisit => v1::PhoneWrite::PutVisit,
        Operation::StartVisit => v1::PhoneWrite::StartVisit,
        Operation::FinishVisit => v1::PhoneWrite::FinishVisit,
        Operation::PutResident => v1::PhoneWrite::PutResident,
        Operation::PutCase => v1::PhoneWrite::PutCase,
        Operation::SupplementCase => v1::PhoneWrite::SupplementCase,
        Operation::TakeOriginals => v1::PhoneWrite::TakeOriginals,
        Operation::TakeOver => v1::PhoneWrite::TakeOver,
        Operation::HandOver => v1::PhoneWrite::HandOver,
        Operation::DeliverCase => v1::PhoneWrite::DeliverCase,
        Operation::NoteAttempt => v1::PhoneWrite::NoteAttempt,
    }
}
