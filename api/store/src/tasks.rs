//! What people are asked to do because of a case (an overdue one, one that the law accepted, a bad rating) or of a phone.

use diesel::prelude::*;
use domain::{
    ids::{CaseId, CentreId, DeviceId, TaskId, UserId},
    task::{Task, TaskKind},
};
use jiff::Timestamp;

use crate::{
    error::StoreError,
    schema::tasks,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

#[derive(Queryable)]
struct Row {
    id: G,
    centre_id: G,
    kind: String,
    case_id: Option<G>,
    opened_at: T,
    done_at: Option<T>,
    done_by: Option<G>,
    due_at: Option<T>,
    device_id: Option<G>,
}

impl TryFrom<Row> for Task {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: TaskId::from_uuid(row.id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            kind: TaskKind::parse(&row.kind).ok_or(StoreError::Corrupt("tasks"))?,
            case: row.case_id.map(|id| CaseId::from_uuid(id.0)),
            device: row.device_id.map(|id| DeviceId::from_uuid(id.0)),
            opened_at: row.opened_at.0,
            due_at: row.due_at.map(|at| at.0),
            done: match (row.done_at, row.done_by) {
                (Some(at), Some(by)) => Some((at.0, UserId::from_uuid(by.0))),
                (None, None) => None,
                _ => return Err(StoreError::Corrupt("tasks")),
            },
        })
    }
}

impl ReadTx<'_> {
    /// The open tasks of a centre, oldest first, from after `after` on.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn open_tasks(
        &mut self,
        centre: CentreId,
        after: Option<TaskId>,
        limit: u16,
    ) -> Result<Vec<Task>, StoreError> {
        let after = after.map_or(uuid::Uuid::nil(), TaskId::uuid);
        tasks::table
            .filter(tasks::centre_id.eq(G(centre.uuid())).and(tasks::done_at.is_null()))
            .filter(tasks::id.gt(G(after)))
            .order(tasks::id)
            .limit(i64::from(limit))
            .load::<Row>(self.db)?
            .into_iter()
            .map(Task::try_from)
            .collect()
    }

    /// Whether somebody is asked this about a case already.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn has_open_task(
        &mut self,
        centre: CentreId,
        case: CaseId,
        kind: TaskKind,
    ) -> Result<bool, StoreError> {
        let of_case = tasks::case_id.eq(G(case.uuid())).and(tasks::centre_id.eq(G(centre.uuid())));
        let found = tasks::table
            .filter(of_case.and(tasks::kind.eq(kind.as_str())).and(tasks::done_at.is_null()))
            .select(tasks::id)
            .first::<G>(self.db)
            .optional()?;
        Ok(found.is_some())
    }

    /// One task in one of these centres.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn task(&mut self, centres: &[CentreId], id: TaskId) -> Result<Option<Task>, StoreError> {
        for centre in centres {
            let found =
                tasks::table.find((G(id.uuid()), G(centre.uuid()))).first::<Row>(self.db).optional()?;
            if let Some(row) = found {
                return row.try_into().map(Some);
            }
        }
        Ok(None)
    }
}

impl CentreTx<'_, '_> {
    /// Opens a task of this centre.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn open_task(&mut self, task: &Task) -> Result<(), StoreError> {
        diesel::insert_into(tasks::table)
            .values((
                tasks::id.eq(G(task.id.uuid())),
                tasks::centre_id.eq(G(self.centre.uuid())),
                tasks::kind.eq(task.kind.as_str()),
                tasks::case_id.eq(task.case.map(|case| G(case.uuid()))),
                tasks::device_id.eq(task.device.map(|device| G(device.uuid()))),
                tasks::opened_at.eq(T(task.opened_at)),
                tasks::due_at.eq(task.due_at.map(T)),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Notes that the open tasks of a kind about a case are done.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn finish_tasks_of(
        &mut self,
        case: CaseId,
        kind: TaskKind,
        by: UserId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let of_case = tasks::case_id.eq(G(case.uuid())).and(tasks::centre_id.eq(G(self.centre.uuid())));
        let open = of_case.and(tasks::kind.eq(kind.as_str())).and(tasks::done_at.is_null());
        diesel::update(tasks::table.filter(open))
            .set((tasks::done_at.eq(T(at)), tasks::done_by.eq(G(by.uuid()))))
            .execute(self.db)?;
        Ok(())
    }

    /// Notes that a task is done.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn finish_task(&mut self, id: TaskId, by: UserId, at: Timestamp) -> Result<(), StoreError> {
        diesel::update(tasks::table.find((G(id.uuid()), G(self.centre.uuid()))))
            .set((tasks::done_at.eq(T(at)), tasks::done_by.eq(G(by.uuid()))))
            .execute(self.db)?;
        Ok(())
    }
}
