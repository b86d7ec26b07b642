//! The stories: one binary, everything in it runs at once, nothing is shared, nothing sleeps, nothing is tried twice.

mod bad_input;
mod bulletin;
mod cases;
mod catalogues;
mod contract;
mod items;
mod kill;
mod law;
mod lookups;
mod messages;
mod policy;
mod reports;
mod residents;
mod s3;
mod schema;
mod sessions;
mod snapshots;
mod store;
mod sweep;
mod synced;
mod thief;
mod tidy;
mod unauthorised;
mod uploads;
mod visits;
