//! The stories: one binary, everything in it runs at once, nothing is shared, nothing sleeps, nothing is tried twice.

mod bulletin;
mod items;
mod residents;
mod schema;
mod sessions;
mod store;
mod tidy;
mod visits;
