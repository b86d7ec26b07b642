//! The devices that have signed in, and what each says of itself.

use actix_web::{HttpResponse, delete, get, http::header, put, web};
use domain::{
    device::DeviceReport,
    ids::DeviceId,
    text::{AgentWords, AppVersion},
};
use mobile_contract::{
    problem::{Problem, faults as code},
    v1,
};
use store::StoredReport;
use uuid::Uuid;

use crate::{
    actions::{self, Error, list_devices::ListedDevice},
    app::App,
    http::{
        convert::Reading,
        extract::{Body, Lang, Sender, Signed},
        problem::{Refused, Reply},
    },
};

/// The devices that have signed in to the caller's centres, latest seen first.
#[utoipa::path(tag = "devices", security(("access_token" = [])), responses(
    (status = 200, description = "500 devices at most", body = v1::DeviceList),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/devices")]
pub async fn list_devices(app: web::Data<App>, signed: Signed, lang: Lang) -> Reply {
    let listed =
        actions::list_devices::run(&app, signed.0).await.map_err(|error| Refused::of(error, lang))?;
    let list = v1::DeviceList { devices: listed.into_iter().map(device_view).collect() };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(list))
}

/// Shut a lost device out: what is signed in on it ends at once, and it signs in no more.
#[utoipa::path(tag = "devices", security(("access_token" = [])), responses(
    (status = 204, description = "Revoked, or was before"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[delete("/v1/devices/{id}")]
pub async fn revoke_device(app: web::Data<App>, signed: Signed, lang: Lang, id: web::Path<Uuid>) -> Reply {
    let revoked = actions::revoke_device::run(&app, signed.0, DeviceId::from_uuid(*id)).await;
    revoked.map_err(|error| Refused::of(error, lang))?;
    Ok(HttpResponse::NoContent().finish())
}

/// Say how the phone is off that this session was begun on: what it has not sent yet, and what room there is.
///
/// It is a state: the last one counts, and it may be sent as often as it changes.
#[utoipa::path(tag = "devices", security(("access_token" = []), ("send_token" = [])), request_body = v1::PutDeviceReport, responses(
    (status = 204, description = "Kept"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[put("/v1/devices/this")]
pub async fn report_device(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    body: Body<v1::PutDeviceReport>,
) -> Reply {
    let report = read(&app, &body.value).map_err(|error| Refused::of(error, lang))?;
    let kept = actions::report_device::run(&app, sender.0, report).await;
    kept.map_err(|error| Refused::of(error, lang))?;
    Ok(HttpResponse::NoContent().finish())
}

fn read(app: &App, body: &v1::PutDeviceReport) -> Result<DeviceReport, Error> {
    let mut reading = Reading::begin(app);
    let app_version = reading.text("$.app_version", &body.app_version, AppVersion::parse);
    let agent = reading.maybe("$.user_agent_words", body.user_agent_words.as_ref(), AgentWords::parse);
    let oldest = body.oldest_unsent_at.as_ref();
    let oldest_unsent_at = oldest.and_then(|at| reading.time("$.oldest_unsent_at", at));
    let mut number =
        |path: &str, wide: u64| reading.faults.keep(path, i64::try_from(wide), |_range| code::OUT_OF_RANGE);
    let unsent_bytes = number("$.unsent_bytes", body.unsent_bytes);
    let free_bytes = body.free_bytes.and_then(|free| number("$.free_bytes", free));
    let mut count =
        |path: &str, wide: u32| reading.faults.keep(path, i32::try_from(wide), |_range| code::OUT_OF_RANGE);
    let unsent_cases = count("$.unsent_cases", body.unsent_cases);
    let unsent_files = count("$.unsent_files", body.unsent_files);
    let report = || {
        Some(DeviceReport {
            app_version: app_version?,
            unsent_cases: unsent_cases?,
            unsent_files: unsent_files?,
            unsent_bytes: unsent_bytes?,
            oldest_unsent_at,
            free_bytes,
            persisted: body.persisted,
            agent,
        })
    };
    Ok(reading.faults.or(report())?)
}

fn device_view(listed: ListedDevice) -> v1::DeviceView {
    let ListedDevice { device, username, report } = listed;
    v1::DeviceView {
        id: device.id.uuid(),
        name: device.name,
        user_id: device.user.uuid(),
        username,
        first_seen: device.first_seen.to_string(),
        last_seen: Some(device.last_seen.to_string()),
        revoked_at: device.revoked_at.map(|at| at.to_string()),
        last_sync_at: device.last_sync_at.map(|at| at.to_string()),
        report: report.map(report_view),
    }
}

fn report_view(StoredReport { at, report }: StoredReport) -> v1::DeviceReport {
    v1::DeviceReport {
        at: at.to_string(),
        app_version: report.app_version.as_str().to_owned(),
        unsent_cases: u32::try_from(report.unsent_cases).unwrap_or_default(),
        unsent_files: u32::try_from(report.unsent_files).unwrap_or_default(),
        unsent_bytes: u64::try_from(report.unsent_bytes).unwrap_or_default(),
        oldest_unsent_at: report.oldest_unsent_at.map(|at| at.to_string()),
        free_bytes: report.free_bytes.and_then(|free| u64::try_from(free).ok()),
        persisted: report.persisted,
        user_agent_words: report.agent.map(|words| words.as_str().to_owned()),
    }
}
