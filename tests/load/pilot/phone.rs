//! A worker's phone: calls at a resident's, files what the visit is about, sees it received.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use mobile_contract::v1::{
    CaseAck, CaseStage, CaseView, FileState, FinishVisit, ItemView, MaterialState, PlanVisit, PutResident,
    ResidentAck, StartVisit, VisitAck, VisitOutcome, VisitStage,
};
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

use super::{
    dossier::{self, Dossier, Parties},
    plan::Visit,
    run::{Run, Worker},
    window::ToDo,
};
use crate::{
    dice::Dice,
    trouble::Trouble,
    tus::{self, Way},
};

/// A case that is complete and is not received by then is given up.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Makes one visit. A case that fails is noted, and the next one is filed.
pub async fn visit(run: &Arc<Run>, worker: &Worker, visit: &Visit, received: &UnboundedSender<ToDo>) {
    let mut dice = Dice::of(run.seed, "visit", visit.number);
    match call(run, worker, visit).await {
        Ok(begun) => {
            for item in &visit.items {
                let parties = Parties {
                    visit: begun.id,
                    resident: visit.resident.id,
                    agent: worker.session.user.name.clone(),
                };
                match file(run, worker, parties, item, &mut dice).await {
                    Ok(case) => {
                        run.tally.received.add(1);
                        // Nobody listens only when the window has broken down, which is told elsewhere.
                        let _sent = received.send(ToDo { case, item: Arc::clone(item) });
                    }
                    Err(trouble) => run.tally.give_up(&trouble.during(&item.code)),
                }
            }
            match finish(run, worker, &begun).await {
                Ok(()) => run.tally.visits.add(1),
                Err(trouble) => run.tally.give_up(&trouble),
            }
        }
        // Each case of it is missing then.
        Err(trouble) => {
            visit.items.iter().for_each(|item| run.tally.give_up(&trouble.clone().during(&item.code)))
        }
    }
}

/// Enters the resident, plans the visit, arrives.
async fn call(run: &Run, worker: &Worker, visit: &Visit) -> Result<VisitAck, Trouble> {
    let resident = PutResident {
        write_id: run.ids.next(),
        community_id: worker.community,
        identity: visit.resident.identity.clone(),
        contacts: Vec::new(),
    };
    let path = format!("/v1/residents/{}", visit.resident.id);
    let entered: ResidentAck = worker.session.put(&path, &resident).await?;
    let id = run.ids.next();
    let plan = PlanVisit {
        write_id: run.ids.next(),
        base_version: 0,
        community_id: worker.community,
        resident_id: entered.id,
        worker_id: None,
        planned_for: Timestamp::now().to_string(),
        items: visit.items.iter().map(|item| item.code.clone()).collect(),
        note: None,
    };
    let planned: VisitAck = worker.session.put(&format!("/v1/visits/{id}"), &plan).await?;
    let start = StartVisit {
        write_id: run.ids.next(),
        base_version: planned.version,
        device_at: Timestamp::now().to_string(),
        place: None,
    };
    let begun: VisitAck = worker.session.post(&format!("/v1/visits/{id}/start"), &start).await?;
    expect(begun.stage == VisitStage::Underway, || {
        format!("visit {id} was started and is {:?}", begun.stage)
    })?;
    Ok(begun)
}

async fn finish(run: &Run, worker: &Worker, begun: &VisitAck) -> Result<(), Trouble> {
    let id = begun.id;
    let finish = FinishVisit {
        write_id: run.ids.next(),
        base_version: begun.version,
        device_at: Timestamp::now().to_string(),
        outcome: VisitOutcome::Done,
        collect_next_time: Vec::new(),
        note: None,
    };
    let ack: VisitAck = worker.session.post(&format!("/v1/visits/{id}/finish"), &finish).await?;
    expect(ack.stage == VisitStage::Finished, || format!("visit {id} was finished and is {:?}", ack.stage))
}

