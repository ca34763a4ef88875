//! Changes of many contacts at once: the same one for all of them, or one for each, as an undo sends them.

use std::collections::HashSet;

use actix_web::web;
use actors::Desk;
use actors::contact::{Execute, ExecuteError, Executed, Order};
use futures_util::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use domain::contact::{BulkMode, Command, ContactRefusal, EventKind, Field, FieldChange, FieldValue, bulk_value};
use domain::{CommandId, ContactId, EmployeeId};

use super::json_config;
use crate::auth::Identity;
use crate::problem::{Problem, execute_code};

const BODY_LIMIT: usize = 4 << 20;
const MOST_CONTACTS: usize = 1_000;
/// Changes of one request that are under way at a time.
const AT_A_TIME: usize = 16;
/// How often a change is worked out anew because a colleague changed the field meanwhile.
const ATTEMPTS: usize = 5;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    let large = |path: &str| web::resource(path).app_data(json_config(BODY_LIMIT));
    config
        .service(large("/contacts/bulk").route(web::post().to(bulk)))
        .service(large("/contacts/edits").route(web::post().to(edits)));
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct BulkChange {
    /// Sent again with the same id, it is done once.
    #[serde(default)]
    id: CommandId,
    /// 1,000 at most.
    contacts: Vec<ContactId>,
    field: Field,
    mode: BulkMode,
    value: FieldValue,
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct Edits {
    /// 1,000 at most.
    edits: Vec<Edit>,
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct Edit {
    /// Sent again with the same id, it is done once.
    id: CommandId,
    contact: ContactId,
    field: Field,
    value: FieldValue,
    /// The version at which the field was read.
    base: u64,
}

/// What became of each contact.
#[derive(Default, Serialize, utoipa::ToSchema)]
pub(super) struct Outcome {
    changed: Vec<Changed>,
    /// How many had the value already.
    unchanged: usize,
    refused: Vec<Refused>,
    /// Fields that somebody changed since `base`.
    conflicts: Vec<Conflicting>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Changed {
    contact: ContactId,
    seq: u64,
    field: Field,
    previous: FieldValue,
    value: FieldValue,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Refused {
    contact: ContactId,
    code: &'static str,
    /// For a person.
    message: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Conflicting {
    contact: ContactId,
    field: Field,
    mine: FieldValue,
    theirs: FieldValue,
    by: EmployeeId,
    /// The base to save again with.
    seq: u64,
}

/// Brings the same change to many contacts, each by itself: those that refuse do not hold up the others.
#[utoipa::path(post, path = "/api/contacts/bulk", request_body = BulkChange, responses(
    (status = 200, body = Outcome), (status = 422, body = Problem)))]
pub(super) async fn bulk(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<BulkChange>,
) -> Result<web::Json<Outcome>, Problem> {
    let BulkChange { id, contacts, field, mode, value } = body.into_inner();
    check_count("contacts", contacts.len())?;
    let mut known = HashSet::new();
    let contacts: Vec<_> = contacts.into_iter().filter(|contact| known.insert(*contact)).collect();
    let change = &|contact: ContactId| {
        let (desk, value) = (desk.clone(), value.clone());
        let by = identity.employee.id;
        // Each contact's command follows from the request's, so that a repeated request finds the same ones.
        let command = CommandId(Uuid::new_v5(&id.0, contact.0.as_bytes()));
        async move { (contact, command, change_one(&desk, by, contact, command, field, mode, value).await) }
    };
    let done = stream::iter(contacts).map(change).buffered(AT_A_TIME).collect().await;
    Ok(web::Json(outcome(&desk, done).await?))
}

/// Makes one change to each contact, as an undo of [`bulk`] does with `previous` as `value` and `seq` as `base`.
#[utoipa::path(post, path = "/api/contacts/edits", request_body = Edits, responses(
    (status = 200, body = Outcome), (status = 422, body = Problem)))]
