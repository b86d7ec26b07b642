//! Zerotrip (零次跑): the home-visit service of a community convenience centre.
//!
//! One way through the house: `http` and `jobs` are the doors; they call `actions`, the verbs, one file a use case;
//! these use `store`, `files`, `vault`, `sms`, `registers`; and all of them speak `domain`. Only `http` knows the contract, only
//! `config` reads files and environment, only `cli` ends the process. See ARCHITECTURE.md for the map.

pub mod actions;
pub mod app;
pub mod calendar;
pub mod catalogue;
pub mod chance;
pub mod checkpoints;
pub mod cli;
pub mod compose;
pub mod config;
pub mod consents;
pub mod demo;
pub mod http;
pub mod jobs;
pub mod metrics;
pub mod press;
pub mod registers;
pub mod retention;
pub mod sms;
pub mod telemetry;
pub mod tokens;
pub mod toml_file;
pub mod vault;
