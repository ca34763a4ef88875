//! `kontor load`: loads a running server over real sockets and checks that everything acknowledged reaches every screen
//! exactly once, in order.
//!
//! An outside program that happens to live in the same binary: it knows `docs/protocol.md` and none of the server's
//! types. All sockets live on one thread, so the crowd (`crowd`) needs no locks and an arriving event costs one read
//! and no copy. From the outside in: `options` → `plan` (who watches what) → `schedule` (what is due when) → `live` and
//! `notes` (sockets) → `crowd` with `ledger` and `sequence` (the checks) and `measure` → `report`, `files`, `page`.

#![allow(clippy::cast_precision_loss, reason = "figures for people, far below 2^52")]

mod crowd;
mod files;
mod frames;
mod idle;
mod ledger;
mod live;
mod measure;
mod notes;
mod options;
mod page;
mod plan;
mod process;
mod progress;
mod report;
mod schedule;
mod sequence;
mod server;
mod socket;
#[cfg(test)]
mod tests;
mod wire;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::task::LocalSet;
use tokio::time::{MissedTickBehavior, interval_at, sleep, sleep_until};

pub use options::{BadOptions, LoadOptions, Mix, Shape};
pub use report::Report;

use crowd::{ContactName, Crowd};
use live::Entrance;
use measure::Measures;
use plan::SessionPlan;
use process::Sample;
use progress::Progress;
use report::{Check, Latency, OwnUsage, Rate, ServerUsage, Setting};
use server::Server;

/// How often the end of the run looks whether everything has arrived.
const STRAGGLER_STEP: Duration = Duration::from_millis(20);

/// Runs the load, prints what was found, writes the files if a folder is given, and returns the report. An error means
/// that the load could not be made at all; what went wrong under load is in [`Report::faults`].
pub fn run(options: &LoadOptions) -> anyhow::Result<Report> {
    options.check()?;
    process::allow_sockets(options.sessions * if options.writes_notes() { 2 } else { 1 })?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("cannot start")?;
    let report = LocalSet::new().block_on(&runtime, conduct(options));
    // Whoever still looks up a host name must not hold the program back.
    runtime.shutdown_background();
    report
}

async fn conduct(options: &LoadOptions) -> anyhow::Result<Report> {
    let load = Duration::from_secs_f64(options.warmup + options.seconds);
    let progress = Progress::new(load);
    let server = Server::resolve(&options.url).await?;
    let pid = options.server_pid.or_else(|| process::listening_on(server.address));
    let plans = plan::sessions(options, server.address.ip().is_loopback());
    let (tokens, contacts) = if options.peer {
        (Vec::new(), vec![uuid::Uuid::nil().to_string()])
    } else {
        progress.step("signing in");
        let tokens = server.sign_in(options).await?;
        progress.step("preparing contacts");
        let contacts = server.contacts(&tokens[0], options.contacts_in_use()).await?;
        (tokens, contacts)
    };
    let names = contacts.iter().cloned().map(ContactName::new).collect();
    let measures = Measures::new(Duration::from_secs_f64(options.warmup), Duration::from_secs_f64(options.seconds));
    let crowd = Rc::new(RefCell::new(Crowd::new(&plans, names, measures, options.peer)));
    let with_notes = options.writes_notes();
    let entrance = Entrance { crowd: crowd.clone(), server, scratch: socket::scratch(), tokens, with_notes };
    let mut report = Report {
        started_at: chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        setting: Some(Setting::of(options)),
        sessions_wanted: options.sessions as u64,
        ..Report::default()
    };
    progress.step("opening sockets");
    if options.shape == Shape::Idle {
        idle::measure(options, &entrance, &plans, pid, &mut report).await;
    } else {
        open_all(&entrance, &plans, &contacts).await?;
        report.sessions_opened = crowd.borrow().occupied();
        let usage = drive(options, &crowd, pid, &progress).await;
        progress.step("waiting for stragglers");
        wait_for_stragglers(&crowd, Duration::from_secs_f64(options.stragglers)).await;
        usage.enter(&mut report, &crowd.borrow().measures, pid);
    }
    progress.end();
    crowd.borrow_mut().measures.end();
    fill(&mut report, &crowd.borrow(), options);
    println!("{report}");
    if let Some(folder) = &options.out {
        files::write(folder, &report, &crowd.borrow().measures)?;
    }
    Ok(report)
}

