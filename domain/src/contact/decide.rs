//! Decides what a command does to a contact, or refuses it with a reason that its author can act on.

use super::assign;
use super::deed;
use super::discuss::{self, Discussion};
use super::opening::{self, MAX_REASON_LENGTH};
use super::{
    Access, Assignment, AssignmentRole, Command, Contact, Context, Event, EventKind, Field, FieldChange, FieldValue,
    FieldVersion, Fields, FirstManager, FormerManager, NewContact,
};
use crate::access::{self, Reach};
use crate::comment::{MAX_COMMENT_LENGTH, MAX_EARLIER_BYTES, MAX_EDITS, MAX_PINNED};
use crate::employee::Employee;
use crate::ids::EmployeeId;
use crate::rules::automation;
use crate::rules::{Outcome, Why};
use crate::value::ValueError;

/// Why a command was refused. The text is for the person who gave it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ContactRefusal {
    /// Also for what may not be seen (`[A6]`): the two must not be told apart.
    #[error("there is no such contact, or you may not see it")]
    NotFound,
    #[error("{field}: {error}")]
    Invalid {
        field: Field,
        #[source]
        error: ValueError,
    },
    #[error("somebody changed this field since you read it")]
    Conflict(Box<Conflict>),
    #[error("the base {base} is newer than the contact, whose version is {version}; read it again")]
    BaseFromTheFuture { base: u64, version: u64 },
    #[error("a comment needs a text")]
    CommentEmpty,
    #[error("the comment has {length} characters; at most {limit} are kept", limit = MAX_COMMENT_LENGTH)]
    CommentTooLong { length: usize },
    #[error("another comment has this id; take a new one")]
    CommentIdTaken,
    #[error("the comment that this one replies to does not exist")]
    ParentNotFound,
    #[error("there is no such comment on this contact")]
    CommentNotFound,
    #[error("only its author edits a comment; write a reply instead")]
    CommentNotYours,
    #[error("a comment can be edited for 15 minutes; write a reply instead")]
    TooLateToEdit,
    #[error(
        "the comment was edited {MAX_EDITS} times or its earlier texts fill {limit} KiB; write a reply instead",
        limit = MAX_EARLIER_BYTES >> 10
    )]
    TooManyEdits,
    #[error("a reply cannot be resolved; resolve the comment that opened the thread")]
    NotAThread,
    #[error("{MAX_PINNED} comments are pinned already; unpin one of them first")]
    TooManyPinned,
    #[error("there is no active employee with this id")]
    NoSuchEmployee,
    #[error("you do not substitute this employee now; make the contact for yourself")]
    NotSubstituting { absent: EmployeeId },
    #[error("there is no team with this id")]
    NoSuchTeam,
    /// The choice was made on what is no longer so (`[C10]`).
    #[error("the account manager is {name} by now; look again whom you would replace")]
    ManagerChanged { name: String },
    #[error("{name} has this role already at that time")]
    AlreadyAssigned { name: String },
    #[error("the last day {until} lies in the past")]
    EndsInThePast { until: chrono::NaiveDate },
    #[error("the first day {from} lies in the past")]
    BeginsInThePast { from: chrono::NaiveDate },
    #[error("the last day {until} lies before the first, {from}")]
    EndsBeforeItBegins { from: chrono::NaiveDate, until: chrono::NaiveDate },
    #[error("you see this contact already")]
    SeenAlready,
    #[error("say in 1 to {MAX_REASON_LENGTH} characters why you open it: {0}")]
    OverrideReason(#[source] ValueError),
    #[error("it may be opened until {last} at the latest")]
    OverrideTooLong { last: chrono::NaiveDate },
    #[error("this assignment does not exist or has ended")]
    NotAssigned,
    #[error("somebody changed since who looks after the contact")]
    ChangedSinceAct,
    #[error("the rule has nothing for this contact any more; look at it again")]
    NoSuchProposal,
    #[error("there is no such organisation, or you may not see it")]
    NoSuchOrganisation,
    #[error("only a person works for an organisation")]
    OrganisationsDoNotWork,
    #[error("a person cannot work for themselves")]
    WorksForItself,
}

/// A save that would have overwritten a colleague's: everything its author needs to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    pub field: Field,
    pub mine: FieldValue,
    pub theirs: FieldValue,
    pub by: EmployeeId,
    /// The seq of their change; the base to save again with.
    pub seq: u64,
}

