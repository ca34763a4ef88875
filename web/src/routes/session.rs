//! Signing in and out.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use domain::{Employee, EmployeeId, Role};

use crate::auth::{Auth, COOKIE, Identity, check_origin};
use crate::problem::Problem;
use crate::server::Meta;
use crate::socket::relay::{Disconnect, Relays};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/session", web::post().to(sign_in))
        .route("/session", web::delete().to(sign_out))
        .route("/sessions", web::delete().to(sign_out_everywhere))
        .route("/me", web::get().to(me))
        .route("/meta", web::get().to(meta));
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct Credentials {
    email: String,
    password: String,
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

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SignedIn {
    /// For `Authorization: Bearer`, and `?token=` on sockets.
    token: String,
    employee: Me,
}

/// Opens a session.
#[utoipa::path(post, path = "/api/session", request_body = Credentials, responses(
    (status = 200, body = SignedIn), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn sign_in(
    request: HttpRequest,
    auth: web::Data<Auth>,
    credentials: web::Json<Credentials>,
) -> Result<HttpResponse, Problem> {
    check_origin(request.headers())?;
    let Credentials { email, password } = credentials.into_inner();
    if password.len() > 1000 || email.len() > 500 {
        return Err(Problem::wrong_password());
    }
    let address = request.peer_addr().map(|address| address.ip().to_string()).unwrap_or_default();
    let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let (token, employee) = auth.sign_in(&email, password, &address, agent.to_owned()).await?;
    let cookie = session_cookie(&request, token.to_string(), Duration::days(30));
    let answer = SignedIn { token: token.to_string(), employee: employee.as_ref().into() };
    Ok(HttpResponse::Ok().cookie(cookie).json(answer))
}

fn session_cookie(request: &HttpRequest, value: String, lasts: Duration) -> Cookie<'static> {
    Cookie::build(COOKIE, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(request.connection_info().scheme() == "https")
        .max_age(lasts)
        .finish()
}

/// Ends this session and closes its sockets.
#[utoipa::path(delete, path = "/api/session", responses((status = 204)))]
pub(super) async fn sign_out(
    request: HttpRequest,
    identity: Identity,
    auth: web::Data<Auth>,
    relays: web::Data<Relays>,
) -> Result<HttpResponse, Problem> {
    auth.sign_out(identity.token).await?;
    relays.disconnect(Disconnect::Token(identity.token)).await;
    Ok(signed_out(&request))
}

/// Ends all sessions of the signed-in employee and closes their sockets.
#[utoipa::path(delete, path = "/api/sessions", responses((status = 204)))]
pub(super) async fn sign_out_everywhere(
    request: HttpRequest,
    identity: Identity,
    auth: web::Data<Auth>,
    relays: web::Data<Relays>,
) -> Result<HttpResponse, Problem> {
    auth.sign_out_everywhere(identity.employee.id).await?;
    relays.disconnect(Disconnect::Employee(identity.employee.id)).await;
    Ok(signed_out(&request))
}

fn signed_out(request: &HttpRequest) -> HttpResponse {
    let cookie = session_cookie(request, String::new(), Duration::ZERO);
    HttpResponse::NoContent().cookie(cookie).finish()
}

/// Who am I?
#[utoipa::path(get, path = "/api/me", responses((status = 200, body = Me), (status = 401, body = Problem)))]
pub(super) async fn me(identity: Identity) -> web::Json<Me> {
    web::Json(identity.employee.as_ref().into())
}

/// What a page needs to know before anybody signs in.
#[utoipa::path(get, path = "/api/meta", responses((status = 200, body = Meta)))]
pub(super) async fn meta(meta: web::Data<Meta>) -> web::Json<Meta> {
    web::Json(*meta.get_ref())
}
