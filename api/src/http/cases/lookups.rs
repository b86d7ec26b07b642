//! Asking a shared library for a material of a case, and what was asked, on their way to the wire.

use actix_web::{post, web};
use domain::{ids::CaseId, lookup::Outcome, text::MaterialCode};
use mobile_contract::{problem::Problem, v1};
use uuid::Uuid;

use crate::{
    actions::{
        Error,
        look_up::at_table::{self, LookedUp},
    },
    app::App,
    http::{
        convert::written,
        extract::{Body, Lang, Signed},
        problem::{Refused, Reply},
    },
};

/// Ask a shared library at once for one material of an open case.
///
/// The answer says whether the material is spared, never what the library said of the resident.
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::AskLookUp, responses(
    (status = 200, description = "What it came to", body = v1::LookUp),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/lookups")]
pub async fn ask_look_up(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::AskLookUp>,
) -> Reply<web::Json<v1::LookUp>> {
    let material = material(&body.value).map_err(|error| Refused::of(error, lang))?;
    let write = written(body.value.write_id, body.said);
    let answer = at_table::run(&app, signed.0, write, CaseId::from_uuid(*id), material).await;
    Ok(web::Json(view(answer.map_err(|error| Refused::of(error, lang))?.outcome)))
}

fn material(asked: &v1::AskLookUp) -> Result<MaterialCode, Error> {
    let mut faults = domain::fault::Faults::default();
    let code = faults.keep("$.material", MaterialCode::parse(&asked.material), |refusal| refusal.code());
    Ok(faults.or(code)?)
}

/// A look-up as lists show it.
pub fn view(asked: LookedUp) -> v1::LookUp {
    let outcome = Outcome::parse(&asked.outcome);
    v1::LookUp {
        id: asked.id,
        material: asked.material,
        outcome: match outcome {
            Some(Outcome::Found) => v1::LookUpOutcome::Found,
            Some(Outcome::NotFound) => v1::LookUpOutcome::NotFound,
            Some(Outcome::Mismatch) => v1::LookUpOutcome::Mismatch,
            Some(Outcome::Denied) => v1::LookUpOutcome::Denied,
            Some(Outcome::Unavailable) | None => v1::LookUpOutcome::Unavailable,
        },
        reason: asked.reason,
        source: asked.source,
        as_of: asked.as_of,
        at: asked.asked_at,
        verify_later: !outcome.is_some_and(Outcome::is_an_answer),
    }
}
