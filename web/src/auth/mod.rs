//! Who is calling: passwords, session tokens, and the identity that every route and socket asks for.

mod limiter;
mod origin;
mod password;
mod token;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use actix_http::header::{self, HeaderMap};
use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use actors::Desk;
use chrono::{DateTime, TimeDelta, Utc};
use lru::LruCache;
use store::StoredSession;

use domain::{Employee, EmployeeId};

pub(crate) use limiter::Limiter;
pub(crate) use origin::check_origin;
pub use password::{SHORTEST_PASSWORD, hash_password};
pub(crate) use token::{Token, TokenHash};

use crate::problem::Problem;

pub(crate) const COOKIE: &str = "kontor_session";
/// A session ends after this long without use.
const IDLE_LIMIT: TimeDelta = TimeDelta::hours(12);
/// How stale the stored end of a session may be; using it more often costs no write.
const EXTEND_EVERY: TimeDelta = TimeDelta::minutes(10);
/// Sessions whose token was looked up lately.
const REMEMBERED: usize = 20_000;

/// Signs in, identifies, signs out. Shared by all workers.
#[derive(Clone)]
pub(crate) struct Auth(Arc<Inner>);

struct Inner {
    desk: Desk,
    limiter: Limiter,
    hashing: tokio::sync::Semaphore,
    remembered: Mutex<LruCache<TokenHash, Remembered>>,
}

#[derive(Clone, Copy)]
struct Remembered {
    employee: EmployeeId,
    expires_at: DateTime<Utc>,
}

/// A signed-in employee, as of this request.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) employee: Arc<Employee>,
    pub(crate) token: TokenHash,
}

impl Auth {
    pub(crate) fn new(desk: Desk) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self(Arc::new(Inner {
            desk,
            limiter: Limiter::default(),
            hashing: tokio::sync::Semaphore::new(cores),
            remembered: Mutex::new(LruCache::new(REMEMBERED.try_into().expect("a constant above zero"))),
        }))
    }

    /// Checks a password and opens a session. A wrong e-mail and a wrong password look and take the same.
    pub(crate) async fn sign_in(
        &self,
        email: &str,
        password: String,
        address: &str,
        user_agent: String,
    ) -> Result<(Token, Arc<Employee>), Problem> {
        let email = email.trim().to_lowercase();
        let now = self.0.desk.clock().now();
        self.0.limiter.check(&email, address, now)?;
        let stored = self.0.desk.store().password_hash(&email).await?;
        let (employee, hash) = match stored {
            Some((employee, hash)) => (self.0.desk.roster().employee(employee).cloned(), Some(hash)),
            None => (None, None),
        };
        let permit = self.0.hashing.acquire().await.map_err(|_| Problem::stopping())?;
        // Again: others may have failed while this one waited, however many were sent at once.
        self.0.limiter.check(&email, address, now)?;
        let fits =
            web::block(move || password::verify(&password, hash.as_deref())).await.map_err(|_| Problem::stopping())?;
        let employee = employee.filter(|employee| fits && employee.active).ok_or_else(|| {
            self.0.limiter.failed(&email, address, now);
            Problem::wrong_password()
        })?;
        drop(permit);
        self.0.limiter.succeeded(&email);
        let token = Token::new();
        let session = StoredSession {
            token_hash: token.hash().0,
            employee: employee.id,
            created_at: now,
            expires_at: now + IDLE_LIMIT,
            user_agent: user_agent.chars().take(200).collect(),
        };
        self.0.desk.store().put_session(&session).await?;
        Ok((token, employee))
    }

    /// Who holds the token in the header, the query or the cookie; what was given on purpose goes first.
    pub(crate) async fn identify(&self, headers: &HeaderMap, query: Option<&str>) -> Result<Identity, Problem> {
        let token =
            bearer(headers).or_else(|| in_query(query?)).or_else(|| cookie(headers)).ok_or_else(Problem::signed_out)?;
        let token = Token::parse(&token).ok_or_else(Problem::signed_out)?.hash();
        let now = self.0.desk.clock().now();
        let known = match self.recall(token) {
            Some(known) => known,
            None => self.look_up(token).await?,
        };
        if known.expires_at <= now {
            return Err(Problem::signed_out());
        }
        let employee = self
            .0
            .desk
            .roster()
            .employee(known.employee)
            .filter(|employee| employee.active)
            .cloned()
            .ok_or_else(Problem::signed_out)?;
        if known.expires_at - now < IDLE_LIMIT - EXTEND_EVERY {
            let expires_at = now + IDLE_LIMIT;
            self.0.desk.store().extend_session(&token.0, expires_at).await?;
            self.remember(token, Remembered { expires_at, ..known });
        }
        Ok(Identity { employee, token })
    }

    pub(crate) async fn sign_out(&self, token: TokenHash) -> Result<(), Problem> {
        self.lock().pop(&token);
        self.0.desk.store().delete_session(&token.0).await?;
        Ok(())
    }

    /// Ends every session of an employee.
    pub(crate) async fn sign_out_everywhere(&self, employee: EmployeeId) -> Result<(), Problem> {
        self.0.desk.store().delete_sessions_of(employee, None).await?;
        let mut remembered = self.lock();
        let gone: Vec<_> =
            remembered.iter().filter(|(_, known)| known.employee == employee).map(|(token, _)| *token).collect();
        for token in gone {
            remembered.pop(&token);
        }
        Ok(())
    }

    async fn look_up(&self, token: TokenHash) -> Result<Remembered, Problem> {
        let stored = self.0.desk.store().session(&token.0).await?.ok_or_else(Problem::signed_out)?;
        let known = Remembered { employee: stored.employee, expires_at: stored.expires_at };
        self.remember(token, known);
        Ok(known)
    }

    fn recall(&self, token: TokenHash) -> Option<Remembered> {
        self.lock().get(&token).copied()
    }

    fn remember(&self, token: TokenHash, known: Remembered) {
        self.lock().put(token, known);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, LruCache<TokenHash, Remembered>> {
        self.0.remembered.lock().unwrap_or_else(PoisonError::into_inner)
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
    query.split('&').find_map(|pair| pair.strip_prefix("token=")).map(str::to_owned)
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
            auth.identify(request.headers(), None).await
        })
    }
}
