//! What operators and their tools ask: whether the server lives, whether it can be sent work, its counters, its document.

use actix_web::{HttpResponse, ResponseError, get, http::header, web};
use mobile_contract::{problem::ProblemCode, v1};

use crate::{
    actions::check_readiness::{self, Check},
    app::App,
    http::{extract::Lang, openapi::Schemas, problem::Refused},
};

/// The form that the counters' text has.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

fn health(checks: &[Check]) -> v1::Health {
    let word = |check: &Check| match (check.works, check.vital) {
        (true, _) => v1::HealthStatus::Ok,
        (false, true) => v1::HealthStatus::Unavailable,
        (false, false) => v1::HealthStatus::Degraded,
    };
    let any = |status| checks.iter().any(|check| word(check) == status);
    let worst =
        [v1::HealthStatus::Unavailable, v1::HealthStatus::Degraded].into_iter().find(|status| any(*status));
    v1::Health {
        status: worst.unwrap_or(v1::HealthStatus::Ok),
        version: env!("CARGO_PKG_VERSION").into(),
        checks: checks
            .iter()
            .map(|check| v1::HealthCheck { name: check.name.into(), status: word(check) })
            .collect(),
    }
}

/// Whether the process lives. Looks at nothing outside it.
#[utoipa::path(tag = "health", responses((status = 200, description = "It lives", body = v1::Health)))]
#[get("/healthz")]
pub async fn healthz() -> web::Json<v1::Health> {
    web::Json(health(&[]))
}

/// Whether the server can be sent work.
#[utoipa::path(tag = "health", responses(
    (status = 200, description = "It can", body = v1::Health),
    (status = 503, description = "Something it needs does not work", body = v1::Health)
))]
#[get("/readyz")]
pub async fn readyz(app: web::Data<App>, lang: Lang) -> HttpResponse {
    let health = health(&check_readiness::run(&app).await);
    let mut response = match health.status {
        v1::HealthStatus::Unavailable => {
            HttpResponse::build(Refused::new(ProblemCode::Unavailable, lang).status_code())
        }
        v1::HealthStatus::Ok | v1::HealthStatus::Degraded => HttpResponse::Ok(),
    };
    response.insert_header((header::CACHE_CONTROL, "no-store")).json(health)
}

/// Counters, in the text form of OpenMetrics.
#[utoipa::path(tag = "health", responses(
    (status = 200, description = "The counters", body = String, content_type = "application/openmetrics-text")
))]
#[get("/metrics")]
pub async fn metrics(app: web::Data<App>) -> HttpResponse {
    HttpResponse::Ok().content_type(OPEN_METRICS).body(app.metrics.text())
}

/// This document.
#[utoipa::path(tag = "health", responses(
    (status = 200, description = "The document", body = Object, content_type = "application/json")
))]
#[get("/openapi.json")]
pub async fn openapi(schemas: web::Data<Schemas>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(schemas.text.clone())
}