/// Files one case: its data before or after its files, as chance has it on a bad line.
async fn file(
    run: &Arc<Run>,
    worker: &Worker,
    parties: Parties,
    item: &Arc<ItemView>,
    dice: &mut Dice,
) -> Result<Uuid, Trouble> {
    let mut own = Dice::of(dice.word(), "case", 0);
    let (data_first, ways) = (dice.percent(50), dice.word());
    let (shared, item) = (Arc::clone(run), Arc::clone(item));
    let preparing = tokio::task::spawn_blocking(move || dossier::prepare(&shared, &parties, &item, &mut own));
    let dossier = preparing.await.map_err(|error| Trouble::new("preparing", error.to_string()))??;
    let mut ways = Dice::of(ways, "ways", 0);
    if data_first {
        put(run, worker, &dossier).await?;
        upload(run, worker, &dossier, &mut ways).await?;
    } else {
        upload(run, worker, &dossier, &mut ways).await?;
        put(run, worker, &dossier).await?;
    }
    let sent = Instant::now();
    until_received(worker, &dossier, sent).await?;
    run.tally.case_to_received.note(sent.elapsed());
    Ok(dossier.case)
}

async fn put(run: &Run, worker: &Worker, dossier: &Dossier) -> Result<(), Trouble> {
    let began = Instant::now();
    let ack: CaseAck = worker.session.put(&format!("/v1/cases/{}", dossier.case), &dossier.body).await?;
    run.tally.put_case.note(began.elapsed());
    let claimed = usize::try_from(ack.files.claimed).unwrap_or(usize::MAX);
    expect(ack.id == dossier.case && claimed == dossier.files.len(), || {
        format!("case {}: acknowledged as {} with {claimed} files", dossier.case, ack.id)
    })
}

async fn upload(run: &Run, worker: &Worker, dossier: &Dossier, dice: &mut Dice) -> Result<(), Trouble> {
    for file in &dossier.files {
        let began = Instant::now();
        let sent = tus::send(&worker.session, file, Way::draw(dice)).await?;
        run.tally.files.add(1);
        run.tally.bytes.add(u64::try_from(file.bytes.len()).unwrap_or(u64::MAX));
        match sent.cut_after {
            None => run.tally.upload.note(began.elapsed()),
            // Most of its time the line was gone.
            Some(cut_after) => {
                run.tally.cuts.add(1);
                run.tally.cut_bytes.add(cut_after);
                run.tally.kept_bytes.add(sent.kept);
            }
        }
    }
    run.tally.photos.add(dossier.photos);
    Ok(())
}

/// Asks with growing pauses until the server answers for everything.
async fn until_received(worker: &Worker, dossier: &Dossier, sent: Instant) -> Result<(), Trouble> {
    let mut pause = FIRST_PAUSE;
    loop {
        let case: CaseView = worker.session.get(&format!("/v1/cases/{}", dossier.case)).await?;
        if case.stage != CaseStage::Receiving {
            return whole(&case);
        }
        let rejected = case.files.iter().any(|file| file.state == FileState::Rejected);
        if rejected || sent.elapsed() > LONGEST_WAIT {
            let lacking: Vec<_> = case
                .outstanding
                .iter()
                .map(|lacking| format!("{:?} {}", lacking.kind, lacking.code))
                .collect();
            let text = format!("case {}: still receiving, outstanding: [{}]", case.id, lacking.join(", "));
            return Err(Trouble::new("not-received", text));
        }
        tokio::time::sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 3 / 2);
    }
}

/// A received case has a number, nothing outstanding, and every file verified.
fn whole(case: &CaseView) -> Result<(), Trouble> {
    let verified = case.files.iter().all(|file| file.state == FileState::Verified);
    let covered = case.materials.iter().all(|material| material.state != MaterialState::Missing);
    expect(verified && covered && case.outstanding.is_empty() && case.number.is_some(), || {
        format!("case {} is {:?} and not whole", case.id, case.stage)
    })
}

fn expect(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Trouble> {
    if holds { Ok(()) } else { Err(Trouble::new("unexpected", otherwise())) }
}
