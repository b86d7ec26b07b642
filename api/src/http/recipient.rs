//! The public key that evidence is sealed to.

use actix_web::{HttpResponse, get, http::header, web};
use mobile_contract::{problem::Problem, v1};

use crate::app::App;

/// The age recipient in use. Public: it only lets people seal.
#[utoipa::path(tag = "uploads", responses(
    (status = 200, description = "The recipient", body = v1::Recipient),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/recipient")]
pub async fn get_recipient(app: web::Data<App>) -> HttpResponse {
    let recipient = v1::Recipient {
        recipient: app.recipient.text.clone(),
        sealed_body: v1::SEALED_BODY.to_owned(),
        key_id: app.recipient.key_id.clone(),
    };
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-cache")).json(recipient)
}
