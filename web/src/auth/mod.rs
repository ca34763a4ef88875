//! Who is calling: passwords, session tokens, and the identity that every route and socket asks for. What somebody may do
//! with their own sessions and password stands in [`account`].

mod account;
mod limiter;
mod origin;
mod password;
mod proxies;
mod remembered;
#[cfg(test)]
mod tests;
mod token;

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use actix_http::header::{self, HeaderMap};
use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use actors::Desk;
use chrono::TimeDelta;
use store::StoredSession;

use domain::{Employee, SignInId};

use limiter::Limiter;
pub(crate) use origin::check_origin;
pub(crate) use password::{LONGEST_PASSWORD, hash_new_password};
pub use password::{SHORTEST_PASSWORD, hash_password};
pub(crate) use proxies::Proxies;
use remembered::{Known, Remembered};
pub(crate) use token::{Token, TokenHash};

use crate::problem::Problem;

pub(crate) const COOKIE: &str = "kontor_session";
/// A session ends after this long without use.
const IDLE_LIMIT: TimeDelta = TimeDelta::hours(12);

/// Signs in, identifies, signs out. Shared by all workers.
#[derive(Clone)]
pub(crate) struct Auth(Arc<Inner>);

struct Inner {
    desk: Desk,
    proxies: Proxies,
    limiter: Limiter,
    hashing: tokio::sync::Semaphore,
    remembered: Remembered,
}

/// A signed-in employee, as of this request.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) employee: Arc<Employee>,
    pub(crate) token: TokenHash,
}

