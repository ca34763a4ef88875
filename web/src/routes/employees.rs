//! Employees; [`super::teams`] has what concerns teams alone.

use actix_web::{HttpResponse, web};
use actors::Desk;
use serde::{Deserialize, Serialize};

use domain::value::{parse_email, parse_line};
use domain::{Employee, EmployeeId, Role, Team, TeamId};

use super::only_for_admins;
use crate::auth::{Auth, Identity, hash_new_password};
use crate::problem::Problem;
use crate::socket::relay::{Disconnect, Relays};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/employees", web::get().to(list))
        .route("/employees", web::post().to(add))
        .route("/employees/{id}", web::patch().to(change));
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Employees {
    items: Vec<Employee>,
    teams: Vec<Team>,
}

/// All employees and teams, by name.
#[utoipa::path(get, path = "/api/employees", responses((status = 200, body = Employees)))]
pub(super) async fn list(_identity: Identity, desk: web::Data<Desk>) -> web::Json<Employees> {
    let roster = desk.roster();
    let mut items: Vec<Employee> = roster.employees().map(|employee| employee.as_ref().clone()).collect();
    items.sort_by(|left, right| left.name.cmp(&right.name));
    let mut teams: Vec<Team> = roster.teams().cloned().collect();
    teams.sort_by(|left, right| left.name.cmp(&right.name));
    web::Json(Employees { items, teams })
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct NewEmployee {
    name: String,
    email: String,
    password: String,
    role: Role,
    #[serde(default)]
    teams: Vec<TeamId>,
}

/// What of an employee is to change; what is left out stays.
#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct EmployeeChange {
    name: Option<String>,
    email: Option<String>,
    role: Option<Role>,
    teams: Option<Vec<TeamId>>,
    active: Option<bool>,
    password: Option<String>,
}

/// The name of an employee as it is stored.
pub(super) fn parse_name(name: &str) -> Result<String, Problem> {
    parse_line(name, 100).map_err(|error| Problem::invalid("name", error.to_string()))
}

/// An address as it is stored.
fn parse_address(email: &str) -> Result<String, Problem> {
    let email = parse_email(email).map_err(|error| Problem::invalid("email", error.to_string()))?;
    Ok(email.to_lowercase())
}

/// In any order and each once: what was ticked twice is one team.
fn in_order(mut teams: Vec<TeamId>) -> Vec<TeamId> {
    teams.sort_unstable();
    teams.dedup();
    teams
}

/// Adds an employee. For administrators.
#[utoipa::path(post, path = "/api/employees", request_body = NewEmployee, responses(
    (status = 201, body = Employee), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn add(
    identity: Identity,
    desk: web::Data<Desk>,
    body: web::Json<NewEmployee>,
) -> Result<HttpResponse, Problem> {
    only_for_admins(&identity, "only an administrator changes employees")?;
    let NewEmployee { name, email, password, role, teams } = body.into_inner();
    let employee = Employee {
        id: EmployeeId::new(),
        name: parse_name(&name)?,
        email: parse_address(&email)?,
        role,
        teams: in_order(teams),
        active: true,
    };
    desk.roster().check_employee(None, &employee, identity.employee.id)?;
    let hash = hash_new_password(password, "password").await?;
    desk.put_employee(employee.clone()).await?;
    desk.store().set_password_hash(employee.id, &hash).await?;
    Ok(HttpResponse::Created().json(employee))
}

/// Changes an employee; new rights hold at once, on open sockets too. For administrators.
#[utoipa::path(patch, path = "/api/employees/{id}", request_body = EmployeeChange, responses(
    (status = 200, body = Employee), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change(
    identity: Identity,
    desk: web::Data<Desk>,
    auth: web::Data<Auth>,
    relays: web::Data<Relays>,
    id: web::Path<EmployeeId>,
    body: web::Json<EmployeeChange>,
) -> Result<web::Json<Employee>, Problem> {
    only_for_admins(&identity, "only an administrator changes employees")?;
    let EmployeeChange { name, email, role, teams, active, password } = body.into_inner();
    let name = name.map(|name| parse_name(&name)).transpose()?;
    let email = email.map(|email| parse_address(&email)).transpose()?;
    let hash = match password {
        Some(password) => Some(hash_new_password(password, "password").await?),
        None => None,
    };
    let changed = desk.change_employee(*id, |employee| {
        let before = employee.clone();
        employee.email = email.unwrap_or(std::mem::take(&mut employee.email));
        employee.name = name.unwrap_or(std::mem::take(&mut employee.name));
        employee.role = role.unwrap_or(employee.role);
        employee.teams = teams.map_or_else(|| std::mem::take(&mut employee.teams), in_order);
        employee.active = active.unwrap_or(employee.active);
        desk.roster().check_employee(Some(&before), employee, identity.employee.id).map_err(Problem::from)
    });
    let employee = changed.await?;
    if let Some(hash) = &hash {
        desk.store().set_password_hash(*id, hash).await?;
    }
    if hash.is_some() || !employee.active {
        auth.sign_out_everywhere(*id, None).await?;
        relays.disconnect(Disconnect::Employee { employee: *id, except: None }).await;
    }
    Ok(web::Json(employee))
}
