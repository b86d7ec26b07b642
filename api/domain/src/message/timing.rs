//! When a message may go: not while people sleep, and not more often than platforms carry.
//!
//! Minutes and hours of a limit are natural ones in Asia/Shanghai (14:03:00 to 14:03:59), the day is the 24 hours after
//! a message: so counts the platform whose rules are published in most detail (Aliyun, 短信发送规则). What counts is the
//! handing over, whether or not the message arrived.

use std::num::NonZeroUsize;

use jiff::{
    SignedDuration, Timestamp,
    civil::{self, Time},
};

use crate::clock::{day_start, shanghai};

/// What kind of text it is, to a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// 验证码: somebody of the staff waits for it, so it knows no quiet hours.
    LoginCode,
    /// 通知
    Notice,
}

impl Class {
    /// What platforms carry to one number: of codes as such, of notices by template.
    #[must_use]
    pub const fn limits(self) -> &'static [Limit] {
        const fn limit(most: usize, window: Window) -> Limit {
            let most = match NonZeroUsize::new(most) {
                Some(most) => most,
                None => NonZeroUsize::MIN,
            };
            Limit { most, window }
        }
        const CODES: &[Limit] = &[limit(1, Window::Minute), limit(5, Window::Hour), limit(10, Window::Day)];
        const NOTICES: &[Limit] = &[limit(50, Window::Day)];
        match self {
            Self::LoginCode => CODES,
            Self::Notice => NOTICES,
        }
    }
}

/// The hours in which residents get messages, from `opens` on and before `closes`, in Asia/Shanghai.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendingHours {
    opens: Time,
    closes: Time,
}

/// The hours do not open before they close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("sending-hours")]
pub struct HoursRefusal;

impl HoursRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "sending-hours"
    }
}

impl Default for SendingHours {
    /// 08:00 to 20:30.
    fn default() -> Self {
        Self { opens: civil::time(8, 0, 0, 0), closes: civil::time(20, 30, 0, 0) }
    }
}

impl SendingHours {
    /// Hours of one day. Messages may go at `opens` itself, and no more at `closes` itself.
    ///
    /// # Errors
    /// `sending-hours`.
    pub fn new(opens: Time, closes: Time) -> Result<Self, HoursRefusal> {
        if opens < closes { Ok(Self { opens, closes }) } else { Err(HoursRefusal) }
    }

    /// The earliest instant, not before `now`, at which a text of this class may go.
    #[must_use]
    pub fn not_before(&self, class: Class, now: Timestamp) -> Timestamp {
        let here = shanghai(now);
        let (day, time) = (here.date(), here.time());
        let day = match class {
            Class::LoginCode => return now,
            Class::Notice if time < self.opens => Ok(day),
            Class::Notice if time < self.closes => return now,
            Class::Notice => day.tomorrow(),
        };
        let since_midnight = self.opens.duration_since(Time::midnight());
        day.ok().and_then(|day| day_start(day).checked_add(since_midnight).ok()).unwrap_or(Timestamp::MAX)
    }
}

/// So many within such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Most messages.
    pub most: NonZeroUsize,
    /// Within.
    pub window: Window,
}

/// A time in which messages are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// A natural minute.
    Minute,
    /// A natural hour.
    Hour,
    /// The 24 hours from a message on.
    Day,
}

impl Window {
    /// When a message of then counts no more.
    fn end(self, sent: Timestamp) -> Timestamp {
        let natural = |length: i64| {
            let begun = sent.as_second().div_euclid(length).saturating_mul(length);
            Timestamp::from_second(begun.saturating_add(length)).unwrap_or(Timestamp::MAX)
        };
        match self {
            Self::Minute => natural(60),
            // Shanghai is whole hours away from UTC, so their hours begin together.
            Self::Hour => natural(3600),
            Self::Day => sent.checked_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX),
        }
    }
}

/// The earliest instant, not before `now`, at which one more message keeps to every limit. `past` are the instants at
/// which messages that count were handed over, in any order: a day's worth is enough. One that lies ahead (it is
/// planned, or a clock was set back) counts as well.
#[must_use]
pub fn next_allowed(limits: &[Limit], past: &[Timestamp], now: Timestamp) -> Timestamp {
    let mut latest_first = past.to_vec();
    latest_first.sort_unstable_by(|one, other| other.cmp(one));
    // With `most` messages at or after that one, none may follow before it has ceased to count.
    let free = |limit: &Limit| latest_first.get(limit.most.get() - 1).map(|sent| limit.window.end(*sent));
    limits.iter().filter_map(free).fold(now, Timestamp::max)
}

