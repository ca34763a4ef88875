//! What a run found: figures, faults, and the table that is printed.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::crowd::Crowd;
use super::measure::{Latencies, Second, millis};
use super::options::{LoadOptions, Mix, Shape};

/// The outcome of a run. Latencies are in milliseconds.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// RFC 3339.
    pub started_at: String,
    pub setting: Option<Setting>,
    pub sessions_opened: u64,
    pub sessions_wanted: u64,
    pub rate: Rate,
    pub check: Check,
    /// From due to `ack`, for edits and comments.
    pub ack: Latency,
    /// From due to the event on each screen, the author's too.
    pub screen: Latency,
    /// From due to the author's note coming back, which says that it is saved.
    pub note_saved: Latency,
    /// From due to the note on each other screen.
    pub note_screen: Latency,
    /// What the load tester was late itself; part of all the others.
    pub send_lag: Latency,
    /// Conflicts, each of which was sent again on the newer version.
    pub conflicts: u64,
    /// By code.
    pub refused: BTreeMap<String, u64>,
    /// By their text.
    pub socket_errors: BTreeMap<String, u64>,
    pub resyncs: u64,
    /// None where the server's process was not found.
    pub server: Option<ServerUsage>,
    pub own: Option<OwnUsage>,
    pub idle: Option<Idle>,
    pub seconds: Vec<Second>,
}

/// The options that shape the figures.
#[derive(Clone, Debug, Serialize)]
pub struct Setting {
    pub url: String,
    pub shape: Shape,
    pub sessions: usize,
    pub contacts: usize,
    pub editors: usize,
    pub rate: f64,
    pub seconds: f64,
    pub warmup: f64,
    pub mix: Mix,
    pub seed: u64,
    pub peer: bool,
}

impl Setting {
    pub fn of(options: &LoadOptions) -> Self {
        Self {
            url: options.url.clone(),
            shape: options.shape,
            sessions: options.sessions,
            contacts: options.contacts_in_use(),
            editors: options.editors_in_use(),
            rate: options.rate,
            seconds: options.seconds,
            warmup: options.warmup,
            mix: options.mix,
            seed: options.seed,
            peer: options.peer,
        }
    }
}

/// Messages a second over the measured time.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rate {
    pub offered: f64,
    /// Acknowledged as on disk.
    pub achieved: f64,
    /// Events and notes on screens.
    pub delivered: f64,
}

/// What arrived, over the whole run with its warm-up. The last seven are 0 in a run without faults.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Check {
    pub sent: u64,
    pub acked: u64,
    /// Committed changes times the screens that watch them.
    pub expected: u64,
    pub received: u64,
    pub reach: f64,
    pub missing: u64,
    pub repeated: u64,
    pub out_of_order: u64,
    /// Shown with another content, or under another seq than acknowledged, or although refused.
    pub contradictory: u64,
    pub unanswered: u64,
    pub stray_answers: u64,
    /// Due on a socket that was lost.
    pub unsent: u64,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Latency {
    pub count: u64,
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub p99_9: f64,
    pub max: f64,
}

impl Latency {
    pub fn of(latencies: &Latencies) -> Self {
        let quantile = |quantile| millis(latencies.value_at_quantile(quantile));
        Self {
            count: latencies.len(),
            p50: quantile(0.5),
            p90: quantile(0.9),
            p99: quantile(0.99),
            p99_9: quantile(0.999),
            max: millis(latencies.max()),
        }
    }
}

/// What the server spent in the measured time.
#[derive(Clone, Debug, Serialize)]
pub struct ServerUsage {
    pub pid: u32,
    pub cpu_seconds: f64,
    pub cpu_micros_per_delivery: Option<f64>,
    pub event_bytes: Option<f64>,
    pub rss_before_bytes: u64,
    pub rss_after_bytes: u64,
}

/// What the load tester spent in the same time.
#[derive(Clone, Debug, Serialize)]
pub struct OwnUsage {
    pub cpu_seconds: f64,
    pub cpu_micros_per_delivery: Option<f64>,
    pub rss_bytes: u64,
}

/// What sessions that do nothing cost the server.
#[derive(Clone, Debug, Serialize)]
pub struct Idle {
    /// Counted after some first ones, which fill the server's pools.
    pub sessions: u64,
    pub rss_bytes_per_session: f64,
}

impl Check {
    /// Compares what was acknowledged and shown with what each screen saw.
    pub fn of(crowd: &Crowd) -> Self {
        let ledger = &crowd.ledger;
        let mut check = Self {
            sent: ledger.sent(),
            acked: ledger.acked,
            repeated: ledger.applied_twice,
            out_of_order: crowd.unexpected,
            contradictory: ledger.altered + ledger.contradictions(),
            unanswered: ledger.open,
            stray_answers: ledger.stray_answers,
            unsent: ledger.unsent,
            ..Self::default()
        };
        for seat in &crowd.seats {
            for watch in &seat.watches {
                let Some(sequence) = &watch.sequence else { continue };
                let version = ledger.version(watch.contact);
                check.expected += sequence.expected(version);
                check.missing += sequence.missing(version);
                check.repeated += sequence.repeated;
                check.out_of_order += sequence.out_of_order;
            }
            let Some(notebook) = &seat.notebook else { continue };
            let held = notebook.held();
            check.repeated += held.values().map(|times| times.saturating_sub(1)).sum::<u64>();
            for number in ledger.saved_notes(notebook.contact) {
                check.expected += 1;
                check.missing += u64::from(!held.contains_key(&number));
            }
        }
        check.received = check.expected - check.missing;
        check.reach = if check.expected == 0 { 1.0 } else { check.received as f64 / check.expected as f64 };
        check
    }
}

