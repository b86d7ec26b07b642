//! That somebody asks for a visit (上门预约): by telephone, through the family, by the community, or because something of an
//! earlier visit is due. It becomes a visit, is declined, or is taken back.
//!
//! Who asks need not be signed in, nor be known to the register; who answers is and does.

use jiff::{Timestamp, civil::Date};

use crate::{
    fault::Refusal,
    ids::{CentreId, CommunityId, ResidentId, UserId, VisitId, VisitRequestId},
    phone::Phone,
    policy::{Permit, Resource, act},
    text::{Address, ItemCode, Note, PersonName},
    words::words,
};

words! {
    /// How a request came.
    Source {
        /// Somebody rang up.
        PhoneCall = "phone_call",
        /// The family asked.
        Family = "family",
        /// Somebody of the community asked for a resident.
        Community = "community",
        /// Something of an earlier visit is due.
        Due = "due",
    }

    /// Half of a day.
    HalfDay {
        /// Before noon.
        Morning = "morning",
        /// After it.
        Afternoon = "afternoon",
    }

    /// Why nobody comes.
    DeclineReason {
        /// Nobody has the time.
        NoCapacity = "no_capacity",
        /// The resident can come themselves, or lives elsewhere.
        NotEligible = "not_eligible",
        /// What is asked for is not handled.
        NotHandled = "not_handled",
        /// Nobody could be reached under what was left.
        Unreachable = "unreachable",
        /// There is another request, or a visit, for the same.
        Duplicate = "duplicate",
        /// Something else, told in words.
        Other = "other",
    }
}

/// Who asks without being in the register. All of it is personal.
#[derive(Clone, PartialEq, Eq)]
pub struct Caller {
    /// Name.
    pub name: PersonName,
    /// Where they are rung up.
    pub phone: Option<Phone>,
    /// Where they live.
    pub address: Option<Address>,
}

/// What is said of a request in words: sealed wherever it lies.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RequestWords {
    /// Who asks, while the register does not know them.
    pub caller: Option<Caller>,
    /// What it is about, when to ring first.
    pub note: Option<Note>,
}

impl RequestWords {
    /// Whether nothing was said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.caller.is_none() && self.note.is_none()
    }
}

/// A day that is wished for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wished {
    /// Which.
    pub day: Date,
    /// Which half of it; either when left out.
    pub half: Option<HalfDay>,
}

/// What is asked for. It may change until it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// How it came.
    pub source: Source,
    /// For whom, where the register knows them.
    pub resident: Option<ResidentId>,
    /// Items that are wished for; may be none.
    pub items: Vec<ItemCode>,
    /// When.
    pub on: Option<Wished>,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// Nobody has answered.
    Open,
    /// Somebody goes.
    Planned {
        /// With this visit.
        visit: VisitId,
    },
    /// Nobody goes.
    Declined {
        /// Why, coded.
        reason: DeclineReason,
    },
    /// Whoever asked takes it back.
    Withdrawn,
}

impl RequestState {
    /// Names of all states.
    pub const NAMES: [&str; 4] = ["open", "planned", "declined", "withdrawn"];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Planned { .. } => "planned",
            Self::Declined { .. } => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitRequest {
    /// Made by whoever writes it down.
    pub id: VisitRequestId,
    /// Centre.
    pub centre: CentreId,
    /// Community.
    pub community: CommunityId,
    /// What is asked for.
    pub wish: Wish,
    /// The visit that left it over.
    pub after: Option<VisitId>,
    /// When it was written down, and by whom; by nobody when it came by itself.
    pub asked: (Timestamp, Option<UserId>),
    /// Where it stands.
    pub state: RequestState,
    /// When it was answered, and by whom; by nobody when the server did.
    pub answered: Option<(Timestamp, Option<UserId>)>,
    /// Counts the writes.
    pub version: i32,
}

impl VisitRequest {
    /// What policy asks about it.
    #[must_use]
    pub const fn resource(&self) -> Resource {
        Resource { centre: self.centre, community: Some(self.community), department: None, owner: None }
    }

    /// Changes what is asked for.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] once it was answered.
    pub fn change(mut self, _permit: &Permit<act::AskVisit>, base: i32, wish: Wish) -> Result<Self, Refusal> {
        self.is_open_at(base)?;
        self.wish = wish;
        self.version = self.version.saturating_add(1);
        Ok(self)
    }

    /// Somebody goes, to a resident whom the register knows.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], [`Refusal::StageRefused`] once it was answered, [`Refusal::Conflict`] when it was
    /// asked for another resident.
    pub fn plan(
        mut self,
        permit: &Permit<act::PlanVisit>,
        base: i32,
        visit: VisitId,
        resident: ResidentId,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.is_open_at(base)?;
        if self.wish.resident.is_some_and(|asked| asked != resident) {
            return Err(Refusal::Conflict);
        }
        self.wish.resident = Some(resident);
        Ok(self.answered(RequestState::Planned { visit }, at, permit.by()))
    }

    /// Nobody goes; without a reason, because whoever asked takes it back.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] once it was answered.
    pub fn decline(
        self,
        permit: &Permit<act::DeclineVisit>,
        base: i32,
        reason: Option<DeclineReason>,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.is_open_at(base)?;
        let state = reason.map_or(RequestState::Withdrawn, |reason| RequestState::Declined { reason });
        Ok(self.answered(state, at, permit.by()))
    }

    const fn is_open_at(&self, base: i32) -> Result<(), Refusal> {
        match self.state {
            _ if self.version != base => Err(Refusal::VersionConflict),
            RequestState::Open => Ok(()),
            RequestState::Planned { .. } | RequestState::Declined { .. } | RequestState::Withdrawn => {
                Err(Refusal::StageRefused)
            }
        }
    }

    fn answered(mut self, state: RequestState, at: Timestamp, by: Option<UserId>) -> Self {
        self.state = state;
        self.answered = Some((at, by));
        self.version = self.version.saturating_add(1);
        self
    }
}

/// What a visit leaves over, and is asked for of itself: the items not yet asked for. `open` are the items of each request
/// of the resident that stands; one that names none is for anything.
#[must_use]
pub fn left_over(items: &[ItemCode], open: &[Vec<ItemCode>]) -> Option<Vec<ItemCode>> {
    if items.is_empty() {
        return open.is_empty().then(Vec::new);
    }
    let mut left: Vec<ItemCode> = Vec::new();
    for item in items {
        if !left.contains(item) && !open.iter().any(|asked| asked.contains(item)) {
            left.push(item.clone());
        }
    }
    (!left.is_empty()).then_some(left)
}

#[cfg(test)]
mod tests;
