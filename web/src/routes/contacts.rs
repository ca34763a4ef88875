//! Contacts: create, read, change, delete; their assignments and persons.

use std::collections::HashSet;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use actors::Desk;
use actors::contact::{Execute, Order};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use domain::access::Reach;
use domain::contact::{
    Assignment, AssignmentRole, AssignmentSource, Command, ContactKind, Employment, Field, FieldChange, FieldValue,
    FirstManager, FormerManager, NewAssignment, NewContact,
};
use domain::listing::SeenContact;
use domain::{AssignmentId, CommandId, Contact, ContactId, EmployeeId};

use super::Page;
use crate::auth::Identity;
use crate::problem::Problem;

const PERSONS: usize = 500;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/contacts", web::post().to(create))
        .route("/contacts/{id}", web::get().to(read))
        .route("/contacts/{id}", web::patch().to(change))
        .route("/contacts/{id}", web::delete().to(delete))
        .route("/contacts/{id}/assignments", web::get().to(assignments))
        .route("/contacts/{id}/assignments", web::post().to(assign))
        .route("/contacts/{id}/assignments/{assignment}", web::delete().to(end_assignment))
        .route("/contacts/{id}/people", web::get().to(people));
}

pub(super) fn execute(identity: &Identity, id: CommandId, order: Order) -> Execute {
    Execute { id, by: identity.employee.id, acting_for: None, order }
}

/// Takes `id` out of a body: the command's id, so that a repeated request is done once.
fn command_id(body: &mut Map<String, Value>) -> Result<CommandId, Problem> {
    match body.remove("id") {
        None | Some(Value::Null) => Ok(CommandId::new()),
        Some(id) => serde_json::from_value(id).map_err(|_| Problem::invalid("id", "an id is a UUID")),
    }
}

/// The fields that a body names. What is no field is refused by its name.
pub(super) fn field_values(body: Map<String, Value>) -> Result<Vec<(Field, FieldValue)>, Problem> {
    body.into_iter()
        .map(|(name, value)| {
            let field = serde_json::from_value(Value::String(name.clone()))
                .map_err(|_| Problem::invalid(&name, format!("there is no field “{name}”")))?;
            let value = serde_json::from_value(value)
                .map_err(|_| Problem::invalid(&name, "a value is a text, a list of texts, or null"))?;
            Ok((field, value))
        })
        .collect()
}

/// Creates a contact from `{kind, name, …}`. A rule may choose its account manager, else it is you, or with `acting_for`
/// whom you substitute; `account_manager` names somebody instead, or nobody with null.
#[utoipa::path(post, path = "/api/contacts", request_body = Object, responses(
    (status = 201, body = Contact), (status = 422, body = Problem)))]
pub(super) async fn create(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let mut body = body.into_inner();
    let command = command_id(&mut body)?;
    let kind = match body.remove("kind") {
        None => ContactKind::Organisation,
        Some(kind) => {
            serde_json::from_value(kind).map_err(|_| Problem::invalid("kind", "a kind is organisation or person"))?
        }
    };
    // The contact's id follows from the command's, so that a repeated request finds the same contact.
    let id = ContactId(Uuid::new_v5(&command.0, identity.employee.id.0.as_bytes()));
    let manager = match body.remove("account_manager") {
        None => FirstManager::Author,
        Some(Value::Null) => FirstManager::Nobody,
        Some(named) => FirstManager::Employee(serde_json::from_value(named).map_err(|_| {
            Problem::invalid("account_manager", "an account manager is the id of an employee, or null")
        })?),
    };
    let acting_for =
        match body.remove("acting_for") {
            None | Some(Value::Null) => None,
            Some(absent) => Some(serde_json::from_value(absent).map_err(|_| {
                Problem::invalid("acting_for", "name the id of an employee whom you substitute, or null")
            })?),
        };
    let new = NewContact { id, kind, values: field_values(body)?, source: AssignmentSource::Manual, manager };
    let order = Execute { acting_for, ..execute(&identity, command, Order::Create(new)) };
    let executed = desk.execute(id, order).await?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, format!("/api/contacts/{id}")))
        .insert_header((header::ETAG, format!("\"{}\"", executed.contact.version)))
        .json(executed.contact.as_ref()))
}

/// One contact.
#[utoipa::path(get, path = "/api/contacts/{id}", responses(
    (status = 200, body = SeenContact), (status = 404, body = Problem)))]
pub(super) async fn read(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
) -> Result<HttpResponse, Problem> {
    let (contact, reach) = desk.read(*id, identity.employee.id).await?;
    if reach == Reach::Full {
        desk.note_read(identity.employee.id, &contact).await;
    }
    let version = contact.version;
    let seen = SeenContact::new(contact.into(), reach).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().insert_header((header::ETAG, format!("\"{version}\""))).json(seen))
}

/// Changes the fields that the body names, all or none. With `base` (or `version`, or `If-Match`), a field that somebody
/// changed since is a conflict; without, the fields are overwritten.
#[utoipa::path(patch, path = "/api/contacts/{id}", request_body = Object, responses(
    (status = 200, body = Contact), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
    request: HttpRequest,
    body: web::Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let mut body = body.into_inner();
    let command = command_id(&mut body)?;
    let named = body.remove("base").or_else(|| body.remove("version"));
    let base = match named {
        Some(base) => Some(base.as_u64().ok_or_else(|| Problem::invalid("base", "a base is a version"))?),
        None => if_match(&request)?,
    };
    let base = match base {
        Some(base) => base,
        None => desk.read_whole(*id, identity.employee.id).await?.version,
    };
    let changes = field_values(body)?.into_iter().map(|(field, value)| FieldChange { field, value }).collect();
    let order = Order::Change(Command::EditFields { changes, base });
    let executed = desk.execute(*id, execute(&identity, command, order)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::ETAG, format!("\"{}\"", executed.contact.version)))
        .json(executed.contact.as_ref()))
}

