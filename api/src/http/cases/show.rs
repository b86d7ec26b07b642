//! Cases on their way to the wire.

use domain::{
    case::{AcceptedBy, Dues, Ending, Outcome, Stage},
    catalogue::Source,
    checklist::MaterialState,
    correction::{Defect, DefectReason, Notice},
    deferral::{Deferral, Told},
    evidence::{EvidenceState, MediaType, Purpose},
    text::Reason,
};
use jiff::Timestamp;
use mobile_contract::v1;
use store::{OldDeadlines, StoredDeadlines};

use crate::{
    actions::{
        idempotent::Answer,
        read_case::{CaseOutcome, Lacking, ListedCase, WholeCase},
    },
    app::App,
    http::{
        convert::{resident_view, role_view},
        custody::show,
    },
};

/// A stage's stored name as the contract's.
pub const fn stage_word(stage: v1::CaseStage) -> &'static str {
    use v1::CaseStage as S;
    match stage {
        S::Receiving => "receiving",
        S::Received => "received",
        S::CorrectionRequested => "correction_requested",
        S::NotAccepted => "not_accepted",
        S::Accepted => "accepted",
        S::InReview => "in_review",
        S::Suspended => "suspended",
        S::Approved => "approved",
        S::Refused => "refused",
        S::Issued => "issued",
        S::Delivered => "delivered",
        S::Closed => "closed",
        S::Withdrawn => "withdrawn",
        S::Terminated => "terminated",
        S::Void => "void",
    }
}

const STAGES: [v1::CaseStage; 15] = {
    use v1::CaseStage as S;
    [
        S::Receiving,
        S::Received,
        S::CorrectionRequested,
        S::NotAccepted,
        S::Accepted,
        S::InReview,
        S::Suspended,
        S::Approved,
        S::Refused,
        S::Issued,
        S::Delivered,
        S::Closed,
        S::Withdrawn,
        S::Terminated,
        S::Void,
    ]
};

/// Whether a word is the name of a stage.
pub fn is_stage(word: &str) -> bool {
    STAGES.into_iter().any(|stage| stage_word(stage) == word)
}

/// The contract's stage of a stored name.
pub fn stage(word: &str) -> v1::CaseStage {
    STAGES.into_iter().find(|stage| stage_word(*stage) == word).unwrap_or(v1::CaseStage::Receiving)
}

fn outstanding(lacking: &Lacking) -> v1::Outstanding {
    v1::Outstanding {
        kind: match lacking.kind.as_str() {
            "material" => v1::OutstandingKind::Material,
            "file" => v1::OutstandingKind::File,
            "mandate" => v1::OutstandingKind::Mandate,
            _ => v1::OutstandingKind::Consent,
        },
        code: lacking.code.clone(),
        file_id: lacking.file,
        material: lacking.material.clone(),
    }
}

/// The acknowledgement of a write.
pub fn ack(answer: Answer<CaseOutcome>) -> v1::CaseAck {
    let Answer { outcome, replayed } = answer;
    v1::CaseAck {
        id: outcome.id,
        version: outcome.version,
        stage: stage(&outcome.stage),
        number: outcome.number,
        materials: v1::MaterialCount { covered: outcome.materials.0, of: outcome.materials.1 },
        files: v1::FileCount { verified: outcome.files.0, claimed: outcome.files.1 },
        acknowledged: outcome.acknowledged,
        outstanding: outcome.outstanding.iter().map(outstanding).collect(),
        replayed,
    }
}

/// A page of cases.
pub fn page(app: &App, rows: Vec<ListedCase>, next: Option<String>) -> v1::CasePage {
    let now = app.clock.now();
    let summary = |ListedCase { row, profile, deadlines }: ListedCase| v1::CaseSummary {
        due_at: deadlines.as_ref().and_then(|stored| stored.dues.due_at).map(|at| at.to_string()),
        light: deadlines.as_ref().and_then(|stored| light(&stored.dues, now)),
        id: row.case.id.uuid(),
        number: row.case.stage.receipt().map(|receipt| receipt.number.as_str().to_owned()),
        stage: stage(row.case.stage.as_str()),
        item: row.case.item.as_str().to_owned(),
        resident_name: profile.as_ref().map(|profile| profile.name.masked()).unwrap_or_default(),
        erased: row.is_erased(),
        immediate: row.case.immediate,
        received_at: row.case.stage.receipt().map(|receipt| receipt.at.to_string()),
        updated_at: row.updated_at.to_string(),
    };
    v1::CasePage { next, cases: rows.into_iter().map(summary).collect() }
}