/// Decides a command on an existing contact, of whose comments `discussion` knows.
///
/// No events and no refusal means that everything is as the command wants it already.
#[expect(clippy::needless_pass_by_value, reason = "so that a function can be handed over as it is written")]
pub fn decide(
    contact: &Contact,
    command: &Command,
    context: Context<'_>,
    discussion: impl Discussion,
) -> Result<Vec<Event>, ContactRefusal> {
    let is_there = if command.needs_sight() { is_seen_whole(contact, context)? } else { !contact.deleted };
    if !is_there {
        return Err(ContactRefusal::NotFound);
    }
    let context = context.acting_on(contact);
    let kinds = match command {
        Command::EditFields { changes, base } => edit_fields(contact, changes, *base, context)?,
        Command::AddComment { text, parent, visibility } => {
            vec![discuss::add_comment(text, *parent, *visibility, context, &discussion)?]
        }
        Command::ChangeComment { comment, change } => {
            discuss::change_comment(*comment, change, context, &discussion)?.into_iter().collect()
        }
        Command::AssignEmployee(new) => assign::assign_employee(contact, new, context)?,
        Command::EndAssignment { assignment } => vec![assign::end_assignment(contact, *assignment)?],
        Command::PinAssignment { assignment, pinned } => assign::pin(contact, *assignment, *pinned)?,
        Command::DismissProposal { rule } => {
            let proposal = contact.proposal.as_ref().filter(|proposal| proposal.rule.rule == *rule);
            vec![automation::withdrawn(proposal.ok_or(ContactRefusal::NoSuchProposal)?, true)]
        }
        Command::DeleteContact => vec![EventKind::ContactDeleted],
        Command::OverrideAccess { reason, until } => opening::open_for_oneself(contact, reason, *until, context)?,
        Command::CarryOut { deed, .. } => deed::carry_out(contact, deed, context)?,
        Command::TakeBack { events, .. } => deed::take_back(contact, events, context)?,
    };
    let act = command.act();
    let events = numbered(contact.version, kinds, context);
    Ok(events.into_iter().map(|event| Event { act, ..event }).collect())
}

/// Decides the creation of a contact where no rules are. Its author, or the absent person for whom they make it, becomes
/// the account manager and its teams are theirs, unless the values say otherwise (`[C1]`, `[V6]`).
pub fn create(new: NewContact, context: Context<'_>) -> Result<(Contact, Vec<Event>), ContactRefusal> {
    create_by_rules(new, context, |_| None)
}

/// The same, where a rule may choose who gets the contact (`[R7]`). It is asked about the contact as it will be, once
/// nothing is left to refuse, and not if the request names its account manager.
pub fn create_by_rules(
    new: NewContact,
    context: Context<'_>,
    by_rule: impl FnOnce(&Contact) -> Option<Why>,
) -> Result<(Contact, Vec<Event>), ContactRefusal> {
    active_employee(context, context.by)?;
    if let Some(absent) = context.acting_for.filter(|absent| !context.roster.represents(context.by).contains(absent)) {
        return Err(ContactRefusal::NotSubstituting { absent });
    }
    let author = active_employee(context, context.acting_for.unwrap_or(context.by))?;
    let takes_contacts = |team: &&crate::TeamId| context.roster.team(**team).is_some_and(|team| !team.archived);
    let teams = author.teams.iter().filter(takes_contacts).copied().collect();
    let mut fields = Fields { teams, access: Access::Company, ..Fields::default() };
    let mut values = new.values;
    values.sort_by_key(|(field, _)| field.waits_for_country());
    if !values.iter().any(|(field, _)| *field == Field::Name) {
        return Err(ContactRefusal::Invalid { field: Field::Name, error: ValueError::Empty });
    }
    for (field, value) in values {
        let value = checked(&fields, new.kind, field, value, context)?;
        fields.set(field, value);
    }
    check_references(new.id, new.kind, &fields, &[], context)?;
    let mut contact = Contact {
        id: new.id,
        kind: new.kind,
        version: 0,
        created_at: context.now,
        updated_at: context.now,
        fields,
        assignments: Vec::new(),
        field_versions: std::collections::BTreeMap::new(),
        has_active_order: false,
        overrides: Vec::new(),
        deleted: false,
        merged_into: None,
        proposal: None,
    };
    let (manager, why) = match new.manager {
        FirstManager::Author => {
            let why = by_rule(&contact);
            let chosen = why
                .as_ref()
                .is_some_and(|why| why.role == AssignmentRole::AccountManager && why.outcome != Outcome::Nobody);
            ((!chosen).then_some(author.id), why)
        }
        FirstManager::Employee(named) => (Some(active_employee(context, named)?.id), None),
        FirstManager::Nobody => (None, None),
    };
    let assigned = manager.map(|employee| Assignment {
        id: assign::derived_id(context.command, 0),
        employee,
        role: AssignmentRole::AccountManager,
        source: new.source,
        from: context.now,
        started: true,
        until: None,
        ended: None,
        former: FormerManager::default(),
        by: Some(context.by),
        rule: None,
        pinned: false,
    });
    let created = EventKind::ContactCreated { contact: Box::new(contact.clone()) };
    let assigned = assigned.map(|assignment| EventKind::EmployeeAssigned { assignment, why: None });
    let mut kinds: Vec<_> = std::iter::once(created).chain(assigned).collect();
    kinds.extend(why.into_iter().flat_map(|why| automation::by_rule(&contact, why, FormerManager::default(), context)));
    let events = numbered(0, kinds, context);
    for event in &events {
        contact.apply(event);
    }
    Ok((contact, events))
}

