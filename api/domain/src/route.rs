//! The order of a day's stops: the shortest way through all of them, found exactly.
//!
//! A place is coarse on purpose: a thousandth of a degree, about 100 m. Which house it is, it does not say; which way round is
//! shorter, it does.

/// Most stops of one order: with each one more, finding it takes twice as long.
pub const STOPS_MOST: usize = 16;

/// Mean radius of the earth.
const EARTH_METRES: f64 = 6_371_008.8;

/// Farther than any way: where there is none.
const NO_WAY: u32 = u32::MAX;

/// A place to about 100 m, in thousandths of a degree. Somebody's home, so it prints nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Place {
    lat: i32,
    lon: i32,
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Place(..)")
    }
}

impl Place {
    /// The place to which degrees of latitude and longitude are rounded; nothing for what is no place on earth.
    #[must_use]
    pub fn near(lat: f64, lon: f64) -> Option<Self> {
        let fits = lat.abs() <= 90.0 && lon.abs() <= 180.0;
        fits.then(|| Self { lat: thousandths(lat), lon: thousandths(lon) })
    }

    /// As it is kept: thousandths of a degree, latitude first.
    #[must_use]
    pub fn text(self) -> String {
        format!("{},{}", self.lat, self.lon)
    }

    /// Reads what [`Self::text`] wrote.
    #[must_use]
    pub fn read_back(text: &str) -> Option<Self> {
        let (lat, lon) = text.split_once(',')?;
        let (lat, lon) = (lat.parse::<i32>().ok()?, lon.parse::<i32>().ok()?);
        Self::near(f64::from(lat) / 1000.0, f64::from(lon) / 1000.0)
    }

    /// Metres to another place, as the crow flies (haversine).
    #[must_use]
    pub fn metres_to(self, other: Self) -> u32 {
        let radians = |thousandths: i32| (f64::from(thousandths) / 1000.0).to_radians();
        let (from, to) = (radians(self.lat), radians(other.lat));
        let (down, across) = (to - from, radians(other.lon) - radians(self.lon));
        let half = (down / 2.0).sin().powi(2) + from.cos() * to.cos() * (across / 2.0).sin().powi(2);
        whole_metres(2.0 * EARTH_METRES * half.sqrt().min(1.0).asin())
    }
}

#[expect(clippy::as_conversions, reason = "at most 180 000, checked before")]
fn thousandths(degrees: f64) -> i32 {
    (degrees * 1000.0).round() as i32
}

#[expect(clippy::as_conversions, reason = "no two places are farther apart than half around the earth")]
fn whole_metres(metres: f64) -> u32 {
    metres.round() as u32
}

/// What of a day's order is fixed: where it begins, and which stop comes first or last, by its place among the stops.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pins {
    /// Where the worker sets out.
    pub start: Option<Place>,
    /// The first stop.
    pub first: Option<usize>,
    /// The last stop.
    pub last: Option<usize>,
}

/// A shortest way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Stops, by their place among those that were asked for.
    pub order: Vec<usize>,
    /// Its length.
    pub metres: u32,
}

/// The shortest way through all stops (Held and Karp). Of several that are equally short, the one that keeps most to the
/// order in which the stops are handed in. Nothing for more than [`STOPS_MOST`], or for pins that leave no way.
#[must_use]
pub fn shortest(stops: &[Place], pins: Pins) -> Option<Route> {
    if stops.len() > STOPS_MOST {
        return None;
    }
    let ways = Ways::between(stops, pins);
    let to_come = ways.to_come();
    let set_out = |stop: usize| {
        let allowed = pins.first.is_none_or(|first| first == stop);
        let there = pins.start.zip(stops.get(stop)).map_or(0, |(start, stop)| start.metres_to(*stop));
        allowed.then_some(there)
    };
    // Forward again, each time by the earliest stop that is on a shortest way.
    let mut order = Vec::with_capacity(stops.len());
    let (mut been, mut metres) = (0, None);
    for _stop in stops {
        let from = order.last().copied();
        let hop = |to: usize| from.map_or_else(|| set_out(to), |from| Some(ways.metres(from, to)));
        let costs = (0..stops.len()).filter(|to| been & bit(*to) == 0).filter_map(|to| {
            let rest = ways.at(&to_come, been | bit(to), to);
            Some((hop(to)?.saturating_add(rest), to))
        });
        let (cost, to) = costs.min()?;
        if cost == NO_WAY {
            return None;
        }
        metres = metres.or(Some(cost));
        been |= bit(to);
        order.push(to);
    }
    Some(Route { order, metres: metres.unwrap_or(0) })
}

const fn bit(stop: usize) -> usize {
    1 << stop
}

/// The stops, with all ways between them.
struct Ways {
    stops: usize,
    metres: Vec<u32>,
    last: Option<usize>,
}

impl Ways {
    fn between(stops: &[Place], pins: Pins) -> Self {
        let metres = stops.iter().flat_map(|from| stops.iter().map(|to| from.metres_to(*to))).collect();
        Self { stops: stops.len(), metres, last: pins.last }
    }

    fn metres(&self, from: usize, to: usize) -> u32 {
        self.metres.get(from * self.stops + to).copied().unwrap_or(NO_WAY)
    }

    fn at(&self, to_come: &[u32], been: usize, at: usize) -> u32 {
        to_come.get(been * self.stops + at).copied().unwrap_or(NO_WAY)
    }

    /// For each set of stops one has been to and the stop one is at: how far it is yet.
    fn to_come(&self) -> Vec<u32> {
        let all = bit(self.stops) - 1;
        let mut to_come = vec![NO_WAY; (all + 1) * self.stops];
        for been in (1..=all).rev() {
            for at in (0..self.stops).filter(|at| been & bit(*at) != 0) {
                let left = (0..self.stops).filter(|to| been & bit(*to) == 0);
                let next =
                    left.map(|to| self.metres(at, to).saturating_add(self.at(&to_come, been | bit(to), to)));
                let rest = match next.min() {
                    None if self.last.is_none_or(|last| last == at) => 0,
                    None => NO_WAY,
                    // Who is at the last stop goes nowhere else.
                    Some(_) if self.last == Some(at) => NO_WAY,
                    Some(rest) => rest,
                };
                if let Some(place) = to_come.get_mut(been * self.stops + at) {
                    *place = rest;
                }
            }
        }
        to_come
    }
}

#[cfg(test)]
mod tests;
