//! What no route answers: a path that knows other methods, or none at all.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError as _,
    http::{
        Method,
        header::{self, HeaderValue},
    },
    web,
};
use mobile_contract::problem::ProblemCode;

use crate::{
    app::App,
    http::{openapi::Schemas, pages, problem::refuse},
};

/// The handler of last resort: `default_service(web::to(unknown::answer))`.
pub async fn answer(request: HttpRequest, app: web::Data<App>, schemas: web::Data<Schemas>) -> HttpResponse {
    let methods = schemas.methods_of(request.path());
    if methods.is_empty() {
        // A link that was cut or mangled on its way is met by a person, who gets the page for that.
        if request.method() == Method::GET && is_like_a_link(request.path()) {
            return pages::dead_link(&app.site, pages::lang_of(&request));
        }
        return refuse(&request, ProblemCode::NotFound).error_response();
    }
    let mut response = refuse(&request, ProblemCode::MethodNotAllowed).error_response();
    if let Ok(allowed) = HeaderValue::from_str(&methods.join(", ")) {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

fn is_like_a_link(path: &str) -> bool {
    path == "/s" || path.starts_with("/s/")
}
