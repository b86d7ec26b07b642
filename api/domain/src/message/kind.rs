//! What occasions a message, and what for it goes out.

/// What occasions a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKind {
    /// 收件: the case was received.
    Receipt,
    /// 补正: everything that is missing is told at once.
    CorrectionRequested,
    /// 受理: the case was accepted.
    Accepted,
    /// The time for an answer went by: the case counts as accepted from its receipt.
    DeemedAccepted,
    /// 不予受理: the case was not accepted.
    NotAccepted,
    /// 特别程序: the clock stands still.
    Suspended,
    /// The special procedure is over: the clock runs on.
    Resumed,
    /// 办结: the case was concluded.
    Conclusion,
    /// 出件: the result is made out.
    Issued,
    /// 出件: the result waits at the window.
    ReadyToCollect,
    /// The result could not be handed over.
    DeliveryFailed,
    /// 撤回: the resident took the case back.
    Withdrawn,
    /// 终止: the case was ended.
    Terminated,
    /// 作废: the case should never have been.
    Voided,
    /// 好差评: asks for a rating.
    RatingRequest,
    /// 容缺: a material that may follow is still to come.
    ToleranceReminder,
    /// Somebody will call about a bad rating.
    CallBack,
}

/// What a message is for. A person says no to one purpose at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// How a case stands.
    CaseNotice,
    /// Asking for a rating.
    RatingRequest,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 2] = [Self::CaseNotice, Self::RatingRequest];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CaseNotice => "case_notice",
            Self::RatingRequest => "rating_request",
        }
    }

    /// The purpose with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text)
    }
}

impl MessageKind {
    /// All kinds, in the order in which a case may meet them.
    pub const ALL: [Self; 17] = [
        Self::Receipt,
        Self::CorrectionRequested,
        Self::Accepted,
        Self::DeemedAccepted,
        Self::NotAccepted,
        Self::Suspended,
        Self::Resumed,
        Self::Conclusion,
        Self::Issued,
        Self::ReadyToCollect,
        Self::DeliveryFailed,
        Self::Withdrawn,
        Self::Terminated,
        Self::Voided,
        Self::RatingRequest,
        Self::ToleranceReminder,
        Self::CallBack,
    ];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::CorrectionRequested => "correction_requested",
            Self::Accepted => "accepted",
            Self::DeemedAccepted => "deemed_accepted",
            Self::NotAccepted => "not_accepted",
            Self::Suspended => "suspended",
            Self::Resumed => "resumed",
            Self::Conclusion => "conclusion",
            Self::Issued => "issued",
            Self::ReadyToCollect => "ready_to_collect",
            Self::DeliveryFailed => "delivery_failed",
            Self::Withdrawn => "withdrawn",
            Self::Terminated => "terminated",
            Self::Voided => "voided",
            Self::RatingRequest => "rating_request",
            Self::ToleranceReminder => "tolerance_reminder",
            Self::CallBack => "call_back",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// What it is for.
    #[must_use]
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::RatingRequest => Purpose::RatingRequest,
            _ => Purpose::CaseNotice,
        }
    }

    /// Whether the person has to be told whatever way is left, by telephone or on paper: the steps of a case that the
    /// law wants told (行政许可法 art. 32, 44, 45), and what a right is lost without. A request for a rating is not,
    /// nobody is urged to rate; neither is the word that somebody will call, since the call itself follows.
    #[must_use]
    pub const fn is_needed(self) -> bool {
        !matches!(self, Self::RatingRequest | Self::CallBack)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_written_and_the_first_two_stay() {
        for kind in MessageKind::ALL {
            assert_eq!(MessageKind::parse(kind.as_str()), Some(kind));
        }
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::parse(purpose.as_str()), Some(purpose));
        }
        let names: std::collections::BTreeSet<_> = MessageKind::ALL.map(MessageKind::as_str).into();
        assert_eq!(names.len(), MessageKind::ALL.len());
        assert_eq!(MessageKind::parse("receipt"), Some(MessageKind::Receipt));
        assert_eq!(MessageKind::parse("conclusion"), Some(MessageKind::Conclusion));
        assert_eq!(MessageKind::parse("Receipt"), None);
    }

    #[test]
    fn only_a_request_for_a_rating_is_for_ratings() {
        for kind in MessageKind::ALL {
            let wanted =
                if kind == MessageKind::RatingRequest { Purpose::RatingRequest } else { Purpose::CaseNotice };
            assert_eq!(kind.purpose(), wanted);
        }
    }

    #[test]
    fn the_order_of_the_list_is_that_of_the_type() {
        assert!(MessageKind::ALL.is_sorted());
    }
}
