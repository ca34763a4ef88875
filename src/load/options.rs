//! The options of `kontor load` and what they may say together. Knows nothing of how the load is made.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::plan::{FIELDS, MAX_WATCHED};

/// Loads a running server over real sockets and checks that everything acknowledged arrives exactly once, in order
#[derive(Clone, Debug, clap::Args)]
pub struct LoadOptions {
    /// Server to load, over plain http
    #[arg(long, env = "KONTOR_LOAD_URL", default_value = "http://127.0.0.1:8080")]
    pub url: String,

    /// Sockets to open, each of them one person at a screen
    #[arg(long, env = "KONTOR_LOAD_SESSIONS", default_value_t = 50, value_parser = positive)]
    pub sessions: usize,

    /// Contacts to work on, made under the tag `loadtest` and used again by the next run
    #[arg(long, env = "KONTOR_LOAD_CONTACTS", default_value_t = 10, value_parser = positive)]
    pub contacts: usize,

    /// How many of the sessions write; by default as many as need not share a field
    #[arg(long, env = "KONTOR_LOAD_EDITORS", value_parser = positive)]
    pub editors: Option<usize>,

    /// Messages a second, all editors together
    #[arg(long, env = "KONTOR_LOAD_RATE", default_value_t = 20.0, value_parser = rate)]
    pub rate: f64,

    /// Seconds to measure
    #[arg(long, env = "KONTOR_LOAD_SECONDS", default_value_t = 10.0, value_parser = seconds)]
    pub seconds: f64,

    /// Seconds of the same load before that: checked, but not in the latencies
    #[arg(long, env = "KONTOR_LOAD_WARMUP", default_value_t = 2.0, value_parser = seconds)]
    pub warmup: f64,

    /// What is sent, with weights: `edit=8,comment=1,note=1`; plain names weigh the same
    #[arg(long, env = "KONTOR_LOAD_MIX", default_value = "edit=8,comment=1,note=1")]
    pub mix: Mix,

    /// Decides when what is sent; the same seed sends the same
    #[arg(long, env = "KONTOR_LOAD_SEED", default_value_t = 1)]
    pub seed: u64,

    /// Folder for report.json, latencies.csv, seconds.csv, ack.hgrm, screen.hgrm and index.html
    #[arg(long, env = "KONTOR_LOAD_OUT", value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Accounts that the sessions are spread over
    #[arg(
        long,
        env = "KONTOR_LOAD_EMAIL",
        value_delimiter = ',',
        default_value = "max@kontor.example,anna@kontor.example,jonas@kontor.example,sofie@kontor.example,\
                         lena@kontor.example,eva@kontor.example"
    )]
    pub email: Vec<String>,

    /// Password of these accounts
    #[arg(long, env = "KONTOR_LOAD_PASSWORD", default_value = "kontor-demo", hide_env_values = true)]
    pub password: String,

    /// Who watches what
    #[arg(long, env = "KONTOR_LOAD_SHAPE", value_enum, default_value_t = Shape::Spread)]
    pub shape: Shape,

    /// Sockets from one source address; on loopback the next ones come from 127.0.0.2 and on, so that ports suffice
    #[arg(long, env = "KONTOR_LOAD_CONNECTIONS_PER_ADDRESS", default_value_t = 20_000, value_parser = positive)]
    pub connections_per_address: usize,

    /// Process whose CPU and memory are measured; by default the one that listens on the url's port, if it runs here
    #[arg(long, env = "KONTOR_LOAD_SERVER_PID")]
    pub server_pid: Option<u32>,

    /// Seconds to wait at the end for what is still under way before it counts as missing
    #[arg(long, env = "KONTOR_LOAD_STRAGGLERS", default_value_t = 10.0, value_parser = seconds)]
    pub stragglers: f64,

    /// The url is a server that only sends every message to every socket (`benches/peers`); it is given the frames that
    /// Kontor would send
    #[arg(long, env = "KONTOR_LOAD_PEER")]
    pub peer: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Only open sockets: what does a session cost that does nothing
    Idle,
    /// Every session watches one of the contacts
    Spread,
    /// Every session watches the same contact
    Hot,
}

