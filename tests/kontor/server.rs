//! The program under test as a process of its own: started on a free port, killed, ended in order, started again on the
//! same data.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use crate::DEADLINE;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_kontor");

/// Where the server listens now. It is another port after each start.
#[derive(Clone, Default)]
pub struct Address(Arc<RwLock<String>>);

impl Address {
    /// `127.0.0.1:PORT`
    pub fn get(&self) -> String {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, address: &str) {
        address.clone_into(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// A server with the demo's people. Dropped, it is killed, and what it logged is shown if the test failed.
pub struct TestServer {
    address: Address,
    process: Option<Child>,
    folder: TempDir,
    on_disk: bool,
}

impl TestServer {
    /// With its data in memory.
    pub async fn start() -> Self {
        Self::launch(TempDir::new().expect("a folder for the test"), false).await
    }

    /// With its data in a folder, for tests that start it again.
    pub async fn on_disk() -> Self {
        Self::launch(TempDir::new().expect("a folder for the test"), true).await
    }

    async fn launch(folder: TempDir, on_disk: bool) -> Self {
        let mut server = Self { address: Address::default(), process: None, folder, on_disk };
        server.run().await;
        server
    }

    async fn run(&mut self) {
        let mut command = program(&["serve", "--demo", "--listen", "127.0.0.1:0"]);
        if self.on_disk {
            command.arg("--data").arg(self.data());
        } else {
            command.args(["--database", "mem://"]);
        }
        let log = std::fs::File::options().create(true).append(true).open(self.log()).expect("a log file");
        let mut process = command.stdout(Stdio::piped()).stderr(log).spawn().expect("the program starts");
        let out = process.stdout.take().expect("the output is a pipe");
        self.process = Some(process);
        let mut lines = BufReader::new(out).lines();
        let line = tokio::time::timeout(DEADLINE, lines.next_line()).await.expect("the server starts in time");
        let line =
            line.expect("a line of text").unwrap_or_else(|| panic!("the server did not start:\n{}", self.logged()));
        self.address.set(line.strip_prefix("listening on http://").expect("the line that scripts wait for"));
    }

    pub fn address(&self) -> &Address {
        &self.address
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    pub fn logged(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    fn pid(&self) -> Pid {
        let id = self.process.as_ref().and_then(Child::id).expect("the server runs");
        Pid::from_raw(id.cast_signed()).expect("a process has an id")
    }

    /// `kill -9`: what a power cut is to the process.
    pub async fn kill(&mut self) {
        let mut process = self.process.take().expect("the server runs");
        process.kill().await.expect("a child can be killed");
    }

    /// Ends it as an operator would, and tells how it ended.
    pub async fn stop(&mut self) -> ExitStatus {
        self.signal(Signal::TERM);
        self.ended().await
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("a child takes signals");
    }

    pub async fn ended(&mut self) -> ExitStatus {
        let mut process = self.process.take().expect("the server runs");
        tokio::time::timeout(DEADLINE, process.wait()).await.expect("the server ends in time").expect("a child ends")
    }

    /// Starts it again on the same data.
    pub async fn restart(&mut self) {
        assert!(self.on_disk && self.process.is_none(), "a server that has ended and keeps its data");
        self.run().await;
    }

    pub fn is_running(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| process.try_wait().expect("a child tells its state").is_none())
    }

    /// Memory that the process holds now, in KiB.
    pub fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid().as_raw_nonzero()));
        let status = status.expect("a running process has a status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("the status tells the memory");
        line.trim().trim_end_matches(" kB").parse().expect("a number of KiB")
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("--- the server's log\n{}", self.logged());
        }
    }
}

/// The program with arguments and without our environment.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).env_clear().env("RUST_BACKTRACE", "1").stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// Runs the program to its end, with this on standard input.
pub async fn run_with_input(arguments: &[&str], data: &Path, input: &str) -> Output {
    let mut command = program(arguments);
    command.arg("--data").arg(data).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("the program starts");
    let mut stdin = process.stdin.take().expect("the input is a pipe");
    stdin.write_all(input.as_bytes()).await.expect("the program reads its input");
    drop(stdin);
    let output = tokio::time::timeout(DEADLINE, process.wait_with_output()).await.expect("the program ends in time");
    output.expect("a child ends")
}

/// Reads a connection to its end.
pub async fn read_all(stream: &mut tokio::net::TcpStream) -> String {
    let mut answer = Vec::new();
    let reading = stream.read_to_end(&mut answer);
    // A reset is an end as well.
    let _: Result<_, _> = tokio::time::timeout(Duration::from_secs(20), reading).await.expect("the server hangs up");
    String::from_utf8_lossy(&answer).into_owned()
}
