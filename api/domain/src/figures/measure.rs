//! The figures of the service itself, each as one rule over one case: whether the case is in its base, and what it adds.
//! What is counted and which cases stand behind it come from the same rule, so that they cannot differ.

use super::{
    Ratio,
    facts::{Counted, Over, Verdict},
    span::Span,
};
use crate::rating::Rating;

/// The instant that puts a case into a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// 收件, the first one: demand.
    Receipt,
    /// 办结, or another end: volume.
    Conclusion,
}

impl Basis {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Receipt, Self::Conclusion];

    /// When a case comes in by this; never, while it has not happened.
    #[must_use]
    pub fn at(self, counted: &Counted) -> Option<jiff::Timestamp> {
        match self {
            Self::Receipt => Some(counted.received_at),
            Self::Conclusion => counted.over.as_ref().map(|over| over.at),
        }
    }
}

/// How what was weighed becomes a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// How many cases.
    Count,
    /// A share, in per cent.
    Share,
    /// So many a case.
    PerCase,
    /// The median of minutes, in hours.
    MedianHours,
    /// The median of days.
    MedianDays,
}

/// What one case adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// To what is counted, or the value of which the median is taken.
    pub numerator: u32,
    /// To what it is counted of.
    pub denominator: u32,
}

/// One figure.
#[derive(Debug)]
pub struct Measure {
    /// Stable key.
    pub key: &'static str,
    /// zh-CN
    pub zh: &'static str,
    /// en
    pub en: &'static str,
    /// How it is to be read, in both languages.
    pub note: Option<(&'static str, &'static str)>,
    /// What puts a case into the period.
    pub basis: Basis,
    /// What it is.
    pub kind: Kind,
    /// Whether it tells what residents said of somebody's work.
    pub of_ratings: bool,
    rule: fn(&Counted) -> Option<Weight>,
}

/// Which of the cases behind a figure are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Those that were counted: the numerator's.
    Counted,
    /// All of those that it was counted of.
    Base,
}

impl Measure {
    /// The figure with this key.
    #[must_use]
    pub fn find(key: &str) -> Option<&'static Self> {
        MEASURES.iter().find(|measure| measure.key == key)
    }

    /// What a case adds; nothing when it is not in the base.
    #[must_use]
    pub fn weigh(&self, counted: &Counted) -> Option<Weight> {
        (self.rule)(counted)
    }

    /// Whether a case stands behind this figure of a span.
    #[must_use]
    pub fn has(&self, part: Part, counted: &Counted, span: Span) -> bool {
        let within = self.basis.at(counted).is_some_and(|at| span.holds(at));
        within && self.weigh(counted).is_some_and(|weight| part.has(self.kind, weight))
    }
}

impl Part {
    /// Whether a case of this weight is meant. A median counts every case that has a value, a value of none too.
    #[must_use]
    pub const fn has(self, kind: Kind, weight: Weight) -> bool {
        match (self, kind) {
            (Self::Base, _) | (Self::Counted, Kind::MedianHours | Kind::MedianDays) => true,
            (Self::Counted, Kind::Count | Kind::Share | Kind::PerCase) => weight.numerator > 0,
        }
    }
}

/// What the weights of many cases come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    numerator: u64,
    denominator: u64,
    counted: u64,
    base: u64,
    values: Vec<u32>,
}

impl Sum {
    /// Adds a case.
    pub fn add(&mut self, kind: Kind, weight: Weight) {
        self.numerator = self.numerator.saturating_add(weight.numerator.into());
        self.denominator = self.denominator.saturating_add(weight.denominator.into());
        self.counted = self.counted.saturating_add(Part::Counted.has(kind, weight).into());
        self.base = self.base.saturating_add(1);
        if matches!(kind, Kind::MedianHours | Kind::MedianDays) {
            self.values.push(weight.numerator);
        }
    }

    /// Adds what other cases came to.
    pub fn merge(&mut self, other: &Self) {
        self.numerator = self.numerator.saturating_add(other.numerator);
        self.denominator = self.denominator.saturating_add(other.denominator);
        self.counted = self.counted.saturating_add(other.counted);
        self.base = self.base.saturating_add(other.base);
        self.values.extend_from_slice(&other.values);
    }

    /// Cases behind it.
    #[must_use]
    pub const fn cases(&self, part: Part) -> u64 {
        match part {
            Part::Counted => self.counted,
            Part::Base => self.base,
        }
    }

