//! What people at the centre are asked to do because of a case or of a phone.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// `GET /v1/tasks`: which page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TasksQuery {
    /// The last task of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Uuid>,
}

/// Open tasks of the caller's centre, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskPage {
    /// At most 100.
    pub tasks: Vec<Task>,
    /// Whether there are more after the last of these.
    pub more: bool,
}

/// One task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Task {
    /// Its id.
    pub id: Uuid,
    /// Why somebody is asked.
    pub kind: TaskKind,
    /// The case it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_id: Option<Uuid>,
    /// The phone it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_id: Option<Uuid>,
    /// Since when.
    #[schema(format = DateTime)]
    pub opened_at: String,
    /// By when, where there is a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub due_at: Option<String>,
}

/// Why somebody is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// A case is overdue.
    Overdue,
    /// The law accepted a case that nobody had answered.
    DeemedAccepted,
    /// What was to follow an acceptance did not come in time.
    DeferralMissed,
    /// A resident took the mandate back: asked how the case goes on.
    MandateRevoked,
    /// A case's clocks need a year that the calendar lacks.
    CalendarYearMissing,
    /// A shared library contradicts a case that was received before it could be asked.
    LookUpMismatch,
    /// A resident rated a case badly: call them back.
    CallBack,
    /// No message reaches a resident who has to be told of a case: call them, or bring it on paper.
    CallResident,
    /// A resident wrote back what only a person understands: call them.
    ResidentReplied,
    /// The resident of an open case has died: decide what becomes of it, and of what lies here for them.
    ResidentDied,
    /// A letter of a case does not print: the letters of the case say why.
    LetterNotPrinted,
    /// A result could not be handed over: see to it.
    Undelivered,
    /// An original that was taken from a home is late.
    OriginalLate,
    /// The signature under something that changed hands is no such file: it has to be had again.
    HandoverUnproved,
    /// A phone holds cases that do not come: look for it. The list of devices says what it holds.
    DeviceUnsent,
    /// A write from a phone was not applied, and nobody has seen to it for 72 hours. The list of these says what.
    WriteNotApplied,
}

/// `POST /v1/tasks/{id}/done`: it is done. Said twice, it is done once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DoneTask {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
}
