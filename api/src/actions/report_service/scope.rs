//! Which centres somebody may see this report of, and of which of them they may list the cases.

use domain::{
    actor::Actor,
    ids::CentreId,
    policy::{self, Action, Reach, Resource, act},
};

use crate::actions::Error;

/// What may be reported on.
pub struct Scope {
    /// The centres; the whole site.
    pub centres: Option<Vec<CentreId>>,
    /// Whether the actor may see what residents said of one worker's work, in all of them.
    pub sees_ratings_of_workers: bool,
    listable: Option<Vec<CentreId>>,
}

impl Scope {
    /// Of these centres, or of the one that is asked for.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when there is none, [`Error::NotFound`] when that one is none of them.
    pub fn of(actor: &Actor, centre: Option<CentreId>) -> Result<Self, Error> {
        let mut centres = whose(actor, Action::ReadFigures).ok_or(Error::Forbidden)?;
        if let Some(centre) = centre {
            policy::may::<act::ReadFigures>(actor, &Resource::of_centre(centre))?;
            centres = Places::These(vec![centre]);
        }
        let rated = whose(actor, Action::ReadRatings);
        let cases = whose(actor, Action::ReadCase);
        Ok(Self {
            sees_ratings_of_workers: rated.is_some_and(|rated| rated.hold(&centres)),
            listable: cases.and_then(|cases| centres.clone().within(&cases)),
            centres: match centres {
                Places::Everywhere => None,
                Places::These(centres) => Some(centres),
            },
        })
    }

    /// Whether the cases behind the figures of a centre, or of all of them, may be listed.
    pub fn lists(&self, centre: Option<CentreId>) -> bool {
        match (&self.listable, centre) {
            (None, _) => false,
            (Some(listable), Some(centre)) => listable.contains(&centre),
            (Some(listable), None) => self.centres.as_ref().is_some_and(|all| all.len() == listable.len()),
        }
    }
}

/// The centres of whose figures the actor may list the cases: all of them, or the one that is asked for.
///
/// # Errors
/// As [`Scope::of`].
pub fn listable(actor: &Actor, centre: Option<CentreId>) -> Result<Vec<CentreId>, Error> {
    let scope = Scope::of(actor, centre)?;
    scope.listable.filter(|centres| !centres.is_empty()).ok_or(Error::Forbidden)
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Places {
    Everywhere,
    These(Vec<CentreId>),
}

impl Places {
    fn hold(&self, others: &Self) -> bool {
        match (self, others) {
            (Self::Everywhere, _) => true,
            (Self::These(_), Self::Everywhere) => false,
            (Self::These(here), Self::These(others)) => others.iter().all(|other| here.contains(other)),
        }
    }

    /// Those of them that are among others; there is no list of everything.
    fn within(self, others: &Self) -> Option<Vec<CentreId>> {
        match self {
            Self::Everywhere => None,
            Self::These(mut centres) => {
                centres.retain(|centre| others.hold(&Self::These(vec![*centre])));
                Some(centres)
            }
        }
    }
}

/// The centres of which an actor may do something as a whole.
fn whose(actor: &Actor, action: Action) -> Option<Places> {
    let places = policy::places(actor, action);
    let whole = places.iter().filter(|(grant, reach)| *reach == Reach::Unit && grant.community.is_none());
    let mut centres = Vec::new();
    for (grant, _reach) in whole {
        match grant.centre {
            None => return Some(Places::Everywhere),
            Some(centre) if !centres.contains(&centre) => centres.push(centre),
            Some(_) => {}
        }
    }
    if centres.is_empty() { None } else { Some(Places::These(centres)) }
}

#[cfg(test)]
mod tests {
    use domain::{
        actor::{Grant, Role},
        ids::{DeviceId, SessionId, UserId},
    };
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;

    fn centre(n: u128) -> CentreId {
        CentreId::from_uuid(Uuid::from_u128(n))
    }

    fn actor(grants: &[(Role, Option<u128>)]) -> Actor {
        let grant = |(role, at): &(Role, Option<u128>)| Grant {
            role: *role,
            centre: at.map(centre),
            community: None,
            department: None,
        };
        Actor {
            user: UserId::from_uuid(Uuid::from_u128(7)),
            session: SessionId::from_uuid(Uuid::from_u128(8)),
            device: DeviceId::from_uuid(Uuid::from_u128(9)),
            grants: grants.iter().map(grant).collect(),
            expires_at: Timestamp::MAX,
        }
    }

    #[test]
    fn a_manager_lists_what_the_report_counts_and_an_auditor_does_not() {
        let manager = Scope::of(&actor(&[(Role::Manager, Some(1))]), None).unwrap();
        assert_eq!(manager.centres, Some(vec![centre(1)]));
        assert!(manager.sees_ratings_of_workers && manager.lists(None) && manager.lists(Some(centre(1))));
        let auditor = Scope::of(&actor(&[(Role::Auditor, Some(1))]), None).unwrap();
        assert!(!auditor.sees_ratings_of_workers && !auditor.lists(None));
        let site = Scope::of(&actor(&[(Role::Auditor, None)]), None).unwrap();
        assert_eq!(site.centres, None);
        assert!(!site.lists(None));
    }

    #[test]
    fn nobody_else_sees_it_and_no_other_centre() {
        for role in [Role::Worker, Role::Window, Role::Approver, Role::Admin] {
            assert!(matches!(Scope::of(&actor(&[(role, Some(1))]), None), Err(Error::Forbidden)));
        }
        let manager = actor(&[(Role::Manager, Some(1))]);
        assert!(matches!(Scope::of(&manager, Some(centre(2))), Err(Error::NotFound)));
        assert_eq!(listable(&manager, None).unwrap(), [centre(1)]);
        assert!(matches!(listable(&actor(&[(Role::Auditor, Some(1))]), None), Err(Error::Forbidden)));
    }

    #[test]
    fn who_manages_one_centre_and_audits_another_lists_the_one() {
        let both = actor(&[(Role::Manager, Some(1)), (Role::Auditor, Some(2))]);
        let all = Scope::of(&both, None).unwrap();
        assert_eq!(all.centres, Some(vec![centre(1), centre(2)]));
        assert!(!all.lists(None) && all.lists(Some(centre(1))) && !all.lists(Some(centre(2))));
        assert!(!all.sees_ratings_of_workers);
        assert!(Scope::of(&both, Some(centre(1))).unwrap().sees_ratings_of_workers);
    }
}