    /// Numerator and denominator. A median has the cases that it is the median of.
    #[must_use]
    pub const fn ratio(&self, kind: Kind) -> Ratio {
        match kind {
            Kind::Count => Ratio::count(self.numerator),
            Kind::Share | Kind::PerCase => Ratio::share(self.numerator, self.denominator),
            Kind::MedianHours | Kind::MedianDays => Ratio::count(self.base),
        }
    }

    /// The median in tenths of an hour or of a day, half up; none of nothing.
    #[must_use]
    pub fn median_tenths(mut self, kind: Kind) -> Option<u64> {
        self.values.sort_unstable();
        let (above, below) = (self.values.len() / 2, self.values.len().saturating_sub(1) / 2);
        let twice = u64::from(*self.values.get(above)?).saturating_add((*self.values.get(below)?).into());
        match kind {
            Kind::MedianHours => Ratio::share(twice, 120).tenths(),
            Kind::MedianDays => Ratio::share(twice, 2).tenths(),
            Kind::Count | Kind::Share | Kind::PerCase => None,
        }
    }
}

const fn one_if(counts: bool) -> Option<Weight> {
    if counts { Some(Weight { numerator: 1, denominator: 1 }) } else { None }
}

fn of_cases(numerator: impl Into<u32>) -> Weight {
    Weight { numerator: numerator.into(), denominator: 1 }
}

fn decided(counted: &Counted) -> Option<&Over> {
    counted.over.as_ref().filter(|over| over.verdict.is_decided())
}

fn ended(counted: &Counted, verdict: Verdict) -> bool {
    counted.over.as_ref().is_some_and(|over| over.verdict == verdict)
}

fn is_void(counted: &Counted) -> bool {
    counted.over.as_ref().is_some_and(|over| over.verdict.is_void())
}

fn messages(counted: &Counted, of: impl Fn(&Over) -> u32) -> Option<Weight> {
    let over = decided(counted).filter(|over| over.messages.queued > 0)?;
    Some(Weight { numerator: of(over), denominator: over.messages.queued })
}

fn rated(counted: &Counted, level: Rating) -> Option<Weight> {
    one_if(decided(counted)?.rating == Some(level))
}

const fn measure(
    key: &'static str,
    (zh, en): (&'static str, &'static str),
    basis: Basis,
    kind: Kind,
    rule: fn(&Counted) -> Option<Weight>,
) -> Measure {
    Measure { key, zh, en, note: None, basis, kind, of_ratings: false, rule }
}

impl Measure {
    const fn note(self, zh: &'static str, en: &'static str) -> Self {
        Self { note: Some((zh, en)), ..self }
    }

    const fn of_ratings(self) -> Self {
        Self { of_ratings: true, ..self }
    }
}

use Basis::{Conclusion, Receipt};
use Kind::{Count, MedianDays, MedianHours, PerCase, Share};

