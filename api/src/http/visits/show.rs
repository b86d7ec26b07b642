//! Visits on their way to the wire.

use domain::visit::{NextTime, Visit, VisitOutcome, VisitStage};
use mobile_contract::v1;

use crate::{
    actions::{
        idempotent::Answer,
        read_visits::{SeenVisit, VisitNotes, VisitOutcome as Outcome},
    },
    http::convert::resident_view,
};

/// The acknowledgement of a write.
pub fn ack(answer: Answer<Outcome>) -> v1::VisitAck {
    let Outcome { id, version, stage } = answer.outcome;
    let stage = match stage.as_str() {
        "underway" => v1::VisitStage::Underway,
        "finished" => v1::VisitStage::Finished,
        _ => v1::VisitStage::Planned,
    };
    v1::VisitAck { id, version, stage }
}

/// A visit as it is shown, its resident masked.
pub fn view(seen: &SeenVisit) -> v1::VisitView {
    let SeenVisit { visit, notes, resident, profile, died, cases } = seen;
    let resident = resident_view(resident.id, resident.version, resident.community, profile.as_ref(), *died);
    let mut view = planned(visit, resident);
    view.note = notes.of_plan().map(str::to_owned);
    view.case_ids = cases.iter().map(|case| case.uuid()).collect();
    match &visit.stage {
        VisitStage::Planned => {}
        VisitStage::Underway { started_at } => {
            view.stage = v1::VisitStage::Underway;
            view.started_at = Some(started_at.to_string());
        }
        VisitStage::Finished { started_at, finished_at, outcome, next_time } => {
            view.stage = v1::VisitStage::Finished;
            view.started_at = started_at.map(|at| at.to_string());
            view.finished_at = Some(finished_at.to_string());
            view.outcome = Some(outcome_view(*outcome));
            view.collect_next_time = left(next_time, notes);
        }
    }
    view
}

fn planned(visit: &Visit, resident: v1::ResidentView) -> v1::VisitView {
    v1::VisitView {
        id: visit.id.uuid(),
        version: visit.version,
        community_id: visit.community.uuid(),
        resident,
        worker_id: visit.worker.uuid(),
        planned_for: visit.planned_for.to_string(),
        items: visit.items.iter().map(|item| item.as_str().to_owned()).collect(),
        note: None,
        position: visit.day_order.and_then(|place| u32::try_from(place).ok()),
        stage: v1::VisitStage::Planned,
        started_at: None,
        finished_at: None,
        outcome: None,
        collect_next_time: Vec::new(),
        case_ids: Vec::new(),
    }
}

const fn outcome_view(outcome: VisitOutcome) -> v1::VisitOutcome {
    match outcome {
        VisitOutcome::Done => v1::VisitOutcome::Done,
        VisitOutcome::NotAtHome => v1::VisitOutcome::NotAtHome,
        VisitOutcome::Declined => v1::VisitOutcome::Declined,
    }
}

fn left(next_time: &[NextTime], notes: &VisitNotes) -> Vec<v1::CollectNextTime> {
    let one = |(n, left): (usize, &NextTime)| v1::CollectNextTime {
        item: left.item.as_str().to_owned(),
        material: left.material.as_ref().map(|material| material.as_str().to_owned()),
        note: notes.of_next_time(n).map(str::to_owned),
    };
    next_time.iter().enumerate().map(one).collect()
}
