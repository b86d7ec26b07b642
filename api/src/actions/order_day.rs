//! The order of a day's visits: the shortest way through them as a proposal (`POST /v1/visits/order`), and the order that a
//! worker has chosen, kept so that everybody sees the same (`PUT /v1/visits/day-order`).
//!
//! Of a proposal nothing is kept. Where residents live is known to about 100 m, from where a worker stood at their door.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    clock::{day_start, shanghai},
    fault::Faults,
    ids::{CentreId, ResidentId, VisitId},
    policy::{self, Action, Reach, Resource, act},
    route::{self, Pins, Place},
    visit::Visit,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use store::{ReadTx, StoredResident, WriteTx};
use uuid::Uuid;

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
    },
    app::App,
    vault::Vault,
};

/// Which visits are to be ordered, and what of their order is fixed.
#[derive(Clone)]
pub struct OrderDay {
    /// The day in Asia/Shanghai.
    pub day: Date,
    /// The visits, each once, no more than [`route::STOPS_MOST`].
    pub visits: Vec<VisitId>,
    /// Where the worker sets out.
    pub start: Option<Place>,
    /// The first one.
    pub first: Option<VisitId>,
    /// The last one, not the first one unless there is no other.
    pub last: Option<VisitId>,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// All the visits. Those to homes that nobody knows a place of come after the others, in the order they are planned for;
    /// but what was said to be first or last is that.
    pub visits: Vec<VisitId>,
    /// Metres as the crow flies through the places that are known; nothing where that is no way.
    pub metres: Option<u32>,
    /// Those of which no place is known.
    pub unplaced: Vec<VisitId>,
}

/// One stop of the day.
struct Stop {
    visit: Visit,
    place: Option<Place>,
}

/// Proposes an order.
///
/// # Errors
/// [`Error::Invalid`] for a visit that is none of that day or none for this actor.
pub async fn propose(app: &App, credential: Credential, command: OrderDay) -> Result<Proposed, Error> {
    let (now, vault, asked) = (app.clock.now(), app.vault.clone(), command.clone());
    let stops = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            stops(tx, &vault, &actor, &asked)
        })
        .await?;
    // Sixteen stops take some tens of milliseconds: not on a thread that serves others.
    Ok(tokio::task::spawn_blocking(move || propose_order(stops, &command)).await?)
}

/// The visits that were asked for, in the order they are planned for.
fn stops(tx: &mut ReadTx<'_>, vault: &Vault, actor: &Actor, asked: &OrderDay) -> Result<Vec<Stop>, Error> {
    let (mut faults, mut visits) = (Faults::default(), Vec::new());
    for (n, id) in asked.visits.iter().enumerate() {
        let visit = tx.visit(&actor.centres(), *id)?.map(|stored| stored.visit);
        let seen = |visit: &Visit| policy::may::<act::ReadVisit>(actor, &visit.resource()).is_ok();
        match visit.filter(|visit| seen(visit)) {
            None => faults.note(format!("$.visit_ids[{n}]"), "visit-unknown"),
            Some(visit) if shanghai(visit.planned_for).date() != asked.day => {
                faults.note(format!("$.visit_ids[{n}]"), "not-of-day");
            }
            Some(visit) => visits.push(visit),
        }
    }
    faults.or(Some(()))?;
    visits.sort_by_key(|visit| (visit.planned_for, visit.id));
    let mut homes = BTreeMap::<CentreId, Vec<ResidentId>>::new();
    for visit in &visits {
        homes.entry(visit.centre).or_default().push(visit.resident);
    }
    let mut places = BTreeMap::new();
    for (centre, residents) in homes {
        places.extend(places_of(tx, vault, centre, &residents)?);
    }
    let stop = |visit: Visit| Stop { place: places.get(&visit.resident).copied(), visit };
    Ok(visits.into_iter().map(stop).collect())
}

