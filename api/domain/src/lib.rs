//! The rules of the house, and nothing else.
//!
//! This crate knows what a resident, a visit, a mandate and a case are, which moves a case may make and who may
//! ask for them. It must not know the wire, the database, the object store, the clock on the wall or a source of
//! chance: time and randomness come in as arguments ([`clock::Clock`], [`clock::Chance`]).
#![deny(missing_docs)]

pub mod actor;
pub mod audit;
pub mod case;
pub mod case_number;
pub mod catalogue;
pub mod checklist;
pub mod clock;
pub mod correction;
pub mod credit_code;
pub mod custody;
pub mod deadlines;
pub mod deferral;
pub mod device;
pub mod digest;
pub mod erasure;
pub mod evidence;
pub mod fault;
pub mod figures;
pub mod identity;
pub mod ids;
pub mod letter;
pub mod lookup;
pub mod mandate;
pub mod message;
pub mod not_applied;
pub mod phone;
pub mod policy;
pub mod query_code;
pub mod rating;
pub mod resident;
pub mod retention;
pub mod route;
pub mod task;
pub mod text;
pub mod unit;
pub mod visit;
pub mod visit_request;
pub mod wording;
mod words;
pub mod working_days;
