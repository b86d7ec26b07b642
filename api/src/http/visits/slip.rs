//! The slip that stays with the resident.

use actix_web::{get, web};
use domain::ids::VisitId;
use mobile_contract::problem::Problem;
use uuid::Uuid;

use crate::{
    actions::print_slip,
    app::App,
    http::{
        cases::letters::pdf,
        extract::{Lang, Signed},
        problem::{Refused, Reply},
    },
};

/// The slip of a visit as a PDF in large type: what was applied for, or that somebody called; in the language of
/// Accept-Language. It is printed anew each time, and recorded.
#[utoipa::path(tag = "letters", security(("access_token" = [])), responses(
    (status = 200, description = "The slip", content_type = "application/pdf", body = Vec<u8>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/visits/{id}/slip")]
pub async fn get_slip(app: web::Data<App>, signed: Signed, lang: Lang, id: web::Path<Uuid>) -> Reply {
    let slip = print_slip::run(&app, signed.0, VisitId::from_uuid(*id), lang.of_words()).await;
    Ok(pdf(slip.map_err(|error| Refused::of(error, lang))?))
}