fn places_of(
    tx: &mut ReadTx<'_>,
    vault: &Vault,
    centre: CentreId,
    residents: &[ResidentId],
) -> Result<BTreeMap<ResidentId, Place>, Error> {
    let sealed = tx.home_places(centre, residents)?;
    let mut places = BTreeMap::new();
    for StoredResident { id, data_key, .. } in tx.residents(centre, residents)? {
        let Some((place, _at)) = sealed.get(&id) else { continue };
        let key = vault.resident_key(centre, id, &data_key)?;
        places.insert(id, vault.open_place(&key, id, place)?);
    }
    Ok(places)
}

fn propose_order(stops: Vec<Stop>, asked: &OrderDay) -> Proposed {
    let is = |pin: Option<VisitId>, stop: &Stop| pin == Some(stop.visit.id);
    let (placed, unplaced): (Vec<_>, Vec<_>) = stops.into_iter().partition(|stop| stop.place.is_some());
    let places: Vec<Place> = placed.iter().filter_map(|stop| stop.place).collect();
    let find = |pin| placed.iter().position(|stop| is(pin, stop));
    // What is last of all is last of those with a place too; the others come before it.
    let pins = Pins { start: asked.start, first: find(asked.first), last: find(asked.last) };
    let route = route::shortest(&places, pins);
    let stops_on_way = places.len().saturating_add(usize::from(asked.start.is_some()));
    let metres = route.as_ref().map(|route| route.metres).filter(|_| stops_on_way > 1);
    let order = route.map_or_else(|| (0..placed.len()).collect(), |route| route.order);
    let mut visits: Vec<VisitId> = order.iter().filter_map(|n| Some(placed.get(*n)?.visit.id)).collect();
    let unplaced: Vec<VisitId> = unplaced.iter().map(|stop| stop.visit.id).collect();
    visits.extend(&unplaced);
    // Stable: only what is pinned moves.
    visits.sort_by_key(|id| match Some(*id) {
        pinned if pinned == asked.first => 0,
        pinned if pinned == asked.last => 2,
        _ => 1,
    });
    Proposed { visits, metres, unplaced }
}

/// The order that a worker has chosen for a day.
#[derive(Clone)]
pub struct KeepOrder {
    /// The day in Asia/Shanghai.
    pub day: Date,
    /// The worker's visits of that day, each once; those left out follow as they are planned.
    pub visits: Vec<VisitId>,
}

/// What it comes to. Saved as its reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderKept {
    /// The visits that have a place in the order now.
    pub visits: Vec<Uuid>,
}

/// Keeps the order that a worker has chosen. A visit that is somebody else's by now, or was put off to another day, is passed
/// over: the order of the others stands.
///
/// # Errors
/// [`Error::Forbidden`] for who makes no visits.
pub async fn keep(
    app: &App,
    credential: Credential,
    written: Written,
    command: KeepOrder,
) -> Result<Answer<OrderKept>, Error> {
    let now = app.clock.now();
    idempotent::once(app, credential, written, move |tx, actor| {
        let mut centres: BTreeSet<CentreId> = BTreeSet::new();
        for (grant, reach) in policy::places(actor, Action::WorkVisit) {
            centres.extend(grant.centre.filter(|_| reach == Reach::Own));
        }
        if centres.is_empty() {
            return Err(Error::Forbidden);
        }
        let mut kept = BTreeMap::new();
        for centre in centres {
            kept.extend(keep_in(tx, actor, centre, &command, now)?);
        }
        Ok(OrderKept { visits: kept.into_values().collect() })
    })
    .await
}

