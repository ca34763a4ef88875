//! Teams: made, renamed, put into the archive. Who belongs to one is a matter of [`super::employees`].

use actix_web::{HttpResponse, web};
use actors::Desk;
use serde::Deserialize;

use domain::{Team, TeamId};

use super::only_for_admins;
use crate::auth::Identity;
use crate::problem::Problem;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/teams", web::post().to(add)).route("/teams/{id}", web::patch().to(change));
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct NewTeam {
    name: String,
}

/// What of a team is to change; what is left out stays.
#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct TeamChange {
    name: Option<String>,
    /// True only for a team to which neither active employees nor contacts belong.
    archived: Option<bool>,
}

/// Adds a team. For administrators.
#[utoipa::path(post, path = "/api/teams", request_body = NewTeam, responses(
    (status = 201, body = Team), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn add(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<NewTeam>,
) -> Result<HttpResponse, Problem> {
    only_for_admins(&identity, "only an administrator changes teams")?;
    Ok(HttpResponse::Created().json(desk.add_team(&body.name).await?))
}

/// Renames a team, puts it into the archive or brings it back. For administrators.
#[utoipa::path(patch, path = "/api/teams/{id}", request_body = TeamChange, responses(
    (status = 200, body = Team), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change(
    identity: Identity,
    desk: web::Data<Desk>,
    id: web::Path<TeamId>,
    body: web::Json<TeamChange>,
) -> Result<web::Json<Team>, Problem> {
    only_for_admins(&identity, "only an administrator changes teams")?;
    let TeamChange { name, archived } = body.into_inner();
    Ok(web::Json(desk.change_team(*id, name.as_deref(), archived).await?))
}
