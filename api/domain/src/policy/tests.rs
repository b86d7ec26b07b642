use jiff::Timestamp;
use uuid::Uuid;

use super::*;
use crate::ids::{DeviceId, SessionId};

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn actor(user: u128, grants: Vec<Grant>) -> Actor {
    Actor {
        user: UserId::from_uuid(id(user)),
        session: SessionId::from_uuid(id(9)),
        device: DeviceId::from_uuid(id(9)),
        grants,
        expires_at: Timestamp::MAX,
    }
}

fn grant(role: Role, centre: u128, community: Option<u128>) -> Grant {
    Grant {
        role,
        centre: Some(CentreId::from_uuid(id(centre))),
        community: community.map(|community| CommunityId::from_uuid(id(community))),
        department: None,
    }
}

fn case(centre: u128, community: u128, owner: u128) -> Resource {
    Resource {
        centre: CentreId::from_uuid(id(centre)),
        community: Some(CommunityId::from_uuid(id(community))),
        department: None,
        owner: Some(UserId::from_uuid(id(owner))),
    }
}

#[test]
fn a_worker_files_own_cases_in_the_own_community_only() {
    let worker = actor(1, vec![grant(Role::Worker, 1, Some(11))]);
    assert!(may::<act::FileCase>(&worker, &case(1, 11, 1)).is_ok());
    assert_eq!(may::<act::FileCase>(&worker, &case(1, 11, 2)).err(), Some(Denied::Hidden));
    assert_eq!(may::<act::FileCase>(&worker, &case(1, 12, 1)).err(), Some(Denied::Hidden));
    assert_eq!(may::<act::AcceptCase>(&worker, &case(1, 11, 1)).err(), Some(Denied::Forbidden));
}

#[test]
fn another_centres_case_does_not_exist() {
    let window = actor(1, vec![grant(Role::Window, 1, None)]);
    assert!(may::<act::AcceptCase>(&window, &case(1, 11, 2)).is_ok());
    assert_eq!(may::<act::ReadCase>(&window, &case(2, 11, 2)).err(), Some(Denied::Hidden));
}

#[test]
fn a_worker_of_one_community_has_nothing_of_the_centre_as_a_whole() {
    let worker = actor(1, vec![grant(Role::Worker, 1, Some(11))]);
    let centre = Resource::of_centre(CentreId::from_uuid(id(1)));
    assert!(may::<act::ReadVisit>(&worker, &centre).is_err());
}

#[test]
fn an_approver_sees_only_the_own_department() {
    let mut own = grant(Role::Approver, 1, None);
    own.department = DepartmentCode::parse("CA").ok();
    let approver = actor(1, vec![own]);
    let mut resource = case(1, 11, 2);
    assert!(may::<act::ReadCase>(&approver, &resource).is_err());
    resource.department = DepartmentCode::parse("CA").ok();
    assert!(may::<act::ReadCase>(&approver, &resource).is_ok());
}

#[test]
fn the_servers_own_acts_are_given_to_nobody() {
    let given = |act: Action| RULES.iter().any(|(action, _, _)| *action == act);
    assert!(!given(Action::ReceiveCase) && !given(Action::DeemAccepted) && !given(Action::CloseServed));
}
