//! Who sees a contact and why, what another level would change, and opening a contact for oneself.

use actix_web::{HttpResponse, web};
use actors::Desk;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use domain::access::Seer;
use domain::contact::Access;
use domain::merge::Sight;
use domain::{CommandId, Contact, ContactId, TeamId};

use crate::auth::Identity;
use crate::problem::Problem;

/// An answer names this many employees.
const MOST: usize = 1_000;
/// A contact has at most so many teams in a preview.
const MOST_TEAMS: usize = 50;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/contacts/{id}/audience", web::get().to(audience))
        .route("/contacts/{id}/audience/preview", web::post().to(preview))
        .route("/contacts/{id}/override", web::get().to(may_override))
        .route("/contacts/{id}/override", web::post().to(override_access));
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Seers {
    /// By id, 1,000 at most.
    items: Vec<Seer>,
    total: usize,
}

/// Who sees the contact and why; for who sees it whole.
#[utoipa::path(get, path = "/api/contacts/{id}/audience", responses(
    (status = 200, body = Seers), (status = 404, body = Problem)))]
pub(super) async fn audience(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
) -> Result<web::Json<Seers>, Problem> {
    let mut items = desk.seers(*id, identity.employee.id).await?;
    let total = items.len();
    items.truncate(MOST);
    Ok(web::Json(Seers { items, total }))
}

/// The level and the teams that a contact might have; what is left out stays.
#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct AccessWish {
    access: Option<Access>,
    teams: Option<Vec<TeamId>>,
}

/// Who would gain and who would lose sight of the contact.
#[utoipa::path(post, path = "/api/contacts/{id}/audience/preview", request_body = AccessWish, responses(
    (status = 200, body = Sight), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn preview(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
    body: web::Json<AccessWish>,
) -> Result<web::Json<Sight>, Problem> {
    let AccessWish { access, teams } = body.into_inner();
    if teams.as_ref().is_some_and(|teams| teams.len() > MOST_TEAMS) {
        return Err(Problem::invalid("teams", format!("at most {MOST_TEAMS} teams")));
    }
    Ok(web::Json(desk.preview_access(*id, identity.employee.id, access, teams.as_deref()).await?))
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MayOverride {
    may: bool,
}

/// Whether you may open a contact for yourself that you do not see. What does not exist, nobody may open.
#[utoipa::path(get, path = "/api/contacts/{id}/override", responses((status = 200, body = MayOverride)))]
pub(super) async fn may_override(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<ContactId>,
) -> Result<web::Json<MayOverride>, Problem> {
    Ok(web::Json(MayOverride { may: desk.may_override(*id, identity.employee.id).await? }))
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct OverrideWish {
    id: Option<CommandId>,
    /// 1 to 300 characters; for the log, and for who looks after the contact.
    reason: String,
    /// The last day, today to in seven days; today, if left out.
    until: Option<NaiveDate>,
}

/// Opens a contact for yourself that you do not see, as an administrator or as a lead of one of its teams. It is logged, and
/// who looks after the contact is told at once.
#[utoipa::path(post, path = "/api/contacts/{id}/override", request_body = OverrideWish, responses(
    (status = 201, body = Contact), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn override_access(
    identity: Identity,
    desk: web::Data<Desk>,
    contact: web::Path<ContactId>,
    body: web::Json<OverrideWish>,
) -> Result<HttpResponse, Problem> {
    let OverrideWish { id, reason, until } = body.into_inner();
    let command = id.unwrap_or_default();
    let executed = desk.override_access(*contact, identity.employee.id, command, &reason, until).await?;
    Ok(HttpResponse::Created().json(executed.contact.as_ref()))
}