/// The visits of one centre by their place in the day.
fn keep_in(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    centre: CentreId,
    command: &KeepOrder,
    now: Timestamp,
) -> Result<BTreeMap<usize, Uuid>, Error> {
    let own = Resource { owner: Some(actor.user), ..Resource::of_centre(centre) };
    let role = policy::may::<act::WorkVisit>(actor, &own)?.role();
    tx.in_centre(centre, now, |tx| {
        let to = command.day.tomorrow().map_or(Timestamp::MAX, day_start);
        let day = tx.visits_between(centre, day_start(command.day), to)?;
        let mut kept = BTreeMap::new();
        for stored in day.into_iter().filter(|stored| stored.visit.worker == actor.user) {
            let (id, before) = (stored.visit.id, stored.visit.day_order);
            let place = command.visits.iter().position(|asked| *asked == id);
            kept.extend(place.map(|place| (place, id.uuid())));
            let place = place.and_then(|place| i32::try_from(place).ok());
            if place != before {
                tx.place_visit(id, place)?;
            }
        }
        let entry = Entry::by(actor, role, "order-day", "user", actor.user.uuid());
        let detail = format!("day={} visits={}", command.day, kept.len());
        Ok((kept, entry.with(detail)))
    })
}

#[cfg(test)]
mod tests {
    use domain::{
        ids::{CommunityId, UserId},
        visit::VisitStage,
    };

    use super::*;

    fn id(n: u128) -> VisitId {
        VisitId::from_uuid(Uuid::from_u128(n))
    }

    /// Planned in the order of their numbers; `north` in hundreds of metres or so, where it is known.
    fn stop(n: u128, north: Option<f64>) -> Stop {
        let visit = Visit {
            id: id(n),
            centre: CentreId::from_uuid(Uuid::from_u128(1)),
            community: CommunityId::from_uuid(Uuid::from_u128(2)),
            resident: ResidentId::from_uuid(Uuid::from_u128(3)),
            worker: UserId::from_uuid(Uuid::from_u128(4)),
            planned_for: Timestamp::UNIX_EPOCH,
            items: Vec::new(),
            day_order: None,
            stage: VisitStage::Planned,
            version: 1,
        };
        Stop { visit, place: north.and_then(|north| Place::near(30.0 + north / 1000.0, 120.0)) }
    }

    fn asked(first: Option<u128>, last: Option<u128>) -> OrderDay {
        let (first, last) = (first.map(id), last.map(id));
        OrderDay { day: jiff::civil::date(2026, 11, 23), visits: Vec::new(), start: None, first, last }
    }

    fn day() -> Vec<Stop> {
        vec![stop(1, Some(3.0)), stop(2, None), stop(3, Some(1.0)), stop(4, Some(2.0)), stop(5, None)]
    }

    #[test]
    fn homes_without_a_place_come_last_as_they_are_planned() {
        let proposed = propose_order(day(), &asked(None, None));
        assert_eq!(proposed.visits, [1, 4, 3, 2, 5].map(id));
        assert_eq!((proposed.metres, proposed.unplaced), (Some(222), vec![id(2), id(5)]));
    }

    #[test]
    fn what_is_pinned_is_where_it_was_pinned() {
        assert_eq!(propose_order(day(), &asked(Some(4), None)).visits, [4, 1, 3, 2, 5].map(id));
        assert_eq!(propose_order(day(), &asked(None, Some(4))).visits, [1, 3, 2, 5, 4].map(id));
        assert_eq!(propose_order(day(), &asked(Some(5), Some(1))).visits, [5, 3, 4, 2, 1].map(id));
        assert_eq!(propose_order(day(), &asked(Some(3), Some(2))).visits, [3, 4, 1, 5, 2].map(id));
    }

    #[test]
    fn one_place_is_no_way_unless_somebody_sets_out_for_it() {
        assert_eq!(propose_order(vec![stop(1, Some(1.0)), stop(2, None)], &asked(None, None)).metres, None);
        let from = OrderDay { start: Place::near(30.0, 120.0), ..asked(None, None) };
        assert_eq!(propose_order(vec![stop(1, Some(1.0))], &from).metres, Some(111));
        assert_eq!(propose_order(Vec::new(), &from).metres, None);
    }
}
