//! Signing in and out, and one's own sessions.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::StoredSession;

use domain::SignInId;

use super::profile::Me;
use crate::auth::{Auth, COOKIE, Identity, LONGEST_PASSWORD, check_origin};
use crate::problem::Problem;
use crate::server::Meta;
use crate::socket::relay::{Disconnect, Relays};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/session", web::post().to(sign_in))
        .route("/session", web::delete().to(sign_out))
        .route("/sessions", web::get().to(list))
        .route("/sessions", web::delete().to(sign_out_everywhere))
        .route("/sessions/{id}", web::delete().to(end))
        .route("/meta", web::get().to(meta));
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct Credentials {
    email: String,
    password: String,
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
    if password.len() > LONGEST_PASSWORD || email.len() > 500 {
        return Err(Problem::wrong_password());
    }
    let address = auth.client(request.peer_addr(), request.headers());
    let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let (token, employee) = auth.sign_in(&email, password, &address, agent).await?;
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
    let employee = identity.employee.id;
    auth.sign_out_everywhere(employee, None).await?;
    relays.disconnect(Disconnect::Employee { employee, except: None }).await;
    Ok(signed_out(&request))
}

/// One of your own sessions.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Session {
    id: SignInId,
    created_at: DateTime<Utc>,
    /// To the minute.
    last_seen: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    user_agent: String,
    /// Where it was used from last.
    address: String,
    /// Whether it is the session of this request.
    current: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Sessions {
    items: Vec<Session>,
}

/// Your own sessions, the last used first; the newest 100.
#[utoipa::path(get, path = "/api/sessions", responses((status = 200, body = Sessions)))]
pub(super) async fn list(identity: Identity, auth: web::Data<Auth>) -> Result<web::Json<Sessions>, Problem> {
    let stored = auth.sessions_of(identity.employee.id).await?;
    let items = stored.into_iter().map(|session| {
        let StoredSession { token_hash, id, employee: _, created_at, last_seen, expires_at, user_agent, address } =
            session;
        let current = token_hash == identity.token.0;
        Session { id, created_at, last_seen, expires_at, user_agent, address, current }
    });
    Ok(web::Json(Sessions { items: items.collect() }))
}

/// Ends one of your own sessions and closes its sockets.
#[utoipa::path(delete, path = "/api/sessions/{id}", responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn end(
    request: HttpRequest,
    identity: Identity,
    auth: web::Data<Auth>,
    relays: web::Data<Relays>,
    id: web::Path<SignInId>,
) -> Result<HttpResponse, Problem> {
    let token = auth.end_session(identity.employee.id, *id).await?;
    relays.disconnect(Disconnect::Token(token)).await;
    let is_current = token == identity.token;
    Ok(if is_current { signed_out(&request) } else { HttpResponse::NoContent().finish() })
}

fn signed_out(request: &HttpRequest) -> HttpResponse {
    let cookie = session_cookie(request, String::new(), Duration::ZERO);
    HttpResponse::NoContent().cookie(cookie).finish()
}

/// What a page needs to know before anybody signs in.
#[utoipa::path(get, path = "/api/meta", responses((status = 200, body = Meta)))]
pub(super) async fn meta(meta: web::Data<Meta>) -> web::Json<Meta> {
    web::Json(*meta.get_ref())
}
