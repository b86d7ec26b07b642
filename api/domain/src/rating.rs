//! The rating of a case by its resident (好差评; GB/T 39734-2020, GB/T 39735-2020, 国办发〔2019〕51号).
//!
//! Five levels, once a case, of the resident's own will. Staff may not urge, hint or rate for the person, so the way in
//! is a [`ResidentDoor`]: a link or a query code that was sent opens it, or the telephone that was asked, and nothing of a
//! signed-in worker makes one. Who rated is hidden from the rated worker: they see a [`Tally`], and only one of several
//! ratings.

use std::num::NonZeroU16;

use jiff::{Timestamp, civil::Date};

use crate::{
    clock::{day_start, shanghai},
    deadlines::{Due, Reckoning},
    ids::CaseId,
    phone::Phone,
    query_code::QueryCode,
    wording::Lang,
    working_days::MissingYear,
};

/// A level. The higher, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rating {
    /// 1
    VeryBad,
    /// 2
    Bad,
    /// 3
    Fair,
    /// 4
    Good,
    /// 5
    VeryGood,
}

impl Rating {
    /// All levels, from 1 to 5.
    pub const ALL: [Self; 5] = [Self::VeryBad, Self::Bad, Self::Fair, Self::Good, Self::VeryGood];

    /// The level of this number.
    #[must_use]
    pub fn new(level: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|rating| rating.level() == level)
    }

    /// Its number, 1 to 5.
    #[must_use]
    pub const fn level(self) -> u8 {
        match self {
            Self::VeryBad => 1,
            Self::Bad => 2,
            Self::Fair => 3,
            Self::Good => 4,
            Self::VeryGood => 5,
        }
    }

    /// The words of the standard.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::VeryBad => "非常不满意",
            Self::Bad => "不满意",
            Self::Fair => "基本满意",
            Self::Good => "满意",
            Self::VeryGood => "非常满意",
        }
    }

    /// The words in a language.
    #[must_use]
    pub const fn in_lang(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::VeryBad) => "Very dissatisfied",
            (Lang::En, Self::Bad) => "Dissatisfied",
            (Lang::En, Self::Fair) => "Fairly satisfied",
            (Lang::En, Self::Good) => "Satisfied",
            (Lang::En, Self::VeryGood) => "Very satisfied",
        }
    }

    /// 差评: somebody calls back.
    #[must_use]
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::VeryBad | Self::Bad)
    }
}

/// Where a rating came from. There is no third.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RatingSource {
    /// The resident's page: by their link, or by case number and query code.
    Link,
    /// A message back.
    Sms,
}

impl RatingSource {
    /// All sources.
    pub const ALL: [Self; 2] = [Self::Link, Self::Sms];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Sms => "sms",
        }
    }

    /// The source with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == text)
    }
}

/// Proof that it is the resident's side that speaks about a case. Made of what only that side has; there is no way to
/// make one of a sign-in.
#[derive(Debug, PartialEq, Eq)]
pub struct ResidentDoor {
    case: CaseId,
    source: RatingSource,
}

impl ResidentDoor {
    /// Opened by a link of the case: the keyed digest of the token that came is the digest that was kept. Digests of a
    /// secret key give nothing away by the time that comparing takes.
    #[must_use]
    pub fn by_link(case: CaseId, came: &[u8], kept: &[u8]) -> Option<Self> {
        let is_same = !kept.is_empty() && came == kept;
        is_same.then_some(Self { case, source: RatingSource::Link })
    }

    /// Opened by the query code that was sent: `fits` holds it against the digest that was kept.
    #[must_use]
    pub fn by_code(case: CaseId, code: &QueryCode, fits: impl FnOnce(&QueryCode) -> bool) -> Option<Self> {
        fits(code).then_some(Self { case, source: RatingSource::Link })
    }

    /// Opened by a message from the very number that was asked about the case.
    #[must_use]
    pub fn by_sms(case: CaseId, from: &Phone, asked: &Phone) -> Option<Self> {
        (from == asked).then_some(Self { case, source: RatingSource::Sms })
    }

    /// The case it opens.
    #[must_use]
    pub const fn case(&self) -> CaseId {
        self.case
    }
}

/// The centre's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatingRules {
    /// Calendar days after the conclusion within which a rating is taken.
    pub open_days: NonZeroU16,
    /// Working days within which somebody calls back after a bad one; places set 5 or 15.
    pub call_back_days: NonZeroU16,
}

