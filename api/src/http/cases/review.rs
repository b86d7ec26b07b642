//! The window's acts from the wire.

use domain::{
    case::Outcome,
    correction::{Defect, DefectReason},
    text::{Address, MaterialCode, Reason},
};
use mobile_contract::{limits, problem::faults as code, v1};

use crate::{
    actions::{Error, review_case::Review},
    app::App,
    http::convert::Reading,
};

/// Reads a conclusion. A refusal needs words.
pub fn conclude(app: &App, body: &v1::ConcludeCase) -> Result<Review, Error> {
    let mut reading = Reading::begin(app);
    let opinion = reading.maybe("$.opinion", body.opinion.as_ref(), Reason::parse);
    let outcome = match body.outcome {
        v1::Decision::Granted => Outcome::Granted,
        v1::Decision::Refused => Outcome::Refused,
    };
    if outcome == Outcome::Refused && body.opinion.is_none() {
        reading.faults.note("$.opinion", code::OPINION_REQUIRED);
    }
    Ok(reading.faults.or(Some(Review::Conclude { outcome, opinion }))?)
}

/// Reads a refusal to accept. Who refuses for want of power names the right body (行政许可法 art. 32).
pub fn not_accept(app: &App, body: &v1::NotAcceptCase) -> Result<Review, Error> {
    let mut reading = Reading::begin(app);
    let note = reading.text("$.note", &body.note, Reason::parse);
    let right_body = reading.maybe("$.right_body", body.right_body.as_ref(), Address::parse);
    let reason = match body.reason {
        v1::NotAcceptReason::NotNeeded => "not_needed",
        v1::NotAcceptReason::NotOurPower => "not_our_power",
        v1::NotAcceptReason::NotInScope => "not_in_scope",
        v1::NotAcceptReason::Duplicate => "duplicate",
        v1::NotAcceptReason::Other => "other",
    };
    if body.reason == v1::NotAcceptReason::NotOurPower && body.right_body.is_none() {
        reading.faults.note("$.right_body", code::RIGHT_BODY_REQUIRED);
    }
    Ok(reading.faults.or(note.map(|note| Review::NotAccept { reason, right_body, note }))?)
}

/// Reads a return with its defects.
pub fn return_case(app: &App, body: &v1::ReturnCase) -> Result<Review, Error> {
    let mut reading = Reading::begin(app);
    if body.defects.is_empty() {
        reading.faults.note("$.defects", code::TOO_FEW);
    }
    if body.defects.len() > limits::MATERIALS_A_CASE {
        reading.faults.note("$.defects", code::TOO_MANY);
    }
    let mut defects = Vec::with_capacity(body.defects.len().min(limits::MATERIALS_A_CASE));
    for (n, defect) in body.defects.iter().enumerate().take(limits::MATERIALS_A_CASE) {
        let path = format!("$.defects[{n}]");
        let material = reading.text(&format!("{path}.material"), &defect.material, MaterialCode::parse);
        let note = reading.maybe(&format!("{path}.note"), defect.note.as_ref(), Reason::parse);
        if defect.reason == v1::DefectReason::Other && defect.note.is_none() {
            reading.faults.note(format!("{path}.note"), code::DEFECT_NOTE_REQUIRED);
        }
        if let Some(material) = material {
            defects.push(Defect { material, reason: defect_reason(defect.reason), note });
        }
    }
    Ok(reading.faults.or(Some(Review::Return { defects }))?)
}

const fn defect_reason(reason: v1::DefectReason) -> DefectReason {
    match reason {
        v1::DefectReason::Missing => DefectReason::Missing,
        v1::DefectReason::Unreadable => DefectReason::Unreadable,
        v1::DefectReason::Expired => DefectReason::Expired,
        v1::DefectReason::WrongPerson => DefectReason::WrongPerson,
        v1::DefectReason::NotInForm => DefectReason::NotInForm,
        v1::DefectReason::Incomplete => DefectReason::Incomplete,
        v1::DefectReason::Other => DefectReason::Other,
    }
}
