//! What changes hands: the result that goes to a resident, the originals that come out of a home and go back to it.
//!
//! ```text
//! result:    unissued -> centre <-> worker -> received        originals:  worker <-> centre, worker | centre -> received
//!                        centre  -> post  -> received | centre
//! ```
//! A thing is always somebody's. It passes at once against the taker's signature; without one it stays with who hands
//! it on until the taker says to have it. What an absent worker carries can be looked for: until somebody says to have
//! it, it is missing, and still that worker's. A case may come and go meanwhile: things come back whatever becomes of it.

mod handover;

use jiff::Timestamp;

use crate::{
    actor::Role,
    fault::Refusal,
    ids::{CaseId, CentreId, CustodyId, UserId},
    policy::{Act, Permit, act},
    text::MaterialCode,
};

pub use handover::{AttemptReason, HandoverKind, Receiver};

/// Failed attempts after which the window sees to a result.
pub const ATTEMPTS: i32 = 2;

/// What it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// What was made out: the certificate, the decision.
    Result,
    /// A paper of the resident's.
    Original(MaterialCode),
}

impl Thing {
    /// The material, where it is an original.
    #[must_use]
    pub const fn material(&self) -> Option<&MaterialCode> {
        match self {
            Self::Result => None,
            Self::Original(material) => Some(material),
        }
    }
}

/// Who has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Nobody: it is to be made out.
    Unissued,
    /// The centre.
    Centre,
    /// A worker.
    Worker(UserId),
    /// The post.
    Post,
    /// The resident, or somebody for them.
    Received,
}

impl Holder {
    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unissued => "unissued",
            Self::Centre => "centre",
            Self::Worker(_) => "worker",
            Self::Post => "post",
            Self::Received => "received",
        }
    }

    /// Which worker, where it is one.
    #[must_use]
    pub const fn worker(self) -> Option<UserId> {
        match self {
            Self::Worker(worker) => Some(worker),
            _ => None,
        }
    }

    /// The holder with this name.
    #[must_use]
    pub fn parse(text: &str, worker: Option<UserId>) -> Option<Self> {
        match (text, worker) {
            ("unissued", None) => Some(Self::Unissued),
            ("centre", None) => Some(Self::Centre),
            ("worker", Some(worker)) => Some(Self::Worker(worker)),
            ("post", None) => Some(Self::Post),
            ("received", None) => Some(Self::Received),
            _ => None,
        }
    }
}

/// Who is to say that they have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Awaited {
    /// The centre, or a worker.
    pub by: Holder,
    /// Nobody knows where it is: its worker did not hand it on.
    pub missing: bool,
}

/// One thing and who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// Its id, whose order is that of the things' coming up.
    pub id: CustodyId,
    /// Centre.
    pub centre: CentreId,
    /// The case.
    pub case: CaseId,
    /// What it is.
    pub thing: Thing,
    /// How many sheets or pieces.
    pub count: u16,
    /// Who has it.
    pub holder: Holder,
    /// Who is to have it next.
    pub awaited: Option<Awaited>,
    /// Since when.
    pub since: Timestamp,
    /// By when it is with the resident.
    pub due_at: Option<Timestamp>,
    /// How often it could not be handed over.
    pub attempts: i32,
    /// Whether it was told that it is late.
    pub told_late: bool,
}

impl Custody {
    /// A thing that comes up.
    #[must_use]
    pub const fn begin(
        id: CustodyId,
        (centre, case): (CentreId, CaseId),
        thing: Thing,
        count: u16,
        holder: Holder,
        at: Timestamp,
    ) -> Self {
        Self {
            id,
            centre,
            case,
            thing,
            count,
            holder,
            awaited: None,
            since: at,
            due_at: None,
            attempts: 0,
            told_late: false,
        }
    }

