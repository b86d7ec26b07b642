//! What follows when a message does not arrive.

use jiff::{SignedDuration, Timestamp};

use super::MessageKind;

/// Hours after which a message that nobody reported on counts as lost.
pub const EXPIRY_HOURS: i64 = 72;

/// When a message expires that the platform took at an instant: from then on, with no report, it is lost.
#[must_use]
pub fn expires_at(taken: Timestamp) -> Timestamp {
    taken.checked_add(SignedDuration::from_hours(EXPIRY_HOURS)).unwrap_or(Timestamp::MAX)
}

/// Why a message was not delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureKind {
    /// The telephone is off, full or out of reach.
    Absent,
    /// The carrier or the platform keeps the number from messages, mostly since its owner asked for it.
    Barred,
    /// There is no such number.
    InvalidNumber,
    /// Signature, template or words were refused.
    Content,
    /// Too many at a time.
    Rate,
    /// No reason, or one that is not known here.
    Unknown,
}

impl FailureKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Absent, Self::Barred, Self::InvalidNumber, Self::Content, Self::Rate, Self::Unknown];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Barred => "barred",
            Self::InvalidNumber => "invalid_number",
            Self::Content => "content",
            Self::Rate => "rate",
            Self::Unknown => "unknown",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Seconds until the next try, after this many tries; nothing when there is none. Rate limits are by natural
    /// minute and hour, so that a try for each minute and then for each hour meets the next one.
    const fn pause(self, tries: u32) -> Option<i64> {
        const MINUTE: i64 = 60;
        const HOUR: i64 = 60 * MINUTE;
        match (self, tries) {
            (Self::Rate, 0..=2) => Some(MINUTE),
            (Self::Rate, 3..=5) => Some(HOUR),
            (Self::Absent, 0..=1) => Some(2 * HOUR),
            (Self::Absent, 2) => Some(24 * HOUR),
            (Self::Unknown, 0..=1) => Some(30 * MINUTE),
            _ => None,
        }
    }
}

/// How a message was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Loss {
    /// Reported as not delivered, or refused at once.
    Failed(FailureKind),
    /// No report came in time.
    Expired,
}

/// What decides on the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// What the message tells.
    pub kind: MessageKind,
    /// Whether the resident is elderly: a message that failed is not a second message, but a call.
    pub elderly: bool,
    /// How often it was handed over, this time included.
    pub tries: u32,
    /// When it was handed over first.
    pub first_try: Timestamp,
}

/// The next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The same message to the same number; still subject to quiet hours and limits.
    Retry {
        /// Not before.
        at: Timestamp,
    },
    /// To the next of the contact circle, and where there is none, a call task.
    PassOn,
    /// A call task.
    CallTask,
    /// Nothing.
    Drop,
}

/// The next step after a loss.
///
/// - **Rate**: tried again at the next minutes, then hours, also for the elderly: it never left. In the end a call.
/// - **Absent**: again after two hours and after a day. **Unknown**: once more after half an hour.
/// - **Barred**: whoever said no to messages is called. **Content**: the words would be refused again, so a call.
/// - **Invalid number**, and whatever was tried in vain or expired: the next of the circle.
/// - An **elderly** resident is called at the first failure.
/// - Nothing is tried again more than 72 hours after the first try.
/// - What is not needed ([`MessageKind::is_needed`]) opens no call: nobody is called to rate.
#[must_use]
pub fn after(loss: Loss, circumstances: &Circumstances, now: Timestamp) -> Step {
    let Circumstances { kind, elderly, tries, first_try } = *circumstances;
    let is_called_at_once = elderly && kind.is_needed() && loss != Loss::Failed(FailureKind::Rate);
    if let Loss::Failed(failure) = loss
        && !is_called_at_once
        && let Some(pause) = failure.pause(tries)
        && let at = next_try(failure, now, pause)
        && at <= expires_at(first_try)
    {
        return Step::Retry { at };
    }
    let passes_on = matches!(
        loss,
        Loss::Expired | Loss::Failed(FailureKind::Absent | FailureKind::InvalidNumber | FailureKind::Unknown)
    );
    match () {
        () if !kind.is_needed() => Step::Drop,
        () if passes_on && !elderly => Step::PassOn,
        () => Step::CallTask,
    }
}

fn next_try(failure: FailureKind, now: Timestamp, pause: i64) -> Timestamp {
    let from = match failure {
        // The beginning of the natural minute or hour.
        FailureKind::Rate => now.as_second().div_euclid(pause).saturating_mul(pause),
        _ => now.as_second(),
    };
    Timestamp::from_second(from.saturating_add(pause)).unwrap_or(Timestamp::MAX)
}

