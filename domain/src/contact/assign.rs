//! Assigning employees, and what the calendar does by itself.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::decide::active_employee;
use super::{
    Assignment, AssignmentRole, Contact, ContactRefusal, Context, Event, EventKind, FormerManager, NewAssignment,
};
use crate::calendar;
use crate::ids::{AssignmentId, CommandId, EmployeeId};
use crate::roster::Roster;
use crate::rules::Why;

pub(super) fn assign_employee(
    contact: &Contact,
    new: &NewAssignment,
    context: Context<'_>,
) -> Result<Vec<EventKind>, ContactRefusal> {
    let assignee = active_employee(context, new.employee)?;
    let manager = contact.account_manager();
    if new.role == AssignmentRole::AccountManager && new.replaces.is_some_and(|seen| seen != manager) {
        let name = manager.and_then(|manager| context.roster.employee(manager)).map(|manager| manager.name.clone());
        return Err(ContactRefusal::ManagerChanged { name: name.unwrap_or_else(|| "nobody".to_owned()) });
    }
    let today = calendar::day_of(context.now);
    let first = new.from.unwrap_or(today);
    if first < today {
        return Err(ContactRefusal::BeginsInThePast { from: first });
    }
    if let Some(until) = new.until.filter(|until| *until < first) {
        return Err(if until < today {
            ContactRefusal::EndsInThePast { until }
        } else {
            ContactRefusal::EndsBeforeItBegins { from: first, until }
        });
    }
    let same = |known: &&Assignment| known.employee == new.employee && known.role == new.role;
    if contact.open_assignments().filter(same).any(|known| known.overlaps(first, new.until)) {
        return Err(ContactRefusal::AlreadyAssigned { name: assignee.name.clone() });
    }
    let started = first == today;
    let assignment = Assignment {
        id: derived_id(context.command, 0),
        employee: new.employee,
        role: new.role,
        source: new.source,
        from: if started { context.now } else { calendar::start_of(first) },
        started,
        until: new.until,
        ended: None,
        former: new.former,
        by: Some(context.by),
        rule: None,
        pinned: false,
    };
    let mut kinds = if started { make_way(contact, &assignment, context.now) } else { Vec::new() };
    kinds.push(EventKind::EmployeeAssigned { assignment, why: None });
    Ok(kinds)
}

/// Assigns whom a rule chose. Whom a rule had given the role before has it no longer, and an account manager makes way;
/// who has the role already keeps it.
pub(crate) fn assign_by_rule(
    contact: &Contact,
    employee: EmployeeId,
    why: Why,
    former: FormerManager,
    context: Context<'_>,
) -> Vec<EventKind> {
    let role = why.role;
    let holders: Vec<_> = contact.active_assignments().filter(|known| known.role == role).collect();
    if holders.iter().any(|known| known.employee == employee) {
        return Vec::new();
    }
    let assignment = Assignment {
        // The first id of a command is the author's, who may be assigned beside.
        id: ruled_id(context.command),
        employee,
        role,
        source: why.source(),
        from: context.now,
        started: true,
        until: None,
        ended: None,
        former,
        by: Some(context.by),
        rule: Some(why.rule.clone()),
        pinned: false,
    };
    let mut kinds = make_way(contact, &assignment, context.now);
    if role != AssignmentRole::AccountManager {
        let replaced = holders.iter().filter(|known| known.rule.is_some() && !known.pinned);
        kinds.extend(replaced.map(|known| EventKind::AssignmentEnded {
            assignment: known.id,
            employee: known.employee,
            expired: false,
        }));
    }
    kinds.push(EventKind::EmployeeAssigned { assignment, why: Some(Box::new(why)) });
    kinds
}

pub(super) fn pin(contact: &Contact, id: AssignmentId, pinned: bool) -> Result<Vec<EventKind>, ContactRefusal> {
    let known = contact.open_assignments().find(|known| known.id == id).ok_or(ContactRefusal::NotAssigned)?;
    let change = (known.pinned != pinned).then_some(EventKind::AssignmentPinned { assignment: id, pinned });
    Ok(change.into_iter().collect())
}

