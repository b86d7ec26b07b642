//! What comes after the acceptance.

use actix_web::{post, web};
use domain::ids::CaseId;
use mobile_contract::{
    problem::{Problem, faults as code},
    v1,
};
use uuid::Uuid;

use crate::{
    actions::{
        Error,
        supplement_case::{self as action, Supplement},
    },
    app::App,
    http::{
        cases::read,
        convert::{Reading, written},
        extract::{Body, Lang, Sender},
        problem::{Refused, Reply},
    },
};

/// Hand in what was to follow an acceptance (容缺).
#[utoipa::path(tag = "cases", security(("access_token" = []), ("send_token" = [])), request_body = v1::SupplementCase, responses(
    (status = 200, description = "Handed in", body = v1::CaseAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/supplement")]
pub async fn supplement_case(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::SupplementCase>,
) -> Reply<web::Json<v1::CaseAck>> {
    let (write, base) = (written(body.value.write_id, body.said), body.value.base_version);
    let supplement = read(&app, &body.value).map_err(|error| Refused::of(error, lang))?;
    let answer = action::run(&app, sender.0, write, CaseId::from_uuid(*id), base, supplement).await;
    super::acknowledged(answer, lang)
}

fn read(app: &App, body: &v1::SupplementCase) -> Result<Supplement, Error> {
    let mut reading = Reading::begin(app);
    if body.materials.is_empty() {
        reading.faults.note("$.materials", code::TOO_FEW);
    }
    let covers = read::covers(&mut reading, &body.materials);
    let notes = read::notes(&mut reading, &body.materials);
    let (manifest, named) = read::manifest(&mut reading, &body.manifest);
    Ok(reading.faults.or(Some(Supplement { covers, notes, manifest, named }))?)
}
