//! Files in and out of the desk.
//!
//! Owns what becomes of a file's rows ([`plan`]), the imports of a running desk from upload to undo ([`Intake`]), and how
//! contacts become rows again ([`drafts`]). Knows the formats only through [`exchange`], changes contacts only through the
//! live [`actors::Desk`], and knows no HTTP: the routes of `web` and the command line stand above it.

mod carry_out;
mod error;
mod fields;
mod files;
mod intake;
mod outgoing;
pub mod plan;
mod queue;
mod undo;
mod work;

pub use error::IntakeError;
pub use fields::{MappableField, mappable_fields};
pub use intake::{Intake, MAX_UPLOAD_BYTES, Mapping};
pub use outgoing::drafts;
