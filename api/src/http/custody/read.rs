//! The acts on things from the wire, or every fault at once.

use domain::{
    case::Way,
    clock::{day_start, shanghai},
    custody::{AttemptReason, Holder, Receiver},
    evidence::{Claim, Purpose},
    fault::Faults,
    ids::{CustodyId, FileId, UserId},
    message::ContactRole,
    text::{Address, MaterialCode, PersonName, Reason, ResultNumber, Tracking},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use mobile_contract::{limits, problem::faults as code, v1};
use serde::Deserialize;

use crate::{
    actions::{
        Error,
        deliver_case::Delivery,
        hand_over::Pass,
        issue_case::Issue,
        keep_custody::{Meant, Said},
        list_custody::Which,
        take_originals::Taking,
    },
    app::App,
    http::{
        cases::media,
        convert::{Reading, limit},
    },
};

/// How long originals may stay away from a home.
const LONGEST_AWAY: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Reads an issue.
pub fn issue(app: &App, body: &v1::IssueCase) -> Result<Issue, Error> {
    let mut reading = Reading::begin(app);
    let number = reading.maybe("$.number", body.number.as_ref(), ResultNumber::parse);
    let way = match body.way {
        v1::DeliveryWay::Home => Way::Home,
        v1::DeliveryWay::Post => Way::Post,
        v1::DeliveryWay::Window => Way::Window,
        v1::DeliveryWay::Electronic => Way::Electronic,
    };
    Ok(reading.faults.or(Some(Issue { way, number }))?)
}

/// Reads a handing on. A worker is named with a worker, a parcel with the post.
pub fn hand_over(app: &App, body: &v1::HandOver) -> Result<(Pass, Meant, Said), Error> {
    let mut reading = Reading::begin(app);
    let meant = things(&mut reading, &body.things);
    let mut said = said(&mut reading, body.device_at.as_ref(), body.signature.as_ref(), body.note.as_ref());
    said.words.tracking = reading.maybe("$.tracking", body.tracking.as_ref(), Tracking::parse);
    needed(&mut reading, "$.worker_id", body.to == v1::Taker::Worker, body.worker_id.is_some());
    needed(&mut reading, "$.tracking", body.to == v1::Taker::Post, body.tracking.is_some());
    let to = match (body.to, body.worker_id) {
        (v1::Taker::Worker, Some(worker)) => Some(Holder::Worker(UserId::from_uuid(worker))),
        (v1::Taker::Worker, None) => None,
        (v1::Taker::Centre, _) => Some(Holder::Centre),
        (v1::Taker::Post, _) => Some(Holder::Post),
    };
    Ok(reading.faults.or(to.map(|to| (Pass::HandOver(to), meant, said)))?)
}

/// Reads a taking over.
pub fn take_over(app: &App, body: &v1::TakeOver) -> Result<(Pass, Meant, Said), Error> {
    let mut reading = Reading::begin(app);
    let meant = things(&mut reading, &body.things);
    let said = said(&mut reading, body.device_at.as_ref(), None, None);
    Ok(reading.faults.or(Some((Pass::TakeOver, meant, said)))?)
}

/// Reads what is looked for.
pub fn reassign(app: &App, body: &v1::ReassignCustody) -> Result<(Pass, Meant, Said), Error> {
    let mut reading = Reading::begin(app);
    let meant = things(&mut reading, &body.things);
    let mut said = Said::default();
    said.words.note = reading.text("$.reason", &body.reason, Reason::parse);
    let to = body.worker_id.map_or(Holder::Centre, |worker| Holder::Worker(UserId::from_uuid(worker)));
    Ok(reading.faults.or(Some((Pass::Reassign(to), meant, said)))?)
}

/// Reads a delivery. Whoever is not the resident is named.
pub fn deliver(app: &App, body: &v1::DeliverCase) -> Result<(Delivery, Said), Error> {
    let mut reading = Reading::begin(app);
    let meant = things(&mut reading, &body.things);
    let mut said = said(&mut reading, body.device_at.as_ref(), body.signature.as_ref(), body.note.as_ref());
    said.words.receiver = reading.maybe("$.receiver_name", body.receiver_name.as_ref(), PersonName::parse);
    said.words.place = reading.maybe("$.place", body.place.as_ref(), Address::parse);
    let receiver = match body.receiver {
        v1::ThingReceiver::Resident => Receiver::Resident,
        v1::ThingReceiver::Guardian => Receiver::Other(ContactRole::Guardian),
        v1::ThingReceiver::Relative => Receiver::Other(ContactRole::Relative),
        v1::ThingReceiver::CommunityWorker => Receiver::Other(ContactRole::CommunityWorker),
    };
    let other = receiver != Receiver::Resident;
    needed(&mut reading, "$.receiver_name", other, body.receiver_name.is_some());
    said.receiver = Some(receiver);
    Ok(reading.faults.or(Some((Delivery::Done(meant), said)))?)
}

/// Reads an attempt in vain.
pub fn attempt(app: &App, body: &v1::NoteAttempt) -> Result<(Delivery, Said), Error> {
    let mut reading = Reading::begin(app);
    let mut said = said(&mut reading, body.device_at.as_ref(), None, body.note.as_ref());
    let reason = match body.reason {
        v1::AttemptReason::NotAtHome => AttemptReason::NotAtHome,
        v1::AttemptReason::Moved => AttemptReason::Moved,
        v1::AttemptReason::Refused => AttemptReason::Refused,
        v1::AttemptReason::AddressWrong => AttemptReason::AddressWrong,
        v1::AttemptReason::Died => AttemptReason::Died,
    };
    said.reason = Some(reason);
    Ok(reading.faults.or(Some((Delivery::Failed(reason), said)))?)
}

/// Reads a slip for originals. The term begins with the day at the table, which a phone may tell of days later.
pub fn originals(app: &App, body: &v1::TakeOriginals) -> Result<Taking, Error> {
    let mut reading = Reading::begin(app);
    let said = said(&mut reading, Some(&body.device_at), Some(&body.signature), body.note.as_ref());
    if body.originals.is_empty() {
        reading.faults.note("$.originals", code::TOO_FEW);
    }
    if body.originals.len() > limits::MATERIALS_A_CASE {
        reading.faults.note("$.originals", code::TOO_MANY);
    }
    let mut originals = Vec::with_capacity(body.originals.len().min(limits::MATERIALS_A_CASE));
    for (n, original) in body.originals.iter().enumerate().take(limits::MATERIALS_A_CASE) {
        let path = format!("$.originals[{n}]");
        if !(1..=999).contains(&original.count) {
            reading.faults.note(format!("{path}.count"), code::OUT_OF_RANGE);
        }
        let material = reading.text(&format!("{path}.material"), &original.material, MaterialCode::parse);
        originals.push(material.map(|material| (material, original.count)));
    }
    let back_by = back_by(&mut reading, &body.back_by, said.device_at);
    Ok(reading.faults.or(back_by.map(|back_by| Taking { originals, back_by, said }))?)
}

fn back_by(reading: &mut Reading, text: &str, taken_at: Option<Timestamp>) -> Option<Timestamp> {
    let Ok(day) = text.parse::<Date>() else {
        reading.faults.note("$.back_by", code::DATE);
        return None;
    };
    let taken_at = taken_at?;
    let end = day.tomorrow().map(day_start).unwrap_or(Timestamp::MAX);
    if day < shanghai(taken_at).date() {
        reading.faults.note("$.back_by", code::DATE_PAST);
    } else if end.duration_since(taken_at) > LONGEST_AWAY {
        reading.faults.note("$.back_by", code::OUT_OF_RANGE);
    }
    Some(end)
}

/// Reads why a case is closed with something open.
pub fn close(app: &App, body: &v1::CloseCase) -> Result<Reason, Error> {
    let mut reading = Reading::begin(app);
    let note = reading.text("$.note", &body.note, Reason::parse);
    Ok(reading.faults.or(note)?)
}

/// A [`v1::CustodyQuery`] as it came, so that every fault in it can be named.
#[derive(Deserialize)]
pub struct Asked {
    list: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

/// Reads the query of `GET /v1/custody`.
pub fn asked(query: &Asked) -> Result<(Which, Option<CustodyId>, u16), Error> {
    let mut faults = Faults::default();
    let which = match query.list.as_deref() {
        Some("to_carry") => Some(Which::ToCarry),
        Some("to_take") => Some(Which::ToTake),
        Some("to_issue") => Some(Which::ToIssue),
        Some("to_hand_over") => Some(Which::ToHandOver),
        Some("out") => Some(Which::Out),
        Some("posted") => Some(Which::Posted),
        Some("late") => Some(Which::Late),
        Some(_) => {
            faults.note("?list", code::UNKNOWN_WORD);
            None
        }
        None => {
            faults.note("?list", code::REQUIRED);
            None
        }
    };
    let cursor = query.cursor.as_ref();
    let after =
        cursor.and_then(|cursor| faults.keep("?cursor", cursor.parse::<CustodyId>(), |_shape| code::CURSOR));
    let limit = limit(&mut faults, query.limit.as_ref());
    Ok(faults.or(which.zip(limit).map(|(which, limit)| (which, after, limit)))?)
}

/// Which things are meant: one at least, each once.
fn things(reading: &mut Reading, things: &v1::Things) -> Meant {
    if !things.result && things.originals.is_empty() {
        reading.faults.note("$.things", code::TOO_FEW);
    }
    if things.originals.len() > limits::MATERIALS_A_CASE {
        reading.faults.note("$.things.originals", code::TOO_MANY);
    }
    let mut originals = Vec::with_capacity(things.originals.len().min(limits::MATERIALS_A_CASE));
    for (n, original) in things.originals.iter().enumerate().take(limits::MATERIALS_A_CASE) {
        let path = format!("$.things.originals[{n}]");
        let Some(material) = reading.text(&path, original, MaterialCode::parse) else { continue };
        if originals.contains(&material) {
            reading.faults.note(path, code::DUPLICATE);
        }
        originals.push(material);
    }
    Meant { result: things.result, originals }
}

fn said(
    reading: &mut Reading,
    device_at: Option<&String>,
    signature: Option<&v1::SignatureFile>,
    note: Option<&String>,
) -> Said {
    let mut said = Said {
        device_at: device_at.and_then(|at| reading.time("$.device_at", at)),
        signature: signature.and_then(|file| self::signature(reading, file)),
        ..Said::default()
    };
    said.words.note = reading.maybe("$.note", note, Reason::parse);
    said
}

fn signature(reading: &mut Reading, file: &v1::SignatureFile) -> Option<Claim> {
    let sha256 = reading.sealed("$.signature", &file.sha256, file.size);
    Some(Claim {
        file: FileId::from_uuid(file.file_id),
        sha256: sha256?,
        size: file.size,
        media: media(file.media_type),
        purpose: Purpose::Handover,
    })
}

/// What belongs to one kind of taker is there with it, and with no other.
fn needed(reading: &mut Reading, path: &str, wanted: bool, given: bool) {
    match (wanted, given) {
        (true, false) => reading.faults.note(path, code::REQUIRED),
        (false, true) => reading.faults.note(path, code::NOT_APPLICABLE),
        _ => {}
    }
}
