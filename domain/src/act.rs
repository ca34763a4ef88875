//! An act: one deed over many contacts by one person, such as a bulk assignment or a handover.
//!
//! An act is a record and items, one for each contact, that say what is to be done there ([`Deed`]) and what came of it
//! ([`ItemOutcome`]). It is carried out contact by contact, each by the rules of a single command (`[B1]`); the commands follow
//! from the act's id, so that carrying it on after a crash repeats nothing (`[B2]`). What it did can be taken back for 30
//! days ([`crate::contact::Command::TakeBack`]). Who does the work stands in `actors`, where items are kept in `store`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::{self, Reach};
use crate::contact::{AssignmentRole, Contact, ContactRefusal, Event, EventKind, FormerManager, NewAssignment};
use crate::employee::{Employee, Role};
use crate::ids::{ActId, AssignmentId, CommandId, ContactId, EmployeeId, NotificationId};
use crate::notification::{Notification, NotificationKind};
use crate::roster::Roster;

/// A finished act can be taken back for this long (`[B5]`).
pub const UNDO_WITHIN: TimeDelta = TimeDelta::days(30);

/// Items that are stored, worked on and noted together.
pub const CHUNK: usize = 100;

/// One deed over many contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Act {
    pub id: ActId,
    #[serde(flatten)]
    pub kind: ActKind,
    pub by: EmployeeId,
    pub at: DateTime<Utc>,
    pub state: ActState,
    pub counts: ActCounts,
    /// How many pieces its items are stored in, and the first that is still to be worked on.
    #[serde(default)]
    pub chunks: u64,
    #[serde(default)]
    pub next_chunk: u64,
    /// Of how many contacts each employee is to be told when the work under way is done.
    #[serde(default)]
    pub told: BTreeMap<EmployeeId, u64>,
    /// Who accepted or declined it.
    pub answered: Option<Answer>,
    pub finished_at: Option<DateTime<Utc>>,
    /// Who took it back.
    pub undone: Option<Answer>,
}

/// Who decided something, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Answer {
    pub by: EmployeeId,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ActKind {
    /// Somebody looks after all of the contacts.
    Assign {
        employee: EmployeeId,
        role: AssignmentRole,
        from: Option<NaiveDate>,
        until: Option<NaiveDate>,
        former: FormerManager,
    },
    Handover(Handover),
    /// The contacts go where the rules of this version want them.
    ApplyRules {
        version: u64,
        former: FormerManager,
    },
}

/// What somebody has of contacts goes over to somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Handover {
    pub giver: EmployeeId,
    pub receiver: EmployeeId,
    /// Empty without one.
    pub note: String,
    /// Everything that the giver had, not a selection.
    pub everything: bool,
    /// How many assignments of each role go over, planned ones too.
    pub roles: BTreeMap<AssignmentRole, u64>,
    /// Those of them that have not begun.
    pub planned: u64,
}

/// Where an act stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActState {
    /// Its items are being stored; nothing is done yet.
    Preparing,
    /// It waits for its receiver.
    Proposed,
    Declined,
    Running,
    Done,
    Undoing,
    Undone,
}

impl ActState {
    /// Something works on it, or will.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Preparing | Self::Running | Self::Undoing)
    }
}

/// What became of the contacts so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct ActCounts {
    pub total: u64,
    pub changed: u64,
    /// It was so already.
    pub unchanged: u64,
    pub refused: u64,
    /// As they were before, after an undo.
    pub taken_back: u64,
    /// Changed by somebody else since, so that an undo left them as they are.
    pub kept: u64,
}

/// One contact of an act; a contact is in an act once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActItem {
    pub contact: ContactId,
    pub deed: Deed,
    /// None: its turn has not come.
    #[serde(default)]
    pub outcome: Option<ItemOutcome>,
}

/// What an act does to a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case")]
pub enum Deed {
    /// Somebody is to look after it. Its author must see the contact whole.
    Assign(NewAssignment),
    /// These assignments of one go on with another, all or none. Who may order that is decided for the act
    /// ([`may_hand_over`]): a lead need not see what a leaver hands over.
    Move { from: EmployeeId, to: EmployeeId, assignments: Vec<AssignmentId> },
    /// It goes where the rules want it, if they are still of this version. Its author must see the contact whole.
    ApplyRules { version: u64, former: FormerManager },
}

/// What became of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ItemOutcome {
    /// By the events from `first_seq` to `last_seq`.
    Changed {
        first_seq: u64,
        last_seq: u64,
    },
    Unchanged,
    Refused {
        reason: RefusedItem,
    },
    TakenBack,
    /// Somebody changed since what the act did: it stays.
    Kept,
}