impl Default for RatingRules {
    /// 30 days to rate, 5 working days to call back.
    fn default() -> Self {
        const fn days(days: u16) -> NonZeroU16 {
            match NonZeroU16::new(days) {
                Some(days) => days,
                None => NonZeroU16::MIN,
            }
        }
        Self { open_days: days(30), call_back_days: days(5) }
    }
}

impl RatingRules {
    /// The last day on which a case concluded then may be rated. The day of conclusion is not counted.
    #[must_use]
    pub fn last_day(&self, concluded: Timestamp) -> Date {
        let days = jiff::Span::new().days(i64::from(self.open_days.get()));
        shanghai(concluded).date().checked_add(days).unwrap_or(Date::MAX)
    }

    /// Whether a case concluded then may be rated: up to 24:00 of the last day in Asia/Shanghai.
    #[must_use]
    pub fn is_open(&self, concluded: Timestamp, now: Timestamp) -> bool {
        let end = self.last_day(concluded).tomorrow().map_or(Timestamp::MAX, day_start);
        concluded <= now && now < end
    }
}

/// Why a rating is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum RatingRefusal {
    /// The case is not concluded.
    #[error("rating-not-yet")]
    NotYet,
    /// The time for it is over.
    #[error("rating-closed")]
    Closed,
    /// The case was rated before.
    #[error("rating-given")]
    Given,
}

impl RatingRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotYet => "rating-not-yet",
            Self::Closed => "rating-closed",
            Self::Given => "rating-given",
        }
    }
}

/// A rating that was taken. Words that came with it are kept sealed beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRating {
    /// The case.
    pub case: CaseId,
    /// The level.
    pub rating: Rating,
    /// Where it came from.
    pub source: RatingSource,
    /// When.
    pub at: Timestamp,
}

impl CaseRating {
    /// Takes a rating. `concluded` is when the case was concluded, if it is; `before` the rating it has already.
    ///
    /// # Errors
    /// [`RatingRefusal`]; a second rating is refused as such, whatever the time.
    pub fn give(
        door: &ResidentDoor,
        rating: Rating,
        rules: &RatingRules,
        concluded: Option<Timestamp>,
        before: Option<&Self>,
        now: Timestamp,
    ) -> Result<Self, RatingRefusal> {
        let concluded = concluded.ok_or(RatingRefusal::NotYet)?;
        if before.is_some() {
            return Err(RatingRefusal::Given);
        }
        if now < concluded {
            return Err(RatingRefusal::NotYet);
        }
        if !rules.is_open(concluded, now) {
            return Err(RatingRefusal::Closed);
        }
        Ok(Self { case: door.case, rating, source: door.source, at: now })
    }

    /// By when somebody calls back; nothing for a rating that is not bad.
    ///
    /// # Errors
    /// [`MissingYear`].
    pub fn call_back(
        &self,
        rules: &RatingRules,
        reckoning: &Reckoning<'_>,
    ) -> Result<Option<Due>, MissingYear> {
        let term = || reckoning.within(self.at, rules.call_back_days);
        self.rating.is_bad().then(term).transpose()
    }
}

/// How often each level was given. No case, no time, no words: what the rated worker sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    counts: [u32; 5],
}

impl Tally {
    /// Fewest ratings that are shown to whom they rate: of fewer, it can be guessed whose they are.
    pub const FEWEST_SHOWN: u32 = 5;

    /// Counts ratings.
    #[must_use]
    pub fn of(ratings: impl IntoIterator<Item = Rating>) -> Self {
        let mut tally = Self::default();
        for rating in ratings {
            let counts = Rating::ALL.into_iter().zip(&mut tally.counts);
            for (_, count) in counts.filter(|(level, _)| *level == rating) {
                *count = count.saturating_add(1);
            }
        }
        tally
    }

    /// How often a level was given.
    #[must_use]
    pub fn count(&self, rating: Rating) -> u32 {
        Rating::ALL
            .into_iter()
            .zip(self.counts)
            .find(|(level, _)| *level == rating)
            .map_or(0, |(_, count)| count)
    }

    /// How many ratings there are.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.counts.iter().fold(0, |total, count| total.saturating_add(*count))
    }

    /// How many of them are bad.
    #[must_use]
    pub fn bad(&self) -> u32 {
        let bad = Rating::ALL.into_iter().filter(|rating| rating.is_bad());
        bad.fold(0, |total, rating| total.saturating_add(self.count(rating)))
    }

    /// The tally as the rated worker may see it; nothing of too few ratings.
    #[must_use]
    pub fn for_rated(self) -> Option<Self> {
        (self.total() >= Self::FEWEST_SHOWN).then_some(self)
    }
}

#[cfg(test)]
mod tests;