    /// Whether it has yet to reach the resident.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.holder != Holder::Received
    }

    /// The workers who have it, or are to have it.
    pub fn workers(&self) -> impl Iterator<Item = UserId> + use<> {
        let awaited = self.awaited.and_then(|awaited| awaited.by.worker());
        self.holder.worker().into_iter().chain(awaited)
    }

    /// Whether somebody has it, or is to have it.
    #[must_use]
    pub fn concerns(&self, worker: UserId) -> bool {
        let held = Holder::Worker(worker);
        self.holder == held || self.awaited.is_some_and(|awaited| awaited.by == held)
    }

    /// The result is made out; it lies at the centre, or is a record that the resident has at once.
    ///
    /// # Errors
    /// [`Refusal::StageRefused`] when it was before.
    pub fn issue(self, _permit: &Permit<act::IssueCase>, to: Holder, at: Timestamp) -> Result<Self, Refusal> {
        match self.holder {
            Holder::Unissued => Ok(self.with(to, at)),
            _ => Err(Refusal::StageRefused),
        }
    }

    /// Handed on by who has it: at once to the post or against the taker's signature, otherwise when the taker says so.
    ///
    /// # Errors
    /// [`Refusal::NotInHand`] by anybody else, or to who has it already. Only the centre sends by post, and only a
    /// result.
    pub fn hand_over(
        self,
        permit: &Permit<act::HandOver>,
        to: Holder,
        signed: bool,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.in_hand_of(permit)?;
        let fits = match to {
            Holder::Centre | Holder::Worker(_) => to != self.holder,
            Holder::Post => self.holder == Holder::Centre && self.thing == Thing::Result,
            Holder::Unissued | Holder::Received => false,
        };
        if !fits {
            return Err(Refusal::NotInHand);
        }
        if signed || to == Holder::Post {
            return Ok(self.with(to, at));
        }
        Ok(Self { awaited: Some(Awaited { by: to, missing: false }), ..self })
    }

    /// The taker says to have it. What is missing, the window may find too.
    ///
    /// # Errors
    /// [`Refusal::NotInHand`] by anybody else, and when nothing is on its way.
    pub fn take_over(self, permit: &Permit<act::TakeOver>, at: Timestamp) -> Result<Self, Refusal> {
        let Some(awaited) = self.awaited else { return Err(Refusal::NotInHand) };
        let taker = hands_of(permit);
        let found = awaited.missing && taker == Some(Holder::Centre);
        match taker {
            Some(taker) if taker == awaited.by || found => Ok(self.with(taker, at)),
            _ => Err(Refusal::NotInHand),
        }
    }

    /// The manager looks for what an absent worker carries. It stays that worker's until somebody says to have it.
    ///
    /// # Errors
    /// [`Refusal::NotInHand`] unless another worker carries it.
    pub fn reassign(self, _permit: &Permit<act::Reassign>, to: Holder) -> Result<Self, Refusal> {
        let fits = matches!(to, Holder::Centre | Holder::Worker(_)) && to != self.holder;
        match self.holder {
            Holder::Worker(_) if fits => {
                Ok(Self { awaited: Some(Awaited { by: to, missing: true }), ..self })
            }
            _ => Err(Refusal::NotInHand),
        }
    }

    /// The resident has it: from the worker at the door, at the window, or as the post says.
    ///
    /// # Errors
    /// [`Refusal::NotInHand`] by who does not hold it.
    pub fn deliver(self, permit: &Permit<act::DeliverCase>, at: Timestamp) -> Result<Self, Refusal> {
        self.in_hand_of(permit)?;
        Ok(self.with(Holder::Received, at))
    }

    /// It could not be handed over. What the post brings back lies at the centre again.
    ///
    /// # Errors
    /// [`Refusal::NotInHand`] by who does not hold it, and at the window, where nobody calls in vain.
    pub fn attempt(self, permit: &Permit<act::DeliverCase>, at: Timestamp) -> Result<Self, Refusal> {
        self.in_hand_of(permit)?;
        let attempts = self.attempts.saturating_add(1);
        match self.holder {
            Holder::Worker(_) => Ok(Self { attempts, ..self }),
            Holder::Post => Ok(Self { attempts, ..self.with(Holder::Centre, at) }),
            Holder::Unissued | Holder::Centre | Holder::Received => Err(Refusal::NotInHand),
        }
    }

    /// Whether an attempt from `from` was the one after which the window sees to it.
    #[must_use]
    pub fn is_undeliverable(&self, from: Holder) -> bool {
        from == Holder::Post || self.attempts >= ATTEMPTS
    }

    /// The centre's staff act for the centre and see to the post; a worker for the worker.
    fn in_hand_of<A: Act>(&self, permit: &Permit<A>) -> Result<(), Refusal> {
        let hands = hands_of(permit);
        let own = hands == Some(self.holder);
        let in_the_post = self.holder == Holder::Post && hands == Some(Holder::Centre);
        if own || in_the_post { Ok(()) } else { Err(Refusal::NotInHand) }
    }

    fn with(self, holder: Holder, at: Timestamp) -> Self {
        let due_at = self.due_at.filter(|_| holder != Holder::Received);
        Self { holder, awaited: None, since: at, due_at, ..self }
    }
}

/// In whose hands a thing is that the permitted one has.
fn hands_of<A: Act>(permit: &Permit<A>) -> Option<Holder> {
    match (permit.role(), permit.by()) {
        (Some(Role::Worker), Some(worker)) => Some(Holder::Worker(worker)),
        (Some(Role::Window), Some(_)) => Some(Holder::Centre),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