impl Auth {
    pub(crate) fn new(desk: Desk, proxies: Proxies) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self(Arc::new(Inner {
            desk,
            proxies,
            limiter: Limiter::default(),
            hashing: tokio::sync::Semaphore::new(cores),
            remembered: Remembered::default(),
        }))
    }

    /// Where somebody calls from.
    pub(crate) fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> String {
        self.0.proxies.client(peer, headers)
    }

    /// Checks a password and opens a session. A wrong e-mail and a wrong password look and take the same.
    pub(crate) async fn sign_in(
        &self,
        email: &str,
        password: String,
        address: &str,
        user_agent: &str,
    ) -> Result<(Token, Arc<Employee>), Problem> {
        let email = email.trim().to_lowercase();
        let checked = self.check_password(&email, password, address).await?;
        let (employee, hash) = checked.ok_or_else(Problem::wrong_password)?;
        let token = Token::new();
        let now = self.0.desk.clock().now();
        let session = StoredSession {
            token_hash: token.hash().0,
            id: SignInId::new(),
            employee: employee.id,
            created_at: now,
            last_seen: now,
            expires_at: now + IDLE_LIMIT,
            user_agent: user_agent.chars().take(200).collect(),
            address: address.to_owned(),
        };
        let store = self.0.desk.store();
        store.put_session(&session).await?;
        // A password that was changed meanwhile has ended the sessions before this one was there.
        if store.password_hash(&email).await?.is_none_or(|(_, current)| current != hash) {
            store.delete_session(&session.token_hash).await?;
            return Err(Problem::wrong_password());
        }
        Ok((token, employee))
    }

    /// The active employee whose password it is, with the hash that it fits. Wrong ones are counted.
    async fn check_password(
        &self,
        email: &str,
        password: String,
        address: &str,
    ) -> Result<Option<(Arc<Employee>, String)>, Problem> {
        let now = self.0.desk.clock().now();
        self.0.limiter.check(email, address, now)?;
        let stored = self.0.desk.store().password_hash(email).await?;
        let permit = self.0.hashing.acquire().await.map_err(|_| Problem::stopping())?;
        // Again: others may have failed while this one waited, however many were sent at once.
        self.0.limiter.check(email, address, now)?;
        let hash = stored.as_ref().map(|(_, hash)| hash.clone());
        let fits =
            web::block(move || password::verify(&password, hash.as_deref())).await.map_err(|_| Problem::stopping())?;
        let found = stored.filter(|_| fits).and_then(|(id, hash)| {
            let employee = self.0.desk.roster().employee(id).filter(|employee| employee.active).cloned()?;
            Some((employee, hash))
        });
        match found {
            Some(_) => self.0.limiter.succeeded(email),
            None => self.0.limiter.failed(email, address, now),
        }
        drop(permit);
        Ok(found)
    }

    /// Who holds the token in the header, the query or the cookie; what was given on purpose goes first.
    pub(crate) async fn identify(
        &self,
        headers: &HeaderMap,
        query: Option<&str>,
        address: &str,
    ) -> Result<Identity, Problem> {
        let token = bearer(headers).or_else(|| in_query(query?)).or_else(|| cookie(headers));
        let token = token.as_deref().and_then(Token::parse).ok_or_else(Problem::signed_out)?.hash();
        let identity = self.holder(token).await?;
        let now = self.0.desk.clock().now();
        if self.0.remembered.note_use(token, now) {
            self.store_use(&[token.0], Some(address)).await;
        }
        Ok(identity)
    }

    /// Whose session it is, if it has not ended.
    pub(crate) async fn holder(&self, token: TokenHash) -> Result<Identity, Problem> {
        let known = match self.0.remembered.get(token) {
            Some(known) => known,
            None => self.look_up(token).await?,
        };
        if known.expires_at <= self.0.desk.clock().now() {
            return Err(Problem::signed_out());
        }
        let roster = self.0.desk.roster();
        let employee = roster.employee(known.employee).filter(|employee| employee.active).cloned();
        Ok(Identity { employee: employee.ok_or_else(Problem::signed_out)?, token })
    }

    async fn look_up(&self, token: TokenHash) -> Result<Known, Problem> {
        let endings = self.0.remembered.endings();
        let stored = self.0.desk.store().session(&token.0).await?.ok_or_else(Problem::signed_out)?;
        let StoredSession { employee, last_seen, expires_at, .. } = stored;
        let known = Known { employee, last_seen, expires_at };
        self.0.remembered.put(token, known, endings);
        Ok(known)
    }

    /// Open sockets use their sessions (`[S6]`).
    pub(crate) async fn note_open_sockets(&self, tokens: impl IntoIterator<Item = TokenHash>) {
        const AT_ONCE: usize = 1000;
        let now = self.0.desk.clock().now();
        let due: Vec<_> =
            tokens.into_iter().filter(|token| self.0.remembered.note_use(*token, now)).map(|token| token.0).collect();
        for due in due.chunks(AT_ONCE) {
            self.store_use(due, None).await;
        }
    }

    /// A store that takes no writes keeps nobody from reading.
    async fn store_use(&self, tokens: &[[u8; 32]], address: Option<&str>) {
        let now = self.0.desk.clock().now();
        if let Err(error) = self.0.desk.store().use_sessions(tokens, now, now + IDLE_LIMIT, address).await {
            tracing::warn!(%error, "the use of a session was not stored");
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(str::to_owned)
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| Cookie::parse(pair.trim().to_owned()).ok())
        .find(|cookie| cookie.name() == COOKIE)
        .map(|cookie| cookie.value().to_owned())
}

/// Only sockets ask with a query: a browser's WebSocket cannot send a header.
fn in_query(query: &str) -> Option<String> {
    query.split('&').find_map(|pair| pair.strip_prefix("token=")).filter(|token| !token.is_empty()).map(str::to_owned)
}

impl FromRequest for Identity {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    /// A request that changes something and is known by its cookie must come from our own pages.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            if !request.method().is_safe() && bearer(request.headers()).is_none() {
                check_origin(request.headers())?;
            }
            let auth = request.app_data::<web::Data<Auth>>().expect("every app is built with its Auth");
            auth.identify(request.headers(), None, &auth.client(request.peer_addr(), request.headers())).await
        })
    }
}
