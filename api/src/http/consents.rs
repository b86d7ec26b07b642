//! What residents say yes or no to: public, so that anybody can read it before a worker comes.

use actix_web::{HttpResponse, get, http::header, web};
use domain::mandate::ConsentKind;
use mobile_contract::{problem::Problem, v1};

use crate::app::App;

/// What is to be read aloud, one text a kind.
#[utoipa::path(tag = "items", responses(
    (status = 200, description = "The texts", body = v1::ConsentTexts),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/consent-texts")]
pub async fn list_consent_texts(app: web::Data<App>) -> HttpResponse {
    let text = |text: &crate::consents::ConsentText| v1::ConsentText {
        kind: kind_view(text.kind),
        version: text.version.clone(),
        text_zh: text.zh.clone(),
        text_en: text.en.clone(),
    };
    let texts = v1::ConsentTexts { texts: app.consents.current().map(text).collect() };
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-cache")).json(texts)
}

const fn kind_view(kind: ConsentKind) -> v1::ConsentKind {
    match kind {
        ConsentKind::PersonalInformation => v1::ConsentKind::PersonalInformation,
        ConsentKind::IdPhoto => v1::ConsentKind::IdPhoto,
        ConsentKind::Health => v1::ConsentKind::Health,
        ConsentKind::BankAccount => v1::ConsentKind::BankAccount,
        ConsentKind::Location => v1::ConsentKind::Location,
        ConsentKind::ElectronicService => v1::ConsentKind::ElectronicService,
        ConsentKind::Child => v1::ConsentKind::Child,
    }
}
