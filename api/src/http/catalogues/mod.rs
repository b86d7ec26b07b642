//! The catalogue as the site keeps it: drafts, published versions, and what differs between them.

mod show;

use actix_web::{HttpResponse, get, post, put, web};
use domain::{
    fault::Faults,
    ids::DraftId,
    text::{CatalogueVersion, TextRefusal},
};
use mobile_contract::{
    problem::{Problem, ProblemCode},
    v1,
};
use uuid::Uuid;

use crate::{
    actions::{
        Error,
        compare_catalogues::{self, Compared},
        draft_catalogue, publish_catalogue,
    },
    app::App,
    http::{
        convert::written,
        day,
        extract::{Body, Lang, Signed},
        problem::{Refused, Reply},
    },
};

pub use show::changed;

/// The drafts.
#[utoipa::path(tag = "catalogues", security(("access_token" = [])), responses(
    (status = 200, description = "The drafts", body = v1::CatalogueDraftList),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/catalogue-drafts")]
pub async fn list_drafts(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
) -> Reply<web::Json<v1::CatalogueDraftList>> {
    let drafts = draft_catalogue::list(&app, signed.0).await.map_err(|error| Refused::of(error, lang))?;
    Ok(web::Json(v1::CatalogueDraftList { drafts: drafts.iter().map(show::draft).collect() }))
}