/// Why a contact of an act stayed as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefusedItem {
    /// It does not exist, or its author may not see it.
    NotFound,
    /// Whoever it was to be is not active any more.
    Inactive,
    /// The assignment has ended meanwhile.
    NotAssigned,
    /// The receiver has the role already for a part of that time.
    AlreadyAssigned,
    /// The days do not fit any more.
    Days,
    /// Anything else that its rules refuse.
    Refused,
}

impl From<&ContactRefusal> for RefusedItem {
    fn from(refusal: &ContactRefusal) -> Self {
        match refusal {
            ContactRefusal::NotFound => Self::NotFound,
            ContactRefusal::NoSuchEmployee => Self::Inactive,
            ContactRefusal::NotAssigned => Self::NotAssigned,
            ContactRefusal::AlreadyAssigned { .. } => Self::AlreadyAssigned,
            ContactRefusal::EndsInThePast { .. }
            | ContactRefusal::BeginsInThePast { .. }
            | ContactRefusal::EndsBeforeItBegins { .. } => Self::Days,
            _ => Self::Refused,
        }
    }
}

/// Why something about an act was refused. The text is for the person who asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActRefusal {
    /// Also for what may not be seen.
    #[error("there is no such thing, or you may not see it")]
    NotFound,
    #[error("there are no contacts to do this with")]
    Nothing,
    #[error("there are {count} contacts; at most {most} are taken at once")]
    TooMany { count: usize, most: usize },
    #[error("too much is under way at the moment; try again when some of it is done")]
    Busy,
    #[error("another act has this id; take a new one")]
    IdTaken,
    #[error("this is not done yet; wait until it is")]
    UnderWay,
    #[error("this was taken back already")]
    AlreadyUndone,
    #[error("this was not done; there is nothing to take back")]
    NotDone,
    #[error("this can be taken back for 30 days")]
    TooLate,
    #[error("this was answered already")]
    Answered,
    #[error("the contacts are handed over by who has them, a lead of their team, or an administrator")]
    NotYours,
    #[error("only who is to receive the contacts accepts a handover or declines it")]
    NotTheReceiver,
    #[error("this is taken back by who did it, a lead who is responsible, or an administrator")]
    NotYoursToUndo,
    #[error("contacts cannot be handed over to who has them already")]
    ToThemselves,
    #[error("there is no active employee to receive the contacts")]
    NoReceiver,
    #[error("at most {most} people can share a handover")]
    TooManyReceivers { most: usize },
    #[error("the note has {length} characters; at most {most} are kept")]
    NoteTooLong { length: usize, most: usize },
    #[error("{name} has none of these contacts")]
    HasNone { name: String },
}

impl Act {
    pub fn new(id: ActId, kind: ActKind, by: EmployeeId, at: DateTime<Utc>) -> Self {
        Self {
            id,
            kind,
            by,
            at,
            state: ActState::Preparing,
            counts: ActCounts::default(),
            chunks: 0,
            next_chunk: 0,
            told: BTreeMap::new(),
            answered: None,
            finished_at: None,
            undone: None,
        }
    }

    /// The command that does to a contact what the act wants, the same however often it is sent.
    pub fn command(&self, contact: ContactId) -> CommandId {
        CommandId(Uuid::new_v5(&self.id.0, contact.0.as_bytes()))
    }

    /// The command that takes it back.
    pub fn undo_command(&self, contact: ContactId) -> CommandId {
        CommandId(Uuid::new_v5(&self.command(contact).0, b"undo"))
    }

    pub fn handover(&self) -> Option<&Handover> {
        match &self.kind {
            ActKind::Handover(handover) => Some(handover),
            ActKind::Assign { .. } | ActKind::ApplyRules { .. } => None,
        }
    }

    /// Who did it, whom it concerns, and those who are responsible for them. What of the contacts they see, the gate says.
    pub fn is_seen_by(&self, employee: &Employee, roster: &Roster) -> bool {
        let concerns =
            |handover: &Handover| handover.receiver == employee.id || may_hand_over(handover.giver, employee, roster);
        self.by == employee.id
            || employee.role == Role::Admin
            || self.told.contains_key(&employee.id)
            || self.handover().is_some_and(concerns)
    }

