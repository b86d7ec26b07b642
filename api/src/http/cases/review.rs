//! The acts of window and departments from the wire.

use domain::{
    case::{Outcome, Procedure, TerminateReason, VoidReason, WithdrawReason},
    clock::shanghai,
    correction::{Defect, DefectReason},
    deadlines::PauseKind,
    ids::CaseId,
    text::{Address, MaterialCode, Reason},
};
use jiff::civil::Date;
use mobile_contract::{limits, problem::faults as code, v1};
use uuid::Uuid;

use crate::{
    actions::{Error, review_case::Review},
    app::App,
    http::convert::Reading,
};

/// The body of an act on a case.
pub trait Act {
    /// What the write is known again by, and the version it was made on.
    fn write(&self) -> (Uuid, i32);
}

macro_rules! acts {
    ($($body:ident),+) => {$(
        impl Act for v1::$body {
            fn write(&self) -> (Uuid, i32) {
                (self.write_id, self.base_version)
            }
        }
    )+};
}

acts!(AcceptCase, ConcludeCase, NotAcceptCase, PassOnCase, ReturnCase, SuspendCase, TerminateCase, VoidCase);
acts!(WithdrawCase, WordsOnCase);

/// Reads an acceptance, which says no more than that.
pub const fn accept(_app: &App, _body: &v1::AcceptCase) -> Result<Review, Error> {
    Ok(Review::Accept)
}

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
    let further = reading.maybe("$.further_reason", body.further_reason.as_ref(), Reason::parse);
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
    Ok(reading.faults.or(Some(Review::Return { defects, further }))?)
}

/// Reads the department's decision. A refusal needs words.
pub fn decide(app: &App, body: &v1::ConcludeCase) -> Result<Review, Error> {
    match conclude(app, body)? {
        Review::Conclude { outcome, opinion } => Ok(Review::Decide { outcome, opinion }),
        other => Ok(other),
    }
}

/// Reads what goes to the department again.
pub fn forward(app: &App, body: &v1::PassOnCase) -> Result<Review, Error> {
    Ok(Review::Forward { note: passed_on(app, body)? })
}

/// Reads the end of a special procedure.
pub fn resume(app: &App, body: &v1::PassOnCase) -> Result<Review, Error> {
    Ok(Review::Resume { note: passed_on(app, body)? })
}

fn passed_on(app: &App, body: &v1::PassOnCase) -> Result<Option<Reason>, Error> {
    let mut reading = Reading::begin(app);
    let note = reading.maybe("$.note", body.note.as_ref(), Reason::parse);
    Ok(reading.faults.or(Some(note))?)
}

/// Reads an opinion.
pub fn opinion(app: &App, body: &v1::WordsOnCase) -> Result<Review, Error> {
    Ok(Review::Opinion { opinion: words(app, body)? })
}

/// Reads why a case goes back to the window.
pub fn return_to_window(app: &App, body: &v1::WordsOnCase) -> Result<Review, Error> {
    Ok(Review::ReturnToWindow { note: words(app, body)? })
}

/// Reads how the resident took the mandate back.
pub fn revoke_mandate(app: &App, body: &v1::WordsOnCase) -> Result<Review, Error> {
    Ok(Review::RevokeMandate { note: words(app, body)? })
}

fn words(app: &App, body: &v1::WordsOnCase) -> Result<Reason, Error> {
    let mut reading = Reading::begin(app);
    let note = reading.text("$.note", &body.note, Reason::parse);
    Ok(reading.faults.or(note)?)
}

/// Reads a special procedure. It does not end before it begins.
pub fn suspend(app: &App, body: &v1::SuspendCase) -> Result<Review, Error> {
    let mut reading = Reading::begin(app);
    let legal_basis = reading.text("$.legal_basis", &body.legal_basis, Reason::parse);
    let until = body.until.parse::<Date>().ok();
    match until {
        None => reading.faults.note("$.until", code::DATE),
        Some(day) if day < shanghai(app.clock.now()).date() => {
            reading.faults.note("$.until", code::DATE_PAST);
        }
        Some(_) => {}
    }
    let kind = match body.kind {
        v1::ProcedureKind::Hearing => PauseKind::Hearing,
        v1::ProcedureKind::Inspection => PauseKind::Inspection,
        v1::ProcedureKind::ExpertReview => PauseKind::ExpertReview,
        v1::ProcedureKind::PublicNotice => PauseKind::PublicNotice,
        v1::ProcedureKind::MeansCheck => PauseKind::MeansCheck,
        v1::ProcedureKind::Assessment => PauseKind::Assessment,
    };
    let procedure = legal_basis.zip(until).map(|(legal_basis, until)| Procedure { kind, legal_basis, until });
    Ok(reading.faults.or(procedure.map(Review::Suspend))?)
}

/// Reads a withdrawal.
pub fn withdraw(app: &App, body: &v1::WithdrawCase) -> Result<Review, Error> {
    let mut reading = Reading::begin(app);
    let note = reading.maybe("$.note", body.note.as_ref(), Reason::parse);
    let reason = match body.reason {
        v1::WithdrawReason::ChangedMind => WithdrawReason::ChangedMind,
        v1::WithdrawReason::SettledOtherwise => WithdrawReason::SettledOtherwise,
        v1::WithdrawReason::MandateRevoked => WithdrawReason::MandateRevoked,
    };
    Ok(reading.faults.or(Some(Review::Withdraw { reason, note }))?)
}

/// Reads a termination.
pub fn terminate(app: &App, body: &v1::TerminateCase) -> Result<Review, Error> {
    let mut reading = Reading::begin(app);
    let note = reading.text("$.note", &body.note, Reason::parse);
    let reason = match body.reason {
        v1::TerminateReason::NotCorrected => TerminateReason::NotCorrected,
        v1::TerminateReason::DeferredMissing => TerminateReason::DeferredMissing,
        v1::TerminateReason::ItemClosed => TerminateReason::ItemClosed,
        v1::TerminateReason::Death => TerminateReason::Death,
        v1::TerminateReason::Impossible => TerminateReason::Impossible,
    };
    Ok(reading.faults.or(note.map(|note| Review::Terminate { reason, note }))?)
}

/// Reads why a case should never have been. A duplicate names the case that goes on.
pub fn void(app: &App, body: &v1::VoidCase) -> Result<Review, Error> {
    let mut reading = Reading::begin(app);
    let note = reading.text("$.note", &body.note, Reason::parse);
    let reason = match (body.reason, body.duplicate_of) {
        (v1::VoidReason::Duplicate, Some(other)) => Some(VoidReason::Duplicate(CaseId::from_uuid(other))),
        (v1::VoidReason::Duplicate, None) => {
            reading.faults.note("$.duplicate_of", code::DUPLICATE_OF_REQUIRED);
            None
        }
        (v1::VoidReason::WrongPerson, _) => Some(VoidReason::WrongPerson),
        (v1::VoidReason::Death, _) => Some(VoidReason::Death),
    };
    Ok(reading.faults.or(reason.zip(note).map(|(reason, note)| Review::Void { reason, note }))?)
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
