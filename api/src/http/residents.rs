//! Residents: entered whole, shown masked, unmasked with a reason.

use actix_web::{HttpResponse, get, http::header, post, put, web};
use domain::{
    ids::{CommunityId, ResidentId},
    message::{Contact, ContactConsent, ContactRole},
    phone::{Phone, PhoneRefusal},
    resident::{DeathSource, Profile, Relation},
    text::{PersonName, Reason},
};
use mobile_contract::{
    problem::{Problem, faults as code},
    v1,
};
use uuid::Uuid;

use crate::{
    actions::{
        Error,
        note_death::{self as noting_death, NoteDeath},
        read_resident,
        record_resident::{self, RecordResident},
        unmask_resident::{self as unmasking, Field, UnmaskResident, UnmaskedResident},
    },
    app::App,
    http::{
        convert::{Reading, resident_view, written},
        extract::{Body, Lang, Sender, Signed},
        problem::{Refused, Reply},
    },
};

/// Enter a resident.
///
/// The answer is the same whether or not the ID number was known before, and tells nothing stored. Who is in the
/// register already stays there unchanged.
#[utoipa::path(tag = "residents", security(("access_token" = []), ("send_token" = [])), request_body = v1::PutResident, responses(
    (status = 200, description = "Entered", body = v1::ResidentAck),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[put("/v1/residents/{id}")]
pub async fn put_resident(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::PutResident>,
) -> Reply<web::Json<v1::ResidentAck>> {
    let write = written(body.value.write_id, body.said);
    let command = read(&app, *id, &body.value).map_err(|error| Refused::of(error, lang))?;
    let answer = record_resident::run(&app, sender.0, write, command).await;
    let outcome = answer.map_err(|error| Refused::of(error, lang))?.outcome;
    Ok(web::Json(v1::ResidentAck { id: outcome.id, version: outcome.version }))
}

/// One resident, masked.
#[utoipa::path(tag = "residents", security(("access_token" = [])), responses(
    (status = 200, description = "The resident", body = v1::ResidentView),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/residents/{id}")]
pub async fn get_resident(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
) -> Reply<web::Json<v1::ResidentView>> {
    let seen = read_resident::run(&app, signed.0, ResidentId::from_uuid(*id)).await;
    let seen = seen.map_err(|error| Refused::of(error, lang))?;
    Ok(web::Json(resident_view(seen.id, seen.version, seen.community, seen.profile.as_ref(), seen.died)))
}

/// Show fields of a resident in full. Who asked, what and why is kept for ever.
#[utoipa::path(tag = "residents", security(("access_token" = [])), request_body = v1::Unmask, responses(
    (status = 200, description = "The fields asked for", body = v1::Unmasked),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/residents/{id}/unmask")]
pub async fn unmask_resident(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::Unmask>,
) -> Reply {
    let command = read_unmask(&app, *id, &body.value).map_err(|error| Refused::of(error, lang))?;
    let shown = unmasking::run(&app, signed.0, command).await;
    let shown = unmasked(&shown.map_err(|error| Refused::of(error, lang))?);
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(shown))
}

/// Note that a resident has died.
///
/// From here on nothing is written to them and nothing is filed for them. Open cases stay where they are; a task asks the
/// centre to look at each.
#[utoipa::path(tag = "residents", security(("access_token" = [])), request_body = v1::NoteDeath, responses(
    (status = 204, description = "Noted"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/residents/{id}/death")]
pub async fn note_death(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::NoteDeath>,
) -> Reply {
    let write = written(body.value.write_id, body.said);
    let command = read_death(&app, *id, &body.value).map_err(|error| Refused::of(error, lang))?;
    let noted = noting_death::run(&app, signed.0, write, command).await;
    noted.map_err(|error| Refused::of(error, lang))?;
    Ok(HttpResponse::NoContent().finish())
}

fn read(app: &App, id: Uuid, body: &v1::PutResident) -> Result<RecordResident, Error> {
    let mut reading = Reading::begin(app);
    let profile = reading.profile("$.identity", &body.identity);
    let relations = relations(&mut reading, &body.contacts);
    let profile = profile.map(|profile| Profile { relations, ..profile });
    if let Some(Err(refusal)) = profile.as_ref().map(Profile::circle) {
        reading.faults.note("$.contacts", refusal.code());
    }
    let command = profile.map(|profile| RecordResident {
        id: ResidentId::from_uuid(id),
        community: CommunityId::from_uuid(body.community_id),
        profile,
    });
    Ok(reading.faults.or(command)?)
}

/// Somebody's contact circle as it was sent.
pub fn relations(reading: &mut Reading, contacts: &[v1::NewContact]) -> Vec<Relation> {
    let read = |(n, contact): (usize, &v1::NewContact)| {
        let name = reading.text(&format!("$.contacts[{n}].name"), &contact.name, PersonName::parse);
        let phone = Phone::parse(&contact.phone);
        let phone = reading.faults.keep(&format!("$.contacts[{n}].phone"), phone, PhoneRefusal::code);
        let consent = if contact.may_be_told { ContactConsent::Given } else { ContactConsent::NotAsked };
        let role = match contact.relation {
            v1::ContactRelation::Guardian => ContactRole::Guardian,
            v1::ContactRelation::Relative => ContactRole::Relative,
            v1::ContactRelation::CommunityWorker => ContactRole::CommunityWorker,
        };
        Some(Relation { name: name?, contact: Contact { role, phone: Some(phone?), consent } })
    };
    contacts.iter().enumerate().filter_map(read).collect()
}

fn read_death(app: &App, id: Uuid, body: &v1::NoteDeath) -> Result<NoteDeath, Error> {
    let mut reading = Reading::begin(app);
    let words = reading.maybe("$.note", body.note.as_ref(), Reason::parse);
    let source = match body.source {
        v1::DeathSource::Family => DeathSource::Family,
        v1::DeathSource::Community => DeathSource::Community,
        v1::DeathSource::Register => DeathSource::Register,
    };
    let command = NoteDeath { id: ResidentId::from_uuid(id), source, words };
    Ok(reading.faults.or(Some(command))?)
}

fn read_unmask(app: &App, id: Uuid, body: &v1::Unmask) -> Result<UnmaskResident, Error> {
    let mut reading = Reading::begin(app);
    let reason = reading.text("$.reason", &body.reason, Reason::parse);
    let mut fields: Vec<_> = body.fields.iter().copied().map(field).collect();
    fields.sort_unstable();
    fields.dedup();
    if fields.is_empty() {
        reading.faults.note("$.fields", code::TOO_FEW);
    }
    let command = reason.map(|reason| UnmaskResident { id: ResidentId::from_uuid(id), reason, fields });
    Ok(reading.faults.or(command)?)
}

const fn field(field: v1::PersonalField) -> Field {
    match field {
        v1::PersonalField::Name => Field::Name,
        v1::PersonalField::IdNumber => Field::IdNumber,
        v1::PersonalField::Phone => Field::Phone,
        v1::PersonalField::Address => Field::Address,
        v1::PersonalField::Note => Field::Note,
    }
}

fn unmasked(shown: &UnmaskedResident) -> v1::Unmasked {
    v1::Unmasked {
        name: shown.name.as_ref().map(|name| name.as_str().to_owned()),
        id_number: shown.id_number.as_ref().map(|number| number.as_str().to_owned()),
        phone: shown.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        address: shown.address.as_ref().map(|address| address.as_str().to_owned()),
        note: shown.note.as_ref().map(|note| note.as_str().to_owned()),
    }
}
