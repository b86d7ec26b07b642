//! Where residents are served: public, for a phone names places by it and anybody may look.

use actix_web::{HttpResponse, get, http::header, web};
use domain::unit::Unit;
use mobile_contract::{problem::Problem, v1};

use crate::{
    actions,
    app::App,
    http::{
        convert::both,
        extract::Lang,
        problem::{Refused, Reply},
    },
};

/// The site's centres, the communities that each serves, and the landline.
#[utoipa::path(tag = "items", responses(
    (status = 200, description = "The centres", body = v1::CentreList),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/centres")]
pub async fn list_centres(app: web::Data<App>, lang: Lang) -> Reply {
    let centres = actions::list_centres::run(&app).await.map_err(|error| Refused::of(error, lang))?;
    let list = v1::CentreList {
        hotline: app.site.hotline.clone(),
        centres: centres.into_iter().map(centre_view).collect(),
    };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-cache")).json(list))
}

fn centre_view((centre, communities): (Unit, Vec<Unit>)) -> v1::CentreView {
    let community = |unit: Unit| v1::CommunityView { id: unit.id.uuid(), name: both(&unit.name) };
    v1::CentreView {
        id: centre.id.uuid(),
        name: both(&centre.name),
        communities: communities.into_iter().map(community).collect(),
    }
}
