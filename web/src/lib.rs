//! The web floor: HTTP routes, sign-in, and WebSocket sessions, all behind one gate.
//!
//! Owns what clients speak: routes and frames, identities, limits, and the mapping of refusals to codes ([`problem`]).
//! Knows no rule about contacts and no query: it asks the [`actors::Desk`]. `docs/protocol.md` describes what is spoken here.

mod auth;
mod observe;
mod pending;
mod problem;
mod routes;
mod server;
mod socket;

pub use auth::{SHORTEST_PASSWORD, hash_password};
pub use server::{Running, ServerOptions, start};

/// The program's version, as pages and sockets tell it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