fn if_match(request: &HttpRequest) -> Result<Option<u64>, Problem> {
    let Some(value) = request.headers().get(header::IF_MATCH) else { return Ok(None) };
    let version = value.to_str().ok().map(|text| text.trim().trim_matches('"')).and_then(|text| text.parse().ok());
    version.map(Some).ok_or_else(|| Problem::bad_request("If-Match names a version in quotes"))
}

/// Deletes a contact: it disappears for everyone; its history stays in the store.
#[utoipa::path(delete, path = "/api/contacts/{id}", responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn delete(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
) -> Result<HttpResponse, Problem> {
    let order = Order::Change(Command::DeleteContact);
    desk.execute(*id, execute(&identity, CommandId::new(), order)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who looks after a contact, and who did.
#[utoipa::path(get, path = "/api/contacts/{id}/assignments", responses(
    (status = 200, body = Page<Assignment>), (status = 404, body = Problem)))]
pub(super) async fn assignments(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
) -> Result<web::Json<Page<Assignment>>, Problem> {
    let contact = desk.read_whole(*id, identity.employee.id).await?;
    Ok(web::Json(Page { items: contact.assignments, next: None }))
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct AssignEmployee {
    id: Option<CommandId>,
    employee: EmployeeId,
    role: AssignmentRole,
    /// The first day, today at the earliest; without one it begins at once.
    from: Option<NaiveDate>,
    /// The last day.
    until: Option<NaiveDate>,
    /// What becomes of the account manager whom this one replaces.
    #[serde(default)]
    former: FormerManager,
    /// The account manager as you saw them, null for none: if somebody else is it by now, nothing is done.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<EmployeeId>)]
    replaces: Option<Option<EmployeeId>>,
}

/// Tells null from what is left out.
fn named<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Option<EmployeeId>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// Assigns an employee. A new account manager turns the former one into a sales representative, or ends their
/// assignment. Days are those of Vienna; an assignment begins and ends by itself.
#[utoipa::path(post, path = "/api/contacts/{id}/assignments", request_body = AssignEmployee, responses(
    (status = 201, body = Page<Assignment>), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn assign(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
    body: web::Json<AssignEmployee>,
) -> Result<HttpResponse, Problem> {
    let AssignEmployee { id: command, employee, role, from, until, former, replaces } = body.into_inner();
    let new = NewAssignment { from, until, former, replaces, ..NewAssignment::new(employee, role) };
    let order = Order::Change(Command::AssignEmployee(new));
    let executed = desk.execute(*id, execute(&identity, command.unwrap_or_default(), order)).await?;
    let items = executed.contact.assignments.clone();
    Ok(HttpResponse::Created().json(Page { items, next: None }))
}

/// Ends an assignment; it stays in the history.
#[utoipa::path(delete, path = "/api/contacts/{id}/assignments/{assignment}", responses((status = 204)))]
pub(super) async fn end_assignment(
    identity: Identity,
    desk: web::Data<Desk>,
    path: web::Path<(ContactId, AssignmentId)>,
) -> Result<HttpResponse, Problem> {
    let (id, assignment) = path.into_inner();
    let order = Order::Change(Command::EndAssignment { assignment });
    desk.execute(id, execute(&identity, CommandId::new(), order)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A person of an organisation, or an organisation of a person, with the employment between them.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Related {
    contact: SeenContact,
    employment: Employment,
}

/// The persons of an organisation, or the organisations of a person, as far as you may see them.
#[utoipa::path(get, path = "/api/contacts/{id}/people", responses(
    (status = 200, body = Page<Related>), (status = 404, body = Problem)))]
pub(super) async fn people(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
) -> Result<web::Json<Page<Related>>, Problem> {
    let contact = desk.read_whole(*id, identity.employee.id).await?;
    let keys = desk.keys(identity.employee.id);
    let seen = |contact: Contact, employment: Employment| {
        let reach = domain::access::reach(&domain::access::audience(&contact), &keys);
        SeenContact::new(contact.into(), reach).map(|contact| Related { contact, employment })
    };
    let items = match contact.kind {
        ContactKind::Organisation => desk
            .store()
            .persons_of(contact.id, &keys, PERSONS)
            .await?
            .into_iter()
            .filter_map(|person| {
                let mut employments = person.fields.works_for.iter();
                let employment = employments.find(|employment| employment.organisation == contact.id)?.clone();
                seen(person, employment)
            })
            .collect(),
        ContactKind::Person => {
            let named: HashSet<_> = contact.fields.works_for.iter().map(|employment| employment.organisation).collect();
            let organisations = desk.store().contacts(&named.into_iter().collect::<Vec<_>>()).await?;
            let of = |employment: &Employment| {
                let organisation = organisations.iter().find(|known| known.id == employment.organisation)?.clone();
                seen(organisation, employment.clone())
            };
            contact.fields.works_for.iter().filter_map(of).collect()
        }
    };
    Ok(web::Json(Page { items, next: None }))
}