/// [`next_allowed`] and [`SendingHours::not_before`] in one: the instant at which a message is handed over.
#[must_use]
pub fn next_instant(hours: &SendingHours, class: Class, past: &[Timestamp], now: Timestamp) -> Timestamp {
    // To wait for the morning breaks no limit that was kept in the evening.
    hours.not_before(class, next_allowed(class.limits(), past, now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Chance, SeededChance};

    /// An instant by the wall clock in Shanghai.
    fn at(text: &str) -> Timestamp {
        format!("{text}+08:00").parse().unwrap()
    }

    #[test]
    fn residents_sleep_from_half_past_eight_to_eight() {
        let hours = SendingHours::default();
        for (now, wanted) in [
            ("2026-11-23T07:59:59.999999", "2026-11-23T08:00:00"),
            ("2026-11-23T08:00:00", "2026-11-23T08:00:00"),
            ("2026-11-23T12:34:56", "2026-11-23T12:34:56"),
            ("2026-11-23T20:29:59.999999", "2026-11-23T20:29:59.999999"),
            ("2026-11-23T20:30:00", "2026-11-24T08:00:00"),
            ("2026-11-23T23:59:59", "2026-11-24T08:00:00"),
            ("2026-11-24T00:00:00", "2026-11-24T08:00:00"),
            ("2026-12-31T22:00:00", "2027-01-01T08:00:00"),
        ] {
            assert_eq!(hours.not_before(Class::Notice, at(now)), at(wanted), "{now}");
            assert_eq!(hours.not_before(Class::LoginCode, at(now)), at(now), "codes go at any hour");
        }
    }

    #[test]
    fn hours_are_a_setting_and_open_before_they_close() {
        let time = |hour| civil::time(hour, 0, 0, 0);
        let hours = SendingHours::new(time(9), time(18)).unwrap();
        assert_eq!(hours.not_before(Class::Notice, at("2026-11-23T18:00:00")), at("2026-11-24T09:00:00"));
        assert_eq!(SendingHours::new(time(9), time(9)).unwrap_err().code(), "sending-hours");
        assert!(SendingHours::new(time(20), time(8)).is_err());
    }

    #[test]
    fn a_moment_to_send_is_one_of_the_day_and_stays() {
        let hours = SendingHours::default();
        let mut now = at("2026-11-22T00:00:00");
        for _ in 0..24 * 12 * 3 {
            let then = hours.not_before(Class::Notice, now);
            let time = shanghai(then).time();
            assert!(then >= now && time >= hours.opens && time < hours.closes, "{now}");
            assert_eq!(hours.not_before(Class::Notice, then), then);
            now = now.checked_add(SignedDuration::from_secs(299)).unwrap();
        }
    }

    #[test]
    fn codes_go_once_a_natural_minute() {
        let next = |past: &[&str], now: &str| {
            let past: Vec<_> = past.iter().map(|past| at(past)).collect();
            next_allowed(Class::LoginCode.limits(), &past, at(now))
        };
        assert_eq!(next(&[], "2026-11-23T10:00:00"), at("2026-11-23T10:00:00"));
        assert_eq!(next(&["2026-11-23T10:00:00"], "2026-11-23T10:00:01"), at("2026-11-23T10:01:00"));
        assert_eq!(next(&["2026-11-23T10:00:59.9"], "2026-11-23T10:00:59.95"), at("2026-11-23T10:01:00"));
        assert_eq!(next(&["2026-11-23T10:00:59"], "2026-11-23T10:01:00"), at("2026-11-23T10:01:00"));
        let five = ["10:00:01", "10:05:00", "10:10:00", "10:15:00", "10:20:00"]
            .map(|time| format!("2026-11-23T{time}"));
        let five = five.each_ref().map(String::as_str);
        assert_eq!(next(&five, "2026-11-23T10:21:00"), at("2026-11-23T11:00:00"), "the natural hour");
        assert_eq!(next(&five, "2026-11-23T11:00:00"), at("2026-11-23T11:00:00"));
        let ten: Vec<String> = (0..10).map(|hour| format!("2026-11-23T{:02}:30:00", hour + 8)).collect();
        let ten: Vec<&str> = ten.iter().map(String::as_str).collect();
        assert_eq!(next(&ten, "2026-11-23T23:00:00"), at("2026-11-24T08:30:00"), "24 hours after the first");
    }

    #[test]
    fn notices_go_fifty_times_in_24_hours() {
        let first = at("2026-11-23T09:00:00");
        let minute = |n: i64| first.checked_add(SignedDuration::from_mins(n)).unwrap();
        let mut past: Vec<_> = (0..49).map(minute).collect();
        assert_eq!(next_allowed(Class::Notice.limits(), &past, minute(49)), minute(49));
        past.push(minute(49));
        past.reverse();
        assert_eq!(next_allowed(Class::Notice.limits(), &past, minute(50)), minute(24 * 60));
    }

    #[test]
    fn a_limit_may_push_a_message_into_the_next_morning() {
        let hours = SendingHours::new(civil::time(8, 0, 0, 0), civil::time(20, 30, 0, 0)).unwrap();
        let past = vec![at("2026-11-22T20:45:00"); 50];
        let next = next_instant(&hours, Class::Notice, &past, at("2026-11-23T20:00:00"));
        assert_eq!(next, at("2026-11-24T08:00:00"));
    }

    /// Whether one more at `when` keeps to a limit, counted by hand.
    fn keeps(limit: Limit, past: &[Timestamp], when: Timestamp) -> bool {
        let counted = past.iter().filter(|sent| match limit.window {
            Window::Minute => sent.as_second() / 60 == when.as_second() / 60,
            Window::Hour => sent.as_second() / 3600 == when.as_second() / 3600,
            Window::Day => when.duration_since(**sent) < SignedDuration::from_hours(24),
        });
        counted.count() < limit.most.get()
    }

    #[test]
    fn the_instant_given_is_the_first_that_keeps_to_every_limit() {
        let chance = SeededChance::new(5);
        for class in [Class::LoginCode, Class::Notice] {
            let mut past = Vec::new();
            let mut now = at("2026-11-23T07:00:00");
            for round in 0..600 {
                let mut random = [0; 2];
                chance.fill(&mut random);
                let step = i64::from(u16::from_be_bytes(random) % 900);
                now = now.checked_add(SignedDuration::from_secs(step)).unwrap();
                let then = next_allowed(class.limits(), &past, now);
                assert!(then >= now);
                assert!(class.limits().iter().all(|limit| keeps(*limit, &past, then)), "{class:?} {round}");
                if then > now {
                    let just_before = then.checked_sub(SignedDuration::from_micros(1)).unwrap();
                    assert!(!class.limits().iter().all(|limit| keeps(*limit, &past, just_before)), "{round}");
                }
                past.push(then);
                now = then;
            }
        }
    }
}