const fn conclusion(stage: &Stage) -> Option<v1::Conclusion> {
    match stage {
        Stage::Concluded { outcome: Outcome::Granted, .. } => Some(v1::Conclusion::Granted),
        Stage::Concluded { outcome: Outcome::Refused, .. } => Some(v1::Conclusion::Refused),
        Stage::Ended { how: Ending::Withdrawn, .. } => Some(v1::Conclusion::Withdrawn),
        Stage::Ended { how: Ending::Terminated, .. } => Some(v1::Conclusion::Terminated),
        _ => None,
    }
}

fn light(dues: &Dues, now: Timestamp) -> Option<v1::Light> {
    match (dues.due_at, dues.warn_at) {
        (Some(due), _) if now > due => Some(v1::Light::Red),
        (Some(_), Some(warn)) if now >= warn => Some(v1::Light::Yellow),
        (Some(_), _) => Some(v1::Light::Green),
        (None, _) => None,
    }
}

fn deadlines(stored: StoredDeadlines, now: Timestamp) -> v1::CaseDeadlines {
    let StoredDeadlines { dues, .. } = stored;
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let light = light(&dues, now);
    v1::CaseDeadlines {
        calendar: dues.calendar.as_str().to_owned(),
        provisional: dues.provisional,
        notice_at: text(dues.notice_at),
        promised_at: text(dues.promised_at),
        statutory_at: text(dues.statutory_at),
        service_at: text(dues.service_at),
        due_at: text(dues.due_at),
        light,
        missing_year: dues.missing_year,
    }
}

fn superseded(old: OldDeadlines) -> v1::SupersededDeadlines {
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    v1::SupersededDeadlines {
        calendar: old.calendar,
        superseded_at: old.superseded_at.to_string(),
        notice_at: text(old.notice_at),
        promised_at: text(old.promised_at),
        statutory_at: text(old.statutory_at),
        service_at: text(old.service_at),
    }
}

/// A case as its page shows it.
pub fn view(app: &App, whole: WholeCase) -> v1::CaseView {
    let row = &whole.file.row;
    let case = &row.case;
    let files_of = |code: &domain::text::MaterialCode| {
        let shows = |file: &&store::StoredEvidence| file.evidence.claim.purpose.material() == Some(code);
        whole.file.evidence.iter().filter(shows).map(|file| file.evidence.claim.file.uuid()).collect()
    };
    let materials = whole
        .checklist
        .materials
        .iter()
        .map(|(code, state)| v1::CaseMaterial {
            material: code.as_str().to_owned(),
            source: match whole.item.material(code).map(|material| material.source) {
                Some(Source::Original) => v1::MaterialSource::Original,
                Some(Source::Share(_)) => v1::MaterialSource::Share,
                Some(Source::Form) => v1::MaterialSource::Form,
                Some(Source::Copy) | None => v1::MaterialSource::Copy,
            },
            state: material_state(*state),
            files: files_of(code),
            verify_later: whole.checklist.verify_later.contains(code),
            grade: grade(*state),
        })
        .collect();
    v1::CaseView {
        id: case.id.uuid(),
        version: case.version,
        number: case.stage.receipt().map(|receipt| receipt.number.as_str().to_owned()),
        stage: stage(case.stage.as_str()),
        item: case.item.as_str().to_owned(),
        catalogue_version: case.catalogue.as_str().to_owned(),
        immediate: case.immediate,
        community_id: case.community.uuid(),
        visit_id: Some(case.visit.uuid()),
        resident: resident_view(
            whole.resident.id,
            whole.resident.version,
            whole.resident.community,
            whole.profile.as_ref(),
            whole.died,
        ),
        erased: whole.file.row.is_erased(),
        worker_id: case.worker.uuid(),
        received_at: case.stage.receipt().map(|receipt| receipt.at.to_string()),
        accepted_at: case.stage.acceptance().map(|acceptance| acceptance.at.to_string()),
        accepted_by: case.stage.acceptance().map(|acceptance| match acceptance.by {
            AcceptedBy::Window => v1::AcceptedBy::Window,
            AcceptedBy::Law => v1::AcceptedBy::Law,
        }),
        concluded_at: case.stage.over_at().map(|at| at.to_string()),
        outcome: conclusion(&case.stage),
        superseded_deadlines: whole.old_deadlines.into_iter().map(superseded).collect(),
        deadlines: whole.deadlines.map(|stored| deadlines(stored, app.clock.now())),
        deferral: whole.deferral.as_ref().map(deferral),
        corrections: whole.corrections.iter().map(correction).collect(),
        materials,
        files: whole.file.evidence.iter().map(file).collect(),
        lookups: whole.lookups.iter().map(|asked| super::lookups::view(asked.into())).collect(),
        service: whole.result.as_ref().map(|issued| show::service(&case.stage, issued)),
        custody: whole.things.iter().map(show::thing).collect(),
        handovers: whole.chain.iter().map(show::handover).collect(),
        outstanding: whole.checklist.outstanding.iter().map(|lacking| outstanding(&lacking.into())).collect(),
        events: whole
            .events
            .into_iter()
            .map(|event| v1::CaseEvent {
                kind: event.kind.as_str().to_owned(),
                at: event.at.to_string(),
                device_at: event.device_at.map(|at| at.to_string()),
                role: event.role.map(role_view),
                reason: event.reason,
            })
            .collect(),
    }
}

