use uuid::Uuid;

use super::*;
use crate::policy::by_the_server;

fn item(code: &str) -> ItemCode {
    ItemCode::parse(code).unwrap()
}

fn resident(n: u128) -> ResidentId {
    ResidentId::from_uuid(Uuid::from_u128(n))
}

fn request(asked_for: Option<ResidentId>) -> VisitRequest {
    VisitRequest {
        id: VisitRequestId::from_uuid(Uuid::from_u128(1)),
        centre: CentreId::from_uuid(Uuid::from_u128(2)),
        community: CommunityId::from_uuid(Uuid::from_u128(3)),
        wish: Wish { source: Source::PhoneCall, resident: asked_for, items: Vec::new(), on: None },
        after: None,
        asked: (Timestamp::UNIX_EPOCH, None),
        state: RequestState::Open,
        answered: None,
        version: 1,
    }
}

fn visit() -> VisitId {
    VisitId::from_uuid(Uuid::from_u128(9))
}

#[test]
fn a_stranger_becomes_the_resident_that_the_visit_is_to() {
    let planned =
        request(None).plan(&by_the_server(), 1, visit(), resident(5), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(planned.wish.resident, Some(resident(5)));
    assert_eq!((planned.state, planned.version), (RequestState::Planned { visit: visit() }, 2));
    let to_another =
        request(Some(resident(6))).plan(&by_the_server(), 1, visit(), resident(5), Timestamp::MIN);
    assert_eq!(to_another, Err(Refusal::Conflict));
}

#[test]
fn a_request_is_answered_once() {
    let at = Timestamp::UNIX_EPOCH;
    let declined = request(None).decline(&by_the_server(), 1, Some(DeclineReason::Duplicate), at).unwrap();
    assert_eq!(declined.state, RequestState::Declined { reason: DeclineReason::Duplicate });
    let again = declined.clone().decline(&by_the_server(), 2, None, at);
    assert_eq!(again, Err(Refusal::StageRefused));
    let wish = declined.wish.clone();
    assert_eq!(declined.clone().change(&by_the_server(), 1, wish.clone()), Err(Refusal::VersionConflict));
    assert_eq!(declined.clone().change(&by_the_server(), 2, wish), Err(Refusal::StageRefused));
    let planned = declined.plan(&by_the_server(), 2, visit(), resident(5), at);
    assert_eq!(planned, Err(Refusal::StageRefused));
    let taken_back = request(None).decline(&by_the_server(), 1, None, at).unwrap();
    assert_eq!((taken_back.state, taken_back.answered), (RequestState::Withdrawn, Some((at, None))));
}

#[test]
fn only_what_nobody_asks_for_yet_is_left_over() {
    let (a, b) = (item("A"), item("B"));
    let all = [a.clone(), b.clone(), a.clone()];
    assert_eq!(left_over(&all, &[]), Some(vec![a.clone(), b.clone()]));
    assert_eq!(left_over(&all, &[vec![a.clone()]]), Some(vec![b.clone()]));
    assert_eq!(left_over(&all, &[vec![a.clone()], vec![b.clone()]]), None);
    assert_eq!(
        left_over(&all, &[Vec::new()]),
        Some(vec![a, b.clone()]),
        "nothing in particular is asked for"
    );
    assert_eq!(left_over(&[], &[]), Some(Vec::new()));
    assert_eq!(left_over(&[], &[vec![b]]), None, "somebody comes anyway");
}

#[test]
fn words_are_read_back() {
    for source in Source::ALL {
        assert_eq!(Source::parse(source.as_str()), Some(*source));
    }
    for half in HalfDay::ALL {
        assert_eq!(HalfDay::parse(half.as_str()), Some(*half));
    }
    for reason in DeclineReason::ALL {
        assert_eq!(DeclineReason::parse(reason.as_str()), Some(*reason));
    }
    assert_eq!(Source::parse("post"), None);
    let states = [
        RequestState::Open,
        RequestState::Planned { visit: visit() },
        RequestState::Declined { reason: DeclineReason::Other },
        RequestState::Withdrawn,
    ];
    assert_eq!(states.map(|state| state.as_str()), RequestState::NAMES);
}
