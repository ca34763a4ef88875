//! What commands do to a contact, and what they refuse.
#![allow(clippy::unwrap_used)]

mod acting;
mod assigning;
mod bulk;
mod commenting;
mod creating;
mod custom;
mod discussing;
mod editing;
mod naming;
mod planning;
mod representing;
mod rewinding;