/// Options that do not fit together; the text says what to change.
#[derive(Debug, PartialEq, Eq)]
pub struct BadOptions(pub String);

impl fmt::Display for BadOptions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for BadOptions {}

impl LoadOptions {
    /// How many contacts are worked on: one on a hot contact, none where nothing is watched.
    pub fn contacts_in_use(&self) -> usize {
        match self.shape {
            Shape::Idle => 0,
            Shape::Spread => self.contacts,
            Shape::Hot => 1,
        }
    }

    /// How many sessions write. The default gives everyone a field of their own, so that nobody conflicts.
    pub fn editors_in_use(&self) -> usize {
        if self.shape == Shape::Idle {
            return 0;
        }
        if self.peer {
            // The order of frames from several sockets would be the peer's choice; from one socket it is ours to check.
            return 1;
        }
        let without_sharing = self.contacts_in_use().saturating_mul(FIELDS.len());
        self.editors.unwrap_or_else(|| self.sessions.min(without_sharing))
    }

    /// Whether anybody has the shared notes open.
    pub fn writes_notes(&self) -> bool {
        self.mix.note > 0 && self.shape != Shape::Idle && !self.peer
    }

    /// Refuses what clap cannot see because it takes more than one option.
    pub fn check(&self) -> Result<(), BadOptions> {
        let refuse = |text: String| Err(BadOptions(text));
        if self.peer && self.shape != Shape::Hot {
            return refuse("--peer knows one room only: add --shape hot".to_owned());
        }
        if self.peer && (self.mix.comment > 0 || self.mix.note > 0) {
            return refuse("--peer sends edits only: add --mix edit".to_owned());
        }
        if self.seconds <= 0.0 {
            return refuse("--seconds must be more than 0".to_owned());
        }
        if self.email.iter().all(|email| email.trim().is_empty()) {
            return refuse("--email needs at least one account".to_owned());
        }
        let (editors, contacts) = (self.editors_in_use(), self.contacts_in_use());
        if editors > self.sessions {
            return refuse(format!("--editors {editors} is more than --sessions {}", self.sessions));
        }
        if editors > 0 && contacts.div_ceil(editors) > MAX_WATCHED {
            let needed = contacts.div_ceil(MAX_WATCHED);
            return refuse(format!(
                "--contacts {contacts} takes at least {needed} editors: one socket watches at most {MAX_WATCHED} contacts"
            ));
        }
        Ok(())
    }
}

/// Weights of what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Mix {
    pub edit: u32,
    pub comment: u32,
    pub note: u32,
}

impl Mix {
    pub fn total(self) -> u32 {
        self.edit + self.comment + self.note
    }
}

impl FromStr for Mix {
    type Err = BadOptions;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut mix = Self { edit: 0, comment: 0, note: 0 };
        for part in text.split(',').map(str::trim) {
            let (name, weight) = part.split_once('=').unwrap_or((part, "1"));
            let weight = weight.trim().parse::<u32>().ok().filter(|weight| *weight <= 1_000_000);
            let weight = weight.ok_or_else(|| BadOptions(format!("`{part}` has no whole weight up to 1000000")))?;
            match name.trim() {
                "edit" => mix.edit = weight,
                "comment" => mix.comment = weight,
                "note" => mix.note = weight,
                other => return Err(BadOptions(format!("`{other}` is none of edit, comment, note"))),
            }
        }
        if mix.total() == 0 {
            return Err(BadOptions("at least one weight must be more than 0".to_owned()));
        }
        Ok(mix)
    }
}

fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a whole number from 1 on".to_owned()),
        Ok(number) => Ok(number),
    }
}

fn rate(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0 && *number <= 1e6);
    number.ok_or_else(|| "a number above 0, at most 1000000".to_owned())
}

fn seconds(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && (0.0..=1e6).contains(number));
    number.ok_or_else(|| "a number of seconds, at most 1000000".to_owned())
}
