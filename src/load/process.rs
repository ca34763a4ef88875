//! What a process on this machine spends, from `/proc`.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// `USER_HZ`: the unit of the times in `/proc/PID/stat`, 100 on every common architecture.
const TICKS_PER_SECOND: f64 = 100.0;
const LISTENING: &str = "0A";

/// A moment of a process.
#[derive(Clone, Debug)]
pub struct Sample {
    ticks: u64,
    /// Time on a CPU of each thread, in nanoseconds; finer than ticks, but a thread that ends takes its time with it.
    threads: BTreeMap<String, u64>,
    pub rss_bytes: u64,
}

impl Sample {
    /// None if there is no such process, or no `/proc`.
    pub fn of(pid: u32) -> Option<Self> {
        let folder = format!("/proc/{pid}");
        let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
        // The name in parentheses may hold blanks; user and system time are fields 14 and 15.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |index: usize| fields.get(index)?.parse::<u64>().ok();
        let status = fs::read_to_string(format!("{folder}/status")).ok()?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kibibytes: u64 = resident.trim().trim_end_matches(" kB").parse().ok()?;
        Some(Self {
            ticks: ticks(11)? + ticks(12)?,
            threads: threads(&folder).unwrap_or_default(),
            rss_bytes: kibibytes * 1024,
        })
    }

    pub fn own() -> Option<Self> {
        Self::of(std::process::id())
    }

    /// CPU seconds since an earlier sample of the same process.
    pub fn cpu_seconds_since(&self, earlier: &Self) -> f64 {
        let by_ticks = self.ticks.saturating_sub(earlier.ticks) as f64 / TICKS_PER_SECOND;
        let nobody_left = earlier.threads.keys().all(|thread| self.threads.contains_key(thread));
        let spent = |sample: &Self| sample.threads.values().sum::<u64>();
        let by_threads = spent(self).saturating_sub(spent(earlier)) as f64 / 1e9;
        // Some sandboxes have the file and leave the time at 0.
        if nobody_left && by_threads > 0.0 { by_threads } else { by_ticks }
    }
}

fn threads(folder: &str) -> Option<BTreeMap<String, u64>> {
    let mut threads = BTreeMap::new();
    for thread in fs::read_dir(format!("{folder}/task")).ok()?.flatten() {
        let times = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        let on_cpu = times.split_whitespace().next()?.parse().ok()?;
        threads.insert(thread.file_name().to_string_lossy().into_owned(), on_cpu);
    }
    Some(threads)
}

/// The process that listens on this port, if it runs on this machine and may be looked at.
pub fn listening_on(server: SocketAddr) -> Option<u32> {
    if !server.ip().is_loopback() {
        return None;
    }
    let inode = ["/proc/net/tcp", "/proc/net/tcp6"].iter().find_map(|table| {
        let table = fs::read_to_string(table).ok()?;
        table.lines().find_map(|line| listening_inode(line, server.port()))
    })?;
    let socket = format!("socket:[{inode}]");
    let processes = fs::read_dir("/proc").ok()?.flatten();
    let mut pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    pids.find(|pid| holds(*pid, &socket))
}

/// The inode of a line of `/proc/net/tcp`, if it is a socket that listens on this port.
fn listening_inode(line: &str, port: u16) -> Option<String> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let (_, hexadecimal) = fields.get(1)?.rsplit_once(':')?;
    let is_meant = u16::from_str_radix(hexadecimal, 16).ok()? == port && *fields.get(3)? == LISTENING;
    if is_meant { fields.get(9).map(ToString::to_string) } else { None }
}

fn holds(pid: u32, socket: &str) -> bool {
    let Ok(files) = fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    files.flatten().any(|file| fs::read_link(file.path()).is_ok_and(|target| target == Path::new(socket)))
}

/// Raises the number of files that this process may open to what the system allows, and refuses more sockets than that.
pub fn allow_sockets(sockets: usize) -> anyhow::Result<()> {
    // The runtime, the report and the HTTP client have some open too.
    const OTHERS: u64 = 64;
    let limit = getrlimit(Resource::Nofile);
    let needed = sockets as u64 + OTHERS;
    if limit.maximum.is_some_and(|maximum| maximum < needed) {
        let maximum = limit.maximum.unwrap_or_default();
        anyhow::bail!("{sockets} sockets need {needed} open files, and this system allows {maximum} (ulimit -Hn)");
    }
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?;
    Ok(())
}
