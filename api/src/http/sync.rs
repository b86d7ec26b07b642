//! What has changed for a worker's phone.

use actix_web::{HttpResponse, get, http::header, web};
use domain::{
    fault::Faults,
    message::ContactRole,
    phone::Phone,
    resident::{Profile, Relation},
    text::{Address, Note},
};
use mobile_contract::{
    limits,
    problem::{Problem, faults as code},
    v1,
};
use serde::Deserialize;

use crate::{
    actions::{
        Error,
        sync_phone::{self, Change, Page, Removed, SealedCursor, SyncedResident},
    },
    app::App,
    http::{
        cases,
        convert::{self, care_groups},
        extract::{Lang, Signed},
        not_applied,
        problem::{Refused, Reply},
        visits,
    },
};

/// Changes of a page by default.
const PAGE: u16 = 100;

/// A [`v1::SyncQuery`] as it came, so that every fault in it can be named.
#[derive(Deserialize)]
pub struct Asked {
    cursor: Option<String>,
    limit: Option<String>,
}

/// What has changed for the worker's phone since a cursor; without one, everything that it is to hold.
///
/// `resync-required` says that the phone drops its copy and begins without a cursor.
#[utoipa::path(tag = "sync", security(("access_token" = [])), params(v1::SyncQuery), responses(
    (status = 200, description = "A page", body = v1::SyncPage),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/sync")]
pub async fn get_sync(app: web::Data<App>, signed: Signed, lang: Lang, query: web::Query<Asked>) -> Reply {
    let (after, limit) = read(&query).map_err(|error| Refused::of(error, lang))?;
    let page = sync_phone::run(&app, signed.0, after, limit).await;
    let page = view(&app, page.map_err(|error| Refused::of(error, lang))?);
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(page))
}

fn read(query: &Asked) -> Result<(Option<SealedCursor>, u16), Error> {
    let mut faults = Faults::default();
    let after = query.cursor.as_ref();
    let after =
        after.and_then(|text| faults.keep("?cursor", SealedCursor::parse(text).ok_or(()), |()| code::CURSOR));
    let rows = convert::rows(&mut faults, query.limit.as_ref(), PAGE, limits::SYNC_PAGE_MOST);
    Ok(faults.or(rows.map(|rows| (after, rows)))?)
}

fn view(app: &App, page: Page) -> v1::SyncPage {
    let Page { changes, cursor, more, at } = page;
    let changes = changes.into_iter().map(|one| change(app, one)).collect();
    v1::SyncPage { changes, cursor, more, server_time: at.to_string() }
}

fn change(app: &App, change: Change) -> v1::SyncChange {
    match change {
        Change::Visit(seen) => v1::SyncChange::Visit { visit: Box::new(visits::view(&seen)) },
        Change::Case(whole) => v1::SyncChange::Case { case: Box::new(cases::view(app, *whole)) },
        Change::Resident(resident) => v1::SyncChange::Resident { resident: resident_view(&resident) },
        Change::NotApplied(seen) => {
            v1::SyncChange::NotApplied { not_applied: Box::new(not_applied::view(*seen)) }
        }
        Change::Removed(removed) => {
            let (of, id) = match removed {
                Removed::Visit(id) => (v1::SyncedKind::Visit, id.uuid()),
                Removed::Case(id) => (v1::SyncedKind::Case, id.uuid()),
                Removed::Resident(id) => (v1::SyncedKind::Resident, id.uuid()),
                Removed::NotApplied(id) => (v1::SyncedKind::NotApplied, id.uuid()),
            };
            v1::SyncChange::Removed { of, id }
        }
    }
}

fn resident_view(synced: &SyncedResident) -> v1::SyncResident {
    let SyncedResident { resident, profile, died, at_the_door } = synced;
    let masked = v1::SyncResident {
        id: resident.id.uuid(),
        version: resident.version,
        community_id: resident.community.uuid(),
        masked: true,
        name: profile.name.masked(),
        id_number: profile.id_number.masked(),
        phone: profile.phone.as_ref().map(Phone::masked),
        address: None,
        care_groups: care_groups(profile),
        note: None,
        contacts: Vec::new(),
        deceased: *died,
    };
    if *at_the_door { in_the_clear(masked, profile) } else { masked }
}

fn in_the_clear(masked: v1::SyncResident, profile: &Profile) -> v1::SyncResident {
    let phone = |phone: &Phone| phone.as_str().to_owned();
    let contact = |relation: &Relation| {
        let role = match relation.contact.role {
            ContactRole::Guardian => v1::ContactRelation::Guardian,
            ContactRole::Relative => v1::ContactRelation::Relative,
            ContactRole::CommunityWorker => v1::ContactRelation::CommunityWorker,
            ContactRole::Resident => return None,
        };
        let name = relation.name.as_str().to_owned();
        Some(v1::SyncContact { name, relation: role, phone: relation.contact.phone.as_ref().map(phone) })
    };
    v1::SyncResident {
        masked: false,
        name: profile.name.as_str().to_owned(),
        phone: profile.phone.as_ref().map(phone),
        address: profile.address.as_ref().map(Address::as_str).map(str::to_owned),
        note: profile.note.as_ref().map(Note::as_str).map(str::to_owned),
        contacts: profile.relations.iter().filter_map(contact).collect(),
        ..masked
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn the_lives_that_are_told_are_those_that_count() {
        let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
        assert_eq!(sync_phone::CURSOR_LIFE, days(limits::SYNC_CURSOR_DAYS));
        assert_eq!(sync_phone::VISIT_LIFE, days(limits::FINISHED_VISIT_DAYS));
        assert_eq!(sync_phone::CASE_LIFE, days(limits::CLOSED_CASE_DAYS));
    }
}
