//! The demo: a fictional Austrian company with two teams, customers and a conversation, in a store that is empty.

use std::sync::Arc;

use chrono::Utc;
use exchange::Draft;
use store::{Batch, ContactQuery, Store};

use domain::comment::Visibility;
use domain::contact::{Command, Context, decide};
use domain::custom_field::NO_CUSTOM_FIELDS;
use domain::{CommandId, Contact, Employee, EmployeeId, Role, Roster, Team, TeamId};

use crate::import::import;

pub const PASSWORD: &str = "kontor-demo";
const CONTACTS_EACH: usize = 60;

/// Fills the store unless somebody can sign in already.
pub async fn fill_if_empty(store: &Store) -> anyhow::Result<()> {
    if !store.employees().await?.is_empty() {
        return Ok(());
    }
    let roster = add_company(store).await?;
    let mut people: Vec<_> = roster.employees().filter(|employee| employee.role != Role::Lead).cloned().collect();
    people.sort_by(|left, right| left.email.cmp(&right.email));
    let drafts: Vec<Draft> = exchange::sample::generate_contacts(CONTACTS_EACH * people.len(), 1).collect();
    for (employee, drafts) in people.iter().zip(drafts.chunks(CONTACTS_EACH)) {
        let mut file = Vec::new();
        exchange::write_csv(drafts.to_vec(), &NO_CUSTOM_FIELDS, &mut file)?;
        import(store, &file, roster.clone(), employee.clone(), false).await?;
    }
    converse(store, &roster).await
}

async fn add_company(store: &Store) -> anyhow::Result<Roster> {
    let vienna = Team { id: TeamId::new(), name: "Vertrieb Wien".to_owned(), archived: false };
    let graz = Team { id: TeamId::new(), name: "Vertrieb Graz".to_owned(), archived: false };
    let both = vec![vienna.id, graz.id];
    let people = [
        ("Lena Hofer", "lena", Role::Admin, both.clone()),
        ("Max Huber", "max", Role::Member, vec![vienna.id]),
        ("Anna Gruber", "anna", Role::Member, vec![vienna.id]),
        ("Jonas Steiner", "jonas", Role::Member, vec![graz.id]),
        ("Sofie Wagner", "sofie", Role::Member, vec![graz.id]),
        ("Eva Berger", "eva", Role::Lead, both),
    ];
    let teams = [vienna, graz];
    for team in &teams {
        store.put_team(team).await?;
    }
    let hash = web::hash_password(PASSWORD).map_err(|error| anyhow::anyhow!("{error}"))?;
    let mut employees = Vec::new();
    for (name, user, role, teams) in people {
        let email = format!("{user}@kontor.example");
        let employee = Employee { id: EmployeeId::new(), name: name.to_owned(), email, role, teams, active: true };
        store.put_employee(&employee).await?;
        store.set_password_hash(employee.id, &hash).await?;
        employees.push(employee);
    }
    Ok(Roster::new(employees, teams))
}

/// A few comments on the first contact, so that a first look finds something to answer.
async fn converse(store: &Store, roster: &Roster) -> anyhow::Result<()> {
    let who = |user: &str| roster.by_email(&format!("{user}@kontor.example")).map(|employee| employee.id);
    let (Some(max), Some(anna), Some(eva)) = (who("max"), who("anna"), who("eva")) else { return Ok(()) };
    let query = ContactQuery::new(roster.keys(max), 1);
    let Some(listed) = store.list_contacts(&query).await?.items.into_iter().next() else { return Ok(()) };
    let mut contact = listed.contact;
    let opening =
        comment(store, roster, &mut contact, max, None, "Rahmenvertrag läuft Ende März aus. @anna, rufst du an?")
            .await?;
    comment(store, roster, &mut contact, anna, Some(opening), "Mache ich am Montag, Angebot ist vorbereitet.").await?;
    comment(store, roster, &mut contact, eva, None, "Bitte die neuen Konditionen verwenden.").await?;
    Ok(())
}

async fn comment(
    store: &Store,
    roster: &Roster,
    contact: &mut Contact,
    by: EmployeeId,
    parent: Option<CommandId>,
    text: &str,
) -> anyhow::Result<CommandId> {
    let command = CommandId::new();
    let context = Context { command, by, acting_for: None, now: Utc::now(), roster, custom_fields: &NO_CUSTOM_FIELDS };
    let adding = Command::AddComment { text: text.to_owned(), parent, visibility: Visibility::Internal };
    let events = decide(contact, &adding, context, Some)?;
    events.iter().for_each(|event| contact.apply(event));
    let notifications =
        events.iter().flat_map(|event| domain::notification::notifications(contact, event, None, roster)).collect();
    let contact = Arc::new(contact.clone());
    store.commit(Batch { contact, events, notifications, note_updates: Vec::new() }).await?;
    Ok(command)
}
