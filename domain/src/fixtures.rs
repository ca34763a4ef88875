//! People and contacts to test rules with. Ids follow from a number, so a failure reads the same on every run.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, TimeZone, Utc};
use uuid::Uuid;

use crate::contact::{
    Assignment, AssignmentRole, AssignmentSource, Command, Contact, ContactKind, ContactRefusal, Context, FieldChange,
    FieldValue, Fields, FormerManager,
};
use crate::custom_field::{AppliesTo, CustomField, CustomFieldKind, CustomFields};
use crate::{
    AssignmentId, CommandId, Comment, ContactId, CustomFieldId, Employee, EmployeeId, Event, Role, Roster, Team,
    TeamId, Visibility,
};
use crate::{contact::Access, contact::Field};

pub(crate) fn employee_id(number: u8) -> EmployeeId {
    EmployeeId(Uuid::from_u128(0xE000 + u128::from(number)))
}

pub(crate) fn team_id(number: u8) -> TeamId {
    TeamId(Uuid::from_u128(0x7000 + u128::from(number)))
}

pub(crate) fn contact_id(number: u8) -> ContactId {
    ContactId(Uuid::from_u128(0xC000 + u128::from(number)))
}

/// An active member of no team who signs in as `NAME@kontor.example`.
pub(crate) fn employee(number: u8, name: &str) -> Employee {
    Employee {
        id: employee_id(number),
        name: name.to_owned(),
        email: format!("{}@kontor.example", name.to_lowercase()),
        role: Role::Member,
        teams: Vec::new(),
        active: true,
    }
}

pub(crate) const ANNA: u8 = 1;
pub(crate) const MAX: u8 = 2;
pub(crate) const LENA: u8 = 3;
pub(crate) const GONE: u8 = 4;
pub(crate) const SALES: u8 = 1;

/// Anna, Max (of the team [`SALES`]), Lena (admin) and Gone, who is inactive.
pub(crate) fn roster() -> Roster {
    let people = [
        employee(ANNA, "Anna"),
        Employee { teams: vec![team_id(SALES)], ..employee(MAX, "Max") },
        Employee { role: Role::Admin, ..employee(LENA, "Lena") },
        Employee { active: false, ..employee(GONE, "Gone") },
    ];
    Roster::new(people, [Team { id: team_id(SALES), name: "Sales".to_owned(), archived: false }])
}

pub(crate) fn custom_field_id(number: u8) -> CustomFieldId {
    CustomFieldId(Uuid::from_u128(0xF000 + u128::from(number)))
}

pub(crate) const REMARK: u8 = 1;
pub(crate) const SIZE: u8 = 2;
pub(crate) const SINCE: u8 = 3;
pub(crate) const LEVEL: u8 = 4;

/// A text, a number, a date, and the choice between Gold and Silber.
pub(crate) fn custom_fields() -> &'static CustomFields {
    static FIELDS: LazyLock<CustomFields> = LazyLock::new(|| {
        let kinds = [
            (REMARK, CustomFieldKind::Text),
            (SIZE, CustomFieldKind::Number),
            (SINCE, CustomFieldKind::Date),
            (LEVEL, CustomFieldKind::Choice),
        ];
        CustomFields::new(kinds.map(|(number, kind)| CustomField {
            id: custom_field_id(number),
            label: format!("Feld {number}"),
            kind,
            choices: match kind {
                CustomFieldKind::Choice => vec!["Gold".to_owned(), "Silber".to_owned()],
                _ => Vec::new(),
            },
            applies_to: AppliesTo::Both,
            position: u32::from(number),
            archived: false,
        }))
    });
    &FIELDS
}

/// The time at which everything happens.
pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 15, 10, 0, 0).unwrap()
}

/// A person that every employee sees, with nobody assigned, at version 0.
pub(crate) fn contact() -> Contact {
    Contact {
        id: contact_id(1),
        kind: ContactKind::Person,
        version: 0,
        created_at: now(),
        updated_at: now(),
        fields: Fields { name: "Huber".to_owned(), ..Fields::default() },
        assignments: Vec::new(),
        field_versions: BTreeMap::new(),
        has_active_order: false,
        overrides: Vec::new(),
        deleted: false,
        merged_into: None,
        proposal: None,
    }
}

pub(crate) fn private(assigned: u8) -> Contact {
    let mut contact = contact();
    contact.fields.access = Access::Private;
    contact.assignments.push(assignment(employee_id(assigned), AssignmentRole::AccountManager));
    contact
}

pub(crate) fn assignment(employee: EmployeeId, role: AssignmentRole) -> Assignment {
    Assignment {
        id: AssignmentId::new(),
        employee,
        role,
        source: AssignmentSource::Manual,
        from: now(),
        started: true,
        until: None,
        ended: None,
        former: FormerManager::default(),
        by: None,
        rule: None,
        pinned: false,
    }
}

/// A comment that opened a thread.
pub(crate) fn comment(by: u8, text: &str, mentions: &[u8]) -> Comment {
    Comment {
        id: CommandId::new(),
        text: text.to_owned(),
        parent: None,
        visibility: Visibility::Internal,
        mentions: mentions.iter().map(|number| employee_id(*number)).collect(),
        by: employee_id(by),
        at: now(),
        acting_for: None,
        edited_at: None,
        edits: Vec::new(),
        reactions: Vec::new(),
        resolved: None,
        pinned: None,
    }
}

pub(crate) fn context(roster: &Roster, by: u8) -> Context<'_> {
    Context {
        command: CommandId::new(),
        by: employee_id(by),
        acting_for: None,
        now: now(),
        roster,
        custom_fields: custom_fields(),
    }
}

/// Decides a command of Anna's or somebody else's and applies what follows.
pub(crate) fn execute(contact: &mut Contact, by: u8, command: &Command) -> Result<Vec<Event>, ContactRefusal> {
    let roster = roster();
    let events = crate::contact::decide(contact, command, context(&roster, by), |_| None)?;
    for event in &events {
        contact.apply(event);
    }
    Ok(events)
}

pub(crate) fn edit(base: u64, changes: &[(Field, FieldValue)]) -> Command {
    let changes = changes.iter().map(|(field, value)| FieldChange { field: *field, value: value.clone() }).collect();
    Command::EditFields { changes, base }
}
