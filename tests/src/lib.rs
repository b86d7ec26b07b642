//! What a story needs to be told against the real thing: a database of its own, on either backend.

pub mod app;
pub mod database;
pub mod person;
pub mod press;
pub mod process;
pub mod story;
pub mod weed;

pub use app::TestApp;
pub use database::{Backend, TestDatabase};
pub use person::Person;
