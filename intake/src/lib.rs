//! Files in and out of the desk.
//!
//! Owns what becomes of a file's rows and how contacts become rows again. Knows the formats only through [`exchange`], and
//! no HTTP: the routes of `web` and the command line stand above it.

mod outgoing;

pub use outgoing::drafts;