/// What a failure tells beyond the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// The person takes no messages: as if they had said no to all ([`super::Reach::barred`]), the number stays.
    TakesNoMessages,
    /// The number is none: it is taken off the person.
    NumberInvalid,
    /// The platform refuses the words: the manager is told, other messages of the kind will fail too.
    WordsRefused,
}

/// What to note of a failure, beyond the next step.
#[must_use]
pub const fn mark(failure: FailureKind) -> Option<Mark> {
    match failure {
        FailureKind::Barred => Some(Mark::TakesNoMessages),
        FailureKind::InvalidNumber => Some(Mark::NumberInvalid),
        FailureKind::Content => Some(Mark::WordsRefused),
        FailureKind::Absent | FailureKind::Rate | FailureKind::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("2026-11-{text}+08:00").parse().unwrap()
    }

    fn retry(text: &str) -> Step {
        Step::Retry { at: at(text) }
    }

    const NOTICE: Circumstances = Circumstances {
        kind: MessageKind::Receipt,
        elderly: false,
        tries: 1,
        first_try: Timestamp::UNIX_EPOCH,
    };

    #[test]
    fn each_failure_has_its_steps() {
        use FailureKind::{Absent, Barred, Content, InvalidNumber, Rate, Unknown};
        let now = at("23T10:20:30.5");
        for (kind, tries, wanted) in [
            (Absent, 1, retry("23T12:20:30")),
            (Absent, 2, retry("24T10:20:30")),
            (Absent, 3, Step::PassOn),
            (Unknown, 1, retry("23T10:50:30")),
            (Unknown, 2, Step::PassOn),
            (Rate, 1, retry("23T10:21:00")),
            (Rate, 2, retry("23T10:21:00")),
            (Rate, 3, retry("23T11:00:00")),
            (Rate, 5, retry("23T11:00:00")),
            (Rate, 6, Step::CallTask),
            (Barred, 1, Step::CallTask),
            (Content, 1, Step::CallTask),
            (InvalidNumber, 1, Step::PassOn),
        ] {
            let circumstances = Circumstances { tries, first_try: at("23T10:00:00"), ..NOTICE };
            assert_eq!(after(Loss::Failed(kind), &circumstances, now), wanted, "{kind:?} {tries}");
        }
        let circumstances = Circumstances { first_try: at("20T10:00:00"), ..NOTICE };
        assert_eq!(after(Loss::Expired, &circumstances, now), Step::PassOn);
    }

    #[test]
    fn the_elderly_are_called_at_the_first_failure() {
        let now = at("23T10:20:30");
        let elderly = Circumstances { elderly: true, first_try: now, ..NOTICE };
        for kind in FailureKind::ALL {
            let step = after(Loss::Failed(kind), &elderly, now);
            match kind {
                FailureKind::Rate => assert_eq!(step, retry("23T10:21:00"), "it never left"),
                _ => assert_eq!(step, Step::CallTask, "{kind:?}"),
            }
        }
        assert_eq!(after(Loss::Expired, &elderly, now), Step::CallTask);
    }

    #[test]
    fn nothing_is_tried_again_after_72_hours() {
        let first_try = at("20T10:00:00");
        assert_eq!(expires_at(first_try), at("23T10:00:00"));
        let circumstances = Circumstances { tries: 2, first_try, ..NOTICE };
        let step = |now| after(Loss::Failed(FailureKind::Absent), &circumstances, at(now));
        assert_eq!(step("22T10:00:00"), retry("23T10:00:00"));
        assert_eq!(step("22T10:00:01"), Step::PassOn);
    }

    #[test]
    fn every_loss_ends_and_nobody_is_called_to_rate() {
        for kind in MessageKind::ALL {
            for failure in FailureKind::ALL {
                for elderly in [false, true] {
                    let first_try = at("20T09:00:00");
                    let mut now = first_try;
                    let mut tries = 1;
                    let last = loop {
                        let circumstances = Circumstances { kind, elderly, tries, first_try };
                        match after(Loss::Failed(failure), &circumstances, now) {
                            Step::Retry { at } => {
                                assert!(at > now, "{failure:?}");
                                now = at;
                                tries += 1;
                                assert!(tries < 10, "{failure:?}");
                            }
                            last => break last,
                        }
                    };
                    assert_eq!(last == Step::Drop, !kind.is_needed(), "{kind:?} {failure:?}");
                }
            }
        }
    }

    #[test]
    fn a_block_is_no_wrong_number() {
        assert_eq!(mark(FailureKind::Barred), Some(Mark::TakesNoMessages));
        assert_eq!(mark(FailureKind::InvalidNumber), Some(Mark::NumberInvalid));
        assert_eq!(mark(FailureKind::Content), Some(Mark::WordsRefused));
        assert_eq!(mark(FailureKind::Absent), None);
        for kind in FailureKind::ALL {
            assert_eq!(FailureKind::parse(kind.as_str()), Some(kind));
        }
    }
}
