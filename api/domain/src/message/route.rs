//! Which way somebody is told: by message, by a call, or not at all.

use super::{Audience, MessageKind, Purpose};

/// How it came that nobody is told under a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Objection {
    /// They said no.
    Said,
    /// The carrier keeps the number from messages.
    Carrier,
    /// Whoever answered says that they are somebody else.
    SomebodyElse,
    /// There is no such number.
    NoSuchNumber,
}

impl Objection {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Said, Self::Carrier, Self::SomebodyElse, Self::NoSuchNumber];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Carrier => "carrier",
            Self::SomebodyElse => "somebody_else",
            Self::NoSuchNumber => "no_such_number",
        }
    }

    /// The objection with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|objection| objection.as_str() == text)
    }
}

/// What is known of a person that decides the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Whether the person lives. From the moment that a death is known nothing goes out any more, what is queued
    /// included: this is asked when a message is queued and again when it is handed over.
    pub alive: bool,
    /// Said no to case notices by message.
    pub refused_notices: bool,
    /// Said no to requests for a rating.
    pub refused_ratings: bool,
    /// Stands on a list of the carrier's of those who take no messages. Counts as a no to all, not as a wrong number.
    pub barred: bool,
    /// The number they are reached under, if any, and whether others have it too. A number that answered "not me" is
    /// none.
    pub number: Option<Audience>,
}

impl Reach {
    /// Somebody who lives, has a number of their own and said no to nothing.
    pub const PLAIN: Self = Self {
        alive: true,
        refused_notices: false,
        refused_ratings: false,
        barred: false,
        number: Some(Audience::Own),
    };

    /// The same person with one more thing against messages.
    #[must_use]
    pub const fn after(mut self, purpose: Purpose, objection: Objection) -> Self {
        match (objection, purpose) {
            (Objection::Said, Purpose::CaseNotice) => self.refused_notices = true,
            (Objection::Said, Purpose::RatingRequest) => self.refused_ratings = true,
            (Objection::Carrier, _) => self.barred = true,
            (Objection::SomebodyElse | Objection::NoSuchNumber, _) => self.number = None,
        }
        self
    }

    /// Whether the person said no to messages for a purpose.
    #[must_use]
    pub const fn refused(&self, purpose: Purpose) -> bool {
        self.barred
            || match purpose {
                Purpose::CaseNotice => self.refused_notices,
                Purpose::RatingRequest => self.refused_ratings,
            }
    }
}

/// A way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// A message to the number.
    Message(Audience),
    /// Somebody calls, or brings it on paper.
    CallTask(Why),
    /// Nothing.
    Silence(Why),
}

/// Why there is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The person died.
    Died,
    /// They said no.
    Refused,
    /// There is no number.
    NoNumber,
}

impl Why {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Died => "resident-died",
            Self::Refused => "messages-refused",
            Self::NoNumber => "number-none",
        }
    }
}

/// The way for a kind of message.
#[must_use]
pub const fn route(kind: MessageKind, reach: &Reach) -> Route {
    if !reach.alive {
        return Route::Silence(Why::Died);
    }
    let why = match reach.number {
        _ if reach.refused(kind.purpose()) => Why::Refused,
        None => Why::NoNumber,
        Some(audience) => return Route::Message(audience),
    };
    if kind.is_needed() { Route::CallTask(why) } else { Route::Silence(why) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_said_no_is_called_about_what_is_needed() {
        let refused = Reach { refused_notices: true, ..Reach::PLAIN };
        assert_eq!(route(MessageKind::Receipt, &refused), Route::CallTask(Why::Refused));
        assert_eq!(route(MessageKind::CallBack, &refused), Route::Silence(Why::Refused));
        assert_eq!(
            route(MessageKind::RatingRequest, &refused),
            Route::Message(Audience::Own),
            "another purpose"
        );

        let no_ratings = Reach { refused_ratings: true, ..Reach::PLAIN };
        assert_eq!(route(MessageKind::RatingRequest, &no_ratings), Route::Silence(Why::Refused));
        assert_eq!(route(MessageKind::Receipt, &no_ratings), Route::Message(Audience::Own));

        let barred = Reach { barred: true, ..Reach::PLAIN };
        assert_eq!(route(MessageKind::Conclusion, &barred), Route::CallTask(Why::Refused));
        assert_eq!(route(MessageKind::RatingRequest, &barred), Route::Silence(Why::Refused));
    }

    #[test]
    fn who_has_no_number_is_called_and_a_shared_one_is_masked() {
        let none = Reach { number: None, ..Reach::PLAIN };
        assert_eq!(route(MessageKind::Issued, &none), Route::CallTask(Why::NoNumber));
        assert_eq!(route(MessageKind::RatingRequest, &none), Route::Silence(Why::NoNumber));
        let shared = Reach { number: Some(Audience::Shared), ..Reach::PLAIN };
        assert_eq!(route(MessageKind::Issued, &shared), Route::Message(Audience::Shared));
    }

    #[test]
    fn rules_hold_for_every_state_of_things() {
        for bits in 0..32_u8 {
            let bit = |n: u8| bits >> n & 1 == 1;
            for number in [None, Some(Audience::Own), Some(Audience::Shared)] {
                let reach = Reach {
                    alive: bit(0),
                    refused_notices: bit(1),
                    refused_ratings: bit(2),
                    barred: bit(3),
                    number,
                };
                for kind in MessageKind::ALL {
                    let way = route(kind, &reach);
                    if !reach.alive {
                        assert_eq!(way, Route::Silence(Why::Died), "death stops every message");
                        continue;
                    }
                    if let Route::Message(audience) = way {
                        assert_eq!(Some(audience), number);
                        assert!(!reach.refused(kind.purpose()));
                    }
                    match way {
                        Route::Message(_) => {}
                        Route::CallTask(_) => assert!(kind.is_needed(), "{kind:?}"),
                        Route::Silence(_) => assert!(!kind.is_needed(), "{kind:?}"),
                    }
                }
            }
        }
    }
}