/// Notes whether one of the contact's orders is active; nothing, if that is known (`[A5]`). Orders decide who may change
/// them, so it is not asked here whether the author sees the contact.
pub fn set_active_order(contact: &Contact, active: bool, context: Context<'_>) -> Vec<Event> {
    if contact.deleted || contact.has_active_order == active {
        return Vec::new();
    }
    let kinds = vec![EventKind::ActiveOrderChanged { active }];
    numbered(contact.version, kinds, context.acting_on(contact))
}

/// Whether the author sees the contact whole; who does may change it.
pub(crate) fn is_seen_whole(contact: &Contact, context: Context<'_>) -> Result<bool, ContactRefusal> {
    let author = active_employee(context, context.by)?;
    Ok(context.roster.reach(&access::audience(contact), author.id) == Reach::Full)
}

pub(super) fn active_employee(context: Context<'_>, id: EmployeeId) -> Result<&Employee, ContactRefusal> {
    context
        .roster
        .employee(id)
        .map(AsRef::as_ref)
        .filter(|employee| employee.active)
        .ok_or(ContactRefusal::NoSuchEmployee)
}

/// Events of what happens to a contact of this version.
pub fn numbered(version: u64, kinds: Vec<EventKind>, context: Context<'_>) -> Vec<Event> {
    kinds
        .into_iter()
        .zip(version + 1..)
        .map(|(kind, seq)| Event {
            seq,
            at: context.now,
            by: context.by,
            acting_for: context.acting_for,
            command: context.command,
            act: None,
            kind,
        })
        .collect()
}

fn edit_fields(
    contact: &Contact,
    changes: &[FieldChange],
    base: u64,
    context: Context<'_>,
) -> Result<Vec<EventKind>, ContactRefusal> {
    if base > contact.version {
        return Err(ContactRefusal::BaseFromTheFuture { base, version: contact.version });
    }
    let mut after = contact.fields.clone();
    let mut kinds = Vec::with_capacity(changes.len());
    let mut changes: Vec<_> = changes.iter().collect();
    changes.sort_by_key(|change| change.field.waits_for_country());
    for FieldChange { field, value } in changes {
        let field = *field;
        let mine = checked(&after, contact.kind, field, value.clone(), context)?;
        let theirs = after.get(field);
        if mine == theirs {
            continue;
        }
        if let Some(FieldVersion { seq, by }) = contact.field_versions.get(&field).filter(|last| last.seq > base) {
            let conflict = Conflict { field, mine, theirs, by: *by, seq: *seq };
            return Err(ContactRefusal::Conflict(Box::new(conflict)));
        }
        after.set(field, mine.clone());
        kinds.push(EventKind::FieldChanged { field, value: mine, previous: theirs });
    }
    check_references(contact.id, contact.kind, &after, &contact.fields.teams, context)?;
    Ok(kinds)
}

/// The fields as these changes would leave them.
pub(crate) fn trial(
    contact: &Contact,
    changes: &[FieldChange],
    context: Context<'_>,
) -> Result<Fields, ContactRefusal> {
    let kinds = edit_fields(contact, changes, contact.version, context)?;
    let mut after = contact.fields.clone();
    for kind in kinds {
        if let EventKind::FieldChanged { field, value, .. } = kind {
            after.set(field, value);
        }
    }
    Ok(after)
}

/// The value as it will be stored beside these fields.
fn checked(
    fields: &Fields,
    kind: super::ContactKind,
    field: Field,
    value: FieldValue,
    context: Context<'_>,
) -> Result<FieldValue, ContactRefusal> {
    let checked = match field {
        // It may be a choice that is offered no more.
        Field::Custom(_) if value == fields.get(field) => Ok(value),
        Field::Custom(id) => context.custom_fields.check(id, kind, value),
        _ => fields.check(field, value),
    };
    checked.map_err(|error| ContactRefusal::Invalid { field, error })
}

/// What the fields name must exist. Whether its author may see a named organisation is the caller's to check: it takes
/// another contact's facts.
fn check_references(
    id: crate::ContactId,
    kind: super::ContactKind,
    fields: &Fields,
    teams_before: &[crate::TeamId],
    context: Context<'_>,
) -> Result<(), ContactRefusal> {
    let takes = |team: &crate::TeamId| {
        context.roster.team(*team).is_some_and(|known| !known.archived || teams_before.contains(team))
    };
    if !fields.teams.iter().all(takes) {
        return Err(ContactRefusal::NoSuchTeam);
    }
    if fields.works_for.iter().any(|employment| employment.organisation == id) {
        return Err(ContactRefusal::WorksForItself);
    }
    if kind == super::ContactKind::Organisation && !fields.works_for.is_empty() {
        return Err(ContactRefusal::OrganisationsDoNotWork);
    }
    Ok(())
}
