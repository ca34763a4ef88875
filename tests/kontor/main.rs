//! Kontor from outside: the real program on a free port, real sockets, a fresh store for each test.
//!
//! [`server`], [`person`], [`live`] and [`notes`] are what tests are written with; each other module proves one promise
//! of `docs/protocol.md`. Nothing here sleeps: tests wait for a condition, with a deadline that only a failure meets.

mod live;
mod notes;
mod person;
mod server;

mod access;
mod acts;
mod backup;
mod bad_http;
mod bad_notes;
mod bad_sockets;
mod comments;
mod convergence;
mod crash;
mod crowd;
mod custom_fields;
mod export_http;
mod gate;
mod history;
mod import;
mod import_http;
mod lists;
mod merges;
mod neighbours;
mod page;
mod repeated;
mod rules;
mod sessions;
mod staff;
mod start_and_stop;
mod substitutions;

use std::time::Duration;

/// Far longer than anything takes, on a machine that does much else: who waits this long has found a fault.
pub const DEADLINE: Duration = Duration::from_secs(45);

/// The seed of a random test: `KONTOR_SEED`, to see a failure again, else a new one. Printed, so that a failure tells it.
pub fn seed() -> u64 {
    let seed = std::env::var("KONTOR_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(rand::random);
    println!("KONTOR_SEED={seed}");
    seed
}
