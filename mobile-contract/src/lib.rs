#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod hidden;
pub mod limits;
pub mod problem;
pub mod v1;

pub use v1::*;
