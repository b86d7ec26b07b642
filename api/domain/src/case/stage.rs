//! Where a case stands. A stage carries its own facts, so that no fact can be there without its stage.

use jiff::Timestamp;

use super::Service;
use crate::case_number::CaseNumber;

/// The receipt (收件): number and legal instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Given by the centre, kept through corrections.
    pub number: CaseNumber,
    /// When the case was complete on the server.
    pub at: Timestamp,
}

/// By what a case was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptedBy {
    /// The window's act.
    Window,
    /// The law: nobody had answered the receipt in five working days (行政许可法 art. 32).
    Law,
}

impl AcceptedBy {
    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Law => "law",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Window, Self::Law].into_iter().find(|by| by.as_str() == text)
    }
}

/// The acceptance (受理).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acceptance {
    /// Its legal instant. Where the law accepted, that of the receipt.
    pub at: Timestamp,
    /// By what.
    pub by: AcceptedBy,
}

/// A case that was accepted and is not concluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its receipt.
    pub receipt: Receipt,
    /// Its acceptance.
    pub acceptance: Acceptance,
}

/// What was decided on the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 准予
    Granted,
    /// 不予许可
    Refused,
}

impl Outcome {
    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
        }
    }

    /// The outcome with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Granted, Self::Refused].into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// How a case ended without a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// 撤件: the resident takes the application back.
    Withdrawn,
    /// 终止: it cannot go on.
    Terminated,
    /// It should never have been.
    Void,
}

impl Ending {
    /// The ending with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Withdrawn, Self::Terminated, Self::Void].into_iter().find(|how| how.as_str() == text)
    }

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Terminated => "terminated",
            Self::Void => "void",
        }
    }
}

/// Where a case stands, with the facts of that stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// On its way: metadata is safe, files trickle in.
    Receiving,
    /// Complete; the legal clock runs.
    Received(Receipt),
    /// Returned once with every defect (补正告知).
    CorrectionRequested(Receipt),
    /// Refused acceptance (不予受理).
    NotAccepted(Receipt),
    /// Accepted (受理) and at the window.
    Accepted(Held),
    /// Accepted and with the department (审批).
    InReview(Held),
    /// In a special procedure (特别程序); the clocks stand still.
    Suspended {
        /// Receipt and acceptance before it.
        held: Held,
        /// Since when.
        since: Timestamp,
    },
    /// Concluded (办结).
    Concluded {
        /// Receipt and acceptance before it.
        held: Held,
        /// When.
        at: Timestamp,
        /// With what result.
        outcome: Outcome,
        /// How far the result has come since.
        service: Service,
    },
    /// Over without a decision.
    Ended {
        /// The receipt, if it came that far.
        receipt: Option<Receipt>,
        /// The acceptance, if it came that far.
        acceptance: Option<Acceptance>,
        /// When.
        at: Timestamp,
        /// How.
        how: Ending,
    },
}

impl Stage {
    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Received(_) => "received",
            Self::CorrectionRequested(_) => "correction_requested",
            Self::NotAccepted(_) => "not_accepted",
            Self::Accepted(_) => "accepted",
            Self::InReview(_) => "in_review",
            Self::Suspended { .. } => "suspended",
            Self::Concluded { service: Service::Issued { .. }, .. } => "issued",
            Self::Concluded { service: Service::Delivered { .. }, .. } => "delivered",
            Self::Concluded { service: Service::Closed { .. }, .. } => "closed",
            Self::Concluded { outcome: Outcome::Granted, .. } => "approved",
            Self::Concluded { outcome: Outcome::Refused, .. } => "refused",
            Self::Ended { how, .. } => how.as_str(),
        }
    }

    /// The receipt, once there is one.
    #[must_use]
    pub const fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Receiving => None,
            Self::Received(receipt) | Self::CorrectionRequested(receipt) | Self::NotAccepted(receipt) => {
                Some(receipt)
            }
            Self::Ended { receipt, .. } => receipt.as_ref(),
            Self::Accepted(held)
            | Self::InReview(held)
            | Self::Suspended { held, .. }
            | Self::Concluded { held, .. } => Some(&held.receipt),
        }
    }

    /// The acceptance, once there is one.
    #[must_use]
    pub const fn acceptance(&self) -> Option<&Acceptance> {
        match self {
            Self::Receiving | Self::Received(_) | Self::CorrectionRequested(_) | Self::NotAccepted(_) => None,
            Self::Ended { acceptance, .. } => acceptance.as_ref(),
            Self::Accepted(held)
            | Self::InReview(held)
            | Self::Suspended { held, .. }
            | Self::Concluded { held, .. } => Some(&held.acceptance),
        }
    }

    /// When it was decided or ended without a decision.
    #[must_use]
    pub const fn over_at(&self) -> Option<Timestamp> {
        match self {
            Self::Concluded { at, .. } | Self::Ended { at, .. } => Some(*at),
            _ => None,
        }
    }

    /// Whether the phone may still add to it or mend it.
    #[must_use]
    pub const fn is_open_to_the_phone(&self) -> bool {
        matches!(self, Self::Receiving | Self::CorrectionRequested(_))
    }

    /// Whether the resident has yet to get what was decided.
    #[must_use]
    pub const fn owes_service(&self) -> bool {
        matches!(self, Self::Concluded { service, .. } if service.is_owed())
    }

    /// Whether it may still come to a decision.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::NotAccepted(_) | Self::Concluded { .. } | Self::Ended { .. })
    }
}
