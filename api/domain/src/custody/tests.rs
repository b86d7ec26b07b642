use uuid::Uuid;

use super::*;
use crate::{
    actor::{Actor, Grant},
    ids::{CommunityId, DeviceId, SessionId},
    policy::{self, Resource},
};

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn user(n: u128) -> UserId {
    UserId::from_uuid(id(n))
}

/// The permit of somebody with one role, for something of their own.
fn permit<A: Act>(role: Role, n: u128) -> Permit<A> {
    let grant = Grant { role, centre: Some(CentreId::from_uuid(id(1))), community: None, department: None };
    let actor = Actor {
        user: user(n),
        session: SessionId::from_uuid(id(9)),
        device: DeviceId::from_uuid(id(9)),
        grants: vec![grant],
        expires_at: Timestamp::MAX,
    };
    let resource = Resource {
        centre: CentreId::from_uuid(id(1)),
        community: Some(CommunityId::from_uuid(id(11))),
        department: None,
        owner: Some(user(n)),
    };
    policy::may(&actor, &resource).unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

fn result(holder: Holder) -> Custody {
    let place = (CentreId::from_uuid(id(1)), CaseId::from_uuid(id(2)));
    Custody::begin(CustodyId::from_uuid(id(3)), place, Thing::Result, 1, holder, at(0))
}

const ANN: Holder = Holder::Worker(UserId::from_uuid(Uuid::from_u128(21)));
const BOB: Holder = Holder::Worker(UserId::from_uuid(Uuid::from_u128(22)));

#[test]
fn a_result_is_issued_once_and_goes_from_hand_to_hand() {
    let window = permit::<act::IssueCase>(Role::Window, 5);
    let made = result(Holder::Unissued).issue(&window, Holder::Centre, at(1)).unwrap();
    assert_eq!((made.holder, made.since), (Holder::Centre, at(1)));
    assert_eq!(made.clone().issue(&window, Holder::Centre, at(2)), Err(Refusal::StageRefused));

    let hand = permit::<act::HandOver>(Role::Window, 5);
    let offered = made.clone().hand_over(&hand, ANN, false, at(2)).unwrap();
    assert_eq!((offered.holder, offered.since), (Holder::Centre, at(1)), "until the taker says so");
    let other = permit::<act::TakeOver>(Role::Worker, 22);
    assert_eq!(offered.clone().take_over(&other, at(3)), Err(Refusal::NotInHand));
    let by_the_window = permit::<act::TakeOver>(Role::Window, 5);
    assert_eq!(offered.clone().take_over(&by_the_window, at(3)), Err(Refusal::NotInHand));
    let taken = offered.take_over(&permit(Role::Worker, 21), at(3)).unwrap();
    assert_eq!((taken.holder, taken.awaited), (ANN, None));
    assert_eq!(taken.clone().take_over(&permit(Role::Worker, 21), at(4)), Err(Refusal::NotInHand));

    let signed = made.hand_over(&hand, ANN, true, at(2)).unwrap();
    assert_eq!((signed.holder, signed.since), (ANN, at(2)), "a signature is as good as the taker's word");
}

#[test]
fn only_who_holds_it_hands_it_on_or_delivers_it() {
    let carried = result(ANN);
    for (role, n) in [(Role::Worker, 22), (Role::Window, 5), (Role::Window, 21)] {
        let hand = permit::<act::HandOver>(role, n);
        assert_eq!(carried.clone().hand_over(&hand, BOB, true, at(1)), Err(Refusal::NotInHand));
        let deliver = permit::<act::DeliverCase>(role, n);
        assert_eq!(carried.clone().deliver(&deliver, at(1)), Err(Refusal::NotInHand));
        assert_eq!(carried.clone().attempt(&deliver, at(1)), Err(Refusal::NotInHand));
    }
    let deliver = permit::<act::DeliverCase>(Role::Worker, 21);
    let received = carried.deliver(&deliver, at(1)).unwrap();
    assert!(!received.is_open());
    assert_eq!(received.deliver(&deliver, at(2)), Err(Refusal::NotInHand), "once");
    assert_eq!(result(Holder::Centre).deliver(&deliver, at(1)), Err(Refusal::NotInHand), "before it has it");
}

#[test]
fn nothing_goes_where_it_cannot() {
    let (window, worker) =
        (permit::<act::HandOver>(Role::Window, 5), permit::<act::HandOver>(Role::Worker, 21));
    let at_the_centre = result(Holder::Centre);
    for to in [Holder::Centre, Holder::Unissued, Holder::Received] {
        assert_eq!(at_the_centre.clone().hand_over(&window, to, true, at(1)), Err(Refusal::NotInHand));
    }
    assert_eq!(result(ANN).hand_over(&worker, Holder::Post, true, at(1)), Err(Refusal::NotInHand));
    let original = Thing::Original(MaterialCode::parse("permit").unwrap());
    let paper = Custody { thing: original, ..at_the_centre };
    assert_eq!(paper.clone().hand_over(&window, Holder::Post, true, at(1)), Err(Refusal::NotInHand));
    assert!(paper.hand_over(&window, ANN, false, at(1)).is_ok());
    assert_eq!(result(Holder::Unissued).hand_over(&window, ANN, true, at(1)), Err(Refusal::NotInHand));
}

#[test]
fn what_an_absent_worker_carries_is_missing_until_somebody_has_it() {
    let manager = permit::<act::Reassign>(Role::Manager, 6);
    let missing = result(ANN).reassign(&manager, BOB).unwrap();
    assert_eq!(missing.awaited, Some(Awaited { by: BOB, missing: true }));
    assert_eq!(missing.holder, ANN, "nobody knows better");
    assert!(missing.clone().deliver(&permit(Role::Worker, 21), at(1)).is_ok(), "who had it all along");
    assert_eq!(missing.clone().deliver(&permit(Role::Worker, 22), at(1)), Err(Refusal::NotInHand));
    assert_eq!(missing.clone().take_over(&permit(Role::Worker, 22), at(1)).unwrap().holder, BOB);
    assert_eq!(missing.take_over(&permit(Role::Window, 5), at(1)).unwrap().holder, Holder::Centre);
    for holder in [Holder::Unissued, Holder::Centre, Holder::Post, Holder::Received] {
        assert_eq!(result(holder).reassign(&manager, BOB), Err(Refusal::NotInHand));
    }
    assert_eq!(result(ANN).reassign(&manager, ANN), Err(Refusal::NotInHand));
}

#[test]
fn the_second_attempt_and_what_the_post_brings_back_are_enough() {
    let ann = permit::<act::DeliverCase>(Role::Worker, 21);
    let once = result(ANN).attempt(&ann, at(1)).unwrap();
    assert!(!once.is_undeliverable(ANN));
    let twice = once.attempt(&ann, at(2)).unwrap();
    assert!(twice.is_undeliverable(ANN));
    assert_eq!(twice.holder, ANN, "until it is handed back");
    let window = permit::<act::DeliverCase>(Role::Window, 5);
    let back = result(Holder::Post).attempt(&window, at(1)).unwrap();
    assert_eq!((back.holder, back.is_undeliverable(Holder::Post)), (Holder::Centre, true));
    assert_eq!(result(Holder::Centre).attempt(&window, at(1)), Err(Refusal::NotInHand));
    assert_eq!(result(Holder::Post).deliver(&window, at(1)).unwrap().holder, Holder::Received);
    assert_eq!(result(Holder::Post).deliver(&ann, at(1)), Err(Refusal::NotInHand));
}

#[test]
fn names_are_read_as_written() {
    for reason in AttemptReason::ALL {
        assert_eq!(AttemptReason::parse(reason.as_str()), Some(reason));
    }
    for kind in HandoverKind::ALL {
        assert_eq!(HandoverKind::parse(kind.as_str()), Some(kind));
    }
    for holder in [Holder::Unissued, Holder::Centre, ANN, Holder::Post, Holder::Received] {
        assert_eq!(Holder::parse(holder.as_str(), holder.worker()), Some(holder));
    }
    assert_eq!(Holder::parse("worker", None), None);
    assert_eq!(Holder::parse("centre", Some(user(21))), None);
    assert_eq!(Receiver::parse("resident"), Some(Receiver::Resident));
}
