//! The stage of a case in its columns. A stage that its columns do not bear out is corrupt.

use domain::{
    case::{Acceptance, AcceptedBy, Ending, Held, Outcome, Receipt, Service, Stage},
    case_number::CaseNumber,
};

use super::{Row, corrupt};
use crate::{error::StoreError, types::T};

/// The stage that the columns of a row name.
pub(super) fn read_stage(row: &Row) -> Result<Stage, StoreError> {
    let receipt = match (&row.number, row.received_at) {
        (Some(number), Some(at)) => {
            Some(Receipt { number: CaseNumber::parse(number).map_err(|_code| corrupt())?, at: at.0 })
        }
        (None, None) => None,
        _ => return Err(corrupt()),
    };
    let acceptance = match (row.accepted_at, &row.accepted_by) {
        (Some(at), Some(by)) => Some(Acceptance { at: at.0, by: AcceptedBy::parse(by).ok_or_else(corrupt)? }),
        (None, None) => None,
        _ => return Err(corrupt()),
    };
    if let Some(how) = Ending::parse(&row.stage) {
        let at = row.ended_at.ok_or_else(corrupt)?.0;
        return Ok(Stage::Ended { receipt, acceptance, at, how });
    }
    match (row.stage.as_str(), receipt, acceptance) {
        ("receiving", None, None) => Ok(Stage::Receiving),
        ("received", Some(receipt), None) => Ok(Stage::Received(receipt)),
        ("correction_requested", Some(receipt), None) => Ok(Stage::CorrectionRequested(receipt)),
        ("not_accepted", Some(receipt), None) => Ok(Stage::NotAccepted(receipt)),
        (stage, Some(receipt), Some(acceptance)) => read_held(row, stage, Held { receipt, acceptance }),
        _ => Err(corrupt()),
    }
}

/// The stages from acceptance on.
fn read_held(row: &Row, stage: &str, held: Held) -> Result<Stage, StoreError> {
    match (stage, row.suspended_at, row.concluded_at) {
        ("accepted", None, None) => Ok(Stage::Accepted(held)),
        ("in_review", None, None) => Ok(Stage::InReview(held)),
        ("suspended", Some(since), None) => Ok(Stage::Suspended { held, since: since.0 }),
        (stage, None, Some(at)) => {
            let (outcome, service) = read_service(row, stage)?;
            Ok(Stage::Concluded { held, at: at.0, outcome, service })
        }
        _ => Err(corrupt()),
    }
}

/// What was decided, and how far it has come since. An earlier release named the outcome by the stage alone.
fn read_service(row: &Row, stage: &str) -> Result<(Outcome, Service), StoreError> {
    let outcome = || row.outcome.as_deref().and_then(Outcome::parse).ok_or_else(corrupt);
    match (stage, row.issued_at, row.delivered_at, row.ended_at) {
        ("approved", None, None, None) => Ok((Outcome::Granted, Service::Due)),
        ("refused", None, None, None) => Ok((Outcome::Refused, Service::Due)),
        ("issued", Some(at), None, None) => Ok((outcome()?, Service::Issued { at: at.0 })),
        ("delivered", Some(issued), Some(at), None) => {
            Ok((outcome()?, Service::Delivered { issued_at: issued.0, at: at.0 }))
        }
        ("closed", Some(issued), Some(delivered), Some(at)) => {
            Ok((outcome()?, Service::Closed { issued_at: issued.0, delivered_at: delivered.0, at: at.0 }))
        }
        _ => Err(corrupt()),
    }
}

/// Instants of a stage in their columns.
pub(super) struct StageColumns {
    pub accepted_at: Option<T>,
    pub accepted_by: Option<&'static str>,
    pub suspended_at: Option<T>,
    pub concluded_at: Option<T>,
    pub ended_at: Option<T>,
    pub outcome: Option<&'static str>,
    pub service: Service,
}

impl StageColumns {
    pub fn of(stage: &Stage) -> Self {
        let acceptance = stage.acceptance();
        let (suspended_at, concluded_at, ended_at) = match stage {
            Stage::Suspended { since, .. } => (Some(T(*since)), None, None),
            Stage::Concluded { at, service, .. } => (None, Some(T(*at)), service.closed_at().map(T)),
            Stage::Ended { at, .. } => (None, None, Some(T(*at))),
            _ => (None, None, None),
        };
        let (outcome, service) = match stage {
            Stage::Concluded { outcome, service, .. } => (Some(outcome.as_str()), *service),
            _ => (None, Service::Due),
        };
        Self {
            accepted_at: acceptance.map(|acceptance| T(acceptance.at)),
            accepted_by: acceptance.map(|acceptance| acceptance.by.as_str()),
            suspended_at,
            concluded_at,
            ended_at,
            outcome,
            service,
        }
    }
}
