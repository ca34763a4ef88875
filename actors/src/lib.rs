//! The live core: an actor for every contact and every employee in use.
//!
//! Owns what is live: state in memory, subscribers, presence, the order of changes, and the gate on open sockets. An
//! actor sequences: decide (`domain`), commit (`store`), apply, publish, answer. Knows no HTTP and no socket: it speaks to
//! sessions through [`relay::Delivery`], one recipient per worker thread, in frames that are encoded once.
//! Start reading at [`desk::Desk`], the way in; `docs/architecture.md` shows the life of an edit.

mod access;
mod acts;
mod audit;
mod briefing;
pub mod calendar;
pub mod clock;
pub mod contact;
pub mod desk;
pub mod directory;
mod dispatcher;
pub mod employee;
#[cfg(test)]
mod fixtures;
mod frame;
mod journal;
mod lists;
mod merging;
pub mod notes;
pub mod relay;
pub mod rules;
mod staff;
mod substitutions;
pub mod wire;

pub use acts::{ActError, HandoverPreview, HandoverWish, Hanging, Scope, SeenItem, Share};
pub use clock::{Clock, SystemClock};
pub use desk::{CustomFieldError, Desk, DeskError, DeskOptions};
pub use merging::MergeError;
pub use relay::{Channel, Delivery, Socket};
pub use rules::{ApplyError, RulesError, WhatIfError};
pub use staff::StaffError;
pub use substitutions::SubstitutionError;
