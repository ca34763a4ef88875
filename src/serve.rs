//! `kontor serve`: opens the store, starts the core and the web floor, and ends them in order.

use std::io::{IsTerminal, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actors::{Desk, DeskOptions, SystemClock};
use anyhow::Context;
use intake::Intake;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use store::Store;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;
use web::ServerOptions;

use crate::cli::ServeOptions;
use crate::database::closing;
use crate::demo;

/// A contact that nobody used for this long leaves memory.
const IDLE_AFTER: Duration = Duration::from_mins(2);
/// How long the end waits for what is under way.
const DRAIN_DEADLINE: Duration = Duration::from_secs(10);
const METRICS_EVERY: Duration = Duration::from_secs(5);
/// Connections that wait to be accepted.
const BACKLOG: i32 = 4096;

pub fn run(options: ServeOptions) -> anyhow::Result<()> {
    start_logging()?;
    raise_file_limit();
    actix_rt::System::new().block_on(serve(options))
}

async fn serve(options: ServeOptions) -> anyhow::Result<()> {
    let metrics = PrometheusBuilder::new().install_recorder().context("metrics cannot be recorded")?;
    let listener = listen(options.listen)?;
    let store = options.database.open_or_make().await?;
    closing(store, async |store| serve_on(store, listener, metrics, options).await).await?;
    tracing::info!("stopped");
    Ok(())
}

async fn serve_on(
    store: &Store,
    listener: TcpListener,
    metrics: PrometheusHandle,
    options: ServeOptions,
) -> anyhow::Result<()> {
    if options.demo {
        demo::fill_if_empty(store).await?;
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let desk = Desk::start(DeskOptions {
        store: store.clone(),
        clock: Arc::new(SystemClock),
        threads: cores.div_ceil(2),
        idle_after: IDLE_AFTER,
        most_active: options.active_contacts,
    })
    .await?;
    if desk.roster().employees().next().is_none() {
        tracing::warn!("nobody can sign in yet: add somebody with `kontor employee add`");
    }
    actix_rt::spawn(forget_expired_sessions(store.clone()));
    actix_rt::spawn(keep_metrics_small(metrics.clone()));
    actix_rt::spawn(actors::calendar::keep(desk.clone()));
    actix_rt::spawn(actors::rules::keep(desk.clone()));
    let server = ServerOptions {
        intake: Intake::start(desk.clone(), options.database.imports_folder()).await?,
        desk,
        listener,
        workers: options.workers.map_or(cores, usize::from),
        trusted_proxies: options.trusted_proxy,
        demo: options.demo,
        metrics,
    };
    let (running, driving) = web::start(server)?;
    // Before anybody knows that it runs and may want it to end.
    let signals = Signals::listen()?;
    announce(running.address());
    let driving = actix_rt::spawn(driving);
    signals.first().await;
    tracing::info!("stopping");
    let drained = running.stop(DRAIN_DEADLINE).await;
    driving.await.context("the server ended badly")??;
    anyhow::ensure!(drained, "some contacts were still busy after {} s", DRAIN_DEADLINE.as_secs());
    Ok(())
}

/// Measurements pile up until somebody reads `/metrics` or this sums them up.
async fn keep_metrics_small(metrics: PrometheusHandle) {
    let mut ticks = tokio::time::interval(METRICS_EVERY);
    loop {
        ticks.tick().await;
        metrics.run_upkeep();
    }
}

/// Sessions that ended unused would otherwise stay on disk for ever.
async fn forget_expired_sessions(store: Store) {
    let mut hours = tokio::time::interval(Duration::from_hours(1));
    loop {
        hours.tick().await;
        if let Err(error) = store.delete_expired_sessions(chrono::Utc::now()).await {
            tracing::warn!(%error, "expired sessions could not be removed");
        }
    }
}

/// Scripts wait for this line, and with port 0 read the port from it.
fn announce(address: SocketAddr) {
    let mut out = std::io::stdout();
    // Whoever closed our output does not want to know.
    let _: std::io::Result<()> = writeln!(out, "listening on http://{address}").and_then(|()| out.flush());
}

fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let bind = || -> std::io::Result<TcpListener> {
        let socket = socket2::Socket::new(socket2::Domain::for_address(address), socket2::Type::STREAM, None)?;
        socket.set_reuse_address(true)?;
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        Ok(socket.into())
    };
    bind().with_context(|| format!("cannot listen on {address}"))
}

/// What an operator or a terminal sends to end the program.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn first(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// `KONTOR_LOG` takes filters as `info` or `kontor=debug,web=trace`; logs go to standard error.
fn start_logging() -> anyhow::Result<()> {
    let filter = match std::env::var("KONTOR_LOG") {
        Ok(wanted) => EnvFilter::try_new(&wanted).with_context(|| format!("KONTOR_LOG cannot be {wanted:?}"))?,
        Err(_) => EnvFilter::new("info,surrealdb=warn,actix_server=warn"),
    };
    let logging = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(std::io::stderr().is_terminal());
    if logging.with_writer(std::io::stderr).try_init().is_err() {
        tracing::debug!("logging was set up already");
    }
    Ok(())
}

/// Each socket is a file: take as many as the system allows.
fn raise_file_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit of open files cannot be raised");
    }
}
