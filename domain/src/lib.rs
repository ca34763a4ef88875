//! The ground floor: the words of a customer desk and the rules over them.
//!
//! Owns what a contact, an employee, a team, a comment and a notification are; decides what a command does
//! ([`contact::decide`]), applies what happened ([`contact::Contact::apply`]) and computes who may see it ([`access`]).
//! Knows no clock, no I/O, no actor and no database: time and colleagues arrive as arguments, so every rule is a plain
//! function. Rule numbers such as `[C3]` refer to `docs/spec.md`.

pub mod access;
pub mod act;
pub mod audit;
pub mod calendar;
pub mod comment;
pub mod contact;
pub mod custom_field;
pub mod employee;
#[cfg(test)]
mod fixtures;
pub mod ids;
pub mod import;
pub mod listing;
pub mod merge;
pub mod notification;
pub mod roster;
pub mod rules;
pub mod search;
pub mod substitution;
pub mod value;
pub mod view;

pub use access::{AudienceKey, Keys, Reach};
pub use act::Act;
pub use comment::{Comment, CommentChange, Visibility};
pub use contact::{Contact, Event, EventKind};
pub use custom_field::{CustomField, CustomFields};
pub use employee::{Employee, Role, Team};
pub use ids::{
    ActId, AssignmentId, AuditId, CommandId, ContactId, CustomFieldId, EmployeeId, ImportId, MergeId, NotificationId,
    PoolId, RuleId, SessionId, SignInId, SubstitutionId, TeamId, TerritoryId, ViewId,
};
pub use notification::{Notification, NotificationKind};
pub use roster::{Roster, RosterRefusal, StandIn};
pub use substitution::{Substitution, SubstitutionState};
pub use view::View;
