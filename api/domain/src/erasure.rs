//! Erasure (个人信息保护法 art. 47): what a resident asks for, what the centre answers, and what is left once it is done:
//! that it was done, and nothing of the person.

use jiff::Timestamp;

use crate::{
    ids::{CentreId, ErasureId, ResidentId, UserId},
    words::words,
};

words! {
    /// Why data are erased.
    ErasureReason {
        /// What they were for is done, or cannot be done any more.
        PurposeFulfilled = "purpose_fulfilled",
        /// The resident takes their consent back.
        ConsentWithdrawn = "consent_withdrawn",
        /// The resident no longer wants to be served.
        ServiceEnded = "service_ended",
        /// They should not have been taken.
        Unlawful = "unlawful",
    }

    /// Why erasure is refused.
    RefusalGround {
        /// A case is open.
        CaseOpen = "case_open",
        /// A law has something kept for some time yet.
        Retained = "retained",
        /// Who asked is not the resident and may not speak for them.
        NotEntitled = "not_entitled",
        /// Something else, told in words.
        Other = "other",
    }
}

/// What the centre answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is done.
    Granted,
    /// It is not.
    Refused(RefusalGround),
}

/// What a resident asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureRequest {
    /// Its id.
    pub id: ErasureId,
    /// Centre.
    pub centre: CentreId,
    /// Whose data.
    pub resident: ResidentId,
    /// Why.
    pub reason: ErasureReason,
    /// When it was asked for, and who wrote it down.
    pub asked: (Timestamp, UserId),
    /// By when it is to be answered; nothing where the calendar lacks the year.
    pub due_at: Option<Timestamp>,
    /// The answer, when it was given, and by whom.
    pub answer: Option<(Answer, Timestamp, UserId)>,
}

/// That somebody was erased. A restore does it again by these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Centre.
    pub centre: CentreId,
    /// Who is nobody now.
    pub resident: ResidentId,
    /// Since when.
    pub at: Timestamp,
    /// Who granted it.
    pub by: UserId,
    /// Why.
    pub reason: ErasureReason,
}

/// What stands against erasing what is held on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It is open, or somebody is asked to do something about it.
    Open,
    /// It is kept until then.
    Until(Timestamp),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for reason in ErasureReason::ALL {
            assert_eq!(ErasureReason::parse(reason.as_str()), Some(*reason));
        }
        for ground in RefusalGround::ALL {
            assert_eq!(RefusalGround::parse(ground.as_str()), Some(*ground));
        }
        assert_eq!(ErasureReason::parse("because"), None);
    }
}
