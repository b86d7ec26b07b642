//! The versions of a catalogue one after the other: each is in force from its day until the next one's, so that there
//! is always one and never two.

use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};

use crate::text::CatalogueVersion;

/// How long after a change a case that was signed before it is still taken as it was signed: a phone holds its cases
/// for three days without a line before it asks to be brought to one.
pub const LATE_ARRIVAL: SignedDuration = SignedDuration::from_hours(72);

/// A version, and from when on it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The version.
    pub version: CatalogueVersion,
    /// The instant that it begins at.
    pub since: Timestamp,
}

/// Every published version in its order; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    first: Edition,
    later: Vec<Edition>,
}

impl Succession {
    /// These versions, in whatever order; nothing when there are none.
    #[must_use]
    pub fn new(mut editions: Vec<Edition>) -> Option<Self> {
        editions.sort_by_key(|edition| edition.since);
        let mut editions = editions.into_iter();
        Some(Self { first: editions.next()?, later: editions.collect() })
    }

    /// All of them, the first one first.
    pub fn editions(&self) -> impl Iterator<Item = &Edition> {
        std::iter::once(&self.first).chain(&self.later)
    }

    /// The one in force at an instant. Before the first there was none, and so it counts as the first.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> &Edition {
        self.later.iter().rev().find(|edition| edition.since <= now).unwrap_or(&self.first)
    }

    /// The last, in force or yet to be.
    #[must_use]
    pub fn last(&self) -> &Edition {
        self.later.last().unwrap_or(&self.first)
    }

    /// Whether a version is or was in force at an instant.
    #[must_use]
    pub fn has_begun(&self, version: &CatalogueVersion, now: Timestamp) -> bool {
        let at = self.at(now).since;
        self.editions().any(|edition| edition.version == *version && edition.since <= at)
    }

    /// When the next version followed this one; nothing when none did.
    #[must_use]
    pub fn until(&self, version: &CatalogueVersion) -> Option<Timestamp> {
        self.editions().skip_while(|edition| edition.version != *version).nth(1).map(|next| next.since)
    }

    /// Whether a case that was signed while this version was in force is still taken by it.
    #[must_use]
    pub fn still_takes(&self, version: &CatalogueVersion, signed_at: Timestamp, now: Timestamp) -> bool {
        self.until(version).is_none_or(|until| {
            signed_at < until && until.checked_add(LATE_ARRIVAL).is_ok_and(|latest| now < latest)
        })
    }
}

impl CatalogueVersion {
    /// Whether this version's number comes after another's: figures by their value, the rest by its letters.
    #[must_use]
    pub fn is_after(&self, other: &Self) -> bool {
        parts(self.as_str()).cmp(parts(other.as_str())) == Ordering::Greater
    }
}

/// A run of digits or of what stands between them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part<'t> {
    // Longer is more, once the zeros in front are gone.
    Number(usize, &'t str),
    Word(&'t str),
}

fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|c| is_digit(c) != is_digit(first)).unwrap_or(rest.len());
        let (part, tail) = rest.split_at(end);
        rest = tail;
        let number = part.trim_start_matches('0');
        Some(if is_digit(first) { Part::Number(number.len(), number) } else { Part::Word(part) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> CatalogueVersion {
        CatalogueVersion::parse(text).unwrap()
    }

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn succession() -> Succession {
        let edition = |text, since| Edition { version: version(text), since: instant(since) };
        let editions = vec![
            edition("3", "2026-12-31T16:00:00Z"),
            edition("1", "2026-11-01T00:00:00Z"),
            edition("2", "2026-11-30T16:00:00Z"),
        ];
        Succession::new(editions).unwrap()
    }

    #[test]
    fn there_is_always_one_in_force_and_never_two() {
        let succession = succession();
        for (now, wanted) in [
            ("2026-10-01T00:00:00Z", "1"),
            ("2026-11-30T15:59:59.999999Z", "1"),
            ("2026-11-30T16:00:00Z", "2"),
            ("2026-12-31T16:00:00Z", "3"),
            ("2030-01-01T00:00:00Z", "3"),
        ] {
            assert_eq!(succession.at(instant(now)).version, version(wanted), "{now}");
        }
        assert_eq!(succession.last().version, version("3"));
        assert_eq!(succession.until(&version("1")), Some(instant("2026-11-30T16:00:00Z")));
        assert_eq!(succession.until(&version("3")), None);
        assert!(succession.has_begun(&version("1"), instant("2026-10-01T00:00:00Z")));
        assert!(!succession.has_begun(&version("2"), instant("2026-11-30T15:59:59Z")));
        assert!(!succession.has_begun(&version("4"), instant("2030-01-01T00:00:00Z")));
        assert!(Succession::new(Vec::new()).is_none());
    }

    #[test]
    fn what_was_signed_before_a_change_may_come_for_three_days_after_it() {
        let succession = succession();
        let takes = |signed, now| succession.still_takes(&version("1"), instant(signed), instant(now));
        assert!(takes("2026-11-30T15:59:59Z", "2026-12-03T15:59:59Z"));
        assert!(!takes("2026-11-30T15:59:59Z", "2026-12-03T16:00:00Z"));
        assert!(!takes("2026-11-30T16:00:00Z", "2026-11-30T16:00:01Z"));
        assert!(succession.still_takes(
            &version("3"),
            instant("2027-02-01T00:00:00Z"),
            instant("2027-02-01T00:00:00Z")
        ));
    }

    #[test]
    fn versions_are_counted_as_people_count() {
        for (earlier, later) in [
            ("2018-01-illustrative-1", "2018-01-illustrative-2"),
            ("2018-01-illustrative-9", "2018-01-illustrative-10"),
            ("2018-01-illustrative-1", "2026-1"),
            ("2026.9", "2026.10"),
            ("2026", "2026-1"),
            ("9a", "10a"),
        ] {
            assert!(version(later).is_after(&version(earlier)), "{later} after {earlier}");
            assert!(!version(earlier).is_after(&version(later)), "{earlier} before {later}");
        }
        assert!(!version("2026-1").is_after(&version("2026-1")));
        assert!(!version("2026-01").is_after(&version("2026-1")));
    }
}
