//! What follows a conclusion: the result or the refusal is issued (出件) and served (送达), and the case is closed once
//! nothing of it is open. The conclusion itself stays what it was; figures and ratings go by it.

use jiff::Timestamp;

use super::{Case, Outcome, Stage};
use crate::{
    catalogue::Item,
    fault::Refusal,
    policy::{Permit, act},
};

/// How far a concluded case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Nothing is made out yet.
    Due,
    /// 出件
    Issued {
        /// When.
        at: Timestamp,
    },
    /// 送达, with something open: an original at the centre, a signature on its way.
    Delivered {
        /// When it was issued.
        issued_at: Timestamp,
        /// When it was served, by the server's clock.
        at: Timestamp,
    },
    /// Over.
    Closed {
        /// When it was issued.
        issued_at: Timestamp,
        /// When it was served.
        delivered_at: Timestamp,
        /// When.
        at: Timestamp,
    },
}

impl Service {
    /// When it was issued.
    #[must_use]
    pub const fn issued_at(self) -> Option<Timestamp> {
        match self {
            Self::Due => None,
            Self::Issued { at } => Some(at),
            Self::Delivered { issued_at, .. } | Self::Closed { issued_at, .. } => Some(issued_at),
        }
    }

    /// When it was served.
    #[must_use]
    pub const fn delivered_at(self) -> Option<Timestamp> {
        match self {
            Self::Due | Self::Issued { .. } => None,
            Self::Delivered { at, .. } => Some(at),
            Self::Closed { delivered_at, .. } => Some(delivered_at),
        }
    }

    /// When the case was closed.
    #[must_use]
    pub const fn closed_at(self) -> Option<Timestamp> {
        match self {
            Self::Closed { at, .. } => Some(at),
            _ => None,
        }
    }

    /// Whether the resident has yet to get it.
    #[must_use]
    pub const fn is_owed(self) -> bool {
        matches!(self, Self::Due | Self::Issued { .. })
    }
}

/// How a result goes to the resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A worker brings it home.
    Home,
    /// By post.
    Post,
    /// The resident fetches it at the window: a trip.
    Window,
    /// It is a record, told by message: there is nothing to carry.
    Electronic,
}

impl Way {
    /// All ways.
    pub const ALL: [Self; 4] = [Self::Home, Self::Post, Self::Window, Self::Electronic];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Post => "post",
            Self::Window => "window",
            Self::Electronic => "electronic",
        }
    }

    /// The way with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == text)
    }

    /// Whether a decision may go this way: a result as its guide says, a refusal on paper only, for its reasons and
    /// the ways to appeal are to be in the resident's hands. LAWYER
    #[must_use]
    pub fn is_open_to(self, item: &Item, outcome: Outcome) -> bool {
        let named = |word: &str| item.delivery.iter().any(|way| way == word);
        match (self, outcome) {
            (Self::Electronic, Outcome::Refused) => false,
            (Self::Home | Self::Post | Self::Window, Outcome::Refused) => true,
            (Self::Electronic, Outcome::Granted) => named("sms"),
            (way, Outcome::Granted) => named(way.as_str()),
        }
    }
}

impl Case {
    /// The window issues the result, or the refusal (出件). What is told by message alone is served with it.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], [`Refusal::FourEyes`] for who collected it, or [`Refusal::StageRefused`] unless
    /// it is concluded and not issued.
    pub fn issue(
        self,
        permit: &Permit<act::IssueCase>,
        base: i32,
        way: Way,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.at_version(base)?;
        self.four_eyes(permit.by())?;
        match self.service() {
            Some(Service::Due) if way == Way::Electronic => {
                Ok(self.served(Service::Delivered { issued_at: at, at }))
            }
            Some(Service::Due) => Ok(self.served(Service::Issued { at })),
            _ => Err(Refusal::StageRefused),
        }
    }

    /// The resident has it (送达). What happened at a door happened, whatever version the phone knew: who holds the
    /// thing decides, see [`crate::custody`].
    ///
    /// # Errors
    /// [`Refusal::StageRefused`] unless it is issued and on its way.
    pub fn deliver(self, _permit: &Permit<act::DeliverCase>, at: Timestamp) -> Result<Self, Refusal> {
        match self.service() {
            Some(Service::Issued { at: issued_at }) => Ok(self.served(Service::Delivered { issued_at, at })),
            _ => Err(Refusal::StageRefused),
        }
    }

    /// Nothing of it is open any more.
    ///
    /// # Errors
    /// [`Refusal::StageRefused`] unless it is delivered and `open` counts nothing.
    pub fn close(
        self,
        _permit: &Permit<act::CloseServed>,
        open: usize,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        if open > 0 {
            return Err(Refusal::StageRefused);
        }
        self.closed(at)
    }

    /// The manager closes a case of which something stays open for good: an original that is lost, a signature that
    /// cannot be read.
    ///
    /// # Errors
    /// [`Refusal::VersionConflict`], or [`Refusal::StageRefused`] unless it is delivered.
    pub fn close_with_what_is_open(
        self,
        _permit: &Permit<act::CloseCase>,
        base: i32,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.at_version(base)?;
        self.closed(at)
    }

    /// What was made out has yet to reach the resident. Nothing leaves the centre that was not issued, or should never
    /// have been.
    ///
    /// # Errors
    /// [`Refusal::StageRefused`] otherwise.
    pub const fn is_under_way(&self) -> Result<(), Refusal> {
        match self.service() {
            Some(Service::Issued { .. }) => Ok(()),
            _ => Err(Refusal::StageRefused),
        }
    }

    /// Something of it changed hands; the case stays where it is.
    #[must_use]
    pub fn handed_on(self) -> Self {
        let stage = self.stage.clone();
        self.moved(stage)
    }

    /// How far it has come, once it is concluded.
    #[must_use]
    pub const fn service(&self) -> Option<Service> {
        match self.stage {
            Stage::Concluded { service, .. } => Some(service),
            _ => None,
        }
    }

    fn closed(self, at: Timestamp) -> Result<Self, Refusal> {
        match self.service() {
            Some(Service::Delivered { issued_at, at: delivered_at }) => {
                Ok(self.served(Service::Closed { issued_at, delivered_at, at }))
            }
            _ => Err(Refusal::StageRefused),
        }
    }

    fn served(mut self, to: Service) -> Self {
        if let Stage::Concluded { service, .. } = &mut self.stage {
            *service = to;
        }
        let stage = self.stage.clone();
        self.moved(stage)
    }
}

#[cfg(test)]
mod tests;
