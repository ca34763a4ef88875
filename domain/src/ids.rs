//! One newtype per kind of id, all over UUIDs, so that an employee is never passed where a contact is meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id that sorts by the time it was made (UUID version 7).
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// An organisation or a person.
    ContactId,
    /// Somebody who signs in.
    EmployeeId,
    /// A team of employees.
    TeamId,
    /// A command as its client named it. The same id is applied once (`[L4]`); a comment takes the id of its command.
    CommandId,
    /// One employee's role for one contact over a time.
    AssignmentId,
    /// Something that an employee is told.
    NotificationId,
    /// A field that an administrator defined.
    CustomFieldId,
    /// One open socket.
    SessionId,
    /// A saved view of the list.
    ViewId,
    /// One sign-in of an employee, until it ends. Its token is another thing, and secret.
    SignInId,
    /// A file on its way in, and what became of it.
    ImportId,
    /// Two contacts made one; all that belongs to it carries it as its command.
    MergeId,
    /// Somebody stands in for somebody over a time.
    SubstitutionId,
    /// An entry of the log of reads, exports and overrides.
    AuditId,
    /// One deed over many contacts. The commands of its contacts follow from it.
    ActId,
    /// A rule that assigns contacts.
    RuleId,
    /// A named set of postal codes.
    TerritoryId,
    /// Employees who take turns.
    PoolId,
}
