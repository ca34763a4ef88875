//! The relay of one worker thread: it owns the sockets there, hands each shared frame to those that listen, and cuts off
//! those that do not read or do not answer.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix::{Actor, Addr, AsyncContext, Context, Handler, Message, WrapFuture};
use actors::{Channel, Delivery};
use bytes::Bytes;
use futures_util::stream;
use tokio::sync::watch;

use domain::{EmployeeId, SessionId};

use super::line::Line;
use crate::auth::{Auth, TokenHash};

const SWEEP_EVERY: Duration = Duration::from_secs(5);
/// With a sweep every 5 s, a socket without progress is cut within 30 s.
const STUCK_LIMIT: Duration = Duration::from_secs(25);
/// An open socket uses its session this often (`[S6]`).
const USE_EVERY: Duration = Duration::from_mins(1);
const PING_AFTER: Duration = Duration::from_secs(15);
/// A ping goes out after 15 s of silence; 30 s later the other side is gone.
const SILENCE_LIMIT: Duration = Duration::from_secs(45);

/// From this many listeners on one worker on, what follows a frame within [`GATHER`] leaves with the next one in one
/// write: a write costs the kernel the same for one frame as for several.
const CROWD: usize = 64;
/// Far below what a reader notices; a frame after a pause of this length leaves at once.
const GATHER: Duration = Duration::from_millis(50);

pub(crate) const GOING_AWAY: u16 = 1001;
pub(crate) const POLICY: u16 = 1008;
pub(crate) const SIGNED_OUT: u16 = 4401;

/// The sockets of one worker thread, shared by its relay and its sessions.
#[derive(Clone, Default)]
pub(super) struct Sockets(Rc<RefCell<Registry>>);

#[derive(Default)]
struct Registry {
    sockets: HashMap<SessionId, Entry>,
    channels: HashMap<Channel, Audience>,
}

/// Who listens to a channel on this worker.
#[derive(Default)]
struct Audience {
    lines: Vec<(SessionId, Rc<Line>)>,
    written_at: Option<Instant>,
    /// Frames wait for the end of [`GATHER`].
    holds: bool,
}

impl Audience {
    /// Hands a frame to every listener. A pause to wait before [`Audience::flush`], if one begins with it.
    fn publish(&mut self, frame: &Bytes) -> Option<Duration> {
        metrics::counter!("kontor_deliveries_total").increment(self.lines.len() as u64);
        let pause = self.written_at.and_then(|at| GATHER.checked_sub(at.elapsed()));
        match pause.filter(|_| self.lines.len() >= CROWD) {
            Some(pause) => {
                self.lines.iter().for_each(|(_, line)| line.hold(frame.clone()));
                (!std::mem::replace(&mut self.holds, true)).then_some(pause)
            }
            None => {
                self.lines.iter().for_each(|(_, line)| line.push(frame.clone()));
                self.written_at = Some(Instant::now());
                None
            }
        }
    }

    fn flush(&mut self) {
        self.lines.iter().for_each(|(_, line)| line.flush());
        self.written_at = Some(Instant::now());
        self.holds = false;
    }
}

struct Entry {
    line: Rc<Line>,
    employee: EmployeeId,
    token: TokenHash,
    channels: Vec<Channel>,
}

impl Sockets {
    pub(super) fn register(&self, session: SessionId, employee: EmployeeId, token: TokenHash, line: Rc<Line>) {
        metrics::gauge!("kontor_sockets_open").increment(1);
        self.0.borrow_mut().sockets.insert(session, Entry { line, employee, token, channels: Vec::new() });
    }

    pub(super) fn unregister(&self, session: SessionId) {
        let mut registry = self.0.borrow_mut();
        if let Some(entry) = registry.sockets.remove(&session) {
            metrics::gauge!("kontor_sockets_open").decrement(1);
            for channel in entry.channels {
                registry.mute(channel, session);
            }
        }
    }

    /// The sessions behind the sockets that are still answered.
    fn tokens(&self) -> HashSet<TokenHash> {
        let now = Instant::now();
        let registry = self.0.borrow();
        let heard = registry.sockets.values().filter(|entry| now - entry.line.last_heard() <= SILENCE_LIMIT);
        heard.map(|entry| entry.token).collect()
    }

    fn flush(&self, channel: Channel) {
        if let Some(audience) = self.0.borrow_mut().channels.get_mut(&channel) {
            audience.flush();
        }
    }

    fn each(&self, mut act: impl FnMut(&Entry)) {
        self.0.borrow().sockets.values().for_each(&mut act);
    }
}

impl Registry {
    fn open(&mut self, channel: Channel, session: SessionId, first: Vec<Bytes>) {
        let Some(entry) = self.sockets.get_mut(&session) else { return };
        first.into_iter().for_each(|frame| entry.line.push(frame));
        if !entry.channels.contains(&channel) {
            entry.channels.push(channel);
            self.channels.entry(channel).or_default().lines.push((session, entry.line.clone()));
        }
    }

