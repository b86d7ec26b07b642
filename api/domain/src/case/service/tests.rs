use uuid::Uuid;

use super::*;
use crate::{
    actor::{Actor, Grant, Role},
    case::{Acceptance, AcceptedBy, Ending, Held, Receipt, VoidReason},
    case_number::{CaseNumber, CentreCode},
    catalogue::DecidedAt,
    ids::{CaseId, CentreId, CommunityId, DeviceId, ResidentId, SessionId, UserId, VisitId},
    policy::{self, Act},
    text::{CatalogueVersion, DepartmentCode, ItemCode},
};

const COLLECTOR: u128 = 21;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

fn case(stage: Stage) -> Case {
    Case {
        id: CaseId::from_uuid(id(2)),
        centre: CentreId::from_uuid(id(1)),
        community: CommunityId::from_uuid(id(11)),
        resident: ResidentId::from_uuid(id(3)),
        visit: VisitId::from_uuid(id(4)),
        worker: UserId::from_uuid(id(COLLECTOR)),
        item: ItemCode::parse("senior-card").unwrap(),
        catalogue: CatalogueVersion::parse("2026.1").unwrap(),
        immediate: true,
        practice: false,
        decided_at: DecidedAt::Centre,
        department: DepartmentCode::parse("CA").unwrap(),
        stage,
        version: 3,
    }
}

fn held() -> Held {
    let centre = CentreCode::parse("999999001001").unwrap();
    let number = CaseNumber::new(&centre, jiff::civil::date(2026, 11, 23), 1);
    let acceptance = Acceptance { at: at(1), by: AcceptedBy::Window };
    Held { receipt: Receipt { number, at: at(0) }, acceptance }
}

fn concluded(outcome: Outcome, service: Service) -> Case {
    case(Stage::Concluded { held: held(), at: at(2), outcome, service })
}

fn permit<A: Act>(role: Role, n: u128) -> Permit<A> {
    let grant = Grant { role, centre: Some(CentreId::from_uuid(id(1))), community: None, department: None };
    let actor = Actor {
        user: UserId::from_uuid(id(n)),
        session: SessionId::from_uuid(id(9)),
        device: DeviceId::from_uuid(id(9)),
        grants: vec![grant],
        expires_at: Timestamp::MAX,
    };
    policy::may(&actor, &case(Stage::Receiving).resource()).unwrap()
}

fn services() -> [Service; 4] {
    [
        Service::Due,
        Service::Issued { at: at(3) },
        Service::Delivered { issued_at: at(3), at: at(4) },
        Service::Closed { issued_at: at(3), delivered_at: at(4), at: at(5) },
    ]
}

#[test]
fn a_concluded_case_is_issued_delivered_and_closed_in_this_order_alone() {
    let (issue, deliver) =
        (permit::<act::IssueCase>(Role::Window, 5), permit::<act::DeliverCase>(Role::Window, 5));
    let close = policy::by_the_server::<act::CloseServed>();
    for outcome in [Outcome::Granted, Outcome::Refused] {
        for (n, from) in services().into_iter().enumerate() {
            let case = concluded(outcome, from);
            let issued = case.clone().issue(&issue, 3, Way::Home, at(3));
            assert_eq!(issued.is_ok(), n == 0, "{from:?}");
            let delivered = case.clone().deliver(&deliver, at(4));
            assert_eq!(delivered.is_ok(), n == 1, "{from:?}");
            let closed = case.clone().close(&close, 0, at(5));
            assert_eq!(closed.is_ok(), n == 2, "{from:?}");
            assert_eq!(case.close(&close, 1, at(5)), Err(Refusal::StageRefused), "something is open");
            for (moved, to) in [(issued, 1), (delivered, 2), (closed, 3)] {
                let Ok(moved) = moved else { continue };
                assert_eq!((moved.service(), moved.version), (Some(services()[to]), 4));
            }
        }
    }
    for stage in [Stage::Receiving, Stage::Accepted(held()), Stage::InReview(held())] {
        assert_eq!(case(stage.clone()).issue(&issue, 3, Way::Home, at(3)), Err(Refusal::StageRefused));
        assert_eq!(case(stage).deliver(&deliver, at(3)), Err(Refusal::StageRefused));
    }
}

#[test]
fn who_collected_it_does_not_issue_it_and_a_stale_version_neither() {
    let own = permit::<act::IssueCase>(Role::Window, COLLECTOR);
    let case = concluded(Outcome::Granted, Service::Due);
    assert_eq!(case.clone().issue(&own, 3, Way::Home, at(3)), Err(Refusal::FourEyes));
    let other = permit::<act::IssueCase>(Role::Window, 5);
    assert_eq!(case.issue(&other, 2, Way::Home, at(3)), Err(Refusal::VersionConflict));
}

#[test]
fn what_is_told_by_message_is_served_with_its_issue() {
    let issue = permit::<act::IssueCase>(Role::Window, 5);
    let case = concluded(Outcome::Granted, Service::Due).issue(&issue, 3, Way::Electronic, at(3)).unwrap();
    assert_eq!(case.service(), Some(Service::Delivered { issued_at: at(3), at: at(3) }));
    assert!(!case.stage.owes_service());
}

#[test]
fn what_should_never_have_been_is_void_until_it_is_delivered() {
    let void = permit::<act::VoidCase>(Role::Window, 5);
    for (n, service) in services().into_iter().enumerate() {
        let ended = concluded(Outcome::Granted, service).void(&void, 3, VoidReason::WrongPerson, at(6));
        assert_eq!(ended.is_ok(), n < 2, "{service:?}");
        if let Ok(ended) = ended {
            assert!(matches!(ended.stage, Stage::Ended { how: Ending::Void, .. }));
        }
    }
    let withdraw = permit::<act::WithdrawCase>(Role::Window, 5);
    let decided = concluded(Outcome::Granted, Service::Due);
    assert_eq!(decided.withdraw(&withdraw, 3, at(6)), Err(Refusal::StageRefused), "it is decided");
}

#[test]
fn the_manager_closes_what_stays_open_and_nothing_undelivered() {
    let close = permit::<act::CloseCase>(Role::Manager, 6);
    for (n, service) in services().into_iter().enumerate() {
        let closed = concluded(Outcome::Refused, service).close_with_what_is_open(&close, 3, at(5));
        assert_eq!(closed.is_ok(), n == 2, "{service:?}");
    }
}

#[test]
fn a_stage_is_named_by_how_far_it_has_come() {
    let word = |outcome, service| concluded(outcome, service).stage.as_str();
    let words = services().map(|service| word(Outcome::Granted, service));
    assert_eq!(words, ["approved", "issued", "delivered", "closed"]);
    assert_eq!(word(Outcome::Refused, Service::Due), "refused");
    assert_eq!(word(Outcome::Refused, Service::Issued { at: at(3) }), "issued");
    for way in Way::ALL {
        assert_eq!(Way::parse(way.as_str()), Some(way));
    }
}
