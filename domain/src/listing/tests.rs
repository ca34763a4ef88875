//! Lists show what was asked for, as far as the viewer may see it (`[E1]` to `[E4]`).

mod custom;
mod filtering;
mod sorting;
