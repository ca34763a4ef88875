//! What an act does to one contact, and how that is taken back.

use super::assign::{assign_employee, derived_id};
use super::decide::active_employee;
use super::{Assignment, AssignmentRole, AssignmentSource, Contact, ContactRefusal, Context, Event, EventKind};
use crate::act::Deed;
use crate::calendar;
use crate::ids::{AssignmentId, EmployeeId};
use crate::rules::automation;

/// Nothing, if the command was carried out before (`[B2]`): what it makes is named after it.
pub(super) fn carry_out(
    contact: &Contact,
    deed: &Deed,
    context: Context<'_>,
) -> Result<Vec<EventKind>, ContactRefusal> {
    let first = derived_id(context.command, 0);
    if contact.assignments.iter().any(|known| known.id == first) {
        return Ok(Vec::new());
    }
    match deed {
        Deed::Assign(new) => assign_employee(contact, new, context),
        // Who knows the rules asks them: `Automation::carry_out`.
        Deed::ApplyRules { .. } => Ok(Vec::new()),
        Deed::Move { from, to, assignments } => hand_over(contact, *from, *to, assignments, context),
    }
}

/// All of these assignments go on with the receiver, or none.
fn hand_over(
    contact: &Contact,
    giver: EmployeeId,
    receiver: EmployeeId,
    ids: &[AssignmentId],
    context: Context<'_>,
) -> Result<Vec<EventKind>, ContactRefusal> {
    let receiver = active_employee(context, receiver)?;
    let mut ended = Vec::with_capacity(ids.len());
    let mut made = Vec::with_capacity(ids.len());
    for (id, index) in ids.iter().zip(0_u8..) {
        let of_giver = |known: &&Assignment| known.id == *id && known.employee == giver;
        let held = contact.open_assignments().find(of_giver).ok_or(ContactRefusal::NotAssigned)?;
        ended.push(EventKind::AssignmentEnded { assignment: *id, employee: giver, expired: false });
        let successor = Assignment {
            id: derived_id(context.command, index),
            employee: receiver.id,
            source: AssignmentSource::Handover,
            by: Some(context.by),
            ..renewed(held, context)
        };
        let known = contact.open_assignments().find(|known| {
            known.employee == receiver.id
                && known.role == held.role
                && known.overlaps(successor.first_day(), successor.until)
        });
        match known {
            None => made.push(EventKind::EmployeeAssigned { assignment: successor, why: None }),
            // They have it for all of that time.
            Some(known) if covers(known, &successor) => {}
            Some(_) => return Err(ContactRefusal::AlreadyAssigned { name: receiver.name.clone() }),
        }
    }
    // First those that end: there is one account manager at a time (`[C6]`).
    ended.append(&mut made);
    Ok(ended)
}

fn covers(known: &Assignment, successor: &Assignment) -> bool {
    let begins = known.first_day() <= successor.first_day();
    begins && known.until.is_none_or(|last| successor.until.is_some_and(|until| until <= last))
}

/// The same role for the rest of its time: from now on, or from the day on which it was to begin.
fn renewed(assignment: &Assignment, context: Context<'_>) -> Assignment {
    let is_planned = !assignment.started && assignment.first_day() > calendar::day_of(context.now);
    Assignment {
        from: if is_planned { assignment.from } else { context.now },
        started: !is_planned,
        ended: None,
        ..assignment.clone()
    }
}

/// Ends what these events made and puts back what they ended, unless somebody changed it since (`[B5]`).
pub(super) fn take_back(
    contact: &Contact,
    events: &[Event],
    context: Context<'_>,
) -> Result<Vec<EventKind>, ContactRefusal> {
    let mut made: Vec<AssignmentId> = Vec::new();
    let mut ended: Vec<AssignmentId> = Vec::new();
    for event in events {
        match &event.kind {
            EventKind::EmployeeAssigned { assignment, .. } => made.push(assignment.id),
            EventKind::AssignmentEnded { assignment, .. } => ended.push(*assignment),
            _ => {}
        }
    }
    let mut kinds = Vec::new();
    for event in events {
        if let EventKind::ProposalMade { proposal } = &event.kind
            && contact.proposal.as_ref() == Some(proposal.as_ref())
        {
            kinds.push(automation::withdrawn(proposal, false));
        }
    }
    for id in &made {
        let open = contact.open_assignments().find(|known| known.id == *id);
        let open = open.ok_or(ContactRefusal::ChangedSinceAct)?;
        kinds.push(EventKind::AssignmentEnded { assignment: *id, employee: open.employee, expired: false });
    }
    let today = calendar::day_of(context.now);
    let stays = |known: &&Assignment| !made.contains(&known.id);
    for (id, index) in ended.iter().zip(0_u8..) {
        let Some(former) = contact.assignments.iter().find(|known| known.id == *id) else { continue };
        if former.is_over(today) {
            continue;
        }
        active_employee(context, former.employee)?;
        let again = Assignment { id: derived_id(context.command, index), ..renewed(former, context) };
        let manages = |known: &Assignment| known.role == AssignmentRole::AccountManager;
        if again.started && manages(&again) && contact.active_assignments().filter(stays).any(manages) {
            return Err(ContactRefusal::ChangedSinceAct);
        }
        let has_it = contact.open_assignments().filter(stays).any(|known| {
            known.employee == again.employee
                && known.role == again.role
                && known.overlaps(again.first_day(), again.until)
        });
        if !has_it {
            kinds.push(EventKind::EmployeeAssigned { assignment: again, why: None });
        }
    }
    Ok(kinds)
}
