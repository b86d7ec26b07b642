//! What people at the centre are asked to do.

use actix_web::{get, post, web};
use domain::{
    ids::{CaseId, DeviceId, TaskId},
    task,
};
use mobile_contract::{problem::Problem, v1};
use uuid::Uuid;

use crate::{
    actions::see_tasks,
    app::App,
    http::{
        convert::written,
        extract::{Body, Lang, Signed},
        problem::{Refused, Reply},
    },
};

/// The open tasks of the caller's centre, oldest first.
#[utoipa::path(tag = "tasks", security(("access_token" = [])), params(v1::TasksQuery), responses(
    (status = 200, description = "A page", body = v1::TaskPage),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/tasks")]
pub async fn list_tasks(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    query: web::Query<v1::TasksQuery>,
) -> Reply<web::Json<v1::TaskPage>> {
    let page = see_tasks::page(&app, signed.0, query.after.map(TaskId::from_uuid)).await;
    let (tasks, more) = page.map_err(|error| Refused::of(error, lang))?;
    Ok(web::Json(v1::TaskPage { tasks: tasks.iter().map(view).collect(), more }))
}

/// Say that a task is done.
#[utoipa::path(tag = "tasks", security(("access_token" = [])), request_body = v1::DoneTask, responses(
    (status = 204, description = "Done"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/tasks/{id}/done")]
pub async fn finish_task(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::DoneTask>,
) -> Reply {
    let write = written(body.value.write_id, body.said);
    let done = see_tasks::finish(&app, signed.0, write, TaskId::from_uuid(*id)).await;
    done.map_err(|error| Refused::of(error, lang))?;
    Ok(actix_web::HttpResponse::NoContent().finish())
}

fn view(task: &task::Task) -> v1::Task {
    v1::Task {
        id: task.id.uuid(),
        kind: match task.kind {
            task::TaskKind::Overdue => v1::TaskKind::Overdue,
            task::TaskKind::DeemedAccepted => v1::TaskKind::DeemedAccepted,
            task::TaskKind::DeferralMissed => v1::TaskKind::DeferralMissed,
            task::TaskKind::MandateRevoked => v1::TaskKind::MandateRevoked,
            task::TaskKind::LookUpMismatch => v1::TaskKind::LookUpMismatch,
            task::TaskKind::CalendarYearMissing => v1::TaskKind::CalendarYearMissing,
            task::TaskKind::CallBack => v1::TaskKind::CallBack,
            task::TaskKind::CallResident => v1::TaskKind::CallResident,
            task::TaskKind::ResidentReplied => v1::TaskKind::ResidentReplied,
            task::TaskKind::ResidentDied => v1::TaskKind::ResidentDied,
            task::TaskKind::LetterNotPrinted => v1::TaskKind::LetterNotPrinted,
            task::TaskKind::Undelivered => v1::TaskKind::Undelivered,
            task::TaskKind::OriginalLate => v1::TaskKind::OriginalLate,
            task::TaskKind::HandoverUnproved => v1::TaskKind::HandoverUnproved,
            task::TaskKind::DeviceUnsent => v1::TaskKind::DeviceUnsent,
            task::TaskKind::WriteNotApplied => v1::TaskKind::WriteNotApplied,
        },
        case_id: task.case.map(CaseId::uuid),
        device_id: task.device.map(DeviceId::uuid),
        opened_at: task.opened_at.to_string(),
        due_at: task.due_at.map(|at| at.to_string()),
    }
}