impl Report {
    /// What makes the run a failed one, each in a line; empty if nothing does.
    pub fn faults(&self) -> Vec<String> {
        let check = &self.check;
        let counted = [
            (check.missing, "missing"),
            (check.repeated, "repeated"),
            (check.out_of_order, "out of order"),
            (check.contradictory, "shown otherwise than sent or answered"),
            (check.unanswered, "never answered"),
            (check.stray_answers, "answers to nothing"),
            (check.unsent, "not sent, because their socket was lost"),
            (self.sessions_wanted.saturating_sub(self.sessions_opened), "sessions that could not be opened"),
        ];
        let mut faults: Vec<String> =
            counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        faults.extend(self.socket_errors.iter().map(|(text, count)| format!("{count} × {text}")));
        if self.check.sent > 0 && self.check.acked == 0 {
            faults.push("nothing was acknowledged".to_owned());
        }
        faults
    }

    fn write_figures(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rate { offered, achieved, delivered } = &self.rate;
        let check = &self.check;
        writeln!(out, "offered {offered:.1}/s   achieved {achieved:.1}/s   delivered {delivered:.1}/s")?;
        writeln!(
            out,
            "reach {:.6} = {} of {}   missing {}   repeated {}   out of order {}",
            check.reach, check.received, check.expected, check.missing, check.repeated, check.out_of_order
        )?;
        let refused: u64 = self.refused.values().sum();
        let errors: u64 = self.socket_errors.values().sum();
        writeln!(
            out,
            "sent {}   acknowledged {}   conflicts {}   refused {refused}   unanswered {}   socket errors {errors}",
            check.sent, check.acked, self.conflicts, check.unanswered
        )?;
        for (code, count) in &self.refused {
            writeln!(out, "  refused {count} × {code}")?;
        }
        writeln!(out)?;
        writeln!(out, "{:<26}{:>9}{:>9}{:>9}{:>9}{:>9}{:>10}", "ms", "p50", "p90", "p99", "p99.9", "max", "count")?;
        for (name, latency) in self.latencies() {
            let Latency { count, p50, p90, p99, p99_9, max } = latency;
            writeln!(out, "{name:<26}{p50:>9.2}{p90:>9.2}{p99:>9.2}{p99_9:>9.2}{max:>9.2}{count:>10}")?;
        }
        Ok(())
    }

    /// Those latencies that have a value, with their names.
    pub fn latencies(&self) -> impl Iterator<Item = (&'static str, &Latency)> {
        let all = [
            ("acknowledged", &self.ack),
            ("edit to screen", &self.screen),
            ("note saved", &self.note_saved),
            ("note to screen", &self.note_screen),
            ("sent late by the tester", &self.send_lag),
        ];
        all.into_iter().filter(|(_, latency)| latency.count > 0)
    }

    fn write_usage(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_delivery = |micros: Option<f64>| {
            micros.map(|micros| format!("   {micros:.2} µs CPU per delivery")).unwrap_or_default()
        };
        match &self.server {
            Some(server) => {
                let bytes = server.event_bytes.map(|bytes| format!(" of {bytes:.0} bytes")).unwrap_or_default();
                writeln!(
                    out,
                    "server {}: {:.2} s CPU{}{bytes}   {:.1} MiB, before {:.1} MiB",
                    server.pid,
                    server.cpu_seconds,
                    per_delivery(server.cpu_micros_per_delivery),
                    mebibytes(server.rss_after_bytes),
                    mebibytes(server.rss_before_bytes),
                )?;
            }
            None => writeln!(out, "server: process not found on this machine, its CPU and memory are left out")?,
        }
        if let Some(own) = &self.own {
            writeln!(
                out,
                "load tester: {:.2} s CPU{}   {:.1} MiB",
                own.cpu_seconds,
                per_delivery(own.cpu_micros_per_delivery),
                mebibytes(own.rss_bytes)
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(setting) = &self.setting {
            let Setting { shape, sessions, contacts, editors, seconds, seed, .. } = setting;
            writeln!(
                out,
                "{sessions} sessions ({} opened), {contacts} contacts, {editors} editors, {shape:?}, {seconds} s, seed {seed}",
                self.sessions_opened
            )?;
        }
        match &self.idle {
            Some(Idle { sessions, rss_bytes_per_session }) => {
                let kibibytes = rss_bytes_per_session / 1024.0;
                writeln!(out, "{kibibytes:.2} KiB of memory per idle session, over {sessions} sessions")?;
            }
            None => self.write_figures(out)?,
        }
        writeln!(out)?;
        self.write_usage(out)?;
        writeln!(out)?;
        let faults = self.faults();
        if faults.is_empty() {
            return writeln!(out, "no faults");
        }
        faults.iter().try_for_each(|fault| writeln!(out, "FAULT: {fault}"))
    }
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