fn deferral(deferral: &Deferral) -> v1::Deferral {
    v1::Deferral {
        materials: deferral.materials.iter().map(|code| code.as_str().to_owned()).collect(),
        due_at: deferral.due_at.to_string(),
        missed: deferral.told == Told::Missed,
        over_at: deferral.over_at.map(|at| at.to_string()),
    }
}

fn correction(notice: &Notice) -> v1::Correction {
    let text = |reason: &Option<Reason>| reason.as_ref().map(|reason| reason.as_str().to_owned());
    let defect = |defect: &Defect| v1::Defect {
        material: defect.material.as_str().to_owned(),
        reason: defect_reason(defect.reason),
        note: text(&defect.note),
    };
    v1::Correction {
        issued_at: notice.issued_at.to_string(),
        answered_at: notice.answered_at.map(|at| at.to_string()),
        defects: notice.defects.iter().map(defect).collect(),
        further_reason: text(&notice.further),
    }
}

const fn defect_reason(reason: DefectReason) -> v1::DefectReason {
    match reason {
        DefectReason::Missing => v1::DefectReason::Missing,
        DefectReason::Unreadable => v1::DefectReason::Unreadable,
        DefectReason::Expired => v1::DefectReason::Expired,
        DefectReason::WrongPerson => v1::DefectReason::WrongPerson,
        DefectReason::NotInForm => v1::DefectReason::NotInForm,
        DefectReason::Incomplete => v1::DefectReason::Incomplete,
        DefectReason::Other => v1::DefectReason::Other,
    }
}

/// The issuing authority's word is worth more than what staff have held against the original.
const fn grade(state: MaterialState) -> Option<v1::ConfidenceGrade> {
    match state {
        MaterialState::CoveredByLookUp => Some(v1::ConfidenceGrade::A),
        MaterialState::CoveredByFile | MaterialState::OriginalSeen | MaterialState::OriginalTaken => {
            Some(v1::ConfidenceGrade::B)
        }
        MaterialState::Deferred
        | MaterialState::NotApplicable
        | MaterialState::AwaitingLookUp
        | MaterialState::Missing => None,
    }
}

const fn material_state(state: MaterialState) -> v1::MaterialState {
    match state {
        MaterialState::CoveredByFile => v1::MaterialState::CoveredByFile,
        MaterialState::OriginalSeen => v1::MaterialState::OriginalSeen,
        MaterialState::OriginalTaken => v1::MaterialState::OriginalTaken,
        MaterialState::Deferred => v1::MaterialState::Deferred,
        MaterialState::NotApplicable => v1::MaterialState::NotApplicable,
        MaterialState::CoveredByLookUp => v1::MaterialState::CoveredByLookUp,
        MaterialState::AwaitingLookUp => v1::MaterialState::AwaitingLookUp,
        MaterialState::Missing => v1::MaterialState::Missing,
    }
}

fn file(stored: &store::StoredEvidence) -> v1::CaseFile {
    let claim = &stored.evidence.claim;
    let (state, rejected_code) = match &stored.evidence.state {
        EvidenceState::Claimed => (v1::FileState::Claimed, None),
        EvidenceState::Arrived => (v1::FileState::Arrived, None),
        EvidenceState::Verified => (v1::FileState::Verified, None),
        EvidenceState::Rejected(code) => (v1::FileState::Rejected, Some(code.clone())),
    };
    v1::CaseFile {
        file_id: claim.file.uuid(),
        material: claim.purpose.material().map(|code| code.as_str().to_owned()),
        purpose: match claim.purpose {
            Purpose::Material(_) => v1::FilePurpose::Material,
            Purpose::Signature => v1::FilePurpose::Signature,
            Purpose::Witness => v1::FilePurpose::Witness,
            Purpose::Consent => v1::FilePurpose::Consent,
            Purpose::Commitment => v1::FilePurpose::Commitment,
            Purpose::Guardianship => v1::FilePurpose::Guardianship,
            Purpose::Handover => v1::FilePurpose::Handover,
        },
        media_type: match claim.media {
            MediaType::Jpeg => v1::MediaType::Jpeg,
            MediaType::Png => v1::MediaType::Png,
            MediaType::Pdf => v1::MediaType::Pdf,
        },
        size: claim.size,
        state,
        rejected_code,
    }
}
