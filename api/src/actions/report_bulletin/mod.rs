//! The bulletin: the pilot's published figures, each counted afresh from events, catalogue and units.

mod figures;

use domain::{
    actor::{Actor, Credential},
    case::EventKind,
    clock::day_start,
    ids::{CentreId, UnitId},
    policy::{self, Action, Resource, act},
    text::CatalogueVersion,
    unit::{Unit, UnitKind},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use store::{CaseCounts, ReadTx};

use crate::{actions::Error, app::App};

pub use figures::{Basis, CountedBy, Figure};

/// The days reported on, in Asia/Shanghai, both inclusive; an open end is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl Period {
    /// The instants from which on and before which events count.
    fn instants(self) -> (Option<Timestamp>, Option<Timestamp>) {
        let after = |day: Date| day.tomorrow().map_or(Timestamp::MAX, day_start);
        (self.from.map(day_start), self.to.map(after))
    }

    /// The end of it, as far as it has come: what the catalogue says is said as of then.
    fn last_instant(self, now: Timestamp) -> Timestamp {
        let (_, end) = self.instants();
        end.and_then(|end| end.checked_sub(SignedDuration::from_micros(1)).ok())
            .map_or(now, |last| last.min(now))
    }
}

/// The report.
pub struct Bulletin {
    /// The catalogue it counted with.
    pub catalogue: CatalogueVersion,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// What the database counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    /// Cases received in the period.
    received: CaseCounts,
    /// Cases concluded in the period.
    concluded: CaseCounts,
    /// Cases whose result reached the resident in the period.
    served: CaseCounts,
    /// Those of them whose result the resident fetched.
    collected: CaseCounts,
    /// Communities of the centres reported on.
    communities: u64,
}

/// Reports on the centres that the actor may see the reports of, or on the whole site.
///
/// # Errors
/// [`Error::Forbidden`] when that is none.
pub async fn run(app: &App, credential: Credential, period: Period) -> Result<Bulletin, Error> {
    let (catalogues, now) = (app.catalogues.clone(), app.clock.now());
    let (tally, catalogue) = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let scope = Scope::of(&actor)?;
            let (received, concluded) = ([EventKind::Received], [EventKind::Granted, EventKind::Refused]);
            let tally = Tally {
                received: scope.count(tx, &received, period)?,
                concluded: scope.count(tx, &concluded, period)?,
                served: scope.count(tx, &[EventKind::Delivered, EventKind::Collected], period)?,
                collected: scope.count(tx, &[EventKind::Collected], period)?,
                communities: scope.communities(&tx.units()?),
            };
            Ok::<_, Error>((tally, catalogues.in_force(tx, period.last_instant(now))?))
        })
        .await?;
    Ok(Bulletin { catalogue: catalogue.version.clone(), figures: figures::of(&catalogue, &tally) })
}

/// What is reported on.
#[derive(Debug, PartialEq, Eq)]
enum Scope {
    Site,
    Centres(Vec<CentreId>),
}

impl Scope {
    fn of(actor: &Actor) -> Result<Self, Error> {
        let places = policy::places(actor, Action::ReadReport);
        if places.iter().any(|(grant, _)| grant.centre.is_none()) {
            return Ok(Self::Site);
        }
        let mut centres = actor.centres();
        centres.retain(|centre| policy::may::<act::ReadReport>(actor, &Resource::of_centre(*centre)).is_ok());
        if centres.is_empty() { Err(Error::Forbidden) } else { Ok(Self::Centres(centres)) }
    }

    fn count(&self, tx: &mut ReadTx<'_>, kinds: &[EventKind], period: Period) -> Result<CaseCounts, Error> {
        let (from, to) = period.instants();
        let centres: Vec<_> = match self {
            Self::Site => vec![None],
            Self::Centres(centres) => centres.iter().copied().map(Some).collect(),
        };
        let mut sum = CaseCounts::default();
        for centre in centres {
            let counts = tx.count_cases(centre, kinds, from, to)?;
            sum.immediate = sum.immediate.saturating_add(counts.immediate);
            sum.all = sum.all.saturating_add(counts.all);
        }
        Ok(sum)
    }

