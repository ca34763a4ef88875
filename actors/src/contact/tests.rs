//! A contact's actor over a real store in memory, with relays that write down what they are told.
#![allow(clippy::unwrap_used)]

mod access;
mod calendar;
mod life;
mod notes;
mod order;
mod outcome;
mod turns;
