//! What happened to a case, in order: its history, and what the reports count.

use jiff::Timestamp;

use crate::{actor::Role, ids::UserId};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What can happen to a case, as its history and the reports know it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum EventKind { $($(#[$doc])* $name,)* }

        impl EventKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stored and printed name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The kind with this name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }
    };
}

kinds! {
    /// The phone filed it.
    Filed = "filed",
    /// The phone mended it.
    Refiled = "refiled",
    /// 收件
    Received = "received",
    /// 受理
    Accepted = "accepted",
    /// 视为受理: nobody answered the receipt in time.
    DeemedAccepted = "deemed_accepted",
    /// 不予受理
    NotAccepted = "not_accepted",
    /// 补正告知
    CorrectionRequested = "correction_requested",
    /// What was to follow came in, or a part of it.
    Supplemented = "supplemented",
    /// Everything that was to follow is there.
    DeferralMet = "deferral_met",
    /// Half of the term for what follows has gone, or its last day has come.
    DeferralReminded = "deferral_reminded",
    /// What was to follow did not come in time.
    DeferralMissed = "deferral_missed",
    /// It went to the department's queue.
    SentForReview = "sent_for_review",
    /// The department wrote down its opinion.
    Opinion = "opinion",
    /// The department gave it back to the window.
    ReturnedToWindow = "returned_to_window",
    /// 特别程序 began.
    Suspended = "suspended",
    /// 特别程序 ended.
    Resumed = "resumed",
    /// 准予
    Granted = "granted",
    /// 不予许可
    Refused = "refused",
    /// 出件
    Issued = "issued",
    /// Originals were taken from the home against a signed slip.
    OriginalsTaken = "originals_taken",
    /// Something changed hands between the centre, its workers and the post.
    HandedOver = "handed_over",
    /// Who was to have it says so.
    TakenOver = "taken_over",
    /// What an absent worker carries is looked for.
    Reassigned = "reassigned",
    /// It could not be handed over.
    DeliveryFailed = "delivery_failed",
    /// 送达, without a trip of the resident's.
    Delivered = "delivered",
    /// 领取: fetched at the window.
    Collected = "collected",
    /// Originals came back.
    OriginalsReturned = "originals_returned",
    /// An original is late.
    OriginalLate = "original_late",
    /// Nothing of it is open any more.
    Closed = "closed",
    /// The resident took the mandate back.
    MandateRevoked = "mandate_revoked",
    /// 撤件
    Withdrawn = "withdrawn",
    /// 终止
    Terminated = "terminated",
    /// It should never have been.
    Voided = "voided",
    /// Another case turned out to be the same one; that one's history is kept beside it.
    DuplicateFound = "duplicate_found",
    /// What the register says of its resident was set right.
    ResidentCorrected = "resident_corrected",
    /// It is about to be late.
    DueSoon = "due_soon",
    /// It is late.
    Overdue = "overdue",
}

/// One thing that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// When, by the server's clock: the legal instant.
    pub at: Timestamp,
    /// When, by the phone's clock, where a phone said it.
    pub device_at: Option<Timestamp>,
    /// Who; nobody when the server acted of itself.
    pub actor: Option<UserId>,
    /// In which role.
    pub role: Option<Role>,
    /// Coded reason, where the move has one.
    pub reason: Option<String>,
}

impl Event {
    /// What the server did of itself.
    #[must_use]
    pub const fn by_the_server(kind: EventKind, at: Timestamp) -> Self {
        Self { kind, at, device_at: None, actor: None, role: None, reason: None }
    }
}
