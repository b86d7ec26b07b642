//! What a person is asked to do because of a case or of a phone.

use jiff::Timestamp;

use crate::ids::{CaseId, CentreId, DeviceId, TaskId, UserId};

/// Why somebody is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskKind {
    /// A case is overdue: the manager sees to it.
    Overdue,
    /// The law accepted a case that nobody had answered.
    DeemedAccepted,
    /// What was to follow an acceptance did not come in time: it is ended, or decided without.
    DeferralMissed,
    /// A resident took the mandate back: asked how the case goes on.
    MandateRevoked,
    /// A case's clocks need a year that the calendar lacks: they stand until one is brought in.
    CalendarYearMissing,
    /// A look-up that came late contradicts a received case, or finds nothing for it: the window sees to it.
    LookUpMismatch,
    /// A resident rated a case badly: somebody calls them back by a day.
    CallBack,
    /// A resident has to be told of a case and no message reaches them: somebody calls, or brings it on paper.
    CallResident,
    /// A resident wrote back what only a person understands.
    ResidentReplied,
    /// The resident of an open case has died: somebody decides what becomes of it, and of what lies here for them.
    ResidentDied,
    /// A letter of a case does not print, for want of a character or for another coded reason: somebody sees to it.
    LetterNotPrinted,
    /// A result could not be handed over: the window sees to it within a term.
    Undelivered,
    /// An original that was taken from a home is late.
    OriginalLate,
    /// The signature under something that changed hands is no such file: it has to be had again.
    HandoverUnproved,
    /// A phone holds cases that do not come: somebody looks for it.
    DeviceUnsent,
    /// Of a phone's writes one was not applied, and nobody has seen to it since: its worker may have left.
    WriteNotApplied,
}

impl TaskKind {
    /// All kinds.
    pub const ALL: [Self; 16] = [
        Self::Overdue,
        Self::DeemedAccepted,
        Self::DeferralMissed,
        Self::MandateRevoked,
        Self::CalendarYearMissing,
        Self::LookUpMismatch,
        Self::CallBack,
        Self::CallResident,
        Self::ResidentReplied,
        Self::ResidentDied,
        Self::LetterNotPrinted,
        Self::Undelivered,
        Self::OriginalLate,
        Self::HandoverUnproved,
        Self::DeviceUnsent,
        Self::WriteNotApplied,
    ];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::DeemedAccepted => "deemed_accepted",
            Self::DeferralMissed => "deferral_missed",
            Self::MandateRevoked => "mandate_revoked",
            Self::CalendarYearMissing => "calendar_year_missing",
            Self::LookUpMismatch => "look_up_mismatch",
            Self::CallBack => "call_back",
            Self::CallResident => "call_resident",
            Self::ResidentReplied => "resident_replied",
            Self::ResidentDied => "resident_died",
            Self::LetterNotPrinted => "letter_not_printed",
            Self::Undelivered => "undelivered",
            Self::OriginalLate => "original_late",
            Self::HandoverUnproved => "handover_unproved",
            Self::DeviceUnsent => "device_unsent",
            Self::WriteNotApplied => "write_not_applied",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its id, whose order is that of the tasks' opening.
    pub id: TaskId,
    /// Centre.
    pub centre: CentreId,
    /// Why.
    pub kind: TaskKind,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// The phone it is about.
    pub device: Option<DeviceId>,
    /// Since when.
    pub opened_at: Timestamp,
    /// By when, where there is a term.
    pub due_at: Option<Timestamp>,
    /// When it was done, and by whom.
    pub done: Option<(Timestamp, UserId)>,
}

impl Task {
    /// One about a case, without a term.
    #[must_use]
    pub const fn about(
        id: TaskId,
        centre: CentreId,
        case: CaseId,
        kind: TaskKind,
        opened_at: Timestamp,
    ) -> Self {
        Self { id, centre, kind, case: Some(case), device: None, opened_at, due_at: None, done: None }
    }

    /// One about a phone.
    #[must_use]
    pub const fn about_device(
        id: TaskId,
        centre: CentreId,
        device: DeviceId,
        kind: TaskKind,
        opened_at: Timestamp,
    ) -> Self {
        Self { id, centre, kind, case: None, device: Some(device), opened_at, due_at: None, done: None }
    }

    /// The same, to be done by then.
    #[must_use]
    pub const fn due(self, due_at: Option<Timestamp>) -> Self {
        Self { due_at, ..self }
    }
}
