//! What somebody wants done to a contact, in the imperative.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{AssignmentRole, AssignmentSource, Contact, ContactKind, Event, Field, FieldValue, FormerManager};
use crate::act::Deed;
use crate::comment::{CommentChange, Visibility};
use crate::custom_field::CustomFields;
use crate::ids::{ActId, AssignmentId, CommandId, ContactId, EmployeeId, RuleId};
use crate::roster::Roster;

#[derive(Clone, Debug)]
pub enum Command {
    /// Changes fields, all or none. `base` is the version at which their author read them (`[L5]`).
    EditFields {
        changes: Vec<FieldChange>,
        base: u64,
    },
    AddComment {
        text: String,
        parent: Option<CommandId>,
        visibility: Visibility,
    },
    ChangeComment {
        comment: CommandId,
        change: CommentChange,
    },
    AssignEmployee(NewAssignment),
    EndAssignment {
        assignment: AssignmentId,
    },
    /// Keeps rules from moving an assignment, or lets them again.
    PinAssignment {
        assignment: AssignmentId,
        pinned: bool,
    },
    /// Nothing comes of what this rule has for the contact.
    DismissProposal {
        rule: RuleId,
    },
    DeleteContact,
    /// Opens the contact for its author, who does not see it (`[A9]`).
    OverrideAccess {
        reason: String,
        /// The last day; today, without one.
        until: Option<NaiveDate>,
    },
    /// This contact's part of an act.
    CarryOut {
        act: ActId,
        deed: Deed,
    },
    /// Takes back what an act did to the contact by these events.
    TakeBack {
        act: ActId,
        events: Vec<Event>,
    },
}

impl Command {
    /// Whether its author must see the contact whole. What belongs to an act may be ordered by somebody who does not:
    /// that was decided for the act. Who opens a contact for themselves does not see it yet.
    pub fn needs_sight(&self) -> bool {
        let is_of_an_act = matches!(self, Self::CarryOut { deed: Deed::Move { .. }, .. } | Self::TakeBack { .. });
        !is_of_an_act && !matches!(self, Self::OverrideAccess { .. })
    }

    pub(crate) fn act(&self) -> Option<ActId> {
        match self {
            Self::CarryOut { act, .. } | Self::TakeBack { act, .. } => Some(*act),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    pub field: Field,
    pub value: FieldValue,
}

/// Somebody who is to look after the contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAssignment {
    pub employee: EmployeeId,
    pub role: AssignmentRole,
    pub source: AssignmentSource,
    /// The first day; without one it begins at once.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
    /// What becomes of the account manager whom it replaces.
    pub former: FormerManager,
    /// The account manager, or that there is none, as its author saw it (`[C10]`). Acts see to many contacts and say
    /// nothing of it.
    #[serde(skip)]
    pub replaces: Option<Option<EmployeeId>>,
}

impl NewAssignment {
    /// By somebody's own hand, from now on, with no end planned.
    pub fn new(employee: EmployeeId, role: AssignmentRole) -> Self {
        let (source, former) = (AssignmentSource::Manual, FormerManager::default());
        Self { employee, role, source, from: None, until: None, former, replaces: None }
    }
}

/// A contact to be created.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewContact {
    pub id: ContactId,
    pub kind: ContactKind,
    pub values: Vec<(Field, FieldValue)>,
    pub source: AssignmentSource,
    #[serde(default)]
    pub manager: FirstManager,
}

/// Who is a new contact's account manager.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstManager {
    /// Whom a rule chooses; its author, if none does.
    #[default]
    Author,
    Employee(EmployeeId),
    Nobody,
}

/// Who commands, when, who else there is, and which fields were defined.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub command: CommandId,
    pub by: EmployeeId,
    /// Whose contact a new one is to be. On one that exists it follows from the roster ([`Context::acting_on`]).
    pub acting_for: Option<EmployeeId>,
    pub now: DateTime<Utc>,
    pub roster: &'a Roster,
    pub custom_fields: &'a CustomFields,
}

impl Context<'_> {
    /// The same for an act on this contact: whether its author stands in for somebody (`[V6]`).
    #[must_use]
    pub(crate) fn acting_on(self, contact: &Contact) -> Self {
        Self { acting_for: self.roster.acting_for(contact, self.by), ..self }
    }
}