/// There is one account manager at a time (`[C6]`).
fn make_way(contact: &Contact, successor: &Assignment, now: DateTime<Utc>) -> Vec<EventKind> {
    let Some(manager) = contact.active_assignments().find(|known| known.role == AssignmentRole::AccountManager) else {
        return Vec::new();
    };
    if successor.role != AssignmentRole::AccountManager {
        return Vec::new();
    }
    let mut kinds =
        vec![EventKind::AssignmentEnded { assignment: manager.id, employee: manager.employee, expired: false }];
    let is_sales_rep = contact
        .active_assignments()
        .any(|known| known.employee == manager.employee && known.role == AssignmentRole::SalesRep);
    if successor.former == FormerManager::SalesRep && !is_sales_rep {
        let assignment = Assignment {
            id: AssignmentId(Uuid::new_v5(&successor.id.0, b"former")),
            employee: manager.employee,
            role: AssignmentRole::SalesRep,
            source: successor.source,
            from: now,
            started: true,
            until: None,
            ended: None,
            former: FormerManager::default(),
            by: successor.by,
            rule: None,
            pinned: false,
        };
        kinds.push(EventKind::EmployeeAssigned { assignment, why: None });
    }
    kinds
}

/// The id of what a rule assigns by this command.
pub(crate) fn ruled_id(command: CommandId) -> AssignmentId {
    derived_id(command, 1)
}

/// Ids that follow from the command, so that a repeated command names the same assignments.
pub(super) fn derived_id(command: CommandId, index: u8) -> AssignmentId {
    AssignmentId(Uuid::new_v5(&command.0, &[index]))
}

pub(super) fn end_assignment(contact: &Contact, id: AssignmentId) -> Result<EventKind, ContactRefusal> {
    contact
        .open_assignments()
        .find(|assignment| assignment.id == id)
        .map(|assignment| EventKind::AssignmentEnded { assignment: id, employee: assignment.employee, expired: false })
        .ok_or(ContactRefusal::NotAssigned)
}

/// Begins what was planned for today or before, and ends what is over, overrides too (`[C9]`, `[A9]`). Done twice on a day, it changes nothing
/// more. In the history it is an act of who had planned it.
pub fn keep_calendar(contact: &Contact, command: CommandId, now: DateTime<Utc>, roster: &Roster) -> Vec<Event> {
    let today = calendar::day_of(now);
    let mut after = contact.clone();
    let mut events = Vec::new();
    let mut happen = |after: &mut Contact, by: EmployeeId, kinds: Vec<EventKind>| {
        for kind in kinds {
            let event = Event { seq: after.version + 1, at: now, by, acting_for: None, command, act: None, kind };
            after.apply(&event);
            events.push(event);
        }
    };
    let planner = |of: &Assignment| of.by.unwrap_or(of.employee);
    let is_active = |employee: EmployeeId| roster.employee(employee).is_some_and(|employee| employee.active);
    let mut open: Vec<_> = contact.open_assignments().cloned().collect();
    open.sort_by_key(|assignment| (assignment.from, assignment.id));
    for over in open.iter().filter(|assignment| assignment.is_over(today)) {
        let ended = EventKind::AssignmentEnded { assignment: over.id, employee: over.employee, expired: true };
        happen(&mut after, planner(over), vec![ended]);
    }
    for over in contact.overrides.iter().filter(|known| known.until < today) {
        let (id, employee) = (over.id, over.employee);
        happen(&mut after, employee, vec![EventKind::OverrideEnded { id, employee }]);
    }
    for planned in open.iter().filter(|planned| !planned.started && !planned.is_over(today)) {
        if planned.first_day() > today {
            continue;
        }
        let (assignment, employee) = (planned.id, planned.employee);
        if is_active(employee) {
            let mut kinds = make_way(&after, planned, now);
            kinds.push(EventKind::AssignmentStarted { assignment, employee, role: planned.role });
            happen(&mut after, planner(planned), kinds);
        } else {
            happen(
                &mut after,
                planner(planned),
                vec![EventKind::AssignmentEnded { assignment, employee, expired: true }],
            );
        }
    }
    events
}
