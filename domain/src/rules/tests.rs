//! The rules on automatic assignment, one file for each concern.

mod analysing;
mod automating;
mod deciding;
mod regions;
mod taking_turns;
mod world;
