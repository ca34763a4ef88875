//! Why somebody looks after a contact, what would be if it were another, and what keeps rules from it.

use actix_web::{HttpResponse, web};
use actors::Desk;
use actors::contact::Order;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use domain::contact::{Command, FieldChange};
use domain::rules::{WhatIf, Why};
use domain::{AssignmentId, CommandId, ContactId, RuleId};

use super::contacts::{execute, field_values};
use crate::auth::Identity;
use crate::problem::Problem;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/contacts/{id}/assignments/{assignment}/why", web::get().to(why))
        .route("/contacts/{id}/assignments/{assignment}/pin", web::put().to(pin))
        .route("/contacts/{id}/what-if", web::post().to(what_if))
        .route("/contacts/{id}/proposal/accept", web::post().to(accept))
        .route("/contacts/{id}/proposal/dismiss", web::post().to(dismiss));
}

/// Why an assignment was made.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Reason {
    /// Missing if no rule made it.
    why: Option<Why>,
}

/// Why a rule made this assignment: what it looked at, who could have got it, and the counters of its pool.
#[utoipa::path(get, path = "/api/contacts/{id}/assignments/{assignment}/why", responses(
    (status = 200, body = Reason), (status = 404, body = Problem)))]
pub(super) async fn why(
    identity: Identity,
    desk: web::Data<Desk>,
    path: web::Path<(ContactId, AssignmentId)>,
) -> Result<web::Json<Reason>, Problem> {
    let (contact, assignment) = path.into_inner();
    Ok(web::Json(Reason { why: desk.why(contact, identity.employee.id, assignment).await? }))
}

/// What the rules would say if the fields that the body names had these values. Nothing is changed.
#[utoipa::path(post, path = "/api/contacts/{id}/what-if", request_body = Object, responses(
    (status = 200, body = WhatIf), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn what_if(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
    body: web::Json<Map<String, Value>>,
) -> Result<web::Json<WhatIf>, Problem> {
    let values = field_values(body.into_inner())?;
    let changes: Vec<_> = values.into_iter().map(|(field, value)| FieldChange { field, value }).collect();
    Ok(web::Json(desk.what_if(*id, identity.employee.id, &changes).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct Pin {
    pinned: bool,
}

/// Keeps rules from moving an assignment, or lets them again.
#[utoipa::path(put, path = "/api/contacts/{id}/assignments/{assignment}/pin", request_body = Pin, responses(
    (status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn pin(
    identity: Identity,
    desk: web::Data<Desk>,
    path: web::Path<(ContactId, AssignmentId)>,
    body: web::Json<Pin>,
) -> Result<HttpResponse, Problem> {
    let (contact, assignment) = path.into_inner();
    let order = Order::Change(Command::PinAssignment { assignment, pinned: body.pinned });
    desk.execute(contact, execute(&identity, CommandId::new(), order)).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct Answered {
    /// That the proposal is of, so that what came meanwhile is not answered in its place.
    rule: RuleId,
}

/// Does what a rule suggests for the contact, by the rules as they are now.
#[utoipa::path(post, path = "/api/contacts/{id}/proposal/accept", request_body = Answered, responses(
    (status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn accept(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
    body: web::Json<Answered>,
) -> Result<HttpResponse, Problem> {
    let order = Order::AcceptProposal { rule: body.rule };
    desk.execute(*id, execute(&identity, CommandId::new(), order)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Nothing comes of what a rule suggests for the contact.
#[utoipa::path(post, path = "/api/contacts/{id}/proposal/dismiss", request_body = Answered, responses(
    (status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn dismiss(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
    body: web::Json<Answered>,
) -> Result<HttpResponse, Problem> {
    let order = Order::Change(Command::DismissProposal { rule: body.rule });
    desk.execute(*id, execute(&identity, CommandId::new(), order)).await?;
    Ok(HttpResponse::NoContent().finish())
}