    fn close(&mut self, channel: Channel, session: SessionId, last: Option<Bytes>) {
        let Some(entry) = self.sockets.get_mut(&session) else { return };
        if let Some(last) = last {
            entry.line.push(last);
        }
        // What was held for it would wait for a crowd that it has left.
        entry.line.flush();
        entry.channels.retain(|open| *open != channel);
        self.mute(channel, session);
    }

    fn mute(&mut self, channel: Channel, session: SessionId) {
        if let Some(audience) = self.channels.get_mut(&channel) {
            audience.lines.retain(|(known, _)| *known != session);
            if audience.lines.is_empty() {
                self.channels.remove(&channel);
            }
        }
    }
}

pub(super) struct Relay {
    sockets: Sockets,
    auth: Auth,
    roster: watch::Receiver<Bytes>,
}

impl Relay {
    pub(super) fn new(sockets: Sockets, auth: Auth, roster: watch::Receiver<Bytes>) -> Self {
        Self { sockets, auth, roster }
    }

    fn use_sessions(&mut self, ctx: &mut Context<Self>) {
        let (auth, tokens) = (self.auth.clone(), self.sockets.tokens());
        ctx.spawn(async move { auth.note_open_sockets(tokens).await }.into_actor(self));
    }

    fn sweep(&mut self, _ctx: &mut Context<Self>) {
        let now = Instant::now();
        self.sockets.each(|Entry { line, .. }| {
            let silent = now - line.last_heard();
            let stuck = line.stuck_since().is_some_and(|since| now - since > STUCK_LIMIT);
            if stuck || silent > SILENCE_LIMIT {
                let reason = if stuck { "too_slow" } else { "silent" };
                metrics::counter!("kontor_sockets_cut_total", "reason" => reason).increment(1);
                line.close(POLICY, reason);
                line.abort();
            } else if silent > PING_AFTER {
                line.ping();
            }
        });
    }
}

impl Actor for Relay {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(SWEEP_EVERY, Self::sweep);
        ctx.run_interval(USE_EVERY, Self::use_sessions);
        let changes = stream::unfold(self.roster.clone(), |mut roster| async move {
            roster.changed().await.ok()?;
            let frame = roster.borrow_and_update().clone();
            Some((Delivery::Publish { channel: Channel::Roster, frame }, roster))
        });
        ctx.add_message_stream(changes);
    }
}

impl Handler<Delivery> for Relay {
    type Result = ();

    fn handle(&mut self, delivery: Delivery, ctx: &mut Self::Context) {
        let mut registry = self.sockets.0.borrow_mut();
        match delivery {
            Delivery::Publish { channel, frame } => {
                let pause = registry.channels.get_mut(&channel).and_then(|audience| audience.publish(&frame));
                if let Some(pause) = pause {
                    ctx.run_later(pause, move |this, _| this.sockets.flush(channel));
                }
            }
            Delivery::Direct { session, frame } => {
                if let Some(entry) = registry.sockets.get(&session) {
                    entry.line.push(frame);
                }
            }
            Delivery::Open { channel, session, first } => registry.open(channel, session, first),
            Delivery::Close { channel, session, last } => registry.close(channel, session, last),
            Delivery::Disconnect { session, code, reason } => {
                if let Some(entry) = registry.sockets.get(&session) {
                    entry.line.close(code, reason);
                }
            }
        }
    }
}

/// Ends sockets on every worker.
#[derive(Clone, Copy, Debug, Message)]
#[rtype(result = "()")]
pub(crate) enum Disconnect {
    /// The session behind this token ended.
    Token(TokenHash),
    /// The employee may no longer sign in, or signed out everywhere; `except` is the session that goes on.
    Employee { employee: EmployeeId, except: Option<TokenHash> },
    /// The server stops.
    All,
}

impl Handler<Disconnect> for Relay {
    type Result = ();

    fn handle(&mut self, disconnect: Disconnect, _ctx: &mut Self::Context) {
        self.sockets.each(|entry| match disconnect {
            Disconnect::Token(token) if entry.token == token => entry.line.close(SIGNED_OUT, "signed_out"),
            Disconnect::Employee { employee, except } if entry.employee == employee && Some(entry.token) != except => {
                entry.line.close(SIGNED_OUT, "signed_out");
            }
            Disconnect::All => entry.line.close(GOING_AWAY, "server_stopping"),
            _ => {}
        });
    }
}

/// The relays of all workers, for what concerns every socket.
#[derive(Clone, Default)]
pub(crate) struct Relays(Arc<Mutex<Vec<Addr<Relay>>>>);

impl Relays {
    /// Adds a worker's relay and returns its number.
    pub(super) fn add(&self, relay: Addr<Relay>) -> usize {
        let mut relays = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        relays.push(relay);
        relays.len() - 1
    }

    /// Resolves when every worker has closed the sockets meant.
    pub(crate) async fn disconnect(&self, disconnect: Disconnect) {
        let relays = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // A relay that is gone has no sockets left.
        futures_util::future::join_all(relays.iter().map(|relay| relay.send(disconnect))).await;
    }
}
