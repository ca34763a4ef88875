//! The server as a whole: workers, routes, sockets, and an orderly end.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_http::HttpService;
use actix_http::error::DispatchError;
use actix_server::{Server, ServerHandle};
use actix_service::{ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, web};
use actors::Desk;
use intake::Intake;
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;
use tokio::net::TcpStream;

use crate::auth::{Auth, Proxies};
use crate::pending::Pending;
use crate::socket::relay::{Disconnect, Relays};
use crate::socket::upgrade::Door;
use crate::{observe, routes};

/// How long a stop waits for requests under way.
const REQUESTS_DEADLINE: Duration = Duration::from_secs(5);
/// And then for connections to take the last bytes; idle ones would take all of it.
const LAST_BYTES_SECONDS: u64 = 1;

pub struct ServerOptions {
    pub desk: Desk,
    pub intake: Intake,
    /// Bound by the caller, so that a port in use is its error to tell.
    pub listener: TcpListener,
    /// Threads that speak with clients.
    pub workers: usize,
    /// Proxies in front that say for whom they call.
    pub trusted_proxies: Vec<IpAddr>,
    /// Offers the demo accounts on the sign-in page.
    pub demo: bool,
    pub metrics: PrometheusHandle,
}

/// What a page needs to know before anybody signs in.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Meta {
    pub(crate) version: &'static str,
    pub(crate) demo: bool,
}

/// Whether `/readyz` says yes.
#[derive(Clone, Default)]
pub(crate) struct Readiness(Arc<AtomicBool>);

impl Readiness {
    pub(crate) fn is_ready(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    fn set(&self, ready: bool) {
        self.0.store(ready, Ordering::Release);
    }
}

/// A server that takes requests.
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    relays: Relays,
    readiness: Readiness,
    pending: Pending,
    desk: Desk,
    intake: Intake,
}

/// Starts the workers. Returns the running server and its future, which the caller drives.
pub fn start(options: ServerOptions) -> std::io::Result<(Running, Server)> {
    let ServerOptions { desk, intake, listener, workers, trusted_proxies, demo, metrics } = options;
    let address = listener.local_addr()?;
    let (relays, readiness) = (Relays::default(), Readiness::default());
    let auth = Auth::new(desk.clone(), Proxies::new(trusted_proxies));
    let pending = Pending::default();
    let shared = Shared {
        desk: web::Data::new(desk.clone()),
        intake: web::Data::new(intake.clone()),
        auth: web::Data::new(auth.clone()),
        relays: web::Data::new(relays.clone()),
        readiness: web::Data::new(readiness.clone()),
        pending: web::Data::new(pending.clone()),
        metrics: web::Data::new(metrics),
        meta: web::Data::new(Meta { version: crate::VERSION, demo }),
    };
    let door = (desk.clone(), auth, relays.clone());
    let server = Server::build()
        .workers(workers)
        .disable_signals()
        .shutdown_timeout(LAST_BYTES_SECONDS)
        .listen("kontor", listener, move || {
            let (desk, auth, relays) = door.clone();
            let shared = shared.clone();
            let app = move || {
                let shared = shared.clone();
                App::new()
                    .configure(move |config| shared.configure(config))
                    .wrap(Compress::default())
                    .wrap(from_fn(observe::request))
            };
            // One door, and so one relay, for each worker: this runs on the worker's thread.
            let door = std::rc::Rc::new(std::cell::OnceCell::new());
            let upgrade = fn_service(move |(request, framed)| {
                let door = door.clone();
                let (desk, auth, relays) = (desk.clone(), auth.clone(), relays.clone());
                async move {
                    let door = door.get_or_init(|| Door::open(desk, auth, &relays));
                    door.enter(request, framed).await;
                    Ok::<_, std::convert::Infallible>(())
                }
            });
            let http = HttpService::build()
                .client_request_timeout(Duration::from_secs(15))
                .keep_alive(Duration::from_secs(75))
                .upgrade(upgrade)
                .h1(map_config(app(), |()| AppConfig::default()));
            fn_service(|io| std::future::ready(accepted(io))).and_then(http)
        })?
        .run();
    readiness.set(true);
    let handle = server.handle();
    Ok((Running { address, handle, relays, readiness, pending, desk, intake }, server))
}

/// A connection whose bytes leave at once. A compressed answer goes out in several writes, and each but the first would
/// wait up to 40 ms for the other side to acknowledge the one before (RFC 896).
fn accepted(io: TcpStream) -> Result<(TcpStream, Option<SocketAddr>), DispatchError> {
    io.set_nodelay(true)?;
    let peer = io.peer_addr().ok();
    Ok((io, peer))
}

/// What every worker's app shares.
#[derive(Clone)]
struct Shared {
    desk: web::Data<Desk>,
    intake: web::Data<Intake>,
    auth: web::Data<Auth>,
    relays: web::Data<Relays>,
    readiness: web::Data<Readiness>,
    pending: web::Data<Pending>,
    metrics: web::Data<PrometheusHandle>,
    meta: web::Data<Meta>,
}

impl Shared {
    fn configure(self, config: &mut web::ServiceConfig) {
        let Self { desk, intake, auth, relays, readiness, pending, metrics, meta } = self;
        config.app_data(desk).app_data(intake).app_data(auth).app_data(relays).app_data(readiness).app_data(pending);
        config.app_data(metrics).app_data(meta);
        routes::configure(config);
    }
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops in order: not ready, no new connections, sockets told to go (1001), requests answered, imports
    /// ended after the rows in hand, contacts finished. False: contacts were still busy at the deadline.
    pub async fn stop(self, deadline: Duration) -> bool {
        self.readiness.set(false);
        self.handle.pause().await;
        self.relays.disconnect(Disconnect::All).await;
        if tokio::time::timeout(REQUESTS_DEADLINE, self.pending.settled()).await.is_err() {
            tracing::warn!("requests were still under way after {} s", REQUESTS_DEADLINE.as_secs());
        }
        self.handle.stop(true).await;
        self.intake.stop().await;
        self.desk.drain(deadline).await
    }
}

#[cfg(test)]
mod tests;