pub(super) async fn edits(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<Edits>,
) -> Result<web::Json<Outcome>, Problem> {
    let Edits { edits } = body.into_inner();
    check_count("edits", edits.len())?;
    let change = &|Edit { id, contact, field, value, base }: Edit| {
        let (desk, by) = (desk.clone(), identity.employee.id);
        async move { (contact, id, execute(&desk, by, contact, id, FieldChange { field, value }, base).await) }
    };
    let done = stream::iter(edits).map(change).buffered(AT_A_TIME).collect().await;
    Ok(web::Json(outcome(&desk, done).await?))
}

fn check_count(field: &str, count: usize) -> Result<(), Problem> {
    if count > MOST_CONTACTS {
        return Err(Problem::invalid(field, format!("there are {count}; at most {MOST_CONTACTS} are taken at once")));
    }
    Ok(())
}

async fn execute(
    desk: &Desk,
    by: EmployeeId,
    contact: ContactId,
    id: CommandId,
    change: FieldChange,
    base: u64,
) -> Result<Executed, ExecuteError> {
    let order = Order::Change(Command::EditFields { changes: vec![change], base });
    desk.execute(contact, Execute { id, by, acting_for: None, order }).await
}

/// Whatever a colleague does meanwhile is part of what the change is made to.
async fn change_one(
    desk: &Desk,
    by: EmployeeId,
    contact: ContactId,
    command: CommandId,
    field: Field,
    mode: BulkMode,
    value: FieldValue,
) -> Result<Executed, ExecuteError> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let known = desk.read_whole(contact, by).await.map_err(|error| match error {
            actors::DeskError::NotFound | actors::DeskError::Merged(_) => ContactRefusal::NotFound.into(),
            other => ExecuteError::Unavailable(other.to_string()),
        })?;
        let value = bulk_value(&known.fields, field, mode, value.clone())
            .map_err(|error| ContactRefusal::Invalid { field, error })?;
        let executed = execute(desk, by, contact, command, FieldChange { field, value }, known.version).await;
        match executed {
            Err(ExecuteError::Refused(ContactRefusal::Conflict(_))) if attempt < ATTEMPTS => {}
            executed => return executed,
        }
    }
}

type Done = (ContactId, CommandId, Result<Executed, ExecuteError>);

async fn outcome(desk: &Desk, done: Vec<Done>) -> Result<Outcome, Problem> {
    let mut outcome = Outcome::default();
    for (contact, command, result) in done {
        match result {
            Ok(executed) => match changed(desk, contact, command, &executed).await? {
                Some(changed) => outcome.changed.push(changed),
                None => outcome.unchanged += 1,
            },
            Err(ExecuteError::Refused(ContactRefusal::Conflict(conflict))) => {
                let domain::contact::Conflict { field, mine, theirs, by, seq } = *conflict;
                outcome.conflicts.push(Conflicting { contact, field, mine, theirs, by, seq });
            }
            Err(error) => {
                let (code, message) = (execute_code(&error), error.to_string());
                outcome.refused.push(Refused { contact, code, message });
            }
        }
    }
    Ok(outcome)
}

/// What the command changed, now or when it was sent first; none if the value stood there already.
async fn changed(
    desk: &Desk,
    contact: ContactId,
    command: CommandId,
    executed: &Executed,
) -> Result<Option<Changed>, Problem> {
    let repeated = match executed.events.first() {
        Some(_) => Vec::new(),
        None => desk.store().events_since(contact, executed.seq.saturating_sub(1), 1).await?,
    };
    let event = executed.events.iter().chain(&repeated).find(|event| event.command == command);
    Ok(event.and_then(|event| match &event.kind {
        EventKind::FieldChanged { field, value, previous } => {
            Some(Changed { contact, seq: event.seq, field: *field, previous: previous.clone(), value: value.clone() })
        }
        _ => None,
    }))
}
