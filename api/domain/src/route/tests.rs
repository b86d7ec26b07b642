use super::*;
use crate::clock::{Chance as _, SeededChance};

fn place(lat: f64, lon: f64) -> Place {
    Place::near(lat, lon).unwrap()
}

/// Places of one town, drawn.
fn town(chance: &SeededChance, stops: usize) -> Vec<Place> {
    let mut drawn = [0; 2];
    (0..stops)
        .map(|_stop| {
            chance.fill(&mut drawn);
            place(30.2 + f64::from(drawn[0]) / 1000.0, 120.1 + f64::from(drawn[1]) / 1000.0)
        })
        .collect()
}

fn length(stops: &[Place], order: &[usize], start: Option<Place>) -> u32 {
    let set_out = start.map_or(0, |start| start.metres_to(stops[order[0]]));
    set_out + order.windows(2).map(|hop| stops[hop[0]].metres_to(stops[hop[1]])).sum::<u32>()
}

/// Every order of so many stops, the earliest first.
fn orders(stops: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _stop in 0..stops {
        let longer = |order: &Vec<usize>| {
            let next = (0..stops).filter(|stop| !order.contains(stop)).collect::<Vec<_>>();
            next.into_iter().map(|stop| [order.as_slice(), &[stop]].concat()).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// The same by trying everything.
fn tried(stops: &[Place], pins: Pins) -> Option<Route> {
    let fits = |order: &Vec<usize>| {
        pins.first.is_none_or(|first| order.first() == Some(&first))
            && pins.last.is_none_or(|last| order.last() == Some(&last))
    };
    let routes = orders(stops.len()).into_iter().filter(fits);
    let routes = routes.map(|order| Route { metres: length(stops, &order, pins.start), order });
    routes.min_by_key(|route| (route.metres, route.order.clone()))
}

#[test]
fn no_order_is_shorter() {
    let chance = SeededChance::new(7);
    for stops in 1..=7 {
        for _day in 0..6 {
            let homes = town(&chance, stops);
            let start = town(&chance, 1).pop();
            let (first, last) = (Some(0), Some(stops - 1));
            for pins in [
                Pins::default(),
                Pins { start, ..Pins::default() },
                Pins { first: last, ..Pins::default() },
                Pins { last: first, ..Pins::default() },
                Pins { start, first, last },
            ] {
                assert_eq!(shortest(&homes, pins), tried(&homes, pins), "{stops} stops, {pins:?}");
            }
        }
    }
}

#[test]
fn of_equally_short_ways_the_one_that_keeps_to_the_plan_is_taken() {
    let here = place(30.28, 120.12);
    let same = shortest(&[here; 6], Pins::default()).unwrap();
    assert_eq!(same, Route { order: vec![0, 1, 2, 3, 4, 5], metres: 0 });
    let line = [place(30.28, 120.12), place(30.29, 120.12), place(30.30, 120.12)];
    assert_eq!(shortest(&line, Pins::default()).unwrap().order, [0, 1, 2], "not from the other end");
}

#[test]
fn sixteen_stops_are_ordered_and_seventeen_are_not() {
    let street: Vec<_> = (0..17).map(|n| place(30.2 + f64::from(n * 7 % 17) / 100.0, 120.1)).collect();
    let route =
        shortest(&street[..16], Pins { start: Some(place(30.19, 120.1)), ..Pins::default() }).unwrap();
    let along: Vec<_> = route.order.iter().map(|stop| street[*stop].lat).collect();
    assert!(along.is_sorted(), "{along:?}");
    assert_eq!(shortest(&street, Pins::default()), None);
}

#[test]
fn pins_that_leave_no_way_give_none() {
    let homes = [place(30.28, 120.12), place(30.29, 120.12)];
    let both = Pins { first: Some(1), last: Some(1), ..Pins::default() };
    assert_eq!(shortest(&homes, both), None);
    assert_eq!(shortest(&homes[..1], Pins { first: Some(0), last: Some(0), ..both }).unwrap().order, [0]);
    assert_eq!(shortest(&homes, Pins { first: Some(2), ..Pins::default() }), None);
    assert_eq!(shortest(&[], Pins::default()).unwrap().metres, 0);
}

#[test]
fn a_place_is_coarse_and_on_earth() {
    assert_eq!(place(30.283_49, 120.119_51), place(30.283, 120.12));
    assert_ne!(place(30.283_51, 120.12), place(30.283, 120.12));
    for (lat, lon) in [(90.01, 0.0), (0.0, -180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
        assert_eq!(Place::near(lat, lon), None, "{lat} {lon}");
    }
    let home = place(30.283, -120.12);
    assert_eq!(home.text(), "30283,-120120");
    assert_eq!(Place::read_back(&home.text()), Some(home));
    for wrong in ["", "30283", "30283,", "x,y", "90001,0", "0,180001", "2147483648,0"] {
        assert_eq!(Place::read_back(wrong), None, "{wrong}");
    }
    assert_eq!(format!("{home:?}"), "Place(..)");
}

#[test]
fn a_thousandth_of_a_degree_is_a_hundred_metres() {
    assert_eq!(place(30.283, 120.12).metres_to(place(30.284, 120.12)), 111);
    assert_eq!(place(30.283, 120.12).metres_to(place(30.283, 120.121)), 96);
    assert_eq!(place(30.0, 120.0).metres_to(place(-30.0, -60.0)), 20_015_114, "half around");
}
