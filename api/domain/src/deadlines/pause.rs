//! Special procedures (特别程序), whose time does not count (行政许可法 art. 45).

use jiff::{Timestamp, civil::Date};

use super::day_of;

/// One special procedure.
///
/// It stops the working days after the day on which it begins, up to and with the day on which it ends: work was
/// possible on the first, as the start of a period does not count (Civil Code art. 201). One that begins and ends on
/// the same day stops nothing, neither does one that ends before it begins. A procedure that begins after a limit has
/// run out does not mend it. For a limit of 0 it counts only whether the procedure is on at closing time: if so, the
/// limit runs out at closing time of the first working day after the day on which the procedure ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// When it began.
    pub start: Timestamp,
    /// When it ended; nothing while it is open. A planned end may stand here, the due instants are then the expected
    /// ones.
    pub end: Option<Timestamp>,
    /// Its kind.
    pub kind: PauseKind,
}

impl Pause {
    /// Whether it is closed and takes this day out of the count.
    pub(super) fn stops(&self, day: Date) -> bool {
        self.end.is_some_and(|end| day_of(self.start) < day && day <= day_of(end))
    }

    /// Whether it is open and began before this day.
    pub(super) fn is_open_before(&self, day: Date) -> bool {
        self.end.is_none() && day_of(self.start) < day
    }

    /// Whether the clock stands still at this instant.
    pub(super) fn is_on(&self, instant: Timestamp) -> bool {
        self.start <= instant && self.end.is_none_or(|end| instant < end)
    }
}

/// Kinds of special procedures: those of the law, and those that guides of benefits name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PauseKind {
    /// 听证
    Hearing,
    /// 检验、检测、检疫
    Inspection,
    /// 鉴定和专家评审
    ExpertReview,
    /// 公示
    PublicNotice,
    /// 家庭经济状况核对
    MeansCheck,
    /// 能力评估
    Assessment,
}

impl PauseKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Hearing,
        Self::Inspection,
        Self::ExpertReview,
        Self::PublicNotice,
        Self::MeansCheck,
        Self::Assessment,
    ];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hearing => "hearing",
            Self::Inspection => "inspection",
            Self::ExpertReview => "expert_review",
            Self::PublicNotice => "public_notice",
            Self::MeansCheck => "means_check",
            Self::Assessment => "assessment",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}