/// A draft with its file.
#[utoipa::path(tag = "catalogues", security(("access_token" = [])), responses(
    (status = 200, description = "The draft", body = v1::CatalogueDraftView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/catalogue-drafts/{id}")]
pub async fn get_draft(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
) -> Reply<web::Json<v1::CatalogueDraftView>> {
    let draft = draft_catalogue::one(&app, signed.0, DraftId::from_uuid(*id)).await;
    let draft = draft.map_err(|error| Refused::of(error, lang))?;
    let view = show::draft(&draft);
    Ok(web::Json(v1::CatalogueDraftView { text: Some(draft.body), ..view }))
}

/// Write a draft, or replace it.
#[utoipa::path(tag = "catalogues", security(("access_token" = [])), request_body = v1::PutCatalogueDraft, responses(
    (status = 200, description = "Written", body = v1::CatalogueDraftAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[put("/v1/catalogue-drafts/{id}")]
pub async fn put_draft(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::PutCatalogueDraft>,
) -> Reply<web::Json<v1::CatalogueDraftAck>> {
    let write = written(body.value.write_id, body.said);
    let (id, base, text) = (DraftId::from_uuid(*id), body.value.base_version, body.value.text);
    let answer = draft_catalogue::put(&app, signed.0, write, id, base, text).await;
    Ok(web::Json(show::ack(answer.map_err(|error| Refused::of(error, lang))?)))
}

/// Discard a draft.
#[utoipa::path(tag = "catalogues", security(("access_token" = [])), request_body = v1::DiscardCatalogueDraft, responses(
    (status = 204, description = "Discarded"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/catalogue-drafts/{id}/discard")]
pub async fn discard_draft(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::DiscardCatalogueDraft>,
) -> Reply {
    let write = written(body.value.write_id, body.said);
    let (id, base) = (DraftId::from_uuid(*id), body.value.base_version);
    let done = draft_catalogue::discard(&app, signed.0, write, id, base).await;
    done.map_err(|error| Refused::of(error, lang))?;
    Ok(HttpResponse::NoContent().finish())
}

/// Publish a draft from a day on.
#[utoipa::path(tag = "catalogues", security(("access_token" = [])), request_body = v1::PublishCatalogue, responses(
    (status = 200, description = "Published", body = v1::CataloguePublished),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/catalogue-drafts/{id}/publish")]
pub async fn publish_draft(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::PublishCatalogue>,
) -> Reply<web::Json<v1::CataloguePublished>> {
    let mut faults = Faults::default();
    let day = day::read(&mut faults, "$.day", &body.value.day);
    let day = faults.or(day).map_err(|faults| Refused::of(faults.into(), lang))?;
    let write = written(body.value.write_id, body.said);
    let (id, base) = (DraftId::from_uuid(*id), body.value.base_version);
    let answer = publish_catalogue::publish(&app, signed.0, write, id, base, day).await;
    Ok(web::Json(show::published(answer.map_err(|error| Refused::of(error, lang))?)))
}

/// What a draft makes of another version, or of the one in force.
#[utoipa::path(tag = "catalogues", security(("access_token" = [])), params(v1::DifferenceQuery), responses(
    (status = 200, description = "What differs", body = v1::CatalogueDifference),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/catalogue-drafts/{id}/difference")]
pub async fn compare_draft(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    query: web::Query<v1::DifferenceQuery>,
) -> Reply<web::Json<v1::CatalogueDifference>> {
    compare(&app, signed, lang, Compared::Draft(DraftId::from_uuid(*id)), &query).await
}

/// The published versions.
#[utoipa::path(tag = "catalogues", security(("access_token" = [])), responses(
    (status = 200, description = "The versions", body = v1::CatalogueVersions),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/catalogues")]
pub async fn list_catalogues(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
) -> Reply<web::Json<v1::CatalogueVersions>> {
    let versions = publish_catalogue::versions(&app, signed.0).await;
    let versions = versions.map_err(|error| Refused::of(error, lang))?;
    Ok(web::Json(v1::CatalogueVersions { versions: versions.iter().map(show::version).collect() }))
}

/// The file of a published version.
#[utoipa::path(tag = "catalogues", security(("access_token" = [])), responses(
    (status = 200, description = "Its file", body = v1::CatalogueFile),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/catalogues/{version}")]
pub async fn get_catalogue(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    version: web::Path<String>,
) -> Reply<web::Json<v1::CatalogueFile>> {
    let text = publish_catalogue::text(&app, signed.0, named(&version, lang)?).await;
    let text = text.map_err(|error| Refused::of(error, lang))?;
    Ok(web::Json(v1::CatalogueFile { catalogue_version: version.into_inner(), text }))
}

/// Take a version back before it is in force: it is a draft again.
#[utoipa::path(tag = "catalogues", security(("access_token" = [])), request_body = v1::RecallCatalogue, responses(
    (status = 200, description = "Recalled", body = v1::CatalogueDraftAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/catalogues/{version}/recall")]
pub async fn recall_catalogue(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    version: web::Path<String>,
    body: Body<v1::RecallCatalogue>,
) -> Reply<web::Json<v1::CatalogueDraftAck>> {
    let write = written(body.value.write_id, body.said);
    let answer = publish_catalogue::recall(&app, signed.0, write, named(&version, lang)?).await;
    Ok(web::Json(show::ack(answer.map_err(|error| Refused::of(error, lang))?)))
}

/// What a version makes of another version, or of the one in force.
#[utoipa::path(tag = "catalogues", security(("access_token" = [])), params(v1::DifferenceQuery), responses(
    (status = 200, description = "What differs", body = v1::CatalogueDifference),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/catalogues/{version}/difference")]
pub async fn compare_catalogue(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    version: web::Path<String>,
    query: web::Query<v1::DifferenceQuery>,
) -> Reply<web::Json<v1::CatalogueDifference>> {
    compare(&app, signed, lang, Compared::Version(named(&version, lang)?), &query).await
}

async fn compare(
    app: &App,
    signed: Signed,
    lang: Lang,
    compared: Compared,
    query: &v1::DifferenceQuery,
) -> Reply<web::Json<v1::CatalogueDifference>> {
    let from = other(query).map_err(|error| Refused::of(error, lang))?;
    let comparison = compare_catalogues::run(app, signed.0, compared, from).await;
    Ok(web::Json(show::comparison(comparison.map_err(|error| Refused::of(error, lang))?)))
}

fn other(query: &v1::DifferenceQuery) -> Result<Option<CatalogueVersion>, Error> {
    let mut faults = Faults::default();
    let parsed = query.from.as_deref().map(CatalogueVersion::parse);
    let from = parsed.and_then(|parsed| faults.keep("?from", parsed, TextRefusal::code));
    Ok(faults.or(Some(from))?)
}

/// A path that no version can have leads nowhere.
fn named(version: &str, lang: Lang) -> Reply<CatalogueVersion> {
    CatalogueVersion::parse(version).map_err(|_code| Refused::new(ProblemCode::NotFound, lang))
}