async fn open_all(entrance: &Entrance, plans: &[SessionPlan], contacts: &[String]) -> anyhow::Result<()> {
    entrance.open_sessions(0, plans).await;
    if entrance.crowd.borrow().occupied() == 0 {
        let why = entrance.crowd.borrow().socket_errors.keys().next().cloned().unwrap_or_default();
        anyhow::bail!("no socket could be opened: {why}");
    }
    entrance.subscribe(plans, contacts).await
}

/// What both processes spent in the measured time.
#[derive(Default)]
struct Usage {
    server: Option<(Sample, Sample)>,
    own: Option<(Sample, Sample)>,
}

impl Usage {
    fn enter(self, report: &mut Report, measures: &Measures, pid: Option<u32>) {
        let delivered = measures.delivered;
        let per_delivery = |seconds: f64| (delivered > 0).then(|| seconds * 1e6 / delivered as f64);
        report.own = self.own.map(|(before, after)| {
            let cpu_seconds = after.cpu_seconds_since(&before);
            OwnUsage { cpu_seconds, cpu_micros_per_delivery: per_delivery(cpu_seconds), rss_bytes: after.rss_bytes }
        });
        report.server = self.server.zip(pid).map(|((before, after), pid)| {
            let cpu_seconds = after.cpu_seconds_since(&before);
            ServerUsage {
                pid,
                cpu_seconds,
                cpu_micros_per_delivery: per_delivery(cpu_seconds),
                event_bytes: (measures.events > 0).then(|| measures.event_bytes as f64 / measures.events as f64),
                rss_before_bytes: before.rss_bytes,
                rss_after_bytes: after.rss_bytes,
            }
        });
    }
}

/// Sends what is due when it is due, until the end of the schedule.
async fn drive(options: &LoadOptions, crowd: &Rc<RefCell<Crowd>>, pid: Option<u32>, progress: &Progress) -> Usage {
    let sample = || (pid.and_then(Sample::of), Sample::own());
    let started = Instant::now();
    crowd.borrow_mut().started = started;
    let warmup = Duration::from_secs_f64(options.warmup);
    let length = warmup + Duration::from_secs_f64(options.seconds);
    let arrivals = schedule::arrivals(options.rate, length, options.mix, options.seed);
    let mut due = schedule::pace(started, arrivals);
    let second = Duration::from_secs(1);
    let mut seconds = interval_at((started + second).into(), second);
    seconds.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (measured_from, end) = (sleep_until((started + warmup).into()), sleep_until((started + length).into()));
    tokio::pin!(measured_from, end);
    let mut before = None;
    loop {
        tokio::select! {
            Some(due) = due.recv() => crowd.borrow_mut().send(due),
            () = &mut measured_from, if before.is_none() => before = Some(sample()),
            _ = seconds.tick() => {
                let mut crowd = crowd.borrow_mut();
                let errors = crowd.socket_errors.values().sum();
                progress.second(&crowd.measures.end_of_second(), errors);
            }
            () = &mut end => break,
        }
    }
    // What was due in the last moment may still be on its way from the clock.
    while let Some(due) = due.recv().await {
        crowd.borrow_mut().send(due);
    }
    let ((server_before, own_before), (server_after, own_after)) = (before.unwrap_or_default(), sample());
    Usage { server: server_before.zip(server_after), own: own_before.zip(own_after) }
}

async fn wait_for_stragglers(crowd: &Rc<RefCell<Crowd>>, limit: Duration) {
    let begun = Instant::now();
    while !crowd.borrow().is_settled() && begun.elapsed() < limit {
        sleep(STRAGGLER_STEP).await;
    }
    // A repetition would come after what it repeats.
    sleep(STRAGGLER_STEP).await;
}

fn fill(report: &mut Report, crowd: &Crowd, options: &LoadOptions) {
    let measures = &crowd.measures;
    report.check = Check::of(crowd);
    report.rate = Rate {
        offered: measures.due as f64 / options.seconds,
        achieved: measures.answered as f64 / options.seconds,
        delivered: measures.delivered as f64 / options.seconds,
    };
    report.ack = Latency::of(&measures.ack);
    report.screen = Latency::of(&measures.screen);
    report.note_saved = Latency::of(&measures.note_saved);
    report.note_screen = Latency::of(&measures.note_screen);
    report.send_lag = Latency::of(&measures.send_lag);
    report.conflicts = crowd.ledger.conflicts;
    report.refused.clone_from(&crowd.ledger.refused);
    report.socket_errors.clone_from(&crowd.socket_errors);
    report.resyncs = crowd.resyncs;
    report.seconds.clone_from(&measures.seconds);
}
