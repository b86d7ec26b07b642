//! What people of a centre are asked to do, and that it is done.

use domain::{
    actor::Credential,
    audit::Entry,
    ids::TaskId,
    policy::{self, Action, Resource, act},
    task::Task,
};
use serde::{Deserialize, Serialize};

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
    },
    app::App,
};

/// Tasks on a page.
pub const PAGE: u16 = 100;

/// That a task is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Which.
    pub id: uuid::Uuid,
}

/// The open tasks of the actor's centre, oldest first; and whether there are more.
///
/// # Errors
/// [`Error::Forbidden`] when the actor sees no tasks at all.
pub async fn page(
    app: &App,
    credential: Credential,
    after: Option<TaskId>,
) -> Result<(Vec<Task>, bool), Error> {
    let now = app.clock.now();
    app.store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let places = policy::places(&actor, Action::ReadTask);
            let centre = places.iter().find_map(|(grant, _)| grant.centre).ok_or(Error::Forbidden)?;
            let mut tasks = tx.open_tasks(centre, after, PAGE.saturating_add(1))?;
            let more = tasks.len() > usize::from(PAGE);
            tasks.truncate(usize::from(PAGE));
            Ok((tasks, more))
        })
        .await
}

/// Notes that a task is done. One that was done before stays as it was.
///
/// # Errors
/// [`Error::NotFound`], or the policy's.
pub async fn finish(
    app: &App,
    credential: Credential,
    written: Written,
    id: TaskId,
) -> Result<Answer<Done>, Error> {
    let now = app.clock.now();
    idempotent::once(app, credential, written, move |tx, actor| {
        let task = tx.task(&actor.centres(), id)?.ok_or(Error::NotFound)?;
        let permit = policy::may::<act::DoTask>(actor, &Resource::of_centre(task.centre))?;
        let done = Done { id: id.uuid() };
        if task.done.is_some() {
            return Ok(done);
        }
        tx.in_centre(task.centre, now, |tx| {
            tx.finish_task(id, actor.user, now)?;
            let entry = Entry::by(actor, permit.role(), "finish-task", "task", id.uuid());
            Ok((done.clone(), entry.with(format!("kind={}", task.kind.as_str()))))
        })
    })
    .await
}