/// Every figure, in the order it is printed.
pub const MEASURES: &[Measure] = &[
    measure("cases_received", ("收件数", "Cases received"), Receipt, Count, |c| one_if(!is_void(c)))
        .note("以首次收件日计,不含作废件和重复件", "by the day of the first receipt, without void and duplicate cases"),
    measure("cases_void", ("作废件", "Void cases"), Receipt, Count, |c| one_if(ended(c, Verdict::Void)))
        .note("收件后作废,单列,不计入其他数字", "received and later void; in no other figure"),
    measure("cases_duplicate", ("重复件", "Duplicate cases"), Receipt, Count, |c| {
        one_if(ended(c, Verdict::Duplicate))
    })
    .note("收件后发现重复,单列,不计入其他数字", "received and found to be another case; in no other figure"),
    measure("deemed_acceptances", ("视为受理", "Deemed acceptances"), Receipt, Share, |c| {
        if is_void(c) { None } else { Some(of_cases(c.deemed)) }
    })
    .note("逾期未答复,依法视为受理", "accepted by law, since nobody had answered in time"),
    measure("cases_concluded", ("办结件数", "Cases concluded"), Conclusion, Count, |c| {
        one_if(decided(c).is_some())
    })
    .note("准予与不予许可均计入", "granted and refused alike"),
    measure("cases_not_accepted", ("不予受理件", "Cases not accepted"), Conclusion, Count, |c| {
        one_if(ended(c, Verdict::NotAccepted))
    }),
    measure("cases_withdrawn", ("撤件", "Cases withdrawn"), Conclusion, Count, |c| {
        one_if(ended(c, Verdict::Withdrawn))
    }),
    measure("cases_terminated", ("终止件", "Cases terminated"), Conclusion, Count, |c| {
        one_if(ended(c, Verdict::Terminated))
    }),
    measure("zero_trip_cases", ("零次跑办件", "Zero-trip cases"), Conclusion, Share, |c| {
        Some(of_cases(decided(c)?.zero_trip))
    })
    .note(
        "上门收件、事项全程可在家中办理且结果未到窗口领取;其他自行前往的情况系统无从得知",
        "collected at home, of an item whose every step is done there, the result not fetched at the window; the server \
         learns of no other trip",
    ),
    measure("visits_per_case", ("件均上门次数", "Visits per case"), Conclusion, PerCase, |c| {
        Some(of_cases(decided(c)?.visits))
    })
    .note(
        "办结前为该事项的上门,含无人应门;一次上门办多件的,各件均计",
        "visits for the item before the conclusion, in vain too; one visit for several cases counts with each",
    ),
    measure(
        "collected_to_concluded",
        ("收取材料至办结(中位数)", "From collection to conclusion, median"),
        Conclusion,
        MedianHours,
        |c| Some(of_cases(decided(c)?.minutes?)),
    )
    .note("小时;收取时间以手机时钟计", "hours; collected by the phone's clock"),
    measure(
        "received_to_concluded",
        ("收件至办结(中位数)", "From receipt to conclusion, median"),
        Conclusion,
        MedianDays,
        |c| Some(of_cases(decided(c)?.working_days?)),
    )
    .note("工作日;自首次收件起,不含特别程序期间", "working days from the first receipt, without special procedures"),
    measure("promises_kept", ("按承诺时限办结", "Promised time kept"), Conclusion, Share, |c| {
        Some(of_cases(decided(c)?.promise_kept?))
    }),
    measure("promises_broken", ("超承诺时限办结", "Promised time broken"), Conclusion, Share, |c| {
        Some(of_cases(!decided(c)?.promise_kept?))
    }),
    measure("corrections_per_case", ("件均补正次数", "Corrections per case"), Conclusion, PerCase, |c| {
        Some(of_cases(decided(c)?.corrections))
    }),
    measure(
        "materials_spared_per_case",
        ("件均免交材料", "Materials spared per case"),
        Conclusion,
        PerCase,
        |c| Some(of_cases(decided(c)?.spared)),
    )
    .note("数据共享查得且未另交的材料,加已取消的证明", "found by look-ups and not handed in, and proofs abolished"),
    measure(
        "messages_handed_over",
        ("短信交付网关", "Messages handed over to the gateway"),
        Conclusion,
        Share,
        |c| messages(c, |over| over.messages.handed_over),
    )
    .note("网关已接收,不等于送达手机", "taken by the gateway, which does not say that they reached a telephone"),
    measure(
        "messages_reported_delivered",
        ("短信回执为送达", "Messages reported as delivered"),
        Conclusion,
        Share,
        |c| messages(c, |over| over.messages.delivered),
    )
    .note("以运营商回执计;无回执的不计为送达", "by the carrier's report; without a report none counts as delivered"),
    measure("messages_failed", ("短信失败", "Messages failed"), Conclusion, Share, |c| {
        messages(c, |over| over.messages.failed)
    })
    .note("网关拒收或回执为失败", "refused by the gateway, or reported as failed"),
    measure("ratings_good", ("好评率", "Ratings of 4 and 5"), Conclusion, Share, |c| {
        Some(of_cases(decided(c)?.rating? >= Rating::Good))
    })
    .of_ratings(),
    measure("ratings_5", ("非常满意", "Ratings: very satisfied"), Conclusion, Count, |c| {
        rated(c, Rating::VeryGood)
    })
    .of_ratings(),
    measure("ratings_4", ("满意", "Ratings: satisfied"), Conclusion, Count, |c| rated(c, Rating::Good))
        .of_ratings(),
    measure("ratings_3", ("基本满意", "Ratings: fairly satisfied"), Conclusion, Count, |c| {
        rated(c, Rating::Fair)
    })
    .of_ratings(),
    measure("ratings_2", ("不满意", "Ratings: dissatisfied"), Conclusion, Count, |c| rated(c, Rating::Bad))
        .of_ratings(),
    measure("ratings_1", ("非常不满意", "Ratings: very dissatisfied"), Conclusion, Count, |c| {
        rated(c, Rating::VeryBad)
    })
    .of_ratings(),
];

#[cfg(test)]
mod tests;
