//! The signed-in employee's own profile: who they are, their name and their password.

use actix_web::{HttpRequest, HttpResponse, web};
use actors::Desk;
use serde::{Deserialize, Serialize};

use domain::{Employee, EmployeeId, Role};

use super::employees::parse_name;
use crate::auth::{Auth, Identity, LONGEST_PASSWORD};
use crate::problem::Problem;
use crate::socket::relay::{Disconnect, Relays};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/me", web::get().to(me))
        .route("/me", web::patch().to(change))
        .route("/me/password", web::post().to(change_password));
}

/// The signed-in employee.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Me {
    id: EmployeeId,
    name: String,
    email: String,
    role: Role,
}

impl From<&Employee> for Me {
    fn from(employee: &Employee) -> Self {
        let Employee { id, name, email, role, .. } = employee.clone();
        Self { id, name, email, role }
    }
}

/// Who am I?
#[utoipa::path(get, path = "/api/me", responses((status = 200, body = Me), (status = 401, body = Problem)))]
pub(super) async fn me(identity: Identity) -> web::Json<Me> {
    web::Json(identity.employee.as_ref().into())
}

/// What of your own profile is to change; rights are an administrator's to give.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileChange {
    name: Option<String>,
}

/// Changes your own name.
#[utoipa::path(patch, path = "/api/me", request_body = ProfileChange, responses(
    (status = 200, body = Me), (status = 422, body = Problem)))]
pub(super) async fn change(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<ProfileChange>,
) -> Result<web::Json<Me>, Problem> {
    let name = body.into_inner().name.map(|name| parse_name(&name)).transpose()?;
    let employee = desk.change_employee(identity.employee.id, |employee| {
        employee.name = name.unwrap_or(std::mem::take(&mut employee.name));
        Ok::<_, Problem>(())
    });
    Ok(web::Json((&employee.await?).into()))
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct NewPassword {
    current: String,
    new: String,
}

/// Sets your password; your other sessions end. A wrong current password counts as a wrong sign-in.
#[utoipa::path(post, path = "/api/me/password", request_body = NewPassword, responses(
    (status = 204), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn change_password(
    request: HttpRequest,
    identity: Identity,
    auth: web::Data<Auth>,
    relays: web::Data<Relays>,
    body: web::Json<NewPassword>,
) -> Result<HttpResponse, Problem> {
    let NewPassword { current, new } = body.into_inner();
    // Nothing longer is ever stored, and so it need not be hashed to know that it is wrong.
    let current = if current.len() > LONGEST_PASSWORD { String::new() } else { current };
    auth.change_password(&identity, current, new, &auth.client(request.peer_addr(), request.headers())).await?;
    let others = Disconnect::Employee { employee: identity.employee.id, except: Some(identity.token) };
    relays.disconnect(others).await;
    Ok(HttpResponse::NoContent().finish())
}
