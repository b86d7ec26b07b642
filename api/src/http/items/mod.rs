//! Items and their guides: public, the same for everybody, and the same until another version of the catalogue is in force.

mod printed;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{self, EntityTag, Header as _, IfNoneMatch},
    web,
};
use mobile_contract::{
    problem::{Problem, ProblemCode},
    v1,
};

use crate::{
    actions::keep_catalogues,
    app::App,
    http::{
        extract::Lang,
        problem::{Refused, Reply},
    },
};

pub use printed::Guides;

use printed::Page;

/// How long a copy may be shown without asking whether it still holds.
const CACHE: &str = "public, max-age=60";

/// The catalogue in force, every item with its guide.
#[utoipa::path(tag = "items", responses(
    (status = 200, description = "The catalogue", body = v1::Catalogue,
        headers(("ETag" = String, description = "Changes with the catalogue"))),
    (status = 304, description = "Not changed since `If-None-Match`"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/items")]
pub async fn list_items(
    request: HttpRequest,
    lang: Lang,
    app: web::Data<App>,
    guides: web::Data<Guides>,
) -> Reply {
    let catalogue = keep_catalogues::current(&app).await.map_err(|error| Refused::of(error, lang))?;
    Ok(serve(&request, &guides.printed(&catalogue).catalogue))
}

/// One item with its guide.
#[utoipa::path(tag = "items", responses(
    (status = 200, description = "The item", body = v1::ItemView,
        headers(("ETag" = String, description = "Changes with the item or its catalogue"))),
    (status = 304, description = "Not changed since `If-None-Match`"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/items/{code}")]
pub async fn get_item(
    request: HttpRequest,
    lang: Lang,
    app: web::Data<App>,
    guides: web::Data<Guides>,
    code: web::Path<String>,
) -> Reply {
    let catalogue = keep_catalogues::current(&app).await.map_err(|error| Refused::of(error, lang))?;
    let printed = guides.printed(&catalogue);
    let page = printed.items.get(code.as_str()).ok_or_else(|| Refused::new(ProblemCode::NotFound, lang))?;
    Ok(serve(&request, page))
}

fn serve(request: &HttpRequest, page: &Page) -> HttpResponse {
    let known = has_it(request, page);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, EntityTag::new_strong(page.tag.clone())))
        .insert_header((header::CACHE_CONTROL, CACHE));
    if known { response.finish() } else { response.content_type("application/json").body(page.json.clone()) }
}

/// Whether the asker holds this very page.
fn has_it(request: &HttpRequest, page: &Page) -> bool {
    if !request.headers().contains_key(header::IF_NONE_MATCH) {
        return false;
    }
    let ours = EntityTag::new_strong(page.tag.clone());
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(theirs)) => theirs.iter().any(|tag| tag.weak_eq(&ours)),
        Err(_unreadable) => false,
    }
}
