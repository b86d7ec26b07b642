//! Version 1 of the wire. Field names are snake_case, enum words are snake_case, times are RFC 3339 strings, days are
//! `YYYY-MM-DD`, ids are UUID strings. An optional field that has no value is left out; `null` reads as left out.
//!
//! Requests ignore fields they do not know, because phones of several ages talk to servers of several ages. A reader of
//! replies does the same. A list that a request leaves out is refused unless its doc says that it may be left out: with
//! unknown fields ignored, a misspelt list would otherwise pass as an empty one.
//!
//! A type that carries personal data, a password or a token prints only its name through `Debug`.

pub mod calendar;
pub mod case;
pub mod case_act;
pub mod case_acts;
pub mod case_list;
pub mod case_supplement;
pub mod case_unmask;
pub mod case_view;
pub mod catalogue;
pub mod catalogue_difference;
pub mod centre;
pub mod consent;
pub mod custody;
pub mod custody_view;
pub mod device;
pub mod health;
pub mod item;
pub mod letter;
pub mod look_up;
pub mod mandate;
pub mod manifest;
pub mod not_applied;
pub mod recipient;
pub mod report;
pub mod report_service;
pub mod resident;
pub mod rights;
pub mod session;
pub mod sync;
pub mod task;
pub mod upload;
pub mod visit;
pub mod visit_order;
pub mod visit_request;
pub mod wording;

pub use calendar::*;
pub use case::*;
pub use case_act::*;
pub use case_acts::*;
pub use case_list::*;
pub use case_supplement::*;
pub use case_unmask::*;
pub use case_view::*;
pub use catalogue::*;
pub use catalogue_difference::*;
pub use centre::*;
pub use consent::*;
pub use custody::*;
pub use custody_view::*;
pub use device::*;
pub use health::*;
pub use item::*;
pub use letter::*;
pub use look_up::*;
pub use mandate::*;
pub use manifest::*;
pub use not_applied::*;
pub use recipient::*;
pub use report::*;
pub use report_service::*;
pub use resident::*;
pub use rights::*;
pub use session::*;
pub use sync::*;
pub use task::*;
pub use upload::*;
pub use visit::*;
pub use visit_order::*;
pub use visit_request::*;
pub use wording::*;
