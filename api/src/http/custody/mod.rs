//! What follows a conclusion: results and originals on their way, and who has them.

mod read;
pub mod show;

use actix_web::{get, post, web};
use domain::{actor::Credential, ids::CaseId};
use mobile_contract::{problem::Problem, v1};
use uuid::Uuid;

use crate::{
    actions::{
        Error, close_case as closing,
        deliver_case::{self as delivering, Delivery},
        hand_over::{self as passing, Pass},
        idempotent::Written,
        issue_case as issuing,
        keep_custody::{Meant, Said},
        list_custody as listing, take_originals as taking,
    },
    app::App,
    http::{
        cases,
        convert::written,
        extract::{Body, Lang, Sender, Signed},
        problem::{Refused, Reply},
    },
};

/// Issue what was decided (出件).
#[utoipa::path(tag = "custody", security(("access_token" = [])), request_body = v1::IssueCase, responses(
    (status = 200, description = "Issued", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/issue")]
pub async fn issue_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::IssueCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    let act = read::issue(&app, &body.value).map_err(|error| Refused::of(error, lang))?;
    let (id, (write, base)) =
        (CaseId::from_uuid(*id), (written(body.value.write_id, body.said), body.value.base_version));
    let answer = issuing::run(&app, signed.0, write, id, base, act).await;
    cases::acknowledged(answer, lang)
}

/// Hand things on.
#[utoipa::path(tag = "custody", security(("access_token" = []), ("send_token" = [])), request_body = v1::HandOver, responses(
    (status = 200, description = "Handed on, or offered", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/hand-over")]
pub async fn hand_over(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::HandOver>,
) -> Reply<web::Json<v1::CaseAck>> {
    let act = read::hand_over(&app, &body.value);
    passed(&app, sender.0, lang, *id, written(body.value.write_id, body.said), act).await
}

/// Say to have what was handed on.
#[utoipa::path(tag = "custody", security(("access_token" = []), ("send_token" = [])), request_body = v1::TakeOver, responses(
    (status = 200, description = "Taken over", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/take-over")]
pub async fn take_over(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::TakeOver>,
) -> Reply<web::Json<v1::CaseAck>> {
    let act = read::take_over(&app, &body.value);
    passed(&app, sender.0, lang, *id, written(body.value.write_id, body.said), act).await
}

/// Look for what an absent worker carries.
#[utoipa::path(tag = "custody", security(("access_token" = [])), request_body = v1::ReassignCustody, responses(
    (status = 200, description = "Looked for", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/reassign")]
pub async fn reassign_custody(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::ReassignCustody>,
) -> Reply<web::Json<v1::CaseAck>> {
    let act = read::reassign(&app, &body.value);
    passed(&app, signed.0, lang, *id, written(body.value.write_id, body.said), act).await
}

/// Hand things to the resident (送达).
#[utoipa::path(tag = "custody", security(("access_token" = []), ("send_token" = [])), request_body = v1::DeliverCase, responses(
    (status = 200, description = "Delivered", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/deliver")]
pub async fn deliver_case(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::DeliverCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    let act = read::deliver(&app, &body.value);
    delivered(&app, sender.0, lang, *id, written(body.value.write_id, body.said), act).await
}

/// Say that a result could not be handed over.
#[utoipa::path(tag = "custody", security(("access_token" = []), ("send_token" = [])), request_body = v1::NoteAttempt, responses(
    (status = 200, description = "Noted", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/attempt")]
pub async fn note_attempt(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::NoteAttempt>,
) -> Reply<web::Json<v1::CaseAck>> {
    let act = read::attempt(&app, &body.value);
    delivered(&app, sender.0, lang, *id, written(body.value.write_id, body.said), act).await
}

/// Take originals from a home against a signed slip.
#[utoipa::path(tag = "custody", security(("access_token" = []), ("send_token" = [])), request_body = v1::TakeOriginals, responses(
    (status = 200, description = "Taken", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/originals")]
pub async fn take_originals(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::TakeOriginals>,
) -> Reply<web::Json<v1::CaseAck>> {
    let act = read::originals(&app, &body.value).map_err(|error| Refused::of(error, lang))?;
    let (id, write) = (CaseId::from_uuid(*id), written(body.value.write_id, body.said));
    let answer = taking::run(&app, sender.0, write, id, act).await;
    cases::acknowledged(answer, lang)
}

/// Close a delivered case of which something stays open for good.
#[utoipa::path(tag = "custody", security(("access_token" = [])), request_body = v1::CloseCase, responses(
    (status = 200, description = "Closed", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/close")]
pub async fn close_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::CloseCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    let act = read::close(&app, &body.value).map_err(|error| Refused::of(error, lang))?;
    let (id, (write, base)) =
        (CaseId::from_uuid(*id), (written(body.value.write_id, body.said), body.value.base_version));
    let answer = closing::run(&app, signed.0, write, id, base, act).await;
    cases::acknowledged(answer, lang)
}

/// Things of a case on their way, as they were read.
async fn passed(
    app: &App,
    credential: Credential,
    lang: Lang,
    id: Uuid,
    write: Written,
    act: Result<(Pass, Meant, Said), Error>,
) -> Reply<web::Json<v1::CaseAck>> {
    let act = act.map_err(|error| Refused::of(error, lang))?;
    cases::acknowledged(passing::run(app, credential, write, CaseId::from_uuid(id), act).await, lang)
}

/// Things of a case at their resident's door, as they were read.
async fn delivered(
    app: &App,
    credential: Credential,
    lang: Lang,
    id: Uuid,
    write: Written,
    act: Result<(Delivery, Said), Error>,
) -> Reply<web::Json<v1::CaseAck>> {
    let act = act.map_err(|error| Refused::of(error, lang))?;
    cases::acknowledged(delivering::run(app, credential, write, CaseId::from_uuid(id), act).await, lang)
}

/// What is to be carried, handed on or looked for: one list, oldest first.
#[utoipa::path(tag = "custody", security(("access_token" = [])), params(v1::CustodyQuery), responses(
    (status = 200, description = "A page", body = v1::CustodyPage),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/custody")]
pub async fn list_custody(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    query: web::Query<read::Asked>,
) -> Reply<web::Json<v1::CustodyPage>> {
    let (which, after, limit) = read::asked(&query).map_err(|error| Refused::of(error, lang))?;
    let page = listing::page(&app, signed.0, which, after, limit).await;
    Ok(web::Json(show::page(page.map_err(|error| Refused::of(error, lang))?)))
}
