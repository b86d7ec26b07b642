//! Registers: where look-ups (数据共享查询) are asked. One port, and two ways behind it: a file that the centre imports
//! ([`embedded`]) and the province's gateway ([`province`]).
//!
//! It knows one person for as long as one question is under way, and keeps neither questions nor findings. Whether
//! somebody may be looked up (an open case, a consent) is decided before it is asked, and what a finding means for a
//! case, after.

pub mod embedded;
pub mod province;

use std::{future::Future, pin::Pin, sync::Arc};

use domain::{
    catalogue::Library,
    lookup::{Denial, Finding, Question},
};

pub use embedded::EmbeddedRegister;
pub use province::Province;

/// What a look-up comes to.
pub type Looking<'asked> = Pin<Box<dyn Future<Output = Finding> + Send + 'asked>>;

/// A place that can be asked about people.
pub trait Register: Send + Sync {
    /// Asks one question. It never fails: whatever goes wrong on the way is a finding too.
    fn look_up<'asked>(&'asked self, question: &'asked Question) -> Looking<'asked>;
}

/// The registers of a site, one a library. A library without one is denied, not unavailable: waiting does not help.
#[derive(Clone, Default)]
pub struct Registers {
    of: Vec<(Library, Arc<dyn Register>)>,
}

impl Registers {
    /// One register for every library.
    #[must_use]
    pub fn all(register: &Arc<dyn Register>) -> Self {
        Library::ALL.into_iter().fold(Self::default(), |all, library| all.with(library, Arc::clone(register)))
    }

    /// As it is, with this register for that library.
    #[must_use]
    pub fn with(mut self, library: Library, register: Arc<dyn Register>) -> Self {
        self.of.retain(|(other, _)| *other != library);
        self.of.push((library, register));
        self
    }
}

impl Registers {
    /// The libraries that somebody can be asked about.
    #[must_use]
    pub fn libraries(&self) -> Vec<Library> {
        self.of.iter().map(|(library, _)| *library).collect()
    }
}

impl Register for Registers {
    fn look_up<'asked>(&'asked self, question: &'asked Question) -> Looking<'asked> {
        match self.of.iter().find(|(library, _)| *library == question.library) {
            Some((_, register)) => register.look_up(question),
            None => Box::pin(std::future::ready(Finding::Denied { code: Denial::NoRegister })),
        }
    }
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