    /// Whether this employee may take it back now (`[B5]`).
    pub fn check_undo(&self, employee: &Employee, roster: &Roster, now: DateTime<Utc>) -> Result<(), ActRefusal> {
        if !self.is_seen_by(employee, roster) {
            return Err(ActRefusal::NotFound);
        }
        let may = self.by == employee.id
            || employee.role == Role::Admin
            || self.handover().is_some_and(|handover| may_hand_over(handover.giver, employee, roster));
        match self.state {
            _ if !may => Err(ActRefusal::NotYoursToUndo),
            ActState::Preparing | ActState::Running => Err(ActRefusal::UnderWay),
            ActState::Undoing | ActState::Undone => Err(ActRefusal::AlreadyUndone),
            ActState::Proposed | ActState::Declined => Err(ActRefusal::NotDone),
            ActState::Done if self.finished_at.is_some_and(|finished| now - finished > UNDO_WITHIN) => {
                Err(ActRefusal::TooLate)
            }
            ActState::Done => Ok(()),
        }
    }

    /// Notes what became of a contact, and whom of that its events tell.
    pub fn count(&mut self, outcome: ItemOutcome, told: &[EmployeeId]) {
        let counts = &mut self.counts;
        match outcome {
            ItemOutcome::Changed { .. } => counts.changed += 1,
            ItemOutcome::Unchanged => counts.unchanged += 1,
            ItemOutcome::Refused { .. } => counts.refused += 1,
            ItemOutcome::TakenBack => counts.taken_back += 1,
            ItemOutcome::Kept => counts.kept += 1,
        }
        for employee in told {
            *self.told.entry(*employee).or_default() += 1;
        }
    }

    /// One summary for everybody whom the act concerns, and never for who ordered or accepted it (`[B4]`).
    pub fn summaries(&self, now: DateTime<Utc>) -> Vec<Notification> {
        let (kind, by) = match (&self.undone, &self.kind) {
            (Some(undone), _) => (NotificationKind::ActUndone, undone.by),
            (None, ActKind::Assign { .. } | ActKind::ApplyRules { .. }) => (NotificationKind::AssignedMany, self.by),
            (None, ActKind::Handover(_)) => (NotificationKind::HandedOver, self.by),
        };
        let knows = |employee: EmployeeId| employee == by || self.answered.is_some_and(|answer| answer.by == employee);
        let told = self.told.iter().filter(|(employee, _)| !knows(**employee));
        let mut summaries: Vec<_> = told.map(|(employee, count)| self.tell(*employee, kind, by, *count, now)).collect();
        // Somebody else gave away what they had.
        if let Some(handover) = self.handover().filter(|handover| self.undone.is_none() && handover.giver != by) {
            summaries.push(self.tell(handover.giver, NotificationKind::HandedOn, by, self.counts.changed, now));
        }
        summaries
    }

    /// The same told to the same person about the act has the same id (`[N3]`).
    pub fn tell(
        &self,
        employee: EmployeeId,
        event: NotificationKind,
        by: EmployeeId,
        count: u64,
        at: DateTime<Utc>,
    ) -> Notification {
        let id = Uuid::new_v5(&self.id.0, format!("{event:?}/{employee}").as_bytes());
        Notification {
            id: NotificationId(id),
            employee,
            event,
            contact: None,
            contact_name: String::new(),
            seq: 0,
            act: Some(self.id),
            count: Some(count),
            substitution: None,
            by,
            at,
            excerpt: None,
            read: false,
            substituting: None,
        }
    }
}

/// Who the events of an act on a contact concern besides their author: those who look after it from now on and see it
/// whole, and on the way back those who do not any more.
pub fn concerned(contact: &Contact, events: &[Event], roster: &Roster, is_undo: bool) -> Vec<EmployeeId> {
    let audience = access::audience(contact);
    let sees = |id: EmployeeId| roster.reach(&audience, id) == Reach::Full;
    let mut concerned: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::EmployeeAssigned { assignment, .. } if assignment.started => {
                Some(assignment.employee).filter(|employee| sees(*employee))
            }
            EventKind::AssignmentEnded { employee, .. } if is_undo => Some(*employee),
            _ => None,
        })
        .collect();
    concerned.sort_unstable();
    concerned.dedup();
    concerned
}

/// Who has the contacts, a lead of one of their teams, or an administrator.
pub fn may_hand_over(giver: EmployeeId, by: &Employee, roster: &Roster) -> bool {
    let shares_a_team = || {
        let giver = roster.employee(giver);
        giver.is_some_and(|giver| giver.teams.iter().any(|team| by.teams.contains(team)))
    };
    by.active
        && match by.role {
            _ if by.id == giver => true,
            Role::Admin => true,
            Role::Lead => shares_a_team(),
            Role::Member => false,
        }
}

#[cfg(test)]
mod tests;
