//! Reports: figures from events, never typed in; on the wire, and as files.

mod bulletin;
mod file;
mod service;
mod table;

use actix_web::{HttpResponse, get, web};
use domain::{fault::Faults, ids::CentreId, text::ItemCode};
use jiff::civil::Date;
use mobile_contract::{
    problem::{Problem, faults as code},
    v1,
};
use serde::{Deserialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{
    actions::{Error, report_bulletin, report_service},
    app::App,
    http::{
        day,
        extract::{Lang, Signed},
        problem::{Refused, Reply},
    },
};

pub use service::{AskedOfService, read as read_service};
use table::Table;

/// A [`v1::BulletinQuery`] as it came, so that every fault in it can be named.
#[derive(Deserialize)]
pub struct AskedOfBulletin {
    from: Option<String>,
    to: Option<String>,
    format: Option<String>,
}

/// The bulletin: the pilot's published figures, each with what it was counted from, over a period of days.
#[utoipa::path(tag = "reports", security(("access_token" = [])), params(v1::BulletinQuery), responses(
    (status = 200, description = "The figures, in the form that `format` names", content(
        (v1::Bulletin = "application/json"),
        (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    )),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/reports/bulletin")]
pub async fn get_bulletin(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    query: web::Query<AskedOfBulletin>,
) -> Reply {
    let (period, format) = bulletin::read(&query).map_err(|error| Refused::of(error, lang))?;
    let bulletin = report_bulletin::run(&app, signed.0, period).await;
    let view = bulletin::view(period, &bulletin.map_err(|error| Refused::of(error, lang))?);
    let table = |lang: Lang| bulletin::table(&view, lang.of_words());
    answer(&app, &view, format, lang, table)
}

/// The figures of the service itself, as a whole and by centre, community, item, worker, week or month.
///
/// Each comes with its numerator and denominator, what puts a case into the period, the versions of the catalogue, and
/// the list of its cases. Void and duplicate cases are counted apart and are in no other figure; practice cases are in
/// none. What residents said of one worker's work is the manager's to see, and only from five ratings on.
#[utoipa::path(tag = "reports", security(("access_token" = [])), params(v1::ServiceQuery), responses(
    (status = 200, description = "The figures, in the form that `format` names", content(
        (v1::ServiceReport = "application/json"),
        (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    )),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/reports/service")]
pub async fn get_service_report(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    query: web::Query<AskedOfService>,
) -> Reply {
    let (asked, by, format) = service::whole(&app, &query).map_err(|error| Refused::of(error, lang))?;
    let report = report_service::run(&app, signed.0, asked, by).await;
    let view = service::view(report.map_err(|error| Refused::of(error, lang))?, by);
    let table = |lang: Lang| service::table(&view, lang.of_words());
    answer(&app, &view, format, lang, table)
}

/// A report in the form that was asked for.
fn answer(
    app: &App,
    view: &impl serde::Serialize,
    format: v1::ReportFormat,
    lang: Lang,
    table: impl FnOnce(Lang) -> Table,
) -> Reply {
    match format {
        v1::ReportFormat::Json => Ok(HttpResponse::Ok().json(view)),
        v1::ReportFormat::Csv => file::csv(&table(lang)),
        v1::ReportFormat::Xlsx => file::xlsx(&table(lang), app.clock.now()),
    }
    .map_err(|error: Error| Refused::of(error, lang))
}

fn read_format(faults: &mut Faults, format: Option<&String>) -> v1::ReportFormat {
    format.and_then(|word| known(faults, "?format", word)).unwrap_or(v1::ReportFormat::Json)
}

fn read_day(faults: &mut Faults, path: &str, text: Option<&String>) -> Option<Date> {
    text.and_then(|text| day::read(faults, path, text))
}

fn read_id(faults: &mut Faults, path: &str, text: Option<&String>) -> Option<Uuid> {
    text.and_then(|text| faults.keep(path, text.parse(), |_error: uuid::Error| code::FORMAT))
}

/// A word of the contract.
pub fn known<T: DeserializeOwned>(faults: &mut Faults, path: &str, word: &str) -> Option<T> {
    let word = serde_json::Value::String(word.to_owned());
    faults.keep(path, serde_json::from_value(word), |_error| code::UNKNOWN_WORD)
}

fn read_item(faults: &mut Faults, text: Option<&String>) -> Option<ItemCode> {
    text.and_then(|text| faults.keep("?item", ItemCode::parse(text), domain::text::TextRefusal::code))
}

fn read_centre(faults: &mut Faults, text: Option<&String>) -> Option<CentreId> {
    read_id(faults, "?centre", text).map(CentreId::from_uuid)
}
