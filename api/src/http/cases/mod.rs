//! Cases: filed by phones, reviewed at the window.

pub mod department;
pub mod letters;
mod list;
pub mod lookups;
pub mod many;
mod read;
mod read_mandate;
mod review;
mod show;
pub mod supplement;
pub mod unmask;

pub use read::media;
pub use show::{stage, view};

use actix_web::{HttpResponse, get, http::header, post, put, web};
use domain::ids::{CaseId, FileId};
use list::List;
use mobile_contract::{problem::Problem, v1};
use uuid::Uuid;

use review::Act;

use crate::{
    actions::{
        Error, file_case,
        idempotent::Answer,
        list_counted,
        read_case::{self, CaseOutcome},
        read_evidence,
        review_case::{self, Review},
    },
    app::App,
    http::{
        convert::written,
        extract::{Body, Lang, Sender, Signed},
        problem::{Refused, Reply},
    },
};

/// File a case, or mend one.
///
/// Metadata is safe after this one round trip; files may land before or after. The answer names the files that the
/// phone may forget.
#[utoipa::path(tag = "cases", security(("access_token" = []), ("send_token" = [])), request_body = v1::PutCase, responses(
    (status = 200, description = "Filed", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[put("/v1/cases/{id}")]
pub async fn put_case(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::PutCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    let write = written(body.value.write_id, body.said);
    let command = read::file_case(&app, CaseId::from_uuid(*id), &body.value)
        .await
        .map_err(|error| Refused::of(error, lang))?;
    acknowledged(file_case::run(&app, sender.0, write, command).await, lang)
}

/// The cases that the caller may see, latest write first; or those behind a figure of a report.
#[utoipa::path(tag = "cases", security(("access_token" = [])), params(v1::CasesQuery), responses(
    (status = 200, description = "A page", body = v1::CasePage),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/cases")]
pub async fn list_cases(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    query: web::Query<list::Asked>,
) -> Reply<web::Json<v1::CasePage>> {
    let (list, limit) = list::read(&app, &query).map_err(|error| Refused::of(error, lang))?;
    let page = match list {
        List::Current(filter, after) => read_case::page(&app, signed.0, filter, after, limit)
            .await
            .map(|page| show::page(&app, page.rows, page.next.map(|key| key.0.to_string()))),
        List::Counted(behind, asked, after) => {
            list_counted::page(&app, signed.0, behind, asked, after, limit)
                .await
                .map(|page| show::page(&app, page.rows, page.next.map(list::place)))
        }
    };
    Ok(web::Json(page.map_err(|error| Refused::of(error, lang))?))
}

/// One case, masked.
#[utoipa::path(tag = "cases", security(("access_token" = [])), responses(
    (status = 200, description = "The case", body = v1::CaseView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/cases/{id}")]
pub async fn get_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
) -> Reply<web::Json<v1::CaseView>> {
    let whole = read_case::one(&app, signed.0, CaseId::from_uuid(*id)).await;
    let whole = whole.map_err(|error| Refused::of(error, lang))?;
    Ok(web::Json(show::view(&app, whole)))
}

/// Accept a case (受理).
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::AcceptCase, responses(
    (status = 200, description = "Accepted", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/accept")]
pub async fn accept_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::AcceptCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::accept).await
}

/// Conclude an item that the centre decides (办结): acceptance and decision in one act.
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::ConcludeCase, responses(
    (status = 200, description = "Concluded", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/conclude")]
pub async fn conclude_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::ConcludeCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::conclude).await
}

/// Refuse to accept a case (不予受理).
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::NotAcceptCase, responses(
    (status = 200, description = "Not accepted", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/not-accept")]
pub async fn not_accept_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::NotAcceptCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::not_accept).await
}

/// Return a case with every defect (补正告知).
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::ReturnCase, responses(
    (status = 200, description = "Returned", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/return")]
pub async fn return_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::ReturnCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    reviewed(&app, signed, lang, *id, body, review::return_case).await
}

/// One act on a case, as `read` reads it.
async fn reviewed<B: Act>(
    app: &App,
    signed: Signed,
    lang: Lang,
    id: Uuid,
    body: Body<B>,
    read: fn(&App, &B) -> Result<Review, Error>,
) -> Reply<web::Json<v1::CaseAck>> {
    let act = read(app, &body.value).map_err(|error| Refused::of(error, lang))?;
    let (write_id, base) = body.value.write();
    let write = written(write_id, body.said);
    let answer = review_case::run(app, signed.0, write, CaseId::from_uuid(id), base, act).await;
    acknowledged(answer, lang)
}

/// What a write to a case came to, as its answer.
pub fn acknowledged(answer: Result<Answer<CaseOutcome>, Error>, lang: Lang) -> Reply<web::Json<v1::CaseAck>> {
    answer.map(|answer| web::Json(show::ack(answer))).map_err(|error| Refused::of(error, lang))
}

/// One file of a case, opened for this eye only. The look is recorded.
#[utoipa::path(tag = "cases", security(("access_token" = [])), responses(
    (status = 200, description = "The opened file", content_type = "image/jpeg", body = Vec<u8>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/cases/{id}/files/{file_id}")]
pub async fn get_evidence(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    path: web::Path<(Uuid, Uuid)>,
) -> Reply {
    let (case, file) = *path;
    let opened = read_evidence::run(&app, signed.0, CaseId::from_uuid(case), FileId::from_uuid(file)).await;
    let opened = opened.map_err(|error| Refused::of(error, lang))?;
    Ok(HttpResponse::Ok()
        .content_type(opened.media.as_str())
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "inline"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(opened.bytes))
}
