//! Substitutions: who stands in for whom, and what happened meanwhile.

use actix_web::{HttpResponse, web};
use actors::Desk;
use serde::Serialize;

use domain::substitution::{Briefing, NewSubstitution, SubstitutionChange, SubstitutionPreview};
use domain::{EmployeeId, Role, Roster, Substitution, SubstitutionId};

use crate::auth::Identity;
use crate::problem::Problem;

/// The newest that an answer holds.
const MOST: usize = 500;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/substitutions", web::get().to(list))
        .route("/substitutions", web::post().to(set))
        .route("/substitutions/preview", web::post().to(preview))
        .route("/substitutions/{id}", web::patch().to(change))
        .route("/substitutions/{id}", web::delete().to(revoke))
        .route("/substitutions/{id}/briefing", web::get().to(briefing));
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Substitutions {
    /// Those that begin last first, 500 at most.
    items: Vec<Substitution>,
    /// Whose contacts you see now because you substitute them, along the chain.
    represents: Vec<EmployeeId>,
    /// Who sees your contacts now because they substitute you, along the chain.
    represented_by: Vec<EmployeeId>,
}

/// Your substitutions and, for leads, those of their teams; for administrators all.
#[utoipa::path(get, path = "/api/substitutions", responses((status = 200, body = Substitutions)))]
pub(super) async fn list(identity: Identity, desk: web::Data<Desk>) -> Result<web::Json<Substitutions>, Problem> {
    let (me, roster) = (&identity.employee, desk.roster());
    let people = match me.role {
        Role::Admin => None,
        Role::Lead | Role::Member => Some(people_of(&identity, &roster)),
    };
    let mut items = desk.store().substitutions(people.as_deref(), MOST).await?;
    items.retain(|item| item.is_seen_by(me, &roster));
    let stands_in = |employee: EmployeeId| roster.represents(employee).contains(&me.id);
    let mut represented_by: Vec<_> =
        roster.employees().map(|employee| employee.id).filter(|employee| stands_in(*employee)).collect();
    represented_by.sort_unstable();
    let represents = roster.represents(me.id).to_vec();
    Ok(web::Json(Substitutions { items, represents, represented_by }))
}

/// Oneself and, for a lead, the members of their teams.
fn people_of(identity: &Identity, roster: &Roster) -> Vec<EmployeeId> {
    let me = &identity.employee;
    let leads = |teams: &[domain::TeamId]| me.role == Role::Lead && teams.iter().any(|team| me.teams.contains(team));
    let members = roster.employees().filter(|employee| leads(&employee.teams)).map(|employee| employee.id);
    members.chain([me.id]).collect()
}

/// Sets a substitution: for yourself, as a lead for members of your teams, as an administrator for everybody.
#[utoipa::path(post, path = "/api/substitutions", request_body = NewSubstitution, responses(
    (status = 201, body = Substitution), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn set(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<NewSubstitution>,
) -> Result<HttpResponse, Problem> {
    let substitution = desk.set_substitution(identity.employee.id, body.into_inner()).await?;
    Ok(HttpResponse::Created().json(substitution))
}

/// Who would be in a row with a substitution, before it is set; refused as setting it would be.
#[utoipa::path(post, path = "/api/substitutions/preview", request_body = NewSubstitution, responses(
    (status = 200, body = SubstitutionPreview), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn preview(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<NewSubstitution>,
) -> Result<web::Json<SubstitutionPreview>, Problem> {
    Ok(web::Json(desk.preview_substitution(identity.employee.id, body.into_inner()).await?))
}

/// Changes an open substitution; with `returned`, the absent person is back and it ends now.
#[utoipa::path(patch, path = "/api/substitutions/{id}", request_body = SubstitutionChange, responses(
    (status = 200, body = Substitution), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<SubstitutionId>,
    body: web::Json<SubstitutionChange>,
) -> Result<web::Json<Substitution>, Problem> {
    Ok(web::Json(desk.change_substitution(identity.employee.id, *id, body.into_inner()).await?))
}

/// Takes an open substitution back; it stays in the list.
#[utoipa::path(delete, path = "/api/substitutions/{id}", responses(
    (status = 200, body = Substitution), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
pub(super) async fn revoke(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<SubstitutionId>,
) -> Result<web::Json<Substitution>, Problem> {
    Ok(web::Json(desk.revoke_substitution(identity.employee.id, *id).await?))
}

/// What happened on the absent person's contacts while they were substituted, for the absent person.
#[utoipa::path(get, path = "/api/substitutions/{id}/briefing", responses(
    (status = 200, body = Briefing), (status = 404, body = Problem)))]
pub(super) async fn briefing(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<SubstitutionId>,
) -> Result<web::Json<Briefing>, Problem> {
    Ok(web::Json(desk.briefing(identity.employee.id, *id).await?))
}
