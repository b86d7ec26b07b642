//! What is held on a resident apart from cases.

use domain::{phone::Phone, visit::VisitStage};

use super::{Facts, Held, facts, kept, said};
use crate::actions::{Error, read_visits::VisitNotes};

pub fn profile(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let (profile, resident) = (&held.profile, &held.resident);
    let groups: Vec<_> = profile.care_groups.iter().map(|group| group.as_str()).collect();
    Ok(vec![facts([
        ("name", said(profile.name.as_str())),
        ("id_number", said(profile.id_number.as_str())),
        ("phone", profile.phone.as_ref().map(|phone| Phone::as_str(phone).to_owned())),
        ("address", profile.address.as_ref().map(|address| address.as_str().to_owned())),
        ("care_groups", said(groups.join(", "))),
        ("note", profile.note.as_ref().map(|note| note.as_str().to_owned())),
        ("recorded_at", said(resident.created_at)),
        ("version", said(resident.version)),
    ])])
}

pub fn contacts(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let one = |relation: &domain::resident::Relation| {
        let contact = &relation.contact;
        facts([("relation", said(contact.role.as_str())), ("may_be_told", said(contact.consent.as_str()))])
    };
    Ok(held.profile.relations.iter().map(one).collect())
}

pub fn death(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let noted = held.tx.death_of(held.resident.centre, held.resident.id)?;
    let one = |(source, at): (domain::resident::DeathSource, jiff::Timestamp)| {
        facts([("source", said(source.as_str())), ("noted_at", said(at))])
    };
    Ok(noted.map(one).into_iter().collect())
}

pub fn visits(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let centre = held.resident.centre;
    let mut entries = Vec::new();
    for id in held.tx.visits_of_resident(centre, held.resident.id)? {
        let Some(stored) = held.tx.visit(&[centre], id)? else { continue };
        let visit = &stored.visit;
        let notes = VisitNotes::open(held.vault, &held.key, id, stored.note.as_deref())?;
        let items: Vec<_> = visit.items.iter().map(domain::text::ItemCode::as_str).collect();
        let (started, finished) = match &visit.stage {
            VisitStage::Planned => (None, None),
            VisitStage::Underway { started_at } => (Some(*started_at), None),
            VisitStage::Finished { started_at, finished_at, .. } => (*started_at, Some(*finished_at)),
        };
        let mut entry = facts([
            ("id", said(id)),
            ("planned_for", said(visit.planned_for)),
            ("stage", said(visit.stage.as_str())),
            ("started_at", started.map(|at| at.to_string())),
            ("finished_at", finished.map(|at| at.to_string())),
            ("items", said(items.join(", "))),
        ]);
        entry.extend(notes.said().map(|(about, words)| (format!("note.{about}"), words.to_owned())));
        entries.push(entry);
    }
    Ok(entries)
}

pub fn visit_requests(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let mut entries = Vec::new();
    for stored in held.tx.visit_requests_of(held.resident.centre, held.resident.id)? {
        let (request, key) = (&stored.request, Some(&held.key));
        let words = held.vault.open_request(key, request.id, stored.words.as_deref())?;
        let answer = stored.answer_words.as_deref();
        let answer =
            answer.map(|sealed| held.vault.open_request_answer(key, request.id, sealed)).transpose()?;
        let items: Vec<_> = request.wish.items.iter().map(domain::text::ItemCode::as_str).collect();
        // Who asked may have been somebody else: what is theirs stays out.
        entries.push(facts([
            ("asked_at", said(request.asked.0)),
            ("source", said(request.wish.source.as_str())),
            ("items", said(items.join(", "))),
            ("wished_on", request.wish.on.map(|wished| wished.day.to_string())),
            ("note", words.note.as_ref().map(|note| note.as_str().to_owned())),
            ("state", said(request.state.as_str())),
            ("answered_at", request.answered.map(|(at, _)| at.to_string())),
            ("answer", answer),
        ]));
    }
    Ok(entries)
}

pub fn home_place(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let resident = held.resident.id;
    let known = held.tx.home_places(held.resident.centre, &[resident])?.remove(&resident);
    let Some((sealed, at)) = known else { return Ok(Vec::new()) };
    let place = held.vault.open_place(&held.key, resident, &sealed)?;
    Ok(vec![facts([("thousandths_of_degrees", said(place.text())), ("told_at", said(at))])])
}

pub fn objections(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let Some(phone) = &held.profile.phone else { return Ok(Vec::new()) };
    let number = held.vault.phone_index(phone);
    let objections = held.tx.objections(held.resident.centre, held.resident.id, &number)?;
    let one = |(purpose, how): (domain::message::Purpose, domain::message::Objection)| {
        facts([("against", said(purpose.as_str())), ("how", said(how.as_str()))])
    };
    Ok(objections.into_iter().map(one).collect())
}

pub fn erasure_requests(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let stored = held.tx.erasure_requests_of(held.resident.centre, held.resident.id)?;
    let mut entries = Vec::new();
    for one in stored {
        let row = one.request.id;
        let open = |column: &str, sealed: Option<&Vec<u8>>| match sealed {
            Some(sealed) => held.open("erasure_requests", column, row.as_bytes(), sealed),
            None => Ok(None),
        };
        entries.push(facts([
            ("asked_at", said(one.request.asked.0)),
            ("reason", said(one.request.reason.as_str())),
            ("words", open("words", one.words.as_ref())?),
            ("answered_at", one.request.answer.map(|(_, at, _)| at.to_string())),
            ("answer", open("answer_words", one.answer_words.as_ref())?),
        ]));
    }
    Ok(entries)
}

/// What workers collected and the state of things did not allow.
pub fn not_applied(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let stored = held.tx.not_applied_of_resident(held.resident.centre, held.resident.id)?;
    let mut entries = Vec::new();
    for one in stored {
        let id = one.fact.id;
        entries.push(facts([
            ("at", said(one.fact.refused_at)),
            ("what", said(one.fact.operation.as_str())),
            ("why_not", said(&one.fact.code)),
            ("said", held.open("not_applied", "body", id.as_bytes(), &one.body)?),
            ("settled", one.fact.settled.map(|(_, _, how)| how.as_str().to_owned())),
        ]));
    }
    Ok(entries)
}

/// The audit rows of the resident and of their cases; not who it was, which is the staff's own.
pub fn looks(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let centre = held.resident.centre;
    let mut objects = vec![("resident", held.resident.id.uuid())];
    objects.extend(held.cases.iter().map(|file| ("case", file.row.case.id.uuid())));
    let mut entries = Vec::new();
    for (kind, object) in objects {
        for row in held.tx.audit_of(centre, kind, object)? {
            let opened = |sealed: &[u8]| {
                kept(held.vault.open(&held.key, "audit", "secret", object.as_bytes(), sealed))
            };
            entries.push(facts([
                ("what", said(&row.act)),
                ("at", said(row.at())),
                ("role", row.role().map(str::to_owned)),
                ("of", said(format!("{kind} {object}"))),
                ("why", row.secret().map(opened).transpose()?.flatten()),
            ]));
        }
    }
    Ok(entries)
}