    fn communities(&self, units: &[Unit]) -> u64 {
        let within = |unit: &&Unit| unit.kind == UnitKind::Community && self.covers(unit, units);
        u64::try_from(units.iter().filter(within).count()).unwrap_or(u64::MAX)
    }

    fn covers(&self, unit: &Unit, units: &[Unit]) -> bool {
        let Self::Centres(centres) = self else { return true };
        let find = |id: UnitId| units.iter().find(|unit| unit.id == id);
        std::iter::successors(Some(unit), |unit| unit.parent.and_then(find))
            .take(UnitKind::ALL.len())
            .any(|above| centres.iter().any(|centre| centre.uuid() == above.id.uuid()))
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        actor::{Grant, Role},
        ids::{CommunityId, DeviceId, SessionId, UserId},
        wording::NamePair,
    };
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn centre(n: u128) -> CentreId {
        CentreId::from_uuid(id(n))
    }

    fn scope(grants: &[(Role, Option<u128>, Option<u128>)]) -> Option<Scope> {
        let grant = |(role, at, community): &(Role, Option<u128>, Option<u128>)| Grant {
            role: *role,
            centre: at.map(centre),
            community: community.map(|n| CommunityId::from_uuid(id(n))),
            department: None,
        };
        let actor = Actor {
            user: UserId::from_uuid(id(7)),
            session: SessionId::from_uuid(id(8)),
            device: DeviceId::from_uuid(id(9)),
            grants: grants.iter().map(grant).collect(),
            expires_at: Timestamp::MAX,
        };
        Scope::of(&actor).ok()
    }

    #[test]
    fn one_reports_on_the_centres_that_one_has_a_say_in() {
        let both = [(Role::Window, Some(1), None), (Role::Worker, Some(2), Some(21))];
        assert_eq!(scope(&both), Some(Scope::Centres(vec![centre(1)])));
        assert_eq!(scope(&[(Role::Worker, Some(1), Some(11))]), None);
        assert_eq!(scope(&[(Role::Approver, Some(1), None)]), None);
        assert_eq!(scope(&[(Role::Auditor, None, None)]), Some(Scope::Site));
    }

    #[test]
    fn the_last_day_is_in_the_period() {
        let day = date(2026, 11, 23);
        let (from, to) = Period { from: Some(day), to: Some(day) }.instants();
        assert_eq!(from.unwrap().to_string(), "2026-11-22T16:00:00Z");
        assert_eq!(to.unwrap().to_string(), "2026-11-23T16:00:00Z");
        assert_eq!(Period::default().instants(), (None, None));
    }

    #[test]
    fn communities_are_those_below_the_centres() {
        let unit = |n: u128, kind, parent: Option<u128>| Unit {
            id: UnitId::from_uuid(id(n)),
            kind,
            parent: parent.map(|n| UnitId::from_uuid(id(n))),
            code: String::new(),
            name: NamePair { zh: String::new(), en: String::new() },
        };
        let units = [
            unit(100, UnitKind::Street, None),
            unit(1, UnitKind::Centre, Some(100)),
            unit(11, UnitKind::Community, Some(1)),
            unit(12, UnitKind::Community, Some(1)),
            unit(111, UnitKind::Estate, Some(11)),
            unit(2, UnitKind::Centre, Some(100)),
            unit(21, UnitKind::Community, Some(2)),
        ];
        assert_eq!(Scope::Centres(vec![centre(1)]).communities(&units), 2);
        assert_eq!(Scope::Centres(vec![centre(1), centre(2)]).communities(&units), 3);
        assert_eq!(Scope::Site.communities(&units), 3);
    }
}
