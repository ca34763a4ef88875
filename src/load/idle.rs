//! What a session that does nothing costs the server in memory.

use std::time::Duration;

use tokio::time::sleep;

use super::live::Entrance;
use super::options::LoadOptions;
use super::plan::SessionPlan;
use super::process::Sample;
use super::report::{Idle, OwnUsage, Report, ServerUsage};

/// Sessions that are opened before the first look at the memory, so that pools and caches that all share are filled.
const FIRST: usize = 50;
/// Until the memory of the first ones is looked at.
const SETTLING: Duration = Duration::from_secs(1);

/// Opens the sessions, holds them for the measured time, and enters what they cost.
pub async fn measure(
    options: &LoadOptions,
    entrance: &Entrance,
    plans: &[SessionPlan],
    pid: Option<u32>,
    report: &mut Report,
) {
    let first = FIRST.min(plans.len() / 2);
    entrance.open_sessions(0, &plans[..first]).await;
    sleep(SETTLING).await;
    let sample = || pid.and_then(Sample::of);
    let (before, own_before) = (sample(), Sample::own());
    entrance.open_sessions(first, &plans[first..]).await;
    sleep(Duration::from_secs_f64(options.seconds)).await;
    let (after, own_after) = (sample(), Sample::own());

    report.sessions_opened = entrance.crowd.borrow().occupied();
    let counted = report.sessions_opened.saturating_sub(first as u64);
    if let (Some(before), Some(after), Some(pid)) = (&before, &after, pid) {
        let grown = after.rss_bytes as f64 - before.rss_bytes as f64;
        report.idle = Some(Idle { sessions: counted, rss_bytes_per_session: grown / counted.max(1) as f64 });
        report.server = Some(ServerUsage {
            pid,
            cpu_seconds: after.cpu_seconds_since(before),
            cpu_micros_per_delivery: None,
            event_bytes: None,
            rss_before_bytes: before.rss_bytes,
            rss_after_bytes: after.rss_bytes,
        });
    }
    report.own = own_before.zip(own_after).map(|(before, after)| OwnUsage {
        cpu_seconds: after.cpu_seconds_since(&before),
        cpu_micros_per_delivery: None,
        rss_bytes: after.rss_bytes,
    });
}
