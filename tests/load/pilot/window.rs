//! The window: concludes immediate items in one act, accepts the others for their department.

use std::{sync::Arc, time::Instant};

use mobile_contract::v1::{
    AcceptCase, CaseAck, CaseStage, CaseView, ConcludeCase, DecidedAt, Decision, ItemView,
};
use tokio::sync::{Mutex, mpsc::UnboundedReceiver};
use uuid::Uuid;

use super::run::Run;
use crate::{session::Session, trouble::Trouble};

/// A received case.
pub struct ToDo {
    pub case: Uuid,
    pub item: Arc<ItemView>,
}

/// Takes cases off the queue until there are no more to come.
pub async fn serve(run: Arc<Run>, session: Arc<Session>, queue: Arc<Mutex<UnboundedReceiver<ToDo>>>) {
    loop {
        let next = queue.lock().await.recv().await;
        let Some(to_do) = next else { return };
        if let Err(trouble) = act(&run, &session, &to_do).await {
            run.tally.give_up(&trouble.during(&to_do.item.code));
        }
    }
}

async fn act(run: &Run, session: &Session, to_do: &ToDo) -> Result<(), Trouble> {
    let path = format!("/v1/cases/{}", to_do.case);
    let case: CaseView = session.get(&path).await?;
    let (write_id, base_version) = (run.ids.next(), case.version);
    let began = Instant::now();
    let (ack, expected): (CaseAck, &[CaseStage]) =
        if to_do.item.immediate && to_do.item.decided_at == DecidedAt::Centre {
            let body = ConcludeCase { write_id, base_version, outcome: Decision::Granted, opinion: None };
            let ack = session.post(&format!("{path}/conclude"), &body).await?;
            run.tally.conclude.note(began.elapsed());
            run.tally.concluded.add(1);
            (ack, &[CaseStage::Approved, CaseStage::Issued, CaseStage::Delivered, CaseStage::Closed])
        } else {
            let ack = session.post(&format!("{path}/accept"), &AcceptCase { write_id, base_version }).await?;
            run.tally.accept.note(began.elapsed());
            run.tally.accepted.add(1);
            (ack, &[CaseStage::Accepted, CaseStage::InReview])
        };
    if expected.contains(&ack.stage) {
        Ok(())
    } else {
        Err(Trouble::new("unexpected", format!("case {}: handled and then {:?}", ack.id, ack.stage)))
    }
}
