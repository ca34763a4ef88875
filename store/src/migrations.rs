//! The schema, as numbered steps that are each applied once.
